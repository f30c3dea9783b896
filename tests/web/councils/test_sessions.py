"""Sessions through their pages: planning, agenda, presiding, counting, minutes, refusals."""

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from award import clock
from award.extensions import db
from award.models import (
    AgendaItem,
    CountingBoardMember,
    Delegation,
    Meeting,
    MeetingState,
    OutboxMessage,
    SeatRole,
    VoteMode,
)
from award.services import agendas, issuing
from tests.factories import (
    chair_of,
    make_council,
    make_dossier,
    make_meeting,
    make_seat,
    open_meeting,
    open_vote,
    secretary_of,
    sign_document,
    voters_of,
)
from tests.web.at_field import told_at
from tests.web.councils.addresses import point_of


def form(**entries):
    """A whole form of a session."""
    at = clock.local(clock.now() + timedelta(days=3))
    return {
        "session": "1",
        "stage": "council",
        "title": "Phiên Mẫu",
        "starts_at": f"{at:%d/%m/%Y, %H:%M}",
        "place": "Phòng họp Mẫu",
        "mode": "electronic",
    } | entries


def test_a_doubled_click_plans_one_session(browse, council):
    secretary = browse(secretary_of(council))

    first = secretary.post(f"/councils/{council.id}/meetings/new", data=form())
    second = secretary.post(f"/councils/{council.id}/meetings/new", data=form())

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Đã có phiên số 1 của hội đồng này." in told_at(second, "session")
    assert "Phiên Mẫu" in second.text
    assert len(db.session.scalars(select(Meeting)).all()) == 1


@pytest.mark.parametrize("field", ["title", "starts_at", "place", "session"])
def test_a_missing_field_is_told_at_the_field_and_the_rest_is_kept(browse, council, field):
    answer = browse(secretary_of(council)).post(
        f"/councils/{council.id}/meetings/new", data=form(**{field: ""})
    )

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert ("Phòng họp Mẫu" in answer.text) is (field != "place")


@pytest.mark.parametrize(("mode", "status"), [("electronic", 422), ("paper", 302)])
def test_only_a_session_on_paper_can_be_entered_once_it_was_held(browse, council, mode, status):
    at = clock.local(clock.now() - timedelta(days=1))
    held = form(mode=mode, starts_at=f"{at:%d/%m/%Y, %H:%M}")

    answer = browse(secretary_of(council)).post(f"/councils/{council.id}/meetings/new", data=held)

    assert answer.status_code == status
    assert ("Ngày họp đã qua" in told_at(answer, "starts_at")) is (status == 422)


def test_a_planned_electronic_session_is_not_moved_to_a_day_that_is_past(browse, council):
    meeting = make_meeting(council)
    secretary = browse(secretary_of(council))
    at = f"/meetings/{meeting.id}/edit"
    past = clock.local(clock.now() - timedelta(days=1))
    version = {"version": str(meeting.version)}

    refused = secretary.post(at, data=form(starts_at=f"{past:%d/%m/%Y, %H:%M}") | version)
    moved = secretary.post(at, data=form() | version)

    assert "Ngày họp đã qua" in told_at(refused, "starts_at")
    assert (refused.status_code, moved.status_code) == (422, 302)


def test_only_the_secretary_plans_sessions(browse, council):
    answer = browse(chair_of(council)).post(f"/councils/{council.id}/meetings/new", data=form())

    assert answer.status_code == 403
    assert "Chỉ thư ký hội đồng được thực hiện bước này." in answer.text


def test_a_council_without_its_decision_plans_nothing(browse, council):
    council.decision_number, council.decision_date = "", None

    answer = browse(secretary_of(council)).post(f"/councils/{council.id}/meetings/new", data=form())

    assert answer.status_code == 422
    assert "chưa có quyết định thành lập" in answer.text


def test_nobody_sees_the_version_that_a_page_was_made_from(browse, council):
    meeting = make_meeting(council)

    page = browse(secretary_of(council)).get(f"/meetings/{meeting.id}/minutes").text

    assert re.findall(r'<input[^>]*name="version"[^>]*>', page) == [
        f'<input type="hidden" name="version" id="version" value="{meeting.version}">'
    ]


def test_the_second_of_two_editors_gets_both_versions(browse, council):
    meeting = make_meeting(council)
    secretary, path = browse(secretary_of(council)), f"/meetings/{meeting.id}/minutes"
    stale = str(meeting.version)
    secretary.post(path, data={"version": stale, "opinions": "Ý kiến thứ nhất", "conclusion": ""})

    answer = secretary.post(
        path, data={"version": stale, "opinions": "Ý kiến thứ hai", "conclusion": ""}
    )

    assert answer.status_code == 409
    assert "Ý kiến thứ nhất" in answer.text
    assert "Ý kiến thứ hai" in answer.text
    assert meeting.opinions == "Ý kiến thứ nhất"


