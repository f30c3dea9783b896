"""The result frozen with a dossier: read, run again, judged differently by two assessors."""

from decimal import Decimal

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.extensions import db
from award.guard import require
from award.models import CheckOverride, ComplianceSnapshot
from award.policies import Refusal
from award.policies import trace as policy
from award.services import overriding, rerunning, snapshots
from award.trace import reading
from award.trace.blueprint import bp
from award.trace.forms import SATISFACTIONS
from award.trace.snapshot_forms import OverrideForm
from award.words import _N

_BASE = "/trace/snapshots/<int:compliance_snapshot_id>"
_PROPOSED = _N("Đã ghi đánh giá khác. Chỉ được tính khi một chuyên gia khác của hồ sơ xác nhận.")
_CONFIRMED = _N("Đã xác nhận với tư cách người thứ hai. Đánh giá khác nay được tính.")


@bp.get(_BASE)
@require(policy.view_snapshot, ComplianceSnapshot)
def snapshot(compliance_snapshot: ComplianceSnapshot) -> ResponseReturnValue:
    """The frozen result, and what people judged differently."""
    return _page(compliance_snapshot)


@bp.post(f"{_BASE}/rerun")
@require(policy.view_snapshot, ComplianceSnapshot)
def rerun(compliance_snapshot: ComplianceSnapshot) -> ResponseReturnValue:
    """Run the frozen check again and show whether it comes out the same."""
    result = rerunning.run(compliance_snapshot, actor=current_user)
    page = _page(compliance_snapshot, result)
    db.session.commit()
    return page


@bp.get(f"{_BASE}/overrides/<point>")
@require(policy.propose_override, ComplianceSnapshot)
def new_override(compliance_snapshot: ComplianceSnapshot, point: str) -> ResponseReturnValue:
    """The form to judge one point differently."""
    return _form_page(compliance_snapshot, point, OverrideForm(formdata=None))


@bp.post(f"{_BASE}/overrides/<point>")
@require(policy.propose_override, ComplianceSnapshot)
def propose_override(compliance_snapshot: ComplianceSnapshot, point: str) -> ResponseReturnValue:
    """Propose it, or show the form again with what is wrong."""
    form = OverrideForm()
    if not form.validate():
        return _form_page(compliance_snapshot, point, form), 422
    try:
        overriding.propose(
            compliance_snapshot,
            point,
            Decimal(form.satisfaction.data),
            form.reason.data,
            actor=current_user,
        )
    except Refusal as why:
        db.session.rollback()
        form.reason.errors = [str(why)]
        return _form_page(compliance_snapshot, point, form), 422
    db.session.commit()
    flash(_PROPOSED, "success")
    return redirect(url_for("trace.snapshot", compliance_snapshot_id=compliance_snapshot.id))


@bp.post("/trace/overrides/<int:check_override_id>/confirm")
@require(policy.confirm_override, CheckOverride)
def confirm_override(check_override: CheckOverride) -> ResponseReturnValue:
    """Agree as the second person."""
    overriding.confirm(check_override, actor=current_user)
    frozen = snapshots.current(check_override.dossier)[check_override.product_id]
    db.session.commit()
    flash(_CONFIRMED, "success")
    return redirect(url_for("trace.snapshot", compliance_snapshot_id=frozen.id))


def _page(row: ComplianceSnapshot, rerun: rerunning.Rerun | None = None) -> str:
    run = row.check_run
    overrides = [
        one
        for one in overriding.shown(row.dossier, actor=current_user)
        if one.product_id == row.product_id
    ]
    return render_template(
        "trace/snapshot.html",
        snapshot=row,
        run=run,
        kept=run.content["snapshot"],
        rules=snapshots.rule_set_title(run.rule_set),
        own=policy.view_product(current_user, row.product) is None,
        may_propose=policy.propose_override(current_user, row) is None,
        overrides={one.control_point: one for one in overrides},
        why_not={one.id: policy.confirm_override(current_user, one) for one in overrides},
        after=overriding.after(run.content["snapshot"], overrides),
        satisfactions=SATISFACTIONS,
        findings=reading.findings(run),
        found=len(run.content["findings"]),
        metrics=reading.metrics(run),
        rerun=rerun,
    )


def _form_page(row: ComplianceSnapshot, code: str, form: OverrideForm) -> str:
    point = overriding.point_of(row, code) or abort(404)
    return render_template("trace/override.html", snapshot=row, point=point, form=form)
