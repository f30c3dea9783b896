"""Reads EPCIS 2.0 JSON-LD: documents, query results, bare events and lists of them."""

import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Final, NoReturn

from traceability.epcis_context import BUILT_IN, namespaces
from traceability.epcis_document import Document, MasterDatum
from traceability.epcis_event import KINDS, EventReader
from traceability.epcis_master import master_data
from traceability.epcis_parts import MOST_DEPTH, most_repeated
from traceability.epcis_report import Report, UnusableError
from traceability.epcis_text import MOST_VALUES
from traceability.epcis_values import is_uri, is_version
from traceability.events import Event, Fields, Json

_BROKEN: Final = re.compile("[\0\ud800-\udfff]").search
_ESCAPED: Final = re.compile(r"\\u(?:0000|[dD][89a-fA-F])").search
_COMMON_FIELDS: Final = frozenset(
    {"@context", "id", "type", "schemaVersion", "creationDate", "epcisBody"}
)
_DOCUMENT_FIELDS: Final = _COMMON_FIELDS | {
    "instanceIdentifier",
    "sender",
    "receiver",
    "epcisHeader",
}
_RESULT_FIELDS: Final = frozenset({"queryName", "subscriptionID", "resultsBody"})
_RESULTS_BODY_FIELDS: Final = frozenset({"eventList", "vocabularyList"})


class _Parser:
    """json.loads with nothing left unclear: no repeated key, no NaN, no infinite number."""

    def __init__(self) -> None:
        self.repeated: dict[int, tuple[str, object]] = {}

    def parse(self, text: str) -> Json:
        """The value of a JSON text; raises UnusableError if there is none."""
        if len(text) > MOST_VALUES and sum(map(text.count, ",[{")) > MOST_VALUES:
            raise UnusableError("too-many-values", limit=MOST_VALUES)
        try:
            value: Json = json.loads(
                text,
                object_pairs_hook=self._object,
                parse_constant=_no_constant,
                parse_float=_float,
            )
        except json.JSONDecodeError as error:
            raise UnusableError("not-json", line=error.lineno, column=error.colno) from None
        except RecursionError:
            raise UnusableError("too-deep", limit=MOST_DEPTH) from None
        except ValueError:  # an integer with more digits than Python converts
            raise UnusableError("number-range") from None
        return value

    def _object(self, pairs: list[tuple[str, Json]]) -> dict[str, Json]:
        found = dict(pairs)
        if len(found) != len(pairs):
            self.repeated[id(found)] = (most_repeated(name for name, _ in pairs), found)
        return found


def _no_constant(name: str) -> NoReturn:
    raise UnusableError("number-range")


def _float(text: str) -> float:
    value = float(text)
    if value - value != 0:
        raise UnusableError("number-range")
    return value


def read_json(text: str, *, now: datetime) -> Document:
    """The document in a JSON text, with all findings. `now` (aware) is the time of reading.

    Raises UnusableError if the text cannot be read at all.
    """
    parser = _Parser()
    value = parser.parse(text)
    report = Report()
    if parser.repeated or ("\\u" in text and _ESCAPED(text)):
        _inspect(value, parser.repeated, report)
    return _DocumentReader(report, now).read(value)


def _inspect(value: Json, repeated: Mapping[int, tuple[str, object]], report: Report) -> None:
    """Report repeated keys and broken characters: the slow way, taken only if there is one."""
    stack: list[tuple[Json, str]] = [(value, "$")]
    while stack:
        item, path = stack.pop()
        if isinstance(item, dict):
            if id(item) in repeated:
                name = repeated[id(item)][0]
                report.add(f"{path}.{name}", "key-repeated", name=name)
            stack += ((child, f"{path}.{name}") for name, child in item.items())
            if any(map(_BROKEN, item)):
                report.add(path, "text-broken")
        elif isinstance(item, list):
            stack += ((child, f"{path}[{index}]") for index, child in enumerate(item))
        elif isinstance(item, str) and _BROKEN(item):
            report.add(path, "text-broken")


