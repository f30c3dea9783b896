"""Sessions through their pages: planning, agenda, presiding, counting, minutes, refusals."""

from datetime import timedelta
from io import BytesIO

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import IntegrityError

from award import clock, workflow
from award.extensions import db
from award.models import (
    AgendaItem,
    Conflict,
    CountingBoardMember,
    Delegation,
    Meeting,
    MeetingState,
    OutboxMessage,
    PaperCount,
    SeatRole,
    Undertaking,
    VoteMode,
    VoteState,
)
from award.services import agendas, ballots, issuing, meetings
from tests.factories import (
    chair_of,
    make_council,
    make_dossier,
    make_meeting,
    make_seat,
    make_team,
    make_user,
    open_meeting,
    open_vote,
    secretary_of,
    sign_document,
    undertake,
    voters_of,
)
from tests.web.dossiers.papers import pdf


@pytest.fixture
def council(app):
    return make_council()


@pytest.fixture
def dossier(council):
    return make_dossier("in_council", council=council)


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


def point_of(meeting, place=0):
    item = meeting.agenda[place]
    return f"/meetings/{meeting.id}/points/{item.id}"


def test_a_doubled_click_plans_one_session(browse, council):
    secretary = browse(secretary_of(council))

    first = secretary.post(f"/councils/{council.id}/meetings/new", data=form())
    second = secretary.post(f"/councils/{council.id}/meetings/new", data=form())

    assert (first.status_code, second.status_code) == (302, 422)
    assert "Đã có phiên số 1 của hội đồng này." in second.text
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


def test_only_the_secretary_plans_sessions(browse, council):
    answer = browse(chair_of(council)).post(f"/councils/{council.id}/meetings/new", data=form())

    assert answer.status_code == 403
    assert "Chỉ thư ký hội đồng được thực hiện bước này." in answer.text


def test_a_council_without_its_decision_plans_nothing(browse, council):
    council.decision_number, council.decision_date = "", None

    answer = browse(secretary_of(council)).post(f"/councils/{council.id}/meetings/new", data=form())

    assert answer.status_code == 422
    assert "chưa có quyết định thành lập" in answer.text


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


def test_the_question_about_a_higher_tier_comes_only_with_the_points(council):
    low = make_dossier("in_council", council=council, percent=70)
    high = make_dossier("in_council", council=council, percent=85, percents=(85, 85, 85))
    meeting, secretary = make_meeting(council), secretary_of(council)

    items = [agendas.add_dossier(meeting, one, actor=secretary) for one in (low, high)]

    assert [[vote.question for vote in item.votes] for item in items] == [
        ["propose"],
        ["propose", "propose_tier"],
    ]


def test_the_higher_tier_is_not_asked_below_its_threshold(browse, council):
    low = make_dossier("in_council", council=council, percent=70)
    meeting = open_meeting(council, [low])
    first = open_vote(meeting, low, "propose")
    for voter in voters_of(council):
        ballots.cast(first, "yes", actor=voter)
    workflow.perform("close", first, actor=chair_of(council))
    second = ballots.prepare(meeting.agenda[0], "propose_tier")

    answer = browse(chair_of(council)).post(f"/votes/{second.id}/moves/open")

    assert answer.status_code == 403
    assert "chưa đến ngưỡng" in answer.text


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


def test_the_vice_chair_stands_in_where_the_chair_is_recused(browse, council, dossier):
    meeting = open_meeting(council, [dossier])
    chair = chair_of(council)
    db.session.add(
        Conflict(user_id=chair.id, dossier_id=dossier.id, reason="Góp vốn", declared_at=clock.now())
    )
    vote = ballots.prepare(meeting.agenda[0], "propose")
    path = f"/votes/{vote.id}/moves/open"

    hidden = browse(chair).post(path)
    member = browse(voters_of(council)[2]).post(path)
    vice = browse(voters_of(council)[1]).post(path)

    assert (hidden.status_code, member.status_code, vice.status_code) == (404, 403, 302)
    assert vote.state is VoteState.OPEN


def test_a_recused_member_is_named_on_the_point_and_sees_nothing_of_it(browse, council, dossier):
    meeting = open_meeting(council, [dossier])
    vote = open_vote(meeting, dossier, "propose")
    member = voters_of(council)[5]
    db.session.add(
        Conflict(
            user_id=member.id, dossier_id=dossier.id, reason="Góp vốn", declared_at=clock.now()
        )
    )
    db.session.flush()

    page = browse(secretary_of(council)).get(point_of(meeting)).text
    own = browse(member)

    assert "Rời phòng họp" in page
    assert f"{member.full_name} (xung đột lợi ích)" in page
    assert "0/6 đã bỏ phiếu" in page
    assert [
        own.get(point_of(meeting)).status_code,
        own.get(f"/votes/{vote.id}").status_code,
        own.post(f"/votes/{vote.id}", data={"choice": "yes"}).status_code,
    ] == [404, 404, 404]


