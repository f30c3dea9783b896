"""From bytes to text within limits, whatever Unicode encoding they came in."""

import codecs
import re
from typing import Final

from traceability.epcis_report import UnusableError

MOST_BYTES: Final = 32 * 1024 * 1024
MOST_VALUES: Final = 2_000_000

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_XML_DECLARATION: Final = re.compile(r"\s*<\?xml\s[^>]*?\?>")
_XML_START: Final = re.compile(r"\s*<").match
_DECLARED: Final = re.compile(rb"""<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z0-9._-]+)["']""")
_EIGHT_BIT: Final = frozenset({"utf-8", "ascii", "iso8859-1", "cp1252"})


def text_of(data: bytes) -> str:
    """The text of a file, without byte order mark and XML declaration.

    Raises UnusableError for an empty, too large or wrongly encoded file.
    """
    if len(data) > MOST_BYTES:
        raise UnusableError("too-large", limit=MOST_BYTES)
    encoding, start = _encoding(data)
    try:
        text = data[start:].decode(encoding)
    except UnicodeDecodeError:
        raise UnusableError("encoding", encoding=encoding.upper()) from None
    if not text or text.isspace():
        raise UnusableError("empty")
    declaration = _XML_DECLARATION.match(text)
    return text if declaration is None else text[declaration.end() :]


def is_xml(text: str) -> bool:
    """Whether a text is meant to be XML rather than JSON."""
    return _XML_START(text) is not None


def starts_as_xml(data: bytes) -> bool:
    """Whether bytes that could not be read are meant to be XML, in whatever encoding."""
    return data.lstrip(b"\xef\xbb\xbf\xff\xfe\0 \t\r\n").startswith(b"<")


def _encoding(data: bytes) -> tuple[str, int]:
    """How a file is encoded and where its text starts."""
    for bom, encoding in _BOMS:
        if data.startswith(bom):
            return encoding, len(bom)
    head = data[:4]
    if head[1:2] == b"\0" or head[:1] == b"\0":
        return ("utf-16-be" if head[:1] == b"\0" else "utf-16-le"), 0
    declared = _DECLARED.match(data[:200].lstrip())
    if declared is None:
        return "utf-8", 0
    return _eight_bit(declared[1].decode("ascii")), 0


def _eight_bit(name: str) -> str:
    try:
        known = codecs.lookup(name).name
    except LookupError:
        known = ""
    if known not in _EIGHT_BIT:
        raise UnusableError("encoding", encoding=name)
    return known
