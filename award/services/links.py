"""One-time links by e-mail: an invitation or a reset; each sets a password once."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from award import clock
from award.config import current
from award.extensions import db
from award.models import PasswordToken, User
from award.services import tokens

INVITE, RESET = "invite", "reset"


@dataclass(frozen=True, slots=True)
class Link:
    """What goes into a letter; the token is kept nowhere else."""

    token: str
    until: datetime


def issue(user: User, purpose: str) -> Link:
    """Make a link for this person; their earlier links stop working."""
    close(user)
    settings, now = current(), clock.now()
    hours = settings.invite_hours if purpose == INVITE else settings.reset_hours
    link = Link(tokens.new(), now + timedelta(hours=hours))
    db.session.add(
        PasswordToken(
            user=user,
            purpose=purpose,
            token_hash=tokens.hashed(link.token),
            created_at=now,
            expires_at=link.until,
        )
    )
    db.session.flush()
    return link


def find(token: str, *, lock: bool = False) -> PasswordToken | None:
    """The open link of this token; with `lock` nobody else can use it before the commit."""
    query = (
        select(PasswordToken)
        .join(PasswordToken.user)
        .where(
            PasswordToken.token_hash == tokens.hashed(token),
            PasswordToken.used_at.is_(None),
            PasswordToken.expires_at > clock.now(),
            User.active,
        )
    )
    return db.session.scalar(query.with_for_update(of=PasswordToken) if lock else query)


def is_open(user: User) -> bool:
    """Whether a link of this person still works."""
    return (
        db.session.scalar(
            select(PasswordToken.id)
            .where(
                PasswordToken.user_id == user.id,
                PasswordToken.used_at.is_(None),
                PasswordToken.expires_at > clock.now(),
            )
            .limit(1)
        )
        is not None
    )


def close(user: User) -> None:
    """Let no link of this person work any more."""
    for link in db.session.scalars(
        select(PasswordToken).where(
            PasswordToken.user_id == user.id, PasswordToken.used_at.is_(None)
        )
    ):
        link.used_at = clock.now()
    db.session.flush()
