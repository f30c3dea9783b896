"""Hiệp y (lấy ý kiến): the letters of a year out, the replies in, dossiers back to the council."""

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads, workflow
from award.admin import national_queries
from award.admin.blueprint import bp
from award.admin.decision_forms import (
    AgencyForm,
    DossiersForm,
    NumberForm,
    PaperReplyForm,
    ReasonForm,
    number_form,
)
from award.extensions import db
from award.guard import require
from award.models import AwardCycle, Consultation, ConsultationState, Dossier, Reply
from award.policies import document, office
from award.policies import dossier as dossiers
from award.refused import told_at, told_in
from award.services import consulting, file_kinds, issuing, rulebooks
from award.services.consulting import Answer
from award.uploads import needed
from award.words import _N
from award.workflow.transitions import TABLES

_DRAFTED = _N("Đã lập dự thảo {count} công văn. Việc tiếp theo: ghi số, ngày, hạn rồi gửi.")
_DISCARDED = _N("Đã bỏ dự thảo công văn.")
_ANSWERED = _N("Đã ghi ý kiến trả lời.")


@bp.get("/office/cycles/<int:award_cycle_id>/consultation")
@require(office.manage, AwardCycle)
def consultation(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Dossiers that wait for a letter, and every letter with its replies."""
    return _page(award_cycle, DossiersForm(formdata=None), AgencyForm(formdata=None))


@bp.post("/office/cycles/<int:award_cycle_id>/consultation/letters")
@require(office.manage, AwardCycle)
def draft_letters(award_cycle: AwardCycle) -> ResponseReturnValue:
    """One draft letter to each province of the chosen dossiers."""
    form = DossiersForm().offer(consulting.waiting(award_cycle, current_user))
    with told_at(form.dossiers):
        letters = consulting.draft_letters(
            award_cycle, form.dossiers.data or [], actor=current_user
        )
        db.session.commit()
        flash(_DRAFTED.format(count=len(letters)), "success")
        return _to(award_cycle)
    return _page(award_cycle, form, AgencyForm(formdata=None)), 422


@bp.post("/office/cycles/<int:award_cycle_id>/consultation/agencies")
@require(office.manage, AwardCycle)
def draft_to_agency(award_cycle: AwardCycle) -> ResponseReturnValue:
    """A draft letter to an agency."""
    form = AgencyForm().offer(consulting.in_consultation(award_cycle, current_user))
    if form.validate():
        with told_in(form, form.agency):
            consulting.draft_to_agency(
                award_cycle, form.agency.data, form.dossiers.data, actor=current_user
            )
            db.session.commit()
            flash(_DRAFTED.format(count=1), "success")
            return _to(award_cycle)
    return _page(award_cycle, DossiersForm(formdata=None), form), 422


@bp.get("/office/letters/<int:consultation_id>")
@require(office.manage, Consultation)
def letter(consultation: Consultation) -> ResponseReturnValue:
    """One letter: its list, number and term, its replies."""
    return _letter_page(consultation)


@bp.post("/office/letters/<int:consultation_id>/send")
@require(office.manage, Consultation)
def send_letter(consultation: Consultation) -> ResponseReturnValue:
    """Give the letter its number and term, and send it."""
    form = number_form(rulebooks.of(consultation.cycle))
    if form.validate():
        with told_in(form, form.number):
            consulting.give_number(
                consultation,
                number=form.number.data,
                sent_on=form.sent_on.data,
                due_on=form.due_on.data,
            )
            return _move(consultation, "send")
    return _letter_page(consultation, number=form), 422


@bp.post("/office/letters/<int:consultation_id>/close")
@require(office.manage, Consultation)
def close_letter(consultation: Consultation) -> ResponseReturnValue:
    """No more replies: what is unanswered is recorded as such."""
    return _move(consultation, "close")


@bp.post("/office/letters/<int:consultation_id>/discard")
@require(office.manage, Consultation)
def discard_letter(consultation: Consultation) -> ResponseReturnValue:
    """Throw a draft away."""
    cycle = consultation.cycle
    consulting.discard(consultation, actor=current_user)
    db.session.commit()
    flash(_DISCARDED, "success")
    return _to(cycle)


@bp.post("/office/letters/<int:consultation_id>/reply")
@require(office.record_reply, Consultation)
def paper_reply(consultation: Consultation) -> ResponseReturnValue:
    """A reply that came on paper: never without the signed copy."""
    entries = national_queries.entries(consultation, current_user)
    form = PaperReplyForm.of(entries)
    if form.validate():
        with told_in(form, form.entry):
            signed = needed(form.file, actor=current_user, kinds=file_kinds.SIGNED_COPY)
            seen = next(one.replied_at for one in entries if one.id == form.entry.data)
            given = Answer(
                form.entry.data, Reply(form.reply.data), form.note.data or "", seen, signed
            )
            consulting.answer(consultation, [given], actor=current_user)
            db.session.commit()
            flash(_ANSWERED, "success")
            return redirect(url_for("admin.letter", consultation_id=consultation.id))
    return _letter_page(consultation, reply=form), 422


@bp.get("/office/letters/<int:consultation_id>/replies/<int:entry_id>")
@require(office.manage, Consultation)
def reply_copy(consultation: Consultation, entry_id: int) -> Response:
    """The signed copy of a reply."""
    stored = consulting.signed_copy(consultation, entry_id, current_user)
    if stored is None:
        abort(404)
    return downloads.send(stored)


@bp.post("/office/dossiers/<int:dossier_id>/return")
@require(dossiers.stand_for_award, Dossier)
def return_to_council(dossier: Dossier) -> ResponseReturnValue:
    """After an objection: back to the national council, which votes again."""
    note = ReasonForm().given()
    workflow.perform("return_to_council", dossier, actor=current_user, note=note)
    db.session.commit()
    flash(_N("Hồ sơ trở lại Hội đồng quốc gia để bỏ phiếu lại."), "success")
    return _to(dossier.cycle)


def _move(letter: Consultation, name: str) -> ResponseReturnValue:
    workflow.perform(name, letter, actor=current_user)
    db.session.commit()
    flash(TABLES[Consultation][name].notice, "success")
    return redirect(url_for("admin.letter", consultation_id=letter.id))


def _to(cycle: AwardCycle) -> ResponseReturnValue:
    return redirect(url_for("admin.consultation", award_cycle_id=cycle.id))


def _page(cycle: AwardCycle, form: DossiersForm, agency: AgencyForm) -> str:
    waiting = consulting.waiting(cycle, current_user)
    in_step = consulting.in_consultation(cycle, current_user)
    return render_template(
        "admin/consultation.html",
        cycle=cycle,
        book=rulebooks.of(cycle),
        waiting=waiting,
        in_step=in_step,
        form=form.offer(waiting, all_chosen=True),
        agency=agency.offer(in_step),
        letters=consulting.letters_of(cycle),
        is_overdue=consulting.is_overdue,
        objected=national_queries.objected(in_step),
        reason=ReasonForm(formdata=None),
    )


def _letter_page(
    consultation: Consultation,
    number: NumberForm | None = None,
    reply: PaperReplyForm | None = None,
) -> str:
    entries = national_queries.entries(consultation, current_user)
    book = rulebooks.of(consultation.cycle)
    return render_template(
        "admin/letter.html",
        letter=consultation,
        book=book,
        entries=entries,
        number=number or number_form(book),
        reply=reply or PaperReplyForm.of(entries),
        choices={
            choice.transition.name: choice.why_not
            for choice in workflow.available(consultation, actor=current_user)
        },
        documents=[
            one
            for one in issuing.of_subject(consultation)
            if document.view(current_user, one) is None
        ],
        overdue=consulting.is_overdue(consultation),
        drafted=consultation.state is ConsultationState.DRAFT,
    )
