"""Writes typed events as an EPCIS 2.0 document in JSON-LD."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from functools import singledispatch
from typing import Final

from traceability.epcis_context import BUILT_IN, EPCIS_CONTEXT
from traceability.epcis_document import MasterDatum
from traceability.epcis_event import FIELDS
from traceability.events import (
    BizTransaction,
    Endpoint,
    ErrorDeclaration,
    Event,
    Json,
    OtherEvent,
    PersistentDisposition,
    Place,
    Quantity,
    SensorElement,
)


def to_document(
    events: Sequence[Event],
    *,
    creation_date: datetime,
    master_data: Sequence[MasterDatum] = (),
) -> dict[str, Json]:
    """An EPCISDocument of these events. `creation_date` is aware.

    Prefixes go to the document's context; an event that means something else by one of them gets
    a context of its own.
    """
    shared: dict[str, str] = {}
    for event in events:
        for prefix, uri in event.namespaces.items():
            shared.setdefault(prefix, uri)
    document: dict[str, Json] = {
        "@context": _context(shared),
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _moment(creation_date),
    }
    if master_data:
        document["epcisHeader"] = {
            "epcisMasterData": {"vocabularyList": _vocabularies(master_data)}
        }
    document["epcisBody"] = {"eventList": [_in_document(event, shared) for event in events]}
    return document


def to_event(event: Event) -> dict[str, Json]:
    """One event with a context of its own, as `POST /events` takes it."""
    return {"@context": _context(event.namespaces), **_fields(event)}


def _in_document(event: Event, shared: Mapping[str, str]) -> dict[str, Json]:
    own = {prefix: uri for prefix, uri in event.namespaces.items() if shared[prefix] != uri}
    return {"@context": [dict(own)], **_fields(event)} if own else _fields(event)


def _context(namespaces: Mapping[str, str]) -> list[Json]:
    declared: list[Json] = [
        {prefix: uri} for prefix, uri in namespaces.items() if BUILT_IN.get(prefix) != uri
    ]
    return [EPCIS_CONTEXT, *declared]


def _vocabularies(master_data: Iterable[MasterDatum]) -> list[Json]:
    found: dict[str, list[Json]] = {}
    for datum in master_data:
        element: dict[str, Json] = {"id": datum.id}
        if datum.attributes:
            element["attributes"] = [
                {"id": name, "attribute": value} for name, value in datum.attributes.items()
            ]
        if datum.children:
            element["children"] = list(datum.children)
        found.setdefault(datum.vocabulary, []).append(element)
    return [{"type": name, "vocabularyElementList": elements} for name, elements in found.items()]


def _fields(event: Event) -> dict[str, Json]:
    written: dict[str, Json] = {"type": event.type}
    names = FIELDS["ObjectEvent" if isinstance(event, OtherEvent) else event.kind]
    for name, (attribute, reader) in names.items():
        value = getattr(event, attribute, None)
        if name in _ENDPOINTS and value:
            written[name] = [_endpoint(_ENDPOINTS[name], item) for item in value]
        elif value is not None and value != () and value != {}:
            written[name] = _written(
                tuple(dict.fromkeys(value)) if reader == "unique_uris" else value
            )
    if event.kind in _WITH_OBJECTS and not written.keys() & _OBJECTS:
        written["epcList"] = []
    return {**written, **event.extensions}


# These kinds need a list of objects, be it empty.
_OBJECTS: Final = frozenset({"epcList", "quantityList"})
_ENDPOINTS: Final = {"sourceList": "source", "destinationList": "destination"}
_WITH_OBJECTS: Final = frozenset({"ObjectEvent", "TransactionEvent"})


@singledispatch
def _written(value: object) -> Json:
    return str(value)


@_written.register(tuple)
def _(value: tuple[object, ...]) -> Json:
    return [_written(item) for item in value]


@_written.register(dict)
def _(value: dict[str, Json]) -> Json:
    return dict(value)


@_written.register
def _moment(value: datetime) -> Json:
    return value.isoformat().replace("+00:00", "Z")


@_written.register
def _number(value: Decimal) -> Json:
    return int(value) if value == value.to_integral_value() else float(value)


@_written.register
def _(value: Quantity) -> Json:
    return _present(epcClass=value.epc_class, quantity=value.quantity, uom=value.uom)


@_written.register
def _(value: BizTransaction) -> Json:
    return _present(type=value.type, bizTransaction=value.id)


@_written.register
def _(value: Place) -> Json:
    return {"id": value.id, **value.extensions}


@_written.register
def _(value: PersistentDisposition) -> Json:
    return _present(set=value.set or None, unset=value.unset or None)


@_written.register
def _(value: ErrorDeclaration) -> Json:
    declared = _present(
        declarationTime=value.declaration_time,
        reason=value.reason,
        correctiveEventIDs=value.corrective_event_ids or None,
    )
    return {**declared, **value.extensions}


@_written.register
def _(value: SensorElement) -> Json:
    return {
        **_present(sensorMetadata=value.metadata, sensorReport=value.reports),
        **value.extensions,
    }


def _endpoint(name: str, value: Endpoint) -> Json:
    return {"type": value.type, name: value.id}


def _present(**fields: object) -> dict[str, Json]:
    """The fields that are there, written."""
    return {name: _written(value) for name, value in fields.items() if value is not None}
