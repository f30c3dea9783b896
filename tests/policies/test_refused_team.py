"""What a team is refused while it scores, agrees and visits, and with which sentence."""

from decimal import Decimal

import pytest
from sqlalchemy import select

from award import clock, workflow
from award.extensions import db
from award.models import EvaluationReport, Evidence
from award.policies import Hidden, rating, trace
from award.policies import dossier as dossiers
from award.services import overriding
from tests.factories import (
    advance,
    agree_all,
    assessors_of,
    assign_team,
    assignments_of,
    lead_of,
    make_dossier,
    make_user,
    owner_of,
    plan_visit,
    rate_all,
    secretary_of,
    write_report,
)
from tests.web.trace.frozen import frozen
from tests.workflow.cast import declare_conflict

NOT_ALL_IN = "Điểm của các chuyên gia khác hiện ra khi mọi phiếu chấm đã nộp."
NOT_AGREEING = "Hồ sơ này hiện không ở bước thống nhất điểm."


def test_a_paper_that_was_taken_back_is_the_organisation_s_alone(app):
    dossier = make_dossier("submitted")
    people = [owner_of(dossier), secretary_of(dossier.council)]
    paper = db.session.scalars(select(Evidence).limit(1)).one()

    before = [dossiers.view_evidence(one, paper) is None for one in people]
    paper.removed_at = clock.now()

    assert before == [True, True]
    assert [dossiers.view_evidence(one, paper) is None for one in people] == [True, False]


def test_nobody_scores_before_accepting(app):
    dossier = make_dossier("accepted")
    offered = assign_team(dossier, accept=False)[1]

    assert str(rating.rate(offered.user, offered)) == "Cần nhận phân công trước khi chấm điểm."


def test_a_score_sheet_is_gone_for_whoever_declares_a_conflict_while_scoring(app):
    mine = assignments_of(make_dossier("under_review"))[1]

    before = rating.rate(mine.user, mine)
    declare_conflict(mine.user, mine.dossier)

    assert before is None
    assert isinstance(rating.rate(mine.user, mine), Hidden)


def test_nothing_is_agreed_or_reported_before_every_sheet_is_in_and_consensus_is_open(app):
    dossier = make_dossier("under_review")
    lead, member = lead_of(dossier), assignments_of(dossier)[1].user
    acts = [
        (rating.agree, lead),
        (rating.take_stance, member),
        (rating.write_report, lead),
    ]

    early = [str(policy(person, dossier)) for policy, person in acts]
    rate_all(dossier)
    waiting = [str(policy(person, dossier)) for policy, person in acts]
    advance(dossier, "in_consensus")

    assert early == [NOT_ALL_IN] * 3
    assert waiting == [
        NOT_AGREEING,
        NOT_AGREEING,
        "Báo cáo đánh giá được viết từ bước thống nhất điểm trở đi.",
    ]
    assert [policy(person, dossier) for policy, person in acts] == [None] * 3


def test_a_visit_is_written_by_the_lead_with_matters_from_the_team(app):
    dossier = make_dossier("site_visit")
    visit = plan_visit(dossier)
    stranger, secretary = make_user(), secretary_of(dossier.council)
    member = assignments_of(dossier)[1].user

    assert isinstance(rating.record_visit(stranger, visit), Hidden)
    assert isinstance(rating.add_issue(stranger, visit), Hidden)
    assert rating.add_issue(member, visit) is None
    assert str(rating.record_visit(member, visit)) == (
        "Chỉ trưởng nhóm của hồ sơ ghi và ký biên bản đánh giá tại chỗ."
    )
    assert str(rating.add_issue(secretary, visit)) == (
        "Chỉ thành viên nhóm chuyên gia của hồ sơ nêu vấn đề cần xác minh."
    )


def test_the_team_s_report_opens_as_the_agreed_scores_do(app):
    dossier = make_dossier("in_consensus")
    people = [lead_of(dossier), secretary_of(dossier.council), owner_of(dossier)]
    agree_all(dossier)
    write_report(dossier)
    report = db.session.scalars(select(EvaluationReport)).one()

    before = [rating.view_report(one, report) is None for one in people]
    advance(dossier, "desk_closed")

    assert before == [True, False, False]
    assert [rating.view_report(one, report) is None for one in people] == [True, True, False]


@pytest.fixture
def snapshot(app):
    """The machine's findings frozen with a dossier that is being assessed."""
    return frozen()


def test_findings_are_judged_by_the_team_while_the_dossier_is_assessed(snapshot):
    dossier = snapshot.dossier
    assessor = assignments_of(dossier)[1].user

    before = trace.propose_override(assessor, snapshot)
    stranger = trace.propose_override(make_user(), snapshot)
    workflow.perform("withdraw", dossier, actor=owner_of(dossier), note="Đơn vị chưa sẵn sàng.")

    assert before is None
    assert isinstance(stranger, Hidden)
    assert str(trace.propose_override(assessor, snapshot)) == (
        "Chỉ đánh giá khác được khi hồ sơ đang được đánh giá."
    )


def test_another_judgement_of_a_finding_is_seen_by_its_author_and_not_by_strangers(snapshot):
    author, peer, _ = assessors_of(snapshot.dossier)
    proposed = overriding.propose(
        snapshot, "R01", Decimal(1), "Đã xem quy trình tại xưởng.", actor=author
    )

    assert trace.view_override(author, proposed) is None
    assert isinstance(trace.view_override(peer, proposed), Hidden)
    assert isinstance(trace.view_override(make_user(), proposed), Hidden)
