"""Pictures without what the camera wrote beside them: place, time, device, thumbnails, comments.

The picture itself is not touched: segments are left out, nothing is encoded anew. What is needed to
show it stays: colour profile, Adobe's colour transform, and which side is up.
"""

import io
import re
import struct
from collections.abc import Iterator

from PIL import Image

from award.policies import Refusal
from award.words import _N

_SOI, _EOI, _SOS, _COM = 0xD8, 0xD9, 0xDA, 0xFE
_APP0, _APP1, _APP2, _APP14, _APP15 = 0xE0, 0xE1, 0xE2, 0xEE, 0xEF
_KEPT = {_APP0: b"JFIF\x00", _APP2: b"ICC_PROFILE\x00", _APP14: b"Adobe"}
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]")  # what ends the picture's own data
_ORIENTATION = 0x0112
_PNG_HEAD = 8
_PNG_LEFT_OUT = frozenset({b"eXIf", b"tEXt", b"zTXt", b"iTXt", b"tIME"})
_BROKEN = _N("Tệp ảnh bị hỏng nên không nhận được. Hãy chụp hoặc xuất lại tệp.")


def without(kind: str, content: bytes) -> bytes:
    """The same file without metadata; files that are no pictures come back as they are.

    Raises `Refusal` for a picture whose parts cannot be told apart.
    """
    ways = {"jpg": _jpeg, "png": _png}
    if kind not in ways:
        return content
    try:
        return b"".join(ways[kind](content))
    except (IndexError, OSError, struct.error) as error:
        raise Refusal(_BROKEN) from error


def _jpeg(content: bytes) -> Iterator[bytes]:
    """Segment by segment up to the end of the first picture; further pictures are thumbnails."""
    yield content[:2]
    side = _orientation(content)
    place, told = 2, side is None
    while content[place + 1] != _EOI:
        marker, end = content[place + 1], _end(content, place)
        if not told and marker != _APP0:
            yield _only_orientation(side or 1)
            told = True
        if _stays(marker, content[place + 4 : end]):
            yield content[place:end]
        place = end
    yield content[place : place + 2]


def _end(content: bytes, place: int) -> int:
    """Where the segment at `place` ends; a scan ends with its data."""
    if content[place] != 0xFF:
        raise IndexError(place)
    end = place + 2 + struct.unpack_from(">H", content, place + 2)[0]
    if content[place + 1] != _SOS:
        return end
    found = _MARKER.search(content, end)
    if found is None:
        raise IndexError(end)
    return found.start()


def _stays(marker: int, body: bytes) -> bool:
    if marker == _COM:
        return False
    if _APP0 <= marker <= _APP15:
        return marker in _KEPT and body.startswith(_KEPT[marker])
    return True


def _orientation(content: bytes) -> int | None:
    """Which side of the picture is up, where that is not the usual one."""
    with Image.open(io.BytesIO(content), formats=("JPEG",)) as picture:
        side = picture.getexif().get(_ORIENTATION)
    return side if isinstance(side, int) and 2 <= side <= 8 else None


def _only_orientation(side: int) -> bytes:
    """An EXIF segment that says which side is up and nothing else."""
    body = b"Exif\x00\x00II*\x00" + struct.pack("<IHHHIHHI", 8, 1, _ORIENTATION, 3, 1, side, 0, 0)
    return struct.pack(">BBH", 0xFF, _APP1, len(body) + 2) + body


def _png(content: bytes) -> Iterator[bytes]:
    """Chunk by chunk, to the end of the picture."""
    yield content[:_PNG_HEAD]
    place, name = _PNG_HEAD, b""
    while name != b"IEND":
        length, name = struct.unpack_from(">I4s", content, place)
        end = place + 12 + length
        if name not in _PNG_LEFT_OUT:
            yield content[place:end]
        place = end
