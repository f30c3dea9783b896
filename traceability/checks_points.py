"""Control points judged: what proves them, how far they are met, and the gate over all of them."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Any

from traceability.metrics import Metric, decimal_text, settings
from traceability.rule_sets import Evidence, Level, Point

SCHEMA = "schema"
_HALF = Fraction(1, 2)
_BINDING = (Level.MANDATORY, Level.CONDITIONAL)


class Status(StrEnum):
    """The verdict on a point and on the whole; missing evidence is no failure."""

    PASSED = "đạt"
    FAILED = "không đạt"
    UNPROVEN = "chưa đủ bằng chứng"
    NOT_APPLICABLE = "không áp dụng"


@dataclass(frozen=True, slots=True)
class Proof:
    """Declared or documentary evidence for a point, and how far it shows the point met (0-1).

    A document counts as one only with issuer and number, and while it is valid; otherwise it
    is a declaration. Machine evidence comes from metrics alone.
    """

    point: str
    evidence: Evidence
    satisfaction: Fraction = Fraction(1)
    issuer: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None

    def evidence_on(self, day: date) -> Evidence:
        """The class the evidence has on a day: expiry lowers it."""
        if self.evidence is Evidence.DECLARED:
            return Evidence.DECLARED
        begun = self.valid_from is None or self.valid_from <= day
        lasts = self.valid_to is None or day <= self.valid_to
        named = bool(self.issuer and self.number)
        return Evidence.DOCUMENT if begun and lasts and named else Evidence.DECLARED


@dataclass(frozen=True, slots=True)
class Override:
    """An assessor's own judgement of a point, with reason and a second person; it stays visible.

    Raises ValueError without a reason or without two different persons.
    """

    point: str
    satisfaction: Fraction
    reason: str
    by: str
    second: str

    def __post_init__(self) -> None:
        if not self.reason.strip():
            raise ValueError("Phải nêu lý do khi đánh giá khác với kết quả kiểm tra.")
        if not self.by or not self.second or self.by == self.second:
            raise ValueError("Phải có người thứ hai xác nhận việc đánh giá khác.")


@dataclass(frozen=True, slots=True)
class PointResult:
    """One point as judged. `satisfaction` and `evidence` are None where there is no evidence."""

    point: Point
    status: Status
    satisfaction: Fraction | None = None
    evidence: Evidence | None = None
    override: Override | None = None

    @property
    def applicable(self) -> bool:
        """Whether the point counts."""
        return self.status is not Status.NOT_APPLICABLE

    def as_json(self) -> dict[str, Any]:
        """The result as plain content."""
        return {
            "code": self.point.code,
            "title": self.point.title,
            "level": str(self.point.level),
            "status": str(self.status),
            "satisfaction": decimal_text(self.satisfaction),
            "evidence": None if self.evidence is None else str(self.evidence),
            "required_evidence": str(self.point.evidence),
            "overridden": self.override is not None,
        }


def judge_points(
    points: Iterable[Point],
    metrics: Mapping[str, Metric],
    proofs: Sequence[Proof] = (),
    overrides: Sequence[Override] = (),
    *,
    at: date,
    excluded: Collection[str] = (),
    documents_valid: bool | None = None,
) -> tuple[PointResult, ...]:
    """Judge control points on a day.

    `excluded` are codes of points that do not apply; `documents_valid` says whether all EPCIS
    documents keep to the schema (None: not known). Of several overrides the last one holds.
    """
    own = {override.point: override for override in overrides}
    by_point: dict[str, list[Proof]] = {}
    for proof in proofs:
        by_point.setdefault(proof.point, []).append(proof)
    return tuple(
        PointResult(point, Status.NOT_APPLICABLE)
        if point.code in excluded
        else _judge(
            point,
            _by_machine(point, metrics, documents_valid),
            by_point.get(point.code, ()),
            own.get(point.code),
            at,
        )
        for point in points
    )


def _judge(
    point: Point,
    machine: Fraction | None,
    proofs: Sequence[Proof],
    override: Override | None,
    at: date,
) -> PointResult:
    satisfaction, evidence = machine, Evidence.MACHINE if machine is not None else None
    if machine is None and proofs:
        best = max(proofs, key=lambda proof: (proof.evidence_on(at).strength, proof.satisfaction))
        satisfaction, evidence = best.satisfaction, best.evidence_on(at)
    if override is not None:
        satisfaction, evidence = override.satisfaction, evidence or Evidence.DOCUMENT
    if satisfaction is None or evidence is None:
        depends = point.level is Level.CONDITIONAL and bool(point.metrics)
        return PointResult(point, Status.NOT_APPLICABLE if depends else Status.UNPROVEN)
    if satisfaction < 1:
        status = Status.FAILED
    elif override is None and evidence.strength < point.evidence.strength:
        status = Status.UNPROVEN
    else:
        status = Status.PASSED
    return PointResult(point, status, satisfaction, evidence, override)


def _by_machine(
    point: Point, metrics: Mapping[str, Metric], documents_valid: bool | None
) -> Fraction | None:
    """How far the point's metrics show it met; None where none of them has anything to judge.

    A metric without threshold meets it in full at 1 and by half from 0.5 on.
    """
    shares: list[Fraction] = []
    for name in point.metrics:
        if name == SCHEMA:
            if documents_valid is not None:
                shares.append(Fraction(documents_valid))
        elif (share := _metric_share(metrics[name])) is not None:
            shares.append(share)
    return min(shares, default=None)


def _metric_share(metric: Metric) -> Fraction | None:
    if metric.value is None:
        return None
    if metric.passed is not None:
        return Fraction(metric.passed)
    if metric.value == 1:
        return Fraction(1)
    return _HALF if metric.value >= _HALF else Fraction(0)


def gate(results: Iterable[PointResult]) -> Status:
    """The conformity gate over the mandatory points that apply."""
    found = {
        result.status for result in results if result.applicable and result.point.level in _BINDING
    }
    for status in (Status.FAILED, Status.UNPROVEN, Status.PASSED):
        if status in found:
            return status
    return Status.NOT_APPLICABLE


def index(results: Iterable[PointResult]) -> Fraction | None:
    """0 to 100: how far the points that apply are met, weighed by level and by evidence.

    A point without evidence adds nothing; the coverage says how many those are. None when no
    point applies.
    """
    rule = settings()["index"]
    reached, most = Fraction(0), Fraction(0)
    for result in results:
        if result.applicable:
            weight = Fraction(rule["weights"][result.point.level])
            most += weight
            if result.satisfaction is not None and result.evidence is not None:
                factor = Fraction(rule["evidence"][result.evidence])
                reached += weight * result.satisfaction * factor
    return 100 * reached / most if most else None


def coverage(results: Iterable[PointResult]) -> Fraction | None:
    """The share of points that have evidence among those that apply; None when none applies."""
    return _share(results, lambda result: result.evidence is not None)


def machine_share(results: Iterable[PointResult]) -> Fraction | None:
    """The share of points that the machine has verified among those that apply."""
    return _share(results, lambda result: result.evidence is Evidence.MACHINE)


def _share(results: Iterable[PointResult], has: Callable[[PointResult], bool]) -> Fraction | None:
    applicable = [result for result in results if result.applicable]
    if not applicable:
        return None
    return Fraction(sum(map(has, applicable)), len(applicable))
