"""What is done with a lot: withdraw it, take that back, take its tables and papers along."""

from flask import abort, flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.extensions import db
from award.guard import require
from award.models import Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import exporting, issuing, stories, withdrawals
from award.trace import lot_tables, sending
from award.trace.blueprint import bp
from award.trace.lot_forms import LiftForm, recall_form
from award.trace.lot_views import address, lot_page, named
from award.words import _N
from traceability.trace import Direction

_RECALLED = _N("Đã ghi lệnh thu hồi. Trang công khai của lô báo thu hồi từ lúc này.")
_LIFTED = _N("Đã rút lệnh thu hồi. Sự kiện cũ vẫn còn trong lịch sử, có gạch ngang.")
_STEPS, _TRACE = _N("Một bước trước, một bước sau"), _N("Truy xuất")


@bp.post("/trace/organisations/<int:organisation_id>/lot/recall")
@require(policy.edit, Organisation)
def recall_lot(organisation: Organisation) -> ResponseReturnValue:
    """Withdraw a lot; its public page says so from now on (T27)."""
    node, form = named(organisation), recall_form(organisation)
    if not form.validate():
        return lot_page(organisation, node, form, LiftForm(formdata=None)), 422
    try:
        site = form.chosen(organisation)
        withdrawals.recall(organisation, node, form.reason.data, site=site, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        form.reason.errors = [str(why)]
        return lot_page(organisation, node, form, LiftForm(formdata=None)), 422
    db.session.commit()
    flash(_RECALLED, "success")
    return redirect(address(organisation, node))


@bp.post("/trace/organisations/<int:organisation_id>/lot/lift")
@require(policy.edit, Organisation)
def lift_recall(organisation: Organisation) -> ResponseReturnValue:
    """Declare a withdrawal a mistake."""
    node, form = named(organisation), LiftForm()
    empty = recall_form(organisation, formdata=None)
    if not form.validate():
        return lot_page(organisation, node, empty, form), 422
    try:
        withdrawals.lift(organisation, node, form.lift_reason.data, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        form.lift_reason.errors = [str(why)]
        return lot_page(organisation, node, empty, form), 422
    db.session.commit()
    flash(_LIFTED, "success")
    return redirect(address(organisation, node))


@bp.post("/trace/organisations/<int:organisation_id>/lot/paper")
@require(policy.edit, Organisation)
def lot_paper(organisation: Organisation) -> ResponseReturnValue:
    """Make the PDF of one step back and forward, from the data of this moment."""
    node = named(organisation)
    document = issuing.issue("lot_steps", organisation, actor=current_user, lot=node)
    db.session.commit()
    return redirect(url_for("reports.document", issued_document_id=document.id))


@bp.get("/trace/organisations/<int:organisation_id>/lot/steps.xlsx")
@require(policy.view, Organisation)
def lot_steps_workbook(organisation: Organisation) -> ResponseReturnValue:
    """One step back and forward as a workbook."""
    story = stories.of(organisation, named(organisation))
    exporting.note(organisation, "steps.xlsx", actor=current_user, lot=story.lot.id)
    return sending.workbook(_STEPS, lot_tables.STEP_HEADS, lot_tables.steps(story))


@bp.get("/trace/organisations/<int:organisation_id>/lot/trace-<direction>.xlsx")
@require(policy.view, Organisation)
def lot_trace_workbook(organisation: Organisation, direction: str) -> ResponseReturnValue:
    """The trace up- or downstream: events, lots, parties, quantities in order (T15)."""
    if direction not in set(Direction):
        abort(404)
    story = stories.of(organisation, named(organisation))
    side = story.up if direction == Direction.UP else story.down
    exporting.note(organisation, f"trace-{direction}.xlsx", actor=current_user, lot=story.lot.id)
    return sending.workbook(_TRACE, lot_tables.TRACE_HEADS, lot_tables.trace(side))
