"""An organisation that takes part, and what is known of its past."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.place import Province

Activity = Literal["production", "service"]
SmeSector = Literal["agriculture_industry", "trade_service"]
DONG = Numeric(20, 0)  # money in whole đồng


class OrganisationKind(StrEnum):
    """Legal form, as far as the award's papers tell them apart."""

    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    PUBLIC_UNIT = "public_unit"
    HOUSEHOLD = "household"


class Organisation(Versioned, Base):
    """Facts the organisation declares of itself; frozen into the dossier at registration."""

    __tablename__ = "organisation"
    __table_args__ = (
        CheckConstraint(
            "tax_code ~ '^[0-9]{10}(-[0-9]{3})?$' "
            "OR kind = 'household' AND tax_code ~ '^0[0-9]{11}$'",
            name="tax_code_shape",
        ),
        CheckConstraint("employees_permanent >= 0", name="employees_permanent_not_negative"),
        CheckConstraint("employees_insured >= 0", name="employees_insured_not_negative"),
        CheckConstraint("revenue_vnd >= 0", name="revenue_not_negative"),
        CheckConstraint("capital_vnd >= 0", name="capital_not_negative"),
        CheckConstraint("charter_capital_vnd >= 0", name="charter_capital_not_negative"),
        CheckConstraint("activity IN ('production', 'service')", name="activity_known"),
        CheckConstraint(
            "sme_sector IN ('agriculture_industry', 'trade_service')", name="sme_sector_known"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[OrganisationKind] = state_column(OrganisationKind)
    tax_code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str] = mapped_column(default="")
    short_name: Mapped[str] = mapped_column(default="")
    sort_key: Mapped[str] = mapped_column(Text(collation="C"))
    search_key: Mapped[str] = mapped_column(index=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code), index=True)
    address: Mapped[str]
    phone: Mapped[str] = mapped_column(default="")
    email: Mapped[str] = mapped_column(default="")
    website: Mapped[str] = mapped_column(default="")
    registration_number: Mapped[str] = mapped_column(default="")
    registered_on: Mapped[date | None]
    registered_by: Mapped[str] = mapped_column(default="")
    legal_representative: Mapped[str] = mapped_column(default="")
    representative_position: Mapped[str] = mapped_column(default="")
    operating_since: Mapped[date | None]
    ownership: Mapped[str] = mapped_column(default="")
    main_products: Mapped[str] = mapped_column(default="")
    activity: Mapped[Activity] = mapped_column(Text(), default="production")
    sme_sector: Mapped[SmeSector] = mapped_column(Text(), default="agriculture_industry")
    employees_permanent: Mapped[int | None]
    employees_insured: Mapped[int | None]
    revenue_vnd: Mapped[Decimal | None] = mapped_column(DONG)
    capital_vnd: Mapped[Decimal | None] = mapped_column(DONG)
    charter_capital_vnd: Mapped[Decimal | None] = mapped_column(DONG)
    production_sites: Mapped[str] = mapped_column(default="")
    contact_name: Mapped[str] = mapped_column(default="")
    contact_phone: Mapped[str] = mapped_column(default="")
    contact_email: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]

    province: Mapped[Province] = relationship()
    figures: Mapped[list["AnnualFigures"]] = relationship(
        order_by="AnnualFigures.year.desc()", cascade="all, delete-orphan"
    )
    systems: Mapped[list["ManagementSystem"]] = relationship(
        order_by="ManagementSystem.id", cascade="all, delete-orphan"
    )

    @property
    def shown_tax_code(self) -> str:
        """The tax code as others see it: a household's is its owner's personal number, masked."""
        return masked_tax_code(self.tax_code)


PERSONAL_NUMBER = 12  # digits; an organisation's own code has 10, or 10 and 3
OPEN_DIGITS = 3


def masked_tax_code(code: str) -> str:
    """A personal number with all but its last digits hidden; any other code as it is."""
    if len(code) != PERSONAL_NUMBER or not code.isdigit():
        return code
    return "*" * (PERSONAL_NUMBER - OPEN_DIGITS) + code[-OPEN_DIGITS:]


class AnnualFigures(Base):
    """Revenue, profit and payments to the budget of one year, in đồng; profit may be negative."""

    __tablename__ = "annual_figures"
    __table_args__ = (
        UniqueConstraint("organisation_id", "year"),
        CheckConstraint("year BETWEEN 1990 AND 2200", name="year_plausible"),
        CheckConstraint("revenue_vnd >= 0", name="revenue_not_negative"),
        CheckConstraint("budget_vnd >= 0", name="budget_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    year: Mapped[int]
    revenue_vnd: Mapped[Decimal | None] = mapped_column(DONG)
    profit_vnd: Mapped[Decimal | None] = mapped_column(DONG)
    budget_vnd: Mapped[Decimal | None] = mapped_column(DONG)


class ManagementSystem(Base):
    """A management system in use (ISO 9001, HACCP, GMP, VietGAP, …) and its certificate."""

    __tablename__ = "management_system"
    __table_args__ = (CheckConstraint("standard <> ''", name="standard_named"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    standard: Mapped[str]
    certificate_number: Mapped[str] = mapped_column(default="")
    issuer: Mapped[str] = mapped_column(default="")
    valid_until: Mapped[date | None]


class PastAward(Base):
    """An award of an earlier year; Gold ones bar re-entry for a while (R12)."""

    __tablename__ = "past_award"
    __table_args__ = (
        UniqueConstraint("organisation_id", "award_year"),
        CheckConstraint("tier IN ('gold', 'award', 'silver')", name="tier_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    award_year: Mapped[int]
    decision_year: Mapped[int]
    tier: Mapped[str]
    decision_number: Mapped[str] = mapped_column(default="")


class ReentryLift(Base):
    """The standing body's recorded decision that lifts the Gold re-entry bar for one year."""

    __tablename__ = "reentry_lift"
    __table_args__ = (UniqueConstraint("organisation_id", "award_year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    award_year: Mapped[int]
    decision_number: Mapped[str]
    decision_date: Mapped[date]
    reason: Mapped[str]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]


class ComplianceRecord(Base):
    """A recorded violation; a serious one blocks the proposal until a council notes on it (R13)."""

    __tablename__ = "compliance_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    field: Mapped[str]
    description: Mapped[str]
    happened_on: Mapped[date]
    source: Mapped[str]
    serious: Mapped[bool] = mapped_column(default=False)
    council_note: Mapped[str] = mapped_column(default="")
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
