"""The hand-over on its pages: who sees it, what is compared, receipt and refusal."""

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Conflict, DossierState, HandOver, HandOverState, Shortlist
from tests.factories import (
    chair_of,
    make_dossier,
    make_user,
    secretary_of,
    standing_body,
    the_national_council,
    voters_of,
)


@pytest.fixture
def hand_over(app):
    """A list of one dossier on its way to the national council."""
    make_dossier("handed_over")
    return db.session.scalars(select(HandOver)).one()


def dossier_of(hand_over):
    return hand_over.shortlist.entries[0].dossier


def test_both_councils_and_the_standing_body_see_it_and_nobody_else(browse, hand_over):
    sender, receiver = hand_over.shortlist.council, hand_over.to_council
    path = f"/hand-overs/{hand_over.id}"

    seen = [
        browse(person).get(path).status_code
        for person in (secretary_of(sender), secretary_of(receiver), voters_of(receiver)[2],
                       standing_body(), make_user())
    ]  # fmt: skip

    assert seen == [200, 200, 200, 200, 404]


def test_every_hash_is_shown_beside_the_one_computed_now(browse, hand_over):
    page = browse(secretary_of(hand_over.to_council)).get(f"/hand-overs/{hand_over.id}").text

    sheets = hand_over.content["dossiers"][0]["sheets"]
    assert [page.count(sheet["sha256"]) for sheet in sheets] == [2, 2]
    assert "Không khớp" not in page


def test_only_the_national_secretary_answers(browse, hand_over):
    people = (
        secretary_of(hand_over.shortlist.council),
        chair_of(hand_over.to_council),
        standing_body(),
    )

    codes = [
        browse(person).post(f"/hand-overs/{hand_over.id}/{act}").status_code
        for person in people
        for act in ("receive", "refuse")
    ]

    assert codes == [403] * 6
    assert hand_over.state is HandOverState.SENT


def test_sending_back_needs_a_reason_and_keeps_the_page(browse, hand_over):
    secretary, path = browse(secretary_of(hand_over.to_council)), f"/hand-overs/{hand_over.id}"

    empty = secretary.post(f"{path}/refuse", data={"reason": " "})
    done = secretary.post(f"{path}/refuse", data={"reason": "Thiếu biên bản họp."})

    assert (empty.status_code, done.status_code) == (422, 302)
    assert "Cần ghi lý do trả lại." in empty.text
    assert dossier_of(hand_over).state is DossierState.SHORTLISTED


def test_a_doubled_receipt_moves_once(browse, hand_over):
    secretary, path = browse(secretary_of(hand_over.to_council)), f"/hand-overs/{hand_over.id}"

    codes = [secretary.post(f"{path}/receive").status_code for _ in range(2)]

    assert codes == [302, 403]
    assert dossier_of(hand_over).state is DossierState.NATIONAL_REVIEW


def test_a_conflicted_receiver_does_not_find_the_dossier_in_the_package(browse, hand_over):
    secretary, dossier = secretary_of(hand_over.to_council), dossier_of(hand_over)
    db.session.add(
        Conflict(
            user_id=secretary.id, dossier_id=dossier.id, reason="Góp vốn", declared_at=clock.now()
        )
    )
    db.session.flush()
    browser = browse(secretary)

    page = browser.get(f"/hand-overs/{hand_over.id}").text
    answer = browser.post(f"/hand-overs/{hand_over.id}/receive")

    assert dossier.number not in page
    assert dossier.organisation.name not in page
    assert answer.status_code == 403


def test_a_list_is_sent_once_and_with_its_number(browse):
    dossier = make_dossier("shortlisted")
    shortlist = db.session.scalars(select(Shortlist)).one()
    secretary, path = browse(secretary_of(dossier.council)), f"/shortlists/{shortlist.id}"
    number = {"letter_number": "15/CV-MAU"}

    page = secretary.get(path)
    empty = secretary.post(f"{path}/hand-over", data={"letter_number": ""})
    early = secretary.post(f"{path}/hand-over", data=number)
    the_national_council(dossier.cycle)
    first = secretary.post(f"{path}/hand-over", data=number)
    second = secretary.post(f"{path}/hand-over", data=number)

    assert [one.status_code for one in (page, empty, early, first, second)] == [
        200,
        422,
        422,
        302,
        422,
    ]
    assert "Hội đồng quốc gia của năm chưa có quyết định thành lập." in early.text
    assert "Danh sách này đã được bàn giao." in second.text
    assert len(db.session.scalars(select(HandOver)).all()) == 1


def test_the_national_secretary_finds_what_arrives(browse, hand_over):
    page = browse(secretary_of(hand_over.to_council)).get(f"/councils/{hand_over.to_council_id}")

    assert hand_over.shortlist.council.name in page.text
    assert hand_over.letter_number in page.text
