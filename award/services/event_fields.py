"""What queries ask of fields deep in events: users' fields, master data, what sensors report.

A field is looked for by a JSON path of the database; a value that reads as a number is compared
as one with numbers and with texts that read as numbers, else as text, which puts days in order.
"""

import json
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    DateTime,
    cast,
    column,
    exists,
    func,
    literal,
    or_,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB, JSONPATH

from award.models import EventKey, EventPayload
from traceability.epcis_values import moment

_REPORT = "$.sensorElementList[*].sensorReport[*]"
_METADATA = "$.sensorElementList[*].sensorMetadata"
# Where a field of users may stand, by the words of the standard; INNER is at any depth below.
_SCOPES = {
    "INNER_ILMD_": "$.ilmd.*.**",
    "ILMD_": "$.ilmd",
    "INNER_ERROR_DECLARATION_": "$.errorDeclaration.*.**",
    "ERROR_DECLARATION_": "$.errorDeclaration",
    "INNER_SENSORELEMENT_": "$.sensorElementList[*].*.**",
    "SENSORELEMENT_": "$.sensorElementList[*]",
    "INNER_SENSORMETADATA_": f"{_METADATA}.*.**",
    "SENSORMETADATA_": _METADATA,
    "INNER_SENSORREPORT_": f"{_REPORT}.*.**",
    "SENSORREPORT_": _REPORT,
    "INNER_readPoint_": "$.readPoint.*.**",
    "readPoint_": "$.readPoint",
    "INNER_bizLocation_": "$.bizLocation.*.**",
    "bizLocation_": "$.bizLocation",
    "INNER_": "$.*.**",
    "": "$",
}
_OPERATORS = {"EQ": "==", "GT": ">", "GE": ">=", "LT": "<", "LE": "<="}
_FIELD = re.compile(
    rf"(?P<verb>EQ|GT|GE|LT|LE|EXISTS)_(?P<scope>{'|'.join(filter(None, _SCOPES))}|)(?P<name>.+:.+)"
)
_MEASURED = re.compile(
    r"(?P<verb>EQ|GT|GE|LT|LE)_(?P<name>(?:value|minValue|maxValue|meanValue|percValue|sDev)"
    r"|percRank)(?P<uom>_.+)?"
)
_WHEN = re.compile(r"(?P<verb>GE|LT)_(?P<name>time|startTime|endTime)")


@dataclass(frozen=True, slots=True)
class InPayload:
    """What is asked of an event's payload, before `together` makes a condition of it."""

    condition: ColumnElement[bool]


Asked = ColumnElement[bool] | InPayload


def together(asked: Iterable[Asked]) -> tuple[ColumnElement[bool], ...]:
    """All that is asked of events as conditions; what is asked of payloads becomes one of them.

    Each question by itself would be another join, and planning takes ever longer with those.
    """
    of_keys: list[ColumnElement[bool]] = []
    of_payload: list[ColumnElement[bool]] = []
    for one in asked:
        if isinstance(one, InPayload):
            of_payload.append(one.condition)
        else:
            of_keys.append(one)
    if of_payload:
        of_keys.append(
            exists().where(
                EventPayload.organisation_id == EventKey.organisation_id,
                EventPayload.event_time == EventKey.event_time,
                EventPayload.event_no == EventKey.event_no,
                *of_payload,
            )
        )
    return tuple(of_keys)


def of_users(name: str) -> bool:
    """Whether a parameter asks of a field of users, by its prefix."""
    return _FIELD.fullmatch(name) is not None


def measured(name: str) -> bool:
    """Whether a parameter compares what a sensor measured; `EQ_value` asks of any unit."""
    return _MEASURED.fullmatch(name) is not None


def timed(name: str) -> bool:
    """Whether a parameter asks when a sensor measured."""
    return _WHEN.fullmatch(name) is not None


def field(name: str, values: Sequence[str]) -> ColumnElement[bool]:
    """A field of users that is there, or has or passes one of the values."""
    found = _FIELD.fullmatch(name)
    assert found is not None
    path = f"{_SCOPES[found['scope']]}.{json.dumps(found['name'])}"
    if found["verb"] == "EXISTS":
        return leads_somewhere(path, {})
    return or_(*(_compared(path, "@", found["verb"], value) for value in values))


def measurement(name: str, values: Sequence[str]) -> ColumnElement[bool]:
    """A report whose measured value passes one of the values, in the unit of the name if any."""
    found = _MEASURED.fullmatch(name)
    assert found is not None
    unit = (found["uom"] or "")[1:]
    path = f"{_REPORT} ? (@.uom == {json.dumps(unit)})" if unit else _REPORT
    of_report = f"@.{found['name']}"
    return or_(*(_compared(path, of_report, found["verb"], value) for value in values))


def measuring_time(name: str, values: Sequence[str]) -> ColumnElement[bool] | None:
    """A time of a sensor's reports or metadata, before or since a moment; None for no moment."""
    found = _WHEN.fullmatch(name)
    assert found is not None
    instant = moment(values[0].replace(" ", "+")) if len(values) == 1 else None
    if instant is None:
        return None
    return or_(*(
        _when(f"{place}.{found['name']}", _OPERATORS[found["verb"]], instant)
        for place in (_REPORT, _METADATA)
    ))  # fmt: skip


def _compared(path: str, part: str, verb: str, value: str) -> ColumnElement[bool]:
    operator, given = _OPERATORS[verb], {"text": value}
    number, truth = _number(value), {"true": True, "false": False}.get(value)
    if number is not None:
        asked = f"{part}.double() {operator} $number"
        if verb == "EQ":
            asked += f" || {part} == $text"
        return leads_somewhere(f"{path} ? ({asked})", given | {"number": number})
    if truth is not None and verb == "EQ":
        asked = f"{part} == $truth || {part} == $text"
        return leads_somewhere(f"{path} ? ({asked})", given | {"truth": truth})
    return leads_somewhere(f"{path} ? ({part} {operator} $text)", given)


def _number(value: str) -> float | None:
    try:
        number = float(value)
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def leads_somewhere(path: str, given: dict[str, Any]) -> ColumnElement[bool]:
    """Whether the path leads to anything; a value of another kind is none, and no fault."""
    return func.jsonb_path_exists(
        EventPayload.payload, cast(path, JSONPATH), cast(given, JSONB), True
    )


def _when(path: str, operator: str, instant: datetime) -> ColumnElement[bool]:
    told = (
        func.jsonb_path_query(EventPayload.payload, cast(path, JSONPATH))
        .table_valued(column("value", JSONB))
        .render_derived(name="told")
    )
    at = cast(told.c.value.op("#>>")(text("'{}'")), DateTime(timezone=True))
    return (
        select(literal(1))
        .select_from(told)
        .where(at.op(operator)(instant))
        .correlate(EventPayload)
        .exists()
    )
