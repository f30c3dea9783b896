"""The national stage of a year: where each dossier stands, and the moves the votes allow."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import workflow
from award.admin import national_queries
from award.admin.blueprint import bp
from award.admin.decision_forms import ConflictForm, ReasonForm
from award.extensions import db
from award.guard import require
from award.models import AwardCycle, Dossier
from award.policies import dossier as dossiers
from award.policies import office
from award.refused import told_at
from award.services import rulebooks
from award.words import _N
from award.workflow import conflict_acts
from award.workflow.transitions import TABLES

MOVES = frozenset({"consult", "decline", "disqualify"})


@bp.get("/office/cycles/<int:award_cycle_id>/stage")
@require(office.manage, AwardCycle)
def stage(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Every dossier that has come to the national stage, without points."""
    return render_template(
        "admin/stage.html",
        cycle=award_cycle,
        book=rulebooks.of(award_cycle),
        rows=national_queries.stage(award_cycle, current_user),
        hand_overs=national_queries.hand_overs_waiting(award_cycle),
    )


@bp.route("/office/dossiers/<int:dossier_id>/conflict", methods=["GET", "POST"])
@require(dossiers.stand_for_award, Dossier)
def declare_conflict(dossier: Dossier) -> ResponseReturnValue:
    """Somebody of the standing body has a conflict: the dossier is a colleague's from here on."""
    form, status = ConflictForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            with told_at(form.note):
                conflict_acts.declare(dossier, form.note.data or "", actor=current_user)
                db.session.commit()
                flash(_N("Đã ghi nhận xung đột lợi ích; hồ sơ do người khác thụ lý."), "success")
                return redirect(url_for("admin.stage", award_cycle_id=dossier.cycle_id))
    return render_template("admin/conflict.html", dossier=dossier, form=form), status


@bp.post("/office/dossiers/<int:dossier_id>/<move>")
@require(dossiers.stand_for_award, Dossier)
def move_dossier(dossier: Dossier, move: str) -> ResponseReturnValue:
    """One of the moves that the standing body makes on a single dossier."""
    if move not in MOVES:
        abort(404)
    note = ReasonForm().given() if TABLES[Dossier][move].note else ""
    workflow.perform(move, dossier, actor=current_user, note=note)
    db.session.commit()
    flash(TABLES[Dossier][move].notice or TABLES[Dossier][move].label, "success")
    return redirect(url_for("admin.stage", award_cycle_id=dossier.cycle_id))
