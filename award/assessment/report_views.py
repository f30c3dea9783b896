"""The team's evaluation report: written by its lead, with a tier that its points allow."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.assessment.blueprint import bp
from award.assessment.forms import ReportForm
from award.extensions import db
from award.guard import require
from award.models import Assignment, EvaluationReport
from award.policies import Refusal, rating
from award.services import consensus, evaluation, issuing, rulebooks
from award.services.editing import expect_version
from award.words import _N

_SAVED = _N("Đã lưu báo cáo đánh giá.")
_ISSUED = _N("Đang lập báo cáo đánh giá; có thể rời trang này.")
_NONE_YET = _N("Cần lưu báo cáo đánh giá trước khi lập văn bản.")

see_peers = rating.through(rating.view_peers)
write_it = rating.through(rating.write_report)


@bp.get("/assessments/<int:assignment_id>/report")
@require(see_peers, Assignment)
def report(assignment: Assignment) -> ResponseReturnValue:
    """The report as it stands; the lead may write it."""
    written = _written(assignment)
    form = _form(
        assignment,
        version="0" if written is None else str(written.version),
        summary="" if written is None else written.summary,
        strengths=_said(assignment, "strengths") if written is None else written.strengths,
        improvements=_said(assignment, "improvements") if written is None else written.improvements,
        proposed_tier="" if written is None else written.proposed_tier,
    )
    return _page(assignment, form)


def _written(assignment: Assignment) -> EvaluationReport | None:
    """The report of the running stage, else the newest of the dossier."""
    return evaluation.newest(assignment.dossier)


def _said(assignment: Assignment, side: str) -> str:
    """What was agreed item by item, as a first text for the lead."""
    agreed = consensus.current(assignment.dossier)
    texts = {
        "strengths": [score.strengths for score in agreed.values()],
        "improvements": [score.improvements for score in agreed.values()],
    }[side]
    return "\n".join(dict.fromkeys(text for text in texts if text))


def _form(assignment: Assignment, **values: str) -> ReportForm:
    dossier = assignment.dossier
    tiers = evaluation.choices(dossier, evaluation.standing(dossier).tiers)
    return ReportForm.offering(tiers, **values)


def _page(assignment: Assignment, form: ReportForm) -> str:
    dossier = assignment.dossier
    written = _written(assignment)
    return render_template(
        "assessment/report.html",
        assignment=assignment,
        book=rulebooks.of(dossier.cycle),
        form=form,
        written=written,
        standing=evaluation.standing(dossier),
        may_write=rating.write_report(current_user, dossier) is None,
        documents=[] if written is None else issuing.of_subject(written, "evaluation_report"),
    )


@bp.post("/assessments/<int:assignment_id>/report")
@require(write_it, Assignment)
def save_report(assignment: Assignment) -> ResponseReturnValue:
    """Save the report of the running stage."""
    form = _form(assignment)
    try:
        valid = form.validate_on_submit()
        if valid:
            _expect_unchanged(assignment, form)
            evaluation.write(
                assignment.dossier,
                summary=form.summary.data,
                strengths=form.strengths.data or "",
                improvements=form.improvements.data or "",
                proposed_tier=form.proposed_tier.data,
                actor=current_user,
            )
    except Refusal as why:
        db.session.rollback()
        form.proposed_tier.errors = [*form.proposed_tier.errors, str(why)]
        valid = False
    if not valid:
        return _page(assignment, form), 422
    db.session.commit()
    flash(_SAVED, "success")
    return redirect(url_for(".report", assignment_id=assignment.id))


def _expect_unchanged(assignment: Assignment, form: ReportForm) -> None:
    """The report that is kept is the one this page was made from; else both are shown."""
    own = _written(assignment)
    if own is None or not form.version.data:
        return
    both = [
        (_N("Nhận xét chung"), form.summary.data or "", own.summary),
        (_N("Điểm mạnh nổi bật"), form.strengths.data or "", own.strengths),
        (_N("Cơ hội cải tiến chính"), form.improvements.data or "", own.improvements),
    ]
    expect_version(own, form.version.number, [one for one in both if one[1] != one[2]])


@bp.post("/assessments/<int:assignment_id>/report/document")
@require(write_it, Assignment)
def issue_report(assignment: Assignment) -> ResponseReturnValue:
    """Make the document of the report of the running stage."""
    written = evaluation.of_dossier(assignment.dossier, evaluation.stage_of(assignment.dossier))
    if written is None:
        raise Refusal(_NONE_YET)
    issuing.issue("evaluation_report", written, actor=current_user, dossier=assignment.dossier)
    db.session.commit()
    flash(_ISSUED, "info")
    return redirect(url_for(".report", assignment_id=assignment.id))
