"""Registers of organisations: past awards, re-entry, violations, nominations."""

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.admin.blueprint import bp
from award.admin.register_forms import (
    TIERS,
    LiftForm,
    NoteForm,
    PastAwardForm,
    ViolationForm,
)
from award.extensions import db
from award.guard import require
from award.models import ComplianceRecord
from award.policies import office
from award.refused import told_in
from award.services import intake, registers, workbooks
from award.words import _N

_RECORDED = _N("Đã ghi vào sổ.")
_HEADS = (
    _N("Tổ chức"), _N("Mã số thuế"), _N("Tỉnh, thành phố"), _N("Năm giải thưởng"), _N("Mức giải"),
    _N("Quyết định"),
)  # fmt: skip


@bp.get("/office/past-awards")
@require(office.manage)
def past_awards() -> ResponseReturnValue:
    """Awards of earlier years, and decisions that let Gold winners enter again."""
    return _past_page(PastAwardForm(formdata=None), LiftForm(formdata=None))


@bp.post("/office/past-awards")
@require(office.manage)
def add_past_award() -> ResponseReturnValue:
    """Enter an award of an earlier year."""
    form = PastAwardForm()
    if form.validate():
        with told_in(form, form.tax_code):
            registers.add_past_award(
                registers.organisation_of(form.tax_code.data),
                award_year=form.award_year.data or 0,
                decision_year=form.decision_year.data or 0,
                tier=form.tier.data,
                decision_number=form.decision_number.data or "",
                actor=current_user,
            )
            return _recorded("admin.past_awards")
    return _past_page(form, LiftForm(formdata=None)), 422


@bp.post("/office/past-awards/lifts")
@require(office.manage)
def lift_reentry() -> ResponseReturnValue:
    """Let a Gold winner enter again by a recorded decision."""
    form = LiftForm()
    if form.validate():
        with told_in(form, form.tax_code):
            registers.lift_reentry(
                registers.organisation_of(form.tax_code.data),
                award_year=form.award_year.data or 0,
                decision_number=form.decision_number.data,
                decision_date=form.decision_date.data,
                reason=form.reason.data,
                actor=current_user,
            )
            return _recorded("admin.past_awards")
    return _past_page(PastAwardForm(formdata=None), form), 422


@bp.get("/office/compliance")
@require(office.manage)
def compliance() -> ResponseReturnValue:
    """Recorded violations of organisations (R13)."""
    return _compliance_page(ViolationForm(formdata=None))


@bp.post("/office/compliance")
@require(office.manage)
def add_violation() -> ResponseReturnValue:
    """Record a violation."""
    form = ViolationForm()
    if form.validate():
        with told_in(form, form.tax_code):
            registers.record_violation(
                registers.organisation_of(form.tax_code.data),
                field=form.field.data,
                description=form.description.data,
                happened_on=form.happened_on.data,
                source=form.source.data,
                serious=form.serious.data,
                actor=current_user,
            )
            return _recorded("admin.compliance")
    return _compliance_page(form), 422


@bp.post("/office/compliance/<int:compliance_record_id>/note")
@require(office.manage, ComplianceRecord)
def note_violation(compliance_record: ComplianceRecord) -> ResponseReturnValue:
    """What the council said on a violation, from its minutes."""
    intake.note_violation(compliance_record, NoteForm().given(), actor=current_user)
    return _recorded("admin.compliance")


@bp.get("/office/nominations")
@require(office.manage)
def nominations() -> ResponseReturnValue:
    """Who may be nominated abroad (R31)."""
    rule, nominees = registers.nominees()
    return render_template("admin/nominations.html", rule=rule, nominees=nominees, tiers=TIERS)


@bp.get("/office/nominations.xlsx")
@require(office.manage)
def nominations_workbook() -> Response:
    """The same as a workbook."""
    _, nominees = registers.nominees()
    rows = [
        (
            one.organisation.name,
            one.organisation.shown_tax_code,
            one.organisation.province.name,
            str(one.award_year),
            TIERS[one.tier],
            one.decision_number,
        )
        for one in nominees
    ]
    content = workbooks.of_texts(_N("Đề cử"), _HEADS, rows)
    return downloads.send_made(content, downloads.XLSX, _N("Danh sách đề cử quốc tế.xlsx"))


def _recorded(endpoint: str) -> ResponseReturnValue:
    db.session.commit()
    flash(_RECORDED, "success")
    return redirect(url_for(endpoint))


def _past_page(form: PastAwardForm, lift: LiftForm) -> str:
    return render_template(
        "admin/past_awards.html",
        awards=registers.past_awards(),
        lifts=registers.lifts(),
        tiers=TIERS,
        form=form,
        lift=lift,
    )


def _compliance_page(form: ViolationForm) -> str:
    return render_template("admin/compliance.html", records=registers.violations(), form=form)
