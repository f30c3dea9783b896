"""What councils, the office and readers of papers are refused, and with which sentence."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from award import clock, workflow
from award.extensions import db
from award.models import Complaint, IssuedDocument, Role, SeatRole, VoteMode
from award.policies import Hidden, council, document, office
from award.policies import dossier as dossiers
from award.services import ballots, issuing, meetings
from tests.factories import (
    chair_of,
    grant,
    make_administrator,
    make_cycle,
    make_dossier,
    make_meeting,
    make_shortlist,
    make_user,
    open_meeting,
    open_vote,
    owner_of,
    render,
    reply_to,
    secretary_of,
    send_letter,
    standing_body,
    submit_to_authority,
    the_national_council,
    voters_of,
)
from tests.workflow.cast import declare_conflict


@pytest.fixture
def dossier(app):
    return make_dossier("in_council")


def seat_of(one, role):
    return next(seat.user for seat in one.seats if seat.role is role)


# --- who presides over a vote ------------------------------------------------------------------


def test_a_chair_with_a_conflict_does_not_see_the_vote_to_be_opened(dossier):
    chair = chair_of(dossier.council)
    vote = ballots.prepare(open_meeting(dossier.council, [dossier]).agenda[0], "propose")
    declare_conflict(chair, dossier)

    assert isinstance(council.preside_vote(chair, vote), Hidden)


def test_a_chair_of_the_organisation_itself_does_not_open_the_vote(dossier):
    chair = chair_of(dossier.council)
    grant(chair, Role.READER, organisation=dossier.organisation)
    vote = ballots.prepare(open_meeting(dossier.council, [dossier]).agenda[0], "propose")

    why = council.preside_vote(chair, vote)

    assert str(why) == "Ông (bà) không tham gia về hồ sơ này nên không điều hành bỏ phiếu."


def test_where_the_delegated_vice_chair_is_recused_the_chair_opens_that_vote_alone(dossier):
    chair, secretary = chair_of(dossier.council), secretary_of(dossier.council)
    vice = seat_of(dossier.council, SeatRole.VICE_CHAIR)
    meeting = make_meeting(dossier.council, [dossier])
    meetings.delegate(meeting, "Chủ tịch đến muộn.", actor=secretary)
    workflow.perform("open", meeting, actor=vice)
    vote = ballots.prepare(meeting.agenda[0], "propose")

    before = council.preside_vote(chair, vote)
    declare_conflict(vice, dossier)

    assert str(before) == "Phiên họp này đã được ủy quyền cho phó chủ tịch điều hành."
    assert council.preside_vote(chair, vote) is None
    assert council.preside(chair, meeting) is not None


# --- declaring and counting --------------------------------------------------------------------


def test_a_session_does_not_exist_for_who_has_nothing_to_declare_there(dossier):
    meeting = make_meeting(dossier.council, [dossier])

    assert isinstance(council.declare(make_user(), meeting), Hidden)


def test_the_counting_board_enters_nothing_before_the_vote_is_open(dossier):
    meeting = open_meeting(dossier.council, [dossier], mode=VoteMode.PAPER)
    head = meetings.counting_board(meeting)[0].user
    vote = ballots.prepare(meeting.agenda[0], "propose")

    before = council.count(head, vote)
    open_vote(meeting, dossier, "propose")

    assert str(before) == "Câu hỏi này hiện không nhận kết quả phiếu giấy."
    assert council.count(head, vote) is None


def test_session_papers_and_lists_are_for_the_council_s_own_people(dossier):
    one, stranger = dossier.council, make_user()
    meeting, member = make_meeting(one, [dossier]), voters_of(one)[4]
    shortlist = make_shortlist(one, [dossier])

    assert isinstance(council.view_papers(stranger, meeting), Hidden)
    assert council.view_papers(member, meeting) is None
    assert str(council.approve(member, one)) == (
        "Chỉ chủ tịch, phó chủ tịch hoặc thư ký hội đồng duyệt danh sách."
    )
    assert str(council.hand_over(chair_of(one), shortlist)) == (
        "Chỉ thư ký hội đồng được thực hiện bước này."
    )
    assert council.hand_over(secretary_of(one), shortlist) is None


# --- moves on a dossier that does not exist for the person ---------------------------------------


def test_a_conflict_hides_the_dossier_from_whoever_would_move_it_on(app):
    dossier = make_dossier("handed_over")
    chair, office_person = chair_of(dossier.council), standing_body()
    national = secretary_of(the_national_council(dossier.cycle))
    movers = [
        (dossiers.preside, chair),
        (dossiers.receive_national, national),
        (dossiers.stand_for_award, office_person),
    ]

    before = [policy(person, dossier) for policy, person in movers]
    for _, person in movers:
        declare_conflict(person, dossier)

    assert before == [None, None, None]
    assert [type(policy(person, dossier)) for policy, person in movers] == [Hidden] * 3


# --- papers ------------------------------------------------------------------------------------


def test_the_list_of_proposed_is_its_council_s_paper(app):
    dossier = make_dossier("shortlisted")
    council_, maker = dossier.council, chair_of(dossier.council)
    paper = db.session.scalars(
        select(IssuedDocument).where(IssuedDocument.kind == "shortlist")
    ).one()
    being_made = document.sign(secretary_of(council_), paper)
    render(paper)

    people = [voters_of(council_)[4], make_user(), owner_of(dossier)]

    assert str(being_made) == "Văn bản đang được lập, chưa thể đính kèm bản ký."
    assert paper.created_by_id == maker.id
    assert document.sign(secretary_of(council_), paper) is None
    assert str(document.sign(voters_of(council_)[4], paper)) == (
        "Chỉ người lập văn bản được đính kèm bản ký."
    )
    assert [document.view(one, paper) is None for one in people] == [True, False, False]


def test_the_submission_letter_is_the_office_s_own_paper(app):
    dossier = make_dossier("consultation")
    paper = issuing.of_subject(submit_to_authority([dossier]), "submission_letter")[0]
    others = [secretary_of(dossier.council), chair_of(dossier.council), make_user()]

    assert document.view(standing_body(), paper) is None
    assert [type(document.view(one, paper)) for one in others] == [Hidden] * 3


def test_no_reply_is_entered_after_the_letter_is_closed(app):
    letter = send_letter([make_dossier("consultation")])

    before = office.record_reply(standing_body(), letter)
    reply_to(letter)

    assert before is None
    assert str(office.record_reply(standing_body(), letter)) == (
        "Công văn này đã kết thúc nhận ý kiến."
    )


# --- accounts and complaints -------------------------------------------------------------------


def test_nobody_but_the_office_closes_an_account(app):
    person = make_user()

    why = office.close_account(make_user(), person)

    assert str(why) == "Chỉ quản trị hệ thống được mở trang này."
    assert office.close_account(make_administrator(), person) is None


def test_a_complaint_about_no_dossier_is_seen_by_the_whole_standing_body_alone(app):
    complaint = Complaint(
        cycle_id=make_cycle().id,
        received_on=clock.today_local(),
        due_on=clock.today_local() + timedelta(days=30),
        complainant="Người gửi Mẫu",
        subject="Khiếu nại về lịch làm việc",
        assignee="Cán bộ Mẫu",
        recorded_at=clock.now(),
        recorded_by_id=standing_body().id,
    )

    assert office.view_complaint(standing_body(), complaint) is None
    assert office.view_complaint(make_administrator(), complaint) is not None
