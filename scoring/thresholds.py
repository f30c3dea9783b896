"""From a total to what it earns: thresholds, floors, and the rule that decided."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from scoring.aggregate import Result
from scoring.errors import ScoringError
from scoring.scheme import Scheme, SchemeTier


@dataclass(frozen=True, slots=True)
class Level:
    """What the points earn: a tier's code, “<code>-eligible” or “none”, and why, in Vietnamese."""

    code: str
    tier: str | None
    eligible_for: str | None
    reason: str


def level(scheme: Scheme, result: Result) -> Level | None:
    """Return what the unrounded total earns (R7); None while an item is missing.

    A tier that is given by decision is never earned, only made eligible for (R8).
    """
    total = result.total
    if total is None:
        return None
    criteria = {code: points for code, points in result.criteria.items() if points is not None}
    reached = [
        tier
        for tier in scheme.tiers
        if total >= tier.threshold and not _unmet_floors(scheme, tier, criteria)
    ]
    earned = next((tier for tier in reversed(reached) if not tier.by_decision), None)
    eligible = next((tier for tier in reversed(reached) if tier.by_decision), None)
    return Level(
        _code(earned, eligible),
        earned.code if earned else None,
        eligible.code if eligible else None,
        _reason(scheme, total, criteria, eligible or earned),
    )


def awarded_tier(found: Level, *, tier: str | None) -> str | None:
    """Return the tier a council decides on, if the points allow it.

    Raises:
        ScoringError: the tier asks for more than the points give.
    """
    if tier not in (None, found.tier, found.eligible_for):
        raise ScoringError("tier_out_of_reach", tier=tier, reason=found.reason)
    return tier


def vietnamese(points: Decimal) -> str:
    """Return points as written in Vietnamese: “1.000”, “612,75”."""
    text = format(points.normalize(), ",f")
    return text.translate(str.maketrans(",.", ".,"))


def _code(earned: SchemeTier | None, eligible: SchemeTier | None) -> str:
    if eligible is not None:
        return f"{eligible.code}-eligible"
    return earned.code if earned else "none"


def _unmet_floors(scheme: Scheme, tier: SchemeTier, criteria: Mapping[str, Decimal]) -> list[str]:
    full = {criterion.code: criterion for criterion in scheme.criteria}
    return [
        f"{full[floor.criterion].title} dưới {floor.percent} %"
        for floor in scheme.floors
        if floor.tier == tier.code
        and criteria[floor.criterion] * 100 < full[floor.criterion].points * floor.percent
    ]


def _reason(
    scheme: Scheme, total: Decimal, criteria: Mapping[str, Decimal], best: SchemeTier | None
) -> str:
    points = f"Tổng {vietnamese(total)} điểm"
    if best is None:
        lowest = scheme.tiers[0]
        below = [] if total >= lowest.threshold else [f"dưới ngưỡng {lowest.threshold} điểm"]
        why = "; ".join(below + _unmet_floors(scheme, lowest, criteria))
        return f"{points}, chưa đạt {lowest.title}: {why}."
    reached = f"{points}, đạt ngưỡng {best.threshold} điểm của {best.title}"
    if best.by_decision:
        return f"{reached}; mức này chỉ được trao khi có quyết định riêng."
    return f"{reached}."
