"""The page of a document: status, metadata, downloads, the signed copy."""

from flask import Blueprint, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads, refused, workflow
from award.extensions import db
from award.guard import require
from award.models import DocumentState, IssuedDocument
from award.policies import Refusal
from award.policies import document as policy
from award.reports import places, signatures
from award.reports.forms import ORIGINAL, SignedCopyForm
from award.services import file_kinds, storage
from award.words import _N

bp = Blueprint("reports", __name__, url_prefix="/documents", cli_group="document")


@bp.get("/<int:issued_document_id>")
@require(policy.view, IssuedDocument)
def document(issued_document: IssuedDocument) -> ResponseReturnValue:
    """What the document is and where it stands; while it is made, htmx asks for the progress."""
    if request.headers.get("HX-Request"):
        return _progress(issued_document)
    return _page(issued_document, SignedCopyForm.prefilled(issued_document))


def _progress(row: IssuedDocument) -> ResponseReturnValue:
    """The progress alone; once there is something else to see, the word to load the page anew."""
    if row.state is DocumentState.RENDERING:
        return render_template("reports/_progress.html", document=row)
    response = make_response("", 204)
    response.headers["HX-Refresh"] = "true"
    return response


def _page(row: IssuedDocument, form: SignedCopyForm, status: int = 200) -> ResponseReturnValue:
    page = render_template(
        "reports/document.html",
        document=row,
        form=form,
        place=places.of(row, current_user),
        choices={one.transition.name: one for one in workflow.available(row, actor=current_user)},
        signatures=signatures.of_file(row.signed_file),
    )
    return page, status


@bp.get("/<int:issued_document_id>/file")
@require(policy.view, IssuedDocument)
def file(issued_document: IssuedDocument) -> ResponseReturnValue:
    """The generated PDF, as an attachment."""
    return downloads.send(issued_document.file, name=f"{issued_document.title[:150]}.pdf")


@bp.get("/<int:issued_document_id>/signed-file")
@require(policy.view, IssuedDocument)
def signed_file(issued_document: IssuedDocument) -> ResponseReturnValue:
    """The signed copy, as an attachment."""
    return downloads.send(issued_document.signed_file)


@bp.post("/<int:issued_document_id>/signed-file")
@require(policy.sign, IssuedDocument)
def attach(issued_document: IssuedDocument) -> ResponseReturnValue:
    """Attach the signed copy: an original with signer and seal (R34), or a copy."""
    form = SignedCopyForm()
    if not form.validate_on_submit() or not form.check_days():
        return _page(issued_document, form, 422)
    move = "attach_signed" if form.status.data == ORIGINAL else "attach_copy"
    try:
        stored = storage.store(form.file.data, actor=current_user, kinds=file_kinds.SIGNED_COPY)
        workflow.perform(move, issued_document, actor=current_user, file=stored, **form.facts())
    except Refusal as why:
        refused.in_form(form, why, form.file)
        return _page(issued_document, form, 422)
    db.session.commit()
    flash(_N("Đã đính kèm bản ký."), "success")
    return redirect(url_for(".document", issued_document_id=issued_document.id))


@bp.post("/<int:issued_document_id>/retry")
@require(policy.view, IssuedDocument)
def retry(issued_document: IssuedDocument) -> ResponseReturnValue:
    """Queue a document once more whose making has failed."""
    workflow.perform("retry", issued_document, actor=current_user)
    db.session.commit()
    flash(_N("Văn bản đang được lập lại."), "info")
    return redirect(url_for(".document", issued_document_id=issued_document.id))
