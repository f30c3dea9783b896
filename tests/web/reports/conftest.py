"""The room of documents: a registration form that was printed, browsers of who may see it."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from award.models import IssuedDocument, User
from award.reports import pdf
from tests.factories import make_dossier, sign_in
from tests.pdf.specimens import declare

SMALLEST_PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
    b"xref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n"
    b"0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n"
)


@pytest.fixture
def browser(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser that this person signed in with."""
    return lambda user: sign_in(app.test_client(), user)


@pytest.fixture
def waiting(app: Flask) -> IssuedDocument:
    """A registration form that the worker has not printed yet."""
    return declare(make_dossier("draft"))


@pytest.fixture
def document(waiting: IssuedDocument) -> IssuedDocument:
    """The same form, printed."""
    pdf.render(waiting.id)
    return waiting


@pytest.fixture
def signed_copy() -> Callable[..., dict[str, Any]]:
    """What the form of a signed copy sends; any field may be given."""

    def fields(**given: Any) -> dict[str, Any]:
        return {
            "status": "signed",
            "file": (io.BytesIO(SMALLEST_PDF), "đơn đã ký.pdf"),
            "number": "",
            "issued_on": "",
            "signed_by": "Nguyễn Văn Mẫu",
            "signed_on": "05/02/2026",
            "organisation_seal": "y",
        } | given

    return fields
