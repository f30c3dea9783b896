"""Who may make which move: every row of every table, asked of everybody around it."""

import pytest

from award import workflow
from award.models import Assignment as Review
from award.models import (
    AwardCycle,
    Complaint,
    Consultation,
    Dossier,
    DossierState,
    HandOver,
    IssuedDocument,
    Meeting,
    ProgrammeReport,
    SiteVisit,
    Stage,
    Vote,
)
from award.policies import Refusal
from award.services import issuing
from award.workflow.engine import refusal
from award.workflow.move import Move
from award.workflow.transitions import TABLES
from tests.factories import (
    advance,
    assign_team,
    assignments_of,
    lead_of,
    make_dossier,
    make_file,
    make_meeting,
    open_meeting,
    open_vote,
    plan_visit,
    receiving_council,
    render,
    secretary_of,
    standing_body,
    start_report,
)
from tests.workflow.cast import FORBIDDEN, NOT_FOUND, OK, answers, around
from tests.workflow.scenes import a_complaint, a_consultation, a_hand_over

OWNER = {"owner"}
HOUSE = {"owner", "editor", "reader"}
TEAM = {"lead", "assessor"}
SECRETARY = {"secretary"}
BODY = {"standing body"}
VOTERS = {"chair", "member"}
NATIONAL = {"national secretary"}

# Move, a state it starts from, who may, who sees the dossier and may not. Nobody else sees it.
DOSSIER = [
    ("register", "draft", OWNER, HOUSE - OWNER),
    ("submit", "registered", OWNER, HOUSE - OWNER | SECRETARY | BODY),
    ("request_supplement", "submitted", SECRETARY, HOUSE | BODY),
    ("extend_supplement", "supplement_requested", SECRETARY, HOUSE | BODY),
    ("resubmit", "supplement_requested", OWNER, HOUSE - OWNER | SECRETARY | BODY),
    ("accept", "submitted", SECRETARY, HOUSE | BODY),
    ("reject", "submitted", SECRETARY, HOUSE | BODY),
    ("start_review", "accepted", SECRETARY, HOUSE | BODY),
    ("open_consensus", "under_review", SECRETARY, HOUSE | BODY | TEAM),
    ("close_desk", "in_consensus", SECRETARY, HOUSE | BODY | TEAM),
    ("start_visit", "in_consensus", SECRETARY, HOUSE | BODY | TEAM),
    ("to_council", "site_visit", SECRETARY, HOUSE | BODY | TEAM | VOTERS),
    ("to_national_council", "site_visit", SECRETARY, HOUSE | BODY | TEAM | VOTERS),
    ("shortlist", "in_council", SECRETARY | {"chair"}, HOUSE | BODY | TEAM | {"member"}),
    ("not_shortlist", "in_council", SECRETARY | {"chair"}, HOUSE | BODY | TEAM | {"member"}),
    ("hand_over", "shortlisted", SECRETARY, HOUSE | BODY | TEAM | VOTERS),
    ("take_back", "handed_over", NATIONAL, HOUSE | BODY | TEAM | VOTERS | SECRETARY),
    ("receive", "handed_over", NATIONAL, HOUSE | BODY | TEAM | VOTERS | SECRETARY),
    ("close_national", "national_review", SECRETARY, HOUSE | BODY | TEAM),
    ("consult", "national_review", SECRETARY | BODY, HOUSE | TEAM),
    ("decline", "national_review", SECRETARY | BODY, HOUSE | TEAM),
    ("return_to_council", "consultation", BODY, HOUSE | SECRETARY | TEAM | VOTERS),
    ("propose", "consultation", BODY, HOUSE | SECRETARY | TEAM | VOTERS),
    ("award", "proposed", BODY, HOUSE | SECRETARY | TEAM | VOTERS),
    ("not_award", "proposed", BODY, HOUSE | SECRETARY | TEAM | VOTERS),
    ("revoke", "awarded", BODY, HOUSE | SECRETARY | TEAM | VOTERS),
    ("withdraw", "in_consensus", OWNER, HOUSE - OWNER | SECRETARY | BODY | TEAM),
    ("disqualify", "in_consensus", SECRETARY | BODY, HOUSE | TEAM),
]


def sorted_answers(subject, dossier, move):
    people = around(dossier)
    found = answers(people, subject, move)
    return found.get(OK, set()), found.get(FORBIDDEN, set()), found.get(NOT_FOUND, set()), people


