"""Teams and assignment: a proposal to look at first, then by hand, replacements, leads."""

from flask import abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, refused, workflow
from award.councils import moves, queries
from award.councils.blueprint import bp
from award.councils.forms import ApplyForm, AssignForm, ReplaceForm, TermForm
from award.extensions import db
from award.guard import require
from award.models import Assignment, Council, Dossier, Stage, User
from award.policies import Refusal, rating
from award.policies import council as policy
from award.policies import dossier as dossiers
from award.services import assigning, review_terms, rulebooks
from award.words import _N

_TEAM = "/councils/<int:council_id>/dossiers/<int:dossier_id>/team"


@bp.get("/councils/<int:council_id>/assignments")
@require(policy.run, Council)
def assignments(council: Council) -> ResponseReturnValue:
    """The automatic proposal with its reasons and loads; nothing happens until it is applied."""
    stage = _stage(council)
    try:
        proposal, why = assigning.propose(council, stage), ""
    except Refusal as refusal:
        proposal, why = None, str(refusal)
    return render_template(
        "councils/assignments.html",
        council=council,
        book=rulebooks.of(council.cycle),
        stage=stage,
        stages=_stages(council),
        proposal=proposal,
        why=why,
        loads=queries.loads(council),
        form=ApplyForm(data={"seen": proposal.sha256 if proposal else ""}),
    )


@bp.post("/councils/<int:council_id>/assignments")
@require(policy.run, Council)
def apply_assignments(council: Council) -> ResponseReturnValue:
    """Put the proposal that was seen into effect."""
    stage, form = _stage(council), ApplyForm()
    try:
        made = assigning.apply(council, seen=form.seen.data, stage=stage, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        flash(str(why), "error")
    else:
        db.session.commit()
        flash(_N("Đã phân công {} lượt; chuyên gia được mời nhận.").format(len(made)), "success")
    return redirect(url_for("councils.assignments", council_id=council.id, stage=stage.value))


def _stages(council: Council) -> list[Stage]:
    """The stages of assignment that the edition has and this council works in."""
    known = {rule.stage for rule in rulebooks.of(council.cycle).assignment}
    receives = council.level != "national" or "in_council" not in (
        rulebooks.of(council.cycle).state_codes
    )
    mine = [Stage.DESK_REVIEW] if receives else []
    mine += [Stage.NATIONAL] if council.level == "national" else []
    return [stage for stage in mine if stage.value in known]


def _stage(council: Council) -> Stage:
    wanted, mine = request.values.get("stage", ""), _stages(council)
    return next((stage for stage in mine if stage.value == wanted), mine[0])


@bp.get(_TEAM)
@require(dossiers.take_in, Council, Dossier)
def team(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """The team of a dossier: who was asked, who may be asked, and why not the others."""
    return _page(council, dossier, None)


@bp.post(_TEAM)
@require(dossiers.take_in, Council, Dossier)
def assign(council: Council, dossier: Dossier) -> ResponseReturnValue:
    """Ask one person by hand."""
    form, status = _form(dossier), 422
    if form is None:
        raise Refusal(_N("Hồ sơ này hiện không ở bước phân công chuyên gia."))
    if form.validate():
        person = db.session.get_one(User, form.person.data)
        try:
            assigning.assign(
                dossier,
                person,
                lead=form.lead.data,
                due_on=form.due_on.data,
                actor=current_user,
            )
        except Refusal as why:
            status = refused.in_form(form, why, form.person)
        else:
            return _done(council, dossier, _N("Đã mời {}.").format(person.full_name))
    return _page(council, dossier, form), status


@bp.route("/assignments/<int:assignment_id>/replacement", methods=["GET", "POST"])
@require(rating.lead_team, Assignment)
def replace(assignment: Assignment) -> ResponseReturnValue:
    """Put somebody else in an assessor's place, with the reason."""
    dossier = assignment.dossier
    usual = review_terms.usual_day(dossier, assignment.stage)
    form, status = ReplaceForm.for_people(_free(dossier), usual), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                _replace(assignment, form)
                return _done(dossier.council, dossier, _N("Đã thay; người mới được mời."))
            except Refusal as why:
                status = refused.in_form(
                    form, why, form.person if form.reason.data else form.reason
                )
    return render_template(
        "councils/replace.html", assignment=assignment, dossier=dossier, form=form
    ), status


def _replace(assignment: Assignment, form: ReplaceForm) -> None:
    workflow.perform(
        "replace",
        assignment,
        actor=current_user,
        note=form.reason.data or "",
        person=db.session.get_one(User, form.person.data),
        due_on=form.due_on.data,
    )


@bp.route("/assignments/<int:assignment_id>/term", methods=["GET", "POST"])
@require(rating.lead_team, Assignment)
def change_term(assignment: Assignment) -> ResponseReturnValue:
    """Give an assessor another last day."""
    if why := review_terms.may_change(assignment):
        raise why
    present = None if assignment.due_at is None else clock.local(assignment.due_at).date()
    form, status = TermForm(data={"due_on": present}), 200
    if request.method == "POST":
        status = 422
        if form.validate():
            try:
                review_terms.change(assignment, form.due_on.data, actor=current_user)
                dossier = assignment.dossier
                return _done(dossier.council, dossier, _N("Đã đổi hạn; chuyên gia được báo."))
            except Refusal as refusal:
                status = refused.at(form.due_on, refusal)
    return render_template(
        "councils/review_term.html", assignment=assignment, dossier=assignment.dossier, form=form
    ), status


@bp.post("/assignments/<int:assignment_id>/lead")
@require(rating.lead_team, Assignment)
def appoint_lead(assignment: Assignment) -> ResponseReturnValue:
    """Make a member of the team its lead."""
    assigning.appoint_lead(assignment, actor=current_user)
    return _done(assignment.dossier.council, assignment.dossier, _N("Đã đổi trưởng nhóm."))


def _free(dossier: Dossier) -> list[tuple[User, str]]:
    try:
        options = assigning.options(dossier)
    except Refusal:
        return []
    return [(one.user, _N("{} hồ sơ").format(load)) for one, why, load in options if why is None]


def _form(dossier: Dossier) -> AssignForm | None:
    try:
        stage = assigning.stage_of(dossier)
    except Refusal:
        return None
    return AssignForm.for_people(_free(dossier), review_terms.usual_day(dossier, stage))


def _page(council: Council, dossier: Dossier, form: AssignForm | None) -> str:
    if dossier.council_id != council.id:
        abort(404)
    form = form or _form(dossier)
    return render_template(
        "councils/team.html",
        council=council,
        dossier=dossier,
        form=form,
        book=rulebooks.of(dossier.cycle),
        terms=review_terms,
        options=assigning.options(dossier) if form is not None else [],
        rows=[
            (one, done, total, moves.of(one, current_user), moves.names(one, current_user))
            for one, done, total in queries.progress(dossier)
        ],
    )


def _done(council: Council, dossier: Dossier, sentence: str) -> ResponseReturnValue:
    db.session.commit()
    flash(sentence, "success")
    return redirect(url_for("councils.team", council_id=council.id, dossier_id=dossier.id))
