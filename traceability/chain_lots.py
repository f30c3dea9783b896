"""What a lot is: the one spelling of its id, its kind, and the parts of its code."""

import re
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from traceability import digital_link
from traceability.canonical_id import canonical_id
from traceability.checkdigits import is_digits
from traceability.element_strings import read_bracketed, read_raw
from traceability.forms import Kind, gs1_form
from traceability.keys import key_element
from traceability.problem import CodeError


class LotKind(StrEnum):
    """Kinds of nodes of the lot graph, by what their ids single out."""

    LOT = "lot"
    SERIAL = "serial"
    LOGISTIC_UNIT = "sscc"
    CLASS = "class"
    ASSET = "asset"
    OTHER = "other"


#: Kinds that are goods, which must come from somewhere; assets only carry or accompany them.
GOODS = frozenset({LotKind.LOT, LotKind.SERIAL, LotKind.LOGISTIC_UNIT, LotKind.OTHER})

_STEM = digital_link.CANONICAL_STEM + "/"
_ITEM = re.compile(
    re.escape(_STEM) + r"(?:01/(\d{14})|8006/\d{18})(?:/10/([^/]+)|/(?:21|235)/([^/]+))?",
    re.ASCII,
)
_UNIT = re.compile(re.escape(_STEM) + r"00/(\d{18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Lot:
    """A node of the lot graph: a class with lot, a serialised item, a logistic unit, …

    `id` is the node's one spelling; `gtin`, `lot`, `serial` are empty where the id has none.
    """

    id: str
    kind: LotKind
    gtin: str = ""
    lot: str = ""
    serial: str = ""

    @property
    def goods(self) -> bool:
        """Whether the node is goods identified below their class."""
        return self.kind in GOODS


def node_of(text: str) -> str:
    """The one spelling of an object id of an event; never raises.

    URN and Digital Link of any domain meet below id.gs1.org. A serialised item is its GTIN and
    serial, whatever lot stands beside them. Check digits are not judged here, so that a wrong
    code still links what it links; metric M1 tells it.
    """
    return canonical_id(text)


def lot_of(node: str) -> Lot:
    """The parts of a node's id."""
    if (unit := _UNIT.fullmatch(node)) is not None:
        return Lot(node, LotKind.LOGISTIC_UNIT, serial=unit[1])
    if (item := _ITEM.fullmatch(node)) is not None:
        gtin, lot, serial = (unquote(part or "") for part in item.groups())
        kind = LotKind.SERIAL if serial else LotKind.LOT if lot else LotKind.CLASS
        return Lot(node, kind, gtin, lot, serial)
    kind = LotKind.ASSET if node.startswith(_STEM) else LotKind.OTHER
    return Lot(node, kind)


def read_lot(text: str) -> str:
    """The node that a person means by a text: an id as in events, an element string or an SSCC.

    Never raises: what is none of these is taken as it stands.
    """
    form = gs1_form(text)
    if form is Kind.SSCC or (is_digits(text) and len(text) in (8, 12, 13, 14)):
        kind = "sscc" if form is Kind.SSCC else "gtin"
        try:
            return node_of(digital_link.build([key_element(kind, text)]))
        except CodeError:
            return text
    if form is Kind.ELEMENT_STRING:
        reading = read_bracketed(text) if text.startswith("(") else read_raw(text)
        try:
            return node_of(digital_link.build(reading.elements))
        except CodeError:
            return text
    return node_of(_lower_case(text) if form is Kind.DIGITAL_LINK else text)


def _lower_case(link: str) -> str:
    """A link whose scheme a QR code in alphanumeric mode wrote in capitals."""
    scheme, colon, rest = link.partition(":")
    return f"{scheme.lower()}{colon}{rest}"
