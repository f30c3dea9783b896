"""Reads the master data in the header of an EPCIS document in XML."""

from collections.abc import Iterator

from lxml import etree

from traceability.epcis_document import MasterDatum
from traceability.epcis_elements import Elements, local, text_of
from traceability.epcis_report import Report
from traceability.events import Json


def master_data(header: etree._Element, path: str, report: Report) -> tuple[MasterDatum, ...]:
    """The master data of a header; missing types and ids go to the report."""
    return tuple(
        _element(element, name, f"{path}//VocabularyElement[{place}]", report)
        for vocabulary in _below(header, "Vocabulary")
        for name in [_required(vocabulary, "type", f"{path}//Vocabulary", report)]
        for place, element in enumerate(_below(vocabulary, "VocabularyElement"), 1)
    )


def _below(parent: etree._Element, name: str) -> Iterator[etree._Element]:
    return (element for element in parent.iter() if local(element) == name)


def _element(element: etree._Element, vocabulary: str, path: str, report: Report) -> MasterDatum:
    attributes: dict[str, Json] = {}
    children: list[str] = []
    for child in element:
        if local(child) == "attribute":
            name = _required(child, "id", f"{path}/attribute", report)
            value = Elements(report).foreign(child)
            if len(child) and isinstance(value, dict):
                attributes[name] = {key: item for key, item in value.items() if key != "id"}
            else:
                attributes[name] = text_of(child)
        elif local(child) == "children":
            children += (text_of(part) for part in child)
    own = _required(element, "id", path, report)
    return MasterDatum(vocabulary, own, attributes, tuple(children))


def _required(element: etree._Element, name: str, path: str, report: Report) -> str:
    if name not in element.attrib:
        report.add(f"{path}/@{name}", "required", name=name)
    return str(element.get(name, "")).strip()
