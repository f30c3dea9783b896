"""A request for supplements: what is asked and until when, and the organisation's answer."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused, workflow
from award.dossiers.blueprint import bp
from award.dossiers.forms import NoteForm
from award.extensions import db
from award.guard import require
from award.models import Dossier, DossierState, SupplementRequest
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import completeness, issuing, rulebooks, supplements
from award.words import _N
from award.workflow.transitions import TABLES

_ANSWERED = _N("Đã gửi phần bổ sung cho Hội đồng quốc gia. Các phần được mở nay đã khóa lại.")


@bp.get("/dossiers/<int:dossier_id>/supplements/<int:supplement_request_id>")
@require(policy.view_supplement, Dossier, SupplementRequest)
def supplement(dossier: Dossier, supplement_request: SupplementRequest) -> ResponseReturnValue:
    """The reason, the parts that are open again, the term, and the answer."""
    return _page(dossier, supplement_request, NoteForm(formdata=None))


@bp.post("/dossiers/<int:dossier_id>/supplements/<int:supplement_request_id>")
@require(policy.answer_supplement, Dossier, SupplementRequest)
def answer_supplement(
    dossier: Dossier, supplement_request: SupplementRequest
) -> ResponseReturnValue:
    """Submit the dossier again, or answer the national council, which keeps it."""
    form = NoteForm()
    if not form.validate():
        return _page(dossier, supplement_request, form), 422
    try:
        notice = _answer(dossier, supplement_request, form.note.data)
    except Refusal as why:
        status = refused.at(form.note, why)
        return _page(dossier, supplement_request, form), status
    db.session.commit()
    flash(notice, "success")
    return redirect(url_for("dossiers.show", dossier_id=dossier.id))


def _answer(dossier: Dossier, request: SupplementRequest, text: str) -> str:
    if dossier.state is DossierState.NATIONAL_REVIEW:
        supplements.answer(request, text, actor=current_user)
        return _ANSWERED
    workflow.perform("resubmit", dossier, actor=current_user, note=text)
    return TABLES[Dossier]["resubmit"].notice


def _page(dossier: Dossier, request: SupplementRequest, form: NoteForm) -> str:
    book = rulebooks.of(dossier.cycle)
    progress = {each.part.code: each for each in completeness.progress(dossier)}
    return render_template(
        "dossiers/supplement.html",
        dossier=dossier,
        request_row=request,
        parts=[(part, progress[part.code]) for part in book.parts if part.code in request.parts],
        documents=issuing.of_subject(request),
        form=form.called(_N("Nội dung đã bổ sung, giải trình")),
        open=policy.open_supplement(dossier) is request,
        may_sign=policy.sign(current_user, dossier) is None,
        gaps=completeness.gaps(dossier),
    )
