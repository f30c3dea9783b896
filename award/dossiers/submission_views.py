"""What is missing, the submission with its consequences spelt out, and the receipt."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused, workflow
from award.dossiers import queries, standing
from award.dossiers.blueprint import bp
from award.dossiers.forms import ConfirmForm
from award.extensions import db
from award.guard import require
from award.models import DeadlineKind, Dossier, DossierState
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import completeness as service
from award.services import deadlines, evidence, issuing, rulebooks
from award.services.completeness import REPORT_PREFIX, Gap
from award.words import _N
from award.workflow.transitions import TABLES

_ALREADY = _N("Hồ sơ đã được nộp; không cần nộp lần nữa.")


@bp.get("/dossiers/<int:dossier_id>/completeness")
@require(policy.belongs, Dossier)
def completeness(dossier: Dossier) -> ResponseReturnValue:
    """Everything that is missing, each line linked to where it is put right."""
    gaps = [(gap, _where(dossier, gap)) for gap in service.gaps(dossier)]
    return render_template(
        "dossiers/completeness.html",
        dossier=dossier,
        parts=[
            (part, [(gap, href) for gap, href in gaps if gap.part == part.code])
            for part in rulebooks.of(dossier.cycle).parts
        ],
        total=len(gaps),
        deadline=deadlines.of(dossier, DeadlineKind.SUBMISSION),
    )


def _where(dossier: Dossier, gap: Gap) -> str:
    kind = rulebooks.of(dossier.cycle).part(gap.part).kind
    if gap.item is not None:
        code = REPORT_PREFIX + gap.item if kind == "report" else gap.item
        return url_for("dossiers.text", dossier_id=dossier.id, code=code)
    return url_for("dossiers.papers", dossier_id=dossier.id, part=gap.part, year=gap.year)


@bp.get("/dossiers/<int:dossier_id>/submission")
@require(policy.belongs, Dossier)
def submission(dossier: Dossier) -> ResponseReturnValue:
    """What submitting locks, what is missing, and the button."""
    if dossier.submitted_at is not None:
        return redirect(url_for("dossiers.receipt", dossier_id=dossier.id))
    return _page(dossier, ConfirmForm(formdata=None))


@bp.post("/dossiers/<int:dossier_id>/submission")
@require(policy.sign, Dossier)
def submit(dossier: Dossier) -> ResponseReturnValue:
    """Submit; a second press finds it done."""
    form = ConfirmForm()
    if not form.validate():
        return _page(dossier, form), 422
    try:
        workflow.perform("submit", dossier, actor=current_user)
    except Refusal as why:
        status = refused.at(form.confirmed, why)
        if dossier.state is DossierState.SUBMITTED:
            flash(_ALREADY, "info")
            return redirect(url_for("dossiers.receipt", dossier_id=dossier.id))
        return _page(dossier, form), status
    db.session.commit()
    flash(TABLES[Dossier]["submit"].notice, "success")
    return redirect(url_for("dossiers.receipt", dossier_id=dossier.id))


def _page(dossier: Dossier, form: ConfirmForm) -> str:
    choice = next(
        (one for one in workflow.available(dossier, actor=current_user)
         if one.transition.name == "submit"),
        None,
    )  # fmt: skip
    return render_template(
        "dossiers/submission.html",
        dossier=dossier,
        book=rulebooks.of(dossier.cycle),
        form=form,
        choice=choice,
        missing=len(service.gaps(dossier)),
        papers=len(evidence.of_dossier(dossier)),
        deadline=deadlines.of(dossier, DeadlineKind.SUBMISSION),
        may_sign=policy.sign(current_user, dossier) is None,
        shared=dossier.management_part_id is not None,
    )


@bp.get("/dossiers/<int:dossier_id>/receipt")
@require(policy.belongs, Dossier)
def receipt(dossier: Dossier) -> ResponseReturnValue:
    """That the dossier was received, when, by whom, and what follows."""
    if dossier.submitted_at is None:
        return redirect(url_for("dossiers.submission", dossier_id=dossier.id))
    return render_template(
        "dossiers/receipt.html",
        dossier=dossier,
        standing=standing.of(dossier),
        documents=issuing.of_subject(dossier, "intake_receipt", "dossier_book"),
        papers=evidence.of_dossier(dossier),
        history=queries.history(dossier),
    )