def test_every_move_on_a_dossier_is_in_the_table_above():
    assert [row[0] for row in DOSSIER] == list(TABLES[Dossier])


@pytest.mark.parametrize(("move", "state", "may", "sees"), DOSSIER, ids=[row[0] for row in DOSSIER])
def test_a_dossier_is_moved_by_whom_the_procedure_names(app, move, state, may, sees):
    dossier = make_dossier(state)

    ok, forbidden, hidden, people = sorted_answers(dossier, dossier, move)

    assert (ok, forbidden) == (may, sees)
    assert hidden == set(people) - may - sees


@pytest.mark.parametrize("move", ["accept", "submit", "recuse"])
def test_a_review_is_its_assessor_s_own(app, move):
    dossier = make_dossier("under_review")
    mine = next(one for one in assignments_of(dossier) if one.lead)

    ok, forbidden, hidden, people = sorted_answers(mine, dossier, move)

    assert (ok, forbidden) == ({"lead"}, {"secretary"})
    assert hidden == set(people) - {"lead", "secretary"}


@pytest.mark.parametrize("move", ["reopen", "cancel", "replace", "offer_again"])
def test_a_review_is_led_by_the_secretary(app, move):
    dossier = make_dossier("under_review")
    theirs = next(one for one in assignments_of(dossier) if one.lead)

    ok, forbidden, hidden, people = sorted_answers(theirs, dossier, move)

    assert (ok, forbidden) == ({"secretary"}, {"lead"})
    assert hidden == set(people) - {"lead", "secretary"}


VISIT = [
    ("confirm", {"owner"}),
    ("record", {"lead"}),
    ("countersign", {"owner"}),
    ("cancel", {"secretary"}),
]


@pytest.mark.parametrize(("move", "may"), VISIT, ids=[row[0] for row in VISIT])
def test_a_visit_is_moved_by_the_side_whose_turn_it_is(app, move, may):
    dossier = make_dossier("site_visit")
    visit = plan_visit(dossier)
    sees = HOUSE | TEAM | VOTERS | SECRETARY

    ok, forbidden, hidden, people = sorted_answers(visit, dossier, move)

    assert (ok, forbidden) == (may, sees - may)
    assert hidden == set(people) - sees


MEETING = [
    ("open", {"chair"}),
    ("close", {"chair"}),
    ("sign", {"chair"}),
    ("cancel", {"secretary", "conflicted secretary"}),
]


@pytest.mark.parametrize(("move", "may"), MEETING, ids=[row[0] for row in MEETING])
def test_a_session_is_run_by_its_chair(app, move, may):
    dossier = make_dossier("desk_closed")
    meeting = make_meeting(dossier.council, [dossier])
    council = {"chair", "member", "secretary", "conflicted secretary"}

    ok, forbidden, hidden, people = sorted_answers(meeting, dossier, move)

    assert (ok, forbidden) == (may, council - may)
    assert hidden == set(people) - council


@pytest.mark.parametrize("move", ["open", "close"])
def test_a_vote_is_opened_and_closed_by_the_chair_and_hidden_from_the_conflicted(app, move):
    dossier = make_dossier("in_council")
    vote = open_vote(open_meeting(dossier.council, [dossier]), dossier, "propose")

    ok, forbidden, hidden, people = sorted_answers(vote, dossier, move)

    assert (ok, forbidden) == ({"chair"}, {"member", "secretary"})
    assert hidden == set(people) - {"chair", "member", "secretary"}


@pytest.mark.parametrize("move", ["receive", "refuse"])
def test_a_hand_over_is_answered_by_the_national_secretary(app, move):
    dossier = make_dossier("handed_over")
    sees = {"chair", "member", "secretary", "conflicted secretary", "standing body"}

    ok, forbidden, hidden, people = sorted_answers(a_hand_over(dossier), dossier, move)

    assert (ok, forbidden) == ({"national secretary"}, sees)
    assert hidden == set(people) - sees - {"national secretary"}


@pytest.mark.parametrize("move", ["send", "close"])
def test_a_letter_is_sent_and_closed_by_the_standing_body(app, move):
    dossier = make_dossier("consultation")

    ok, forbidden, hidden, people = sorted_answers(a_consultation(dossier), dossier, move)

    assert (ok, forbidden) == ({"standing body"}, {"province"})
    assert hidden == set(people) - {"standing body", "province"}


