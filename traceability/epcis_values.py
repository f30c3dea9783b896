"""The simple values of EPCIS: URIs, moments, offsets, units, as GS1's JSON schema demands them."""

import re
from datetime import datetime
from typing import Final
from urllib.parse import quote

_URI_LETTERS: Final = "-._~:/?#@!$&'()*+,;=%"
_LETTERS: Final = r"[A-Za-z0-9\-._~:/?@!$&'()*+,;=%]"
_HOST: Final = r"(?:\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9\-._~!$&'()*+,;=%]*)"
_AUTHORITY: Final = rf"//(?:[^/?#@\[\]]*@)?{_HOST}(?::\d*)?(?=[/?#]|\Z)"
is_plain_uri: Final = re.compile(
    rf"[A-Za-z][A-Za-z0-9+.\-]*:(?:{_AUTHORITY}{_LETTERS}*|(?!//){_LETTERS}+)(?:#{_LETTERS}*)?",
    re.ASCII,
).fullmatch
_BAD_ESCAPE: Final = re.compile(r"%(?![0-9A-Fa-f]{2})").search
# RFC 3339 date-time without leap seconds, which datetime cannot hold.
_MOMENT: Final = re.compile(
    r"\d{4}-\d\d-\d\d[Tt](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d+)?"
    r"(?:[Zz]|[+-](?:[01]\d|2[0-3]):[0-5]\d)",
    re.ASCII,
).fullmatch

is_offset: Final = re.compile(r"[+-](?:(?:0\d|1[0-3]):[0-5]\d|14:00)", re.ASCII).fullmatch
is_uom: Final = re.compile(r"[A-Z0-9]{2,3}").fullmatch
is_hex: Final = re.compile(r"[A-Fa-f0-9]+").fullmatch
# A user's field is named by a URI, full or compact; names in other letters than ASCII are let in.
is_field_name: Final = re.compile(r"[A-Za-z][A-Za-z0-9+.\-]*:[^\s\0-\x1f]+").fullmatch
is_version: Final = re.compile(r"\d+(?:\.\d+)*", re.ASCII).fullmatch


def is_uri(text: str) -> bool:
    """Whether `text` is a URI after RFC 3986, a compact one (prefix:name) included."""
    return is_plain_uri(text) is not None and ("%" not in text or _BAD_ESCAPE(text) is None)


def is_reference(text: str) -> bool:
    """Whether XML Schema's anyURI lets a text in: a URI or a path relative to one, where letters
    that no URI has are taken as escaped (XML Schema part 2 §3.2.17)."""
    escaped = quote(text, safe=_URI_LETTERS + "[]")
    if _BAD_ESCAPE(escaped) is not None:
        return False
    return is_plain_uri(escaped) is not None or ":" not in re.split("[/?#]", escaped)[0]


def as_uri(text: str) -> str:
    """A text as a URI: what has a scheme gets its letters escaped, the rest is data (RFC 2397)."""
    escaped = quote(text, safe=_URI_LETTERS, errors="replace")
    return escaped if is_uri(escaped) else f"data:,{quote(text, safe='', errors='replace')}"


def moment(text: str) -> datetime | None:
    """The aware datetime that an RFC 3339 text names, None if it names none.

    Parts of a second below the microsecond are cut off.
    """
    if _MOMENT(text) is None:
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None
