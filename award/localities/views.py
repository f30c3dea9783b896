"""A province's pages: what waits, a letter and its reply, entrants, conflicts, yearly figures."""

from collections.abc import Sequence

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from wtforms import Field

from award import clock, downloads
from award.extensions import db
from award.forms import searched
from award.guard import require
from award.localities import queries
from award.localities.blueprint import bp
from award.localities.forms import ConflictForm, ReplyForm, reply_form
from award.models import AwardCycle, Consultation, ConsultationEntry, Dossier, Reply, StoredFile
from award.policies import office
from award.refused import told_at, told_in
from award.services import consulting, file_kinds, rulebooks, yearly_figures
from award.services.consulting import Answer
from award.uploads import stored
from award.words import _N
from award.workflow import conflict_acts

_REPLIED = _N("Đã ghi {count} ý kiến. Có thể sửa đến khi cơ quan thường trực kết thúc công văn.")
_DECLARED = _N("Đã ghi nhận xung đột lợi ích; ý kiến về hồ sơ do cán bộ khác của địa phương ghi.")


@bp.get("/province")
@require(office.serve_province)
def index() -> ResponseReturnValue:
    """Letters that wait and those of the past; the way to entrants and figures."""
    province = queries.province_of(current_user)
    return render_template(
        "localities/index.html",
        province=province,
        former=queries.former_names(province),
        letters=queries.letters(province, current_user),
        cycles=queries.years(province, current_user),
        is_overdue=consulting.is_overdue,
    )


@bp.get("/province/letters/<int:consultation_id>")
@require(office.view_consultation, Consultation)
def letter(consultation: Consultation) -> ResponseReturnValue:
    """One letter with its list and the replies there are."""
    entries = queries.entries(consultation, current_user)
    return _letter_page(consultation, entries, reply_form(_open(entries)))


@bp.post("/province/letters/<int:consultation_id>")
@require(office.reply, Consultation)
def reply(consultation: Consultation) -> ResponseReturnValue:
    """Record what is said on each line; the lines left open can be answered later."""
    entries = queries.entries(consultation, current_user)
    form = reply_form(_open(entries))
    if form.validate() and form.check_notes(_open(entries)):
        with told_in(form, form.file):
            answers = _answers(form, _open(entries))
            consulting.answer(consultation, answers, actor=current_user)
            db.session.commit()
            flash(_REPLIED.format(count=len(answers)), "success")
            return redirect(url_for("localities.letter", consultation_id=consultation.id))
        entries = queries.entries(consultation, current_user)
    return _letter_page(consultation, entries, form), 422


def _open(entries: Sequence[ConsultationEntry]) -> list[ConsultationEntry]:
    return [entry for entry in entries if consulting.takes_reply(entry)]


def _answers(form: ReplyForm, entries: Sequence[ConsultationEntry]) -> list[Answer]:
    changed = form.changed(entries)
    shared = _signed(form.file) if changed else None
    return [
        Answer(
            entry.id,
            Reply(form.line(entry)["reply"].data),
            (form.line(entry)["note"].data or "").strip(),
            form.seen(entry),
            _signed(form.line(entry)["file"]) or shared,
        )
        for entry in changed
    ]


def _signed(field: Field) -> StoredFile | None:
    return stored(field, actor=current_user, kinds=file_kinds.SIGNED_COPY)


@bp.get("/province/letters/<int:consultation_id>/replies/<int:entry_id>")
@require(office.view_consultation, Consultation)
def reply_copy(consultation: Consultation, entry_id: int) -> Response:
    """The signed copy of a reply."""
    stored = consulting.signed_copy(consultation, entry_id, current_user)
    if stored is None:
        abort(404)
    return downloads.send(stored)


@bp.get("/province/entrants/<int:year>")
@require(office.serve_province)
def entrants(year: int) -> ResponseReturnValue:
    """Who registered from the province: registered facts, no content and no score."""
    province = queries.province_of(current_user)
    cycle = _cycle(year)
    words = searched()
    return render_template(
        "localities/entrants.html",
        province=province,
        cycle=cycle,
        cycles=queries.years(province, current_user),
        book=rulebooks.of(cycle),
        dossiers=queries.entrants(province, cycle, words, current_user),
        words=words,
    )


@bp.route("/province/entrants/<int:dossier_id>/conflict", methods=["GET", "POST"])
@require(office.serve_province)
def conflict(dossier_id: int) -> ResponseReturnValue:
    """The officer has a conflict: what the province says on the dossier is a colleague's to say."""
    dossier, form, status = _entrant(dossier_id), ConflictForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            with told_at(form.reason):
                conflict_acts.declare(dossier, form.reason.data or "", actor=current_user)
                db.session.commit()
                flash(_DECLARED, "success")
                return redirect(url_for("localities.index"))
    return render_template("localities/conflict.html", dossier=dossier, form=form), status


def _entrant(dossier_id: int) -> Dossier:
    """A registered dossier of the officer's province, or 404."""
    province = queries.province_of(current_user)
    dossier = queries.entrant(province, dossier_id, current_user)
    if dossier is None:
        abort(404)
    return dossier


@bp.get("/province/figures/<int:year>")
@require(office.serve_province)
def figures(year: int) -> ResponseReturnValue:
    """The province's yearly report in figures (R39)."""
    province = queries.province_of(current_user)
    cycle = _cycle(year)
    return render_template(
        "localities/figures.html",
        province=province,
        cycle=cycle,
        tables=yearly_figures.tables(cycle, current_user, province_code=province.code),
    )


@bp.get("/province/figures/<int:year>.xlsx")
@require(office.serve_province)
def figures_workbook(year: int) -> Response:
    """The same as a workbook."""
    province = queries.province_of(current_user)
    cycle = _cycle(year)
    tables = yearly_figures.tables(cycle, current_user, province_code=province.code)
    name = _N("Số liệu Giải thưởng năm {year} – {province}.xlsx").format(
        year=year, province=province.name
    )
    return downloads.send_made(yearly_figures.workbook(tables), downloads.XLSX, name)


def _cycle(year: int) -> AwardCycle:
    """The award year, or 404."""
    cycle = queries.cycle_of(year)
    if cycle is None:
        abort(404)
    return cycle


def _letter_page(
    consultation: Consultation, entries: Sequence[ConsultationEntry], form: ReplyForm
) -> str:
    return render_template(
        "localities/letter.html",
        letter=consultation,
        book=rulebooks.of(consultation.cycle),
        entries=entries,
        form=form,
        open=_open(entries),
        why_not=office.reply(current_user, consultation),
        due_at=clock.end_of_day(consultation.due_on) if consultation.due_on else clock.now(),
    )
