"""The shape of standard elements in XML: who has text, who has parts, who may carry what."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Final

from lxml import etree

from traceability.epcis_elements import local, namespace, text_of
from traceability.epcis_xsd import EVENTS, SCHEMA_INSTANCE

Find = Callable[..., object]

SBDH: Final = "http://www.unece.org/cefact/namespaces/StandardBusinessDocumentHeader"


@dataclass(frozen=True, slots=True)
class Shape:
    """What may stand in an element: text or parts; `order` names all standard parts, if given.

    `attributes` None lets any attribute in; `foreign` lets other namespaces in; `free` is not
    looked into; `least` parts must be there.
    """

    text: bool = False
    attributes: frozenset[str] | None = frozenset()
    order: tuple[str, ...] | None = None
    many: frozenset[str] = frozenset()
    least: tuple[str, ...] = ()
    foreign: bool = False
    free: bool = False


_TEXT: Final = Shape(text=True)
_TYPED: Final = Shape(text=True, attributes=frozenset({"type"}))
_SENSED: Final = Shape(text=True, attributes=None)
_LIST: Final = Shape()
_EVENT: Final = Shape(attributes=None, foreign=True)

SHAPES: Final[Mapping[str, Shape]] = {
    **dict.fromkeys({*EVENTS["2.0"], *EVENTS["1.2"]}, _EVENT),
    **dict.fromkeys(
        (
            *("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "parentID", "action"),
            *("bizStep", "disposition", "transformationID", "certificationInfo", "epc", "epcClass"),
            *("quantity", "uom", "id", "set", "unset", "declarationTime", "reason"),
            "correctiveEventID",
        ),
        _TEXT,
    ),
    **dict.fromkeys(("bizTransaction", "source", "destination"), _TYPED),
    **dict.fromkeys(("sensorMetadata", "sensorReport"), _SENSED),
    **dict.fromkeys(
        (
            *("epcList", "childEPCs", "inputEPCList", "outputEPCList", "quantityList"),
            *("childQuantityList", "inputQuantityList", "outputQuantityList"),
            *("quantityElement", "persistentDisposition", "correctiveEventIDs"),
        ),
        _LIST,
    ),
    "bizTransactionList": Shape(least=("bizTransaction",)),
    "sourceList": Shape(least=("source",)),
    "destinationList": Shape(least=("destination",)),
    "sensorElementList": Shape(least=("sensorElement",)),
    "sensorElement": Shape(
        order=("sensorMetadata", "sensorReport", "extension"),
        many=frozenset({"sensorReport"}),
        least=("sensorReport",),
        foreign=True,
    ),
    "readPoint": Shape(foreign=True),
    "bizLocation": Shape(foreign=True),
    "errorDeclaration": _EVENT,
    "ilmd": _EVENT,
    "baseExtension": Shape(attributes=None),
    "extension": Shape(attributes=None),
}

_BUSINESS: Final = "StandardBusinessDocumentHeader"
HEADER: Final[Mapping[str, Shape]] = {
    "EPCISHeader": Shape(attributes=None, order=(_BUSINESS, "extension"), foreign=True),
    "extension": Shape(attributes=None, order=("EPCISMasterData", "extension")),
    "EPCISMasterData": Shape(order=("VocabularyList", "extension"), least=("VocabularyList",)),
    "VocabularyList": Shape(order=("Vocabulary",), many=frozenset({"Vocabulary"})),
    "Vocabulary": Shape(
        attributes=None, order=("VocabularyElementList", "extension"), foreign=True
    ),
    "VocabularyElementList": Shape(
        order=("VocabularyElement",),
        many=frozenset({"VocabularyElement"}),
        least=("VocabularyElement",),
    ),
    "VocabularyElement": Shape(
        attributes=None,
        order=("attribute", "children", "extension"),
        many=frozenset({"attribute"}),
        foreign=True,
    ),
    "attribute": Shape(free=True),
    "children": Shape(attributes=None, order=("id",), many=frozenset({"id"})),
    "id": _TEXT,
    _BUSINESS: Shape(
        order=("HeaderVersion", "Sender", "Receiver", "DocumentIdentification", "Manifest",
               "BusinessScope"),
        many=frozenset({"Sender", "Receiver"}),
        least=("HeaderVersion", "Sender", "DocumentIdentification"),
    ),
    **dict.fromkeys(
        ("Sender", "Receiver"),
        Shape(
            order=("Identifier", "ContactInformation"),
            many=frozenset({"ContactInformation"}),
            least=("Identifier",),
        ),
    ),
    "Identifier": Shape(text=True, attributes=frozenset({"Authority"})),
    "DocumentIdentification": Shape(
        order=("Standard", "TypeVersion", "InstanceIdentifier", "Type", "MultipleType",
               "CreationDateAndTime"),
        least=("Standard", "TypeVersion", "InstanceIdentifier", "Type", "CreationDateAndTime"),
    ),
    **dict.fromkeys(
        ("HeaderVersion", "Standard", "TypeVersion", "InstanceIdentifier", "Type", "MultipleType",
         "CreationDateAndTime"),
        _TEXT,
    ),
    **dict.fromkeys(("Manifest", "BusinessScope", "ContactInformation"), Shape(free=True)),
}  # fmt: skip


def check_event(event: etree._Element, path: str, find: Find) -> None:
    """Report what no standard element of an event may hold; users' elements are not looked at."""
    _Checker(SHAPES, find).check(event, path)


