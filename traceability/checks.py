"""The check of a subject: metrics, findings, control points, gate, index, shares of evidence."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from fractions import Fraction
from typing import Any

from traceability.chain_parties import presences
from traceability.chain_standing import State
from traceability.checks_points import (
    Override,
    PointResult,
    Proof,
    Status,
    coverage,
    gate,
    index,
    judge_points,
    machine_share,
)
from traceability.findings import Finding, Level
from traceability.metrics import Failure, Metric, decimal_text, percent_text, settings
from traceability.metrics_run import compute
from traceability.metrics_subject import Subject
from traceability.parties import hide_personal_numbers
from traceability.recall import drill
from traceability.rule_sets import Point, RuleSet, applicable

#: The checklist that the gate uses unless the organisation has imported another.
CHECKLIST = "system"


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is checked: the subject of the metrics, control points, and the evidence for them.

    `points` replace those of the applicable checklist (TCVN 12850); `seed` is that of the mock
    recall made when the subject has none of its own; `documents_valid` as in `judge_points`.
    """

    subject: Subject
    points: tuple[Point, ...] | None = None
    proofs: tuple[Proof, ...] = ()
    overrides: tuple[Override, ...] = ()
    excluded: frozenset[str] = frozenset()
    documents_valid: bool | None = None
    seed: int = 0

    def checklist(self) -> tuple[Point, ...]:
        """The points that the case is judged by."""
        if self.points is not None:
            return self.points
        found = applicable(CHECKLIST, self.subject.at)
        return () if found is None else found.points


@dataclass(frozen=True, slots=True)
class Told:
    """A finding, the id of what it is about, and the place in the chain of its event, if any."""

    finding: Finding
    place: int | None = None
    about: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The result of a check; gate, index and the two shares stand side by side, never mixed."""

    metrics: tuple[Metric, ...]
    points: tuple[PointResult, ...]
    told: tuple[Told, ...]
    status: Status
    index: Fraction | None
    coverage: Fraction | None
    machine_share: Fraction | None

    @property
    def findings(self) -> tuple[Finding, ...]:
        """The findings alone."""
        return tuple(one.finding for one in self.told)

    @property
    def conforming(self) -> bool:
        """Whether no finding is an error."""
        return all(finding.level != "error" for finding in self.findings)

    def result(self) -> dict[str, Any]:
        """Everything but the findings, as plain content."""
        return {
            "status": str(self.status),
            "index": decimal_text(self.index),
            "evidence_coverage": decimal_text(self.coverage),
            "machine_verified": decimal_text(self.machine_share),
            "metrics": [metric.as_json() for metric in self.metrics],
            "points": [result.as_json() for result in self.points],
        }


def rule_sets_for(subject: Subject, *, chosen: Collection[str] = ()) -> tuple[RuleSet, ...]:
    """The rule sets of the profile's groups that apply on the subject's day; optional ones when
    chosen."""
    found = [applicable(group, subject.at, chosen=chosen) for group in subject.profile.groups]
    extra = [applicable("eudr", subject.at, chosen=chosen)]
    return tuple(one for one in (*found, *extra) if one is not None)


def run(case: Case) -> Report:
    """Check a case. The same case gives the same report; nothing outside it is looked at."""
    subject = case.subject
    if not subject.drills:
        start = datetime.combine(subject.at, time(), UTC)
        subject = replace(subject, drills=(drill(subject, seed=case.seed, started_at=start),))
    metrics = compute(subject)
    points = judge_points(
        case.checklist(),
        {metric.id: metric for metric in metrics},
        case.proofs,
        case.overrides,
        at=subject.at,
        excluded=case.excluded,
        documents_valid=case.documents_valid,
    )
    return Report(
        metrics=metrics,
        points=points,
        told=tuple(findings(subject, metrics)),
        status=gate(points),
        index=index(points),
        coverage=coverage(points),
        machine_share=machine_share(points),
    )


def findings(subject: Subject, metrics: Sequence[Metric]) -> Iterator[Told]:
    """What the metrics and the events' standing tell, as sentences, personal numbers masked.

    A case against a metric is an error when the metric is below its threshold, or is one of
    those of which each case is wrong in itself; missing information only warns.
    """
    for metric in metrics:
        path = f"$.metrics.{metric.id}"
        if metric.passed is False:
            level = _level(metric, hard=False)
            yield _told(
                subject, level, Failure(metric.id, "metric_below", (), _below(metric)), path
            )
        for failure in metric.failures:
            yield _told(subject, _level(metric, hard=metric.hard), failure, path)
        for failure in (*metric.unjudged, *metric.notes):
            yield _told(subject, "warning", failure, path)
    for failure in _standing(subject):
        yield _told(subject, "warning", failure, "$")
    for failure in _personal(subject):
        yield _told(subject, "error", failure, "$")


def _told(subject: Subject, level: Level, failure: Failure, path: str) -> Told:
    place = failure.events[0] if failure.events else None
    message = hide_personal_numbers(failure.message, year=subject.at.year)
    where = path if place is None else f"$.events[{place}]"
    return Told(Finding(level, where, failure.code, message), place, failure.id)


def _level(metric: Metric, *, hard: bool) -> Level:
    advisory = bool(settings()["metric"][metric.id].get("advisory", False))
    return "error" if not advisory and (hard or metric.passed is False) else "warning"


def _below(metric: Metric) -> dict[str, str]:
    value, least = metric.value or Fraction(0), metric.threshold or Fraction(0)
    return {"name": metric.name, "value": percent_text(value), "least": percent_text(least)}


def _standing(subject: Subject) -> Iterator[Failure]:
    for place, one in enumerate(subject.chain.standings):
        if one.state is State.DUPLICATE:
            yield Failure(subject.event_id(place), "duplicate", (place,))
        elif one.state is State.DECLARATION and one.other is None:
            yield Failure(subject.event_id(place), "declaration_unmatched", (place,))


def _personal(subject: Subject) -> Iterator[Failure]:
    """Events whose id, parties or places carry a number that could be a person's."""
    for place, event in enumerate(subject.chain.events):
        texts = [event.event_id or "", *(one.id for one in presences(event))]
        if any(
            not text.startswith("urn:uuid:")
            and hide_personal_numbers(text, year=subject.at.year) != text
            for text in texts
        ):
            yield Failure(subject.event_id(place), "personal_number", (place,))
