"""The virus scanner's talk, against a stand-in on a socket: clean, infected, silent, away."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from flask import Flask

from award.policies import Refusal
from award.services import antivirus


@pytest.fixture
def scanner(app: Flask) -> Iterator[Callable[[bytes], list[bytes]]]:
    """Starts a stand-in that answers one question, and gives what it was sent."""
    usual = app.config["AWARD"]
    with TemporaryDirectory() as folder:
        place = str(Path(folder) / "clamd")
        app.config["AWARD"] = usual.model_copy(update={"antivirus": place})

        def answering(verdict: bytes) -> list[bytes]:
            server = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            server.bind(place)
            server.listen(1)
            heard: list[bytes] = []
            threading.Thread(target=_serve, args=(server, verdict, heard), daemon=True).start()
            return heard

        yield answering
        app.config["AWARD"] = usual


def _serve(server: socket.socket, verdict: bytes, heard: list[bytes]) -> None:
    with server, server.accept()[0] as line, line.makefile("rb") as stream:
        heard.append(stream.read(10))
        while length := struct.unpack("!I", stream.read(4))[0]:
            heard.append(stream.read(length))
        line.sendall(verdict)


def test_clean_bytes_pass_and_arrive_whole(scanner):
    heard = scanner(b"stream: OK\0")
    content = bytes(range(256)) * 600

    antivirus.scan(content)

    assert heard[0] == b"zINSTREAM\0"
    assert b"".join(heard[1:]) == content


def test_infected_bytes_are_refused(scanner):
    scanner(b"stream: Eicar-Test-Signature FOUND\0")

    with pytest.raises(Refusal, match="diệt vi-rút từ chối"):
        antivirus.scan(b"x")


@pytest.mark.parametrize("verdict", [b"INSTREAM size limit exceeded. ERROR\0", b""])
def test_what_was_not_scanned_is_not_taken(scanner, verdict):
    scanner(verdict)

    with pytest.raises(Refusal, match="Chưa kiểm tra được"):
        antivirus.scan(b"x")


def test_a_scanner_that_is_away_lets_nothing_in(scanner):
    with pytest.raises(Refusal, match="Chưa kiểm tra được"):
        antivirus.scan(b"x")


def test_without_a_scanner_nothing_is_asked(app):
    assert antivirus.scan(b"x") is None
