"""Agreeing scores, the visit and the report, as lead and as member."""

import pytest
from sqlalchemy import select

from award import workflow
from award.extensions import db
from award.models import (
    AuditEvent,
    ConsensusScore,
    ConsensusStance,
    EvaluationReport,
    IssuedDocument,
    SiteVisit,
    VisitIssue,
    VisitState,
)
from award.services import consensus, ratings
from tests.factories import (
    advance,
    assignments_of,
    make_dossier,
    owner_of,
    plan_visit,
    rate,
)
from tests.web.at_field import told_at


@pytest.fixture
def dossier(app):
    """A dossier whose assessors gave 50, 65 and 75: further apart than 20 points."""
    return make_dossier("in_consensus", percents=(50, 65, 75))


@pytest.fixture
def lead(browser, dossier):
    return Seat(browser, assignments_of(dossier)[0])


@pytest.fixture
def member(browser, dossier):
    return Seat(browser, assignments_of(dossier)[1])


class Seat:
    """One assessor's browser on one assignment."""

    def __init__(self, browser, assignment):
        self.assignment = assignment
        self.client = browser(assignment.user)
        self.base = f"/assessments/{assignment.id}"

    def get(self, side):
        return self.client.get(f"{self.base}/{side}")

    def post(self, side, **data):
        return self.client.post(f"{self.base}/{side}", data=data)


def agreed():
    return db.session.scalars(select(ConsensusScore).order_by(ConsensusScore.id)).all()


def test_the_table_shows_everybody_and_what_needs_discussion(lead):
    page = lead.get("consensus").text

    assert "50, 65, 75 % · lệch 25" in page
    assert "cần thảo luận" in page
    assert "thấp hơn những người khác 20 điểm phần trăm" in page
    assert "Hệ số tương quan nội lớp ICC(2,1)" in page


def test_items_further_apart_come_first(browser, app):
    dossier = make_dossier("under_review")
    for place, one in enumerate(assignments_of(dossier)):
        rate(one, (40, 70, 90)[place], ["4.2"])
        rate(one, 60)
        workflow.perform("submit", one, actor=one.user)
    seat = Seat(browser, assignments_of(dossier)[0])

    page = seat.get("consensus").text

    rows = page[page.index("<tbody>") :]
    assert rows.index("4.2 ") < rows.index("1.1 ")


def test_an_item_shows_all_comments_side_by_side(member):
    page = member.get("consensus/1.1").text

    assert page.count("Điểm mạnh ở 1.1.") >= 3
    assert "Trưởng nhóm chưa nhập điểm thống nhất của hạng mục này." in page


def test_a_wide_spread_needs_a_reason_at_its_field_and_keeps_what_was_typed(lead):
    response = lead.post("consensus/1.1", percent="65", strengths="Chung.")

    assert response.status_code == 422
    assert "Chênh lệch vượt 20 điểm phần trăm: cần ghi lý do của điểm thống nhất." in response.text
    assert 'id="reason-error"' in response.text
    assert "Chung." in response.text
    assert agreed() == []


def test_the_lead_s_entry_is_kept_with_its_reason_and_in_the_chain(lead, dossier):
    response = lead.post(
        "consensus/1.1", percent="65", reason="Đã xem lại minh chứng.", strengths="Chung."
    )

    assert response.status_code == 302
    (score,) = agreed()
    assert (score.item, score.percent, score.phase, score.reason) == (
        "1.1",
        65,
        "desk",
        "Đã xem lại minh chứng.",
    )
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "agree_percent")).one()
    assert event.data == {"item": "1.1", "phase": "desk", "percent": 65}
    assert ratings.of_dossier(dossier)[0].percent == 50


def test_an_agreed_percent_off_the_steps_is_refused_at_its_field(lead):
    response = lead.post("consensus/1.1", percent="63", reason="Đã xem lại.")

    assert response.status_code == 422
    assert 'id="percent-error"' in response.text
    assert "Đã xem lại." in response.text


def test_a_member_does_not_enter_agreed_percents(member):
    response = member.post("consensus/1.1", percent="65", reason="Tôi tự nhập.")

    assert response.status_code == 403
    assert "Chỉ trưởng nhóm của hồ sơ nhập điểm thống nhất." in response.text


