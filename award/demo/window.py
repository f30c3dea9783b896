"""Instants of a story: days of a plan laid over real working days, one after the other."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from award import clock

OPENS, HOURS = 8, 9  # office hours begin at 8 and last nine hours


@dataclass(order=True, frozen=True, slots=True)
class Beat:
    """Something that happens at an instant, in a named phase of the award year."""

    at: datetime
    phase: str = field(compare=False)
    act: Callable[[], None] = field(compare=False)

    def happen(self) -> None:
        """Do it, with the clock held at its instant."""
        with clock.held_at(self.at):
            self.act()


class Window:
    """Day `plan_days` of the plan falls on `last`, day 0 on `first`; time never runs back."""

    def __init__(self, first: date, last: date, plan_days: int) -> None:
        self.first = first
        self.last = last
        self.plan_days = plan_days
        self.now = _at(first, OPENS * 60)

    def day(self, planned: float) -> date:
        """The working day on which a day of the plan falls."""
        day = self.first + timedelta(days=(self.last - self.first).days * planned / self.plan_days)
        while not clock.is_working_day(day):
            day += timedelta(days=1)
        return day

    def moments(self, begin: float, end: float, count: int) -> Iterator[datetime]:
        """So many instants between two days of the plan, each after everything before."""
        for place in range(count):
            planned = begin + (end - begin) * place / max(count, 1)
            minutes = OPENS * 60 + (place * 37) % (HOURS * 60)
            self.now = max(_at(self.day(planned), minutes), self.now + timedelta(minutes=1))
            yield self.now

    def wait_until(self, instant: datetime) -> None:
        """Nothing else happens before an instant."""
        self.now = max(self.now, instant)

    def end_of(self, planned: float) -> datetime:
        """The last instant of a day of the plan, for a deadline."""
        return clock.end_of_day(self.day(planned))


def _at(day: date, minutes: int) -> datetime:
    start = datetime.combine(day, time(), tzinfo=clock.VIETNAM)
    return (start + timedelta(minutes=minutes)).astimezone(clock.start_of_day(day).tzinfo)
