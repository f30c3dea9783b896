"""Queries on captured events by the parameters of EPCIS 2.0's SimpleEventQuery."""

import base64
import binascii
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select, tuple_

from award.extensions import db
from award.models import EventKey
from award.services import event_store
from award.services.event_conditions import QueryError, condition
from award.services.event_fields import together
from award.services.event_payloads import Json
from award.words import _N

MOST_PER_PAGE = 1_000
USUAL_PER_PAGE = 30
MOST_PARAMETERS = 50  # of one query, those of paging not counted
MOST_EVENTS = 20_000  # that one query without paging may find


@dataclass(frozen=True, slots=True)
class Page:
    """Events of one page, and the token of the next, if there is one."""

    events: list[Json]
    next_token: str | None


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


def parse(organisation_id: int, given: Mapping[str, Sequence[str]]) -> Query:
    """The query of parameters with their values; values of one parameter are alternatives.

    The organisation is the one whose events are meant, and whose master data.

    Raises QueryError for an unknown parameter, a malformed value or both kinds of limit.
    """
    if any("\0" in value for values in given.values() for value in values):
        raise QueryError(_N("Tham số chứa ký tự không hợp lệ."))
    names = [name for name in given if name not in PAGING]
    if len(names) > MOST_PARAMETERS:
        raise QueryError(
            _N("Truy vấn có hơn {most} tham số."), "QueryTooComplexException", most=MOST_PARAMETERS
        )
    conditions = together(condition(organisation_id, name, given[name]) for name in names)
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
