"""The record of a mock recall: what was asked, what was found, how long it took."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class DrillLot:
    """One lot of the sample. `expected` and `found` are recipients; `produced` and `accounted`
    are quantities in `uom`, None where the data cannot say; `stock_known`: stock was declared."""

    lot: str
    stage: str
    expected: tuple[str, ...]
    found: tuple[str, ...]
    produced: Decimal | None = None
    accounted: Decimal | None = None
    uom: str | None = None
    stock_known: bool = False

    @property
    def missed(self) -> tuple[str, ...]:
        """Expected recipients that were not found."""
        return tuple(one for one in self.expected if one not in self.found)

    @property
    def coverage(self) -> Fraction | None:
        """The share of expected recipients that were found; None where none is expected."""
        if not self.expected:
            return None
        return 1 - Fraction(len(self.missed), len(self.expected))

    @property
    def share(self) -> Fraction | None:
        """The share of what was produced that is accounted for; None where nobody can say."""
        if not self.produced or self.accounted is None:
            return None
        return Fraction(self.accounted) / Fraction(self.produced)


@dataclass(frozen=True, slots=True)
class Drill:
    """One mock recall. `closed_at` is when people confirmed it, None while it is open."""

    seed: int
    started_at: datetime
    closed_at: datetime | None
    lots: tuple[DrillLot, ...]
