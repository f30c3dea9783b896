"""Time: UTC inside, Vietnam's zone outside, one instant per request, working days."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import holidays

VIETNAM = ZoneInfo("Asia/Ho_Chi_Minh")

_held: ContextVar[datetime | None] = ContextVar("held_instant", default=None)


def now() -> datetime:
    """This instant in UTC; during a request, the instant at which the request arrived."""
    return _held.get() or datetime.now(UTC)


def hold() -> None:
    """Fix the instant that `now` gives until `release`; called once when a request arrives."""
    _held.set(datetime.now(UTC))


def release() -> None:
    """Let `now` follow the clock again; called when a request is over."""
    _held.set(None)


@contextmanager
def held_at(instant: datetime) -> Iterator[None]:
    """Work as if it were `instant` (aware); for demo data, whose story is in the past."""
    token = _held.set(instant.astimezone(UTC))
    try:
        yield
    finally:
        _held.reset(token)


def local(instant: datetime) -> datetime:
    """The same instant on Vietnam's clocks."""
    return instant.astimezone(VIETNAM)


def today_local() -> date:
    """Today's date in Vietnam."""
    return local(now()).date()


def end_of_day(day: date) -> datetime:
    """The last instant of a day in Vietnam, in UTC; a term that ends on `day` ends then."""
    return datetime.combine(day, time.max, tzinfo=VIETNAM).astimezone(UTC)


def start_of_day(day: date) -> datetime:
    """The first instant of a day in Vietnam, in UTC."""
    return datetime.combine(day, time.min, tzinfo=VIETNAM).astimezone(UTC)


def is_working_day(day: date) -> bool:
    """Whether offices are open in Vietnam: no weekend, no holiday, or a weekend worked instead."""
    return bool(_calendar(day.year).is_working_day(day))


def add_working_days(start: date, count: int) -> date:
    """The `count`-th working day after `start`; `start` itself is not counted.

    Civil Code 2015, article 147: a term in days begins on the day after the event.
    Raises `ValueError` when `count` is negative.
    """
    if count < 0:
        raise ValueError("count must not be negative")
    day = start
    for _ in range(count):
        day += timedelta(days=1)
        while not is_working_day(day):
            day += timedelta(days=1)
    return day


def working_days_between(start: date, end: date) -> int:
    """How many working days lie after `start`, up to and including `end`."""
    days = range(1, (end - start).days + 1)
    return sum(is_working_day(start + timedelta(days=offset)) for offset in days)


@cache
def _calendar(year: int) -> holidays.HolidayBase:
    """Vietnam's holidays of one year, Tết and substituted days included (Labour Code, art. 112)."""
    return holidays.country_holidays("VN", years=year)
