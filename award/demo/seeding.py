"""The award that a demonstration shows: three years, every state, sign-ins for every role."""

import heapq
import tomllib
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from functools import partial
from itertools import chain, count
from pathlib import Path
from typing import Any

from sqlalchemy import select, text

from award import clock
from award.config import current
from award.demo import (
    entrants,
    places,
    story_chains,
    story_council,
    story_desk,
    story_end,
    story_programme,
)
from award.demo.keeping import kept
from award.demo.people import Cast
from award.demo.places import Ground
from award.demo.printing import open_house
from award.demo.storyteller import Storyteller
from award.demo.wave import Wave
from award.demo.window import Beat, Window
from award.extensions import db
from award.models import Authority, AwardCycle, DeadlineKind, Organisation, User
from award.services import cycles
from award.services.cycles import Extension

EDITIONS = {2024: "gtclqg-2020", 2025: "gtclqg-2020", 2026: "gtclqg-2026"}
COUNCILS: Mapping[int, tuple[str, ...]] = {
    2024: ("01", "79"),
    2025: ("01", "31", "48", "79", "66", "92", places.MINISTRY),
    2026: (),
}
EARLIEST_END = date(2026, 7, 1)  # the plan needs that much of 2026
FOUNDING = "thành lập"


class NotEmptyError(Exception):
    """There are persons or award years already; nothing was added."""


class NotHereError(Exception):
    """Demonstration data do not belong into production."""


def seed(number: int) -> int:
    """Fill an empty database; flushes, never commits. Return how many dossiers there are.

    The same number on the same day gives the same data, but for keys, codes and file ids. Raises
    `NotHereError` in production and `NotEmptyError` when anybody is there.
    """
    if current().is_production:
        raise NotHereError
    if db.session.scalar(select(User.id).limit(1)) or db.session.scalar(
        select(AwardCycle.id).limit(1)
    ):
        raise NotEmptyError
    today = max(clock.today_local(), EARLIEST_END)
    with kept(), open_house() as house:
        plan = Plan(today, Storyteller(number, house))
        for beat in heapq.merge(*plan.stories()):
            beat.happen()
    _let_others_first()
    return sum(len(wave.entrants) for wave in plan.waves)


class Plan:
    """The waves of `plan.toml` on the days that follow from today."""

    def __init__(self, today: date, author: Storyteller) -> None:
        self.today = today
        self.author = author
        self.grounds: dict[int, Ground] = {}
        self.agencies: dict[str, Authority] = {}
        self.cast = Cast()
        organisations: dict[int, Organisation] = {}
        numbers = count(1)
        self.waves = [
            Wave(
                self.cast,
                author,
                row["year"],
                self.grounds,
                entrants.enrol(
                    row["entrants"],
                    numbers,
                    author.seed,
                    goods=EDITIONS[row["year"]] == "gtclqg-2026",
                ),
                _window(row, today),
                organisations,
            )
            for row in _rows()
        ]

    def stories(self) -> Iterator[Iterator[Beat]]:
        """One a year for the office, two a wave (dossiers, chains), one of the programme."""
        for year in EDITIONS:
            yield self._office(year)
        for wave in self.waves:
            yield chain(story_desk.tell(wave), story_council.tell(wave), story_end.tell(wave))
            yield story_chains.tell(wave)
        yield story_programme.tell(self.author, self.today)

    def _office(self, year: int) -> Iterator[Beat]:
        """A year is founded before anybody enters, and its deadlines are extended once."""
        first = next(wave.window for wave in self.waves if wave.year == year)
        begin = first.day(0) - timedelta(days=14)
        while not clock.is_working_day(begin):
            begin -= timedelta(days=1)
        yield Beat(_morning(begin), FOUNDING, partial(self._found, year, first))
        if any(
            wave.year == year and wave.window.last >= self.today - timedelta(days=1)
            for wave in self.waves
        ):
            yield Beat(_morning(first.day(44)), FOUNDING, partial(self._extend, year))

    def _found(self, year: int, window: Window) -> None:
        if not self.agencies:
            self.cast.standing_body()
            self.agencies = places.enter_agencies(self.cast)
            places.enter_staff(self.cast)
        self.grounds[year] = places.found_year(
            self.cast,
            self.agencies,
            year,
            EDITIONS[year],
            keys=COUNCILS[year],
            experts=8 if year == 2026 else 6,
            deadlines=(window.end_of(46), window.end_of(104)),
        )

    def _extend(self, year: int) -> None:
        """The deadlines reach beyond today, so that everything can be tried."""
        actor = self.cast.standing_body()
        for kind, days in ((DeadlineKind.SUBMISSION, 90), (DeadlineKind.REGISTRATION, 60)):
            extension = Extension(
                clock.end_of_day(self.today + timedelta(days=days)),
                "Tạo điều kiện cho các tổ chức, doanh nghiệp ở vùng bị thiên tai hoàn thiện hồ sơ.",
                f"{year % 100}15/QĐ-BKHCN",
                clock.today_local(),
            )
            cycle = self.grounds[year].cycle
            cycles.extend(cycle, kind, None, extension, actor=actor)


def _rows() -> list[dict[str, Any]]:
    path = Path(__file__).with_name("plan.toml")
    rows: list[dict[str, Any]] = tomllib.loads(path.read_text(encoding="utf-8"))["waves"]
    return rows


def _window(row: Mapping[str, Any], today: date) -> Window:
    begin = row["from"]
    first = begin if isinstance(begin, date) else today - timedelta(days=begin)
    return Window(first, row.get("to", today - timedelta(days=1)), row["plan_days"])


def _morning(day: date) -> datetime:
    return datetime.combine(day, time(8), tzinfo=clock.VIETNAM)


def _let_others_first() -> None:
    """What a person does next is not to wait behind hundreds of papers of the past."""
    db.session.execute(text("UPDATE procrastinate_jobs SET priority = -10 WHERE status = 'todo'"))
