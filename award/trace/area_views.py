"""Growing areas: the list, one area with the events that name it, adding, changing, removing."""

import json

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads, refused
from award.extensions import db
from award.forms import searched
from award.guard import require
from award.models import GrowingArea, Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import growing_areas, places
from award.services.editing import expect_version
from award.trace import area_forms, forms
from award.trace.blueprint import bp
from award.words import _N

_SAVED = _N("Đã lưu vùng trồng.")
_REMOVED = _N("Đã bỏ vùng trồng. Sự kiện đã nhận có nêu mã này vẫn giữ nguyên.")


@bp.get("/trace/organisations/<int:organisation_id>/areas")
@require(policy.view, Organisation)
def areas(organisation: Organisation) -> ResponseReturnValue:
    """The areas of the organisation in pages, found by code, grower, crop or season."""
    words, page = searched(), max(request.args.get("page", 1, int), 1)
    rows, total = growing_areas.find(organisation, words, min(page, 10_000))
    return render_template(
        "trace/areas.html",
        organisation=organisation,
        rows=rows,
        total=total,
        words=words,
        page=page,
        pages=-(-total // growing_areas.PER_PAGE),
        provinces=dict(places.choices()),
        may_edit=policy.edit(current_user, organisation) is None,
    )


@bp.get("/trace/organisations/<int:organisation_id>/areas.geojson")
@require(policy.view, Organisation)
def areas_geojson(organisation: Organisation) -> ResponseReturnValue:
    """The areas with a place, to hand to customers and authorities; private growers masked."""
    text = json.dumps(growing_areas.to_hand_over(organisation), ensure_ascii=False)
    return downloads.send_made(text.encode(), "application/geo+json", "vung-trong.geojson")


@bp.get("/trace/organisations/<int:organisation_id>/areas/new")
@require(policy.edit, Organisation)
def new_area(organisation: Organisation) -> ResponseReturnValue:
    """An empty form."""
    return _form_page(organisation, None, area_forms.area_form())


@bp.post("/trace/organisations/<int:organisation_id>/areas/new")
@require(policy.edit, Organisation)
def add_area(organisation: Organisation) -> ResponseReturnValue:
    """Declare an area, or show the form again with what is wrong."""
    return _save(organisation, None)


@bp.get("/trace/areas/<int:growing_area_id>")
@require(policy.view_area, GrowingArea)
def area(growing_area: GrowingArea) -> ResponseReturnValue:
    """One area: who grows what where, and the events that name it."""
    return render_template(
        "trace/area.html",
        area=growing_area,
        organisation=_owner(growing_area),
        plot=growing_areas.plot_of(growing_area),
        address=growing_areas.address(growing_area.code),
        events=growing_areas.events_naming(growing_area),
        provinces=dict(places.choices()),
        most=growing_areas.EVENTS_SHOWN,
        may_edit=policy.edit_area(current_user, growing_area) is None,
    )


@bp.get("/trace/areas/<int:growing_area_id>/edit")
@require(policy.edit_area, GrowingArea)
def edit_area(growing_area: GrowingArea) -> ResponseReturnValue:
    """The form, as the area stands."""
    return _form_page(_owner(growing_area), growing_area, area_forms.area_form(growing_area))


@bp.post("/trace/areas/<int:growing_area_id>/edit")
@require(policy.edit_area, GrowingArea)
def save_area(growing_area: GrowingArea) -> ResponseReturnValue:
    """Save the area, or show the form again with what is wrong."""
    return _save(_owner(growing_area), growing_area)


@bp.post("/trace/areas/<int:growing_area_id>/remove")
@require(policy.edit_area, GrowingArea)
def remove_area(growing_area: GrowingArea) -> ResponseReturnValue:
    """Take the area out."""
    organisation_id = growing_area.organisation_id
    growing_areas.remove(growing_area, actor=current_user)
    db.session.commit()
    flash(_REMOVED, "success")
    return redirect(url_for("trace.areas", organisation_id=organisation_id))


def _save(organisation: Organisation, row: GrowingArea | None) -> ResponseReturnValue:
    form = area_forms.area_form(row)
    right, geometry = form.validate(), form.read_geometry()
    if not right or form.errors:
        return _form_page(organisation, row, form), 422
    if row is not None:
        mine = [(_N("Chủ vùng trồng"), form.grower.data or "", row.grower)]
        expect_version(row, forms.version_of(form), mine)
    try:
        saved = growing_areas.save(organisation, form.facts(geometry), actor=current_user, area=row)
    except Refusal as why:
        refused.in_form(form, why, form.code)
        return _form_page(organisation, row, form), 422
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(url_for("trace.area", growing_area_id=saved.id))


def _form_page(
    organisation: Organisation, row: GrowingArea | None, form: area_forms.AreaForm
) -> str:
    return render_template("trace/area_edit.html", organisation=organisation, area=row, form=form)


def _owner(area: GrowingArea) -> Organisation:
    return db.session.get_one(Organisation, area.organisation_id)
