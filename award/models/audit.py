"""What happened, chained by hashes; what must be told; who read what."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.identity import User


class AuditEvent(Base):
    """One row of the chain: its hash covers its content and the hash of the row before."""

    __tablename__ = "audit_event"
    __table_args__ = (
        CheckConstraint("hash ~ '^[0-9a-f]{64}$'", name="hash_shape"),
        Index("ix_audit_event_subject", "subject_type", "subject_id", "id"),
    )

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[datetime]
    actor_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    action: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    from_state: Mapped[str | None]
    to_state: Mapped[str | None]
    note: Mapped[str] = mapped_column(default="")
    data: Mapped[dict[str, Any]] = mapped_column(default=dict)
    previous_hash: Mapped[str]
    hash: Mapped[str] = mapped_column(unique=True)

    actor: Mapped[User | None] = relationship()


class OutboxMessage(Base):
    """Something to tell or to make after commit; one background job each, safe to repeat."""

    __tablename__ = "outbox_message"
    __table_args__ = (
        CheckConstraint("kind IN ('email', 'document', 'portal')", name="kind_known"),
        Index("ix_outbox_message_open", "id", postgresql_where="delivered_at IS NULL"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    delivered_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    error: Mapped[str] = mapped_column(default="")


class AccessRecord(Base):
    """Somebody opened something confidential (R36); not part of the chain."""

    __tablename__ = "access_record"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    at: Mapped[datetime] = mapped_column(index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    what: Mapped[str]


class BreachRecord(Base):
    """A leak or loss of personal data: what, when known, who was told (R36)."""

    __tablename__ = "breach_record"
    __table_args__ = (CheckConstraint("known_at >= happened_at", name="known_after"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    happened_at: Mapped[datetime]
    known_at: Mapped[datetime]
    description: Mapped[str]
    measures: Mapped[str]
    reported_at: Mapped[datetime | None]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
