"""Periods and terms of the province's report: `report.toml`, read once and checked."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from award.models import ReportPeriod
from scoring.reading import Clause, read

_FILE = Path(__file__).with_name("report.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Period(Clause):
    """A period of a year: first and last day, and the day by which it is reported (`MM-DD`)."""

    code: str
    title: str
    since: str
    until: str
    due: str

    def first_day(self, year: int) -> date:
        """The first day that the report tells of; of the year before when it follows the last."""
        same = date.fromisoformat(f"{year}-{self.since}")
        return same if same <= self.last_day(year) else same.replace(year=year - 1)

    def last_day(self, year: int) -> date:
        """The last day that the report tells of."""
        return date.fromisoformat(f"{year}-{self.until}")

    def due_on(self, year: int) -> date:
        """The day by which it is sent: the first such day after the period."""
        same = date.fromisoformat(f"{year}-{self.due}")
        return same if same > self.last_day(year) else same.replace(year=year + 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperRules(Clause):
    """The layout of the paper; margins in millimetres, the size of letters in points."""

    addressee: str
    symbol: str
    font: str
    size: int
    top: int
    bottom: int
    left: int
    right: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRules:
    """The whole file."""

    periods: tuple[Period, ...]
    paper: PaperRules

    def period(self, period: ReportPeriod) -> Period:
        """The rules of a period."""
        return next(one for one in self.periods if one.code == period.value)


@cache
def rules() -> ReportRules:
    """The rules of the report. Raises `MisfitError` for a value that does not fit."""
    return read(ReportRules, tomllib.loads(_FILE.read_text(encoding="utf-8")))
