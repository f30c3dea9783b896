"""What a programme plans, counts and is held to: `programme.toml`, read once and checked."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Literal

from scoring.reading import Clause, read

_FILE = Path(__file__).with_name("programme.toml")

NATIONAL = "vn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Titled(Clause):
    """A code and its title: a group of solutions, or a programme."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Clause):
    """What the software counts: organisations of these kinds, of the year or up to it."""

    code: str
    title: str
    kinds: tuple[str, ...]
    cumulative: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownTarget(Clause):
    """A target of a decision: on a metric, or on the national series of a title."""

    place: str
    year: int
    value: int
    unit: Literal["percent", "count"]
    metric: str | None = None
    series: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Section(Clause):
    """A section of the report, and the figures that are drawn into it."""

    code: str
    title: str
    figures: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The whole file."""

    groups: tuple[Titled, ...]
    programmes: tuple[Titled, ...]
    metrics: tuple[Metric, ...]
    targets: tuple[KnownTarget, ...]
    sections: tuple[Section, ...]

    def metric(self, code: str) -> Metric:
        """The metric of a code. Raises `LookupError` for one that is not there."""
        found = next((metric for metric in self.metrics if metric.code == code), None)
        if found is None:
            raise LookupError(f"no metric {code!r}")
        return found

    def group_titles(self) -> dict[str, str]:
        """Code → title of the groups of solutions, in the plan's order."""
        return {group.code: group.title for group in self.groups}

    def programme_titles(self) -> dict[str, str]:
        """Code → title of the programmes."""
        return {programme.code: programme.title for programme in self.programmes}


@cache
def rules() -> Rules:
    """The rules of the programme. Raises `MisfitError` for a value that does not fit."""
    return read(Rules, tomllib.loads(_FILE.read_text(encoding="utf-8")))
