"""How far assessors agree. High spread asks for consensus; it never changes a score by itself."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from math import lcm
from typing import Final

from scoring.aggregate import Rating

Table = Sequence[Sequence[Decimal | None]]
"""Rows are targets, columns are raters; None is a missing cell."""

ICC: Final = ("icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k")
ALPHA: Final = ("alpha_interval", "alpha_ordinal")

_TOO_SMALL: Final = "cần ít nhất hai đối tượng và hai người chấm"
_MISSING: Final = "có ô thiếu; hệ số tương quan nội lớp cần đủ mọi ô"
_NO_VARIANCE: Final = "không có biến thiên nên hệ số không xác định"
_NO_PAIRS: Final = "không có đối tượng nào được ít nhất hai người chấm"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Coefficients by name; one that is undefined is None and has its reason, in Vietnamese."""

    values: Mapping[str, float | None]
    reasons: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Severity:
    """How an assessor differs from the others on the same targets, in percent points.

    `difference` is the mean of (own percent − mean of the others): above zero is lenient, below
    zero severe; None where nobody else rated the same targets.
    """

    difference: Fraction | None
    targets: int


@dataclass(frozen=True, slots=True)
class Discussion:
    """An item whose ratings lie further apart than the rulebook allows without a reason."""

    item: str
    spread: int
    lowest: tuple[str, ...] = field(compare=False)
    highest: tuple[str, ...] = field(compare=False)


def agreement(table: Table) -> Agreement:
    """Return ICC(1,1), (2,1), (3,1), their k-rater forms and Krippendorff's alpha of a table.

    ICC after Shrout & Fleiss (1979), from the two-way analysis of variance; alpha after
    Krippendorff, missing cells allowed. Sums are exact, so that “no variance” is exact too.
    """
    whole = _whole_numbers(table)
    found: dict[str, Fraction | str] = {**_iccs(whole), **_alphas(whole)}
    return Agreement(
        {name: None if isinstance(value, str) else float(value) for name, value in found.items()},
        {name: value for name, value in found.items() if isinstance(value, str)},
    )


def severities(percents: Mapping[str, Mapping[str, int]]) -> dict[str, Severity]:
    """Return how severe each assessor is, from target → assessor → percent, sorted by assessor."""
    differences: defaultdict[str, list[Fraction]] = defaultdict(list)
    assessors = {assessor for rated in percents.values() for assessor in rated}
    for rated in percents.values():
        total = sum(rated.values())
        for assessor, percent in rated.items():
            if len(rated) > 1:
                others = Fraction(total - percent, len(rated) - 1)
                differences[assessor].append(percent - others)
    return {
        assessor: Severity(_mean(differences[assessor]), len(differences[assessor]))
        for assessor in sorted(assessors)
    }


def to_discuss(ratings: Iterable[Rating], *, limit: int) -> tuple[Discussion, ...]:
    """Return the items whose spread exceeds `limit` percent points, widest first (R25)."""
    by_item: defaultdict[str, dict[str, int]] = defaultdict(dict)
    for rating in ratings:
        by_item[rating.item][rating.assessor] = rating.percent
    wide = []
    for item, rated in by_item.items():
        low, high = min(rated.values()), max(rated.values())
        if high - low > limit:
            wide.append(Discussion(item, high - low, _who(rated, low), _who(rated, high)))
    return tuple(sorted(wide, key=lambda found: (-found.spread, found.item)))


def _who(rated: Mapping[str, int], percent: int) -> tuple[str, ...]:
    return tuple(sorted(assessor for assessor, value in rated.items() if value == percent))


def _mean(values: Sequence[Fraction]) -> Fraction | None:
    return sum(values, Fraction(0)) / len(values) if values else None


def _whole_numbers(table: Table) -> list[list[int | None]]:
    """Scale all cells to integers; every coefficient here is free of scale."""
    exact = [[None if cell is None else Fraction(cell) for cell in row] for row in table]
    scale = lcm(*(cell.denominator for row in exact for cell in row if cell is not None))
    return [[None if cell is None else int(cell * scale) for cell in row] for row in exact]


def _iccs(table: list[list[int | None]]) -> dict[str, Fraction | str]:
    if len(table) < 2 or len(table[0]) < 2:
        return dict.fromkeys(ICC, _TOO_SMALL)
    rows = [[cell for cell in row if cell is not None] for row in table]
    if any(len(row) < len(table[0]) for row in rows):
        return dict.fromkeys(ICC, _MISSING)
    n, k = len(rows), len(rows[0])
    between, within, raters, error = _mean_squares(rows)
    return {
        "icc1": _ratio(between - within, between + (k - 1) * within),
        "icc2": _ratio(between - error, between + (k - 1) * error + k * (raters - error) / n),
        "icc3": _ratio(between - error, between + (k - 1) * error),
        "icc1k": _ratio(between - within, between),
        "icc2k": _ratio(between - error, between + (raters - error) / n),
        "icc3k": _ratio(between - error, between),
    }


def _mean_squares(rows: list[list[int]]) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """Return the mean squares between targets, within targets, between raters, of the error."""
    n, k = len(rows), len(rows[0])
    grand = Fraction(sum(map(sum, rows)) ** 2, n * k)
    total = sum(cell * cell for row in rows for cell in row) - grand
    targets = Fraction(sum(sum(row) ** 2 for row in rows), k) - grand
    raters = Fraction(sum(sum(column) ** 2 for column in zip(*rows, strict=True)), n) - grand
    return (
        targets / (n - 1),
        (total - targets) / (n * (k - 1)),
        raters / (k - 1),
        (total - targets - raters) / ((n - 1) * (k - 1)),
    )


def _ratio(numerator: Fraction, denominator: Fraction) -> Fraction | str:
    return numerator / denominator if denominator > 0 else _NO_VARIANCE


def _alphas(table: list[list[int | None]]) -> dict[str, Fraction | str]:
    units = [[cell for cell in row if cell is not None] for row in table]
    pairable = [unit for unit in units if len(unit) > 1]
    if not pairable:
        return dict.fromkeys(ALPHA, _NO_PAIRS)
    ranks = _mid_ranks([value for unit in pairable for value in unit])
    ranked = [[ranks[value] for value in unit] for unit in pairable]
    return {"alpha_interval": _alpha(pairable), "alpha_ordinal": _alpha(ranked)}


def _mid_ranks(values: Sequence[int]) -> dict[int, int]:
    """Return twice the mid-rank of each value: its ordinal distance is the interval of ranks."""
    counts: defaultdict[int, int] = defaultdict(int)
    for value in values:
        counts[value] += 1
    ranks, below = {}, 0
    for value in sorted(counts):
        ranks[value] = 2 * below + counts[value]
        below += counts[value]
    return ranks


def _alpha(units: list[list[int]]) -> Fraction | str:
    """Return 1 − observed / expected disagreement, with squared differences as distance."""
    values = [value for unit in units for value in unit]
    expected = _disagreement(values) / (len(values) - 1)
    if not expected:
        return _NO_VARIANCE
    observed = sum((_disagreement(unit) / (len(unit) - 1) for unit in units), Fraction(0))
    return 1 - observed / expected


def _disagreement(values: Sequence[int]) -> Fraction:
    """Return the sum of squared differences over all ordered pairs of the values."""
    return Fraction(2 * (len(values) * sum(v * v for v in values) - sum(values) ** 2))
