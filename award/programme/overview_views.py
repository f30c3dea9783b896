"""The national office's page: who has reported, reminders, sums, comparison, a workbook."""

from dataclasses import dataclass

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads
from award.extensions import db
from award.guard import require
from award.models import ProgrammeReport, ReportPeriod
from award.policies import office
from award.programme.blueprint import bp
from award.programme.paging import paged
from award.programme.report_forms import FIRST_YEAR, LAST_YEAR
from award.screen import local_date, number
from award.services import programme_reports, reminding, workbooks
from award.services.programme_reports import Comparison, Standing
from award.services.report_rules import Period, rules
from award.words import _N

_REMINDED = _N("Đã gửi thư nhắc cán bộ của {count} địa phương chưa báo cáo.")


@dataclass(frozen=True, slots=True)
class Asked:
    """The period that the address asks for."""

    year: int
    period: ReportPeriod
    rule: Period

    @property
    def title(self) -> str:
        """`6 tháng đầu năm 2026`."""
        return f"{self.rule.title} {self.year}"


def _asked() -> Asked:
    year = request.args.get("year", type=int) or 0
    known = year if FIRST_YEAR <= year <= LAST_YEAR else clock.today_local().year
    word = request.args.get("period", "")
    period = ReportPeriod(word) if word in set(ReportPeriod) else ReportPeriod.HALF
    return Asked(known, period, rules().period(period))


@bp.get("/programme/reports")
@require(office.manage)
def reports_overview() -> ResponseReturnValue:
    """Every province with its report, what they add up to, and how they compare."""
    asked = _asked()
    standings = programme_reports.standings(asked.year, asked.period, figures=True)
    return render_template(
        "programme/overview.html",
        asked=asked,
        standings=standings,
        sent=[one for one in standings if one.report is not None],
        rows=_compared(standings),
        periods=rules().periods,
    )


@bp.get("/programme/reports/figures/<code>")
@require(office.manage)
def joined_figure(code: str) -> ResponseReturnValue:
    """The list behind the sum of one figure: whatever several provinces name stands once."""
    asked = _asked()
    standings = programme_reports.standings(asked.year, asked.period, figures=True)
    reports = _sent(standings)
    figure = next(
        (one for report in reports if (one := programme_reports.figure_of(report, code))), None
    )
    if figure is None:
        abort(404)
    return render_template(
        "programme/joined_figure.html",
        asked=asked,
        figure=figure,
        total=next(one.total for one in programme_reports.compared(reports) if one.code == code),
        page=paged(programme_reports.joined(standings, code)),
    )


def _compared(standings: list[Standing]) -> list[Comparison]:
    return programme_reports.compared(_sent(standings))


def _sent(standings: list[Standing]) -> list[ProgrammeReport]:
    return [one.report for one in standings if one.report is not None]


@bp.get("/programme/reports.xlsx")
@require(office.manage)
def reports_workbook() -> Response:
    """Provinces in lines, figures in columns, the sums below."""
    asked = _asked()
    standings = programme_reports.standings(asked.year, asked.period, figures=True)
    compared = _compared(standings)
    heads = [
        _N("Tỉnh, thành phố"),
        _N("Ngày gửi"),
        *(f"{one.title} ({one.unit})" for one in compared),
    ]
    lines = [
        [
            one.province.name,
            local_date(one.report.sent_at) if one.report else _N("Chưa gửi"),
            *(_shown(row, one.province.code) for row in compared),
        ]
        for one in standings
    ]
    total = [_N("Cộng (không đếm trùng)"), "", *(number(row.total) for row in compared)]
    content = workbooks.of_texts(_N("Tổng hợp"), heads, [*lines, total])
    name = _N("Tổng hợp báo cáo {title}.xlsx").format(title=asked.title)
    return downloads.send_made(content, downloads.XLSX, name)


def _shown(row: Comparison, code: str) -> str:
    return number(row.values[code]) if code in row.values else ""


@bp.post("/programme/reports/remind")
@require(office.manage)
def remind_provinces() -> ResponseReturnValue:
    """Write to the officers of the provinces that have not reported."""
    asked = _asked()
    count = reminding.remind(asked.year, asked.period, actor=current_user)
    db.session.commit()
    flash(_REMINDED.format(count=count), "success")
    return redirect(
        url_for("programme.reports_overview", year=asked.year, period=asked.period.value)
    )
