"""What a council has said on a dossier: the newest vote on a question, and what it came to."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from award.extensions import db
from award.models import (
    AgendaItem,
    ConsultationEntry,
    Dossier,
    Meeting,
    MeetingState,
    Reply,
    Vote,
    VoteState,
)
from award.services import rulebooks, scoresheets


def _asked(question: str) -> Select[Vote]:
    """Votes on a question by the council in charge; one prepared and never asked is no vote."""
    return (
        select(Vote)
        .join(Vote.agenda_item)
        .join(AgendaItem.meeting)
        .join(Dossier, Dossier.id == AgendaItem.dossier_id)
        .options(contains_eager(Vote.agenda_item).contains_eager(AgendaItem.meeting))
        .where(
            Meeting.council_id == Dossier.council_id,
            Meeting.state != MeetingState.CANCELLED,
            Vote.question == question,
            Vote.state != VoteState.READY,
        )
    )


def latest_vote(dossier: Dossier, question: str) -> Vote | None:
    """The newest vote on a question about the dossier in the council in charge."""
    query = _asked(question).where(AgendaItem.dossier_id == dossier.id)
    return db.session.scalar(query.order_by(Vote.opened_at.desc(), Vote.id.desc()).limit(1))


def latest_votes(dossiers: Iterable[Dossier], question: str) -> dict[int, Vote]:
    """The same for many dossiers in one query, by dossier id."""
    ids = [dossier.id for dossier in dossiers]
    query = _asked(question).where(AgendaItem.dossier_id.in_(ids))
    votes = db.session.scalars(query.order_by(Vote.opened_at, Vote.id))
    return {vote.agenda_item.dossier_id: vote for vote in votes if vote.agenda_item.dossier_id}


def carried_by(vote: Vote | None) -> bool | None:
    """True or False once the vote is closed; None before, and where its quorum was not met."""
    if vote is None or vote.result is None or not vote.result["quorum_met"]:
        return None
    return bool(vote.result["carried"])


def outcome(dossier: Dossier, question: str) -> bool | None:
    """What the newest vote came to; None before, or when an objection has overtaken it."""
    vote = latest_vote(dossier, question)
    objection = last_objection(dossier)
    if vote is not None and objection and vote.closed_at and objection > vote.closed_at:
        return None
    return carried_by(vote)


def last_objection(dossier: Dossier) -> datetime | None:
    """When a province last answered that it does not agree."""
    return db.session.scalar(
        select(ConsultationEntry.replied_at)
        .where(
            ConsultationEntry.dossier_id == dossier.id, ConsultationEntry.reply == Reply.DISAGREE
        )
        .order_by(ConsultationEntry.replied_at.desc())
        .limit(1)
    )


def national_tier(dossier: Dossier) -> str | None:
    """The tier the national council voted for: the one by decision, the earned one, or None."""
    if not outcome(dossier, "award"):
        return None
    book = rulebooks.of(dossier.cycle)
    sheet = scoresheets.counting(dossier)
    by_decision = next(tier.code for tier in book.tiers if tier.by_decision)
    if sheet is not None and is_eligible(sheet.level) and outcome(dossier, "gold"):
        return by_decision
    return next(tier.code for tier in book.tiers if not tier.by_decision)


def is_eligible(level: str) -> bool:
    """Whether a frozen level opens the question about the tier that is given by decision (R8)."""
    return level.endswith("-eligible")
