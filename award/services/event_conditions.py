"""What the parameters of EPCIS 2.0's SimpleEventQuery ask of an event, as conditions on rows."""

import re
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import partial
from typing import Any, Literal

from sqlalchemy import ColumnElement, DateTime, cast, exists, or_

from award.models import EventKey, EventObject, EventPayload
from award.services import event_fields, event_master
from award.services.event_fields import Asked, InPayload
from award.services.event_payloads import Json
from award.words import _N
from traceability import cbv
from traceability.canonical_id import canonical_id
from traceability.epcis_values import moment


class QueryError(Exception):
    """A query that cannot be answered; `kind` is the exception of the standard."""

    def __init__(
        self,
        text: str,
        kind: Literal[
            "QueryParameterException",
            "QueryTooComplexException",
            "QueryTooLargeException",
            "NoSuchResourceException",
        ] = "QueryParameterException",
        **params: object,
    ) -> None:
        super().__init__(text.format(**params))
        self.kind = kind


Values = Sequence[str]
Condition = Callable[[Values], Asked]
OnKey = Callable[[Values], ColumnElement[bool]]


def _among(column: Any, spelled: Callable[[str], str]) -> Condition:
    return lambda values: column.in_({spelled(value) for value in values})


def _no_moment(value: str) -> QueryError:
    return QueryError(_N("“{value}” không phải một thời điểm có múi giờ."), value=value[:80])


def _time(operator: str, column: Any) -> OnKey:
    def condition(values: Values) -> ColumnElement[bool]:
        # A plus sign that a client did not escape arrives as a space.
        instant = moment(values[0].replace(" ", "+")) if len(values) == 1 else None
        if instant is None:
            raise _no_moment(values[0])
        found: ColumnElement[bool] = getattr(column, operator)(instant)
        return found

    return condition


def _named(*roles: str) -> Condition:
    """Events with an object of these roles that one of the values or patterns matches."""

    def condition(values: Values) -> ColumnElement[bool]:
        matches = or_(*(_matches(value) for value in values))
        return exists().where(
            EventObject.organisation_id == EventKey.organisation_id,
            EventObject.event_no == EventKey.event_no,
            EventObject.role.in_(roles),
            matches,
        )

    return condition


def _matches(value: str) -> ColumnElement[bool]:
    lot = canonical_id(value)
    if value.startswith("urn:epc:idpat:") and value.endswith(".*") and lot != value:
        return or_(EventObject.lot == lot, EventObject.lot.startswith(f"{lot}/", autoescape=True))
    return EventObject.lot == lot


def _listed(field: str, name: str) -> Callable[[str], Condition]:
    """Events with an element of a list in their payload: of a type, with one of the ids."""

    def of_kind(kind: str) -> Condition:
        def condition(values: Values) -> InPayload:
            spellings = {kind, *_kind_spellings(field, kind)}
            wanted = [
                {field: [{"type": spelling, name: value}]}
                for spelling in sorted(spellings)
                for value in values
            ]
            return InPayload(or_(*(EventPayload.payload.contains(one) for one in wanted)))

        return condition

    return of_kind


def _kind_spellings(field: str, kind: str) -> set[str]:
    words = cbv.BIZ_TRANSACTION_TYPE if field == "bizTransactionList" else cbv.SOURCE_DEST_TYPE
    return {words.short(kind) or kind, words.uri(kind)}


def _same(value: str) -> str:
    return value


def _word(vocabulary: cbv.Vocabulary) -> Callable[[str], str]:
    """Any spelling of a word as the store has it; other URIs as they are."""
    return lambda value: vocabulary.short(value) or value


def _within(column: Any) -> Condition:
    """At a place or a part of it: the same GLN with an extension."""

    def condition(values: Values) -> ColumnElement[bool]:
        places = [canonical_id(value) for value in values]
        parts = (column.startswith(f"{place}/", autoescape=True) for place in places)
        return or_(column.in_(places), *parts)

    return condition


def _amount(operator: str, unit: str | None = None) -> Condition:
    """Events that name an object with such a quantity, in the unit if one is given."""

    def condition(values: Values) -> ColumnElement[bool]:
        try:
            amounts = [Decimal(value) for value in values]
        except ArithmeticError:
            amounts = []
        if not amounts or not all(amount.is_finite() for amount in amounts):
            raise QueryError(_N("“{value}” không phải một con số."), value=values[0][:80])
        matches = or_(*(getattr(EventObject.quantity, operator)(amount) for amount in amounts))
        return exists().where(
            EventObject.organisation_id == EventKey.organisation_id,
            EventObject.event_no == EventKey.event_no,
            matches if unit is None else matches & (EventObject.uom == unit),
        )

    return condition


def _holding(*builds: Callable[[Any], Json]) -> Condition:
    """Events whose payload holds what one of these builds of one of the values."""

    def condition(values: Values) -> InPayload:
        meant = [one for value in values for one in _meant(value)]
        wanted = (build(one) for build in builds for one in meant)
        return InPayload(or_(*(EventPayload.payload.contains(one) for one in wanted)))

    return condition


def _meant(value: str) -> list[str | float | bool]:
    """A value as text and, where it reads as one, as number or truth."""
    if value in {"true", "false"}:
        return [value, value == "true"]
    try:
        number = float(value)
    except ValueError:
        return [value]
    return [value, number] if number - number == 0 else [value]


def _declared(operator: str) -> Condition:
    """Error declarations made before or since a moment."""
    told = EventPayload.payload["errorDeclaration"]["declarationTime"].astext
    compare = _time(operator, cast(told, DateTime(timezone=True)))
    return lambda values: InPayload(compare(values))


