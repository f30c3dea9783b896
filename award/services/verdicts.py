"""What a council has said on a dossier: the newest vote on a question, and what it came to."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import Select, func, select
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
    return outcomes([dossier], question)[dossier.id]


def outcomes(dossiers: Sequence[Dossier], question: str) -> dict[int, bool | None]:
    """The same for many dossiers in two queries, by dossier id."""
    votes, objections = latest_votes(dossiers, question), _last_objections(dossiers)
    return {
        dossier.id: _standing(votes.get(dossier.id), objections.get(dossier.id))
        for dossier in dossiers
    }


def _standing(vote: Vote | None, objection: datetime | None) -> bool | None:
    if vote is not None and objection and vote.closed_at and objection > vote.closed_at:
        return None
    return carried_by(vote)


def last_objection(dossier: Dossier) -> datetime | None:
    """When a province last answered that it does not agree."""
    return _last_objections([dossier]).get(dossier.id)


def _last_objections(dossiers: Iterable[Dossier]) -> dict[int, datetime]:
    rows = db.session.execute(
        select(ConsultationEntry.dossier_id, func.max(ConsultationEntry.replied_at))
        .where(
            ConsultationEntry.dossier_id.in_([dossier.id for dossier in dossiers]),
            ConsultationEntry.reply == Reply.DISAGREE,
        )
        .group_by(ConsultationEntry.dossier_id)
    )
    return {dossier_id: at for dossier_id, at in rows if at is not None}


def national_tier(dossier: Dossier) -> str | None:
    """The tier the national council voted for: the one by decision, the earned one, or None."""
    return national_tiers([dossier])[dossier.id]


def national_tiers(dossiers: Sequence[Dossier]) -> dict[int, str | None]:
    """The same for many dossiers, by dossier id; the number of queries does not grow with them."""
    award, gold = outcomes(dossiers, "award"), outcomes(dossiers, "gold")
    sheets = scoresheets.counting_of(dossiers)
    found: dict[int, str | None] = {}
    for dossier in dossiers:
        tiers = rulebooks.of(dossier.cycle).tiers
        sheet = sheets.get(dossier.id)
        highest = sheet is not None and is_eligible(sheet.level) and bool(gold[dossier.id])
        tier = next(tier.code for tier in tiers if tier.by_decision is highest)
        found[dossier.id] = tier if award[dossier.id] else None
    return found


def is_eligible(level: str) -> bool:
    """Whether a frozen level opens the question about the tier that is given by decision (R8)."""
    return level.endswith("-eligible")
