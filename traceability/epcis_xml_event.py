"""Turns one event in XML, of EPCIS 2.0 or of the nested layout of 1.2, into its 2.0 JSON form."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Final

from lxml import etree

from traceability.epcis_context import BUILT_IN
from traceability.epcis_elements import Elements, local, namespace, put, text_of
from traceability.epcis_event import EventReader
from traceability.epcis_report import Report
from traceability.epcis_values import as_uri, is_reference, is_uri
from traceability.epcis_xml_shape import check_event
from traceability.epcis_xsd import BASE_EXTENSION, EVENTS, EXTENSION, LATE, Version
from traceability.events import Json

_TEXTS: Final = frozenset(
    {
        *("eventTime", "recordTime", "eventTimeZoneOffset", "eventID", "parentID", "action"),
        *("bizStep", "disposition", "transformationID", "epcClass"),
    }
)
_ITEMS: Final[Mapping[str, str]] = {
    "epcList": "epc",
    "childEPCs": "epc",
    "inputEPCList": "epc",
    "outputEPCList": "epc",
    "quantityList": "quantityElement",
    "childQuantityList": "quantityElement",
    "inputQuantityList": "quantityElement",
    "outputQuantityList": "quantityElement",
    "bizTransactionList": "bizTransaction",
    "sourceList": "source",
    "destinationList": "destination",
    "sensorElementList": "sensorElement",
    "correctiveEventIDs": "correctiveEventID",
}
_EPCS: Final = frozenset(name for name, item in _ITEMS.items() if item == "epc")
_QUANTITIES: Final = frozenset(name for name, item in _ITEMS.items() if item == "quantityElement")
_TYPED: Final = frozenset({"bizTransactionList", "sourceList", "destinationList"})
# Fields an event has at its own level in 2.0 only.
_OF_2_0: Final = frozenset(
    {
        *("eventID", "errorDeclaration", "quantityList", "sensorElementList"),
        *("persistentDisposition", "certificationInfo"),
    }
)


class XmlEventReader(EventReader):
    """Reads the JSON form of an event and reports where in the XML a finding is."""

    def find(self, where: str, code: str, **params: object) -> None:
        """Report a finding, its path in the words of XPath."""
        super().find(xpath(where), code, **params)

    def uri(self, value: Json, where: str) -> str:
        """A URI; a reference, which XML Schema lets in, becomes one with a warning."""
        if isinstance(value, str) and not is_reference(value):
            self.find(where, "uri-broken", value=value)
            return value
        found = super().uri(value, where)
        return found if is_uri(found) else as_uri(found)

    def declared_at(self, value: Json, where: str) -> datetime:
        """The time of an error declaration, which in old documents may lack its seconds."""
        return self.lax_time(value, where)


def xpath(where: str) -> str:
    """The path in XML of a field of the JSON form: .epcList[0] is /epcList/epc[1]."""
    steps = []
    for step in where.split(".")[1:]:
        name, bracket, index = step.partition("[")
        steps.append(name)
        if bracket and name in _ITEMS:
            steps.append(f"{_ITEMS[name]}[{int(index[:-1]) + 1}]")
        elif bracket:
            steps[-1] = f"{name}[{int(index[:-1]) + 1}]"
    return "".join(f"/{step}" for step in steps)


def layout(event: etree._Element) -> Version | None:
    """The version whose structure an event has, None if both have it."""
    for child in event:
        name = local(child)
        inside = {local(part) for part in child}
        if name == "baseExtension" and inside & {"eventID", "errorDeclaration"}:
            return "1.2"
        if name == "extension" and inside & {*EXTENSION, *_OF_2_0}:
            return "1.2"
        if name in _OF_2_0 and namespace(child) is None:
            return "2.0"
    return "2.0" if local(event) == "AssociationEvent" else None


class EventElement:
    """One event element on its way to the JSON form."""

    def __init__(self, report: Report, version: Version) -> None:
        self.elements = Elements(report)
        self._version = version

    def json(self, event: etree._Element, path: str) -> dict[str, Json]:
        """The fields of the event; `elements` knows its prefixes and whether it failed."""
        kind = local(event)
        check_event(event, path, self.elements.add)
        found: dict[str, Json] = {"type": kind}
        for name, child, here in self.elements.known(event, path, EVENTS[self._version][kind]):
            self._take(found, name, child, here)
        for name, value in self.elements.attributes(event):
            if ":" in name:
                put(found, name, value)
        if kind == "QuantityEvent":
            self._modernise(found, path)
        if "ilmd" in found and found.get("action", "ADD") != "ADD":
            self.elements.add(f"{path}/ilmd", "ilmd-not-add")
            self.elements.prefixes["epcis"] = BUILT_IN["epcis"]
            found["epcis:ilmd"] = found.pop("ilmd")
        return found

    def _take(self, found: dict[str, Json], name: str, child: etree._Element, path: str) -> None:
        if self._version == "1.2" and name in LATE:
            self.elements.add(path, "element-late", name=name)
        if name in _TEXTS:
            found[name] = text_of(child)
        elif name in {"baseExtension", "extension"}:
            self._take_extension(found, name, child, path)
        elif name == "certificationInfo":
            put(found, name, text_of(child))
        elif ":" in name:
            put(found, name, self.elements.foreign(child))
        else:
            found[name] = self._part(name, child, path)

    def _part(self, name: str, child: etree._Element, path: str) -> Json:
        elements = self.elements
        if name in _EPCS:
            return elements.texts(child, path, "epc")
        if name in _QUANTITIES:
            return elements.quantities(child, path)
        if name in _TYPED:
            return elements.typed(child, path, _ITEMS[name])
        readers: dict[str, Callable[[etree._Element, str], Json]] = {
            "readPoint": elements.place,
            "bizLocation": elements.place,
            "sensorElementList": elements.sensor_elements,
            "persistentDisposition": elements.persistent_disposition,
            "errorDeclaration": elements.error_declaration,
            "quantity": elements.number,
            "ilmd": elements.ilmd,
        }
        return readers[name](child, path)

    def _take_extension(
        self, found: dict[str, Json], name: str, child: etree._Element, path: str
    ) -> None:
        """What 1.2 keeps in baseExtension and extension; in 2.0 nothing of EPCIS is there."""
        if self._version == "2.0":
            return
        order = BASE_EXTENSION if name == "baseExtension" else EXTENSION
        for inner, part, here in self.elements.known(child, path, order):
            if inner == "extension":
                self._take_free(found, part, here)
            else:
                self._take(found, inner, part, here)

    def _take_free(self, found: dict[str, Json], child: etree._Element, path: str) -> None:
        """An extension in an extension, where the schema of 1.2 lets anything stand."""
        for part in child:
            name = local(part)
            if namespace(part) is None and name in EXTENSION and name != "extension":
                self._take(found, name, part, f"{path}/{name}")

    def _modernise(self, found: dict[str, Json], path: str) -> None:
        """A QuantityEvent of 1.x is an observation of a quantity (EPCIS 1.2 §7.4.4)."""
        self.elements.add(path, "event-deprecated")
        item: dict[str, Json] = {
            name: found.pop(name) for name in ("epcClass", "quantity") if name in found
        }
        found |= {"type": "ObjectEvent", "action": "OBSERVE", "quantityList": [item]}
