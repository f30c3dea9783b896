"""From intake to the national vote through the pages of the councils' room."""

from datetime import timedelta

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    AgendaItem,
    Assignment,
    Ballot,
    DossierState,
    HandOver,
    Meeting,
    Shortlist,
    SiteVisit,
    Vote,
)
from award.services import issuing, rulebooks
from tests.factories import (
    advance,
    chair_of,
    make_council,
    make_dossier,
    make_team,
    secretary_of,
    sign_document,
    the_national_council,
    undertake,
    voters_of,
)
from tests.web.councils.addresses import page_of


def later(days: int) -> str:
    return f"{clock.local(clock.now() + timedelta(days=days)):%d/%m/%Y, %H:%M}"


def plan(secretary, council, *, title, stage, mode="electronic"):
    """Plan a session through its form; return it."""
    answer = secretary.post(
        f"/councils/{council.id}/meetings/new",
        data={
            "session": str(len(db.session.scalars(select(Meeting)).all()) + 1),
            "stage": stage,
            "title": title,
            "starts_at": later(3),
            "place": "Phòng họp Mẫu",
            "mode": mode,
        },
    )
    assert answer.status_code == 302, answer.text
    return db.session.scalars(select(Meeting).order_by(Meeting.id.desc())).first()


def open_session(browse, meeting, dossier, *, vote="y"):
    """Put the dossier on the agenda, mark everybody present, let the chair open."""
    council = meeting.council
    secretary = browse(secretary_of(council))
    secretary.post(
        f"/meetings/{meeting.id}/dossiers", data={"dossier": str(dossier.id), "vote": vote}
    )
    present = {f"present_{seat.id}": "y" for seat in council.seats}
    secretary.post(f"/meetings/{meeting.id}/attendance", data=present)
    for voter in voters_of(council):
        undertake(voter, council.cycle)
        browse(voter).post(
            f"/meetings/{meeting.id}/declaration", data={f"answer_{dossier.id}": "none"}
        )
    answer = browse(chair_of(council)).post(f"/meetings/{meeting.id}/moves/open")
    assert answer.status_code == 302, answer.text


def vote_all(browse, council, question, choice="yes"):
    """The chair opens the question, every member votes, the chair closes."""
    vote = db.session.scalars(
        select(Vote).where(Vote.question == question).order_by(Vote.id.desc())
    ).first()
    chair = browse(chair_of(council))
    assert chair.post(f"/votes/{vote.id}/moves/open").status_code == 302
    for voter in voters_of(council):
        answer = browse(voter).post(f"/votes/{vote.id}", data={"choice": choice})
        assert answer.status_code == 302, answer.text
    assert chair.post(f"/votes/{vote.id}/moves/close").status_code == 302
    return db.session.get(Vote, vote.id)


def test_secretary_takes_in_assigns_and_opens_the_review(browse):
    dossier = make_dossier("submitted")
    council = dossier.council
    make_team(council)
    secretary = browse(secretary_of(council))
    book = rulebooks.of(dossier.cycle)

    secretary.post(
        f"{page_of(dossier)}/checklist", data={f"good_{part.code}": "yes" for part in book.parts}
    )
    secretary.post(f"{page_of(dossier)}/moves/accept")
    proposal = secretary.get(f"/councils/{council.id}/assignments")
    seen = proposal.text.split('name="seen" id="seen" value="')[1].split('"')[0]
    secretary.post(f"/councils/{council.id}/assignments", data={"seen": seen})

    assert dossier.state is DossierState.ACCEPTED
    team = db.session.scalars(select(Assignment)).all()
    assert [one.dossier_id for one in team] == [dossier.id] * 3
    assert [one.lead for one in team].count(True) == 1


def test_two_sessions_a_vote_and_the_list(browse):
    dossier = make_dossier("desk_closed", percent=85, percents=(85, 85, 85))
    council = dossier.council
    secretary, chair = browse(secretary_of(council)), browse(chair_of(council))

    first = plan(secretary, council, title="Phiên 1", stage="council")
    open_session(browse, first, dossier)
    assert db.session.scalars(select(Vote)).all() == []
    chair.post(f"/meetings/{first.id}/moves/close")
    secretary.post(f"{page_of(dossier)}/moves/start_visit")
    assert dossier.state is DossierState.SITE_VISIT
    answer = secretary.post(
        f"{page_of(dossier)}/visit",
        data={"starts_at": later(5), "ends_at": later(6), "place": "Số 1, phố Mẫu"},
    )
    assert answer.status_code == 302, answer.text
    visit = db.session.scalars(select(SiteVisit)).one()
    secretary.post(f"/visits/{visit.id}/council-moves/cancel", data={"reason": "Đổi ngày."})
    advance(dossier, "in_council", percent=85, percents=(85, 85, 85))

    second = plan(secretary, council, title="Phiên 2", stage="council")
    open_session(browse, second, dossier)
    propose = vote_all(browse, council, "propose")
    tier = vote_all(browse, council, "propose_tier")
    chair.post(f"/meetings/{second.id}/moves/close")
    answer = chair.post(f"/councils/{council.id}/shortlist", data={f"tier_{dossier.id}": "gold"})

    assert propose.result["choices"] == {"yes": 7, "no": 0, "abstain": 0}
    assert (tier.result["carried"], tier.result["tier"]) == (True, "gold")
    assert answer.status_code == 302, answer.text
    assert dossier.state is DossierState.SHORTLISTED
    shortlist = db.session.scalars(select(Shortlist)).one()
    assert [(entry.dossier_id, entry.tier) for entry in shortlist.entries] == [(dossier.id, "gold")]
    assert {paper.kind for paper in issuing.of_subject(second)} == {
        "session_minutes",
        "counting_minutes",
    }
    minutes = issuing.of_subject(second, "session_minutes")[0]
    sign_document(minutes, chair_of(council))
    assert chair.post(f"/meetings/{second.id}/moves/sign").status_code == 302
    assert second.state == "signed"


