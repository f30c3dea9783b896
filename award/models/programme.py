"""The provincial programme: its plan and tasks, its targets, and what they are counted against."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.files import StoredFile
from award.models.identity import User
from award.models.organisation import DONG
from award.models.place import Province

YEARS = "BETWEEN 2000 AND 2200"


class ProgrammePlan(Versioned, Base):
    """Kế hoạch của tỉnh: number, date, signer, period; one for a year of a province."""

    __tablename__ = "programme_plan"
    __table_args__ = (
        UniqueConstraint("province_code", "year"),
        CheckConstraint(f"year {YEARS}", name="year_plausible"),
        CheckConstraint("period_to >= period_from", name="period_order"),
        CheckConstraint("number <> '' AND signer <> '' AND title <> ''", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str] = mapped_column(ForeignKey(Province.code))
    year: Mapped[int]
    title: Mapped[str]
    number: Mapped[str]
    issued_on: Mapped[date]
    signer: Mapped[str]
    period_from: Mapped[date]
    period_to: Mapped[date]
    file_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    province: Mapped[Province] = relationship()
    file: Mapped[StoredFile | None] = relationship()
    tasks: Mapped[list["PlanTask"]] = relationship(back_populates="plan", order_by="PlanTask.id")


class PlanTask(Versioned, Base):
    """One task of a group of solutions; `done_on` closes it and needs a result."""

    __tablename__ = "plan_task"
    __table_args__ = (
        UniqueConstraint("programme_plan_id", "carried_from_id"),
        CheckConstraint("title <> '' AND owner <> ''", name="named"),
        CheckConstraint("budget_vnd >= 0", name="budget_not_negative"),
        CheckConstraint("spent_vnd >= 0", name="spent_not_negative"),
        CheckConstraint("done_on IS NULL OR result <> ''", name="result_when_done"),
        CheckConstraint("carried_from_id <> id", name="not_its_own_heir"),
        Index("ix_plan_task_due", "programme_plan_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_plan_id: Mapped[int] = mapped_column(ForeignKey(ProgrammePlan.id))
    solution_group: Mapped[str]
    title: Mapped[str]
    owner: Mapped[str]
    due_on: Mapped[date]
    budget_vnd: Mapped[Decimal | None] = mapped_column(DONG)
    spent_vnd: Mapped[Decimal | None] = mapped_column(DONG)
    result: Mapped[str] = mapped_column(default="")
    done_on: Mapped[date | None]
    evidence_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    carried_from_id: Mapped[int | None] = mapped_column(ForeignKey("plan_task.id"))

    plan: Mapped[ProgrammePlan] = relationship(back_populates="tasks")
    evidence: Mapped[StoredFile | None] = relationship()


class Unit(StrEnum):
    """In what a target or a series is told."""

    PERCENT = "percent"
    COUNT = "count"


class DenominatorKind(StrEnum):
    """Doanh nghiệp, hợp tác xã, hộ; bên cung cấp giải pháp, hệ thống của bộ."""

    ENTERPRISE = "enterprise"
    COOPERATIVE = "cooperative"
    HOUSEHOLD = "household"
    PROVIDER = "provider"
    MINISTRY_SYSTEM = "ministry_system"


class Denominator(Versioned, Base):
    """How many there are of a kind in a province (or the country) in a year, with its source."""

    __tablename__ = "denominator"
    __table_args__ = (
        UniqueConstraint("province_code", "year", "kind", postgresql_nulls_not_distinct=True),
        CheckConstraint("count > 0", name="count_positive"),
        CheckConstraint("source <> ''", name="source_named"),
        CheckConstraint(f"year {YEARS}", name="year_plausible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))
    year: Mapped[int]
    kind: Mapped[DenominatorKind] = state_column(DenominatorKind)
    count: Mapped[int]
    source: Mapped[str]
    as_of: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class IndicatorSeries(Base):
    """A yearly indicator (programmes 100, 996, 1322, 19/2014, GQII, …) of a province or all."""

    __tablename__ = "indicator_series"
    __table_args__ = (
        UniqueConstraint("province_code", "title", postgresql_nulls_not_distinct=True),
        CheckConstraint("title <> ''", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))
    programme: Mapped[str]
    title: Mapped[str]
    unit: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    values: Mapped[list["IndicatorValue"]] = relationship(
        back_populates="series", order_by="IndicatorValue.year"
    )


class IndicatorValue(Versioned, Base):
    """The value of a series in one year, with where it comes from and of which day it is."""

    __tablename__ = "indicator_value"
    __table_args__ = (
        UniqueConstraint("indicator_series_id", "year"),
        CheckConstraint(f"year {YEARS}", name="year_plausible"),
        CheckConstraint("source <> ''", name="source_named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator_series_id: Mapped[int] = mapped_column(ForeignKey(IndicatorSeries.id))
    year: Mapped[int]
    value: Mapped[Decimal]
    source: Mapped[str]
    as_of: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    series: Mapped[IndicatorSeries] = relationship(back_populates="values")


class ProgrammeTarget(Versioned, Base):
    """A target added on screen; those of decisions that all know stand in programme.toml.

    `metric` names what is counted (programme.toml); a target on a series names the series instead.
    """

    __tablename__ = "programme_target"
    __table_args__ = (
        UniqueConstraint(
            "province_code",
            "year",
            "metric",
            "indicator_series_id",
            postgresql_nulls_not_distinct=True,
        ),
        CheckConstraint("(metric = '') = (indicator_series_id IS NOT NULL)", name="one_measure"),
        CheckConstraint("value > 0", name="value_positive"),
        CheckConstraint("unit <> 'percent' OR value <= 100", name="percent_range"),
        CheckConstraint("title <> '' AND source <> ''", name="named"),
        CheckConstraint(f"year {YEARS}", name="year_plausible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))
    year: Mapped[int]
    metric: Mapped[str] = mapped_column(default="")
    indicator_series_id: Mapped[int | None] = mapped_column(ForeignKey(IndicatorSeries.id))
    title: Mapped[str]
    value: Mapped[Decimal]
    unit: Mapped[Unit] = state_column(Unit)
    source: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    series: Mapped[IndicatorSeries | None] = relationship()
