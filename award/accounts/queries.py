"""Lists for the screens of this room."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import Membership, Province, User


def provinces() -> Sequence[Province]:
    """The provinces of today in Vietnamese order (R35)."""
    return db.session.scalars(select(Province).order_by(Province.sort_key)).all()


def organisations_of(user: User) -> Sequence[Membership]:
    """The person's present memberships in organisations, by name."""
    found = db.session.scalars(
        select(Membership)
        .options(joinedload(Membership.organisation))
        .where(
            Membership.user_id == user.id,
            Membership.organisation_id.is_not(None),
            Membership.ended_at.is_(None),
        )
    ).all()
    return sorted(found, key=lambda one: one.organisation.sort_key if one.organisation else "")
