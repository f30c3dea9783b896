"""An assessor judges a point differently: a reason, a second person, visible, never scored."""

from decimal import Decimal

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from award import clock
from award.extensions import db
from award.models import AuditEvent, CheckOverride, Conflict
from award.policies import Refusal
from award.services import overriding, result_papers, scoresheets, snapshots, trace_annex
from scoring.rulebook import load
from tests.factories import (
    advance,
    assessors_of,
    make_user,
    owner_of,
    secretary_of,
    standing_body,
)
from tests.web.trace.frozen import frozen

REASON = "Đã xem quy trình tại xưởng."


def propose(snapshot, assessor, point="R01", satisfaction="1", reason=REASON):
    return overriding.propose(snapshot, point, Decimal(satisfaction), reason, actor=assessor)


@pytest.fixture
def agreed(app):
    """A frozen result of which a point was judged differently by two assessors."""
    snapshot = frozen("in_consensus")
    one, other, _ = assessors_of(snapshot.dossier)
    row = propose(snapshot, one)
    overriding.confirm(row, actor=other)
    return snapshot


def test_an_assessor_proposes_on_the_page_and_it_waits_for_a_second_person(browser, app):
    snapshot = frozen()
    assessor = assessors_of(snapshot.dossier)[0]

    answer = browser(assessor).post(
        f"/trace/snapshots/{snapshot.id}/overrides/R01",
        data={"satisfaction": "1", "reason": REASON},
    )

    page = browser(assessor).get(answer.location)
    assert "chờ người thứ hai" in page.text
    assert REASON in page.text
    row = snapshots.panel(snapshot.dossier, actor=assessor)[0]
    assert row.after is None
    assert row.waiting == 1


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"satisfaction": "1", "reason": " "}, "Phải nêu lý do"),
        ({"reason": REASON}, "Hãy chọn mức đáp ứng."),
        ({"satisfaction": "7", "reason": REASON}, REASON),
    ],
)
def test_a_proposal_without_reason_or_measure_comes_back(browser, app, data, sentence):
    snapshot = frozen()

    answer = browser(assessors_of(snapshot.dossier)[0]).post(
        f"/trace/snapshots/{snapshot.id}/overrides/R01", data=data
    )

    assert answer.status_code == 422
    assert sentence in answer.text


def test_a_point_that_does_not_exist_has_no_form(browser, app):
    snapshot = frozen()
    own = browser(assessors_of(snapshot.dossier)[0])

    assert own.get(f"/trace/snapshots/{snapshot.id}/overrides/R01").status_code == 200
    assert own.get(f"/trace/snapshots/{snapshot.id}/overrides/R99").status_code == 404


def test_nobody_but_an_assessor_of_the_dossier_proposes(browser, app):
    snapshot = frozen()
    address = f"/trace/snapshots/{snapshot.id}/overrides/R01"

    assert browser(owner_of(snapshot.dossier)).get(address).status_code == 403
    assert browser(secretary_of(snapshot.dossier.council)).get(address).status_code == 403
    assert browser(make_user("Người Mẫu lạ")).get(address).status_code == 404


def test_before_every_sheet_is_in_no_other_assessor_sees_or_confirms(browser, app):
    snapshot = frozen()
    one, other, _ = assessors_of(snapshot.dossier)
    row = propose(snapshot, one)

    page = browser(other).get(f"/trace/snapshots/{snapshot.id}")

    assert REASON not in page.text
    assert "chờ người thứ hai" not in page.text
    assert browser(other).post(f"/trace/overrides/{row.id}/confirm").status_code == 404
    assert REASON not in str(db.session.execute(select(AuditEvent.note, AuditEvent.data)).all())


def test_the_second_person_confirms_and_it_counts(browser, app):
    snapshot = frozen("in_consensus")
    one, other, _ = assessors_of(snapshot.dossier)
    row = propose(snapshot, one)

    answer = browser(other).post(f"/trace/overrides/{row.id}/confirm", follow_redirects=True)

    assert "Đánh giá khác, đã xác nhận" in answer.text
    assert one.full_name in answer.text
    shown = snapshots.panel(snapshot.dossier, actor=other)[0]
    assert shown.after is not None
    assert shown.after.index > shown.run.index
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert {"propose_override", "confirm_override"} <= set(actions)


