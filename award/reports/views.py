"""The page of a document: status, metadata, download, signed copy."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from award.guard import require
from award.models import IssuedDocument
from award.policies import office

bp = Blueprint("reports", __name__)


@bp.get("/documents/<int:issued_document_id>")
@require(office.view_document, IssuedDocument)
def document(issued_document: IssuedDocument) -> ResponseReturnValue:
    """What the document is, where it stands, and what can be done with it."""
    return render_template("reports/document.html", document=issued_document)
