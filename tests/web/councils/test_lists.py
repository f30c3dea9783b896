"""Lists of the room: who sees which rows, in which order, with how many questions."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from award import clock, workflow
from award.extensions import db
from award.models import Conflict, VoteMode
from award.services import meetings, scoreboard
from tests.factories import (
    advance,
    chair_of,
    make_dossier,
    make_meeting,
    make_organisation,
    make_user,
    open_meeting,
    secretary_of,
    standing_body,
    undertake,
    voters_of,
)


def conflict(user, dossier):
    db.session.add(
        Conflict(user_id=user.id, dossier_id=dossier.id, reason="Góp vốn", declared_at=clock.now())
    )
    db.session.flush()


def test_the_board_counts_by_step_and_shows_what_waits(browse, council):
    make_dossier("submitted", council=council)
    make_dossier("accepted", council=council)
    make_dossier("desk_closed", council=council)
    make_dossier("draft", council=council)

    page = browse(secretary_of(council)).get(f"/councils/{council.id}").text

    assert 'Tất cả <span class="app-filters__count">3</span>' in page
    assert 'Tiếp nhận hồ sơ <span class="app-filters__count">2</span>' in page
    assert "Kiểm tra, tiếp nhận" in page
    assert "Phân công, mở đánh giá" in page


def test_the_board_is_searched_without_accents(browse, council):
    make_dossier(
        "submitted", council=council, organisation=make_organisation(name="Công ty Mẫu Sông Hồng")
    )
    make_dossier(
        "submitted", council=council, organisation=make_organisation(name="Công ty Mẫu Biển Đông")
    )

    page = browse(secretary_of(council)).get(f"/councils/{council.id}?q=bien dong").text

    assert "Công ty Mẫu Biển Đông" in page
    assert "Công ty Mẫu Sông Hồng" not in page


def test_a_conflicted_secretary_finds_the_dossier_nowhere(browse, council):
    dossier = make_dossier("in_council", council=council)
    secretary = secretary_of(council)
    meeting = open_meeting(council, [dossier])
    item = meeting.agenda[0]
    name, number = dossier.organisation.name, dossier.number
    conflict(secretary, dossier)
    browser = browse(secretary)

    paths = [
        f"/councils/{council.id}", f"/councils/{council.id}?q={number}",
        f"/councils/{council.id}/scoreboard", f"/councils/{council.id}/shortlist",
        f"/councils/{council.id}/assignments", f"/meetings/{meeting.id}",
    ]  # fmt: skip
    pages = {path: browser.get(path).text for path in paths}

    assert [path for path, page in pages.items() if name in page or number in page] == [
        f"/councils/{council.id}?q={number}"  # the search box repeats what was typed
    ]
    assert name not in pages[f"/councils/{council.id}?q={number}"]
    assert 'Tất cả <span class="app-filters__count">0</span>' in pages[f"/councils/{council.id}"]
    hidden = [
        browser.get(path).status_code
        for path in (
            f"/councils/{council.id}/dossiers/{dossier.id}",
            f"/meetings/{meeting.id}/points/{item.id}",
        )
    ]
    assert hidden == [404, 404]


def test_members_see_sessions_and_not_the_board(browse, council):
    dossier = make_dossier("submitted", council=council)
    make_meeting(council)

    page = browse(voters_of(council)[3]).get(f"/councils/{council.id}").text

    assert "Phiên họp Mẫu 1" in page
    assert dossier.number not in page


def test_strangers_get_the_page_of_what_does_not_exist(browse, council):
    meeting = make_meeting(council)
    browser = browse(make_user())

    answers = [
        browser.get(path)
        for path in (f"/councils/{council.id}", f"/meetings/{meeting.id}", "/councils/999999")
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]
    assert browser.get("/councils").status_code == 200


def test_the_standing_body_follows_dossiers_but_not_scores(browse, council):
    dossier = make_dossier("in_council", council=council)
    browser = browse(standing_body())

    assert dossier.number in browser.get(f"/councils/{council.id}").text
    assert browser.get(f"/councils/{council.id}/scoreboard").status_code == 403
    assert browser.get(f"/councils/{council.id}/dossiers/{dossier.id}").status_code == 403


def test_a_counter_from_outside_sees_the_session_and_no_more(browse, council):
    meeting = make_meeting(council, mode=VoteMode.PAPER)
    browser = browse(meetings.counting_board(meeting)[0].user)

    assert meeting.title in browser.get("/councils").text
    assert browser.get(f"/meetings/{meeting.id}").status_code == 200
    assert browser.get(f"/councils/{council.id}").status_code == 404


def test_scores_reach_the_secretary_when_desk_is_closed_and_not_before(browse, council):
    dossier = make_dossier("in_consensus", council=council)
    browser = browse(secretary_of(council))
    before = browser.get(f"/councils/{council.id}/scoreboard").text

    advance(dossier, "desk_closed", percent=65)
    after = browser.get(f"/councils/{council.id}/scoreboard").text

    assert dossier.number not in before
    assert dossier.number in after
    assert "650" in after


def test_scores_reach_a_member_with_the_open_session_and_the_undertaking(browse, council):
    dossier = make_dossier("desk_closed", council=council)
    member = voters_of(council)[4]
    browser, path = browse(member), f"/councils/{council.id}/scoreboard"

    before = browser.get(path).text
    meeting = open_meeting(council, [dossier])
    after = browser.get(path).text

    assert (dossier.number in before, dossier.number in after) == (False, True)
    assert meeting.state == "open"


def test_a_member_without_the_undertaking_sees_no_score(browse, council):
    dossier = make_dossier("desk_closed", council=council)
    meeting = make_meeting(council, [dossier])
    workflow.perform("open", meeting, actor=chair_of(council))
    member = voters_of(council)[4]

    before = browse(member).get(f"/councils/{council.id}/scoreboard").text
    undertake(member, council.cycle)
    after = browse(member).get(f"/councils/{council.id}/scoreboard").text

    assert (dossier.number in before, dossier.number in after) == (False, True)


def test_equal_totals_share_a_rank_and_the_next_is_skipped(council):
    for percent in (70, 85, 70, 60):
        make_dossier("desk_closed", council=council, percent=percent, percents=(percent,) * 3)

    standings = scoreboard.of_council(council, actor=secretary_of(council))

    assert [(one.rank, one.tied) for one in standings] == [
        (1, False),
        (2, True),
        (2, True),
        (4, False),
    ]
    assert [one.best for one in standings] == [True, False, False, False]
    assert standings[0].reason == (
        "Tổng 850 điểm, đạt ngưỡng 800 điểm của Giải Vàng Chất lượng Quốc gia; "
        "mức này chỉ được trao khi có quyết định riêng."
    )


def test_the_scoreboard_sorts_on_the_server(browse, council):
    low = make_dossier("desk_closed", council=council, percent=60, percents=(40, 60, 80))
    high = make_dossier("desk_closed", council=council, percent=85, percents=(85, 85, 85))
    browser = browse(secretary_of(council))

    def order(query):
        page = browser.get(f"/councils/{council.id}/scoreboard{query}").text
        return sorted((low.number, high.number), key=page.index)

    assert order("") == [high.number, low.number]
    assert order("?sort=total") == [low.number, high.number]
    assert order("?sort=spread&order=down") == [low.number, high.number]
    assert order("?sort=nonsense") == [high.number, low.number]


def test_the_workbook_keeps_text_as_text(browse, council):
    organisation = make_organisation(name='=HYPERLINK("http://x","y")')
    make_dossier("desk_closed", council=council, organisation=organisation)

    answer = browse(secretary_of(council)).get(f"/councils/{council.id}/scoreboard.xlsx")

    sheet = load_workbook(BytesIO(answer.data)).active
    cell = sheet["D2"]
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert (cell.value, cell.data_type) == ('=HYPERLINK("http://x","y")', "s")
    assert sheet["G2"].value == 650


@pytest.mark.parametrize("page", ["", "/scoreboard", "/shortlist"])
def test_lists_ask_as_many_questions_for_three_rows_as_for_one(
    browse, council, count_questions, page
):
    make_dossier("in_council", council=council)
    browser, path = browse(secretary_of(council)), f"/councils/{council.id}{page}"
    one = count_questions(browser, path)
    for _ in range(2):
        make_dossier("in_council", council=council)

    assert count_questions(browser, path) == one
