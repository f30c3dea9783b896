"""Printing: hands a page to the press, waits for the PDF, and ends a press that takes too long."""

import atexit
import json
import os
import selectors
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import IO

from award.screen import STATIC

SECONDS = 120  # for one document; the longest book of the tests takes a fourth of it
PAGES_PER_PRESS = 300  # then a new process, so that nothing piles up in it

# No typeface of the machine may get into a paper: the press knows of none but ours.
FONTCONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><cachedir>{folder}</cachedir></fontconfig>
"""


class PrintError(Exception):
    """A page could not be printed; the text is for the log."""


class TooSlowError(PrintError):
    """The time of one document was over."""


class Press:
    """One press process; it starts when first needed and is replaced when it fails."""

    def __init__(self, seconds: int = SECONDS) -> None:
        self.seconds = seconds
        self.process: subprocess.Popen[bytes] | None = None
        self.folder: Path | None = None
        self.printed = 0
        self._lock = threading.Lock()

    def print(self, html: str, identifier: str) -> tuple[bytes, int]:
        """The PDF of a page and how many pages it has.

        Raises `PrintError`, or `TooSlowError` after the seconds allowed.
        """
        order = {"html": html, "identifier": identifier, "seconds": self.seconds}
        with self._lock:
            try:
                good, answer = self._ask(json.dumps(order).encode())
            except BaseException:
                self.close()
                raise
        if good != b"+":
            raise PrintError(answer.decode(errors="replace"))
        return answer[4:], int.from_bytes(answer[:4], "big")

    def _ask(self, order: bytes) -> tuple[bytes, bytes]:
        """The sign and the body of the answer to an order; a press that has ended is replaced."""
        if self._is_spent():
            self.close()
            self._start()
        assert self.process is not None
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        try:
            self.process.stdin.write(len(order).to_bytes(8, "big") + order)
            self.process.stdin.flush()
        except BrokenPipeError as error:
            raise PrintError("the press had ended") from error
        end = time.monotonic() + self.seconds
        good = _read(self.process.stdout, 1, end)
        length = int.from_bytes(_read(self.process.stdout, 8, end), "big")
        self.printed += 1
        return good, _read(self.process.stdout, length, end)

    def _is_spent(self) -> bool:
        """Whether there is no process yet, no longer, or one that has printed enough."""
        ended = self.process is None or self.process.poll() is not None
        return ended or self.printed >= PAGES_PER_PRESS

    def _start(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="award-press-"))
        configuration = self.folder / "fonts.conf"
        configuration.write_text(FONTCONFIG.format(folder=self.folder), encoding="utf-8")
        self.printed = 0
        self.process = subprocess.Popen(
            [sys.executable, "-I", str(Path(__file__).with_name("press.py")), str(STATIC)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={
                "FONTCONFIG_FILE": str(configuration),
                "LANG": "C.UTF-8",
                "PATH": os.defpath,
                "TMPDIR": str(self.folder),
            },
            cwd=self.folder,
        )

    def close(self) -> None:
        """End the process and leave nothing of it behind."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            for pipe in (self.process.stdin, self.process.stdout):
                _close(pipe)
            self.process = None
        if self.folder is not None:
            shutil.rmtree(self.folder, ignore_errors=True)
            self.folder = None


def _read(stream: IO[bytes], count: int, end: float) -> bytes:
    """So many bytes of a pipe, before the moment `end`."""
    parts: list[bytes] = []
    with selectors.DefaultSelector() as waiting:
        waiting.register(stream, selectors.EVENT_READ)
        while count:
            if not waiting.select(max(0.0, end - time.monotonic())):
                raise TooSlowError("the press took too long")
            part = os.read(stream.fileno(), min(count, 1 << 20))
            if not part:
                raise PrintError("the press ended before its answer")
            parts.append(part)
            count -= len(part)
    return b"".join(parts)


def _close(pipe: IO[bytes] | None) -> None:
    if pipe is None:
        return
    try:
        pipe.close()
    except BrokenPipeError:
        return


_presses: dict[int, Press] = {}


def press() -> Press:
    """The press of this process; a forked process gets one of its own."""
    own = _presses.get(os.getpid())
    if own is None:
        own = _presses[os.getpid()] = Press()
        atexit.register(own.close)
    return own
