"""Control points: evidence and its class, gate, index, coverage, machine-verified share."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

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
from traceability.metrics import Metric, Ratio
from traceability.rule_sets import Evidence, Level, Point

AT = date(2026, 11, 21)


def point(code: str = "P1", **fields: Any) -> Point:
    given = {"level": Level.MANDATORY, "evidence": Evidence.DECLARED, **fields}
    return Point(code, "Điểm mẫu", **given)


def document(**fields: Any) -> Proof:
    given = {"issuer": "Tổ chức chứng nhận Mẫu", "number": "01/2026", **fields}
    return Proof("P1", Evidence.DOCUMENT, **given)


def metric(name: str, share: str | None) -> Metric:
    ratio = Ratio(Fraction(0), 0) if share is None else Ratio(Fraction(share) * 100, 100)
    return Metric(name, ratio)


def judged(one: Point, *proofs: Proof, shares: Any = None, **fields: Any) -> PointResult:
    names = {name: None for name in one.metrics if name != "schema"} | (shares or {})
    metrics = {name: metric(name, share) for name, share in names.items()}
    return judge_points([one], metrics, proofs, **{"at": AT, **fields})[0]


def test_t23_missing_evidence_is_not_failure() -> None:
    found = judged(point())

    assert (found.status, found.satisfaction, found.evidence) == (Status.UNPROVEN, None, None)
    assert gate([found]) is Status.UNPROVEN


def test_a_point_that_is_excluded_does_not_apply() -> None:
    found = judged(point(), excluded={"P1"})

    assert found.status is Status.NOT_APPLICABLE
    assert not found.applicable
    assert (gate([found]), index([found]), coverage([found]), machine_share([found])) == (
        Status.NOT_APPLICABLE,
        None,
        None,
        None,
    )


@pytest.mark.parametrize(
    ("proof", "held"),
    [
        (document(), Evidence.DOCUMENT),
        (document(valid_from=AT, valid_to=AT), Evidence.DOCUMENT),
        (document(valid_to=date(2026, 11, 20)), Evidence.DECLARED),
        (document(valid_from=date(2026, 11, 22)), Evidence.DECLARED),
        (document(issuer=""), Evidence.DECLARED),
        (document(number=""), Evidence.DECLARED),
        (Proof("P1", Evidence.DECLARED), Evidence.DECLARED),
    ],
)
def test_t24_a_document_counts_with_issuer_and_number_while_it_is_valid(
    proof: Proof, held: Evidence
) -> None:
    found = judged(point(evidence=Evidence.DOCUMENT), proof)

    assert found.evidence is held
    assert found.status is (Status.PASSED if held is Evidence.DOCUMENT else Status.UNPROVEN)


def test_t24_expiry_lowers_the_status_from_one_day_to_the_next() -> None:
    proof = document(valid_to=AT)
    wanted = point(evidence=Evidence.DOCUMENT)

    assert judged(wanted, proof, at=AT).status is Status.PASSED
    assert judged(wanted, proof, at=date(2026, 11, 22)).status is Status.UNPROVEN


def test_of_several_proofs_the_strongest_counts() -> None:
    weak = Proof("P1", Evidence.DECLARED)
    strong = document(satisfaction=Fraction(1, 2))

    found = judged(point(), weak, strong)

    assert (found.evidence, found.satisfaction) == (Evidence.DOCUMENT, Fraction(1, 2))
    assert found.status is Status.FAILED


@pytest.mark.parametrize(
    ("shares", "valid", "satisfaction"),
    [
        ({"M1": "1", "M3": "1"}, True, 1),
        ({"M1": "0.95", "M3": None}, None, 1),
        ({"M1": "0.94", "M3": "1"}, True, 0),
        ({"M1": "1", "M3": "0.5"}, True, Fraction(1, 2)),
        ({"M1": "1", "M3": "0.49"}, True, 0),
        ({"M1": "1", "M3": "1"}, False, 0),
    ],
)
def test_metrics_prove_a_point_when_all_of_them_pass(
    shares: dict[str, str | None], valid: bool | None, satisfaction: Any
) -> None:
    wanted = point(metrics=("M1", "M3", "schema"), evidence=Evidence.MACHINE)

    found = judged(wanted, shares=shares, documents_valid=valid)

    assert (found.satisfaction, found.evidence) == (satisfaction, Evidence.MACHINE)
    assert found.status is (Status.PASSED if satisfaction == 1 else Status.FAILED)


def test_the_machine_outweighs_a_declaration() -> None:
    found = judged(point(metrics=("M1",)), document(), shares={"M1": "0"})

    assert (found.status, found.evidence) == (Status.FAILED, Evidence.MACHINE)


def test_a_conditional_point_with_nothing_to_judge_does_not_apply() -> None:
    assert judged(point(level=Level.CONDITIONAL, metrics=("M6",))).status is Status.NOT_APPLICABLE
    assert judged(point(level=Level.CONDITIONAL)).status is Status.UNPROVEN
    assert judged(point(metrics=("M6",))).status is Status.UNPROVEN


def test_t26_an_override_needs_a_reason_and_a_second_person_and_stays_visible() -> None:
    override = Override(
        "P1", Fraction(1), "Đã xem tại chỗ.", "Chuyên gia Mẫu 01", "Chuyên gia Mẫu 02"
    )

    found = judged(point(evidence=Evidence.MACHINE), overrides=[override])
    over_machine = judged(point(metrics=("M1",)), shares={"M1": "0"}, overrides=[override])

    assert (found.status, found.evidence, found.override) == (
        Status.PASSED,
        Evidence.DOCUMENT,
        override,
    )
    assert found.as_json()["overridden"] is True
    assert over_machine.evidence is Evidence.MACHINE


@pytest.mark.parametrize(
    ("reason", "by", "second"),
    [(" ", "A", "B"), ("Lý do", "A", "A"), ("Lý do", "", "B"), ("Lý do", "A", "")],
)
def test_an_override_by_one_person_or_without_reason_is_refused(
    reason: str, by: str, second: str
) -> None:
    with pytest.raises(ValueError, match="Phải"):
        Override("P1", Fraction(1), reason, by, second)


def result(status: Status, level: Level = Level.MANDATORY, **fields: Any) -> PointResult:
    return PointResult(point(level=level), status, **fields)


@pytest.mark.parametrize(
    ("statuses", "whole"),
    [
        ([Status.PASSED, Status.NOT_APPLICABLE], Status.PASSED),
        ([Status.PASSED, Status.UNPROVEN], Status.UNPROVEN),
        ([Status.UNPROVEN, Status.FAILED], Status.FAILED),
        ([], Status.NOT_APPLICABLE),
    ],
)
def test_t23_the_gate_asks_for_every_mandatory_point(statuses: list[Status], whole: Status) -> None:
    optional = result(Status.FAILED, Level.OPTIONAL)

    assert gate([*map(result, statuses), optional]) is whole


def test_t23_index_coverage_and_machine_share_stand_apart() -> None:
    results = [
        result(Status.PASSED, satisfaction=Fraction(1), evidence=Evidence.MACHINE),
        result(Status.FAILED, satisfaction=Fraction(1, 2), evidence=Evidence.DOCUMENT),
        result(Status.PASSED, Level.OPTIONAL, satisfaction=Fraction(1), evidence=Evidence.DECLARED),
        result(Status.UNPROVEN),
        result(Status.NOT_APPLICABLE),
    ]

    assert index(results) == 100 * (3 + 3 * Fraction("0.35") + Fraction("0.4")) / 10
    assert coverage(results) == Fraction(3, 4)
    assert machine_share(results) == Fraction(1, 4)