def test_a_point_noticed_by_two_editors_keeps_the_first_text(browse, council, dossier):
    meeting = make_meeting(council, [dossier])
    secretary, path = browse(secretary_of(council)), f"{point_of(meeting)}/text"
    stale = str(meeting.agenda[0].version)
    secretary.post(path, data={"version": stale, "discussion": "Một", "conclusion": ""})

    answer = secretary.post(path, data={"version": stale, "discussion": "Hai", "conclusion": ""})

    assert answer.status_code == 409
    assert meeting.agenda[0].discussion == "Một"


def test_the_agenda_is_reordered_and_shortened(browse, council):
    dossiers = [make_dossier("desk_closed", council=council) for _ in range(2)]
    meeting = make_meeting(council, dossiers)
    secretary = browse(secretary_of(council))
    last = point_of(meeting, 1)

    secretary.post(f"{last}/up")
    order = [item.dossier_id for item in meeting.agenda]
    secretary.post(f"{last}/remove")

    assert order == [dossiers[1].id, dossiers[0].id]
    assert [item.dossier_id for item in meeting.agenda] == [dossiers[0].id]


def test_a_point_that_was_voted_on_stays(browse, council, dossier):
    meeting = open_meeting(council, [dossier])
    open_vote(meeting, dossier, "propose")

    answer = browse(secretary_of(council)).post(f"{point_of(meeting)}/remove")

    assert answer.status_code == 403
    assert "đã bỏ phiếu" in answer.text
    assert len(meeting.agenda) == 1


def test_a_dossier_without_a_closed_desk_result_does_not_go_on_the_agenda(browse, council):
    early = make_dossier("in_consensus", council=council)
    meeting = make_meeting(council)

    answer = browse(secretary_of(council)).post(
        f"/meetings/{meeting.id}/dossiers", data={"dossier": str(early.id)}
    )

    assert answer.status_code == 403
    assert "chưa đưa ra phiên họp được" in answer.text


def test_a_dossier_of_another_council_does_not_go_on_the_agenda(browse, council):
    foreign = make_dossier("in_council", council=make_council(cycle=council.cycle))
    meeting = make_meeting(council)

    answer = browse(secretary_of(council)).post(
        f"/meetings/{meeting.id}/dossiers", data={"dossier": str(foreign.id)}
    )

    assert answer.status_code == 403
    assert meeting.agenda == []


@pytest.mark.parametrize(("seats", "why"), [(6, "có 6 thành viên"), (12, "có 12 thành viên")])
def test_a_council_outside_its_limits_does_not_open(browse, seats, why):
    council = make_council(seats=seats)
    meeting = make_meeting(council)

    answer = browse(chair_of(council)).post(f"/meetings/{meeting.id}/moves/open")

    assert answer.status_code == 403
    assert f"Hội đồng {why}; quy định từ 7 đến 11." in answer.text
    assert meeting.state is MeetingState.PLANNED


@pytest.mark.parametrize(("absent", "status"), [(2, 302), (3, 403)])
def test_a_session_opens_with_two_thirds_present(browse, council, absent, status):
    meeting = make_meeting(council, absent=absent)

    answer = browse(chair_of(council)).post(f"/meetings/{meeting.id}/moves/open")

    assert answer.status_code == status


def test_nobody_but_the_chair_opens(browse, council):
    meeting = make_meeting(council)
    path = f"/meetings/{meeting.id}/moves/open"

    refused = [browse(person).post(path).status_code for person in voters_of(council)[1:3]]

    assert refused == [403, 403]
    assert browse(secretary_of(council)).post(path).status_code == 403


def test_the_vice_chair_presides_by_recorded_delegation(browse, council):
    meeting = make_meeting(council)
    secretary, vice = browse(secretary_of(council)), browse(voters_of(council)[1])

    empty = secretary.post(f"/meetings/{meeting.id}/delegation", data={"reason": " "})
    secretary.post(f"/meetings/{meeting.id}/delegation", data={"reason": "Chủ tịch đi công tác."})
    again = secretary.post(f"/meetings/{meeting.id}/delegation", data={"reason": "Lần nữa"})
    by_chair = browse(chair_of(council)).post(f"/meetings/{meeting.id}/moves/open")
    by_vice = vice.post(f"/meetings/{meeting.id}/moves/open")

    assert (empty.status_code, again.status_code) == (422, 422)
    assert "đã có ủy quyền" in again.text
    assert (by_chair.status_code, by_vice.status_code) == (403, 302)
    assert db.session.scalars(select(Delegation.reason)).all() == ["Chủ tịch đi công tác."]
    assert meeting.presided_by_id == voters_of(council)[1].id


def test_a_session_with_an_open_question_does_not_close(browse, council, dossier):
    meeting = open_meeting(council, [dossier])
    open_vote(meeting, dossier, "propose")

    answer = browse(chair_of(council)).post(f"/meetings/{meeting.id}/moves/close")

    assert answer.status_code == 403
    assert "Còn câu hỏi đang bỏ phiếu" in answer.text


