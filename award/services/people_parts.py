"""Which parts a person plays in award years: seats in councils, places in expert teams."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import Council, ExpertTeam, Seat, TeamMember, User
from award.services.founding import SEAT_NAMES
from award.words import _N


@dataclass(frozen=True, slots=True)
class Part:
    """One part: the year, where, as what, and since when it is over."""

    year: int
    where: str
    role: str
    ended_at: datetime | None


def of(person: User) -> list[Part]:
    """Every part of the person, the newest year first."""
    seats = db.session.scalars(
        select(Seat)
        .options(joinedload(Seat.council).joinedload(Council.cycle))
        .where(Seat.user_id == person.id)
    )
    members = db.session.scalars(
        select(TeamMember)
        .options(
            joinedload(TeamMember.team).joinedload(ExpertTeam.council).joinedload(Council.cycle)
        )
        .where(TeamMember.user_id == person.id)
    )
    parts = [
        Part(seat.council.cycle.year, seat.council.name, SEAT_NAMES[seat.role], seat.ended_at)
        for seat in seats
    ]
    parts += [
        Part(member.team.council.cycle.year, member.team.name, _expert(member), member.ended_at)
        for member in members
    ]
    return sorted(parts, key=lambda part: (-part.year, part.where))


def _expert(member: TeamMember) -> str:
    return (
        _N("Chuyên gia đánh giá, có thể làm trưởng nhóm")
        if member.lead
        else _N("Chuyên gia đánh giá")
    )
