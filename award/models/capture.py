"""Captured EPCIS events: every key begins with the organisation, payloads lie by time."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from award.extensions import Base
from award.models.columns import state_column
from award.models.identity import User
from award.models.organisation import Organisation


class CaptureSource(StrEnum):
    """How a document came in."""

    API = "api"
    UPLOAD = "upload"
    TEMPLATE = "template"


class CaptureJob(Base):
    """One document: what it was, and what became of its events."""

    __tablename__ = "capture_job"
    __table_args__ = (
        CheckConstraint("total = accepted + rejected + duplicate", name="counts_agree"),
        CheckConstraint("(finished_at IS NULL) = (success IS NULL)", name="success_at_finish"),
        Index("ix_capture_job_listing", "organisation_id", "created_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    source: Mapped[CaptureSource] = state_column(CaptureSource)
    rollback: Mapped[bool] = mapped_column(default=True)
    name: Mapped[str] = mapped_column(default="")
    sha256: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    storage_key: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    finished_at: Mapped[datetime | None]
    success: Mapped[bool | None]
    total: Mapped[int] = mapped_column(default=0)
    accepted: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[int] = mapped_column(default=0)
    duplicate: Mapped[int] = mapped_column(default=0)
    warning: Mapped[int] = mapped_column(default=0)
    findings: Mapped[dict[str, Any]] = mapped_column(default=dict)


class EventKey(Base):
    """An event's identity: unique by its id and by its hash within the organisation (T12).

    `hash` is the 64 hexadecimal digits of the event hash id. A declaration that an event was wrong
    has the id and the hash of that event, so it is a key beside it.
    """

    __tablename__ = "event_key"
    __table_args__ = (
        UniqueConstraint("organisation_id", "event_id", "declares_error"),
        UniqueConstraint("organisation_id", "hash", "declares_error"),
        Index("ix_event_key_time", "organisation_id", "event_time"),
        Index("ix_event_key_record", "organisation_id", "record_time", "event_no"),
        Index("ix_event_key_declaration", "organisation_id", postgresql_where="declares_error"),
    )

    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), primary_key=True)
    event_no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    event_id: Mapped[str]
    hash: Mapped[str]
    kind: Mapped[str]
    action: Mapped[str | None]
    biz_step: Mapped[str | None]
    disposition: Mapped[str | None]
    read_point: Mapped[str | None]
    biz_location: Mapped[str | None]
    event_time: Mapped[datetime]
    record_time: Mapped[datetime]
    job_id: Mapped[UUID] = mapped_column(ForeignKey(CaptureJob.id), index=True)
    declares_error: Mapped[bool]
    voided_by: Mapped[str | None]


class EventPayload(Base):
    """The event as JSON-LD; the only table partitioned by time."""

    __tablename__ = "event_payload"
    __table_args__ = {"postgresql_partition_by": "RANGE (event_time)"}  # noqa: RUF012 - SQLAlchemy's own word

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_time: Mapped[datetime] = mapped_column(primary_key=True)
    event_no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    payload: Mapped[dict[str, Any]]


class EventObject(Base):
    """An object that an event names, in its role, with its quantity."""

    __tablename__ = "event_object"
    __table_args__ = (
        CheckConstraint(
            "role IN ('object', 'parent', 'child', 'input', 'output')", name="role_known"
        ),
        Index("ix_event_object_lot", "organisation_id", "lot", "event_no"),
    )

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    role: Mapped[str]
    lot: Mapped[str]
    quantity: Mapped[Decimal | None]
    uom: Mapped[str | None]


class LotEdge(Base):
    """From one lot to the one made of it, or packed around it; not partitioned."""

    __tablename__ = "lot_edge"
    __table_args__ = (
        Index("ix_lot_edge_forward", "organisation_id", "source", "target"),
        Index("ix_lot_edge_backward", "organisation_id", "target", "source"),
    )

    organisation_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    event_no: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    place: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    source: Mapped[str]
    target: Mapped[str]
    kind: Mapped[str]
