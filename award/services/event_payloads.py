"""Events as JSON-LD: how they lie in the store, and how a query document shows them again."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

from traceability.epcis_context import EPCIS_CONTEXT
from traceability.epcis_document import Document
from traceability.epcis_text import text_of
from traceability.epcis_write import to_event

Json = dict[str, Any]

_line = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode
_GS1 = ("https://ref.gs1.org/standards/epcis/", "https://gs1.github.io/EPCIS/")


def payloads(document: Document, body: bytes) -> Iterator[tuple[Any, str]]:
    """Each readable event of a document with its JSON text, without the standard's own context.

    JSON keeps what the sender wrote; XML is written as JSON-LD.
    """
    if document.format == "xml":
        for event in document.events:
            yield event, _line(_own_context(to_event(event), []))
        return
    whole, listed = _listed(json.loads(text_of(body)))
    for event, position in zip(document.events, document.positions, strict=True):
        yield event, _line(_own_context(listed[position], whole))


def shown(payload: Json, *, event_id: str, record_time: datetime) -> Json:
    """A stored event as a query shows it: with its id and the time of its recording."""
    own = {name: value for name, value in payload.items() if name != "@context"}
    own["eventID"] = event_id
    own["recordTime"] = _moment(record_time)
    context = payload.get("@context")
    return {"@context": context, **own} if context else own


def query_document(events: Iterable[Json], *, at: datetime, name: str = "SimpleEventQuery") -> Json:
    """An EPCISQueryDocument of events as `shown` gives them; shared prefixes move to its head."""
    listed = _headed("EPCISQueryDocument", events, at)
    results = {"queryName": name, "resultsBody": listed.pop("epcisBody")}
    return {**listed, "epcisBody": {"queryResults": results}}


def capture_document(events: Iterable[Json], *, at: datetime) -> Json:
    """An EPCISDocument of events as `shown` gives them, for others to capture."""
    return _headed("EPCISDocument", events, at)


def _headed(kind: str, events: Iterable[Json], at: datetime) -> Json:
    found = list(events)
    shared: dict[str, Any] = {}
    for event in found:
        for part in event.get("@context", ()):
            for prefix, uri in part.items() if isinstance(part, dict) else ():
                shared.setdefault(prefix, uri)
    return {
        "@context": [EPCIS_CONTEXT, *([shared] if shared else [])],
        "type": kind,
        "schemaVersion": "2.0",
        "creationDate": _moment(at),
        "epcisBody": {"eventList": [_inside(event, shared) for event in found]},
    }


def bare(event: Json) -> Json:
    """One event outside a document, with the context it needs."""
    own = {name: value for name, value in event.items() if name != "@context"}
    return {"@context": [EPCIS_CONTEXT, *event.get("@context", ())], **own}


def _inside(event: Json, shared: Mapping[str, Any]) -> Json:
    """The event without the contexts that the document gives it anyway."""
    context = [
        part
        for part in event.get("@context", ())
        if not (isinstance(part, dict) and part.items() <= shared.items())
    ]
    own = {name: value for name, value in event.items() if name != "@context"}
    return {"@context": context, **own} if context else own


def _listed(value: Any) -> tuple[list[Any], list[Any]]:
    """The contexts of a whole document, and its events."""
    if isinstance(value, list):
        return [], value
    body = value.get("epcisBody")
    if body is None:
        return [], [value]
    results = body.get("queryResults")
    listed = body["eventList"] if results is None else results["resultsBody"]["eventList"]
    return _extra(value.get("@context")), listed


def _extra(context: Any) -> list[Any]:
    """The contexts beside GS1's."""
    parts = context if isinstance(context, list) else [context]
    return [
        part
        for part in parts
        if part is not None and not (isinstance(part, str) and part.startswith(_GS1))
    ]


def _own_context(event: Json, whole: list[Any]) -> Json:
    if not whole and "@context" not in event:
        return event
    context = [*whole, *_extra(event.get("@context"))]
    own = {name: value for name, value in event.items() if name != "@context"}
    return {"@context": context, **own} if context else own


def _moment(instant: datetime) -> str:
    return instant.isoformat(timespec="milliseconds").replace("+00:00", "Z")
