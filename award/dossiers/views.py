"""The list of an applicant's dossiers, the page of one, and its withdrawal."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused, workflow
from award.dossiers import queries, standing, tasks
from award.dossiers.blueprint import bp
from award.dossiers.forms import NoteForm
from award.extensions import db
from award.guard import require, signed_in
from award.models import Dossier
from award.policies import Refusal, trace
from award.policies import dossier as policy
from award.services import organisations, rulebooks, snapshots, supplements
from award.words import _N
from award.workflow.transitions import TABLES


@bp.get("/dossiers")
@signed_in
def index() -> ResponseReturnValue:
    """The person's organisations and their dossiers."""
    rows = queries.dossiers_of(current_user)
    return render_template(
        "dossiers/index.html",
        organisations=organisations.of_person(current_user),
        dossiers=list(zip(rows, standing.of_all(rows), strict=True)),
    )


@bp.get("/dossiers/<int:dossier_id>")
@require(policy.belongs, Dossier)
def show(dossier: Dossier) -> ResponseReturnValue:
    """The dossier as a list of tasks, with where it stands and what happened."""
    return render_template(
        "dossiers/show.html",
        dossier=dossier,
        book=rulebooks.of(dossier.cycle),
        standing=standing.of(dossier),
        tasks=tasks.of(dossier, actor=current_user),
        next_step=tasks.next_step(dossier, actor=current_user),
        history=queries.history(dossier),
        papers=queries.papers(dossier),
        visits=queries.visits(dossier),
        requests=supplements.all_of(dossier),
        may_sign=policy.sign(current_user, dossier) is None,
        open=dossier.state in policy.OPEN,
        traced=snapshots.panel(dossier, actor=current_user),
        may_choose=trace.choose_products(current_user, dossier) is None,
    )


@bp.get("/dossiers/<int:dossier_id>/withdraw")
@require(policy.belongs, Dossier)
def withdrawal(dossier: Dossier) -> ResponseReturnValue:
    """What withdrawing means, and the reason."""
    if why := policy.sign(current_user, dossier):
        raise why
    return _withdrawal_page(dossier, NoteForm())


@bp.post("/dossiers/<int:dossier_id>/withdraw")
@require(policy.sign, Dossier)
def withdraw(dossier: Dossier) -> ResponseReturnValue:
    """Take the dossier out of the award."""
    form = NoteForm()
    if not form.validate():
        return _withdrawal_page(dossier, form), 422
    try:
        workflow.perform("withdraw", dossier, actor=current_user, note=form.note.data)
    except Refusal as why:
        status = refused.at(form.note, why)
        return _withdrawal_page(dossier, form), status
    db.session.commit()
    flash(TABLES[Dossier]["withdraw"].notice, "success")
    return redirect(url_for("dossiers.show", dossier_id=dossier.id))


def _withdrawal_page(dossier: Dossier, form: NoteForm) -> str:
    return render_template(
        "dossiers/withdraw.html", dossier=dossier, form=form.called(_N("Lý do rút hồ sơ"))
    )
