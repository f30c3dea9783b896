"""At the same moment: two ballots of one member, a ballot and the close, two closes, two lists."""

from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select

from award import workflow
from award.extensions import db
from award.models import AuditEvent, Ballot, Council, Meeting, Shortlist, User, Vote, VoterRoll
from award.policies import Refusal
from award.services import auditing, ballots, issuing
from award.workflow import council_acts
from tests.factories import chair_of, make_dossier, open_meeting, open_vote, vote_on, voters_of


@pytest.fixture
def other_app(clone_database):
    """An application whose commits are real."""
    return clone_database()


def together(app, *acts):
    """What each act gave, all begun at once in transactions of their own, or its refusal."""
    ready = Barrier(len(acts))

    def run(act):
        with app.app_context():
            ready.wait(10)
            try:
                done = act()
                db.session.commit()
            except Refusal as why:
                db.session.rollback()
                return str(why)
            finally:
                db.session.remove()
            return done

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(run, acts))


def open_question(app):
    """A question open in a council of seven; ids of the vote, the session and the voters."""
    with app.app_context():
        dossier = make_dossier("in_council")
        meeting = open_meeting(dossier.council, [dossier])
        vote = open_vote(meeting, dossier, "propose")
        db.session.commit()
        return vote.id, meeting.id, [voter.id for voter in voters_of(dossier.council)]


def casting(vote_id, user_id, choice):
    def act():
        ballots.cast(db.session.get(Vote, vote_id), choice, actor=db.session.get(User, user_id))
        return "voted"

    return act


def closing(model, row_id, user_id):
    def act():
        row, user = db.session.get(model, row_id), db.session.get(User, user_id)
        workflow.perform("close", row, actor=user)
        return "closed"

    return act


def test_four_clicks_of_one_member_leave_one_ballot(other_app):
    vote_id, _, voters = open_question(other_app)

    outcomes = together(
        other_app, *(casting(vote_id, voters[0], choice) for choice in ("yes", "no", "yes", "no"))
    )

    assert outcomes == ["voted"] * 4
    with other_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
        assert db.session.scalars(select(VoterRoll.user_id)).all() == [voters[0]]
        assert list(auditing.faults()) == []


def test_a_ballot_beside_the_close_is_either_counted_or_refused(other_app):
    vote_id, _, voters = open_question(other_app)
    with other_app.app_context():
        for user_id in voters[:6]:
            casting(vote_id, user_id, "yes")()
        db.session.commit()

    ballot, close = together(
        other_app, casting(vote_id, voters[6], "no"), closing(Vote, vote_id, voters[0])
    )

    assert close == "closed"
    with other_app.app_context():
        vote = db.session.get(Vote, vote_id)
        counted = vote.result["choices"]["no"]
        stored = db.session.scalar(select(func.count()).where(Ballot.choice == "no"))
        assert counted == stored == (1 if ballot == "voted" else 0)
        assert ballot == "voted" or "đã kết thúc bỏ phiếu" in ballot


def test_two_clicks_on_close_close_a_vote_once(other_app):
    vote_id, _, voters = open_question(other_app)
    with other_app.app_context():
        for user_id in voters:
            casting(vote_id, user_id, "yes")()
        db.session.commit()

    outcomes = together(other_app, *[closing(Vote, vote_id, voters[0])] * 2)

    assert Counter(outcomes)["closed"] == 1
    with other_app.app_context():
        closes = select(func.count()).where(
            AuditEvent.action == "close", AuditEvent.subject_type == "vote"
        )
        assert db.session.scalar(closes) == 1


def test_two_clicks_on_close_close_a_session_once_with_one_set_of_minutes(other_app):
    vote_id, meeting_id, voters = open_question(other_app)
    with other_app.app_context():
        closing(Vote, vote_id, voters[0])()
        db.session.commit()

    outcomes = together(other_app, *[closing(Meeting, meeting_id, voters[0])] * 2)

    assert Counter(outcomes)["closed"] == 1
    with other_app.app_context():
        meeting = db.session.get(Meeting, meeting_id)
        assert [paper.kind for paper in issuing.of_subject(meeting)] == [
            "counting_minutes",
            "session_minutes",
        ]


def test_two_approvals_of_one_list_leave_one_list(other_app):
    with other_app.app_context():
        dossier = make_dossier("in_council")
        council = dossier.council
        meeting = open_meeting(council, [dossier])
        vote_on(meeting, dossier, "propose")
        db.session.commit()
        dossier_id, council_id, chair_id = dossier.id, council.id, chair_of(council).id

    def approve():
        council = db.session.get(Council, council_id)
        chair = db.session.get(User, chair_id)
        try:
            council_acts.approve_list(council, {dossier_id: "award"}, actor=chair)
        except Exception as error:
            db.session.rollback()
            return type(error).__name__
        return "approved"

    outcomes = together(other_app, approve, approve)

    assert Counter(outcomes)["approved"] == 1
    with other_app.app_context():
        assert db.session.scalar(select(func.count()).select_from(Shortlist)) == 1