def _reported(name: str) -> Condition:
    """A sensor's report, or its metadata, says so."""

    return _holding(
        lambda value: {"sensorElementList": [{"sensorReport": [{name: value}]}]},
        lambda value: {"sensorElementList": [{"sensorMetadata": {name: value}}]},
    )


def _field(name: str) -> Condition:
    return _holding(lambda value: {name: value})


def _has_field(name: str) -> Condition:
    return lambda _values: InPayload(EventPayload.payload.has_key(name))


def _measured_when(name: str) -> Condition:
    def condition(values: Values) -> InPayload:
        found = event_fields.measuring_time(name, values)
        if found is None:
            raise _no_moment(values[0])
        return InPayload(found)

    return condition


def _deep(name: str) -> Condition | None:
    """A parameter that asks of fields deep in events, by the form of its name."""
    if event_fields.of_users(name):
        return lambda values: InPayload(event_fields.field(name, values))
    if event_fields.measured(name):
        return lambda values: InPayload(event_fields.measurement(name, values))
    return _measured_when(name) if event_fields.timed(name) else None


_SENSED = (
    *("type", "deviceID", "deviceMetadata", "dataProcessingMethod", "bizRules", "rawData"),
    *("microorganism", "chemicalSubstance", "stringValue", "booleanValue", "hexBinaryValue"),
    *("uriValue", "component", "value", "uom"),
)
_COMPARED = {verb: f"__{verb.lower()}__" for verb in ("EQ", "GT", "GE", "LT", "LE")}
_ANY = ("object", "parent", "child", "input", "output")
PARAMETERS: Mapping[str, Condition] = {
    "eventType": _among(EventKey.kind, _same),
    "EQ_eventID": _among(EventKey.event_id, _same),
    "EQ_action": _among(EventKey.action, _same),
    "EQ_bizStep": _among(EventKey.biz_step, _word(cbv.BIZ_STEP)),
    "EQ_disposition": _among(EventKey.disposition, _word(cbv.DISPOSITION)),
    "EQ_readPoint": _among(EventKey.read_point, canonical_id),
    "EQ_bizLocation": _among(EventKey.biz_location, canonical_id),
    "GE_eventTime": _time("__ge__", EventKey.event_time),
    "LT_eventTime": _time("__lt__", EventKey.event_time),
    "GE_recordTime": _time("__ge__", EventKey.record_time),
    "LT_recordTime": _time("__lt__", EventKey.record_time),
    "MATCH_epc": _named("object", "child"),
    "MATCH_parentID": _named("parent"),
    "MATCH_inputEPC": _named("input"),
    "MATCH_outputEPC": _named("output"),
    "MATCH_anyEPC": _named(*_ANY),
    "MATCH_epcClass": _named("object", "child"),
    "MATCH_inputEPCClass": _named("input"),
    "MATCH_outputEPCClass": _named("output"),
    "MATCH_anyEPCClass": _named(*_ANY),
    "WD_readPoint": _within(EventKey.read_point),
    "WD_bizLocation": _within(EventKey.biz_location),
    **{f"{verb}_quantity": _amount(operator) for verb, operator in _COMPARED.items()},
    "EQ_transformationID": _field("transformationID"),
    "EQ_persistentDisposition_set": _holding(
        lambda value: {"persistentDisposition": {"set": [value]}}
    ),
    "EQ_persistentDisposition_unset": _holding(
        lambda value: {"persistentDisposition": {"unset": [value]}}
    ),
    "EQ_errorReason": _holding(lambda value: {"errorDeclaration": {"reason": value}}),
    "EQ_correctiveEventID": _holding(
        lambda value: {"errorDeclaration": {"correctiveEventIDs": [value]}}
    ),
    "GE_errorDeclarationTime": _declared("__ge__"),
    "LT_errorDeclarationTime": _declared("__lt__"),
    **{f"EQ_{name}": _reported(name) for name in _SENSED},
    "EXISTS_ilmd": _has_field("ilmd"),
    "EXISTS_sensorElementList": _has_field("sensorElementList"),
    "EXISTS_errorDeclaration": lambda _values: EventKey.declares_error.is_(True),
}
PREFIXED: Mapping[str, Callable[[str], Condition]] = {
    "EQ_bizTransaction_": _listed("bizTransactionList", "bizTransaction"),
    "EQ_source_": _listed("sourceList", "source"),
    "EQ_destination_": _listed("destinationList", "destination"),
    **{f"{verb}_quantity_": partial(_amount, operator) for verb, operator in _COMPARED.items()},
}


def condition(organisation_id: int, name: str, values: Values) -> Asked:
    """What a parameter with these values asks of the organisation's events.

    Raises QueryError for one that nobody knows.
    """
    if name == "EQ_eventID":  # ids are whole: a comma may be part of one
        return PARAMETERS[name](values)
    if event_master.asked(name):
        return event_master.condition(organisation_id, name, _split(name, values))
    if name in PARAMETERS:
        return PARAMETERS[name](_split(name, values))
    for prefix, made in PREFIXED.items():
        rest = name.removeprefix(prefix)
        if rest and rest != name:
            return made(rest)(_split(name, values))
    if (deep := _deep(name)) is not None:
        return deep(_split(name, values))
    raise QueryError(_N("Tham số “{name}” không được hỗ trợ."), name=name[:80])


def _split(name: str, values: Sequence[str]) -> list[str]:
    """Values given by repetition, as the standard's `|` list, or by commas.

    Names and addresses, which `EQATTR_` asks of, have commas of their own.
    """
    marks = r"\|" if name.startswith("EQATTR_") else "[|,]"
    found = [part.strip() for value in values for part in re.split(marks, value)]
    found = [part for part in found if part]
    if not found and not name.startswith("EXISTS_"):
        raise QueryError(_N("Tham số “{name}” thiếu giá trị."), name=name[:80])
    return found
