"""Records of what happened: complaints of a year, breaches of personal data, who read what."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import workflow
from award.admin import record_queries
from award.admin.blueprint import bp
from award.admin.cycle_forms import given
from award.admin.register_forms import BreachForm, ComplaintForm, NoteForm
from award.extensions import db
from award.forms import searched
from award.guard import require
from award.models import AwardCycle, BreachRecord, Complaint
from award.policies import office
from award.refused import told_in
from award.services import complaints as service
from award.services import registers, rulebooks
from award.words import _N

_REGISTERED = _N("Đã ghi vào sổ khiếu nại, tố cáo.")
_RESOLVED = _N("Đã ghi kết quả giải quyết.")
_BREACH = _N("Đã ghi sự cố dữ liệu cá nhân.")
_REPORTED = _N("Đã ghi việc báo cáo cơ quan có thẩm quyền.")


@bp.get("/office/cycles/<int:award_cycle_id>/complaints")
@require(office.manage, AwardCycle)
def complaints(award_cycle: AwardCycle) -> ResponseReturnValue:
    """The register of the year (R32)."""
    return _complaints_page(award_cycle, ComplaintForm(formdata=None))


@bp.post("/office/cycles/<int:award_cycle_id>/complaints")
@require(office.manage, AwardCycle)
def register_complaint(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Enter a complaint."""
    form = ComplaintForm()
    if form.validate():
        with told_in(form, form.number):
            service.register(
                award_cycle,
                service.dossier_numbered(award_cycle, form.number.data or "", current_user),
                received_on=form.received_on.data,
                due_on=form.due_on.data,
                complainant=form.complainant.data,
                subject=form.subject.data,
                assignee=form.assignee.data,
                freezes_publication=form.freezes_publication.data,
                actor=current_user,
            )
            db.session.commit()
            flash(_REGISTERED, "success")
            return redirect(url_for("admin.complaints", award_cycle_id=award_cycle.id))
    return _complaints_page(award_cycle, form), 422


@bp.post("/office/complaints/<int:complaint_id>/resolve")
@require(office.manage, Complaint)
def resolve_complaint(complaint: Complaint) -> ResponseReturnValue:
    """Record the outcome; a frozen publication goes on."""
    note = NoteForm().given()
    workflow.perform("resolve", complaint, actor=current_user, note=note)
    db.session.commit()
    flash(_RESOLVED, "success")
    return redirect(url_for("admin.complaints", award_cycle_id=complaint.cycle_id))


@bp.get("/office/breaches")
@require(office.administer)
def breaches() -> ResponseReturnValue:
    """Leaks and losses of personal data (R36)."""
    return _breaches_page(BreachForm(formdata=None))


@bp.post("/office/breaches")
@require(office.administer)
def record_breach() -> ResponseReturnValue:
    """Enter a breach."""
    form = BreachForm()
    if form.validate():
        with told_in(form):
            registers.record_breach(
                happened_at=given(form.happened_at),
                known_at=given(form.known_at),
                description=form.description.data,
                measures=form.measures.data,
                actor=current_user,
            )
            db.session.commit()
            flash(_BREACH, "success")
            return redirect(url_for("admin.breaches"))
    return _breaches_page(form), 422


@bp.post("/office/breaches/<int:breach_record_id>/report")
@require(office.administer, BreachRecord)
def report_breach(breach_record: BreachRecord) -> ResponseReturnValue:
    """Note that the authority in charge was told."""
    registers.report_breach(breach_record, actor=current_user)
    db.session.commit()
    flash(_REPORTED, "success")
    return redirect(url_for("admin.breaches"))


@bp.get("/office/access")
@require(office.administer)
def access_log() -> ResponseReturnValue:
    """Who opened something confidential (R36)."""
    words = searched()
    number = request.args.get("page", 1, type=int)
    return render_template(
        "admin/access_log.html",
        page=record_queries.access(words, number, current_user),
        words=words,
    )


def _complaints_page(cycle: AwardCycle, form: ComplaintForm) -> str:
    return render_template(
        "admin/complaints.html",
        cycle=cycle,
        book=rulebooks.of(cycle),
        complaints=service.of_cycle(cycle, current_user),
        form=form,
    )


def _breaches_page(form: BreachForm) -> str:
    return render_template("admin/breaches.html", breaches=registers.breaches(), form=form)
