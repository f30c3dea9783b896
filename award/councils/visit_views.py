"""Scheduling visits to organisations, at either stage."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.councils.blueprint import bp
from award.councils.forms import VisitForm
from award.extensions import db
from award.guard import require
from award.models import Council, Dossier
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import visit_planning
from award.words import _N


@bp.route("/councils/<int:council_id>/dossiers/<int:dossier_id>/visit", methods=["GET", "POST"])
@require(policy.take_in, Council, Dossier)
def visit(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """Propose a date, a place and an agenda to the organisation."""
    form = VisitForm(data={"place": dossier.organisation.address})
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            entries = {key: value for key, value in form.data.items() if key != "csrf_token"}
            try:
                visit_planning.schedule(dossier, actor=current_user, **entries)
            except Refusal as why:
                status = refused.in_form(form, why, form.starts_at)
            else:
                db.session.commit()
                flash(_N("Đã gửi lịch; tổ chức sẽ xác nhận."), "success")
                return redirect(
                    url_for("councils.dossier", council_id=council.id, dossier_id=dossier.id)
                )
    return render_template(
        "councils/visit.html", council=council, dossier=dossier, form=form
    ), status
