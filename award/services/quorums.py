"""Who counts for a vote: seated members who are neither recused nor assessors of the dossier."""

from dataclasses import dataclass
from math import ceil

from sqlalchemy import Select, exists, select

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    VOTING_SEATS,
    Assignment,
    Attendance,
    Conflict,
    Council,
    Dossier,
    Membership,
    Seat,
    Vote,
)
from award.services import rulebooks


@dataclass(frozen=True, slots=True)
class VoteCount:
    """Members for one vote: seated, recused (or assessors), present, and needed for quorum."""

    seated: int
    recused: int
    present: int
    needed: int


def voting_seats(council: Council) -> list[Seat]:
    """The seats that have a vote now."""
    return [seat for seat in council.seats if seat.role in VOTING_SEATS and seat.ended_at is None]


def needed(council: Council, entitled: int) -> int:
    """The quorum of so many members, rounded up."""
    return ceil(rulebooks.of(council.cycle).vote.quorum * entitled)


def recused_ids(dossier: Dossier | None) -> frozenset[int]:
    """Persons who take no part in a vote on the dossier: conflicted, its own, its assessors."""
    if dossier is None:
        return frozenset()
    conflicted = (
        select(Conflict.user_id)
        .join(Dossier, Dossier.id == Conflict.dossier_id)
        .where(Dossier.organisation_id == dossier.organisation_id)
    )
    outside = frozenset(db.session.scalars(conflicted.union(_insiders(dossier))))
    return outside | assessor_ids(dossier)


def _insiders(dossier: Dossier) -> Select[int]:
    """The people of the organisation itself."""
    return select(Membership.user_id).where(
        Membership.organisation_id == dossier.organisation_id, Membership.ended_at.is_(None)
    )


def assessor_ids(dossier: Dossier) -> frozenset[int]:
    """Persons with an active assignment on the dossier, of whatever stage."""
    scored = select(Assignment.user_id).where(
        Assignment.dossier_id == dossier.id, Assignment.state.in_(ACTIVE_ASSIGNMENT)
    )
    return frozenset(db.session.scalars(scored))


def for_vote(vote: Vote) -> VoteCount:
    """The members that quorum and majority of this vote are counted from."""
    item = vote.agenda_item
    council = item.meeting.council
    seats = voting_seats(council)
    recused = recused_ids(item.dossier)
    entitled = [seat for seat in seats if seat.user_id not in recused]
    present = db.session.scalars(
        select(Seat.id).where(
            Seat.id.in_([seat.id for seat in entitled]),
            exists().where(
                Attendance.meeting_id == item.meeting_id,
                Attendance.seat_id == Seat.id,
                Attendance.present,
            ),
        )
    ).all()
    return VoteCount(
        seated=len(seats),
        recused=len(seats) - len(entitled),
        present=len(present),
        needed=needed(council, len(entitled)),
    )
