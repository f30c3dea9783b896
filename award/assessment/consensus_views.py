"""Agreeing scores: the table of the team, one item side by side, the lead's entry, the stances."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.assessment import agreeing, scorebook
from award.assessment.blueprint import bp
from award.assessment.forms import AgreementForm, StanceForm
from award.extensions import db
from award.guard import require
from award.models import Assignment
from award.policies import Refusal, rating
from award.services import consensus, rulebooks
from award.words import _N

_AGREED = _N("Đã ghi điểm thống nhất hạng mục {code}.")
_STANCE = _N("Đã ghi ý kiến của ông (bà).")
_MOVED_ON = _N("Điểm thống nhất vừa thay đổi; hãy xem điểm mới rồi cho ý kiến.")

see_peers = rating.through(rating.view_peers)
agree_on = rating.through(rating.agree)
take_a_stance = rating.through(rating.take_stance)


@bp.get("/assessments/<int:assignment_id>/consensus")
@require(see_peers, Assignment)
def consensus_table(assignment: Assignment) -> ResponseReturnValue:
    """Every item with everybody's percent; those that need discussion first."""
    return render_template(
        "assessment/consensus.html",
        assignment=assignment,
        table=agreeing.table(assignment.dossier),
        may_agree=rating.agree(current_user, assignment.dossier) is None,
    )


@bp.get("/assessments/<int:assignment_id>/consensus/<code>")
@require(see_peers, Assignment)
def consensus_item(assignment: Assignment, code: str) -> ResponseReturnValue:
    """One item side by side."""
    return _item_page(assignment, code, _agreement_form(assignment, code), StanceForm())


def _agreement_form(assignment: Assignment, code: str) -> AgreementForm:
    """The form as it stands: what is agreed, else everybody's words put together."""
    agreed = consensus.current(assignment.dossier).get(code)
    if agreed is not None:
        return AgreementForm(
            percent=agreed.percent,
            strengths=agreed.strengths,
            improvements=agreed.improvements,
        )
    strengths, improvements = agreeing.merged(agreeing.opinions(assignment.dossier, code))
    return AgreementForm(strengths=strengths, improvements=improvements)


@bp.post("/assessments/<int:assignment_id>/consensus/<code>")
@require(agree_on, Assignment)
def agree(assignment: Assignment, code: str) -> ResponseReturnValue:
    """The lead enters the agreed percent of an item for the running phase."""
    form = AgreementForm()
    try:
        valid = form.validate_on_submit() and _enter(assignment, code, form)
    except Refusal as why:
        refused.in_form(form, why, form.reason)
        valid = False
    if not valid:
        return _item_page(assignment, code, form, StanceForm(formdata=None)), 422
    db.session.commit()
    flash(_AGREED.format(code=code), "success")
    return redirect(url_for("assessment.consensus_table", assignment_id=assignment.id))


def _enter(assignment: Assignment, code: str, form: AgreementForm) -> bool:
    if code not in rulebooks.items_by_part(assignment.dossier):
        abort(404)
    assert form.percent.data is not None  # the form asks for it
    consensus.enter(
        assignment.dossier,
        code,
        form.percent.data,
        reason=form.reason.data or "",
        strengths=form.strengths.data or "",
        improvements=form.improvements.data or "",
        actor=current_user,
    )
    return True


@bp.post("/assessments/<int:assignment_id>/consensus/<code>/stances/<int:score_id>")
@require(take_a_stance, Assignment)
def take_stance(assignment: Assignment, code: str, score_id: int) -> ResponseReturnValue:
    """A member agrees, or disagrees with a note, with exactly the percent that was shown."""
    form = StanceForm()
    agreed = consensus.current(assignment.dossier).get(code) or abort(404)
    if agreed.id != score_id:
        flash(_MOVED_ON, "error")
        return redirect(url_for(".consensus_item", assignment_id=assignment.id, code=code))
    try:
        valid = form.validate_on_submit()
        if valid:
            agrees = form.agrees.data == "yes"
            consensus.take_stance(
                agreed, agrees=agrees, note=form.note.data or "", actor=current_user
            )
    except Refusal as why:
        db.session.rollback()
        form.note.errors = [*form.note.errors, str(why)]
        valid = False
    if not valid:
        return _item_page(assignment, code, AgreementForm(formdata=None), form), 422
    db.session.commit()
    flash(_STANCE, "success")
    return redirect(url_for(".consensus_item", assignment_id=assignment.id, code=code))


def _item_page(assignment: Assignment, code: str, form: AgreementForm, stance: StanceForm) -> str:
    sheet = scorebook.sheet(assignment, code) or abort(404)
    dossier = assignment.dossier
    table = agreeing.table(dossier)
    codes = [item.code for item in table.book.items]
    return render_template(
        "assessment/consensus_item.html",
        assignment=assignment,
        sheet=sheet,
        form=form,
        stance=stance,
        table=table,
        row=next(row for row in table.rows if row.item.code == code),
        opinions=agreeing.opinions(dossier, code),
        history=consensus.history(dossier).get(code, []),
        codes=codes,
        may_agree=rating.agree(current_user, dossier) is None,
        may_take_stance=rating.take_stance(current_user, dossier) is None,
    )
