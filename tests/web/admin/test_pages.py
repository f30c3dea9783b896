"""Every page of the room: what it says when empty and when full, and who may not open it."""

import re

import pytest
from flask.testing import FlaskClient

from award.models import AwardCycle
from tests.factories import (
    chair_of,
    make_administrator,
    make_cycle,
    make_dossier,
    make_province_officer,
    make_user,
    owner_of,
    secretary_of,
    standing_body,
)

OF_CYCLE = (
    "",
    "/stage",
    "/councils",
    "/consultation",
    "/submission",
    "/decision",
    "/results",
    "/figures",
    "/complaints",
)
OF_ROOM = (
    "/office",
    "/office/cycles/new",
    "/office/users",
    "/office/agencies",
    "/office/past-awards",
    "/office/compliance",
    "/office/nominations",
    "/office/breaches",
    "/office/access",
    "/office/audit",
    "/office/audit/chain",
)
FOR_ADMINISTRATORS = {"/office", "/office/users", "/office/breaches", "/office/access"}


def cycle_pages(cycle: AwardCycle) -> list[str]:
    return [f"/office/cycles/{cycle.id}{page}" for page in OF_CYCLE]


def statuses(browser: FlaskClient, pages: list[str]) -> dict[str, int]:
    return {page: browser.get(page).status_code for page in pages}


@pytest.mark.parametrize("edition", ["gtclqg-2020", "gtclqg-2026"])
def test_every_page_of_a_year_opens_before_anything_has_happened(office, edition):
    pages = cycle_pages(make_cycle(edition, opened=False))

    assert statuses(office, pages) == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("state", ["national_review", "consultation", "proposed", "revoked"])
@pytest.mark.parametrize("edition", ["gtclqg-2020", "gtclqg-2026"])
def test_every_page_of_a_year_opens_when_dossiers_are_at_a_step(office, edition, state):
    dossier = make_dossier(state, rulebook_id=edition)
    pages = cycle_pages(dossier.cycle)

    assert statuses(office, pages) == dict.fromkeys(pages, 200)


def test_every_page_of_the_room_opens(office):
    make_dossier("awarded", rulebook_id="gtclqg-2026")

    assert statuses(office, list(OF_ROOM)) == dict.fromkeys(OF_ROOM, 200)


def test_nobody_but_the_standing_body_learns_that_the_room_exists(browse):
    dossier = make_dossier("national_review", rulebook_id="gtclqg-2026")
    council = dossier.council
    strangers = [
        make_user(),
        owner_of(dossier),
        secretary_of(council),
        chair_of(council),
        make_province_officer("01"),
    ]
    pages = [*OF_ROOM, *cycle_pages(dossier.cycle)]

    found = [statuses(browse(person), pages) for person in strangers]

    assert found == [dict.fromkeys(pages, 404)] * len(strangers)


def test_an_administrator_opens_accounts_and_nothing_of_the_award(browse):
    dossier = make_dossier("consultation", rulebook_id="gtclqg-2026")
    pages = [*OF_ROOM, *cycle_pages(dossier.cycle)]

    found = statuses(browse(make_administrator()), pages)

    assert {page for page, status in found.items() if status == 200} == FOR_ADMINISTRATORS
    assert set(found.values()) == {200, 404}


def test_a_stranger_is_sent_to_sign_in(client):
    answers = {page: client.get(page).headers["Location"] for page in OF_ROOM}

    assert all(address.startswith("/sign-in") for address in answers.values())


def test_no_page_of_the_room_shows_points_or_percents(office):
    dossier = make_dossier("consultation", rulebook_id="gtclqg-2026", percent=65)
    standing_body()

    pages = [*OF_ROOM, *cycle_pages(dossier.cycle)]
    shown = {page: office.get(page).text for page in pages}

    points = re.compile(r"(?<![0-9a-f])(650|65 %)(?![0-9a-f])")
    assert {page for page, text in shown.items() if points.search(text)} == set()
