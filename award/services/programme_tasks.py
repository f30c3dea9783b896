"""What waits for a province's officer in the programme: late tasks, reports that are due."""

from collections.abc import Iterator

from sqlalchemy import exists, func, select

from award import clock
from award.extensions import db
from award.models import (
    PlanTask,
    ProgrammePlan,
    ProgrammeReport,
    ProgrammeReportState,
    ReportPeriod,
    User,
)
from award.policies import facts
from award.services import programme_plans
from award.services.report_rules import rules
from award.services.tasks import Task
from award.words import _N


def waiting(person: User) -> Iterator[Task]:
    """Overdue tasks that no later plan took over, and the newest reports of years with a plan."""
    code = facts.province_of(person)
    if code is None:
        return
    late = programme_plans.late_on(clock.today_local())
    plans = db.session.execute(
        select(ProgrammePlan, func.count(PlanTask.id), func.min(PlanTask.due_on))
        .outerjoin(PlanTask, (PlanTask.programme_plan_id == ProgrammePlan.id) & late)
        .where(ProgrammePlan.province_code == code)
        .group_by(ProgrammePlan.id)
        .order_by(ProgrammePlan.year)
    ).all()
    for plan, count, first in plans:
        if count:
            yield Task(
                _N("Xử lý {count} nhiệm vụ quá hạn").format(count=count),
                plan.title,
                "programme.plan",
                {"programme_plan_id": plan.id},
                clock.end_of_day(first),
            )
    for year in _newest_years([plan.year for plan, _, _ in plans]):
        yield from _reports(code, year)


def _newest_years(years: list[int]) -> list[int]:
    """The present year and the one before, where there is a plan; older reports are past asking."""
    this = clock.today_local().year
    return [year for year in years if year in {this - 1, this}]


def _reports(code: str, year: int) -> Iterator[Task]:
    for period in ReportPeriod:
        rule = rules().period(period)
        sent = exists().where(
            ProgrammeReport.province_code == code,
            ProgrammeReport.year == year,
            ProgrammeReport.period == period,
            ProgrammeReport.state == ProgrammeReportState.SENT,
        )
        if rule.last_day(year) < clock.today_local() and not db.session.scalar(select(sent)):
            yield Task(
                _N("Gửi báo cáo {title} {year}").format(title=rule.title, year=year),
                _N("Báo cáo gửi Bộ"),
                "programme.reports",
                {"province_code": code},
                clock.end_of_day(rule.due_on(year)),
            )
