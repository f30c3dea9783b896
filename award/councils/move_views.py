"""Moving a dossier, an assignment, a visit, a session, a vote: one button, one reason, one act."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import workflow
from award.councils import moves
from award.councils.blueprint import bp
from award.councils.forms import ReasonForm
from award.extensions import db
from award.guard import require
from award.models import Assignment, Council, Dossier, Meeting, SiteVisit, Vote
from award.policies import council as policy
from award.policies import dossier as dossiers
from award.policies import rating
from award.refused import told_in
from award.workflow.transitions import TABLES


@bp.route(
    "/councils/<int:council_id>/dossiers/<int:dossier_id>/moves/<name>", methods=["GET", "POST"]
)
@require(dossiers.take_in, Council, Dossier)
def move_dossier(council: Council, dossier: Dossier, name: str) -> ResponseReturnValue:
    """Move a dossier on; the page asks for the reason where there must be one."""
    here = url_for("councils.dossier", council_id=council.id, dossier_id=dossier.id)
    after = url_for("councils.show", council_id=council.id)
    return _answer(dossier, name, here, f"{dossier.number} {dossier.organisation.name}", after)


@bp.route("/assignments/<int:assignment_id>/council-moves/<name>", methods=["GET", "POST"])
@require(rating.lead_team, Assignment)
def move_assignment(assignment: Assignment, name: str) -> ResponseReturnValue:
    """Cancel, reopen or offer an assignment again."""
    here = url_for(
        "councils.team",
        council_id=assignment.dossier.council_id,
        dossier_id=assignment.dossier_id,
    )
    return _answer(assignment, name, here, assignment.user.full_name)


@bp.route("/visits/<int:site_visit_id>/council-moves/<name>", methods=["GET", "POST"])
@require(rating.plan_visit, SiteVisit)
def move_visit(site_visit: SiteVisit, name: str) -> ResponseReturnValue:
    """Cancel a visit."""
    dossier = site_visit.dossier
    here = url_for("councils.dossier", council_id=dossier.council_id, dossier_id=dossier.id)
    return _answer(site_visit, name, here, dossier.organisation.name)


@bp.route("/meetings/<int:meeting_id>/moves/<name>", methods=["GET", "POST"])
@require(policy.view_meeting, Meeting)
def move_meeting(meeting: Meeting, name: str) -> ResponseReturnValue:
    """Open, close, sign or cancel a session."""
    return _answer(meeting, name, url_for("councils.meeting", meeting_id=meeting.id), meeting.title)


@bp.post("/votes/<int:vote_id>/moves/<name>")
@require(policy.view_vote, Vote)
def move_vote(vote: Vote, name: str) -> ResponseReturnValue:
    """Open or close a question."""
    item = vote.agenda_item
    here = url_for("councils.point", meeting_id=item.meeting_id, agenda_item_id=item.id)
    return _answer(vote, name, here, item.title)


def _answer(subject: Any, name: str, here: str, title: str, after: str = "") -> ResponseReturnValue:
    """Ask for the reason, or move; a move that is not this person's is refused as the table says.

    `after` is where to go when the subject can no longer be seen from `here`.
    """
    transition = TABLES[type(subject)].get(name)
    if transition is None or name in moves.ELSEWHERE:
        abort(404)
    form, status = ReasonForm(), 200
    asks = bool(transition.note) and name in moves.names(subject, current_user)
    if request.method == "GET" and not asks:
        return redirect(here)
    if request.method == "POST":
        status = 422
        if form.validate():
            with told_in(form, form.reason if asks else None):
                workflow.perform(name, subject, actor=current_user, note=form.reason.data or "")
                db.session.commit()
                flash(transition.notice or transition.label, "success")
                return redirect(here if not after or _seen(subject) else after)
    return render_template(
        "councils/move.html", form=form, transition=transition, here=here, title=title
    ), status


def _seen(subject: Dossier) -> bool:
    return dossiers.take_in(current_user, subject) is None
