"""What kind of code a text looks like, by its shape alone, before anything in it is checked."""

import re
from enum import StrEnum

from traceability.application_identifiers import leading
from traceability.element_strings import (
    FNC1,
    SYMBOLOGY_IDENTIFIERS,
    WRITTEN_FNC1,
    read_raw,
)


class Kind(StrEnum):
    """Kinds of codes; a text is of one kind only, also when it is wrong."""

    DIGITAL_LINK = "digital-link"
    ELEMENT_STRING = "element-string"
    EPC_URN = "epc-urn"
    GTIN = "gtin"
    GLN = "gln"
    SSCC = "sscc"
    MST = "mst"
    PERSONAL_NUMBER = "personal-number"
    GROWING_AREA = "growing-area"
    NON_GS1 = "non-gs1"
    UNKNOWN = "unknown"


_URI = re.compile(r"[A-Za-z][-+.A-Za-z0-9]*://.*", re.DOTALL)
_URN = re.compile(r"urn:epc:.*", re.DOTALL | re.IGNORECASE)
_BY_DIGITS = {
    8: Kind.GTIN,
    10: Kind.MST,
    12: Kind.GTIN,
    13: Kind.GTIN,
    14: Kind.GTIN,
    18: Kind.SSCC,
}
_BRANCH_TAX_CODE = re.compile(r"[0-9]{10}-[0-9]{3}")
_DIGITS = re.compile(r"[0-9]+")


def gs1_form(text: str) -> Kind | None:
    """The GS1 form or tax code form a text has, or None.

    13 digits look like a GTIN although a GLN looks the same, 12 digits like a GTIN although a
    personal number does: the reader of the text knows more and may decide otherwise.
    """
    if _URN.fullmatch(text):
        return Kind.EPC_URN
    if _URI.fullmatch(text):
        return Kind.DIGITAL_LINK
    if _looks_like_elements(text):
        return Kind.ELEMENT_STRING
    if _BRANCH_TAX_CODE.fullmatch(text):
        return Kind.MST
    if _DIGITS.fullmatch(text) and len(text) in _BY_DIGITS:
        return _BY_DIGITS[len(text)]
    return Kind.ELEMENT_STRING if _lacks_fnc1(text) else None


def _looks_like_elements(text: str) -> bool:
    return text.startswith(("(", *SYMBOLOGY_IDENTIFIERS)) or FNC1 in text or WRITTEN_FNC1 in text


def _lacks_fnc1(text: str) -> bool:
    """A raw element string whose first FNC1 was lost: begins with a key and is right otherwise."""
    first = leading(text)
    if first is None or not any("csum" in part.rules for part in first.components):
        return False
    return not read_raw(FNC1 + text).problems
