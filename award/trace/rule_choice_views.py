"""Optional rule sets of a product or of all products, switched on and off."""

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.extensions import db
from award.guard import require
from award.models import Product
from award.policies import trace as policy
from award.services import rule_choices
from award.trace.blueprint import bp
from award.words import _N

_SWITCHED = _N("Đã đổi bộ quy định áp dụng. Chạy kiểm tra lại để có kết quả theo lựa chọn mới.")


@bp.post("/trace/products/<int:product_id>/rules")
@require(policy.edit_product, Product)
def switch_rules(product: Product) -> ResponseReturnValue:
    """Choose an optional rule set, or no longer."""
    rule_choices.switch(
        product,
        request.form.get("rule_set", ""),
        for_all=request.form.get("scope") == "all",
        on=request.form.get("on") == "y",
        actor=current_user,
    )
    db.session.commit()
    flash(_SWITCHED, "success")
    return redirect(url_for("trace.product", product_id=product.id))
