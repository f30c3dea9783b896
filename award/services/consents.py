"""Consent to the processing of personal data: explicit, of one text version, withdrawable (R36)."""

from collections.abc import Sequence

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Consent, User
from award.services import auditing

TEXT_VERSION = "2026-1"  # the text is templates/accounts/consents/<version>.html


def given(user: User) -> Consent | None:
    """The person's standing consent to the present text."""
    return db.session.scalar(
        select(Consent).where(
            Consent.user_id == user.id,
            Consent.text_version == TEXT_VERSION,
            Consent.withdrawn_at.is_(None),
        )
    )


def all_of(user: User) -> Sequence[Consent]:
    """Every consent the person ever gave, the newest text first."""
    return db.session.scalars(
        select(Consent).where(Consent.user_id == user.id).order_by(Consent.given_at.desc())
    ).all()


def give(user: User) -> None:
    """Record the person's consent to the present text; nothing when it stands already."""
    if given(user) is not None:
        return
    consent = db.session.scalar(
        select(Consent).where(Consent.user_id == user.id, Consent.text_version == TEXT_VERSION)
    ) or Consent(user_id=user.id, text_version=TEXT_VERSION)
    consent.given_at, consent.withdrawn_at = clock.now(), None
    db.session.add(consent)
    db.session.flush()
    auditing.record("give_consent", consent, actor=user, data={"text_version": TEXT_VERSION})


def withdraw(user: User) -> None:
    """Record that the person takes the consent back; nothing when there is none."""
    consent = given(user)
    if consent is None:
        return
    consent.withdrawn_at = clock.now()
    db.session.flush()
    auditing.record("withdraw_consent", consent, actor=user, data={"text_version": TEXT_VERSION})
