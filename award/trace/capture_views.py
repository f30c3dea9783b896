"""Capture through the browser: the list, the upload, what became of a document; API tokens."""

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, refused
from award.extensions import db
from award.guard import require
from award.models import ApiToken, CaptureJob, CaptureSource, Organisation
from award.policies import Refusal
from award.policies import trace as policy
from award.services import api_tokens, capturing, storage
from award.trace import forms, queries, reading
from award.trace.blueprint import bp
from award.words import _N

_RECEIVED = _N("Đã nhận tài liệu. Trang này cho biết kết quả khi đọc xong.")
_REVOKED = _N("Đã thu hồi mã truy cập. Hệ thống dùng mã này không gửi hay đọc được nữa.")
_CHOOSE = _N("Hãy chọn một tệp.")


@bp.get("/trace/organisations/<int:organisation_id>/captures")
@require(policy.view, Organisation)
def captures(organisation: Organisation) -> ResponseReturnValue:
    """The documents that came in, and the form for another."""
    return _captures_page(organisation, forms.UploadForm(formdata=None))


@bp.post("/trace/organisations/<int:organisation_id>/captures")
@require(policy.edit, Organisation)
def upload(organisation: Organisation) -> ResponseReturnValue:
    """Take a document; its events are read by the worker."""
    form = forms.UploadForm()
    if not form.validate():
        return _captures_page(organisation, form), 422
    try:
        job = capturing.accept(
            _body(form),
            organisation=organisation,
            source=CaptureSource.UPLOAD,
            rollback=form.proceed.data == "rollback",
            name=storage.display_name(form.document.data.filename),
            actor=current_user,
        )
    except Refusal as why:
        db.session.rollback()
        form.document.errors = [str(why)]
        return _captures_page(organisation, form), 422
    db.session.commit()
    flash(_RECEIVED, "success")
    return redirect(url_for("trace.capture", capture_job_id=job.id))


@bp.get("/trace/captures/<uuid:capture_job_id>")
@require(policy.view_job, CaptureJob)
def capture(capture_job: CaptureJob) -> ResponseReturnValue:
    """What became of a document; while it is read, the part asked for by script renews itself.

    A page that follows an upload by script is a whole one.
    """
    organisation = db.session.get_one(Organisation, capture_job.organisation_id)
    fragment = "HX-Request" in request.headers and "HX-Boosted" not in request.headers
    name = "trace/_capture.html" if fragment else "trace/capture.html"
    found = reading.captured(capture_job) if capture_job.finished_at else []
    return render_template(name, job=capture_job, organisation=organisation, found=found)


@bp.get("/trace/organisations/<int:organisation_id>/tokens")
@require(policy.edit, Organisation)
def tokens(organisation: Organisation) -> ResponseReturnValue:
    """The organisation's API tokens, and the form for another."""
    return _tokens_page(organisation, forms.TokenForm(formdata=None))


@bp.post("/trace/organisations/<int:organisation_id>/tokens")
@require(policy.edit, Organisation)
def create_token(organisation: Organisation) -> ResponseReturnValue:
    """Make a token and show its text, this once."""
    form = forms.TokenForm()
    if not form.validate():
        return _tokens_page(organisation, form), 422
    try:
        _, shown = api_tokens.create(
            organisation,
            name=form.name.data,
            scopes=[api_tokens.Scope(one) for one in form.scopes.data],
            expires_at=clock.end_of_day(form.expires_on.data),
            actor=current_user,
        )
    except Refusal as why:
        refused.in_form(form, why, form.expires_on)
        return _tokens_page(organisation, form), 422
    db.session.commit()
    return _tokens_page(organisation, forms.TokenForm(formdata=None), shown)


@bp.post("/trace/organisations/<int:organisation_id>/tokens/<int:api_token_id>/revoke")
@require(policy.edit_token, Organisation, ApiToken)
def revoke_token(organisation: Organisation, api_token: ApiToken) -> ResponseReturnValue:
    """End a token at once."""
    api_tokens.revoke(api_token, actor=current_user)
    db.session.commit()
    flash(_REVOKED, "success")
    return redirect(url_for("trace.tokens", organisation_id=organisation.id))


def _body(form: forms.UploadForm) -> bytes:
    """The uploaded bytes, one more than allowed at most. Raises `Refusal` without a file."""
    given = form.document.data
    if not given or not given.filename:
        raise Refusal(_CHOOSE)
    body: bytes = given.stream.read(capturing.MOST_BYTES + 1)
    return body


def _captures_page(organisation: Organisation, form: forms.UploadForm) -> str:
    page = min(max(request.args.get("page", 1, int), 1), 10_000)
    jobs, total = queries.captures(organisation, page)
    return render_template(
        "trace/captures.html",
        organisation=organisation,
        jobs=jobs,
        total=total,
        page=page,
        pages=-(-total // queries.CAPTURES_SHOWN),
        form=form,
        may_edit=policy.edit(current_user, organisation) is None,
        most_bytes=capturing.MOST_BYTES,
        most_events=capturing.MOST_EVENTS,
    )


def _tokens_page(organisation: Organisation, form: forms.TokenForm, shown: str = "") -> str:
    return render_template(
        "trace/tokens.html",
        organisation=organisation,
        tokens=api_tokens.of_organisation(organisation),
        form=form,
        shown=shown,
        words=forms.SCOPES,
    )
