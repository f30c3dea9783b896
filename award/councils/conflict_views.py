"""Declaring conflicts of interest: members before a session, the secretary on a dossier (R24)."""

from collections.abc import Sequence

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.councils.blueprint import bp
from award.councils.forms import DeclarationForm, ReasonForm
from award.extensions import db
from award.guard import require
from award.models import Council, Dossier, Meeting
from award.policies import Refusal
from award.policies import council as policy
from award.policies import dossier as dossiers
from award.services import conflicts
from award.words import _N
from award.workflow import conflict_acts


@bp.route("/meetings/<int:meeting_id>/declaration", methods=["GET", "POST"])
@require(policy.declare, Meeting)
def declaration(meeting: Meeting) -> ResponseReturnValue:
    """Every dossier of the session: no conflict, or a conflict with its reason."""
    rows = conflicts.on_agenda(meeting, current_user)
    form = DeclarationForm.for_dossiers(rows, conflicts.cleared_ids(rows, current_user))
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            _declare(form, rows)
            db.session.commit()
            flash(_N("Đã ghi nhận khai báo."), "success")
            return redirect(url_for("councils.meeting", meeting_id=meeting.id))
    return render_template(
        "councils/declaration.html", meeting=meeting, council=meeting.council, rows=rows, form=form
    ), status


def _declare(form: DeclarationForm, rows: Sequence[Dossier]) -> None:
    for dossier in rows:
        if form.has_conflict(dossier):
            conflict_acts.declare(dossier, form.reason(dossier), actor=current_user)
        elif form.has_none(dossier):
            conflicts.clear(dossier, actor=current_user)


@bp.route("/councils/<int:council_id>/dossiers/<int:dossier_id>/conflict", methods=["GET", "POST"])
@require(dossiers.take_in, Council, Dossier)
def conflict(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """The secretary has a conflict: the dossier is another secretary's from here on."""
    form, status = ReasonForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                conflict_acts.declare(dossier, form.reason.data or "", actor=current_user)
                db.session.commit()
                flash(_N("Đã ghi nhận xung đột lợi ích; hồ sơ do thư ký khác thụ lý."), "success")
                return redirect(url_for("councils.show", council_id=council.id))
            except Refusal as why:
                status = refused.at(form.reason, why)
    return render_template(
        "councils/conflict.html", council=council, dossier=dossier, form=form
    ), status
