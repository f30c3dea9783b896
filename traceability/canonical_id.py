"""The one form of a GS1 identifier that enters an event hash (CBV 2.0 §8.9)."""

import re
from functools import lru_cache
from typing import Final

from traceability.checkdigits import check_digit

_CANONICAL: Final = "https://id.gs1.org"
_TEXT: Final = r"(?:%[0-9A-Fa-f]{2}|[!'()*+,\-.:;=0-9A-Z_a-z])"
# Characters that an EPC URN writes plainly and a Digital Link escapes.
_ESCAPES: Final = str.maketrans({letter: f"%{ord(letter):02X}" for letter in "!()*+,:"})

# URN scheme → (AI, digits of the key without check digit, its first digit comes second,
# what follows the reference, how that is joined to the key).
_NUMERIC: Final = {
    "id:sgtin": ("01", 13, True, rf"\.({_TEXT}{{1,20}})", "/21/"),
    "class:lgtin": ("01", 13, True, rf"\.({_TEXT}{{1,20}})", "/10/"),
    "id:upui": ("01", 13, True, rf"\.({_TEXT}{{1,28}})", "/235/"),
    "idpat:sgtin": ("01", 13, True, r"\.\*()", ""),
    "idpat:upui": ("01", 13, True, r"\.\*()", ""),
    "id:sscc": ("00", 17, True, "()", ""),
    "id:sgln": ("414", 12, False, rf"\.({_TEXT}{{1,20}})", "/254/"),
    "id:pgln": ("417", 12, False, "()", ""),
    "id:grai": ("8003", 12, False, rf"\.({_TEXT}{{1,16}})", ""),
    "idpat:grai": ("8003", 12, False, r"\.\*()", ""),
    "id:gdti": ("253", 12, False, rf"\.({_TEXT}{{1,20}})", ""),
    "idpat:gdti": ("253", 12, False, r"\.\*()", ""),
    "id:sgcn": ("255", 12, False, r"\.(\d{1,12})", ""),
    "idpat:sgcn": ("255", 12, False, r"\.\*()", ""),
    "id:gsrn": ("8018", 17, False, "()", ""),
    "id:gsrnp": ("8017", 17, False, "()", ""),
    "id:gsin": ("402", 16, False, "()", ""),
}
_PIECES: Final = {
    "id:itip": rf"\.(\d\d)\.(\d\d)\.({_TEXT}{{1,20}})",
    "idpat:itip": r"\.(\d\d)\.(\d\d)\.\*()",
}
_FREE: Final = {
    "id:giai": ("8004", rf"({_TEXT}{{1,24}})()"),
    "id:ginc": ("401", rf"({_TEXT}{{1,24}})()"),
    "id:cpi": ("8010", r"((?:%[0-9A-Fa-f]{2}|[0-9A-Z\-]){1,24})\.(\d{1,12})"),
    "idpat:cpi": ("8010", r"((?:%[0-9A-Fa-f]{2}|[0-9A-Z\-]){1,24})\.\*()"),
}
_URN: Final = re.compile(r"urn:epc:((?:id|class|idpat):[a-z]+):(\d{6,12})\.(.*)", re.ASCII | re.S)
_TAILS: Final = {
    name: re.compile(r"(\d*)" + tail, re.ASCII)
    for name, tail in {**{n: row[3] for n, row in _NUMERIC.items()}, **_PIECES}.items()
}
_FREE_TAILS: Final = {name: re.compile(tail, re.ASCII) for name, (_, tail) in _FREE.items()}

