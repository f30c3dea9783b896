"""What organisations report of themselves, and what lists of portals say: one line each."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import state_column
from award.models.files import StoredFile
from award.models.identity import User
from award.models.place import Province
from award.models.programme import YEARS, DenominatorKind

TAX_CODE = "tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' OR tax_code ~ '^[0-9]{12}$'"


class ClaimOrigin(StrEnum):
    """Who says so: the organisation in a survey, or the list of a portal."""

    SURVEY = "survey"
    PORTAL = "portal"


class HouseholdSign(Base):
    """The number of a row that stands for a household's own number in what is kept for good."""

    __tablename__ = "household_sign"
    __table_args__ = (CheckConstraint("tax_code ~ '^[0-9]{12}$'", name="personal_number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    tax_code: Mapped[str] = mapped_column(unique=True)


class SurveyImport(Base):
    """One workbook taken in as a whole: for what measure and year, from whom, as of which day."""

    __tablename__ = "survey_import"
    __table_args__ = (
        CheckConstraint(f"year {YEARS}", name="year_plausible"),
        CheckConstraint("source <> '' AND metric <> ''", name="named"),
        CheckConstraint("lines > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code), index=True)
    year: Mapped[int]
    metric: Mapped[str]
    origin: Mapped[ClaimOrigin] = state_column(ClaimOrigin)
    source: Mapped[str]
    as_of: Mapped[date]
    lines: Mapped[int]
    file_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))
    imported_at: Mapped[datetime]
    imported_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    file: Mapped[StoredFile] = relationship()


class ReportedOrganisation(Base):
    """An organisation of which a survey or a portal's list says that it meets the measure."""

    __tablename__ = "reported_organisation"
    __table_args__ = (
        UniqueConstraint("province_code", "year", "metric", "origin", "tax_code"),
        CheckConstraint(TAX_CODE, name="tax_code_shape"),
        CheckConstraint("name <> ''", name="named"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        Index("ix_reported_organisation_tax_code", "tax_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    survey_import_id: Mapped[int] = mapped_column(ForeignKey(SurveyImport.id), index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code))
    year: Mapped[int]
    metric: Mapped[str]
    origin: Mapped[ClaimOrigin] = state_column(ClaimOrigin)
    tax_code: Mapped[str]
    name: Mapped[str]
    kind: Mapped[DenominatorKind] = state_column(DenominatorKind)
    percent: Mapped[Decimal | None]
    since: Mapped[date | None]

    survey: Mapped[SurveyImport] = relationship()
