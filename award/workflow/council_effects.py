"""What a session, a vote or a hand-over brings with it."""

from award.extensions import db
from award.models import Meeting
from award.services import ballots, issuing
from award.workflow.move import Move


def note_presiding(move: Move) -> None:
    """Who opens the session presides over it; a delegation stands in the minutes (R21)."""
    move.subject.presided_by_id = move.person.id


def issue_minutes(move: Move) -> None:
    """Biên bản họp hội đồng, and biên bản kiểm phiếu where something was voted on."""
    meeting: Meeting = move.subject
    db.session.flush()
    issuing.issue("session_minutes", meeting, actor=move.person)
    if any(item.votes for item in meeting.agenda):
        issuing.issue("counting_minutes", meeting, actor=move.person)


def count_votes(move: Move) -> None:
    """The counts exist from here on, and not a moment earlier."""
    move.subject.result = ballots.count(move.subject)


def note_receiver(move: Move) -> None:
    """Who received or refused the hand-over, and why."""
    move.subject.answered_by_id = move.person.id
    move.subject.note = move.note
