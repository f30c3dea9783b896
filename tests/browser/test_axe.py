"""Pages of every room: no rule of accessibility broken, nothing wider than a phone."""

from collections.abc import Iterator
from datetime import timedelta
from types import SimpleNamespace

import pytest
from sqlalchemy import select

from award import clock
from award.demo.programme import (
    make_denominator,
    make_entries,
    make_plan,
    make_survey,
    make_task,
)
from award.extensions import db
from award.models import AgendaItem, Consultation, IssuedDocument, Shortlist
from tests.browser.conftest import running_site
from tests.browser.looking import look
from tests.browser.person import Person
from tests.factories import (
    assignments_of,
    attend,
    chair_of,
    make_course,
    make_dossier,
    make_participant,
    make_province_officer,
    make_session,
    make_team,
    open_meeting,
    open_vote,
    owner_of,
    secretary_of,
    standing_body,
    start_report,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

PUBLIC = ("/", "/calendar", "/laureates", "/verify", "/help", "/privacy", "/register", "/sign-in")
DOSSIER = (
    "", "/registration", "/report", "/self-assessment", "/texts/1.1", "/texts/1.1/versions",
    "/papers/6", "/completeness", "/submission", "/withdraw",
)  # fmt: skip
OFFICE = (
    "", "/stage", "/councils", "/consultation", "/submission", "/decision", "/results",
    "/figures", "/complaints",
)  # fmt: skip
REGISTERS = (
    "", "/users", "/agencies", "/audit", "/access", "/breaches", "/compliance", "/past-awards",
    "/nominations", "/cycles/new",
)  # fmt: skip


@pytest.fixture(scope="module")
def house(request, chromium, databases, tmp_path_factory) -> Iterator[SimpleNamespace]:
    """One system with something to show in every room; who opens which pages."""
    with running_site(request, chromium, databases, tmp_path_factory.mktemp("axe")) as site:
        with site.found():
            pages = everything()
            db.session.commit()
        site.give_passwords()
        yield SimpleNamespace(site=site, pages=pages)


def everything() -> dict[str, tuple[str, list[str]]]:
    """By room: the address of who enters, and the pages to look at."""
    awarded, draft, scored = map(make_dossier, ("awarded", "draft", "in_consensus"))
    reviewed, before = make_dossier("under_review"), make_dossier("in_council")
    council = before.council
    make_team(council)
    meeting = open_meeting(council, [before], stage="council")
    open_vote(meeting, before, "propose")
    point = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).one()
    letter = db.session.scalars(select(Consultation.id)).one()
    shortlist = db.session.scalars(select(Shortlist.id)).one()
    paper = select(IssuedDocument.id).where(IssuedDocument.dossier_id == awarded.id).limit(1)
    rating, agreeing = assignments_of(reviewed)[0], assignments_of(scored)[0]
    own, org = f"/dossiers/{draft.id}", f"/organisations/{draft.organisation_id}"
    desk, here = f"/councils/{council.id}", f"{before.id}"
    cycle = f"/office/cycles/{before.cycle_id}"
    return {
        "organisation": (owner_of(draft).email, [
            "/dossiers", *(own + page for page in DOSSIER), org, f"{org}/edit", f"{org}/start",
            f"/team/{draft.organisation_id}", "/account", "/account/sessions", "/account/data",
            "/trace", f"/trace/organisations/{draft.organisation_id}/products/new",
        ]),
        "winner": (owner_of(awarded).email, [
            f"/dossiers/{awarded.id}", f"/dossiers/{awarded.id}/receipt",
            f"/documents/{db.session.scalar(paper)}",
        ]),
        "assessor": (rating.user.email, [
            "/assessments", f"/assessments/{rating.id}", f"/assessments/{rating.id}/items/1.1",
            f"/assessments/{rating.id}/dossier",
        ]),
        "lead": (agreeing.user.email, [
            f"/assessments/{agreeing.id}/{page}"
            for page in ("consensus", "consensus/1.1", "visit", "report")
        ]),
        "secretary": (secretary_of(council).email, [
            "/councils", desk, f"{desk}/scoreboard", f"{desk}/assignments", f"{desk}/shortlist",
            f"{desk}/meetings/new", f"{desk}/dossiers/{here}", f"{desk}/dossiers/{here}/violations",
            f"{desk}/dossiers/{reviewed.id}/team", f"/meetings/{meeting.id}",
            f"/meetings/{meeting.id}/attendance", f"/meetings/{meeting.id}/minutes",
            f"/meetings/{meeting.id}/points/{point.id}", f"/shortlists/{shortlist}",
        ]),
        "chair": (chair_of(council).email, [
            f"/votes/{point.votes[0].id}", f"/meetings/{meeting.id}/points/{point.id}",
        ]),
        "standing body": (standing_body().email, [
            *(f"/office{page}" for page in REGISTERS), *(cycle + page for page in OFFICE),
            f"/office/councils/{council.id}", f"/office/letters/{letter}",
            "/programme", "/programme/reports", "/programme/national/pictures",
        ]),
        "province": (make_province_officer("01").email, [
            "/province", f"/province/letters/{letter}", "/province/entrants/2025",
            "/province/figures/2025",
        ]),
        "programme": programme(),
    }  # fmt: skip


def programme() -> tuple[str, list[str]]:
    """A province with something on every page of its programme."""
    year = clock.today_local().year
    task = make_task(make_plan("24", year), due_on=clock.today_local() - timedelta(days=3))
    make_denominator("24", year=year, as_of=clock.today_local())
    make_survey(["0100112437"], "24", "trained", year)
    entries = make_entries("24")
    course = make_course("24")
    attend(make_participant(course), make_session(course))
    report = start_report("24", year)
    place, lesson = "/programme/24", f"/programme/training/{course.id}"
    registers = ("systems", "products", "support", "inspections")
    return make_province_officer("24").email, [
        place, f"/programme/plans/{task.programme_plan_id}", f"/programme/tasks/{task.id}",
        *(f"{place}/{page}" for page in ("figures", "pictures", "lists/trained", "surveys",
                                         "reports", "plans/new")),
        *(f"{place}/registers/{one}" for one in registers),
        f"/programme/inspections/{entries['inspection_id']}", "/programme/national/figures",
        f"/programme/reports/{report.id}", f"/programme/reports/{report.id}/figures/tasks",
        "/programme/training", lesson, f"{lesson}/people", f"{lesson}/test", "/training",
    ]  # fmt: skip


def test_public_pages_are_open_to_everybody(house):
    assert look(Person(house.site, ""), PUBLIC) == {}


@pytest.mark.parametrize(
    "room",
    ["organisation", "winner", "assessor", "lead", "secretary", "chair", "standing body",
     "province", "programme"],
)  # fmt: skip
def test_pages_of_a_room_can_be_used_by_everybody(house, room):
    email, addresses = house.pages[room]

    found = look(Person(house.site, email).sign_in(), addresses)

    assert found == {}
    assert house.site.complaints == []
