"""Growing areas from a table: the template, the preview by line, the whole table or nothing."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.extensions import db
from award.guard import require
from award.models import Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import area_import, sheets, spreadsheets
from award.services.sheets import Preview
from award.trace import area_forms, carrying, forms
from award.trace.blueprint import bp
from award.words import _N

_TAKEN = _N("Đã ghi {count} vùng trồng.")


@bp.get("/trace/organisations/<int:organisation_id>/areas/template.xlsx")
@require(policy.view, Organisation)
def area_template(organisation: Organisation) -> Response:
    """The table to fill in."""
    template = sheets.sheet(area_import.SHEET)
    return downloads.send_made(
        sheets.workbook(template), downloads.XLSX, f"mau-{template.file}.xlsx"
    )


@bp.get("/trace/organisations/<int:organisation_id>/areas/import")
@require(policy.edit, Organisation)
def import_areas(organisation: Organisation) -> ResponseReturnValue:
    """The form for a table."""
    return _page(organisation, area_forms.TableForm(formdata=None))


@bp.post("/trace/organisations/<int:organisation_id>/areas/import")
@require(policy.edit, Organisation)
def preview_areas(organisation: Organisation) -> ResponseReturnValue:
    """What the table would add, cell by cell; nothing is written."""
    form = area_forms.TableForm()
    try:
        table = spreadsheets.read(form.table.data or None)
        preview = area_import.read(organisation, table)
        packed = "" if preview.faults else carrying.pack(table, _purpose(organisation))
    except Refusal as why:
        form.table.errors = [str(why)]
        return _page(organisation, form), 422
    return _page(organisation, form, preview, packed), 422 if preview.faults else 200


@bp.post("/trace/organisations/<int:organisation_id>/areas/import/confirm")
@require(policy.edit, Organisation)
def take_areas(organisation: Organisation) -> ResponseReturnValue:
    """Write the table that was shown, or nothing."""
    form = area_forms.TableForm(formdata=None)
    try:
        table = carrying.unpack(forms.SealedForm().packed.data or "", _purpose(organisation))
        count = area_import.take_in(organisation, table, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        form.table.errors = [str(why)]
        return _page(organisation, form), 422
    db.session.commit()
    flash(_TAKEN.format(count=count), "success")
    return redirect(url_for("trace.areas", organisation_id=organisation.id))


def _page(
    organisation: Organisation,
    form: area_forms.TableForm,
    preview: Preview | None = None,
    packed: str = "",
) -> str:
    return render_template(
        "trace/area_import.html",
        organisation=organisation,
        form=form,
        template=sheets.sheet(area_import.SHEET),
        preview=preview,
        packed=packed,
    )


def _purpose(organisation: Organisation) -> str:
    return f"areas of {organisation.id}"
