"""Frozen score sheets and issued documents: what was true and what was printed."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.dossier import Dossier
from award.models.files import StoredFile
from award.models.identity import User
from award.models.review import Phase


class ScoreSheetRecord(Base):
    """A frozen `scoring.sheet.ScoreSheet` of one phase; later phases add, never replace."""

    __tablename__ = "score_sheet"
    __table_args__ = (
        UniqueConstraint("dossier_id", "phase"),
        CheckConstraint("sha256 ~ '^[0-9a-f]{64}$'", name="sha256_shape"),
        CheckConstraint("total BETWEEN 0 AND 1000", name="total_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    phase: Mapped[Phase] = state_column(Phase)
    total: Mapped[Decimal]
    level: Mapped[str]
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    frozen_at: Mapped[datetime]
    frozen_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    dossier: Mapped[Dossier] = relationship()


class DocumentState(StrEnum):
    """Being rendered; dự thảo; đã ký; bản sao; or the rendering failed."""

    RENDERING = "rendering"
    DRAFT = "draft"
    SIGNED = "signed"
    COPY = "copy"
    FAILED = "failed"


class IssuedDocument(Versioned, Base):
    """A paper made from frozen `data`; the signed copy is attached, never overwritten."""

    __tablename__ = "issued_document"
    __table_args__ = (
        CheckConstraint("data_sha256 ~ '^[0-9a-f]{64}$'", name="data_sha256_shape"),
        CheckConstraint(
            "state IN ('rendering', 'failed') OR file_id IS NOT NULL", name="file_when_rendered"
        ),
        CheckConstraint(
            "(state IN ('signed', 'copy')) = (signed_file_id IS NOT NULL)", name="signed_copy"
        ),
        Index("ix_issued_document_subject", "subject_type", "subject_id", "kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    subject_type: Mapped[str]
    subject_id: Mapped[int]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey(Dossier.id), index=True)
    state: Mapped[DocumentState] = state_column(DocumentState, default=DocumentState.RENDERING)
    title: Mapped[str]
    number: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    data: Mapped[dict[str, Any]]
    data_sha256: Mapped[str]
    verification_code: Mapped[str] = mapped_column(unique=True)
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    pages: Mapped[int | None]
    error: Mapped[str] = mapped_column(default="")
    signed_file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    signed_by: Mapped[str] = mapped_column(default="")
    signed_on: Mapped[date | None]
    organisation_seal: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    dossier: Mapped[Dossier | None] = relationship()
    file: Mapped[StoredFile | None] = relationship(foreign_keys=file_id)
    signed_file: Mapped[StoredFile | None] = relationship(foreign_keys=signed_file_id)
