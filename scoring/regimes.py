"""What the law of each regime fixes about the points, whatever a rulebook file says (R2–R4)."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from scoring.reading import Clause, read

TABLES: Final = Path(__file__).parent / "tables"


@dataclass(frozen=True, slots=True, kw_only=True)
class Regime(Clause):
    """The criteria a regime knows; `points` is empty where the law leaves their split open."""

    code: str
    total_points: int
    criteria: tuple[str, ...]
    points: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    regimes: tuple[Regime, ...]


@cache
def regimes() -> dict[str, Regime]:
    """Return the regimes by code."""
    content = tomllib.loads((TABLES / "regimes.toml").read_text(encoding="utf-8"))
    return {regime.code: regime for regime in read(_Table, content).regimes}
