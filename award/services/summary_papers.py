"""The one page on a province's programme for its vice-chairman: results, money, what is late."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import exists, select

from award import clock
from award.extensions import db
from award.models import (
    AwardCycle,
    PlanTask,
    ProgrammePlan,
    ProgrammeReportState,
    Province,
    ReportPeriod,
    Unit,
    User,
)
from award.services import (
    authorities,
    paper_parts,
    programme_figures,
    programme_pictures,
    programme_plans,
    programme_reports,
    report_figures,
)
from award.services.paper_parts import Paper
from award.services.programme_figures import Target
from award.services.programme_pictures import Chart
from award.services.report_figures import worth
from award.services.report_rules import rules
from award.words import _N

KIND = "programme_summary"
TITLE = _N("Tóm tắt kết quả chương trình")
MOST_TARGETS, MOST_SERIES, MOST_LATE = 6, 3, 4  # what one page holds; the rest is told as a number
_TREND = 5  # years of a trend
_STATES = {
    ProgrammeReportState.DRAFT: _N("đang soạn"),
    ProgrammeReportState.SIGNED: _N("đã ký, chưa gửi"),
    ProgrammeReportState.SENT: _N("đã gửi"),
}


def paper(plan: ProgrammePlan, *, actor: User, **_: Any) -> Paper:
    """The page as of this moment."""
    place, today = plan.province, clock.today_local()
    agency = authorities.valid_on("province", today, place.code)
    name = _N("Ủy ban nhân dân {province}").format(province=paper_parts.province_name(place.code))
    charts = programme_pictures.of_place(place, plan.year, actor)
    data = {
        "kind": KIND,
        "kind_title": TITLE,
        "at": clock.now().isoformat(),
        "award": agency.name if agency else name,
        "demo": bool(db.session.scalar(select(exists().where(AwardCycle.demo)))),
        "province": place.name,
        "year": plan.year,
        "day": today.isoformat(),
        "plan": {"title": plan.title, "number": plan.number, "day": plan.issued_on.isoformat()},
        "targets": _targets(place, plan.year, charts),
        "series": _series(charts),
        "tasks": _tasks(plan),
        "budget": _budget(place, plan.year),
        "report": _report(place),
    }
    title = f"{TITLE} năm {plan.year} – {place.name}"
    return Paper(title, data)


def _limited(rows: Sequence[dict[str, Any]], most: int) -> dict[str, Any]:
    """So many rows, and how many were left out."""
    return {"rows": list(rows[:most]), "more": max(len(rows) - most, 0)}


def _targets(place: Province, year: int, charts: Iterable[Chart]) -> dict[str, Any]:
    """The targets of this year and the next to come, each with its result and its trend."""
    trends = {one.code: one for one in charts}
    found = programme_figures.with_results(place, year)
    nearest = sorted(found, key=lambda one: (one.year < year, one.year, one.title))
    rows = [_target(one, trends.get(f"target-{one.metric}"), year) for one in nearest]
    return _limited(rows, MOST_TARGETS)


def _target(target: Target, trend: Chart | None, year: int) -> dict[str, Any]:
    unit = " %" if target.unit is Unit.PERCENT else ""
    percent = target.share.percent if target.share is not None else None
    return {
        "title": target.title,
        "year": target.year,
        "mark": f"{target.value:f}" if target.unit is Unit.PERCENT else None,
        "asked": f"{programme_pictures.plain(target.value)}{unit}",
        "percent": f"{percent:f}" if percent is not None and unit else None,
        "result": _result(target),
        "standing": target.standing(year),
        "trend": [] if trend is None else _known(trend),
    }


def _result(target: Target) -> str:
    if target.share is not None and target.unit is Unit.PERCENT:
        return programme_pictures.told(target.share)
    if target.share is not None:
        return programme_pictures.plain(target.share.count)
    if target.reached_value is None:
        return _N("chưa có số liệu")
    return programme_pictures.plain(target.reached_value)


def _known(chart: Chart) -> list[dict[str, Any]]:
    """The points that have a value, as frozen data carry them."""
    return [
        {"label": one.label, "value": f"{one.value:f}"}
        for one in chart.points
        if one.value is not None
    ]


def _series(charts: Iterable[Chart]) -> dict[str, Any]:
    rows = [
        {"title": one.title, "caption": one.caption, "points": _known(one)[-_TREND:]}
        for one in charts
        if one.line
    ]
    return _limited(rows, MOST_SERIES)


def _tasks(plan: ProgrammePlan) -> dict[str, Any]:
    tasks = plan.tasks
    late = programme_plans.overdue(plan)
    return {
        "all": len(tasks),
        "done": sum(task.done_on is not None for task in tasks),
        "late": len(late),
        "worst": _limited([_late(task) for task in late], MOST_LATE),
    }


def _late(task: PlanTask) -> dict[str, Any]:
    days = (clock.today_local() - task.due_on).days
    due_on = task.due_on.isoformat()
    return {"title": task.title, "owner": task.owner, "due_on": due_on, "days": days}


def _budget(place: Province, year: int) -> dict[str, str | None]:
    """Planned, spent, granted; the same figures as the report's."""
    span = programme_reports.span_of(place, year, ReportPeriod.YEAR)
    found = {one.code: worth(one.lines, one.total) for one in report_figures.budget(span)}
    share = found["spent"] * 100 / found["budget"] if found["budget"] else None
    return {
        "planned": f"{found['budget']:f}",
        "spent": f"{found['spent']:f}",
        "share": None if share is None else f"{share.quantize(Decimal('0.1')):f}",
        "granted": f"{found['granted']:f}",
        "grants": f"{found['grants']:f}",
    }


def _report(place: Province) -> dict[str, Any] | None:
    """The province's last report, whatever its state."""
    last = next(iter(programme_reports.of_province(place)), None)
    if last is None:
        return None
    return {
        "title": programme_reports.title_of(last),
        "state": _STATES[last.state],
        "number": last.number,
        "day": paper_parts.text(last.issued_on),
        "sent_at": None if last.sent_at is None else last.sent_at.isoformat(),
        "due_on": rules().period(last.period).due_on(last.year).isoformat(),
        "edition": last.edition,
    }
