"""Every address of the applicant's room, for each kind of person."""

import re

import pytest

from award import clock
from award.extensions import db
from award.models import Role, SupplementRequest
from award.services import answers, supplements
from tests.factories import (
    make_dossier,
    make_organisation,
    make_user,
    owner_of,
    plan_visit,
    secretary_of,
)
from tests.web.dossiers.papers import paper_in

PAGES = (
    "", "/registration", "/report", "/self-assessment", "/texts/1.1", "/texts/gr.products",
    "/texts/1.1/versions", "/papers/6", "/papers/3", "/completeness", "/receipt",
    "/supplements/{supplement}", "/visits/{visit}", "/papers/{paper}/file",
)  # fmt: skip
# What changes something: who may not is told so (403), whoever does not see it finds nothing.
WRITES = (
    "/product", "/registration/declaration", "/registration/form", "/registration/signed-copy",
    "/register", "/texts/1.1", "/texts/1.1/autosave", "/texts/1.1/restore/1", "/papers/6",
    "/papers/{paper}/remove", "/submission", "/supplements/{supplement}",
    "/visits/{visit}/confirm", "/withdraw",
)  # fmt: skip


@pytest.fixture
def full(app):
    """A dossier with a text, a paper, a request for supplements and a visit; and its addresses."""
    dossier = make_dossier("site_visit")
    owner = owner_of(dossier)
    row = answers.of_dossier(dossier)["1.1"]
    paper = paper_in(dossier)
    visit = plan_visit(dossier)
    asked = SupplementRequest(
        dossier=dossier, parts=["7"], reason="Thiếu xác nhận thuế.", due_at=clock.now(),
        requested_at=clock.now(), requested_by_id=owner.id, answered_at=clock.now(),
        answer="Đã gửi.",
    )  # fmt: skip
    db.session.add(asked)
    db.session.flush()
    assert row.text
    ids = {"supplement": asked.id, "visit": visit.id, "paper": paper.id}
    return dossier, lambda part: f"/dossiers/{dossier.id}" + part.format(**ids)


@pytest.mark.parametrize("role", [Role.OWNER, Role.EDITOR, Role.READER])
def test_the_organisations_people_open_every_page(full, browser, member, role):
    dossier, at = full
    visitor = browser(member(dossier.organisation, role))

    statuses = {page: visitor.get(at(page)).status_code for page in PAGES}

    assert statuses == dict.fromkeys(PAGES, 200)


def test_another_organisation_finds_nothing(full, browser):
    _, at = full
    visitor = browser(owner_of_another())

    opened = {page: visitor.get(at(page)).status_code for page in PAGES}
    written = {page: visitor.post(at(page)).status_code for page in WRITES}

    assert opened == dict.fromkeys(PAGES, 404)
    assert written == dict.fromkeys(WRITES, 404)


def owner_of_another():
    owner = make_user()
    make_organisation(owner=owner)
    return owner


def test_a_stranger_is_sent_to_sign_in(full, client):
    _, at = full

    opened = {page: client.get(at(page)) for page in PAGES}
    written = {page: client.post(at(page)) for page in WRITES}

    answers_given = [*opened.values(), *written.values()]
    assert {answer.status_code for answer in answers_given} == {302}
    assert {answer.location.split("?")[0] for answer in answers_given} == {"/sign-in"}


def test_a_reader_is_refused_every_change(full, browser, member):
    dossier, at = full
    reader = browser(member(dossier.organisation, Role.READER))

    statuses = {page: reader.post(at(page)).status_code for page in WRITES}

    assert statuses == dict.fromkeys(WRITES, 403)


def test_an_editor_writes_but_does_not_act_for_the_organisation(browser, member):
    dossier = make_dossier("registered")
    editor = browser(member(dossier.organisation, Role.EDITOR))
    page = f"/dossiers/{dossier.id}"

    wrote = editor.post(f"{page}/texts/1.1", data={"version": "0", "text": "Cách làm."})
    acted = {
        act: editor.post(page + act).status_code
        for act in ("/registration/declaration", "/registration/form", "/register",
                    "/submission", "/withdraw")
    }  # fmt: skip

    assert wrote.status_code == 302
    assert set(acted.values()) == {403}


def test_the_secretary_sees_papers_but_not_the_applicants_pages(full, browser):
    dossier, at = full
    secretary = browser(secretary_of(dossier.council))

    assert secretary.get(at("/papers/{paper}/file")).status_code == 200
    assert secretary.get(at("")).status_code == 404
    assert secretary.get(at("/texts/1.1")).status_code == 404
    assert secretary.get(at("/visits/{visit}")).status_code == 404


def test_a_paper_is_found_in_its_own_dossier_only(full, browser):
    dossier, _ = full
    paper = paper_in(dossier, "Bản khác")
    other = make_dossier("draft", organisation=make_organisation(owner=owner_of(dossier)))

    answer = browser(owner_of(dossier)).get(f"/dossiers/{other.id}/papers/{paper.id}/file")

    assert answer.status_code == 404


def test_the_organisation_page_is_its_peoples_alone(browser, member):
    organisation = make_organisation()
    at = f"/organisations/{organisation.id}"
    reader = browser(member(organisation, Role.READER))
    stranger = browser(owner_of_another())

    assert reader.get(at).status_code == 200
    assert [reader.get(at + page).status_code for page in ("/edit", "/start", "/start/2025")] == [
        403, 403, 403,
    ]  # fmt: skip
    assert [stranger.get(at + page).status_code for page in ("", "/edit", "/start")] == [404] * 3
    assert [stranger.post(at + page).status_code for page in ("/edit", "/size")] == [404] * 2


def test_the_list_shows_own_dossiers_only(browser, member):
    mine = make_dossier("draft")
    make_dossier("draft", organisation=make_organisation(name="Công ty Mẫu Xa Lạ"))
    reader = browser(member(mine.organisation, Role.READER))

    page = reader.get("/dossiers").text

    assert mine.organisation.name in page
    assert "Xa Lạ" not in page
    assert "Lập hồ sơ mới" not in page


def test_somebody_without_an_organisation_is_told_what_to_do(browser):
    page = browser(make_user()).get("/dossiers").text

    assert "Bạn chưa thuộc tổ chức nào." in page


def test_no_score_of_the_assessors_reaches_the_applicant(browser):
    dossier = make_dossier("in_council", percents=(35, 40, 45), percent=40)
    owner = browser(owner_of(dossier))

    pages = [owner.get(f"/dossiers/{dossier.id}{page}").text for page in ("", "/self-assessment")]
    # The words alone: marks and hashes hold digits of their own.
    words = re.sub(r"<[^>]*>", " ", " ".join(pages))
    numbers = set(re.findall(r"\b[\d.,]+\b", words))

    assert "40 %" not in words
    assert "400" not in numbers
    assert supplements.all_of(dossier) == []
