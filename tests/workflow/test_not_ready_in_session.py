"""What a session, a vote, an award year and a letter wait for."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, select

from award import clock, workflow
from award.extensions import db
from award.models import (
    Attendance,
    Consultation,
    CountingBoardMember,
    Deadline,
    DeadlineKind,
    SeatRole,
    SectorGroup,
    User,
    Vote,
    VoteMode,
)
from award.policies import Refusal
from award.services import agendas, ballots, issuing, meetings
from tests.factories import (
    chair_of,
    make_council,
    make_cycle,
    make_dossier,
    make_file,
    make_meeting,
    make_seat,
    open_meeting,
    open_vote,
    render,
    secretary_of,
    send_letter,
    standing_body,
)


def refusal_of(move, subject, actor, **entries):
    with pytest.raises(Refusal) as refused:
        workflow.perform(move, subject, actor=actor, **entries)
    return str(refused.value)


@pytest.fixture
def dossier(app):
    return make_dossier("in_council")


def test_no_session_of_a_council_that_is_not_founded(app):
    council = make_council()
    meeting = make_meeting(council)
    council.decision_number, council.decision_date = "", None

    sentence = refusal_of("open", meeting, chair_of(council))

    assert sentence == "Hội đồng chưa có quyết định thành lập nên chưa họp được."


@pytest.mark.parametrize(("seats", "have"), [(6, 6), (12, 12)])
def test_a_council_of_the_wrong_size_does_not_meet(app, seats, have):
    council = make_council(seats=seats)

    sentence = refusal_of("open", make_meeting(council), chair_of(council))

    assert sentence == f"Hội đồng có {have} thành viên; quy định từ 7 đến 11."


@pytest.mark.parametrize("seats", [7, 11])
def test_a_council_at_the_edge_of_its_size_meets(app, seats):
    council = make_council(seats=seats)
    meeting = make_meeting(council)

    workflow.perform("open", meeting, actor=chair_of(council))

    assert meeting.state == "open"


def test_a_council_without_a_vice_chair_does_not_meet(app):
    council = make_council()
    vice = next(seat for seat in council.seats if seat.role is SeatRole.VICE_CHAIR)
    vice.ended_at = clock.now()
    make_seat(council, SeatRole.MEMBER)
    db.session.refresh(council)

    sentence = refusal_of("open", make_meeting(council), chair_of(council))

    assert sentence == "Hội đồng phải có đúng một phó chủ tịch."


def test_a_council_whose_chair_left_does_not_meet_under_the_vice_chair_alone(app):
    council = make_council()
    meeting = make_meeting(council)
    delegation = meetings.delegate(meeting, "Chủ tịch đi công tác.", actor=secretary_of(council))
    chair = next(seat for seat in council.seats if seat.role is SeatRole.CHAIR)
    chair.ended_at = clock.now()
    make_seat(council, SeatRole.MEMBER)
    db.session.refresh(council)

    sentence = refusal_of("open", meeting, db.session.get_one(User, delegation.to_user_id))

    assert sentence == "Hội đồng phải có đúng một chủ tịch."


@pytest.mark.parametrize(("absent", "meets"), [(2, True), (3, False)])
def test_two_thirds_rounded_up_are_needed_to_meet(app, absent, meets):
    council = make_council()
    meeting = make_meeting(council, absent=absent)

    if meets:
        workflow.perform("open", meeting, actor=chair_of(council))
        return

    assert refusal_of("open", meeting, chair_of(council)) == (
        "Mới có 4 thành viên dự họp; cần ít nhất 5."
    )


def test_a_paper_session_needs_its_counting_board(app):
    council = make_council()
    meeting = make_meeting(council, mode=VoteMode.PAPER)
    db.session.execute(
        delete(CountingBoardMember).where(
            CountingBoardMember.meeting_id == meeting.id, CountingBoardMember.head
        )
    )

    sentence = refusal_of("open", meeting, chair_of(council))

    assert sentence == "Ban kiểm phiếu phải có 1 trưởng ban và 2 thành viên."


def test_a_session_does_not_close_over_a_running_vote(dossier):
    meeting = open_meeting(dossier.council, [dossier])
    open_vote(meeting, dossier, "propose")

    sentence = refusal_of("close", meeting, chair_of(dossier.council))

    assert sentence == "Còn câu hỏi đang bỏ phiếu; hãy kết thúc bỏ phiếu trước khi bế mạc."


def test_minutes_are_signed_on_paper_first(dossier):
    meeting = open_meeting(dossier.council, [dossier])
    workflow.perform("close", meeting, actor=chair_of(dossier.council))

    sentence = refusal_of("sign", meeting, chair_of(dossier.council))

    assert sentence == "Cần đính kèm biên bản họp có chữ ký."


def test_no_vote_in_a_session_that_is_not_open(dossier):
    meeting = make_meeting(dossier.council, [dossier])
    vote = ballots.prepare(meeting.agenda[0], "propose")

    sentence = refusal_of("open", vote, chair_of(dossier.council))

    assert sentence == "Chỉ bỏ phiếu trong phiên họp đang diễn ra."


def test_the_tier_is_asked_after_the_proposal_was_carried(dossier):
    meeting = open_meeting(dossier.council, [dossier])
    vote = ballots.prepare(meeting.agenda[0], "propose_tier")

    sentence = refusal_of("open", vote, chair_of(dossier.council))

    assert sentence == "Câu hỏi trước chưa được thông qua nên chưa hỏi câu này."


def test_nobody_votes_on_a_dossier_that_has_not_come_so_far(app):
    early = make_dossier("desk_closed")
    meeting = open_meeting(early.council, [early])
    vote = ballots.prepare(meeting.agenda[0], "propose")

    sentence = refusal_of("open", vote, chair_of(early.council))

    assert sentence == "Hồ sơ chưa ở bước bỏ phiếu của hội đồng này."


def test_a_point_without_a_dossier_is_not_voted_on(app):
    council = make_council()
    meeting = make_meeting(council)
    point = agendas.add_point(meeting, "Thông qua chương trình", actor=secretary_of(council))
    vote = Vote(agenda_item=point, question="propose", mode=VoteMode.ELECTRONIC, key="00")
    db.session.add(vote)
    workflow.perform("open", meeting, actor=chair_of(council))

    sentence = refusal_of("open", vote, chair_of(council))

    assert sentence == "Mục này của chương trình không có hồ sơ để bỏ phiếu."


def test_members_who_left_leave_a_vote_without_quorum(dossier):
    meeting = open_meeting(dossier.council, [dossier])
    for row in db.session.scalars(
        select(Attendance).where(Attendance.meeting_id == meeting.id).limit(3)
    ):
        row.present = False
    vote = ballots.prepare(meeting.agenda[0], "propose")

    sentence = refusal_of("open", vote, chair_of(dossier.council))

    assert sentence == "Chỉ có 4 thành viên được bỏ phiếu về hồ sơ này; cần ít nhất 5."


def test_a_paper_vote_waits_for_its_figures(dossier):
    meeting = open_meeting(dossier.council, [dossier], mode=VoteMode.PAPER)
    vote = open_vote(meeting, dossier, "propose")

    sentence = refusal_of("close", vote, chair_of(dossier.council))

    assert sentence == "Ban kiểm phiếu chưa nhập kết quả và biên bản kiểm phiếu."


def test_a_year_opens_with_its_founding_decision(app):
    cycle = make_cycle(opened=False, decision_number="", decision_date=None)

    sentence = refusal_of("open", cycle, standing_body())

    assert sentence == "Chưa ghi quyết định tổ chức năm giải thưởng (cơ quan, số, ngày)."


def test_a_year_of_sectors_opens_with_their_list(app):
    cycle = make_cycle("gtclqg-2026", opened=False)
    db.session.execute(delete(SectorGroup))
    db.session.refresh(cycle)

    sentence = refusal_of("open", cycle, standing_body())

    assert sentence == "Chưa nhập danh mục nhóm ngành, lĩnh vực của năm nên chưa thể mở đăng ký."


def test_a_year_opens_with_both_deadlines(app):
    cycle = make_cycle(opened=False)
    db.session.execute(delete(Deadline).where(Deadline.kind == DeadlineKind.SUBMISSION))

    sentence = refusal_of("open", cycle, standing_body())

    assert sentence == "Chưa đặt thời hạn đăng ký và thời hạn nộp hồ sơ."


def test_a_year_does_not_close_over_a_running_dossier(app):
    dossier = make_dossier("accepted")

    sentence = refusal_of("close", dossier.cycle, standing_body())

    assert sentence == "Còn hồ sơ chưa kết thúc trong năm giải thưởng này."


def test_a_year_closes_when_every_dossier_has_its_end(app):
    dossier = make_dossier("withdrawn")

    workflow.perform("close", dossier.cycle, actor=standing_body())

    assert dossier.cycle.state == "closed"


def test_a_letter_about_nobody_is_not_sent(app):
    letter = Consultation(
        cycle=make_cycle(),
        province_code="01",
        created_at=clock.now(),
        created_by_id=standing_body().id,
        number="12/CV-MAU",
        sent_on=clock.today_local(),
        due_on=clock.today_local() + timedelta(days=20),
    )
    db.session.add(letter)
    db.session.flush()

    sentence = refusal_of("send", letter, standing_body())

    assert sentence == "Công văn chưa có tổ chức, sản phẩm nào trong danh sách."


def test_a_letter_is_not_closed_before_its_term(app):
    dossier = make_dossier("consultation")
    letter = send_letter([dossier])

    early = refusal_of("close", letter, standing_body())
    with clock.held_at(clock.now() + timedelta(days=60)):
        workflow.perform("close", letter, actor=standing_body())

    assert early == "Chưa hết hạn trả lời và còn mục chưa có ý kiến."
    assert letter.state == "closed"


def test_a_signed_copy_comes_with_its_file_signer_and_seal(dossier):
    secretary = secretary_of(dossier.council)
    paper = issuing.issue("intake_receipt", dossier, actor=secretary, dossier=dossier)
    render(paper)

    without_file = refusal_of("attach_signed", paper, secretary)
    without_seal = refusal_of(
        "attach_signed", paper, secretary, file=make_file(), signed_by="Nguyễn Văn Mẫu"
    )

    assert without_file == "Cần chọn tệp bản ký (PDF hoặc ảnh quét)."
    assert without_seal == (
        "Bản chính cần có người ký và dấu (chữ ký số) của tổ chức; nếu thiếu, ghi là bản sao."
    )
