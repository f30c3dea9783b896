"""The parties page: company prefixes, sites and partners of an organisation."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.extensions import db
from award.guard import require
from award.models import Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import parties as service
from award.trace import party_forms, queries
from award.trace.blueprint import bp
from award.words import _N

_ADDED = _N("Đã thêm vào danh sách.")


@bp.get("/trace/organisations/<int:organisation_id>/parties")
@require(policy.view, Organisation)
def parties(organisation: Organisation) -> ResponseReturnValue:
    """Whose codes are whose."""
    return render_template(
        "trace/parties.html",
        organisation=organisation,
        lists=queries.parties(organisation),
        kinds=party_forms.KINDS,
        shown=service.shown,
        may_edit=policy.edit(current_user, organisation) is None,
    )


@bp.get("/trace/organisations/<int:organisation_id>/parties/<kind>")
@require(policy.edit, Organisation)
def new_party(organisation: Organisation, kind: str) -> ResponseReturnValue:
    """An empty form for one more."""
    if kind not in party_forms.FORMS:
        abort(404)
    form = party_forms.FORMS[kind](formdata=None)
    return _form_page(organisation, kind, form)


@bp.post("/trace/organisations/<int:organisation_id>/parties/<kind>")
@require(policy.edit, Organisation)
def add_party(organisation: Organisation, kind: str) -> ResponseReturnValue:
    """Declare one more, or show the form again with what is wrong."""
    if kind not in party_forms.FORMS:
        abort(404)
    form = party_forms.FORMS[kind]()
    if not form.validate():
        return _form_page(organisation, kind, form), 422
    try:
        form.add(organisation, current_user)
    except Refusal as why:
        db.session.rollback()
        form.code.errors = [str(why)]
        return _form_page(organisation, kind, form), 422
    db.session.commit()
    flash(_ADDED, "success")
    return redirect(url_for("trace.parties", organisation_id=organisation.id))


def _form_page(organisation: Organisation, kind: str, form: party_forms.Form) -> str:
    return render_template("trace/party_new.html", organisation=organisation, kind=kind, form=form)
