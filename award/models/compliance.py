"""What machine and people found of a product's traceability; never part of the points."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.dossier import Dossier
from award.models.files import StoredFile
from award.models.identity import User
from award.models.organisation import Organisation
from award.models.supply import Product


class ComplianceStatus(StrEnum):
    """Đạt, không đạt, chưa đủ bằng chứng, không áp dụng."""

    PASS = "pass"
    FAIL = "fail"
    INSUFFICIENT = "insufficient"
    NOT_APPLICABLE = "not_applicable"


class EvidenceClass(StrEnum):
    """How far a claim is proven (T24)."""

    DECLARED = "declared"
    DOCUMENT = "document"
    MACHINE = "machine"


class TraceEvidence(Versioned, Base):
    """Evidence for one control point: declared, or a document with issuer, number and validity."""

    __tablename__ = "trace_evidence"
    __table_args__ = (
        CheckConstraint(
            "evidence_class <> 'document' OR (issuer <> '' AND number <> '' "
            "AND file_id IS NOT NULL)",
            name="document_named",
        ),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="valid_order"),
        CheckConstraint("satisfaction IN (0, 0.5, 1)", name="satisfaction_step"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), index=True)
    control_point: Mapped[str]
    evidence_class: Mapped[EvidenceClass] = state_column(EvidenceClass)
    satisfaction: Mapped[Decimal]
    statement: Mapped[str]
    issuer: Mapped[str] = mapped_column(default="")
    number: Mapped[str] = mapped_column(default="")
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    removed_at: Mapped[datetime | None]

    product: Mapped[Product] = relationship()
    file: Mapped[StoredFile | None] = relationship()


class CheckRun(Base):
    """One run of a rule set over a product's events and evidence; its content never changes."""

    __tablename__ = "check_run"
    __table_args__ = (
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_shape"),
        CheckConstraint("index BETWEEN 0 AND 100", name="index_range"),
        Index("ix_check_run_latest", "product_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id))
    rule_set: Mapped[str]
    status: Mapped[ComplianceStatus] = state_column(ComplianceStatus)
    index: Mapped[Decimal | None]
    coverage: Mapped[Decimal | None]
    machine_share: Mapped[Decimal | None]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    ran_at: Mapped[datetime]
    ran_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    product: Mapped[Product] = relationship()


class ComplianceSnapshot(Base):
    """The run that was frozen with a dossier's submission (T25)."""

    __tablename__ = "compliance_snapshot"
    __table_args__ = (UniqueConstraint("dossier_id", "product_id", "check_run_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id))
    check_run_id: Mapped[int] = mapped_column(ForeignKey(CheckRun.id))
    frozen_at: Mapped[datetime]

    dossier: Mapped[Dossier] = relationship()
    check_run: Mapped[CheckRun] = relationship()
    product: Mapped[Product] = relationship()


class CheckOverride(Base):
    """An assessor's different judgement of a control point; counts once a second person agrees."""

    __tablename__ = "check_override"
    __table_args__ = (
        UniqueConstraint("dossier_id", "product_id", "control_point"),
        CheckConstraint("reason <> ''", name="reason_given"),
        CheckConstraint("satisfaction IN (0, 0.5, 1)", name="satisfaction_step"),
        CheckConstraint("confirmed_by_id <> proposed_by_id", name="two_persons"),
        CheckConstraint(
            "(confirmed_by_id IS NULL) = (confirmed_at IS NULL)", name="confirmed_at_set"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id))
    control_point: Mapped[str]
    satisfaction: Mapped[Decimal]
    reason: Mapped[str]
    proposed_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    proposed_at: Mapped[datetime]
    confirmed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    confirmed_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship()
    proposed_by: Mapped[User] = relationship(foreign_keys=[proposed_by_id])
    confirmed_by: Mapped[User | None] = relationship(foreign_keys=[confirmed_by_id])


class RecallDrill(Versioned, Base):
    """Diễn tập truy xuất – thu hồi: a seeded sample, timed, closed with a signed record (T19)."""

    __tablename__ = "recall_drill"
    __table_args__ = (
        CheckConstraint("finished_at IS NULL OR finished_at >= started_at", name="finish_order"),
        CheckConstraint("finished_at IS NULL OR result IS NOT NULL", name="result_at_finish"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    product_id: Mapped[int] = mapped_column(ForeignKey(Product.id), index=True)
    seed: Mapped[int] = mapped_column(BigInteger)
    sample: Mapped[list[str]]
    started_at: Mapped[datetime]
    started_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    found: Mapped[dict[str, Any]] = mapped_column(default=dict)
    result: Mapped[dict[str, Any] | None]
    finished_at: Mapped[datetime | None]
    finished_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    record_file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))

    product: Mapped[Product] = relationship()


class PortalState(StrEnum):
    """Chưa kết nối, đang kết nối, đã kết nối."""

    NONE = "none"
    CONNECTING = "connecting"
    CONNECTED = "connected"


class PortalLink(Versioned, Base):
    """An organisation's connection to a portal: profile, field map, address, proof (T30)."""

    __tablename__ = "portal_link"
    __table_args__ = (UniqueConstraint("organisation_id", "portal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    portal: Mapped[str]
    connection: Mapped[PortalState] = state_column(PortalState, default=PortalState.NONE)
    format: Mapped[str]
    field_map: Mapped[dict[str, Any]] = mapped_column(default=dict)
    url: Mapped[str] = mapped_column(default="")
    token_sealed: Mapped[str] = mapped_column(default="")
    proof_file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))

    organisation: Mapped[Organisation] = relationship()


class PortalPush(Base):
    """One export sent, or to be sent, to a portal."""

    __tablename__ = "portal_push"

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_link_id: Mapped[int] = mapped_column(ForeignKey(PortalLink.id), index=True)
    lot: Mapped[str]
    body_sha256: Mapped[str]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    sent_at: Mapped[datetime | None]
    status_code: Mapped[int | None]
    answer: Mapped[str] = mapped_column(default="")


class AuthorityRequest(Base):
    """A request of an authority for data: who, on what, until when (24 h), what was given (T21)."""

    __tablename__ = "authority_request"
    __table_args__ = (
        CheckConstraint("due_at > received_at", name="due_later"),
        CheckConstraint("(answered_at IS NULL) = (package_sha256 = '')", name="package_at_answer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    authority: Mapped[str]
    basis: Mapped[str]
    product_id: Mapped[int | None] = mapped_column(ForeignKey(Product.id))
    lot: Mapped[str] = mapped_column(default="")
    period_from: Mapped[date | None]
    period_to: Mapped[date | None]
    received_at: Mapped[datetime]
    due_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    package_sha256: Mapped[str] = mapped_column(default="")

    organisation: Mapped[Organisation] = relationship()
    product: Mapped[Product | None] = relationship()
    recorded_by: Mapped[User] = relationship(foreign_keys=[recorded_by_id])
    answered_by: Mapped[User | None] = relationship(foreign_keys=[answered_by_id])
