"""Sheets of labels: which lots, how many of each, on which paper; printed in the background."""

from typing import Any

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.extensions import db
from award.guard import require
from award.models import Product
from award.policies import Refusal
from award.policies import trace as policy
from award.services import issuing, label_sheets
from award.trace import label_forms
from award.trace.blueprint import bp
from award.words import _N

_NO_LINK = _N("Mã ngoài GS1 không lập được đường dẫn GS1 Digital Link.")


@bp.get("/trace/products/<int:product_id>/labels")
@require(policy.edit_product, Product)
def choose_labels(product: Product) -> ResponseReturnValue:
    """The form: lots, copies, paper."""
    return _page(product, _form(product, formdata=None))


@bp.post("/trace/products/<int:product_id>/labels")
@require(policy.edit_product, Product)
def print_labels(product: Product) -> ResponseReturnValue:
    """Freeze what to print and let it be printed, or show another page of lots to choose from."""
    form = _form(product)
    if form.go.data is not None:
        return _page(product, form)
    if not form.validate():
        return _page(product, form), 422
    try:
        order = form.order(product)
    except Refusal as why:
        refused.in_form(form, why, form.others)
        return _page(product, form), 422
    document = issuing.issue(
        label_sheets.KIND, product.organisation, actor=current_user, product=product, order=order
    )
    db.session.commit()
    return redirect(url_for("reports.document", issued_document_id=document.id))


def _form(product: Product, **options: Any) -> label_forms.SheetForm:
    if product.gtin is None:
        abort(404, _NO_LINK)
    return label_forms.sheet_form(product, **options)


def _page(product: Product, form: label_forms.SheetForm) -> str:
    return render_template("trace/label_sheet.html", product=product, form=form)
