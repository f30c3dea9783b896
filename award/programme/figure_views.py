"""Targets, denominators and yearly series, of a province or of the country, and lists behind."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.extensions import db
from award.guard import require
from award.models import ProgrammeTarget, Province, Unit, masked_tax_code
from award.policies import Policy, office, programme
from award.programme.blueprint import bp
from award.programme.figure_forms import UNIT_NAMES, DenominatorForm, TargetForm, ValueForm
from award.programme.paging import paged
from award.programme.views import asked_year
from award.refused import told_in
from award.screen import local_date
from award.services import places, programme_counts, programme_figures, workbooks
from award.services.programme_counts import Line, Origin
from award.services.programme_figures import KIND_NAMES
from award.services.programme_rules import Metric, rules
from award.words import _N

ORIGIN_NAMES = {
    Origin.VERIFIED: _N("Xác minh trên hệ thống"),
    Origin.PORTAL: _N("Danh sách của cổng"),
    Origin.SURVEY: _N("Khảo sát tự báo cáo"),
}
_HEADS = (
    _N("Mã số thuế"), _N("Tên"), _N("Loại"), _N("Tỉnh, thành phố"), _N("Nguồn xác nhận"),
    _N("Căn cứ"), _N("Ngày"),
)  # fmt: skip
_SAVED = _N("Đã ghi số liệu.")
_WHERE = "/programme/<province_code>"
_COUNTRY = "/programme/national"


def of_any_place(
    method: str, path: str, policy: Policy, national: Policy, name: str
) -> Callable[[Any], Any]:
    """One view for a province and, under a name of its own, for the country.

    The view takes `province`, which is None for the country.
    """

    def decorate(view: Any) -> Any:
        def of_country(**arguments: Any) -> Any:
            return view(None, **arguments)

        def of_province(province: Province, **arguments: Any) -> Any:
            return view(province, **arguments)

        route = getattr(bp, method)
        route(f"{_WHERE}/{path}", endpoint=name)(require(policy, Province)(of_province))
        route(f"{_COUNTRY}/{path}", endpoint=f"national_{name}")(require(national)(of_country))
        return view

    return decorate


def place_url(name: str, province: Province | None, **values: Any) -> str:
    """The address of a page in a province or, without one, in the country."""
    if province is None:
        return url_for(f"programme.national_{name}", **values)
    return url_for(f"programme.{name}", province_code=province.code, **values)


@of_any_place("get", "figures", programme.view, programme.enter, "figures")
def figures(province: Province | None) -> ResponseReturnValue:
    """Targets with results of a year, denominators, yearly series."""
    return _page(province)


@of_any_place("post", "denominators", programme.edit, office.manage, "add_denominator")
def add_denominator(province: Province | None) -> ResponseReturnValue:
    """Enter how many there are of a kind."""
    form = DenominatorForm()
    if form.validate():
        with told_in(form, form.count):
            programme_figures.save_denominator(
                province,
                year=form.year.data or 0,
                kind=form.chosen,
                count=form.count.data or 0,
                source=form.source.data or "",
                as_of=form.as_of.data,
                actor=current_user,
            )
            return _saved(province, form.year.data)
    return _page(province, denominator=form), 422


@of_any_place("post", "targets", programme.edit, office.manage, "add_target")
def add_target(province: Province | None) -> ResponseReturnValue:
    """Add a target."""
    form = TargetForm()
    if form.validate():
        with told_in(form, form.value):
            programme_figures.save_target(
                province,
                year=form.year.data or 0,
                metric=form.metric.data or "",
                series_title=form.series_title.data or "",
                value=form.value.data or Decimal(0),
                unit=Unit(form.unit.data),
                source=form.source.data or "",
                actor=current_user,
            )
            return _saved(province, asked_year())
    return _page(province, target=form), 422


@of_any_place("post", "series", programme.edit, office.manage, "add_value")
def add_value(province: Province | None) -> ResponseReturnValue:
    """Enter the value of a yearly series."""
    form = ValueForm()
    if form.validate():
        with told_in(form, form.unit):
            programme_figures.save_value(
                province,
                programme=form.programme.data,
                title=form.title.data or "",
                unit=form.unit.data or "",
                year=form.year.data or 0,
                value=form.value.data or Decimal(0),
                source=form.source.data or "",
                as_of=form.as_of.data,
                actor=current_user,
            )
            return _saved(province, form.year.data)
    return _page(province, value=form), 422


@bp.post("/programme/targets/<int:programme_target_id>/remove")
@require(programme.edit, ProgrammeTarget)
def remove_target(programme_target: ProgrammeTarget) -> ResponseReturnValue:
    """Take back a target that was added on screen."""
    code = programme_target.province_code
    programme_figures.remove_target(programme_target, actor=current_user)
    db.session.commit()
    flash(_N("Đã bỏ chỉ tiêu."), "success")
    if code is None:
        return redirect(url_for("programme.national_figures"))
    return redirect(url_for("programme.figures", province_code=code))


@of_any_place("get", "lists/<metric>", programme.view, office.manage, "behind")
def behind(province: Province | None, metric: str) -> ResponseReturnValue:
    """The list of organisations behind a figure."""
    rule, year = _metric(metric), asked_year()
    lines = programme_counts.lines(rule, year, province)
    given = programme_counts.denominators(year, province)
    return render_template(
        "programme/list.html",
        province=province,
        place_url=place_url,
        metric=rule,
        year=year,
        page=paged(lines),
        share=programme_counts.share(lines, rule.kinds, given),
        **_names(),
    )


@of_any_place("get", "lists/<metric>.xlsx", programme.view, office.manage, "behind_workbook")
def behind_workbook(province: Province | None, metric: str) -> Response:
    """The same list as a workbook."""
    rule, year = _metric(metric), asked_year()
    names = {place.code: place.name for place in places.all_provinces()}
    lines = programme_counts.lines(rule, year, province)
    content = workbooks.of_texts(_N("Danh sách"), _HEADS, [_cells(line, names) for line in lines])
    return downloads.send_made(content, downloads.XLSX, f"{rule.title} – {year}.xlsx")


def _metric(code: str) -> Metric:
    try:
        return rules().metric(code)
    except LookupError:
        abort(404)


def _cells(line: Line, names: dict[str, str]) -> tuple[str, ...]:
    place = names.get(line.province_code or "", "")
    kind = KIND_NAMES_BY_CODE.get(line.kind, "")
    return (
        masked_tax_code(line.tax_code), line.name, kind, place, ORIGIN_NAMES[line.origin], line.why,
        local_date(line.as_of),
    )  # fmt: skip


KIND_NAMES_BY_CODE = {kind.value: name for kind, name in KIND_NAMES.items()}


def _names() -> dict[str, Any]:
    return {
        "kinds": KIND_NAMES_BY_CODE,
        "origins": ORIGIN_NAMES,
        "units": UNIT_NAMES,
    }


def _saved(province: Province | None, year: int | None) -> ResponseReturnValue:
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(place_url("figures", province, year=year))


def _page(province: Province | None, **forms: Any) -> str:
    year = asked_year()
    policy = office.manage if province is None else programme.edit
    return render_template(
        "programme/figures.html",
        province=province,
        place_url=place_url,
        year=year,
        targets=programme_figures.with_results(province, year),
        denominators=programme_figures.of_place(province),
        series=programme_figures.series_of(province),
        programmes=rules().programme_titles(),
        may_edit=policy(current_user, province) is None,
        denominator=forms.get("denominator") or DenominatorForm(formdata=None, year=year),
        target=forms.get("target") or TargetForm(formdata=None),
        value=forms.get("value") or ValueForm(formdata=None, year=year),
        **_names(),
    )
