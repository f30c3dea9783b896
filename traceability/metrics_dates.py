"""Days that events tell of lots: expiry, and the last event; day 00 means the month's end."""

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime

from traceability.chain import Chain
from traceability.events import Event, Json, ObjectEvent, TransformationEvent
from traceability.rule_sets import fact_rules

_DAY = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:T.*)?|(\d{4})(\d{2})(\d{2})|(\d{2})(\d{2})(\d{2})")


def read_day(value: Json) -> date | None:
    """The day a field says: 2026-11-21, with or without time, 20261121 or AI form 261121."""
    match = _DAY.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        return None
    year, month, day = (int(part) for part in match.groups() if part is not None)
    year += 2000 if match[7] is not None else 0
    if not 1 <= month <= 12 or year == 0:
        return None
    last = monthrange(year, month)[1]
    return date(year, month, day or last) if day <= last else None


def expiries(chain: Chain) -> dict[str, date]:
    """The expiry day of each lot that has one; of several the last one told holds."""
    return days_told(chain, "expiry")


def days_told(chain: Chain, fact: str) -> dict[str, date]:
    """The day of a fact, such as `production_date`, of each lot of which events tell one."""
    found: dict[str, date] = {}
    for index, event in chain.active():
        day = next(filter(None, map(read_day, _values(event, fact))), None)
        if day is not None:
            wanted = "output" if isinstance(event, TransformationEvent) else "object"
            for role, node, _ in chain.objects[index]:
                if role == wanted:
                    found[node] = day
    return found


def last_seen(chain: Chain) -> dict[str, date]:
    """The day (UTC) of each lot's last event."""
    found: dict[str, date] = {}
    for index, event in chain.active():
        for _, node, _ in chain.objects[index]:
            found[node] = utc_day(event.event_time)
    return found


def utc_day(moment: datetime) -> date:
    """The day of a moment in UTC; of one beyond the years there are, its own day."""
    try:
        return moment.astimezone(UTC).date()
    except OverflowError:
        return moment.date()


def _values(event: Event, fact: str) -> Iterator[Json]:
    if isinstance(event, ObjectEvent | TransformationEvent):
        wanted = fact_rules()["fields"][fact]
        for name, value in event.ilmd.items():
            if name.rpartition(":")[2] in wanted:
                yield value.get("#text") if isinstance(value, dict) else value
