"""Reads for the screens of the programme."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    Inspection,
    Organisation,
    PlanTask,
    PriorityProduct,
    ProgrammePlan,
    Province,
    ReportedOrganisation,
    ReportPeriod,
    SupportGrant,
)
from award.services import programme_plans, programme_reports


def plans(province: Province) -> Sequence[ProgrammePlan]:
    """The plans of a province, the newest year first."""
    return db.session.scalars(
        select(ProgrammePlan)
        .where(ProgrammePlan.province_code == province.code)
        .order_by(ProgrammePlan.year.desc())
    ).all()


def tasks(plan: ProgrammePlan, group: str = "") -> list[PlanTask]:
    """The tasks of a plan, overdue first; of one group only where named."""
    query = (
        select(PlanTask)
        .options(joinedload(PlanTask.evidence))
        .where(PlanTask.programme_plan_id == plan.id)
    )
    if group:
        query = query.where(PlanTask.solution_group == group)
    return programme_plans.in_order(db.session.scalars(query).all())


@dataclass(frozen=True, slots=True)
class Standing:
    """What the national office sees of a province in a year."""

    province: Province
    plan: ProgrammePlan | None
    tasks: int
    done: int
    overdue: int
    reports: tuple[programme_reports.Standing, ...]


def standings(year: int) -> list[Standing]:
    """Every province with plan, tasks and sent reports of a year; the queries do not grow."""
    plans = {
        plan.province_code: plan
        for plan in db.session.scalars(select(ProgrammePlan).where(ProgrammePlan.year == year))
    }
    counts = _counts(year)
    periods = [
        {one.province.code: one for one in programme_reports.standings(year, period)}
        for period in ReportPeriod
    ]
    return [
        Standing(
            place,
            plans.get(place.code),
            *counts.get(place.code, (0, 0, 0)),
            tuple(reports[place.code] for reports in periods),
        )
        for place in db.session.scalars(select(Province).order_by(Province.sort_key))
    ]


def _counts(year: int) -> dict[str, tuple[int, int, int]]:
    """Province → how many tasks its plan has, how many are done, how many overdue."""
    done = PlanTask.done_on.is_not(None)
    late = programme_plans.late_on(clock.today_local())
    rows = db.session.execute(
        select(
            ProgrammePlan.province_code,
            func.count(),
            func.count().filter(done),
            func.count().filter(late),
        )
        .join(PlanTask, PlanTask.programme_plan_id == ProgrammePlan.id)
        .where(ProgrammePlan.year == year)
        .group_by(ProgrammePlan.province_code)
    )
    return {row[0]: (row[1], row[2], row[3]) for row in rows}


@dataclass(frozen=True, slots=True)
class Records:
    """What the registers hold on one organisation, by its tax code."""

    support: Sequence[SupportGrant]
    products: Sequence[PriorityProduct]
    inspections: Sequence[Inspection]
    reported: Sequence[ReportedOrganisation]

    @property
    def any(self) -> bool:
        """Whether there is anything at all."""
        return bool(self.support or self.products or self.inspections or self.reported)


def records_of(organisation: Organisation) -> Records:
    """What concerns an organisation, the newest first."""
    code = organisation.tax_code

    def of(column: Any) -> Any:
        """The organisation's own lines, and those of its branches."""
        return (column == code) | column.startswith(f"{code}-", autoescape=True)

    return Records(
        support=db.session.scalars(
            select(SupportGrant)
            .where(of(SupportGrant.tax_code))
            .order_by(SupportGrant.granted_on.desc(), SupportGrant.id)
        ).all(),
        products=db.session.scalars(
            select(PriorityProduct)
            .where(of(PriorityProduct.tax_code))
            .order_by(PriorityProduct.decided_on.desc(), PriorityProduct.id)
        ).all(),
        inspections=db.session.scalars(
            select(Inspection)
            .where(of(Inspection.tax_code))
            .order_by(Inspection.inspected_on.desc(), Inspection.id)
        ).all(),
        reported=db.session.scalars(
            select(ReportedOrganisation)
            .where(of(ReportedOrganisation.tax_code))
            .order_by(ReportedOrganisation.year.desc(), ReportedOrganisation.id)
        ).all(),
    )
