"""Queries on captured events by the parameters of EPCIS 2.0's SimpleEventQuery."""

import base64
import binascii
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, exists, or_, select, tuple_

from award.extensions import db
from award.models import EventKey, EventObject, EventPayload
from award.services import event_store
from award.services.event_payloads import Json
from award.words import _N
from traceability import cbv
from traceability.canonical_id import canonical_id
from traceability.epcis_values import moment

MOST_PER_PAGE = 1_000
USUAL_PER_PAGE = 30
MOST_EVENTS = 20_000  # that one query without paging may find


class QueryError(Exception):
    """A query that cannot be answered; `kind` is the exception of the standard."""

    def __init__(
        self,
        text: str,
        kind: Literal[
            "QueryParameterException", "QueryTooLargeException", "NoSuchResourceException"
        ] = "QueryParameterException",
        **params: object,
    ) -> None:
        super().__init__(text.format(**params))
        self.kind = kind


@dataclass(frozen=True, slots=True)
class Page:
    """Events of one page, and the token of the next, if there is one."""

    events: list[Json]
    next_token: str | None


Values = Sequence[str]
Condition = Callable[[Values], ColumnElement[bool]]


def _among(column: Any, spelled: Callable[[str], str]) -> Condition:
    return lambda values: column.in_({spelled(value) for value in values})


def _time(operator: str, column: Any) -> Condition:
    def condition(values: Values) -> ColumnElement[bool]:
        # A plus sign that a client did not escape arrives as a space.
        instant = moment(values[0].replace(" ", "+")) if len(values) == 1 else None
        if instant is None:
            raise QueryError(
                _N("“{value}” không phải một thời điểm có múi giờ."), value=values[0][:80]
            )
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
        def condition(values: Values) -> ColumnElement[bool]:
            spellings = {kind, *_kind_spellings(field, kind)}
            wanted = [
                {field: [{"type": spelling, name: value}]}
                for spelling in sorted(spellings)
                for value in values
            ]
            return _payload(or_(*(EventPayload.payload.contains(one) for one in wanted)))

        return condition

    return of_kind


def _kind_spellings(field: str, kind: str) -> set[str]:
    words = cbv.BIZ_TRANSACTION_TYPE if field == "bizTransactionList" else cbv.SOURCE_DEST_TYPE
    return {words.short(kind) or kind, words.uri(kind)}


def _payload(condition: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(
        EventPayload.organisation_id == EventKey.organisation_id,
        EventPayload.event_time == EventKey.event_time,
        EventPayload.event_no == EventKey.event_no,
        condition,
    )


def _same(value: str) -> str:
    return value


def _word(vocabulary: cbv.Vocabulary) -> Callable[[str], str]:
    """Any spelling of a word as the store has it; other URIs as they are."""
    return lambda value: vocabulary.short(value) or value


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
    "EXISTS_errorDeclaration": lambda _values: EventKey.declares_error.is_(True),
}
PREFIXED: Mapping[str, Callable[[str], Condition]] = {
    "EQ_bizTransaction_": _listed("bizTransactionList", "bizTransaction"),
    "EQ_source_": _listed("sourceList", "source"),
    "EQ_destination_": _listed("destinationList", "destination"),
}
PAGING = frozenset(
    {
        *("orderBy", "orderDirection", "perPage", "nextPageToken", "eventCountLimit"),
        "maxEventCount",
    }
)


@dataclass(frozen=True, slots=True)
class Query:
    """What to find, in which order, how much of it; see `parse`."""

    conditions: tuple[ColumnElement[bool], ...]
    by_record: bool
    descending: bool
    per_page: int
    limit: int | None
    after: tuple[datetime, int, int] | None
    most: int | None


def parse(given: Mapping[str, Sequence[str]]) -> Query:
    """The query of parameters with their values; values of one parameter are alternatives.

    Raises QueryError for an unknown parameter, a malformed value or both kinds of limit.
    """
    if any("\0" in value for values in given.values() for value in values):
        raise QueryError(_N("Tham số chứa ký tự không hợp lệ."))
    conditions = tuple(_condition(name, given[name]) for name in given if name not in PAGING)
    single = {name: values[0] for name, values in given.items() if name in PAGING}
    order, direction = single.get("orderBy", "eventTime"), single.get("orderDirection", "DESC")
    if order not in {"eventTime", "recordTime"} or direction not in {"ASC", "DESC"}:
        raise QueryError(
            _N("orderBy là eventTime hoặc recordTime; orderDirection là ASC hoặc DESC.")
        )
    limit, most = _count(single, "eventCountLimit"), _count(single, "maxEventCount")
    if limit is not None and most is not None:
        raise QueryError(_N("Không dùng cùng lúc eventCountLimit và maxEventCount."))
    return Query(
        conditions,
        order == "recordTime",
        direction == "DESC",
        page_size(given),
        limit,
        _read_token(single["nextPageToken"]) if "nextPageToken" in single else None,
        most,
    )


