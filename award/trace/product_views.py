"""Products: the list, one product, adding and changing it, its QR code."""

import io

import segno
from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads, refused
from award.config import current
from award.extensions import db
from award.guard import require, signed_in
from award.models import Organisation, Product
from award.policies import Refusal
from award.policies import trace as policy
from award.services import products_register, rule_choices
from award.services.editing import expect_version
from award.trace import forms, queries
from award.trace.blueprint import bp
from award.words import _N
from traceability.catalogue import replaced_in

# Pages of an organisation: words, endpoint, whether only its editors may open it.
LINKS = (
    (_N("Tìm lô"), "trace.lot_search", False),
    (_N("Bên tham gia"), "trace.parties", False),
    (_N("Công bố, chứng nhận"), "trace.conformity", False),
    (_N("Vùng trồng"), "trace.areas", False),
    (_N("Bảng mẫu"), "trace.sheets", False),
    (_N("Tài liệu sự kiện"), "trace.captures", False),
    (_N("Kết nối cổng truy xuất"), "trace.portal_list", False),
    (_N("Yêu cầu của cơ quan quản lý"), "trace.requests", False),
    (_N("Mã truy cập"), "trace.tokens", True),
)
_SAVED = _N("Đã lưu sản phẩm.")
_NO_LINK = _N("Mã ngoài GS1 không lập được đường dẫn GS1 Digital Link.")


@bp.get("/trace")
@signed_in
def index() -> ResponseReturnValue:
    """The products of the person's organisations, and how each stands."""
    return render_template("trace/index.html", own=queries.own(current_user), links=LINKS)


@bp.get("/trace/organisations/<int:organisation_id>/products/new")
@require(policy.edit, Organisation)
def new_product(organisation: Organisation) -> ResponseReturnValue:
    """An empty form."""
    return _form_page(organisation, None, forms.product_form())


@bp.post("/trace/organisations/<int:organisation_id>/products/new")
@require(policy.edit, Organisation)
def add_product(organisation: Organisation) -> ResponseReturnValue:
    """Add a product, or show the form again with what is wrong."""
    return _save(organisation, None)


@bp.get("/trace/products/<int:product_id>")
@require(policy.view_product, Product)
def product(product: Product) -> ResponseReturnValue:
    """One product: code, law, items still missing, runs."""
    return _page(product)


@bp.get("/trace/products/<int:product_id>/edit")
@require(policy.edit_product, Product)
def edit_product(product: Product) -> ResponseReturnValue:
    """The form, as the product stands."""
    return _form_page(product.organisation, product, forms.product_form(product))


@bp.post("/trace/products/<int:product_id>/edit")
@require(policy.edit_product, Product)
def save_product(product: Product) -> ResponseReturnValue:
    """Save the product, or show the form again with what is wrong."""
    return _save(product.organisation, product)


@bp.get("/trace/products/<int:product_id>/qr.svg")
@require(policy.view_product, Product)
def product_qr(product: Product) -> ResponseReturnValue:
    """The product's Digital Link as a QR code, to download and print."""
    address = products_register.link(product, _stem())
    if address is None:
        abort(404, _NO_LINK)
    out = io.BytesIO()
    segno.make_qr(address, error="m").save(out, kind="svg", border=4, scale=4)
    return downloads.send_made(out.getvalue(), "image/svg+xml", f"qr-{product.gtin}.svg")


def _page(product: Product) -> str:
    runs = queries.runs(product)
    address = products_register.link(product, _stem())
    return render_template(
        "trace/product.html",
        product=product,
        runs=runs,
        missing=products_register.missing(
            product, clock.today_local(), traced=bool(runs) and bool(runs[0].machine_share)
        ),
        asked=products_register.asked(clock.today_local(), chosen=rule_choices.chosen(product)),
        options=rule_choices.options(product),
        words=forms,
        replaced=replaced_in(product.details.get("standards", "")),
        address=address,
        picture=segno.make_qr(address, error="m").svg_data_uri(border=2) if address else "",
        may_edit=policy.edit_product(current_user, product) is None,
    )


def _save(organisation: Organisation, row: Product | None) -> ResponseReturnValue:
    form = forms.product_form(row)
    right = form.validate()
    if not (form.check_codes() and right):
        return _form_page(organisation, row, form), 422
    if row is not None:
        stored = str(row.name)
        expect_version(row, forms.version_of(form), [(_N("Tên sản phẩm"), form.name.data, stored)])
    try:
        saved = products_register.save(organisation, form.facts(), actor=current_user, product=row)
    except Refusal as why:
        refused.in_form(form, why, form.gtin)
        return _form_page(organisation, row, form), 422
    db.session.commit()
    flash(_SAVED, "success")
    for warning in replaced_in(saved.details.get("standards", "")):
        flash(warning)
    return redirect(url_for("trace.product", product_id=saved.id))


def _form_page(organisation: Organisation, row: Product | None, form: forms.ProductForm) -> str:
    return render_template(
        "trace/product_edit.html", organisation=organisation, product=row, form=form,
        items=[field for field in form if field.name.startswith(forms.ITEM)],
    )  # fmt: skip


def _stem() -> str:
    """Where the public pages of products lie, below the address of the settings."""
    return f"{current().base_url.rstrip('/')}/p"
