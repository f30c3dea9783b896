"""Recall drills of a product: start one, write what was found, close it, take the result along."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.extensions import db
from award.guard import require
from award.models import Product, RecallDrill
from award.policies import Refusal
from award.policies import trace as policy
from award.services import drill_results, drills, exporting, issuing, lots
from award.services.editing import expect_version
from award.trace import drill_tables, sending
from award.trace.blueprint import bp
from award.trace.drill_forms import DrillForm, StartForm, drill_form, start_form
from award.words import _N

_STARTED = _N("Đã rút mẫu và bắt đầu tính giờ.")
_SAVED = _N("Đã lưu số liệu. Cuộc diễn tập vẫn đang tính giờ.")
_CLOSED = _N("Đã kết thúc diễn tập. Biên bản đang được lập để trình ký.")
_NAME = _N("Diễn tập truy xuất – thu hồi")


@bp.get("/trace/products/<int:product_id>/drills")
@require(policy.view_product, Product)
def product_drills(product: Product) -> ResponseReturnValue:
    """The product's drills, when the next is due, and the form to start one."""
    return _list_page(product, start_form(formdata=None))


@bp.post("/trace/products/<int:product_id>/drills")
@require(policy.edit_product, Product)
def start_drill(product: Product) -> ResponseReturnValue:
    """Draw a sample and start the clock."""
    form = start_form()
    if not form.validate():
        return _list_page(product, form), 422
    try:
        row = drills.start(product, actor=current_user, size=form.size.data, seed=form.seed.data)
    except Refusal as why:
        refused.in_form(form, why, form.size)
        return _list_page(product, form), 422
    db.session.commit()
    flash(_STARTED, "success")
    return redirect(_address(row))


@bp.get("/trace/products/<int:product_id>/drills/<int:recall_drill_id>")
@require(policy.view_drill, Product, RecallDrill)
def drill(product: Product, recall_drill: RecallDrill) -> ResponseReturnValue:
    """One drill: its form while it goes on, its result afterwards."""
    return _page(recall_drill, drill_form(recall_drill, formdata=None))


@bp.post("/trace/products/<int:product_id>/drills/<int:recall_drill_id>")
@require(policy.run_drill, Product, RecallDrill)
def save_drill(product: Product, recall_drill: RecallDrill) -> ResponseReturnValue:
    """Keep what was found so far; the clock goes on."""
    form = drill_form(recall_drill)
    if not form.validate():
        return _page(recall_drill, form), 422
    expect_version(recall_drill, form.version.number, form.differences(recall_drill))
    drills.save(recall_drill, form.typed(recall_drill), actor=current_user)
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(_address(recall_drill))


@bp.post("/trace/products/<int:product_id>/drills/<int:recall_drill_id>/close")
@require(policy.run_drill, Product, RecallDrill)
def close_drill(product: Product, recall_drill: RecallDrill) -> ResponseReturnValue:
    """Stop the clock, judge, and make the record to be signed."""
    form = drill_form(recall_drill)
    if not form.validate():
        return _page(recall_drill, form), 422
    expect_version(recall_drill, form.version.number, form.differences(recall_drill))
    drills.close(recall_drill, form.typed(recall_drill), actor=current_user)
    db.session.commit()
    flash(_CLOSED, "success")
    return redirect(_address(recall_drill))


@bp.get("/trace/products/<int:product_id>/drills/<int:recall_drill_id>/result.<kind>")
@require(policy.view_drill, Product, RecallDrill)
def drill_table(product: Product, recall_drill: RecallDrill, kind: str) -> ResponseReturnValue:
    """The result as CSV or as a workbook."""
    if kind not in ("csv", "xlsx") or recall_drill.result is None:
        abort(404)
    exporting.note(recall_drill, f"drill.{kind}", actor=current_user)
    make = sending.csv if kind == "csv" else sending.workbook
    return make(_NAME, drill_tables.HEADS, drill_tables.rows(recall_drill))


def _list_page(product: Product, form: StartForm) -> str:
    held = drills.of_product(product)
    closed = [one for one in held if one.finished_at is not None]
    return render_template(
        "trace/drills.html",
        product=product,
        held=held,
        due=drills.due(closed[0]) if closed else None,
        rules=drills.rules(),
        form=form,
        may_edit=policy.edit_product(current_user, product) is None,
    )


def _page(row: RecallDrill, form: DrillForm) -> str:
    return render_template(
        "trace/drill.html",
        drill=row,
        product=row.product,
        form=form,
        named=lots.namer(row.product.organisation_id),
        stages=drill_results.STAGES,
        percent=drill_results.percent,
        unit=drill_results.unit,
        rules=drills.rules(),
        papers=issuing.of_subject(row),
        may_edit=policy.run_drill(current_user, row) is None,
    )


def _address(row: RecallDrill) -> str:
    return url_for("trace.drill", product_id=row.product_id, recall_drill_id=row.id)