def test_the_proposer_does_not_confirm(browser, app):
    snapshot = frozen("in_consensus")
    one = assessors_of(snapshot.dossier)[0]
    row = propose(snapshot, one)

    answer = browser(one).post(f"/trace/overrides/{row.id}/confirm")

    assert answer.status_code == 403
    assert "cần một chuyên gia khác" in answer.text


def test_the_database_refuses_one_person_as_both(app):
    snapshot = frozen("in_consensus")
    one = assessors_of(snapshot.dossier)[0]
    row = propose(snapshot, one)
    row.confirmed_by_id, row.confirmed_at = one.id, clock.now()

    with pytest.raises(IntegrityError, match="two_persons"):
        db.session.flush()


def test_an_own_proposal_is_changed_and_another_ones_is_not(app):
    snapshot = frozen("in_consensus")
    one, other, _ = assessors_of(snapshot.dossier)
    propose(snapshot, one)

    propose(snapshot, one, satisfaction="0.5", reason="Mới đáp ứng một phần.")

    assert db.session.scalars(select(CheckOverride.reason)).all() == ["Mới đáp ứng một phần."]
    with pytest.raises(Refusal, match="đã có một đề nghị"):
        propose(snapshot, other)


def test_a_confirmed_one_is_not_confirmed_again(app, agreed):
    third = assessors_of(agreed.dossier)[2]
    row = db.session.scalars(select(CheckOverride)).one()

    with pytest.raises(Refusal, match="đã được xác nhận"):
        overriding.confirm(row, actor=third)


def test_the_secretary_sees_it_from_the_closing_of_consensus(browser, agreed):
    address = f"/trace/snapshots/{agreed.id}"
    before = browser(secretary_of(agreed.dossier.council)).get(address)

    advance(agreed.dossier, "desk_closed")

    after = browser(secretary_of(agreed.dossier.council)).get(address)
    assert REASON not in before.text
    assert REASON in after.text
    page = browser(secretary_of(agreed.dossier.council)).get(
        f"/councils/{agreed.dossier.council_id}/dossiers/{agreed.dossier.id}"
    )
    assert "Chuyên gia đánh giá khác" in page.text


def test_the_applicant_sees_it_with_the_result_and_without_names(browser, agreed):
    owner, name = owner_of(agreed.dossier), assessors_of(agreed.dossier)[0].full_name
    before = browser(owner).get(f"/trace/snapshots/{agreed.id}")

    advance(agreed.dossier, "not_shortlisted")

    after = browser(owner).get(f"/trace/snapshots/{agreed.id}")
    assert REASON not in before.text
    assert REASON in after.text
    assert name not in after.text


def test_an_override_of_somebody_with_a_conflict_no_longer_counts(agreed):
    one, other, _ = assessors_of(agreed.dossier)
    db.session.add(
        Conflict(
            user_id=one.id, dossier_id=agreed.dossier_id, reason="Quan hệ gia đình",
            declared_at=clock.now(),
        )
    )  # fmt: skip
    db.session.flush()

    assert overriding.confirmed(agreed.dossier) == []
    assert snapshots.panel(agreed.dossier, actor=other)[0].after is None


def test_the_book_leaves_overrides_out_and_the_feedback_report_has_them(agreed):
    advance(agreed.dossier, "not_shortlisted")

    book = trace_annex.annex(agreed.dossier, overrides=False)[0]
    paper = result_papers.feedback_report(agreed.dossier, actor=standing_body())

    annex = paper.data["traceability"][0]
    assert book["overrides"] == []
    assert book["sha256"] == annex["sha256"] == agreed.check_run.sha256
    assert annex["overrides"][0]["point"] == "R01"
    assert annex["after"]["status"] == annex["result"]["status"]
    assert assessors_of(agreed.dossier)[0].full_name not in str(annex)


def test_t26_the_score_is_the_same_with_and_without_the_override(app):
    plain = frozen("in_consensus")
    advance(plain.dossier, "desk_closed")
    before = scoresheets.counting(plain.dossier)
    one, two, _ = assessors_of(plain.dossier)

    overriding.confirm(propose(plain, one, satisfaction="0"), actor=two)

    after = scoresheets.counting(plain.dossier)
    assert (after.total, after.sha256) == (before.total, before.sha256)
    assert "traceability" not in str(after.content)
    assert load(plain.dossier.cycle.rulebook_id).scale.total_points == 1000