def test_signed_minutes_freeze_the_session(browse, council, dossier):
    meeting = open_meeting(council, [dossier])
    chair, secretary = browse(chair_of(council)), browse(secretary_of(council))
    chair.post(f"/meetings/{meeting.id}/moves/close")
    early = chair.post(f"/meetings/{meeting.id}/moves/sign")
    secretary.post(f"/meetings/{meeting.id}/minutes/reissue")
    papers = issuing.of_subject(meeting, "session_minutes")
    sign_document(papers[1], secretary_of(council))
    old_copy = chair.post(f"/meetings/{meeting.id}/moves/sign")
    sign_document(papers[0], secretary_of(council))
    signed = chair.post(f"/meetings/{meeting.id}/moves/sign")

    path = f"/meetings/{meeting.id}"
    edits = [
        secretary.post(f"{path}/minutes", data={"version": "1", "opinions": "Sửa"}),
        secretary.post(f"{point_of(meeting)}/text", data={"version": "1", "discussion": "Sửa"}),
        secretary.post(f"{path}/attendance", data={}),
        secretary.post(f"{path}/minutes/reissue"),
        secretary.post(f"{path}/points", data={"title": "Mục mới"}),
    ]

    assert (early.status_code, old_copy.status_code, signed.status_code) == (403, 403, 302)
    assert "Cần đính kèm biên bản họp có chữ ký." in early.text
    assert [answer.status_code for answer in edits] == [403] * 5
    assert "Biên bản đã ký nên phiên họp không sửa được nữa." in edits[0].text
    assert meeting.opinions == ""


def test_a_session_is_cancelled_with_a_reason(browse, council):
    meeting = make_meeting(council)
    secretary, path = browse(secretary_of(council)), f"/meetings/{meeting.id}/moves/cancel"

    asked = secretary.get(path)
    empty = secretary.post(path, data={"reason": " "})
    done = secretary.post(path, data={"reason": "Không đủ thành viên."})

    assert (asked.status_code, empty.status_code, done.status_code) == (200, 422, 302)
    assert "Cần ghi lý do hủy." in empty.text
    assert meeting.state is MeetingState.CANCELLED


def test_a_counting_board_has_a_head_and_two_others(browse, council):
    meeting = make_meeting(council)
    secretary, path = browse(secretary_of(council)), f"/meetings/{meeting.id}/counting-board"
    one, two, three = (str(voter.id) for voter in voters_of(council)[2:5])

    twice = secretary.post(path, data={"head": one, "member_1": two, "member_2": two})
    short = secretary.post(path, data={"head": one, "member_1": two, "member_2": "0"})
    right = secretary.post(path, data={"head": one, "member_1": two, "member_2": three})

    assert (twice.status_code, short.status_code, right.status_code) == (422, 422, 302)
    assert "1 trưởng ban và 2 thành viên khác nhau" in told_at(twice, "head")
    assert "Hãy chọn đủ người của ban kiểm phiếu." in told_at(short, "member_2")
    board = db.session.scalars(select(CountingBoardMember)).all()
    assert sorted((member.user_id, member.head) for member in board) == sorted(
        [(int(one), True), (int(two), False), (int(three), False)]
    )


def test_a_paper_session_does_not_open_without_its_counting_board(browse, council):
    meeting = make_meeting(council)
    meeting.mode = VoteMode.PAPER
    db.session.flush()

    answer = browse(chair_of(council)).post(f"/meetings/{meeting.id}/moves/open")

    assert answer.status_code == 403
    assert "Ban kiểm phiếu phải có 1 trưởng ban và 2 thành viên." in answer.text


def test_the_invitation_is_printed_and_sent_without_naming_a_dossier(browse, council, dossier):
    meeting = make_meeting(council, [dossier])

    answer = browse(secretary_of(council)).post(f"/meetings/{meeting.id}/invitation")

    letters = db.session.scalars(
        select(OutboxMessage).where(
            OutboxMessage.kind == "email",
            OutboxMessage.payload["subject"].astext == "Giấy mời họp hội đồng",
        )
    ).all()
    assert answer.status_code == 302
    assert [paper.kind for paper in issuing.of_subject(meeting)] == ["invitation"]
    assert len(letters) == 8
    assert [one for one in letters if dossier.organisation.name in one.payload["text"]] == []


def test_a_session_page_asks_as_many_questions_for_three_points_as_for_one(
    browse, council, count_questions
):
    secretary = secretary_of(council)
    meeting = make_meeting(council)
    path = f"/meetings/{meeting.id}"
    agendas.add_dossier(meeting, make_dossier("in_council", council=council), actor=secretary)
    one = count_questions(browse(secretary), path)
    for _ in range(2):
        agendas.add_dossier(meeting, make_dossier("in_council", council=council), actor=secretary)

    assert count_questions(browse(secretary), path) == one
    assert len(db.session.scalars(select(AgendaItem)).all()) >= 3


def test_two_chairs_cannot_sit_in_one_council(council):
    with pytest.raises(IntegrityError, match="uq_seat_one_chair"):
        make_seat(council, SeatRole.CHAIR)
