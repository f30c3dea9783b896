"""Scoring item by item: the page, the save, the autosave, and handing the sheet in."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.orm.exc import StaleDataError

from award import workflow
from award.assessment import scorebook
from award.assessment.blueprint import bp
from award.assessment.forms import RatingForm
from award.extensions import db
from award.guard import require
from award.models import Assignment, Rating
from award.policies import Refusal, rating
from award.screen import local_clock
from award.services import answers, evidence, ratings, rulebooks, snapshots, trace_bearing
from award.words import _N

_STALE = _N("Hạng mục này vừa được lưu ở cửa sổ khác. Hãy tải lại trang để xem bản mới.")
_SAVED = _N("Đã lưu hạng mục {code}.")


@bp.get("/assessments/<int:assignment_id>/items/<code>")
@require(rating.read, Assignment)
def item(assignment: Assignment, code: str) -> ResponseReturnValue:
    """One item: what the applicant wrote beside the scale and one's own words."""
    sheet = scorebook.sheet(assignment, code) or abort(404)
    saved = sheet.saved
    form = RatingForm(
        version=str(sheet.version),
        percent=None if saved is None else saved.percent,
        strengths="" if saved is None else saved.strengths,
        improvements="" if saved is None else saved.improvements,
        evidence="" if saved is None else saved.evidence,
        to_verify="" if saved is None else saved.to_verify,
    )
    return _item_page(assignment, sheet, form)


@bp.post("/assessments/<int:assignment_id>/items/<code>")
@require(rating.read, Assignment)
def save_item(assignment: Assignment, code: str) -> ResponseReturnValue:
    """Save; what is refused comes back at its field with everything typed."""
    sheet = scorebook.sheet(assignment, code) or abort(404)
    form = RatingForm()
    if not _save(assignment, code, form):
        return _item_page(assignment, sheet, form), 422
    db.session.commit()
    flash(_SAVED.format(code=code), "success")
    goal = sheet.following if "next" in request.form else code
    return redirect(url_for("assessment.item", assignment_id=assignment.id, code=goal or code))


@bp.post("/assessments/<int:assignment_id>/items/<code>/autosave")
@require(rating.read, Assignment)
def autosave_item(assignment: Assignment, code: str) -> ResponseReturnValue:
    """The same in JSON: {version, saved_at}, or {message} with 409 (stale) or 422 (refused)."""
    form = RatingForm()
    try:
        saved = _save(assignment, code, form)
    except StaleDataError:
        db.session.rollback()
        return {"message": _STALE}, 409
    if saved is None:
        return {"message": next(iter(form.errors.values()))[0]}, 422
    db.session.commit()
    version = len(ratings.versions(assignment, code))
    return {"version": version, "saved_at": local_clock(saved.rated_at)}


def _save(assignment: Assignment, code: str, form: RatingForm) -> Rating | None:
    """The rating, or None with the sentence at the form's field."""
    if not form.validate_on_submit():
        return None
    try:
        return ratings.record(
            assignment,
            code,
            form.percent.data,
            strengths=form.strengths.data or "",
            improvements=form.improvements.data or "",
            evidence=form.evidence.data or "",
            to_verify=form.to_verify.data or "",
            seen=form.seen(),
            actor=current_user,
        )
    except Refusal as why:
        db.session.rollback()
        form.percent.errors = [*form.percent.errors, str(why)]
        return None


def _item_page(assignment: Assignment, sheet: scorebook.Sheet, form: RatingForm) -> str:
    return render_template(
        "assessment/item.html",
        assignment=assignment,
        sheet=sheet,
        form=form,
        own=scorebook.open_for(assignment),
        book=rulebooks.of(assignment.dossier.cycle),
        locked=rating.rate(current_user, assignment),
        traced=trace_bearing.beside(assignment.dossier, sheet.item.code, actor=current_user),
        traced_source=trace_bearing.source(),
    )


@bp.get("/assessments/<int:assignment_id>/dossier")
@require(rating.read, Assignment)
def reader(assignment: Assignment) -> ResponseReturnValue:
    """The whole dossier to read: general report, every answer, every paper."""
    dossier = assignment.dossier
    book, written = rulebooks.of(dossier.cycle), answers.of_dossier(dossier)
    return render_template(
        "assessment/reader.html",
        assignment=assignment,
        book=book,
        answers=written,
        key_factors=scorebook.key_factors(book, written),
        papers=evidence.of_dossier(dossier),
        traced=snapshots.panel(dossier, actor=current_user),
    )


@bp.post("/assessments/<int:assignment_id>/submit")
@require(rating.hold, Assignment)
def submit(assignment: Assignment) -> ResponseReturnValue:
    """Hand the sheet in; what is missing is listed on the scorebook."""
    try:
        done = workflow.perform("submit", assignment, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        flash(str(why), "error")
    else:
        db.session.commit()
        flash(done.notice, "success")
    return redirect(url_for("assessment.show", assignment_id=assignment.id))