def test_a_member_who_scored_the_dossier_is_refused_with_the_sentence(browse, council):
    scorer = voters_of(council)[6]
    make_team(council, users=[make_user(), scorer, make_user()])
    dossier = make_dossier("in_council", council=council)
    meeting = open_meeting(council, [dossier])
    vote = open_vote(meeting, dossier, "propose")

    answer = browse(scorer).post(f"/votes/{vote.id}", data={"choice": "yes"})

    assert answer.status_code == 403
    assert "đã chấm điểm hồ sơ này nên không bỏ phiếu" in answer.text


def test_a_ballot_without_a_choice_keeps_the_page(browse, council, dossier):
    meeting = open_meeting(council, [dossier])
    vote = open_vote(meeting, dossier, "propose")
    member = browse(voters_of(council)[3])

    empty = member.post(f"/votes/{vote.id}", data={})
    cast = member.post(f"/votes/{vote.id}", data={"choice": "yes"}, follow_redirects=True)
    again = member.get(f"/votes/{vote.id}")

    assert empty.status_code == 422
    assert "Hãy chọn một phương án." in empty.text
    assert ballots.receipt(vote, voters_of(council)[3]) in cast.text
    assert "đã bỏ phiếu" in again.text
    assert "checked" not in again.text


def test_without_the_undertaking_nobody_votes(browse, council, dossier):
    meeting = open_meeting(council, [dossier])
    vote = open_vote(meeting, dossier, "propose")
    member = voters_of(council)[3]
    db.session.execute(delete(Undertaking).where(Undertaking.user_id == member.id))

    refused = browse(member).post(f"/votes/{vote.id}", data={"choice": "yes"})
    undertake(member, council.cycle)
    cast = browse(member).post(f"/votes/{vote.id}", data={"choice": "yes"})

    assert (refused.status_code, cast.status_code) == (403, 302)
    assert "Cam kết bảo mật" in refused.text


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
    assert "1 trưởng ban và 2 thành viên khác nhau" in twice.text
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


COUNTS = {
    "issued": "7",
    "returned": "7",
    "valid": "6",
    "invalid": "1",
    "agree": "5",
    "disagree": "1",
}


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"issued": "8"}, "issued"),
        ({"returned": "8"}, "returned"),
        ({"invalid": "2"}, "valid"),
        ({"agree": "4"}, "agree"),
    ],
)
def test_a_wrong_sum_is_told_at_its_field_and_nothing_is_lost(
    browse, council, dossier, wrong, field
):
    meeting = open_meeting(council, [dossier], mode=VoteMode.PAPER)
    vote = open_vote(meeting, dossier, "propose")
    counter = browse(meetings.counting_board(meeting)[0].user)
    upload = {"scan": (BytesIO(pdf()), "biên bản kiểm phiếu.pdf")}

    answer = counter.post(f"/votes/{vote.id}/count", data=COUNTS | wrong | upload)

    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    for name, value in (COUNTS | wrong).items():
        assert f'name="{name}" type="text" value="{value}"' in answer.text
    assert db.session.scalars(select(PaperCount)).all() == []


def test_the_counting_board_enters_and_corrects_its_figures(browse, council, dossier):
    meeting = open_meeting(council, [dossier], mode=VoteMode.PAPER)
    vote = open_vote(meeting, dossier, "propose")
    counter = browse(meetings.counting_board(meeting)[1].user)
    path = f"/votes/{vote.id}/count"

    missing = counter.post(path, data=COUNTS)
    entered = counter.post(path, data=COUNTS | {"scan": (BytesIO(pdf()), "biên bản.pdf")})
    first_scan = db.session.scalars(select(PaperCount.scan_id)).one()
    corrected = counter.post(path, data=COUNTS | {"agree": "4", "disagree": "2"})
    closed = browse(chair_of(council)).post(f"/votes/{vote.id}/moves/close")

    assert (missing.status_code, entered.status_code) == (422, 302), entered.text
    assert "Hãy chọn một tệp." in missing.text
    assert (corrected.status_code, closed.status_code) == (302, 302)
    stored = db.session.scalars(select(PaperCount)).one()
    assert (stored.agree, stored.disagree, stored.scan_id) == (4, 2, first_scan)
    assert vote.result["choices"] == {"yes": 4, "no": 2, "abstain": 0}


def test_only_the_counting_board_counts(browse, council, dossier):
    meeting = open_meeting(council, [dossier], mode=VoteMode.PAPER)
    vote = open_vote(meeting, dossier, "propose")

    answers = [
        browse(person).post(f"/votes/{vote.id}/count", data=COUNTS)
        for person in (secretary_of(council), chair_of(council))
    ]
    ballot = browse(chair_of(council)).post(f"/votes/{vote.id}", data={"choice": "yes"})

    assert [answer.status_code for answer in answers] == [403, 403]
    assert ballot.status_code == 403
    assert "bỏ phiếu giấy" in ballot.text


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
