"""The half-yearly and yearly report of a province to the ministry."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.files import StoredFile
from award.models.identity import User
from award.models.place import Province
from award.models.programme import YEARS


class ReportPeriod(StrEnum):
    """Sáu tháng đầu năm; cả năm."""

    HALF = "half"
    YEAR = "year"


class ProgrammeReportState(StrEnum):
    """Dự thảo; đã ký; đã gửi."""

    DRAFT = "draft"
    SIGNED = "signed"
    SENT = "sent"


class ProgrammeReport(Versioned, Base):
    """One report: figures drawn in (frozen with their day and hash), words of the officer.

    `figures` is what was drawn from the registers at `drawn_at`; drawing again replaces it while
    the report is a draft and never afterwards. A correction of a sent report is its next edition.
    `words` holds the text of each section by its code.
    """

    __tablename__ = "programme_report"
    __table_args__ = (
        UniqueConstraint("province_code", "year", "period", "edition"),
        CheckConstraint("edition > 0", name="edition_positive"),
        CheckConstraint(f"year {YEARS}", name="year_plausible"),
        CheckConstraint("figures_sha256 ~ '^[0-9a-f]{64}$'", name="sha256_shape"),
        CheckConstraint(
            "(state = 'draft') = (signed_file_id IS NULL)", name="signed_copy_when_signed"
        ),
        CheckConstraint(
            "state = 'draft' OR (number <> '' AND issued_on IS NOT NULL AND signer <> '')",
            name="numbered_when_signed",
        ),
        CheckConstraint("(state = 'sent') = (sent_at IS NOT NULL)", name="sent_at_set"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code), index=True)
    year: Mapped[int]
    period: Mapped[ReportPeriod] = state_column(ReportPeriod)
    edition: Mapped[int] = mapped_column(default=1)
    state: Mapped[ProgrammeReportState] = state_column(
        ProgrammeReportState, default=ProgrammeReportState.DRAFT
    )
    words: Mapped[dict[str, Any]] = mapped_column(default=dict)
    figures: Mapped[dict[str, Any]]
    figures_sha256: Mapped[str]
    drawn_at: Mapped[datetime]
    number: Mapped[str] = mapped_column(default="")
    issued_on: Mapped[date | None]
    signer: Mapped[str] = mapped_column(default="")
    signed_file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    sent_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    province: Mapped[Province] = relationship()
    signed_file: Mapped[StoredFile | None] = relationship()