def test_a_member_disagrees_with_a_note_only(lead, member):
    lead.post("consensus/1.1", percent="65", reason="Đã trao đổi.")
    (score,) = agreed()

    silent = member.post(f"consensus/1.1/stances/{score.id}", agrees="no")
    noted = member.post(f"consensus/1.1/stances/{score.id}", agrees="no", note="Vẫn thấp.")

    assert silent.status_code == 422
    assert "Cần ghi ý kiến khi không nhất trí." in silent.text
    assert noted.status_code == 302
    assert [(one.agrees, one.note) for one in db.session.scalars(select(ConsensusStance))] == [
        (False, "Vẫn thấp.")
    ]
    assert "1 không nhất trí" in lead.get("consensus").text


def test_a_stance_belongs_to_the_percent_that_was_seen(lead, member):
    lead.post("consensus/1.1", percent="65", reason="Lần đầu.")
    seen = agreed()[0].id
    lead.post("consensus/1.1", percent="70", reason="Đổi lại.")

    response = member.post(f"consensus/1.1/stances/{seen}", agrees="yes")

    assert response.status_code == 302
    assert db.session.scalars(select(ConsensusStance)).all() == []
    assert "Điểm thống nhất vừa thay đổi" in member.get("consensus/1.1").text


def test_every_entry_stays_in_the_history(lead):
    lead.post("consensus/1.1", percent="65", reason="Lần đầu.")
    lead.post("consensus/1.1", percent="70", reason="Đổi lại.")

    page = lead.get("consensus/1.1").text

    assert "65 % · Đánh giá hồ sơ" in page
    assert "70 % · Đánh giá hồ sơ" in page


def test_a_closed_phase_takes_nothing_more(lead, dossier):
    advance(dossier, "desk_closed")

    response = lead.post("consensus/1.1", percent="90", reason="Muộn.")

    assert response.status_code == 422
    assert "Điểm của bước này đã được đóng" in response.text


def test_a_change_after_the_visit_needs_its_reason_and_leaves_the_desk_percent(lead, dossier):
    advance(dossier, "visit_signed")

    silent = lead.post("consensus/1.1", percent="70")
    lead.post("consensus/1.1", percent="70", reason="Tại chỗ đã thấy nhật ký.")

    assert silent.status_code == 422
    history = consensus.history(dossier)["1.1"]
    assert [(one.phase, one.percent) for one in history] == [("desk", 65), ("on_site", 70)]
    assert consensus.current(dossier)["1.1"].percent == 70


def test_the_table_asks_as_many_questions_for_all_items_as_for_one(lead, questions, dossier):
    lead.post("consensus/1.1", percent="65", reason="Đã trao đổi.")
    lead.get("consensus")
    with questions() as one:
        lead.get("consensus")
    advance(dossier, "desk_closed")
    with questions() as all_items:
        lead.get("consensus")

    assert len(all_items) <= len(one) + 1


def test_what_assessors_noted_becomes_the_visit_s_list(browser, app):
    dossier = make_dossier("under_review")
    for one in assignments_of(dossier):
        ratings.record(one, "3.1", 60, to_verify="Xem nhật ký khiếu nại.", actor=one.user)
    advance(dossier, "site_visit")
    plan_visit(dossier)

    page = Seat(browser, assignments_of(dossier)[1]).get("visit").text

    assert page.count("Xem nhật ký khiếu nại.") == 1


@pytest.fixture
def visited(dossier):
    """A confirmed visit that has begun, with one matter to verify."""
    advance(dossier, "site_visit")
    visit = plan_visit(dossier)
    workflow.perform("confirm", visit, actor=owner_of(dossier))
    return visit


def test_a_member_adds_a_matter_to_verify(member, visited):
    member.post("visit/issues", item="1.1", question="Hỏi công nhân về mục tiêu.")
    wrong = member.post("visit/issues", item="9.9", question="Không có mục này.")

    assert wrong.status_code == 422
    assert "Không có hạng mục này trong bộ tiêu chí của năm." in told_at(wrong, "item")
    assert [one.question for one in db.session.scalars(select(VisitIssue))] == [
        "Hỏi công nhân về mục tiêu."
    ]


def test_the_lead_cannot_sign_while_a_matter_is_open_and_keeps_the_text(lead, member, visited):
    member.post("visit/issues", question="Hỏi công nhân về mục tiêu.")

    response = lead.post("visit/record", record="Đoàn đã làm việc.", sign="1")

    assert response.status_code == 422
    assert "Còn 1 vấn đề chưa ghi kết quả xác minh." in response.text
    assert "Đoàn đã làm việc." in response.text
    assert db.session.get(SiteVisit, visited.id).state is VisitState.CONFIRMED


