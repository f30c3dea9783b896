"""Until when an assessor is asked to submit: the edition's working days, or a day by hand."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy import select

from award import clock, workflow
from award.extensions import db
from award.models import AuditEvent, OutboxMessage, Stage
from award.policies import Refusal
from award.services import assigning, review_terms, worklist
from tests.factories import (
    advance,
    assignments_of,
    make_dossier,
    make_team,
    secretary_of,
    the_national_council,
    undertake,
)

FRIDAY = "2025-09-26 02:00 +0000"
TEN_WORKING_DAYS_ON = date(2025, 10, 10)


@pytest.fixture
def dossier(app):
    return make_dossier("accepted")


def ask(dossier, **named):
    person = make_team(dossier.council, 3).members[0].user
    return assigning.assign(dossier, person, actor=secretary_of(dossier.council), **named)


def test_without_a_day_the_editions_working_days_are_counted(dossier):
    with time_machine.travel(FRIDAY, tick=False), clock.held_at(clock.now()):
        made = ask(dossier)

    assert clock.local(made.due_at).date() == TEN_WORKING_DAYS_ON


def test_a_day_by_hand_stands(dossier):
    day = clock.today_local() + timedelta(days=40)

    made = ask(dossier, due_on=day)

    assert clock.local(made.due_at).date() == day


def test_a_day_that_is_past_is_refused(dossier):
    with pytest.raises(Refusal, match="Hạn nộp phiếu không được trước hôm nay"):
        ask(dossier, due_on=clock.today_local() - timedelta(days=1))


def test_a_proposal_gives_everybody_the_usual_term(dossier):
    make_team(dossier.council)
    seen = assigning.propose(dossier.council).sha256

    made = assigning.apply(
        dossier.council, seen=seen, stage=Stage.DESK_REVIEW, actor=secretary_of(dossier.council)
    )

    usual = clock.end_of_day(review_terms.usual_day(dossier, Stage.DESK_REVIEW))
    assert [one.due_at for one in made] == [usual] * 3


def test_the_national_stage_has_no_usual_term(app):
    dossier = make_dossier("national_review")
    council = the_national_council(dossier.cycle)
    person = make_team(council).members[0].user

    made = assigning.assign(dossier, person, actor=secretary_of(council))

    assert made.due_at is None
    assert not review_terms.is_late(made)


def test_another_day_is_told_and_recorded(dossier):
    made, day = ask(dossier), clock.today_local() + timedelta(days=60)

    review_terms.change(made, day, actor=secretary_of(dossier.council))

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.data["to"]) == ("change_term", day.isoformat())
    mail = db.session.scalars(select(OutboxMessage).order_by(OutboxMessage.id.desc())).first()
    assert f"{day:%d/%m/%Y}" in mail.payload["text"]
    assert dossier.organisation.name not in mail.payload["text"]


def test_the_term_of_a_submitted_sheet_stands(app):
    dossier = advance(make_dossier("under_review"), "in_consensus")
    submitted = assignments_of(dossier)[0]

    with pytest.raises(Refusal, match="nên không đổi hạn được"):
        review_terms.change(submitted, clock.today_local(), actor=secretary_of(dossier.council))


def test_an_assignment_offered_again_gets_a_new_term(dossier):
    made = ask(dossier)
    secretary = secretary_of(dossier.council)
    workflow.perform("cancel", made, actor=secretary, note="Bận.")
    made.due_at = None

    workflow.perform("offer_again", made, actor=secretary)

    assert made.due_at == clock.end_of_day(review_terms.usual_day(dossier, Stage.DESK_REVIEW))


def test_a_sheet_that_is_waited_for_is_late_after_its_term(dossier):
    made = ask(dossier)

    with clock.held_at(made.due_at):
        on_time = review_terms.is_late(made)
    with clock.held_at(made.due_at + timedelta(seconds=1)):
        after = review_terms.is_late(made)

    assert (on_time, after) == (False, True)


def test_the_term_stands_with_the_assessors_task(dossier):
    made = ask(dossier)
    undertake(made.user, dossier.cycle)

    tasks = worklist.of(made.user)

    assert [task.due for task in tasks] == [made.due_at]
