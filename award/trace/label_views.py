"""Labels of a product: typed, pasted or photographed, compared, and kept as evidence of M15."""

from dataclasses import astuple

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.extensions import db
from award.guard import require
from award.models import CarrierCheck, Product
from award.policies import Refusal
from award.policies import trace as policy
from award.services import label_photos, labels
from award.services.label_photos import Code
from award.trace import carrying, forms
from award.trace.blueprint import bp
from award.words import _N

_RECORDED = _N("Đã ghi kết quả đọc nhãn. Chạy kiểm tra lại để tính vào chỉ số M15.")
_REMOVED = _N("Đã bỏ kết quả đọc nhãn. Chạy kiểm tra lại để tính vào kết quả.")
_TYPED = _N("Gõ hoặc dán")


@bp.get("/trace/products/<int:product_id>/label")
@require(policy.view_product, Product)
def label(product: Product) -> ResponseReturnValue:
    """The form for a label, and the labels that were kept."""
    return _page(product, forms.LabelForm(formdata=None))


@bp.post("/trace/products/<int:product_id>/label")
@require(policy.view_product, Product)
def check_label(product: Product) -> ResponseReturnValue:
    """Whether what a label carries is the product's code; nothing is kept, no photograph ever."""
    form = forms.LabelForm()
    if not form.validate():
        return _page(product, form), 422
    try:
        codes = _codes(form)
    except Refusal as why:
        field = form.photo if form.photo.data else form.content
        field.errors = [str(why)]
        return _page(product, form), 422
    return _page(product, form, [labels.compare(product, code) for code in codes])


@bp.post("/trace/products/<int:product_id>/label/record")
@require(policy.edit_product, Product)
def record_label(product: Product) -> ResponseReturnValue:
    """Keep what the page before showed as evidence."""
    form = forms.LabelForm(formdata=None)
    try:
        code = Code(*carrying.unseal(forms.SealedForm().packed.data or "", _purpose(product)))
        labels.record(product, code, actor=current_user)
    except Refusal as why:
        form.content.errors = [str(why)]
        return _page(product, form), 422
    db.session.commit()
    flash(_RECORDED, "success")
    return redirect(url_for("trace.label", product_id=product.id))


@bp.post("/trace/products/<int:product_id>/label/<int:carrier_check_id>/remove")
@require(policy.edit_label, Product, CarrierCheck)
def remove_label(product: Product, carrier_check: CarrierCheck) -> ResponseReturnValue:
    """Take a recorded label back."""
    labels.remove(carrier_check, actor=current_user)
    db.session.commit()
    flash(_REMOVED, "success")
    return redirect(url_for("trace.label", product_id=product.id))


def _codes(form: forms.LabelForm) -> list[Code]:
    """The codes of the photograph, or the one that was typed. Raises `Refusal` for none."""
    typed = (form.content.data or "").strip()
    if typed:
        return [Code(typed, typed, _TYPED)]
    return label_photos.decode(form.photo.data or None)


def _page(
    product: Product, form: forms.LabelForm, found: list[labels.Comparison] | None = None
) -> str:
    return render_template(
        "trace/label.html",
        product=product,
        form=form,
        found=[(one, carrying.seal(astuple(one.code), _purpose(product))) for one in found or ()],
        recorded=labels.recorded(product),
        may_edit=policy.edit_product(current_user, product) is None,
    )


def _purpose(product: Product) -> str:
    return f"label of product {product.id}"
