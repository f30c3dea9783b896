"""The picture of a product: kept and removed by its editors, shown behind its QR code."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.extensions import db
from award.guard import public, require
from award.models import Product
from award.policies import Refusal
from award.policies import trace as policy
from award.services import product_pictures, public_items
from award.trace.blueprint import bp
from award.trace.forms import PictureForm
from award.trace.public_views import address_below
from award.words import _N

_SAVED, _REMOVED = _N("Đã lưu ảnh sản phẩm."), _N("Đã bỏ ảnh sản phẩm.")


@bp.get("/trace/products/<int:product_id>/picture")
@require(policy.edit_product, Product)
def picture(product: Product) -> ResponseReturnValue:
    """The picture as it stands, and the form for another one."""
    return _page(product, PictureForm(formdata=None))


@bp.post("/trace/products/<int:product_id>/picture")
@require(policy.edit_product, Product)
def save_picture(product: Product) -> ResponseReturnValue:
    """Keep the picture, or show the form again with what is wrong."""
    form = PictureForm()
    try:
        product_pictures.keep(product, form.picture.data or None, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        form.picture.errors = [str(why)]
        return _page(product, form), 422
    return _done(product, _SAVED)


@bp.post("/trace/products/<int:product_id>/picture/remove")
@require(policy.edit_product, Product)
def remove_picture(product: Product) -> ResponseReturnValue:
    """Take the picture away."""
    product_pictures.remove(product, actor=current_user)
    return _done(product, _REMOVED)


@bp.get("/trace/products/<int:product_id>/picture.jpg")
@require(policy.view_product, Product)
def picture_file(product: Product) -> ResponseReturnValue:
    """The picture for those who see the product."""
    return downloads.show_picture(product_pictures.of(product))


@bp.get("/p/picture/<path:code>")
@public
def public_picture(code: str) -> ResponseReturnValue:
    """The picture for anybody, by the code of the public page; none of a recalled lot."""
    shown = public_items.find(address_below("/p/picture"))
    if shown is None or not shown.pictured:
        abort(404)
    return downloads.show_picture(product_pictures.of(shown.product), seconds=300)


def _page(product: Product, form: PictureForm) -> str:
    return render_template("trace/picture.html", product=product, form=form)


def _done(product: Product, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("trace.picture", product_id=product.id))
