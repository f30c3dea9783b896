"""What the law of each regime fixes about the points, whatever a rulebook file says (R2–R4)."""

from dataclasses import dataclass

from scoring.reading import Clause, load_table


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


def regimes() -> dict[str, Regime]:
    """Return the regimes by code."""
    return {regime.code: regime for regime in load_table("regimes", _Table).regimes}
