"""Declarations and certificates of conformity of an organisation's traceability system (T34)."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads, refused
from award.extensions import db
from award.guard import require
from award.models import ConformityPaper, Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import conformities
from award.trace.blueprint import bp
from award.trace.conformity_forms import KINDS, ConformityForm
from award.words import _N

_ADDED = _N("Đã ghi. Chạy kiểm tra lại sản phẩm để tính vào kết quả.")
_REMOVED = _N("Đã bỏ. Chạy kiểm tra lại sản phẩm để tính vào kết quả.")
_OF = "/trace/organisations/<int:organisation_id>/conformity"


@bp.get(_OF)
@require(policy.view, Organisation)
def conformity(organisation: Organisation) -> ResponseReturnValue:
    """The papers that stand, and the form for another."""
    return _page(organisation, ConformityForm(formdata=None))


@bp.post(_OF)
@require(policy.edit, Organisation)
def add_conformity(organisation: Organisation) -> ResponseReturnValue:
    """Put a paper on record, or show the form again with what is wrong."""
    form = ConformityForm()
    if not form.validate():
        return _page(organisation, form), 422
    try:
        conformities.add(organisation, form.facts(), form.document.data or None, actor=current_user)
    except Refusal as why:
        refused.in_form(form, why, form.document)
        return _page(organisation, form), 422
    return _done(organisation, _ADDED)


@bp.get(f"{_OF}/<int:conformity_paper_id>/file")
@require(policy.view_conformity, Organisation, ConformityPaper)
def conformity_file(
    organisation: Organisation, conformity_paper: ConformityPaper
) -> ResponseReturnValue:
    """The paper itself."""
    return downloads.send(conformity_paper.file)


@bp.post(f"{_OF}/<int:conformity_paper_id>/remove")
@require(policy.edit_conformity, Organisation, ConformityPaper)
def remove_conformity(
    organisation: Organisation, conformity_paper: ConformityPaper
) -> ResponseReturnValue:
    """Take a paper back."""
    conformities.remove(conformity_paper, actor=current_user)
    return _done(organisation, _REMOVED)


def _done(organisation: Organisation, words: str) -> ResponseReturnValue:
    db.session.commit()
    flash(words, "success")
    return redirect(url_for("trace.conformity", organisation_id=organisation.id))


def _page(organisation: Organisation, form: ConformityForm) -> str:
    today = clock.today_local()
    papers = conformities.of(organisation.id)
    return render_template(
        "trace/conformity.html",
        organisation=organisation,
        form=form,
        papers=[(paper, conformities.standing(paper, today)) for paper in papers],
        kinds=KINDS,
        days=conformities.REMIND_DAYS,
        may_edit=policy.edit(current_user, organisation) is None,
    )
