"""From percents to points: items, criteria and total in exact decimals; missing is never zero."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from scoring.errors import ScoringError
from scoring.scheme import Scheme

_HUNDRED: Final = Decimal(100)


@dataclass(frozen=True, slots=True)
class Rating:
    """One assessor's percent for one item."""

    item: str
    assessor: str
    percent: int


@dataclass(frozen=True, slots=True)
class ItemScore:
    """What an item scores; `spread` is the range of its ratings in percent, None without any."""

    percent: Decimal
    points: Decimal
    spread: int | None
    agreed: bool


@dataclass(frozen=True, slots=True)
class Result:
    """The points of one dossier; a missing item is absent, what it leaves open is None."""

    items: Mapping[str, ItemScore]
    criteria: Mapping[str, Decimal | None]
    total: Decimal | None
    missing: tuple[str, ...]


def aggregate(
    scheme: Scheme, ratings: Iterable[Rating], consensus: Mapping[str, int] | None = None
) -> Result:
    """Turn ratings and agreed percents into points.

    An agreed percent stands over the ratings; without it an item takes the exact median of its
    ratings (the mean of the middle two), not rounded to a step.

    Raises:
        ScoringError: an unknown item, a percent off the steps, an assessor twice on one item.
    """
    by_item = _by_item(scheme, ratings)
    agreed = {item: scheme.check(item, value) for item, value in (consensus or {}).items()}
    items = {
        item.code: _item_score(item.points, by_item.get(item.code, []), agreed.get(item.code))
        for item in scheme.items
        if item.code in by_item or item.code in agreed
    }
    criteria = {
        criterion.code: _sum(
            items[item.code].points if item.code in items else None
            for item in scheme.items
            if item.criterion == criterion.code
        )
        for criterion in scheme.criteria
    }
    missing = tuple(item.code for item in scheme.items if item.code not in items)
    return Result(items, criteria, _sum(criteria.values()), missing)


def median(percents: Iterable[int]) -> Decimal:
    """Return the exact median, the mean of the middle two where their number is even."""
    ordered = sorted(percents)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return Decimal(ordered[middle])
    return Decimal(ordered[middle - 1] + ordered[middle]) / 2


def plain(value: Decimal) -> str:
    """Return a decimal without needless zeros: “62.5”, “60”."""
    return format(value.normalize(), "f")


def points_text(points: Decimal) -> str:
    """Return points with at least two decimals, never rounded: “42.00”, “28.125”."""
    whole, _, part = plain(points).partition(".")
    return f"{whole}.{part.ljust(2, '0')}"


def _by_item(scheme: Scheme, ratings: Iterable[Rating]) -> dict[str, list[int]]:
    by_item: defaultdict[str, list[int]] = defaultdict(list)
    seen: set[tuple[str, str]] = set()
    for rating in ratings:
        by_item[rating.item].append(scheme.check(rating.item, rating.percent))
        if (rating.item, rating.assessor) in seen:
            raise ScoringError("assessor_repeated", assessor=rating.assessor, item=rating.item)
        seen.add((rating.item, rating.assessor))
    return by_item


def _item_score(points: int, percents: list[int], agreed: int | None) -> ItemScore:
    percent = median(percents) if agreed is None else Decimal(agreed)
    spread = max(percents) - min(percents) if percents else None
    return ItemScore(percent, percent * points / _HUNDRED, spread, agreed is not None)


def _sum(parts: Iterable[Decimal | None]) -> Decimal | None:
    total = Decimal(0)
    for part in parts:
        if part is None:
            return None
        total += part
    return total