class _DocumentReader:
    """Finds the events of a document and has them read."""

    def __init__(self, report: Report, now: datetime) -> None:
        self.report = report
        self.broken = [finding.path for finding in report.findings]
        self.reader = EventReader(report, now=now)
        self.creation_date: datetime | None = None
        self.master_data: tuple[MasterDatum, ...] = ()
        self.event_path = "$"

    def read(self, value: Json) -> Document:
        """The document a JSON value holds."""
        if isinstance(value, dict):
            events = self._read_object(value)
        elif isinstance(value, list) and value:
            self.event_path = "$[{}]"
            events = [self._bare(item, f"$[{index}]") for index, item in enumerate(value)]
        else:
            self.report.add("$", "document-unknown")
            events = []
        return Document(
            format="json",
            version="2.0",
            events=tuple(event for event in events if event is not None),
            positions=tuple(i for i, event in enumerate(events) if event is not None),
            event_count=len(events),
            creation_date=self.creation_date,
            master_data=self.master_data,
            findings=tuple(self.report.findings),
            errors=self.report.errors,
            event_path=self.event_path,
        )

    def _read_object(self, value: dict[str, Json]) -> list[Event | None]:
        kind = value.get("type")
        if kind == "EPCISDocument":
            return self._document(value)
        if kind == "EPCISQueryDocument":
            return self._query_document(value)
        if isinstance(kind, str) and (kind in KINDS or is_uri(kind)):
            return [self._bare(value, "$")]
        if isinstance(kind, str):
            self.report.add("$.type", "event-unknown", value=kind)
        else:
            self.report.add("$.type", "required", name="type")
            self.report.add("$", "document-unknown")
        return []

    def _bare(self, value: Json, path: str) -> Event | None:
        """An event outside a document, which needs a context of its own."""
        found: Mapping[str, str] = BUILT_IN
        if isinstance(value, dict):
            found = self._namespaces(value, path)
        return self._event(value, path, found)

    def _event(self, value: Json, path: str, found: Mapping[str, str]) -> Event | None:
        """An event, unless something inside it was found broken before."""
        event = self.reader.read(value, path, found)
        below = (f"{path}.", f"{path}[")
        return None if any(p == path or p.startswith(below) for p in self.broken) else event

    def _namespaces(self, value: Fields, path: str) -> Mapping[str, str]:
        if "@context" in value:
            return namespaces(value["@context"], f"{path}.@context", self.report)
        self.report.add(f"{path}.@context", "required", name="@context")
        return BUILT_IN

    def _document(self, value: dict[str, Json]) -> list[Event | None]:
        found = self._frame(value, _DOCUMENT_FIELDS, ("schemaVersion", "creationDate"))
        for name in ("instanceIdentifier", "sender", "receiver"):
            if name in value:
                self.reader.text(value[name], f".{name}")
        if "epcisHeader" in value:
            self.master_data = master_data(value["epcisHeader"], "$.epcisHeader", self.reader)
            self.reader.path = "$"
        if "epcisBody" not in value:
            return []
        body = self.reader.fields(value["epcisBody"], ".epcisBody")
        return self._events(body, ".epcisBody", frozenset({"eventList"}), found)

    def _query_document(self, value: dict[str, Json]) -> list[Event | None]:
        found = self._frame(value, _COMMON_FIELDS, ())
        if "epcisBody" not in value:
            return []
        reader = self.reader
        body = reader.fields(value["epcisBody"], ".epcisBody")
        self._known(body, ".epcisBody", frozenset({"queryResults"}), ("queryResults",))
        where = ".epcisBody.queryResults"
        results = reader.fields(body.get("queryResults", {}), where)
        if "queryResults" in body:
            self._known(results, where, _RESULT_FIELDS, ("queryName", "resultsBody"))
        for name in ("queryName", "subscriptionID"):
            if name in results:
                reader.text(results[name], f"{where}.{name}")
        if "resultsBody" not in results:
            return []
        where = f"{where}.resultsBody"
        inner = reader.fields(results["resultsBody"], where)
        return self._events(inner, where, _RESULTS_BODY_FIELDS, found)

    def _frame(
        self, value: dict[str, Json], names: frozenset[str], needed: tuple[str, ...]
    ) -> Mapping[str, str]:
        """Check what stands around the events; the prefixes that hold in the document."""
        found = self._namespaces(value, "$")
        reader = self.reader
        reader.path, reader.namespaces = "$", found
        self._known(value, "", names, (*needed, "epcisBody"))
        if "id" in value:
            reader.uri(value["id"], ".id")
        if "creationDate" in value:
            self.creation_date = reader.time(value["creationDate"], ".creationDate")
        if "schemaVersion" in value:
            version = reader.text(value["schemaVersion"], ".schemaVersion")
            if isinstance(value["schemaVersion"], str) and not is_version(version):
                reader.find(".schemaVersion", "version-malformed", value=version)
        return found

    def _known(
        self, value: Fields, where: str, names: frozenset[str], needed: tuple[str, ...]
    ) -> None:
        """Fields of EPCIS and of users, the mandatory ones among them."""
        self.reader.needed(value, needed, where)
        if not value.keys() <= names:
            self.reader.extensions({k: v for k, v in value.items() if k not in names}, where)

    def _events(
        self, body: Fields, where: str, names: frozenset[str], found: Mapping[str, str]
    ) -> list[Event | None]:
        self._known(body, where, names, ("eventList",))
        if "eventList" not in body:
            return []
        path = f"${where}.eventList"
        self.event_path = f"{path}[{{}}]"
        items = self.reader.items(body["eventList"], f"{where}.eventList")
        read = self._event if self.broken else self.reader.read
        return [read(item, f"{path}[{index}]", found) for index, item in enumerate(items)]
