"""ClamAV over its socket, where one is configured: what cannot be scanned is not taken."""

import socket
import struct

import structlog

from award.config import current
from award.policies import Refusal
from award.words import _N

PATIENCE = 30  # seconds for each step of the talk
PIECE = 1 << 16

_INFECTED = _N("Tệp bị phần mềm diệt vi-rút từ chối. Hãy kiểm tra máy của bạn và gửi tệp khác.")
_NOT_SCANNED = _N("Chưa kiểm tra được vi-rút nên tệp chưa được nhận. Hãy thử lại sau ít phút.")


def scan(content: bytes) -> None:
    """Raise `Refusal` when clamd finds something, or cannot be asked; nothing when none is set.

    Speaks INSTREAM: pieces with their length in four bytes, ended by a length of zero.
    """
    place = current().antivirus
    if not place:
        return
    try:
        verdict = _ask(place, content)
    except OSError as error:
        structlog.get_logger().error("antivirus", error=repr(error))
        raise Refusal(_NOT_SCANNED) from error
    if verdict.endswith(b"FOUND"):
        structlog.get_logger().warning("infected", verdict=verdict.decode("utf-8", "replace"))
        raise Refusal(_INFECTED)
    if not verdict.endswith(b"OK"):
        raise Refusal(_NOT_SCANNED)


def _ask(place: str, content: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as line:
        line.settimeout(PATIENCE)
        line.connect(place)
        line.sendall(b"zINSTREAM\0")
        for start in range(0, len(content), PIECE):
            piece = content[start : start + PIECE]
            line.sendall(struct.pack("!I", len(piece)) + piece)
        line.sendall(struct.pack("!I", 0))
        answer = b""
        while not answer.endswith(b"\0") and (more := line.recv(4096)):
            answer += more
    return answer.rstrip(b"\0").strip()
