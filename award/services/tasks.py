"""One thing that waits for a person, and whose councils and dossiers are asked about."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select

from award.models import Conflict, Dossier, Seat, SeatRole, User


@dataclass(frozen=True, slots=True)
class Task:
    """One thing to do: a sentence, where (endpoint and its arguments), until when (UTC)."""

    text: str
    about: str
    endpoint: str
    arguments: dict[str, Any] = field(default_factory=dict)
    due: datetime | None = None


def my_councils(person: User, roles: frozenset[SeatRole]) -> Any:
    """Councils in which the person has one of the seats."""
    return select(Seat.council_id).where(
        Seat.user_id == person.id, Seat.role.in_(roles), Seat.ended_at.is_(None)
    )


def unconflicted(person: User) -> Any:
    """Dossiers whose organisation the person has no declared conflict with."""
    declared = (
        select(Dossier.organisation_id)
        .join(Conflict, Conflict.dossier_id == Dossier.id)
        .where(Conflict.user_id == person.id)
    )
    return Dossier.organisation_id.not_in(declared)
