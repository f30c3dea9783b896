"""Who is who around a dossier: its owner, secretary, chair, voters and assessors."""

from sqlalchemy import select

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    VOTING_SEATS,
    Assignment,
    Council,
    Dossier,
    Membership,
    Organisation,
    Role,
    Seat,
    SeatRole,
    Stage,
    User,
)
from award.services import assigning


def owner_of(dossier: Dossier) -> User:
    """The person who acts for the applicant."""
    return owner(dossier.organisation)


def owner(organisation: Organisation) -> User:
    """The first owner of an organisation."""
    return db.session.scalars(
        select(User)
        .join(Membership)
        .where(Membership.organisation_id == organisation.id, Membership.role == Role.OWNER)
        .order_by(User.id)
        .limit(1)
    ).one()


def secretary_of(council: Council) -> User:
    """The secretary of a council."""
    return _seated(council, SeatRole.SECRETARY)[0]


def chair_of(council: Council) -> User:
    """The chair of a council."""
    return _seated(council, SeatRole.CHAIR)[0]


def voters_of(council: Council) -> list[User]:
    """The members of a council who vote, the chair first."""
    return _seated(council, *VOTING_SEATS)


def _seated(council: Council, *roles: SeatRole) -> list[User]:
    query = (
        select(User)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.council_id == council.id, Seat.role.in_(roles), Seat.ended_at.is_(None))
        .order_by(Seat.id)
    )
    return list(db.session.scalars(query))


def assignments_of(dossier: Dossier, stage: Stage = Stage.DESK_REVIEW) -> list[Assignment]:
    """The active assignments of a dossier, the lead first."""
    return [one for one in assigning.team(dossier, stage) if one.state in ACTIVE_ASSIGNMENT]


def assessors_of(dossier: Dossier, stage: Stage = Stage.DESK_REVIEW) -> list[User]:
    """The active assessors of a dossier, the lead first."""
    return [one.user for one in assignments_of(dossier, stage)]


def lead_of(dossier: Dossier, stage: Stage = Stage.DESK_REVIEW) -> User:
    """Who leads the team of a dossier."""
    return next(one.user for one in assignments_of(dossier, stage) if one.lead)