def page_size(given: Mapping[str, Sequence[str]]) -> int:
    """How many entries a page has; raises QueryError where `perPage` is no positive number."""
    asked = _count({name: values[0] for name, values in given.items()}, "perPage")
    return min(asked or USUAL_PER_PAGE, MOST_PER_PAGE)


def find(organisation_id: int, query: Query) -> Page:
    """One page of the organisation's events.

    Raises QueryError when more events are found than `maxEventCount` allows.
    """
    own = select(EventKey.event_no, EventKey.event_time, EventKey.record_time).where(
        EventKey.organisation_id == organisation_id, *query.conditions
    )
    if query.most is not None:
        _refuse_more(own, query.most)
    column = EventKey.record_time if query.by_record else EventKey.event_time
    place = tuple_(column, EventKey.event_no)
    seen = 0
    if query.after is not None:
        instant, number, seen = query.after
        own = own.where(
            place < (instant, number) if query.descending else place > (instant, number)
        )
    left = query.per_page if query.limit is None else min(query.per_page, query.limit - seen)
    keys = (column, EventKey.event_no)
    own = own.order_by(*((key.desc() for key in keys) if query.descending else keys))
    rows = db.session.execute(own.limit(left + 1)).all()
    events = event_store.read(organisation_id, [row.event_no for row in rows[:left]])
    token = None
    if len(rows) > left and (query.limit is None or seen + left < query.limit):
        last = rows[left - 1]
        token = _token(
            last.record_time if query.by_record else last.event_time, last.event_no, seen + left
        )
    return Page([events[row.event_no] for row in rows[:left]], token)


def _refuse_more(own: Select[*tuple[Any, ...]], most: int) -> None:
    found = len(db.session.execute(own.limit(min(most, MOST_EVENTS) + 1)).all())
    if found > min(most, MOST_EVENTS):
        raise QueryError(
            _N("Có hơn {most} sự kiện khớp truy vấn; hãy thu hẹp truy vấn."),
            "QueryTooLargeException",
            most=most,
        )


def _condition(name: str, values: Values) -> ColumnElement[bool]:
    if name == "EQ_eventID":  # ids are whole: a comma may be part of one
        return PARAMETERS[name](values)
    if name in PARAMETERS:
        return PARAMETERS[name](_split(name, values))
    for prefix, made in PREFIXED.items():
        if name.startswith(prefix) and len(name) > len(prefix):
            return made(name[len(prefix) :])(_split(name, values))
    raise QueryError(_N("Tham số “{name}” không được hỗ trợ."), name=name[:80])


def _split(name: str, values: Sequence[str]) -> list[str]:
    """Values given by repetition, by commas, or as the standard's `|` list."""
    found = [part.strip() for value in values for part in value.replace("|", ",").split(",")]
    found = [part for part in found if part]
    if not found and not name.startswith("EXISTS_"):
        raise QueryError(_N("Tham số “{name}” thiếu giá trị."), name=name[:80])
    return found


def _count(single: Mapping[str, str], name: str) -> int | None:
    if name not in single:
        return None
    text = single[name]
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 10 and int(text) > 0):
        raise QueryError(_N("“{name}” phải là số nguyên dương."), name=name)
    return int(text)


def _token(instant: datetime, number: int, seen: int) -> str:
    text = json.dumps([instant.isoformat(), number, seen])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read_token(token: str) -> tuple[datetime, int, int]:
    try:
        text = base64.urlsafe_b64decode(token + "=" * (-len(token) % 4))
        instant, number, seen = json.loads(text)
        found = datetime.fromisoformat(instant), int(number), int(seen)
        if found[0].tzinfo is None or not 0 <= found[1] < 2**62:
            raise ValueError
    except (ValueError, TypeError, binascii.Error, RecursionError):
        raise QueryError(_N("nextPageToken không hợp lệ hoặc đã hết hiệu lực.")) from None
    return found
