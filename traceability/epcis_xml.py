"""Reads EPCIS 2.0 and 1.2 XML: documents, query results and bare events."""

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from lxml import etree

from traceability.epcis_context import BUILT_IN
from traceability.epcis_document import Document, MasterDatum
from traceability.epcis_elements import Elements, local, namespace
from traceability.epcis_event import KINDS
from traceability.epcis_parts import MOST_DEPTH
from traceability.epcis_report import Report, UnusableError
from traceability.epcis_text import MOST_VALUES
from traceability.epcis_values import is_version, moment
from traceability.epcis_xml_event import EventElement, XmlEventReader, layout
from traceability.epcis_xml_master import master_data
from traceability.epcis_xml_shape import check_frame, check_header
from traceability.epcis_xsd import EVENTS, NAMESPACES, Version
from traceability.events import Event
from traceability.findings import Level

# XML Schema takes any text for a URI and looks at no two fields together.
LAX: Final[Mapping[str, Level | None]] = {
    "word-legacy": None,
    "uri-malformed": "warning",
    "item-repeated": "warning",
    "ilmd-not-add": "warning",
}
_DOCTYPE: Final = re.compile("<!(?:DOCTYPE|ENTITY)", re.IGNORECASE).search


def read_xml(text: str, *, now: datetime) -> Document:
    """The document in an XML text, with all findings. `now` (aware) is the time of reading.

    Raises UnusableError if the text cannot be read at all, or has a DOCTYPE.
    """
    root = _parse(text)
    return _DocumentReader(Report(LAX), now).read(root)


def _parse(text: str) -> etree._Element:
    if _DOCTYPE(text):
        raise UnusableError("doctype")
    if sum(map(text.count, "<=")) > MOST_VALUES:
        raise UnusableError("too-many-values", limit=MOST_VALUES)
    parser = etree.XMLParser(
        encoding="utf-8",
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        remove_comments=True,
        remove_pis=True,
        huge_tree=False,
    )
    try:
        return etree.fromstring(text.encode("utf-8"), parser)
    except etree.XMLSyntaxError as error:
        if "depth" in str(error.msg):
            raise UnusableError("too-deep", limit=MOST_DEPTH) from None
        line, column = error.position
        raise UnusableError("not-xml", line=line, column=column) from None


