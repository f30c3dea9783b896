"""Which products a dossier enters with; the results are shown on the dossier's own pages."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.extensions import db
from award.guard import require
from award.models import Dossier
from award.policies import Refusal
from award.policies import trace as policy
from award.services import snapshots
from award.trace.blueprint import bp
from award.trace.forms import ChooseForm
from award.words import _N

_CHOSEN = _N("Đã lưu sản phẩm của hồ sơ.")


@bp.get("/trace/dossiers/<int:dossier_id>/products")
@require(policy.choose_products, Dossier)
def choose(dossier: Dossier) -> ResponseReturnValue:
    """The organisation's products to choose from."""
    form = ChooseForm(formdata=None, data={"products": list(map(str, snapshots.chosen(dossier)))})
    return _page(dossier, form)


@bp.post("/trace/dossiers/<int:dossier_id>/products")
@require(policy.choose_products, Dossier)
def save_chosen(dossier: Dossier) -> ResponseReturnValue:
    """Save which products the dossier enters with."""
    form = _offered(dossier, ChooseForm())
    if not form.validate():
        return _page(dossier, form), 422
    try:
        snapshots.choose(dossier, map(int, form.products.data), actor=current_user)
    except Refusal as why:
        db.session.rollback()
        form.products.errors = [str(why)]
        return _page(dossier, form), 422
    db.session.commit()
    flash(_CHOSEN, "success")
    return redirect(url_for("dossiers.show", dossier_id=dossier.id))


def _page(dossier: Dossier, form: ChooseForm) -> str:
    return render_template("trace/choose.html", dossier=dossier, form=_offered(dossier, form))


def _offered(dossier: Dossier, form: ChooseForm) -> ChooseForm:
    found = snapshots.products_of(dossier.organisation_id)
    form.products.choices = {str(one.id): one.name for one in found}
    return form
