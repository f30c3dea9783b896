"""The visit as the team sees it: plan, matters to verify, findings, record, signature."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused, workflow
from award.assessment.blueprint import bp
from award.assessment.forms import IssueForm, RecordForm
from award.extensions import db
from award.guard import require
from award.models import Assignment, DossierState, SiteVisit, Stage
from award.policies import Refusal, rating
from award.services import issuing, rulebooks, visits
from award.services.editing import expect_version
from award.words import _N

_NO_VISIT = _N("Chưa có lịch đánh giá tại chỗ.")
_ADDED = _N("Đã thêm vấn đề cần xác minh.")
_SAVED = _N("Đã lưu kết quả xác minh và nội dung biên bản.")

see_peers = rating.through(rating.view_peers)


@bp.get("/assessments/<int:assignment_id>/visit")
@require(see_peers, Assignment)
def visit(assignment: Assignment) -> ResponseReturnValue:
    """The visit of the running stage, or what is waited for."""
    return _page(assignment, IssueForm(), None)


def _current(assignment: Assignment) -> SiteVisit | None:
    """The visit that is shown: of the running stage, else the newest one."""
    dossier = assignment.dossier
    national = dossier.state is DossierState.NATIONAL_REVIEW
    found = visits.open_visit(dossier, Stage.NATIONAL) if national else None
    return found or next(iter(visits.of_dossier(dossier)), None)


def _visit(assignment: Assignment) -> SiteVisit:
    found = _current(assignment)
    if found is None:
        raise Refusal(_NO_VISIT)
    return found


def _page(assignment: Assignment, issue: IssueForm, record: RecordForm | None) -> str:
    shown = _current(assignment)
    if record is None and shown is not None:
        record = RecordForm(formdata=None, version=str(shown.version), record=shown.record)
    return render_template(
        "assessment/visit.html",
        assignment=assignment,
        visit=shown,
        book=rulebooks.of(assignment.dossier.cycle),
        issue=issue,
        record=record,
        findings=request.form,
        may_record=shown is not None and rating.record_visit(current_user, shown) is None,
        may_add=shown is not None and rating.add_issue(current_user, shown) is None,
        choices=[] if shown is None else list(workflow.available(shown, actor=current_user)),
        documents=[] if shown is None else issuing.of_subject(shown),
    )


@bp.post("/assessments/<int:assignment_id>/visit/issues")
@require(see_peers, Assignment)
def add_issue(assignment: Assignment) -> ResponseReturnValue:
    """Name a further matter to verify."""
    form, planned = IssueForm(), _visit(assignment)
    if why := rating.add_issue(current_user, planned):
        raise why
    try:
        valid = form.validate_on_submit()
        if valid:
            item = form.item.data or None
            visits.add_issue(planned, form.question.data, item=item, actor=current_user)
    except Refusal as why:
        refused.in_form(form, why, form.question)
        valid = False
    if not valid:
        return _page(assignment, form, None), 422
    db.session.commit()
    flash(_ADDED, "success")
    return redirect(url_for(".visit", assignment_id=assignment.id))


@bp.post("/assessments/<int:assignment_id>/visit/record")
@require(see_peers, Assignment)
def record_visit(assignment: Assignment) -> ResponseReturnValue:
    """Save findings and record; with `sign` the lead also signs for the team."""
    form, planned = RecordForm(), _visit(assignment)
    if why := rating.record_visit(current_user, planned):
        raise why
    if not form.validate_on_submit():
        return _page(assignment, IssueForm(formdata=None), form), 422
    try:
        _write(planned, form)
        notice = _SAVED
        if "sign" in request.form:
            notice = workflow.perform("record", planned, actor=current_user).notice
    except Refusal as why:
        db.session.rollback()
        form.record.errors = [*form.record.errors, str(why)]
        return _page(assignment, IssueForm(formdata=None), form), 422
    db.session.commit()
    flash(notice, "success")
    return redirect(url_for(".visit", assignment_id=assignment.id))


def _write(planned: SiteVisit, form: RecordForm) -> None:
    """Write what changed, unless somebody saved in between."""
    version = form.version.data or ""
    mine = form.record.data or ""
    findings = {
        issue.id: request.form.get(f"finding-{issue.id}", issue.finding).replace("\x00", "")
        for issue in planned.issues
    }
    if version.isdecimal():
        both = [(_N("Nội dung biên bản"), mine, planned.record)]
        both += [
            (one.question, findings[one.id], one.finding)
            for one in planned.issues
            if findings[one.id] != one.finding
        ]
        expect_version(planned, int(version), both)
    visits.write(planned, record=mine, findings=findings, actor=current_user)
