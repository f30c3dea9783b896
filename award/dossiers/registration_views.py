"""Registration: conditions, compliance, the printed form, its signed copy, and the act itself."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from werkzeug.wrappers import Response

from award import clock, refused, workflow
from award.dossiers.blueprint import bp
from award.dossiers.forms import DeclarationForm, SignedCopyForm
from award.extensions import db
from award.guard import require
from award.models import DeadlineKind, DocumentState, Dossier, DossierState
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import (
    deadlines,
    file_kinds,
    rulebooks,
    snapshots,
    starting,
    storage,
)
from award.services import registration as service
from award.words import _N
from award.workflow.transitions import TABLES

_DECLARED = _N("Đã ghi nhận cam kết. Việc tiếp theo: in Đơn đăng ký tham dự.")
_PRINTED = _N("Đơn đang được lập. Việc tiếp theo: in, ký, đóng dấu rồi đính kèm bản đã ký.")
_ATTACHED = _N("Đã đính kèm đơn đã ký. Việc tiếp theo: bấm “Đăng ký tham dự”.")
_FUTURE = _N("Ngày ký không được sau hôm nay.")


@bp.get("/dossiers/<int:dossier_id>/registration")
@require(policy.belongs, Dossier)
def registration(dossier: Dossier) -> ResponseReturnValue:
    """Every condition with its article, and the steps that lead to registration."""
    return _page(dossier)


@bp.post("/dossiers/<int:dossier_id>/registration/declaration")
@require(policy.sign, Dossier)
def declare(dossier: Dossier) -> ResponseReturnValue:
    """R13: the declaration of compliance."""
    form = DeclarationForm()
    if not form.validate():
        return _page(dossier, declaration=form), 422
    service.declare_compliance(dossier, actor=current_user)
    db.session.commit()
    return _back(dossier, _DECLARED)


@bp.post("/dossiers/<int:dossier_id>/registration/form")
@require(policy.sign, Dossier)
def print_form(dossier: Dossier) -> ResponseReturnValue:
    """Freeze the facts and print the form."""
    try:
        service.prepare(dossier, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        return _page(dossier, problem=why), 422
    db.session.commit()
    return _back(dossier, _PRINTED)


@bp.post("/dossiers/<int:dossier_id>/registration/signed-copy")
@require(policy.sign, Dossier)
def attach_form(dossier: Dossier) -> ResponseReturnValue:
    """Attach the signed copy to the newest printed form."""
    form = SignedCopyForm()
    document = service.current_form(dossier)
    if document is None or not form.validate():
        return _page(dossier, signed=form), 422
    if form.signed_on.data > clock.today_local():
        status = refused.at(form.signed_on, Refusal(_FUTURE))
        return _page(dossier, signed=form), status
    try:
        file = storage.store(form.file.data, actor=current_user, kinds=file_kinds.SIGNED_COPY)
        move = "attach_signed" if form.original.data == "signed" else "attach_copy"
        workflow.perform(
            move, document, actor=current_user, file=file, signed_by=form.signed_by.data,
            signed_on=form.signed_on.data, organisation_seal=move == "attach_signed",
        )  # fmt: skip
    except Refusal as why:
        status = refused.in_form(form, why, form.file)
        return _page(dossier, signed=form), status
    db.session.commit()
    return _back(dossier, _ATTACHED)


@bp.post("/dossiers/<int:dossier_id>/register")
@require(policy.sign, Dossier)
def register(dossier: Dossier) -> ResponseReturnValue:
    """Registration takes effect."""
    try:
        workflow.perform("register", dossier, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        if dossier.state is DossierState.REGISTERED:  # pressed twice: it has happened
            return redirect(url_for("dossiers.show", dossier_id=dossier.id))
        return _page(dossier, problem=why), 422
    db.session.commit()
    flash(TABLES[Dossier]["register"].notice, "success")
    return redirect(url_for("dossiers.show", dossier_id=dossier.id))


def _back(dossier: Dossier, text: str) -> Response:
    flash(text, "success")
    return redirect(url_for("dossiers.registration", dossier_id=dossier.id))


def _page(
    dossier: Dossier,
    *,
    declaration: DeclarationForm | None = None,
    signed: SignedCopyForm | None = None,
    problem: Refusal | None = None,
) -> str:
    document = service.current_form(dossier)
    choice = next(
        (one for one in workflow.available(dossier, actor=current_user)
         if one.transition.name == "register"),
        None,
    )  # fmt: skip
    return render_template(
        "dossiers/registration.html",
        dossier=dossier,
        book=rulebooks.of(dossier.cycle),
        conditions=conditions(dossier),
        duties=snapshots.warnings(dossier),
        kind=service.kind_of(dossier),
        size=service.sme_of(dossier),
        document=document,
        stale=service.facts_changed(dossier),
        attached=document is not None
        and document.state in {DocumentState.SIGNED, DocumentState.COPY},
        deadline=deadlines.of(dossier, DeadlineKind.REGISTRATION),
        declaration=declaration or DeclarationForm(formdata=None),
        signed=signed or SignedCopyForm(
            formdata=None, data={"signed_by": dossier.organisation.legal_representative}
        ),
        problem=problem,
        choice=choice,
        may_sign=policy.sign(current_user, dossier) is None,
        draft=dossier.state is DossierState.DRAFT,
        product=starting.enters_products(dossier.cycle),
    )  # fmt: skip


def conditions(dossier: Dossier) -> list[dict[str, object]]:
    """The findings for the checklist: as they are today, or as they were frozen."""
    record = dossier.eligibility
    if dossier.state is not DossierState.DRAFT and record is not None:
        found = record.findings["conditions"]
    else:
        found = [
            {"outcome": each.outcome, "sentence": each.sentence, "article": each.article}
            for each in service.findings_of(dossier)
        ]
    outcomes = {"met": True, "failed": False, "noted": None}
    return [
        {
            "met": outcomes[each["outcome"]],
            "text": each["sentence"],
            "source": each["article"],
            "note": _N("Được ghi nhận để hội đồng xem xét.") if each["outcome"] == "noted" else "",
        }
        for each in found
    ]