class _DocumentReader:
    """Finds the events of a document and has them read."""

    def __init__(self, report: Report, now: datetime) -> None:
        self.report = report
        self.frame = Elements(report)
        self.reader = XmlEventReader(report, now=now)
        self.version: Version = "2.0"
        self.creation_date: datetime | None = None
        self.master_data: tuple[MasterDatum, ...] = ()
        self.event_path = ""

    def read(self, root: etree._Element) -> Document:
        """The document of a root element."""
        name, path = local(root), f"/{local(root)}"
        self.event_path = path
        found: list[tuple[etree._Element, str]] = []
        if name in {"EPCISDocument", "EPCISQueryDocument"}:
            found = list(self._document(root, path))
        elif name in EVENTS["2.0"] or name in EVENTS["1.2"]:
            found = [(root, path)]
        else:
            self.report.add("$", "document-unknown")
        self._settle_version(root, [event for event, _ in found])
        events = [self._event(element, here) for element, here in found]
        return Document(
            format="xml",
            version=self.version,
            events=tuple(event for event in events if event is not None),
            positions=tuple(i for i, event in enumerate(events) if event is not None),
            event_count=len(events),
            creation_date=self.creation_date,
            master_data=self.master_data,
            findings=tuple(self.report.findings),
            errors=self.report.errors,
            event_path=self.event_path,
        )

    def _settle_version(self, root: etree._Element, events: list[etree._Element]) -> None:
        """The version is that of the structure, if the events show one, else the declared one.

        What has neither is of 1.2, whose events are all good in 2.0.
        """
        declared = NAMESPACES.get(str(etree.QName(root).namespace))
        shown = {layout(event) for event in events} - {None}
        if "1.2" in shown or (declared is None and not shown):
            self.version = "1.2"
        else:
            self.version = declared or "2.0"
        if declared is not None and declared != self.version:
            path = f"/{local(root)}"
            self.report.add(path, "version-differs", value=declared, found=self.version)

    def _event(self, element: etree._Element, path: str) -> Event | None:
        if local(element) not in EVENTS[self.version]:
            self.report.add(path, "element-unknown", name=local(element))
            return None
        reading = EventElement(self.report, self.version)
        raw = reading.json(element, path)
        scope = {prefix: uri for prefix, uri in element.nsmap.items() if prefix is not None}
        prefixes = {**scope, **BUILT_IN, **reading.elements.prefixes}
        event = self.reader.read(raw, path, prefixes)
        return None if reading.elements.failed else event

    # around the events

    def _document(self, root: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
        if str(etree.QName(root).namespace) not in NAMESPACES:
            found = etree.QName(root).namespace or ""
            self.report.add(path, "namespace-wrong", value=found)
        self._attributes(root, path)
        check_frame(root, path, self.report.add)
        bodies = 0
        order = ("EPCISHeader", "EPCISBody", "extension")
        for name, child, here in self.frame.known(root, path, order):
            if name == "EPCISHeader":
                check_header(child, here, self.report.add)
                self.master_data = master_data(child, here, self.report)
            elif name == "EPCISBody":
                bodies += 1
                yield from self._body(child, here)
        if not bodies:
            self.report.add(f"{path}/EPCISBody", "required", name="EPCISBody")

    def _attributes(self, root: etree._Element, path: str) -> None:
        for name in ("schemaVersion", "creationDate"):
            if name not in root.attrib:
                self.report.add(f"{path}/@{name}", "required", name=name)
        version = str(root.get("schemaVersion", "2.0")).strip()
        if not is_version(version):
            self.report.add(f"{path}/@schemaVersion", "version-malformed", value=version)
        created = str(root.get("creationDate", "")).strip()
        self.creation_date = moment(created)
        if self.creation_date is None and "creationDate" in root.attrib:
            self.report.add(f"{path}/@creationDate", "time-malformed", value=created)

    def _body(self, body: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
        check_frame(body, path, self.report.add)
        lists = 0
        order = ("EventList", "QueryResults", "extension")
        for name, child, here in self.frame.known(body, path, order):
            if name == "EventList":
                lists += 1
                yield from self._list(child, here)
            elif name == "QueryResults":
                lists += 1
                yield from self._results(child, here)
        if not lists:
            self.report.add(f"{path}/EventList", "event-list-missing")

    def _results(self, results: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
        order = ("queryName", "subscriptionID", "resultsBody", "extension")
        bodies = [
            (child, here)
            for name, child, here in self.frame.known(results, path, order)
            if name == "resultsBody"
        ]
        if not bodies:
            self.report.add(f"{path}/resultsBody", "required", name="resultsBody")
        for body, inner in bodies:
            for name, child, here in self.frame.known(body, inner, ("EventList", "VocabularyList")):
                if name == "EventList":
                    yield from self._list(child, here)

    def _list(self, parent: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
        self.event_path = f"{path}/*[{{}}]"
        return self._events(parent, path)

    def _events(self, parent: etree._Element, path: str) -> Iterator[tuple[etree._Element, str]]:
        """The events of a list; 1.2 puts newer kinds into extensions, one into each."""
        check_frame(parent, path, self.report.add)
        seen: dict[str, int] = {}
        for child in parent:
            name = local(child)
            seen[name] = seen.get(name, 0) + 1
            here = f"{path}/{name}[{seen[name]}]"
            if namespace(child) is None and (name in KINDS or name == "QuantityEvent"):
                yield child, here
            elif namespace(child) is None and name == "extension":
                if len(child) > 1:
                    self.report.add(here, "element-repeated", name=local(child[1]))
                yield from self._events(child, here)
            else:
                self.report.add(here, "element-unknown", name=name)
