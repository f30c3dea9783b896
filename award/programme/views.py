"""The room's first pages: all provinces for the national office, one province for its officer."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock
from award.guard import require
from award.models import Province
from award.policies import facts, programme
from award.programme import queries
from award.programme.blueprint import bp
from award.programme.forms import FIRST_YEAR, LAST_YEAR
from award.services import programme_figures, programme_plans, report_rules
from award.services.programme_rules import rules


def asked_year() -> int:
    """The year that the address asks for, or the present one."""
    year = request.args.get("year", type=int) or 0
    return year if FIRST_YEAR <= year <= LAST_YEAR else clock.today_local().year


@bp.get("/programme")
@require(programme.enter)
def index() -> ResponseReturnValue:
    """An officer's own province; for the national office who has planned and reported."""
    code = facts.province_of(current_user)
    if code is not None:
        return redirect(url_for("programme.province", province_code=code))
    year = asked_year()
    return render_template(
        "programme/index.html",
        year=year,
        standings=queries.standings(year),
        periods=report_rules.rules().periods,
    )


@bp.get("/programme/<province_code>")
@require(programme.view, Province)
def province(province: Province) -> ResponseReturnValue:
    """What is overdue, the targets, and the way to everything else of a year."""
    year = asked_year()
    plan = programme_plans.of_year(province, year)
    tasks = [] if plan is None else queries.tasks(plan)
    return render_template(
        "programme/province.html",
        province=province,
        year=year,
        plan=plan,
        tasks=tasks,
        overdue=[] if plan is None else programme_plans.overdue(plan),
        groups=rules().group_titles(),
        targets=programme_figures.with_results(province, year),
        kinds={kind.value: name for kind, name in programme_figures.KIND_NAMES.items()},
        may_edit=programme.edit(current_user, province) is None,
    )
