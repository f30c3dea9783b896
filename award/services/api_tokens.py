"""Bearer tokens of an organisation: made and shown once, kept as a hash, expiring, revocable."""

from collections.abc import Collection
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import ApiToken, Organisation, User
from award.policies import Refusal
from award.services import auditing, tokens
from award.services.own_transaction import own_transaction
from award.services.people import one_line
from award.words import _N

LONGEST_LIFE = timedelta(days=366)
SEEN_EVERY = timedelta(minutes=5)  # between two notes of when a token was last used


class Scope(StrEnum):
    """What a token may be used for."""

    CAPTURE = "capture"
    QUERY = "query"


def create(
    organisation: Organisation,
    *,
    name: str,
    scopes: Collection[Scope],
    expires_at: datetime,
    actor: User,
) -> tuple[ApiToken, str]:
    """A new token and its text, which is not kept and cannot be shown again; flushes.

    Raises `Refusal` for a missing name, no scope, or an end that is past or over a year away.
    """
    clean = one_line(name)
    if not clean:
        raise Refusal(_N("Hãy đặt tên cho mã truy cập để nhận ra hệ thống dùng nó."), at="name")
    if not scopes:
        raise Refusal(_N("Hãy chọn ít nhất một quyền cho mã truy cập."), at="scopes")
    now = clock.now()
    if not now < expires_at <= now + LONGEST_LIFE:
        raise Refusal(_N("Thời hạn phải ở tương lai và không quá 366 ngày."))
    shown = tokens.new()
    token = ApiToken(
        organisation_id=organisation.id,
        name=clean,
        token_hash=tokens.hashed(shown),
        scopes=sorted(Scope(one).value for one in scopes),
        created_at=now,
        created_by_id=actor.id,
        expires_at=expires_at,
    )
    db.session.add(token)
    db.session.flush()
    auditing.record(
        "create_api_token", token, actor=actor, data={"name": clean, "scopes": token.scopes}
    )
    return token, shown


def revoke(token: ApiToken, *, actor: User) -> None:
    """End a token at once; one that was revoked before stays as it is. Flushes."""
    if token.revoked_at is None:
        token.revoked_at = clock.now()
        db.session.flush()
        auditing.record("revoke_api_token", token, actor=actor, data={"name": token.name})


def of_organisation(organisation: Organisation) -> list[ApiToken]:
    """The organisation's tokens, the newest first."""
    query = (
        select(ApiToken)
        .where(ApiToken.organisation_id == organisation.id)
        .order_by(ApiToken.id.desc())
    )
    return list(db.session.scalars(query))


def find(shown: str) -> ApiToken | None:
    """The live token of this text, or None; its use is noted."""
    now = clock.now()
    token = db.session.scalar(
        select(ApiToken).where(
            ApiToken.token_hash == tokens.hashed(shown),
            ApiToken.revoked_at.is_(None),
            ApiToken.expires_at > now,
        )
    )
    if token is not None and (token.last_used_at is None or token.last_used_at < now - SEEN_EVERY):
        with own_transaction() as session:
            session.get_one(ApiToken, token.id).last_used_at = now
    return token