def test_hand_over_receipt_and_the_national_vote(browse):
    dossier = make_dossier("shortlisted", percent=85, percents=(85, 85, 85))
    council, cycle = dossier.council, dossier.cycle
    national = the_national_council(cycle)
    secretary = browse(secretary_of(council))
    shortlist = db.session.scalars(select(Shortlist)).one()

    sent = secretary.post(
        f"/shortlists/{shortlist.id}/hand-over", data={"letter_number": "15/CV-MAU"}
    )
    hand_over = db.session.scalars(select(HandOver)).one()
    national_secretary = browse(secretary_of(national))
    page = national_secretary.get(f"/hand-overs/{hand_over.id}")
    received = national_secretary.post(f"/hand-overs/{hand_over.id}/receive")

    assert (sent.status_code, page.status_code, received.status_code) == (302, 200, 302)
    assert "Mọi mã băm khớp" in page.text
    assert dossier.state is DossierState.NATIONAL_REVIEW
    assert dossier.council_id == national.id

    closed = national_secretary.post(f"{page_of(dossier)}/moves/close_national")
    assert closed.status_code == 302, closed.text
    meeting = plan(national_secretary, national, title="Phiên quốc gia", stage="national")
    open_session(browse, meeting, dossier)
    award = vote_all(browse, national, "award")
    gold = vote_all(browse, national, "gold", "no")
    consult = national_secretary.post(f"{page_of(dossier)}/moves/consult")

    assert (award.result["carried"], gold.result["carried"]) == (True, False)
    assert consult.status_code == 302
    assert dossier.state is DossierState.CONSULTATION
    assert len(db.session.scalars(select(Ballot).where(Ballot.vote_id == award.id)).all()) == 11


def test_the_edition_of_2026_goes_straight_to_the_national_council(browse):
    dossier = make_dossier("national_review", rulebook_id="gtclqg-2026")
    council = dossier.council
    secretary = browse(secretary_of(council))

    meeting = plan(secretary, council, title="Phiên 1", stage="national")
    open_session(browse, meeting, dossier)
    vote = vote_all(browse, council, "award", "no")
    declined = secretary.post(f"{page_of(dossier)}/moves/decline")

    assert vote.result["carried"] is False
    assert declined.status_code == 302
    assert dossier.state is DossierState.NOT_AWARDED


def test_every_page_of_the_room_opens(browse):
    dossier = make_dossier("in_council", percent=85, percents=(85, 85, 85))
    council = dossier.council
    secretary = browse(secretary_of(council))
    meeting = plan(secretary, council, title="Phiên 1", stage="council")
    open_session(browse, meeting, dossier)
    item = db.session.scalars(select(AgendaItem).where(AgendaItem.meeting_id == meeting.id)).one()
    dossier_page, point = page_of(dossier), f"/meetings/{meeting.id}/points/{item.id}"

    pages = [
        "/councils", f"/councils/{council.id}", f"/councils/{council.id}/scoreboard",
        f"/councils/{council.id}/scoreboard.xlsx", f"/councils/{council.id}/shortlist",
        f"/councils/{council.id}/assignments", f"/councils/{council.id}/meetings/new",
        f"/councils/{council.id}?step=council&q=cong+ty",
        dossier_page, f"{dossier_page}/checklist", f"{dossier_page}/supplement",
        f"{dossier_page}/extension", f"{dossier_page}/team", f"{dossier_page}/visit",
        f"{dossier_page}/violations", f"{dossier_page}/term?days=5",
        f"{dossier_page}/moves/disqualify", f"/meetings/{meeting.id}",
        f"/meetings/{meeting.id}/edit", f"/meetings/{meeting.id}/attendance",
        f"/meetings/{meeting.id}/counting-board", f"/meetings/{meeting.id}/minutes",
        point, f"{point}/text",
    ]  # fmt: skip
    answers = {page: secretary.get(page).status_code for page in pages}

    assert {page: code for page, code in answers.items() if code != 200} == {}
    member = browse(voters_of(council)[2])
    assert [member.get(page).status_code for page in (f"/councils/{council.id}", point)] == [
        200,
        200,
    ]


def test_a_council_of_a_ministry_works_the_same_rooms(browse):
    council = make_council("ministry")
    dossier = make_dossier("in_council", council=council)
    meeting = plan(browse(secretary_of(council)), council, title="Phiên 1", stage="council")

    open_session(browse, meeting, dossier)
    vote = vote_all(browse, council, "propose")

    assert vote.result["carried"] is True
