"""To whom a message about a dossier or a council goes."""

from collections.abc import Iterable

from sqlalchemy import Select, select

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    Assignment,
    Council,
    Dossier,
    Membership,
    Role,
    Seat,
    SeatRole,
    User,
)


def owners(dossier: Dossier) -> list[User]:
    """The persons who act for the organisation."""
    return _people(
        select(User)
        .join(Membership)
        .where(
            Membership.organisation_id == dossier.organisation_id,
            Membership.role == Role.OWNER,
            Membership.ended_at.is_(None),
        )
    )


def secretaries(dossier: Dossier) -> list[User]:
    """The secretaries of the council in charge."""
    return _seated(dossier.council_id, [SeatRole.SECRETARY])


def team(dossier: Dossier) -> list[User]:
    """The assessors of the dossier."""
    return _people(
        select(User)
        .join(Assignment, Assignment.user_id == User.id)
        .where(Assignment.dossier_id == dossier.id, Assignment.state.in_(ACTIVE_ASSIGNMENT))
    )


def province(code: str) -> list[User]:
    """The officers of a province."""
    return _people(
        select(User)
        .join(Membership)
        .where(
            Membership.role == Role.PROVINCE,
            Membership.province_code == code,
            Membership.ended_at.is_(None),
        )
    )


def standing_body() -> list[User]:
    """Everybody of the standing body."""
    return _people(
        select(User)
        .join(Membership)
        .where(Membership.role == Role.STANDING_BODY, Membership.ended_at.is_(None))
    )


def members(council: Council) -> list[User]:
    """Everybody who sits in the council, each once."""
    return _seated(council.id, list(SeatRole))


def _seated(council_id: int, roles: Iterable[SeatRole]) -> list[User]:
    return _people(
        select(User)
        .join(Seat, Seat.user_id == User.id)
        .where(Seat.council_id == council_id, Seat.role.in_(roles), Seat.ended_at.is_(None))
        .distinct()
    )


def _people(query: Select[User]) -> list[User]:
    return list(db.session.scalars(query))
