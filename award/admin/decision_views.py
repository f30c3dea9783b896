"""Submission, the signed decision, written results, and revocation."""

from collections.abc import Sequence
from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads, workflow
from award.admin import result_queries
from award.admin.blueprint import bp
from award.admin.decision_forms import (
    DecisionForm,
    RevocationForm,
    SubmissionForm,
    decision_form,
    submission_form,
)
from award.extensions import db
from award.guard import require
from award.models import Award, AwardCycle, AwardDecision, Dossier
from award.policies import Refusal, office
from award.policies import dossier as dossiers
from award.refused import told_in
from award.services import deciding, file_kinds, rulebooks, submitting
from award.uploads import needed
from award.words import _N

_SUBMITTED = _N("Đã ghi tờ trình; {count} hồ sơ đã trình. Việc tiếp theo: ghi quyết định đã ký.")
_DECIDED = _N("Đã ghi quyết định; giấy chứng nhận, thông báo kết quả đang được lập.")
_ANNOUNCED = _N("Đang lập thông báo kết quả cho {count} tổ chức.")
_REVOKED = _N("Đã ghi thu hồi, hủy bỏ kết quả; trang công bố và xác minh nay nêu rõ.")


@bp.get("/office/cycles/<int:award_cycle_id>/submission")
@require(office.manage, AwardCycle)
def submission(award_cycle: AwardCycle) -> ResponseReturnValue:
    """What may be proposed, and what was."""
    candidates = submitting.candidates(award_cycle, current_user)
    return _submission_page(award_cycle, candidates, submission_form(candidates))


