"""A kept result with the judgement of people put over single points; the kept one stays."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from traceability.checks_points import (
    Override,
    PointResult,
    Status,
    coverage,
    gate,
    index,
    machine_share,
)
from traceability.metrics import settings_sha256
from traceability.rule_sets import Evidence, Level, Point


@dataclass(frozen=True, slots=True, kw_only=True)
class Reconsidered:
    """What the conclusion and the shares are with the overrides.

    The index is None as well where weights have changed since: it could not be compared.
    """

    points: tuple[PointResult, ...]
    status: Status
    index: Fraction | None
    coverage: Fraction | None
    machine_share: Fraction | None


def reconsider(content: Mapping[str, Any], overrides: Iterable[Override]) -> Reconsidered:
    """A snapshot's content judged again with overrides; of several on a point the last holds.

    Overrides of points that the checklist lacks change nothing.
    """
    own = {override.point: override for override in overrides}
    points = tuple(_judged(kept, own.get(kept["code"])) for kept in content["result"]["points"])
    weights_kept = content["settings"]["sha256"] == settings_sha256()
    return Reconsidered(
        points=points,
        status=gate(points),
        index=index(points) if weights_kept else None,
        coverage=coverage(points),
        machine_share=machine_share(points),
    )


def _judged(kept: Mapping[str, Any], override: Override | None) -> PointResult:
    point = Point(
        code=kept["code"],
        title=kept["title"],
        level=Level(kept["level"]),
        evidence=Evidence(kept["required_evidence"]),
    )
    evidence = None if kept["evidence"] is None else Evidence(kept["evidence"])
    if override is None:
        satisfaction = None if kept["satisfaction"] is None else Fraction(kept["satisfaction"])
        return PointResult(point, Status(kept["status"]), satisfaction, evidence)
    status = Status.PASSED if override.satisfaction == 1 else Status.FAILED
    return PointResult(
        point, status, override.satisfaction, evidence or Evidence.DOCUMENT, override
    )
