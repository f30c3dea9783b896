"""Reads for the screens of the programme."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import PlanTask, ProgrammePlan, ProgrammeReport, Province
from award.services import programme_plans


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
    reports: tuple[ProgrammeReport, ...]


def standings(year: int) -> list[Standing]:
    """Every province with its plan and reports of a year; three queries whatever their number."""
    plans = {
        plan.province_code: plan
        for plan in db.session.scalars(select(ProgrammePlan).where(ProgrammePlan.year == year))
    }
    reports: dict[str, list[ProgrammeReport]] = {}
    for report in db.session.scalars(
        select(ProgrammeReport).where(ProgrammeReport.year == year).order_by(ProgrammeReport.period)
    ):
        reports.setdefault(report.province_code, []).append(report)
    return [
        Standing(place, plans.get(place.code), tuple(reports.get(place.code, ())))
        for place in db.session.scalars(select(Province).order_by(Province.sort_key))
    ]
