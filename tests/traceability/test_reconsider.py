"""Overrides over a kept result: conclusion and shares follow, the kept result stays."""

from fractions import Fraction
from typing import Any

from tests.traceability.chain_events import good_chain, subject
from traceability.checks import Case, run
from traceability.checks_points import Override, Status
from traceability.event_hash import event_hash
from traceability.metrics import decimal_text
from traceability.reconsider import reconsider
from traceability.snapshot import Snapshot, explain_declared


def kept() -> dict[str, Any]:
    case = Case(subject=subject(good_chain()))
    hashes = [(event.event_time, event_hash(event)) for event in good_chain()]
    return Snapshot.freeze(case, run(case), hashes).content


def override(point: str, satisfaction: str = "1") -> Override:
    return Override(point, Fraction(satisfaction), "Đã xem tại xưởng", "1", "2")


def test_without_overrides_the_kept_result_comes_out_again() -> None:
    content = kept()

    found = reconsider(content, [])

    result = content["result"]
    assert str(found.status) == result["status"]
    assert decimal_text(found.index) == result["index"]
    assert decimal_text(found.coverage) == result["evidence_coverage"]
    assert decimal_text(found.machine_share) == result["machine_verified"]
    assert [one.as_json() for one in found.points] == result["points"]


def test_an_override_raises_a_point_without_evidence_and_is_marked() -> None:
    content = kept()

    found = reconsider(content, [override("R01")])

    point = next(one for one in found.points if one.point.code == "R01")
    assert point.status is Status.PASSED
    assert point.as_json()["overridden"]
    assert point.as_json()["evidence"] == "document"
    assert content["result"]["points"][0]["status"] == "chưa đủ bằng chứng"
    assert found.index > reconsider(content, []).index


def test_an_override_to_half_fails_the_gate() -> None:
    found = reconsider(kept(), [override("R10", "0.5")])

    assert found.status is Status.FAILED


def test_an_override_of_an_unknown_point_changes_nothing() -> None:
    assert reconsider(kept(), [override("R99")]) == reconsider(kept(), [])


def test_the_index_is_not_computed_with_weights_of_another_version() -> None:
    content = kept()
    content["settings"]["sha256"] = "0" * 64

    assert reconsider(content, []).index is None


def test_t25_changed_declared_inputs_are_named_once_each() -> None:
    before = {"products": [1], "proofs": [{"point": "R05", "issuer": "A"}], "retention": None}
    after = {"products": [2], "proofs": [{"point": "R05", "issuer": "B"}], "retention": {}}

    assert explain_declared(before, after) == (
        "Thông tin khai báo của sản phẩm đã thay đổi.",
        "Thông tin khai báo khác đã thay đổi.",
        "Bằng chứng đã thay đổi ở điểm R05.",
    )
    assert explain_declared(before, before) == ()
