"""The secretary's page of one dossier: intake, supplements, violations, everything in reach."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, refused, workflow
from award.councils import moves, queries
from award.councils.blueprint import bp
from award.councils.forms import (
    ChecklistForm,
    CouncilNoteForm,
    ExtensionForm,
    SupplementForm,
    ViolationForm,
)
from award.extensions import db
from award.guard import require
from award.models import Council, Dossier, DossierState
from award.policies import Refusal, rating
from award.policies import dossier as policy
from award.services import (
    intake,
    registers,
    rulebooks,
    scoresheets,
    snapshots,
    supplements,
    visit_planning,
    visits,
)
from award.words import _N

_BASE = "/councils/<int:council_id>/dossiers/<int:dossier_id>"


@bp.get(_BASE)
@require(policy.take_in, Council, Dossier)
def dossier(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """Where the dossier stands, what can be done with it, and what there is about it."""
    names = moves.names(dossier, current_user)
    scores = rating.view_scoreboard(current_user, dossier) is None
    return render_template(
        "councils/dossier.html",
        traced=snapshots.panel(dossier, actor=current_user),
        council=council,
        dossier=dossier,
        book=rulebooks.of(dossier.cycle),
        buttons=moves.of(dossier, current_user),
        names=names,
        checks=intake.checks(dossier),
        progress=queries.progress(dossier),
        visits=[(one, moves.of(one, current_user)) for one in visits.of_dossier(dossier)],
        no_visit=visit_planning.bar(dossier),
        violations=intake.violations(dossier),
        requests=supplements.all_of(dossier),
        open_request=policy.open_supplement(dossier),
        papers=queries.papers(dossier),
        points=queries.points_about(dossier),
        sheets=scoresheets.all_of(dossier) if scores else [],
    )


@bp.route(f"{_BASE}/checklist", methods=["GET", "POST"])
@require(policy.take_in, Council, Dossier)
def checklist(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """The checklist of intake, part by part; saved as often as wanted."""
    form = ChecklistForm.for_parts(rulebooks.of(dossier.cycle).parts, intake.checks(dossier))
    status, why = 200, ""
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                intake.save_checks(dossier, form.found(), actor=current_user)
                return _done(council, dossier, _N("Đã lưu danh mục kiểm tra."))
            except Refusal as refusal:
                db.session.rollback()
                why = str(refusal)
    return render_template(
        "councils/checklist.html",
        council=council,
        dossier=dossier,
        form=form,
        why=why,
        traced=snapshots.panel(dossier, actor=current_user),
    ), status


@bp.route(f"{_BASE}/supplement", methods=["GET", "POST"])
@require(policy.take_in, Council, Dossier)
def supplement(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """Return the dossier for supplements: parts, reasons, and the last day of the term."""
    book, checks = rulebooks.of(dossier.cycle), intake.checks(dossier)
    bad = [part for part in book.parts if part.code in checks and not checks[part.code].good]
    form = SupplementForm.for_edition(
        book.parts,
        parts=[part.code for part in bad],
        reason="\n".join(f"{part.title}: {checks[part.code].note}" for part in bad),
        days=book.clocks.supplement_days,
    )
    status = 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                _request(dossier, form)
                return _done(council, dossier, _N("Đã gửi yêu cầu bổ sung cho tổ chức."))
            except Refusal as why:
                status = refused.in_form(form, why, form.reason)
    return _term_page("councils/supplement.html", council, dossier, form, status)


def _request(dossier: Dossier, form: SupplementForm) -> None:
    """Ask at intake by a move, in the national review by its own act."""
    due_at = clock.end_of_day(intake.due_date(form.days.data or 0))
    entries: dict[str, Any] = {"parts": form.parts.data, "due_at": due_at}
    if dossier.state is DossierState.NATIONAL_REVIEW:
        supplements.request_national(
            dossier, reason=form.reason.data, actor=current_user, **entries
        )
    else:
        workflow.perform(
            "request_supplement", dossier, actor=current_user, note=form.reason.data, **entries
        )


@bp.route(f"{_BASE}/extension", methods=["GET", "POST"])
@require(policy.take_in, Council, Dossier)
def extension(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """Give the organisation more time for its supplements."""
    form, status = ExtensionForm(data={"days": _default_days(dossier)}), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                _extend(dossier, form)
                return _done(council, dossier, _N("Đã gia hạn."))
            except Refusal as why:
                status = refused.at(form.days, why)
    return _term_page("councils/extension.html", council, dossier, form, status)


def _extend(dossier: Dossier, form: ExtensionForm) -> None:
    due_at = clock.end_of_day(intake.due_date(form.days.data or 0))
    waiting = policy.open_supplement(dossier)
    if dossier.state is DossierState.NATIONAL_REVIEW and waiting is not None:
        supplements.extend_national(waiting, due_at, reason=form.reason.data, actor=current_user)
    else:
        workflow.perform(
            "extend_supplement", dossier, actor=current_user, note=form.reason.data, due_at=due_at
        )


def _default_days(dossier: Dossier) -> int:
    return rulebooks.of(dossier.cycle).clocks.supplement_days


def _term_page(
    template: str, council: Council, dossier: Dossier, form: Any, status: int
) -> ResponseReturnValue:
    """A page with a term: the day it would end is computed and shown."""
    days = form.days.data
    sound = isinstance(days, int) and 1 <= days <= intake.LONGEST_TERM
    return render_template(
        template,
        council=council,
        dossier=dossier,
        form=form,
        ends_on=intake.due_date(days) if sound else None,
        request_open=policy.open_supplement(dossier),
    ), status


@bp.get(f"{_BASE}/term")
@require(policy.take_in, Council, Dossier)
def term(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """The last day of a term in working days, for the form to show while one types."""
    days = request.args.get("days", default=0, type=int)
    sound = 1 <= days <= intake.LONGEST_TERM
    return render_template("councils/_term.html", ends_on=intake.due_date(days) if sound else None)


@bp.route(f"{_BASE}/violations", methods=["GET", "POST"])
@require(policy.take_in, Council, Dossier)
def violation(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """Record a violation by the organisation."""
    form, status = ViolationForm(), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            facts = {key: value for key, value in form.data.items() if key != "csrf_token"}
            try:
                registers.record_violation(dossier.organisation, actor=current_user, **facts)
                return _done(council, dossier, _N("Đã ghi nhận vi phạm."))
            except Refusal as why:
                status = refused.at(form.happened_on, why)
    return render_template(
        "councils/violation.html", council=council, dossier=dossier, form=form
    ), status


@bp.route(f"{_BASE}/violations/<int:record_id>", methods=["GET", "POST"])
@require(policy.take_in, Council, Dossier)
def violation_note(council: Council, dossier: Dossier, record_id: int) -> ResponseReturnValue:
    """The council's note on a violation (R13)."""
    record = intake.violation_of(dossier, record_id)
    if record is None:
        abort(404)
    form, status = CouncilNoteForm(data={"note": record.council_note}), 200
    if request.method == "POST" and form.validate():
        try:
            intake.note_violation(record, form.note.data or "", actor=current_user)
            return _done(council, dossier, _N("Đã ghi ý kiến của hội đồng."))
        except Refusal as why:
            status = refused.at(form.note, why)
    return render_template(
        "councils/violation_note.html", council=council, dossier=dossier, form=form, record=record
    ), status


def _done(council: Council, dossier: Dossier, sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for("councils.dossier", council_id=council.id, dossier_id=dossier.id))
