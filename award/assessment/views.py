"""My assignments, the undertaking, and the door of each dossier: accept, or declare a conflict."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import workflow
from award.assessment import queries, scorebook
from award.assessment.blueprint import bp
from award.assessment.forms import RecusalForm, UndertakingForm
from award.extensions import db
from award.guard import require, signed_in
from award.models import Assignment, AssignmentState, AwardCycle, Stage
from award.policies import facts, rating
from award.services import issuing, rulebooks, undertakings
from award.words import _N

_SIGNED = _N("Đã ký cam kết. Việc tiếp theo: nhận hoặc từ chối từng hồ sơ được phân công.")
_RECUSED = _N("Đã ghi nhận xung đột lợi ích. Hồ sơ này không còn hiện ra với ông (bà).")


@bp.get("/assessments")
@signed_in
def index() -> ResponseReturnValue:
    """Everything one was asked to assess; nothing of a year whose undertaking is not signed."""
    return render_template(
        "assessment/index.html",
        rows=queries.mine(current_user),
        unsigned=undertakings.waiting(current_user),
        behind=queries.waiting_behind_undertaking(current_user),
        books=rulebooks,
    )


@bp.get("/assessments/undertakings/<int:cycle_id>")
@signed_in
def undertaking(cycle_id: int) -> ResponseReturnValue:
    """The text of this year's undertaking, to be signed or already signed."""
    cycle = undertakings.cycle_of(current_user, cycle_id) or abort(404)
    return _undertaking_page(cycle, UndertakingForm(version=facts.UNDERTAKING_VERSION))


@bp.post("/assessments/undertakings/<int:cycle_id>")
@signed_in
def sign_undertaking(cycle_id: int) -> ResponseReturnValue:
    """Sign the text that was shown."""
    cycle = undertakings.cycle_of(current_user, cycle_id) or abort(404)
    form = UndertakingForm()
    if not form.validate_on_submit():
        return _undertaking_page(cycle, form), 422
    undertakings.sign(cycle, version=form.version.data or "", actor=current_user)
    db.session.commit()
    flash(_SIGNED, "success")
    return redirect(url_for("assessment.index"))


def _undertaking_page(cycle: AwardCycle, form: UndertakingForm) -> str:
    return render_template(
        "assessment/undertaking.html",
        cycle=cycle,
        form=form,
        text=f"assessment/undertakings/{facts.UNDERTAKING_VERSION}.html",
        version=facts.UNDERTAKING_VERSION,
        signed=undertakings.signed(current_user, cycle),
    )


@bp.context_processor
def _sides() -> dict[str, object]:
    """The sides of one assignment's room; those of the team once everybody has submitted."""
    return {"assessment_tabs": _tabs}


def _tabs(assignment: Assignment, here: str) -> list[tuple[str, str, bool]]:
    sides = [("show", _N("Phiếu chấm điểm")), ("reader", _N("Hồ sơ"))]
    if assignment.stage is Stage.NATIONAL:
        sides = sides[1:]
    if rating.view_peers(current_user, assignment.dossier) is None:
        sides += [
            ("consensus_table", _N("Thống nhất điểm")),
            ("visit", _N("Đánh giá tại chỗ")),
            ("report", _N("Báo cáo đánh giá")),
        ]
    return [
        (label, url_for(f"assessment.{side}", assignment_id=assignment.id), side == here)
        for side, label in sides
    ]


@bp.get("/assessments/<int:assignment_id>")
@require(rating.hold, Assignment)
def show(assignment: Assignment) -> ResponseReturnValue:
    """Before acceptance what is needed to judge conflicts; after it the scorebook."""
    if not facts.has_undertaken(current_user, assignment.dossier.cycle_id):
        return redirect(url_for("assessment.undertaking", cycle_id=assignment.dossier.cycle_id))
    if assignment.state is AssignmentState.OFFERED:
        return _offer_page(assignment, RecusalForm.offered())
    if assignment.stage is Stage.NATIONAL:
        return redirect(url_for("assessment.consensus_table", assignment_id=assignment.id))
    return render_template(
        "assessment/scorebook.html",
        assignment=assignment,
        sheet=scorebook.open_for(assignment),
        documents=issuing.of_subject(assignment, "score_form"),
        recusal=RecusalForm.offered(),
    )


def _offer_page(assignment: Assignment, form: RecusalForm) -> str:
    return render_template("assessment/offer.html", assignment=assignment, recusal=form)


@bp.post("/assessments/<int:assignment_id>/accept")
@require(rating.hold, Assignment)
def accept(assignment: Assignment) -> ResponseReturnValue:
    """Accept: no conflict, the dossier opens."""
    done = workflow.perform("accept", assignment, actor=current_user)
    db.session.commit()
    flash(done.notice, "success")
    return redirect(url_for("assessment.show", assignment_id=assignment.id))


@bp.post("/assessments/<int:assignment_id>/recuse")
@require(rating.hold, Assignment)
def recuse(assignment: Assignment) -> ResponseReturnValue:
    """Declare a conflict: the organisation's dossiers vanish for this person, at any time."""
    form = RecusalForm.offered()
    if not form.validate_on_submit():
        return _offer_page(assignment, form), 422
    for each in queries.of_organisation(assignment):
        workflow.perform("recuse", each, actor=current_user, note=form.reason())
    db.session.commit()
    flash(_RECUSED, "success")
    return redirect(url_for("assessment.index"))