@bp.post("/office/cycles/<int:award_cycle_id>/submission")
@require(office.manage, AwardCycle)
def submit(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Record the letter and propose every chosen dossier, or none."""
    candidates = submitting.candidates(award_cycle, current_user)
    form = submission_form(candidates)
    if form.validate():
        with told_in(form, form.dossiers):
            count = _submit(award_cycle, candidates, form)
            db.session.commit()
            flash(_SUBMITTED.format(count=count), "success")
            return redirect(url_for("admin.submission", award_cycle_id=award_cycle.id))
        candidates = submitting.candidates(award_cycle, current_user)
    return _submission_page(award_cycle, candidates, form), 422


def _submit(
    cycle: AwardCycle, candidates: Sequence[submitting.Candidate], form: SubmissionForm
) -> int:
    chosen = [one.dossier for one in candidates if one.dossier.id in form.dossiers.data]
    made = submitting.record(
        cycle,
        chosen,
        number=form.number.data,
        submitted_on=form.submitted_on.data,
        actor=current_user,
    )
    for dossier in chosen:
        _propose(dossier, form)
    submitting.issue_papers(made, actor=current_user)
    return len(chosen)


def _propose(dossier: Dossier, form: SubmissionForm) -> None:
    """Each dossier has a field of its own for why it goes on without a reply."""
    reason = form.note_for(dossier.id)
    note = "" if reason is None else reason.data or ""
    try:
        workflow.perform("propose", dossier, actor=current_user, note=note)
    except Refusal as why:
        if why.at == "note":
            why.at = f"note_{dossier.id}"
        raise


@bp.get("/office/cycles/<int:award_cycle_id>/decision")
@require(office.manage, AwardCycle)
def decision(award_cycle: AwardCycle) -> ResponseReturnValue:
    """The dossiers that wait, and the decisions recorded."""
    waiting = deciding.proposed(award_cycle, current_user)
    return _decision_page(award_cycle, waiting, _decision_form(award_cycle, waiting))


@bp.post("/office/cycles/<int:award_cycle_id>/decision")
@require(office.manage, AwardCycle)
def decide(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Record the signed decision, move every dossier it settles, make certificates and results."""
    waiting = deciding.proposed(award_cycle, current_user)
    form = _decision_form(award_cycle, waiting)
    if form.validate():
        with told_in(form, form.field_of(waiting[0]) if waiting else form.number):
            _decide(award_cycle, waiting, form)
            db.session.commit()
            flash(_DECIDED, "success")
            return redirect(url_for("admin.results", award_cycle_id=award_cycle.id))
        waiting = deciding.proposed(award_cycle, current_user)
    return _decision_page(award_cycle, waiting, form), 422


def _decide(cycle: AwardCycle, waiting: Sequence[Dossier], form: DecisionForm) -> None:
    paper = deciding.Paper(
        authority=form.authority.data,
        number=form.number.data,
        decided_on=form.decided_on.data,
        signer=form.signer.data,
        file=needed(form.file, actor=current_user, kinds=file_kinds.SIGNED_COPY),
    )
    said = {one: form.tier_of(one) for one in waiting if form.speaks_of(one)}
    made = deciding.record(cycle, paper, said, actor=current_user)
    for dossier, tier in said.items():
        name = "not_award" if tier is None else "award"
        workflow.perform(name, dossier, actor=current_user)
    deciding.issue_certificates(made, said, actor=current_user)
    deciding.announce_if_due(cycle, actor=current_user)


@bp.get("/office/decisions/<int:award_decision_id>/file")
@require(office.manage, AwardDecision)
def decision_file(award_decision: AwardDecision) -> Response:
    """The signed decision as it was uploaded."""
    return downloads.send(award_decision.file)


@bp.get("/office/cycles/<int:award_cycle_id>/results")
@require(office.manage, AwardCycle)
def results(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Who was awarded what, with certificates; who has their written result and who has not."""
    return render_template(
        "admin/results.html",
        cycle=award_cycle,
        book=rulebooks.of(award_cycle),
        titles=submitting.titles(award_cycle),
        awards=result_queries.awards(award_cycle, current_user),
        untold=deciding.untold(award_cycle, current_user),
        papers=result_queries.papers(award_cycle, current_user),
    )


@bp.post("/office/cycles/<int:award_cycle_id>/results")
@require(office.manage, AwardCycle)
def announce(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Make the written results that are missing (R29)."""
    told = deciding.announce(award_cycle, actor=current_user)
    db.session.commit()
    flash(_ANNOUNCED.format(count=len(told)), "success")
    return redirect(url_for("admin.results", award_cycle_id=award_cycle.id))


@bp.get("/office/awards/<int:award_id>/revocation")
@require(office.manage, Award)
def revocation(award: Award) -> ResponseReturnValue:
    """The form of a revocation, or what was recorded."""
    return _revocation_page(award, RevocationForm.of(rulebooks.of(award.dossier.cycle)))


@bp.post("/office/awards/<int:award_id>/revocation")
@require(office.manage, Award)
def revoke(award: Award) -> ResponseReturnValue:
    """Record the revocation and move the dossier."""
    form = RevocationForm.of(rulebooks.of(award.dossier.cycle))
    if form.validate():
        with told_in(form, form.decided_on):
            deciding.revoke(award, **_revocation(form), actor=current_user)
            workflow.perform("revoke", award.dossier, actor=current_user, note=form.reason.data)
            db.session.commit()
            flash(_REVOKED, "success")
            return redirect(url_for("admin.results", award_cycle_id=award.cycle_id))
    return _revocation_page(award, form), 422


def _revocation(form: RevocationForm) -> dict[str, Any]:
    names = ("ground", "proposal", "decision_number", "decided_on", "publication")
    signed = needed(form.file, actor=current_user, kinds=file_kinds.SIGNED_COPY)
    return {name: form[name].data for name in names} | {"file": signed}


def _decision_form(cycle: AwardCycle, waiting: Sequence[Dossier]) -> DecisionForm:
    return decision_form(waiting, submitting.proposed_tiers(waiting), rulebooks.of(cycle))


def _submission_page(
    cycle: AwardCycle, candidates: Sequence[submitting.Candidate], form: SubmissionForm
) -> str:
    return render_template(
        "admin/submission.html",
        cycle=cycle,
        book=rulebooks.of(cycle),
        titles=submitting.titles(cycle),
        candidates=candidates,
        form=form,
        submissions=submitting.of_cycle(cycle),
        papers=result_queries.submission_papers(cycle),
    )


def _decision_page(cycle: AwardCycle, waiting: Sequence[Dossier], form: DecisionForm) -> str:
    return render_template(
        "admin/decision.html",
        cycle=cycle,
        book=rulebooks.of(cycle),
        titles=submitting.titles(cycle),
        waiting=waiting,
        proposed=submitting.proposed_tiers(waiting),
        form=form,
        decisions=deciding.of_cycle(cycle),
    )


def _revocation_page(award: Award, form: RevocationForm) -> str:
    return render_template(
        "admin/revocation.html",
        award=award,
        book=rulebooks.of(award.dossier.cycle),
        until=deciding.revocable_until(award),
        allowed=dossiers.stand_for_award(current_user, award.dossier) is None,
        form=form,
    )
