"""Requests of authorities for data: recorded, answered with a package, taken along again."""

from flask import abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads, refused
from award.extensions import db
from award.guard import require
from award.models import AuthorityRequest, Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import authority_requests, snapshots
from award.trace.blueprint import bp
from award.trace.request_forms import RequestForm
from award.words import _N

_RECORDED = _N("Đã ghi yêu cầu. Bấm “Lập gói dữ liệu và trả lời” khi sẵn sàng.")
_ANSWERED = _N("Đã lập gói dữ liệu và ghi nhận trả lời. Tải gói về để gửi cho cơ quan yêu cầu.")
_BASE = "/trace/organisations/<int:organisation_id>/requests"


@bp.get(_BASE)
@require(policy.view, Organisation)
def requests(organisation: Organisation) -> ResponseReturnValue:
    """The requests with their clocks, and the form for another."""
    return _list_page(organisation, RequestForm(formdata=None, data={"received_at": clock.now()}))


@bp.post(_BASE)
@require(policy.edit, Organisation)
def record_request(organisation: Organisation) -> ResponseReturnValue:
    """Record a request, or show the form again with what is wrong."""
    form = RequestForm()
    if not form.validate():
        return _list_page(organisation, form), 422
    try:
        row = authority_requests.record(organisation, form.asked(), actor=current_user)
    except Refusal as why:
        refused.in_form(form, why, form.lot)
        return _list_page(organisation, form), 422
    db.session.commit()
    flash(_RECORDED, "success")
    return redirect(url_for("trace.authority_request", authority_request_id=row.id))


@bp.get("/trace/requests/<int:authority_request_id>")
@require(policy.view_request, AuthorityRequest)
def authority_request(authority_request: AuthorityRequest) -> ResponseReturnValue:
    """One request: what is asked, until when, what was given."""
    return _page(authority_request)


@bp.post("/trace/requests/<int:authority_request_id>/answer")
@require(policy.answer_request, AuthorityRequest)
def answer_request(authority_request: AuthorityRequest) -> ResponseReturnValue:
    """Build the package and close the request."""
    try:
        authority_requests.answer(authority_request, actor=current_user)
    except Refusal as why:
        db.session.rollback()
        return _page(authority_request, str(why)), 422
    db.session.commit()
    flash(_ANSWERED, "success")
    return _to(authority_request)


@bp.get("/trace/requests/<int:authority_request_id>/package")
@require(policy.view_request, AuthorityRequest)
def request_package(authority_request: AuthorityRequest) -> ResponseReturnValue:
    """The package that was given."""
    kept = authority_requests.package(authority_request, actor=current_user) or abort(404)
    return downloads.send(kept)


def _to(row: AuthorityRequest) -> ResponseReturnValue:
    return redirect(url_for("trace.authority_request", authority_request_id=row.id))


def _page(row: AuthorityRequest, why: str = "") -> str:
    return render_template(
        "trace/request.html",
        request_row=row,
        term=authority_requests.term(),
        may_answer=policy.answer_request(current_user, row) is None,
        why=why,
    )


def _list_page(organisation: Organisation, form: RequestForm) -> str:
    return render_template(
        "trace/requests.html",
        organisation=organisation,
        rows=authority_requests.of_organisation(organisation),
        form=form.offer(snapshots.products_of(organisation.id)),
        term=authority_requests.term(),
        may_edit=policy.edit(current_user, organisation) is None,
    )
