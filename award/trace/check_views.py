"""Checks of a product: run one, read one, and the evidence for its control points."""

from decimal import Decimal

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, refused
from award.extensions import db
from award.guard import require
from award.models import CheckRun, EvidenceClass, Product, TraceEvidence
from award.policies import Refusal
from award.policies import trace as policy
from award.services import checking, control_evidence, snapshots
from award.trace import forms, queries, reading
from award.trace.blueprint import bp
from award.words import _N
from traceability.catalogue import replaced_in

_RAN = _N("Đã kiểm tra xong.")
_ADDED = _N("Đã thêm bằng chứng. Chạy kiểm tra lại để tính vào kết quả.")
_REMOVED = _N("Đã rút bằng chứng. Chạy kiểm tra lại để tính vào kết quả.")


@bp.post("/trace/products/<int:product_id>/check")
@require(policy.edit_product, Product)
def check(product: Product) -> ResponseReturnValue:
    """Check the product as it is now."""
    run = checking.run(product, actor=current_user)
    db.session.commit()
    flash(_RAN, "success")
    return redirect(url_for("trace.run", check_run_id=run.id))


@bp.get("/trace/runs/<int:check_run_id>")
@require(policy.view_run, CheckRun)
def run(check_run: CheckRun) -> ResponseReturnValue:
    """One run: conclusion, three shares apart, metrics, points, findings."""
    own = policy.view_product(current_user, check_run.product) is None
    return render_template(
        "trace/run.html",
        run=check_run,
        product=check_run.product,
        own=own,
        rules=snapshots.rule_set_title(check_run.rule_set),
        metrics=reading.metrics(check_run, own=own),
        points=reading.points(check_run),
        findings=reading.findings(check_run, own=own),
        found=len(check_run.content["findings"]),
    )


@bp.get("/trace/products/<int:product_id>/evidence")
@require(policy.view_product, Product)
def evidence(product: Product) -> ResponseReturnValue:
    """The control points with the evidence put to each."""
    return render_template(
        "trace/evidence.html",
        product=product,
        points=checking.provable(clock.today_local()),
        evidence=queries.evidence(product),
        classes=forms.CLASSES,
        may_edit=policy.edit_product(current_user, product) is None,
    )


@bp.get("/trace/products/<int:product_id>/evidence/<point>")
@require(policy.edit_product, Product)
def new_evidence(product: Product, point: str) -> ResponseReturnValue:
    """The form for evidence of one point."""
    return _form_page(product, point, forms.EvidenceForm(formdata=None))


@bp.post("/trace/products/<int:product_id>/evidence/<point>")
@require(policy.edit_product, Product)
def add_evidence(product: Product, point: str) -> ResponseReturnValue:
    """Put evidence to a point, or show the form again with what is wrong."""
    form = forms.EvidenceForm()
    if not form.validate():
        return _form_page(product, point, form), 422
    try:
        control_evidence.add(
            product, _claim(point, form), form.document.data or None, actor=current_user
        )
    except Refusal as why:
        refused.in_form(form, why, form.document)
        return _form_page(product, point, form), 422
    db.session.commit()
    flash(_ADDED, "success")
    for warning in replaced_in(f"{form.statement.data} | {form.number.data}"):
        flash(warning)
    return redirect(url_for("trace.evidence", product_id=product.id))


@bp.post("/trace/products/<int:product_id>/evidence/<int:trace_evidence_id>/remove")
@require(policy.edit_evidence, Product, TraceEvidence)
def remove_evidence(product: Product, trace_evidence: TraceEvidence) -> ResponseReturnValue:
    """Take evidence back."""
    control_evidence.remove(trace_evidence, actor=current_user)
    db.session.commit()
    flash(_REMOVED, "success")
    return redirect(url_for("trace.evidence", product_id=product.id))


def _claim(point: str, form: forms.EvidenceForm) -> control_evidence.Claim:
    return control_evidence.Claim(
        control_point=point,
        evidence_class=EvidenceClass(form.evidence_class.data),
        satisfaction=Decimal(form.satisfaction.data),
        statement=form.statement.data,
        issuer=form.issuer.data or "",
        number=form.number.data or "",
        valid_from=form.valid_from.data,
        valid_to=form.valid_to.data,
    )


def _form_page(product: Product, code: str, form: forms.EvidenceForm) -> str:
    known = {point.code: point for point in checking.provable(clock.today_local())}
    if code not in known:
        raise Refusal(_N("Không có điểm kiểm soát này trong bộ quy định đang có hiệu lực."))
    return render_template("trace/evidence_new.html", product=product, point=known[code], form=form)