def test_the_lead_signs_for_the_team(lead, member, visited):
    member.post("visit/issues", question="Hỏi công nhân về mục tiêu.")
    (issue,) = db.session.scalars(select(VisitIssue)).all()

    response = lead.client.post(
        f"{lead.base}/visit/record",
        data={f"finding-{issue.id}": "Nắm rõ.", "record": "Đoàn đã làm việc.", "sign": "1"},
    )

    assert response.status_code == 302
    visit = db.session.get(SiteVisit, visited.id)
    assert (visit.state, visit.team_signed_by_id) == (
        VisitState.RECORDED,
        lead.assignment.user_id,
    )
    assert "Biên bản đã được đoàn ký" in lead.post("visit/record", record="Sửa nữa.").text


def test_a_stale_record_is_shown_beside_the_stored_one(lead, visited):
    lead.post("visit/record", record="Bản thứ nhất.", version=str(visited.version))

    response = lead.post("visit/record", record="Bản ở cửa sổ khác.", version="1")

    assert response.status_code == 409
    assert "Bản thứ nhất." in response.text
    assert "Bản ở cửa sổ khác." in response.text


def test_findings_written_on_a_stale_page_are_shown_beside_the_stored_ones(lead, member, visited):
    member.post("visit/issues", question="Hỏi công nhân về mục tiêu.")
    (issue,) = db.session.scalars(select(VisitIssue)).all()
    lead.client.post(f"{lead.base}/visit/record", data={f"finding-{issue.id}": "Nắm rõ."})

    response = lead.client.post(
        f"{lead.base}/visit/record", data={f"finding-{issue.id}": "Nêu được hai.", "version": "1"}
    )

    assert response.status_code == 409
    assert "Hỏi công nhân về mục tiêu." in response.text
    assert "Nắm rõ." in response.text
    assert "Nêu được hai." in response.text


def test_a_member_does_not_write_the_record(member, visited):
    assert member.post("visit/record", record="Của tôi.").status_code == 403


def test_the_report_offers_only_tiers_that_the_points_allow(lead, dossier):
    advance(dossier, "visit_signed")

    page = lead.get("report").text

    assert 'value="award"' in page
    assert 'value="none"' in page
    assert 'value="gold"' not in page
    assert "Tổng 650 điểm, đạt ngưỡng 600 điểm" in page


def test_a_tier_out_of_reach_is_refused_and_the_text_stays(lead, dossier):
    advance(dossier, "visit_signed")

    response = lead.post("report", summary="Nhận xét dài.", proposed_tier="gold")

    assert response.status_code == 422
    assert "Nhận xét dài." in response.text
    assert db.session.scalars(select(EvaluationReport)).all() == []


def test_the_report_is_saved_and_its_document_made(lead, dossier):
    advance(dossier, "visit_signed")

    lead.post("report", summary="Tốt.", strengths="A", improvements="B", proposed_tier="award")
    lead.post("report/document")

    report = db.session.scalars(select(EvaluationReport)).one()
    assert (report.summary, report.proposed_tier, report.stage) == ("Tốt.", "award", "desk_review")
    made = db.session.scalars(
        select(IssuedDocument).where(IssuedDocument.kind == "evaluation_report")
    ).one()
    assert (made.subject_type, made.subject_id) == ("evaluation_report", report.id)


def test_a_report_written_in_two_windows_loses_neither_text(lead, dossier):
    advance(dossier, "visit_signed")
    tab = {"strengths": "A", "improvements": "B", "proposed_tier": "award", "version": "0"}
    lead.post("report", summary="Bản thứ nhất.", **tab)

    response = lead.post("report", summary="Bản ở cửa sổ khác.", **tab)

    assert response.status_code == 409
    assert "Bản thứ nhất." in response.text
    assert "Bản ở cửa sổ khác." in response.text
    assert 'name="version" id="version" value="1"' in lead.get("report").text


def test_the_report_waits_for_every_agreed_percent(lead):
    response = lead.post("report", summary="Sớm.", proposed_tier="none")

    assert response.status_code == 422
    assert "Cần thống nhất điểm mọi hạng mục trước khi viết báo cáo đánh giá." in response.text


def test_a_member_reads_the_report_and_does_not_write_it(member, dossier):
    advance(dossier, "in_council")

    assert "Tổ chức có cách làm rõ ràng" in member.get("report").text
    assert member.post("report", summary="Của tôi.", proposed_tier="none").status_code == 403
