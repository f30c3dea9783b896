"""A move whose turn has not come is refused with the sentence that says what is missing."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select, update

from award import clock, workflow
from award.extensions import db
from award.models import AwardCycle, CycleState, Deadline, DeadlineKind, Evidence, IntakeCheck
from award.policies import Refusal
from award.services import assigning, registration
from tests.factories import (
    assign_team,
    assignments_of,
    fill,
    make_dossier,
    make_draft,
    make_team,
    owner_of,
    plan_visit,
    rate,
    secretary_of,
    sign_document,
    undertake,
)
from tests.workflow.cast import declare_conflict


def refusal_of(move, subject, actor, **entries):
    with pytest.raises(Refusal) as refused:
        workflow.perform(move, subject, actor=actor, **entries)
    return str(refused.value)


# --- registration ------------------------------------------------------------------------------


def signed_draft(**draft):
    dossier = make_draft(**draft)
    owner = owner_of(dossier)
    dossier.compliance_declared_at = clock.now()
    sign_document(registration.prepare(dossier, actor=owner), owner)
    return dossier


def test_nobody_registers_in_a_year_that_is_not_open(app):
    dossier = signed_draft()
    db.session.execute(update(AwardCycle).values(state=CycleState.CLOSED))
    db.session.expire_all()

    sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == "Năm giải thưởng này chưa mở hoặc đã kết thúc nhận hồ sơ."


def test_nobody_registers_with_a_council_that_is_not_founded(app):
    dossier = signed_draft()
    dossier.council.decision_number, dossier.council.decision_date = "", None

    sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == "Hội đồng tiếp nhận chưa có quyết định thành lập."


def test_nobody_registers_where_the_year_s_new_rulebook_still_wants_sector_groups(app):
    dossier = signed_draft()
    dossier.cycle.rulebook_id = "gtclqg-2026"

    sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == (
        "Danh mục nhóm ngành, lĩnh vực của năm chưa được công bố nên chưa thể đăng ký."
    )


def test_nobody_registers_with_a_council_that_has_set_no_deadline(app):
    dossier = signed_draft()
    db.session.execute(delete(Deadline))

    sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == "Chưa có thời hạn của bước này; hãy hỏi thư ký hội đồng tiếp nhận."


def test_nobody_registers_without_declaring_to_keep_the_law(app):
    dossier = signed_draft()
    dossier.compliance_declared_at = None

    sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == "Cần xác nhận cam kết tuân thủ pháp luật trước khi đăng ký."


@pytest.mark.parametrize(("late", "open_still"), [(0, True), (1, False)], ids=["last", "after"])
def test_the_deadline_holds_to_the_microsecond(app, late, open_still):
    dossier = signed_draft()
    deadline = db.session.scalars(
        select(Deadline).where(Deadline.kind == DeadlineKind.REGISTRATION)
    ).one()

    with clock.held_at(deadline.at + timedelta(microseconds=late)):
        if open_still:
            workflow.perform("register", dossier, actor=owner_of(dossier))
            return
        sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == "Đã quá thời hạn. Chỉ nhận tiếp khi có quyết định gia hạn."


def test_a_submission_one_second_late_is_refused(app):
    dossier = make_dossier("registered")
    fill(dossier)
    deadline = db.session.scalars(
        select(Deadline).where(Deadline.kind == DeadlineKind.SUBMISSION)
    ).one()

    with clock.held_at(deadline.at + timedelta(seconds=1)):
        sentence = refusal_of("submit", dossier, owner_of(dossier))

    assert sentence == "Đã quá thời hạn. Chỉ nhận tiếp khi có quyết định gia hạn."


def test_without_a_printed_form_nothing_is_registered(app):
    dossier = make_draft()

    sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == "Cần in Đơn đăng ký tham dự để kiểm tra điều kiện."


def test_a_form_without_its_signature_does_not_register(app):
    dossier = make_draft()
    dossier.compliance_declared_at = clock.now()
    registration.prepare(dossier, actor=owner_of(dossier))

    sentence = refusal_of("register", dossier, owner_of(dossier))

    assert sentence == "Cần đính kèm Đơn đăng ký tham dự có chữ ký của người đại diện pháp luật."


# --- submission and intake ----------------------------------------------------------------------


def test_an_incomplete_dossier_is_not_submitted(app):
    dossier = make_dossier("registered")

    sentence = refusal_of("submit", dossier, owner_of(dossier))

    assert sentence.startswith("Hồ sơ còn thiếu 32 mục; mục đầu tiên: Chưa viết mục “Sản phẩm")


def test_one_missing_year_is_enough_to_be_incomplete(app):
    dossier = make_dossier("registered")
    fill(dossier)
    paper = db.session.scalars(
        select(Evidence).where(Evidence.part == "7").order_by(Evidence.year).limit(1)
    ).one()
    paper.removed_at = clock.now()

    sentence = refusal_of("submit", dossier, owner_of(dossier))

    assert sentence.startswith("Hồ sơ còn thiếu 1 mục; mục đầu tiên: ")
    assert sentence.endswith(f"thiếu tài liệu năm {paper.year}.")


def test_a_request_for_supplements_names_its_parts_and_its_term(app):
    dossier = make_dossier("submitted")

    sentence = refusal_of(
        "request_supplement", dossier, secretary_of(dossier.council), note="Thiếu thuế."
    )

    assert sentence == "Cần chọn ít nhất một phần phải bổ sung và ghi thời hạn."


def test_a_prolonged_term_lies_ahead(app):
    dossier = make_dossier("supplement_requested")

    sentence = refusal_of(
        "extend_supplement",
        dossier,
        secretary_of(dossier.council),
        note="Nghỉ lễ.",
        due_at=clock.now() - timedelta(days=1),
    )

    assert sentence == "Thời hạn mới phải sau hôm nay."


def test_supplements_after_their_term_need_a_longer_one(app):
    dossier = make_dossier("supplement_requested")

    with clock.held_at(dossier.due_at + timedelta(seconds=1)):
        sentence = refusal_of("resubmit", dossier, owner_of(dossier), note="Đã bổ sung.")

    assert sentence == "Đã quá hạn bổ sung; hãy đề nghị thư ký hội đồng gia hạn."


def test_intake_needs_its_whole_checklist(app):
    dossier = make_dossier("submitted")
    secretary = secretary_of(dossier.council)
    db.session.add(
        IntakeCheck(
            dossier_id=dossier.id,
            part="1",
            good=True,
            checked_by_id=secretary.id,
            checked_at=clock.now(),
        )
    )

    sentence = refusal_of("accept", dossier, secretary)

    assert sentence == "Danh mục kiểm tra chưa đạt đủ các phần bắt buộc của hồ sơ."


# --- review, consensus, visit --------------------------------------------------------------------


def test_review_opens_when_enough_have_accepted(app):
    dossier = make_dossier("accepted")
    first = assign_team(dossier, accept=False)[0]
    undertake(first.user, dossier.cycle)
    workflow.perform("accept", first, actor=first.user)

    sentence = refusal_of("start_review", dossier, secretary_of(dossier.council))

    assert sentence == "Mới có 1 chuyên gia nhận phân công, cần 3."


def test_review_needs_a_lead(app):
    dossier = make_dossier("accepted")
    for member in make_team(dossier.council, 3).members:
        made = assigning.assign(dossier, member.user, actor=secretary_of(dossier.council))
        undertake(member.user, dossier.cycle)
        workflow.perform("accept", made, actor=member.user)

    sentence = refusal_of("start_review", dossier, secretary_of(dossier.council))

    assert sentence == "Nhóm của hồ sơ chưa có trưởng nhóm."


def test_provisional_points_open_no_scoring_outside_a_demo(app):
    dossier = make_dossier("accepted", rulebook_id="gtclqg-2026")
    assign_team(dossier)
    dossier.cycle.demo = False

    sentence = refusal_of("start_review", dossier, secretary_of(dossier.council))

    assert sentence == (
        "Thang điểm của năm này còn tạm tính (chưa có văn bản) nên chưa thể mở chấm điểm."
    )


def test_consensus_waits_for_every_sheet(app):
    dossier = make_dossier("under_review")

    sentence = refusal_of("open_consensus", dossier, secretary_of(dossier.council))

    assert sentence == "Còn phiếu chấm điểm chưa nộp."


def test_desk_is_not_closed_with_items_open(app):
    dossier = make_dossier("in_consensus")

    sentence = refusal_of("close_desk", dossier, secretary_of(dossier.council))

    assert sentence.startswith("Còn 17 hạng mục chưa thống nhất điểm: 1.1, 1.2,")


def test_a_phase_is_closed_once(app):
    dossier = make_dossier("desk_closed")

    sentence = refusal_of("close_desk", dossier, secretary_of(dossier.council))

    assert sentence == "Điểm của bước này đã được đóng."


def test_no_visit_before_desk_is_closed(app):
    dossier = make_dossier("in_consensus")

    sentence = refusal_of("start_visit", dossier, secretary_of(dossier.council))

    assert sentence == "Chưa đóng thống nhất điểm của bước trước."


def test_no_visit_before_the_first_session(app):
    dossier = make_dossier("desk_closed")

    sentence = refusal_of("start_visit", dossier, secretary_of(dossier.council))

    assert sentence == "Hội đồng chưa họp phiên thông qua kết quả hồ sơ và kế hoạch tại chỗ."


def test_the_council_waits_for_the_signed_record(app):
    dossier = make_dossier("site_visit")

    sentence = refusal_of("to_council", dossier, secretary_of(dossier.council))

    assert sentence == "Biên bản đánh giá tại chỗ chưa được hai bên ký."


def test_the_council_waits_for_the_team_s_report(app):
    dossier = make_dossier("visit_signed")

    sentence = refusal_of("to_council", dossier, secretary_of(dossier.council))

    assert sentence == "Chưa có báo cáo đánh giá của tổ (nhóm) chuyên gia."


def test_a_sheet_with_items_open_is_not_handed_in(app):
    mine = assignments_of(make_dossier("under_review"))[0]
    rate(mine, 60, ["1.1"])

    sentence = refusal_of("submit", mine, mine.user)

    assert sentence.startswith("Còn 16 hạng mục chưa chấm: 1.2, 2.1,")


def test_a_visit_is_not_recorded_before_it_began(app):
    dossier = make_dossier("site_visit")
    visit = plan_visit(
        dossier,
        starts_at=clock.now() + timedelta(days=1),
        ends_at=clock.now() + timedelta(days=2),
    )
    workflow.perform("confirm", visit, actor=owner_of(dossier))
    lead = next(one.user for one in assignments_of(dossier) if one.lead)

    empty = refusal_of("record", visit, lead)
    visit.record = "Đã làm việc."
    early = refusal_of("record", visit, lead)

    assert empty == "Biên bản chưa có nội dung."
    assert early == "Chưa đến ngày đánh giá tại chỗ nên chưa ký biên bản được."


def test_nobody_accepts_a_dossier_after_declaring_a_conflict_on_it(app):
    dossier = make_dossier("accepted")
    offered = assign_team(dossier, accept=False)[0]
    undertake(offered.user, dossier.cycle)
    declare_conflict(offered.user, dossier)

    sentence = refusal_of("accept", offered, offered.user)

    assert sentence == "Ông (bà) đã khai xung đột lợi ích với hồ sơ này."


def test_nobody_is_replaced_in_the_team_of_a_dossier_that_was_withdrawn(app):
    dossier = make_dossier("accepted")
    secretary, leaving = secretary_of(dossier.council), assign_team(dossier)[1]
    workflow.perform("withdraw", dossier, actor=owner_of(dossier), note="Đơn vị chưa sẵn sàng.")

    sentence = refusal_of("replace", leaving, secretary, note="Bận.", person=secretary)

    assert sentence == "Hồ sơ này hiện không ở bước phân công chuyên gia."
