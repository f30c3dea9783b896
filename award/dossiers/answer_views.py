"""Write the general report and the self-assessment: one page a text, saved as one types."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm.exc import StaleDataError

from award import refused
from award.dossiers import writing
from award.dossiers.blueprint import bp
from award.dossiers.forms import AnswerForm, PaperForm
from award.extensions import db
from award.guard import require
from award.models import Answer, Dossier
from award.policies import Refusal
from award.policies import dossier as policy
from award.screen import local_clock
from award.services import answers, evidence, refiling, rulebooks
from award.words import _N

_SAVED = _N("Đã lưu.")
_RESTORED = _N("Đã khôi phục phiên bản {number} thành bản mới nhất.")
_BAD_PERCENT = _N("Hãy chọn một tỷ lệ điểm trong thang.")
NEWEST = 100  # versions listed on the history page; all are kept


@bp.get("/dossiers/<int:dossier_id>/report")
@require(policy.belongs, Dossier)
def report(dossier: Dossier) -> ResponseReturnValue:
    """The fields of the general report and how far each is."""
    written = answers.of_dossier(dossier)
    return render_template(
        "dossiers/report.html",
        dossier=dossier,
        part=_part(dossier, "report"),
        lines=writing.report_lines(dossier, written),
    )


@bp.get("/dossiers/<int:dossier_id>/self-assessment")
@require(policy.belongs, Dossier)
def self_assessment(dossier: Dossier) -> ResponseReturnValue:
    """The items, how far each is, and the applicant's own points so far."""
    written = answers.of_dossier(dossier)
    return render_template(
        "dossiers/self_assessment.html",
        unfiled=[(refiling.title_of(one.code), one.text) for one in refiling.unfiled(dossier)],
        dossier=dossier,
        book=rulebooks.of(dossier.cycle),
        part=_part(dossier, "answers"),
        criteria=writing.item_lines(dossier, written),
        score=answers.own_score(dossier, written),
        shared_locked=policy.is_shared_part_locked(dossier),
    )


def _part(dossier: Dossier, kind: str) -> object:
    return next(part for part in rulebooks.of(dossier.cycle).parts if part.kind == kind)


@bp.get("/dossiers/<int:dossier_id>/texts/<code>")
@require(policy.belongs, Dossier)
def text(dossier: Dossier, code: str) -> ResponseReturnValue:
    """One text with its guidance, rubric and papers."""
    desk = _desk(dossier, code)
    answer = desk.answer
    form = AnswerForm.for_item(
        desk.book,
        desk.item,
        version=str(desk.version),
        text="" if answer is None else answer.text,
        own_percent="" if answer is None or answer.own_percent is None else answer.own_percent,
    )
    return _text_page(desk, form)


@bp.post("/dossiers/<int:dossier_id>/texts/<code>")
@require(policy.write, Dossier)
def save_text(dossier: Dossier, code: str) -> ResponseReturnValue:
    """Save the text; a stale one is shown beside the stored one and nothing is lost."""
    desk = _desk(dossier, code)
    form = AnswerForm.for_item(desk.book, desk.item)
    try:
        _save(desk, form)
    except Refusal as why:
        status = refused.in_form(form, why, form.text)
        return _text_page(_desk(dossier, code), form), status
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(url_for("dossiers.text", dossier_id=dossier.id, code=code))


@bp.post("/dossiers/<int:dossier_id>/texts/<code>/autosave")
@require(policy.write, Dossier)
def autosave_text(dossier: Dossier, code: str) -> ResponseReturnValue:
    """The same in JSON: {version, saved_at}, or {message} with 409 (stale) or 422 (refused)."""
    desk = _desk(dossier, code)
    try:
        answer = _save(desk, AnswerForm.for_item(desk.book, desk.item))
        db.session.commit()
    except Refusal as why:
        db.session.rollback()
        return {"message": str(why)}, 422
    except (StaleDataError, IntegrityError):
        db.session.rollback()
        return {"message": writing.STALE}, 409
    return {"version": answer.version, "saved_at": local_clock(answer.updated_at)}


def _desk(dossier: Dossier, code: str) -> writing.Desk:
    return writing.desk(dossier, code, actor=current_user) or abort(404)


def _save(desk: writing.Desk, form: AnswerForm) -> Answer:
    try:
        percent = form.percent()
    except ValueError as error:
        raise Refusal(_BAD_PERCENT, rule="R5", at="own_percent") from error
    return answers.save(
        desk.dossier,
        desk.place,
        form.text.data or "",
        percent,
        version=form.made_from(),
        actor=current_user,
    )


def _text_page(desk: writing.Desk, form: AnswerForm) -> str:
    papers = [row for row in evidence.of_dossier(desk.dossier) if row.item == desk.place.code]
    upload = None
    if desk.item is not None and not desk.locked:
        upload = PaperForm.for_part(desk.dossier, desk.place.part, desk.book)
    return render_template(
        "dossiers/text.html", desk=desk, dossier=desk.dossier, form=form, papers=papers,
        upload=upload, limit=answers.LIMIT,
    )  # fmt: skip


@bp.get("/dossiers/<int:dossier_id>/texts/<code>/versions")
@require(policy.belongs, Dossier)
def text_versions(dossier: Dossier, code: str) -> ResponseReturnValue:
    """What was saved, when and by whom."""
    desk = _desk(dossier, code)
    kept = [] if desk.answer is None else answers.versions(desk.answer, newest=NEWEST)
    return render_template("dossiers/versions.html", desk=desk, dossier=dossier, versions=kept)


@bp.post("/dossiers/<int:dossier_id>/texts/<code>/restore/<int:number>")
@require(policy.write, Dossier)
def restore_text(dossier: Dossier, code: str, number: int) -> ResponseReturnValue:
    """Make an earlier version the newest one."""
    desk = _desk(dossier, code)
    form = AnswerForm.for_item(desk.book, desk.item)
    try:
        answers.restore(dossier, desk.place, number, version=form.made_from(), actor=current_user)
        db.session.commit()
    except StaleDataError:  # nothing was typed here, so nothing has to be shown again
        db.session.rollback()
        flash(writing.STALE, "error")
        return redirect(url_for("dossiers.text_versions", dossier_id=dossier.id, code=code))
    flash(_RESTORED.format(number=number), "success")
    return redirect(url_for("dossiers.text", dossier_id=dossier.id, code=code))
