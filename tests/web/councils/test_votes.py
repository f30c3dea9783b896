"""Votes through their pages: questions, ballots, recusals, paper counts."""

import re
from io import BytesIO

import pytest
from sqlalchemy import delete, select

from award import clock, workflow
from award.extensions import db
from award.models import (
    Conflict,
    PaperCount,
    Undertaking,
    VoteMode,
    VoteState,
)
from award.services import agendas, ballots, meetings
from tests.factories import (
    chair_of,
    make_dossier,
    make_meeting,
    make_team,
    make_user,
    open_meeting,
    open_vote,
    secretary_of,
    undertake,
    voters_of,
)
from tests.web.at_field import told_at
from tests.web.councils.addresses import point_of
from tests.web.dossiers.papers import pdf


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


def test_a_counting_board_is_led_to_no_page_that_is_shut_to_it(browse, council, dossier):
    meeting = open_meeting(council, [dossier], mode=VoteMode.PAPER)
    vote = open_vote(meeting, dossier, "propose")
    counter = browse(meetings.counting_board(meeting)[0].user)

    page = counter.get(f"/votes/{vote.id}/count").text
    links = re.findall(r'class="govuk-breadcrumbs__link" href="([^"]+)"', page)

    assert [counter.get(link).status_code for link in links] == [200, 200]


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
    assert "Hãy chọn một tệp." in told_at(missing, "scan")
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
