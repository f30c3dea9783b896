"""A visit as the organisation sees it: the date to confirm, the record to sign."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused, workflow
from award.dossiers.blueprint import bp
from award.dossiers.forms import ExplanationForm
from award.extensions import db
from award.guard import require
from award.models import Dossier, SiteVisit
from award.policies import Refusal, rating
from award.policies import dossier as policy
from award.services import issuing, rulebooks
from award.workflow.transitions import TABLES

MOVES = ("confirm", "countersign")


@bp.get("/dossiers/<int:dossier_id>/visits/<int:site_visit_id>")
@require(rating.view_visit, Dossier, SiteVisit)
def visit(dossier: Dossier, site_visit: SiteVisit) -> ResponseReturnValue:
    """When, where, what will be looked at, and what the team recorded."""
    if policy.belongs(current_user, dossier) is not None:
        abort(404)  # assessors and secretaries have their own page of a visit
    return _page(dossier, site_visit, ExplanationForm(formdata=None))


@bp.post("/dossiers/<int:dossier_id>/visits/<int:site_visit_id>/<move>")
@require(rating.answer_visit, Dossier, SiteVisit)
def answer_visit(dossier: Dossier, site_visit: SiteVisit, move: str) -> ResponseReturnValue:
    """Confirm the date, or sign the record with the organisation's explanation."""
    if move not in MOVES:
        abort(404)
    form = ExplanationForm()
    if not form.validate():
        return _page(dossier, site_visit, form), 422
    try:
        workflow.perform(move, site_visit, actor=current_user, note=form.note.data or "")
    except Refusal as why:
        status = refused.at(form.note, why)
        return _page(dossier, site_visit, form), status
    db.session.commit()
    flash(TABLES[SiteVisit][move].notice, "success")
    return redirect(url_for("dossiers.visit", dossier_id=dossier.id, site_visit_id=site_visit.id))


def _page(dossier: Dossier, site_visit: SiteVisit, form: ExplanationForm) -> str:
    choices = {
        choice.transition.name: choice
        for choice in workflow.available(site_visit, actor=current_user)
        if choice.transition.name in MOVES
    }
    return render_template(
        "dossiers/visit.html",
        dossier=dossier,
        visit=site_visit,
        book=rulebooks.of(dossier.cycle),
        form=form,
        choices=choices,
        documents=issuing.of_subject(site_visit, "site_visit_record"),
    )
