"""What the register of training asks: `training.toml`, read once and checked."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from scoring.reading import Clause, read

_FILE = Path(__file__).with_name("training.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits(Clause):
    """Numbers of the door, the test and the certificate."""

    door_seconds: int
    most_tries: int
    least_attendance_percent: int
    least_answers: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind(Clause):
    """A kind of participants."""

    code: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TrainingRules:
    """The whole file."""

    limits: Limits
    kinds: tuple[Kind, ...]

    def kind_titles(self) -> dict[str, str]:
        """Code → title of the kinds of participants."""
        return {kind.code: kind.title for kind in self.kinds}


@cache
def rules() -> TrainingRules:
    """The rules of training. Raises `MisfitError` for a value that does not fit."""
    return read(TrainingRules, tomllib.loads(_FILE.read_text(encoding="utf-8")))