_ALIASES: Final = {
    **{"gtin": "01", "itip": "8006", "cpid": "8010", "gln": "414", "party": "417"},
    **{"gsrnp": "8017", "gsrn": "8018", "gcn": "255", "sscc": "00", "gdti": "253"},
    **{"ginc": "401", "gsin": "402", "grai": "8003", "giai": "8004"},
    **{"cpv": "22", "lot": "10", "ser": "21"},
}
_LINK: Final = re.compile(r"https?://[^/?#]+(/[^?#]*)(?:\?.*)?")
_VALUE: Final = r"(?:%[0-9A-Fa-f]{2}|[\"'\-.0-9;<=>?A-Z_a-z])"
_KEYS: Final = {
    "00": r"\d{18}",
    "01": r"\d{14}|\d{12,13}|\d{8}",
    "253": rf"\d{{13}}{_VALUE}{{0,17}}",
    "255": r"\d{13,25}",
    "401": rf"{_VALUE}{{1,30}}",
    "402": r"\d{17}",
    "414": r"\d{13}",
    "417": r"\d{13}",
    "8003": rf"\d{{14}}{_VALUE}{{0,16}}",
    "8004": rf"{_VALUE}{{1,30}}",
    "8006": r"\d{18}",
    "8010": r"(?:%[0-9A-Fa-f]{2}|[#\-0-9A-Z]){1,30}",
    "8017": r"\d{18}",
    "8018": r"\d{18}",
}
_KEY_PATTERNS: Final = {ai: re.compile(pattern, re.ASCII) for ai, pattern in _KEYS.items()}
# The finest qualifier wins; the others are left out.
_QUALIFIERS: Final = {
    "01": ("21", "10", "235"),
    "8006": ("21", "10"),
    "414": ("254",),
    "8010": ("8011",),
}
_LEFT_OUT: Final = {"01": {"22", "10"}, "8006": {"22", "10"}}


@lru_cache(maxsize=65_536)
def canonical_id(text: str) -> str:
    """The constrained canonical Digital Link of an EPC URN or Digital Link, else `text` itself.

    Own domains become id.gs1.org, queries go, only the finest level stays (rules 17 and 18).
    Check digits of links are not looked at: a hash must exist for wrong ids too.
    """
    found = _of_urn(text) if text.startswith("urn:epc:") else _of_link(text)
    return text if found is None else _CANONICAL + found


def _of_urn(text: str) -> str | None:
    match = _URN.fullmatch(text)
    if match is None:
        return None
    scheme, prefix, rest = match.groups()
    if scheme in _NUMERIC or scheme in _PIECES:
        return _numeric(scheme, prefix, rest)
    if scheme not in _FREE:
        return None
    tail = _FREE_TAILS[scheme].fullmatch(rest)
    if tail is None or len(prefix + tail[1]) > 30 + 2 * tail[1].count("%"):
        return None
    serial = f"/8011/{tail[2]}" if tail[2] else ""
    return f"/{_FREE[scheme][0]}/{prefix}{tail[1].translate(_ESCAPES)}{serial}"


def _numeric(scheme: str, prefix: str, rest: str) -> str | None:
    ai, digits, turned, _, joint = _NUMERIC.get(scheme, ("8006", 13, True, "", "/21/"))
    tail = _TAILS[scheme].fullmatch(rest)
    if tail is None or len(prefix) + len(tail[1]) != digits:
        return None
    reference = tail[1]
    body = reference[:1] + prefix + reference[1:] if turned else prefix + reference
    pieces = "".join(tail.groups()[1:-1])
    serial = str(tail.groups()[-1]).translate(_ESCAPES)
    if scheme == "id:sgln" and serial == "0":
        serial = ""
    lead = "0" if ai == "8003" else ""
    end = f"{joint}{serial}" if serial else ""
    return f"/{ai}/{lead}{body}{check_digit(body)}{pieces}{end}"


def _of_link(text: str) -> str | None:
    match = _LINK.fullmatch(text)
    if match is None:
        return None
    steps = [_ALIASES.get(step, step) for step in match[1].strip("/").split("/")]
    for place, ai in enumerate(steps[:-1]):
        if ai in _KEY_PATTERNS and _KEY_PATTERNS[ai].fullmatch(steps[place + 1]):
            return _constrained(ai, steps[place + 1], steps[place + 2 :])
    return None


def _constrained(ai: str, key: str, rest: list[str]) -> str | None:
    """The key with its finest qualifier; None if something else follows it."""
    if len(rest) % 2:
        return None
    qualifiers = dict(zip(rest[::2], rest[1::2], strict=True))
    finest = next((name for name in _QUALIFIERS.get(ai, ()) if name in qualifiers), None)
    if not qualifiers.keys() <= {finest} | _LEFT_OUT.get(ai, set()):
        return None
    key = key.zfill(14) if ai == "01" else key
    return f"/{ai}/{key}" if finest is None else f"/{ai}/{key}/{finest}/{qualifiers[finest]}"