def test_a_complaint_is_the_standing_body_s(app):
    dossier = make_dossier("accepted")

    ok, forbidden, hidden, people = sorted_answers(a_complaint(dossier), dossier, "resolve")

    assert (ok, forbidden) == ({"standing body"}, set())
    assert hidden == set(people) - {"standing body"}


@pytest.mark.parametrize("move", ["open", "close"])
def test_an_award_year_is_opened_and_closed_by_the_standing_body(app, move):
    dossier = make_dossier("accepted")

    ok, forbidden, hidden, people = sorted_answers(dossier.cycle, dossier, move)

    assert (ok, forbidden) == ({"standing body"}, set())
    assert hidden == set(people) - {"standing body"}


@pytest.mark.parametrize("move", ["attach_signed", "attach_copy"])
def test_a_signed_copy_is_attached_by_who_made_the_paper_or_leads_the_dossier(app, move):
    dossier = make_dossier("accepted")
    receipt = issuing.issue(
        "intake_receipt", dossier, actor=secretary_of(dossier.council), dossier=dossier
    )
    render(receipt)

    ok, forbidden, hidden, people = sorted_answers(receipt, dossier, move)

    assert ok == {"secretary", "standing body"}
    assert forbidden == {"owner", "editor", "reader"}
    assert hidden == set(people) - ok - forbidden


@pytest.mark.parametrize("move", ["sign", "reopen", "send"])
def test_a_report_is_moved_by_its_own_province(app, move):
    dossier = make_dossier("accepted")
    report = start_report(dossier.organisation.province_code, 2025)

    ok, forbidden, hidden, people = sorted_answers(report, dossier, move)

    assert (ok, forbidden) == ({"province"}, set())
    assert hidden == set(people) - ok


SYSTEM = [(IssuedDocument, "rendered"), (IssuedDocument, "failed")]


@pytest.mark.parametrize(("noun", "move"), SYSTEM, ids=[row[1] for row in SYSTEM])
def test_what_the_worker_does_no_person_does(app, noun, move):
    dossier = make_dossier("accepted")
    secretary = secretary_of(dossier.council)
    paper = issuing.issue("intake_receipt", dossier, actor=secretary, dossier=dossier)

    with pytest.raises(Refusal) as refused:
        workflow.perform(move, paper, actor=secretary, file=make_file(), pages=1)

    assert str(refused.value) == "Bước này do hệ thống thực hiện."


def test_only_the_worker_s_moves_have_nobody():
    nobody = [
        (noun, name)
        for noun, rows in TABLES.items()
        for name, row in rows.items()
        if row.allowed is None
    ]

    assert nobody == SYSTEM


NOUNS = [
    Dossier, Review, SiteVisit, Meeting, Vote, HandOver, Consultation, Complaint, AwardCycle,
    IssuedDocument, ProgrammeReport,
]  # fmt: skip
WRONG = [
    pytest.param(noun, row, state, id=f"{noun.__tablename__}-{row.name}-{state}")
    for noun in NOUNS
    for row in TABLES[noun].values()
    for state in type(row.target)
    if state not in row.sources
]


def test_every_table_is_asked_for_wrong_states():
    assert set(NOUNS) == set(TABLES)


@pytest.mark.parametrize(("noun", "row", "state"), WRONG)
def test_a_move_is_refused_from_every_state_it_does_not_start_from(noun, row, state):
    subject = noun(state=state)

    why = refusal(row, Move(row.name, subject, None, None))

    assert str(why) == "Bước này không làm được ở trạng thái hiện tại."


def test_every_state_but_the_first_is_reached_by_some_move():
    reached = {row.target for row in TABLES[Dossier].values()}

    assert set(DossierState) - reached == {DossierState.DRAFT}


def test_the_national_team_leads_at_the_national_stage(app):
    dossier = make_dossier("national_review")
    assign_team(dossier)
    visit = plan_visit(dossier)

    people = around(dossier)
    people["first lead"] = lead_of(dossier)
    people["national lead"] = lead_of(dossier, Stage.NATIONAL)
    found = answers(people, visit, "record")

    assert found[OK] == {"national lead"}
    assert "first lead" in found[FORBIDDEN]


def test_the_walk_under_2026_needs_no_preliminary_council(app):
    dossier = make_dossier("accepted", rulebook_id="gtclqg-2026")

    advance(dossier, "national_review")

    assert dossier.council == receiving_council(dossier.cycle)
    assert standing_body() is not None
