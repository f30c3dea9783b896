"""Template tables for enterprises without a system: fill in, look through, become events."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.extensions import db
from award.guard import require
from award.models import Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import sheet_events, spreadsheets
from award.services import sheets as service
from award.services.sheets import Preview, Sheet
from award.trace import area_forms, carrying, forms
from award.trace.blueprint import bp
from award.words import _N

_RECEIVED = _N("Đã ghi nhận bảng. Trang này cho biết kết quả khi đọc xong.")


@bp.get("/trace/organisations/<int:organisation_id>/sheets")
@require(policy.view, Organisation)
def sheets(organisation: Organisation) -> ResponseReturnValue:
    """The templates, and how to go about them."""
    return render_template(
        "trace/sheets.html",
        organisation=organisation,
        templates=service.event_sheets(),
        may_edit=policy.edit(current_user, organisation) is None,
    )


@bp.get("/trace/organisations/<int:organisation_id>/sheets/<sheet>.xlsx")
@require(policy.view, Organisation)
def sheet_template(organisation: Organisation, sheet: str) -> Response:
    """One template to fill in."""
    template = _sheet(sheet)
    return downloads.send_made(
        service.workbook(template), downloads.XLSX, f"mau-{template.file}.xlsx"
    )


@bp.get("/trace/organisations/<int:organisation_id>/sheets/<sheet>.csv")
@require(policy.view, Organisation)
def sheet_csv(organisation: Organisation, sheet: str) -> Response:
    """The same template as CSV."""
    template = _sheet(sheet)
    return downloads.send_made(
        service.csv_template(template), "text/csv; charset=utf-8", f"mau-{template.file}.csv"
    )


@bp.get("/trace/organisations/<int:organisation_id>/sheets/<sheet>")
@require(policy.edit, Organisation)
def fill_sheet(organisation: Organisation, sheet: str) -> ResponseReturnValue:
    """The form for a filled-in table."""
    return _page(organisation, _sheet(sheet), area_forms.TableForm(formdata=None))


@bp.post("/trace/organisations/<int:organisation_id>/sheets/<sheet>")
@require(policy.edit, Organisation)
def preview_sheet(organisation: Organisation, sheet: str) -> ResponseReturnValue:
    """What the table would capture, cell by cell; nothing is written."""
    template, form = _sheet(sheet), area_forms.TableForm()
    try:
        table = spreadsheets.read(form.table.data or None)
        preview = sheet_events.read(sheet, organisation, table)
        packed = "" if preview.faults else carrying.pack(table, _purpose(organisation, sheet))
    except Refusal as why:
        form.table.errors = [str(why)]
        return _page(organisation, template, form), 422
    return _page(organisation, template, form, preview, packed), 422 if preview.faults else 200


@bp.post("/trace/organisations/<int:organisation_id>/sheets/<sheet>/confirm")
@require(policy.edit, Organisation)
def take_sheet(organisation: Organisation, sheet: str) -> ResponseReturnValue:
    """Capture the table that was shown, or nothing of it."""
    template, form = _sheet(sheet), area_forms.TableForm(formdata=None)
    packed = forms.SealedForm().packed.data or ""
    try:
        table = carrying.unpack(packed, _purpose(organisation, sheet))
        job = sheet_events.capture(sheet, organisation, table, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        form.table.errors = [str(why)]
        return _page(organisation, template, form), 422
    db.session.commit()
    flash(_RECEIVED, "success")
    return redirect(url_for("trace.capture", capture_job_id=job.id))


def _sheet(identifier: str) -> Sheet:
    found = {one.id: one for one in service.event_sheets()}.get(identifier)
    if found is None:
        abort(404)
    return found


def _page(
    organisation: Organisation,
    template: Sheet,
    form: area_forms.TableForm,
    preview: Preview | None = None,
    packed: str = "",
) -> str:
    return render_template(
        "trace/sheet.html",
        organisation=organisation,
        form=form,
        template=template,
        preview=preview,
        packed=packed,
    )


def _purpose(organisation: Organisation, sheet: str) -> str:
    return f"{sheet} of {organisation.id}"