def check_header(header: etree._Element, path: str, find: Find) -> None:
    """Report what the header of a document may not hold, business header and vocabulary alike."""
    _Checker(HEADER, find).check(header, path)


def check_frame(element: etree._Element, path: str, find: Find) -> None:
    """Report text where a document has parts only."""
    _Checker({}, find).no_text(element, path)


@dataclass(slots=True)
class _Checker:
    shapes: Mapping[str, Shape]
    find: Find
    inside: list[str] = field(default_factory=list)

    def check(self, element: etree._Element, path: str) -> None:
        """One element and all standard ones below it."""
        shape = self.shapes.get(local(element))
        if shape is None or shape.free:
            return
        self._attributes(element, shape, path)
        if shape.text:
            for child in element:
                self.find(f"{path}/{local(child)}", "element-unknown", name=local(child))
            return
        self.no_text(element, path)
        names = [local(child) for child in element if not _is_foreign(child)]
        for name in shape.least:
            if name not in names:
                self.find(f"{path}/{name}", "required", name=name)
        if "uom" in names and "quantity" not in names:
            self.find(f"{path}/quantity", "required", name="quantity")
        if shape.order is not None:
            self._order(element, shape, path)
        self._below(element, shape, path)

    def _below(self, element: etree._Element, shape: Shape, path: str) -> None:
        name = local(element)
        if name == "extension" and "extension" in self.inside:
            return  # anything without a namespace may stand here
        self.inside.append(name)
        for child, here in _paths(element, path):
            if _is_foreign(child):
                if not shape.foreign and name in self.shapes:
                    self.find(here, "element-unknown", name=local(child))
            else:
                self.check(child, here)
        self.inside.pop()

    def no_text(self, element: etree._Element, path: str) -> None:
        """Text has no place among parts."""
        texts = (text_of(element), *((child.tail or "").strip() for child in element))
        if found := next(filter(None, texts), ""):
            self.find(path, "text-misplaced", value=found)

    def _attributes(self, element: etree._Element, shape: Shape, path: str) -> None:
        if shape.attributes is None:
            return
        for key in element.attrib:
            name = etree.QName(str(key))
            if name.namespace != SCHEMA_INSTANCE and key not in shape.attributes:
                self.find(f"{path}/@{name.localname}", "attribute-unknown", name=name.localname)

    def _order(self, element: etree._Element, shape: Shape, path: str) -> None:
        order = shape.order or ()
        last, seen = 0, set()
        for child, here in _paths(element, path):
            name = local(child)
            if _is_foreign(child):
                last = len(order)
                continue
            if name not in order:
                self.find(here, "element-unknown", name=name)
                continue
            if name in seen and name not in shape.many:
                self.find(here, "element-repeated", name=name)
            if order.index(name) < last:
                self.find(here, "element-order", name=name)
            last = max(last, order.index(name))
            seen.add(name)


def _is_foreign(element: etree._Element) -> bool:
    return namespace(element) not in (None, SBDH)


def _paths(parent: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
    """The children with their paths in the words of XPath."""
    seen: dict[str, int] = {}
    for child in parent:
        name = local(child)
        seen[name] = seen.get(name, 0) + 1
        yield child, f"{path}/{name}" if seen[name] == 1 else f"{path}/{name}[{seen[name]}]"
