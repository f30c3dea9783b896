"""Signed-in browsers: begun, resumed, listed and revoked; the table holds only a token's hash."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import contains_eager

from award import clock
from award.config import current
from award.extensions import db
from award.models import User, UserSession
from award.services import tokens
from award.services.own_transaction import own_transaction

SEEN_EVERY = timedelta(minutes=1)  # how exact "last seen" is
LONGEST_BROWSER = 300  # characters kept of what a browser says of itself


def begin(user: User, *, address: str = "", browser: str = "") -> str:
    """Sign a person in on one browser; return the token for its cookie, which is kept nowhere."""
    token, now = tokens.new(), clock.now()
    db.session.add(
        UserSession(
            token_hash=tokens.hashed(token),
            user=user,
            created_at=now,
            seen_at=now,
            expires_at=now + timedelta(hours=current().absolute_hours),
            address=address,
            browser=browser[:LONGEST_BROWSER],
        )
    )
    db.session.flush()
    return token


def resume(token: str) -> UserSession | None:
    """The session of a cookie while it is neither revoked, idle too long, over, nor deactivated."""
    now = clock.now()
    return db.session.scalar(
        select(UserSession)
        .join(UserSession.user)
        .options(contains_eager(UserSession.user))
        .where(
            UserSession.token_hash == tokens.hashed(token),
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > now,
            UserSession.seen_at > now - _idle(),
            User.active,
        )
    )


def note_seen(session: UserSession) -> None:
    """Remember that the browser was here now; kept even when the request itself fails."""
    now = clock.now()
    if now - session.seen_at < SEEN_EVERY:
        return
    with own_transaction() as apart:
        apart.execute(
            update(UserSession)
            .where(UserSession.id == session.id, UserSession.seen_at < now)
            .values(seen_at=now)
        )


def live(user: User) -> Sequence[UserSession]:
    """The person's sessions that still work, the latest used first."""
    now = clock.now()
    return db.session.scalars(
        select(UserSession)
        .where(
            UserSession.user_id == user.id,
            UserSession.revoked_at.is_(None),
            UserSession.expires_at > now,
            UserSession.seen_at > now - _idle(),
        )
        .order_by(UserSession.seen_at.desc(), UserSession.id.desc())
    ).all()


def end(user: User, session_id: int) -> bool:
    """Revoke one session of this person; False when the person has no such live session."""
    mine = next((session for session in live(user) if session.id == session_id), None)
    if mine is None:
        return False
    mine.revoked_at = clock.now()
    db.session.flush()
    return True


def end_all(user: User, *, but: UserSession | None = None) -> int:
    """Revoke every session of this person, `but` one if named; return how many.

    To be called whenever a password changes or an account is deactivated.
    """
    unrevoked = db.session.scalars(
        select(UserSession).where(UserSession.user_id == user.id, UserSession.revoked_at.is_(None))
    )
    ended = [session for session in unrevoked if but is None or session.id != but.id]
    for session in ended:
        session.revoked_at = clock.now()
    db.session.flush()
    return len(ended)


def _idle() -> timedelta:
    return timedelta(minutes=current().idle_minutes)
