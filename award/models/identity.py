"""Persons, their sessions, and what they are allowed to be."""

from datetime import datetime
from enum import StrEnum

from flask_login import UserMixin
from sqlalchemy import CheckConstraint, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import state_column
from award.models.organisation import Organisation


class Role(StrEnum):
    """What a person is outside councils and teams (those are seats and team members)."""

    OWNER = "owner"
    EDITOR = "editor"
    READER = "reader"
    PROVINCE = "province"
    STANDING_BODY = "standing_body"
    ADMINISTRATOR = "administrator"


ORGANISATION_ROLES = frozenset({Role.OWNER, Role.EDITOR, Role.READER})


class User(UserMixin, Base):
    """A person who can sign in; without a password hash the invitation is still open."""

    __tablename__ = "user_account"
    __table_args__ = (CheckConstraint("email = lower(email)", name="email_lower"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(unique=True)
    full_name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(Text(collation="C"), default="")
    position: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    password_hash: Mapped[str | None]
    active: Mapped[bool] = mapped_column(default=True)
    demo: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    password_changed_at: Mapped[datetime | None]
    last_sign_in_at: Mapped[datetime | None]

    memberships: Mapped[list["Membership"]] = relationship(back_populates="user")

    @property
    def is_active(self) -> bool:
        """Flask-Login's question: may this account be used."""
        return self.active


class UserSession(Base):
    """One signed-in browser; the cookie holds the token, the table only its hash."""

    __tablename__ = "user_session"
    __table_args__ = (CheckConstraint("expires_at > created_at", name="expires_later"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    address: Mapped[str] = mapped_column(default="")
    browser: Mapped[str] = mapped_column(default="")

    user: Mapped[User] = relationship()


class PasswordToken(Base):
    """A one-time link by e-mail: an invitation or a reset."""

    __tablename__ = "password_token"
    __table_args__ = (CheckConstraint("purpose IN ('invite', 'reset')", name="purpose_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    user: Mapped[User] = relationship()


class Membership(Base):
    """A person's role in an organisation, a province, or the standing body."""

    __tablename__ = "membership"
    __table_args__ = (
        CheckConstraint(
            "(role IN ('owner', 'editor', 'reader')) = (organisation_id IS NOT NULL)",
            name="organisation_set",
        ),
        CheckConstraint("(role = 'province') = (province_code IS NOT NULL)", name="province_set"),
        UniqueConstraint(
            "user_id",
            "role",
            "organisation_id",
            "province_code",
            postgresql_nulls_not_distinct=True,
        ),
        Index(
            "uq_membership_one_role_per_organisation",
            "user_id",
            "organisation_id",
            unique=True,
            postgresql_where="organisation_id IS NOT NULL AND ended_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    role: Mapped[Role] = state_column(Role)
    organisation_id: Mapped[int | None] = mapped_column(ForeignKey(Organisation.id), index=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey("province.code"), index=True)
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    user: Mapped[User] = relationship(back_populates="memberships")
    organisation: Mapped[Organisation | None] = relationship()


class Consent(Base):
    """Explicit, versioned agreement to the processing of personal data (R36)."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("user_id", "text_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    text_version: Mapped[str]
    given_at: Mapped[datetime]
    withdrawn_at: Mapped[datetime | None]
