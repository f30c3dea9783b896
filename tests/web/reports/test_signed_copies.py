"""Signed copies: beside the generated file, with number, day, signer and seal (R34)."""

import io
from datetime import timedelta

import pytest

from award import clock
from award.models import DocumentState
from award.services import storage
from tests.factories import make_dossier, owner_of
from tests.web.at_field import told_at


def address(document):
    return f"/documents/{document.id}/signed-file"


@pytest.fixture
def owner(browser, document):
    """The browser of the organisation's owner."""
    return browser(owner_of(document.dossier))


def test_an_original_is_attached_beside_the_generated_file(owner, document, signed_copy):
    generated = document.file_id

    response = owner.post(
        address(document), data=signed_copy(number="12/ĐK", issued_on="05/02/2026")
    )

    assert response.status_code == 302
    assert document.state is DocumentState.SIGNED
    assert document.file_id == generated
    assert (document.number, f"{document.issued_on}") == ("12/ĐK", "2026-02-05")
    assert (document.signed_by, document.organisation_seal) == ("Nguyễn Văn Mẫu", True)
    assert document.signed_file.name == "đơn đã ký.pdf"


def test_the_signed_copy_can_be_fetched_unchanged(owner, document, signed_copy):
    data = signed_copy()
    sent = data["file"][0].getvalue()
    owner.post(address(document), data=data)

    response = owner.get(address(document))

    assert response.data == sent
    assert response.headers["Content-Disposition"].startswith("attachment;")


@pytest.mark.parametrize("missing", [{"signed_by": ""}, {"organisation_seal": ""}])
def test_without_signer_or_seal_it_is_no_original(owner, document, signed_copy, missing):
    fields = {key: value for key, value in signed_copy(**missing).items() if value != ""}

    page = owner.post(address(document), data=fields)

    assert page.status_code == 422
    assert "Bản chính cần có người ký và dấu" in told_at(page, "signed_by")
    assert document.state is DocumentState.DRAFT


def test_a_copy_needs_neither_and_may_be_replaced_by_an_original(owner, document, signed_copy):
    owner.post(address(document), data=signed_copy(status="copy", signed_by="", signed_on=""))
    first = document.state

    owner.post(address(document), data=signed_copy())

    assert (first, document.state) == (DocumentState.COPY, DocumentState.SIGNED)


def test_a_signed_document_takes_no_second_copy(owner, document, signed_copy):
    owner.post(address(document), data=signed_copy())
    kept = document.signed_file_id

    again = owner.post(address(document), data=signed_copy())
    page = owner.get(f"/documents/{document.id}")

    assert again.status_code == 422
    assert document.signed_file_id == kept
    assert "Đính kèm bản ký" not in page.text


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (None, "Hãy chọn một tệp."),
        ((io.BytesIO(b""), "rỗng.pdf"), "Tệp rỗng."),
        ((io.BytesIO(b"MZ\x90\x00 chay"), "đơn.exe"), "Loại tệp không được nhận."),
        ((io.BytesIO(b"xin chao"), "đơn.pdf"), "Nội dung tệp không phải PDF"),
    ],
)
def test_a_file_that_is_no_signed_copy_is_refused_with_its_sentence(
    owner, document, signed_copy, file, sentence
):
    fields = signed_copy(file=file, signed_by="Trần Thị Mẫu")
    if file is None:
        del fields["file"]

    page = owner.post(address(document), data=fields)

    assert page.status_code == 422
    assert sentence in page.text
    assert 'value="Trần Thị Mẫu"' in page.text
    assert document.state is DocumentState.DRAFT


def test_a_day_that_has_not_come_is_refused(owner, document, signed_copy):
    tomorrow = clock.today_local() + timedelta(days=1)

    page = owner.post(address(document), data=signed_copy(signed_on=f"{tomorrow:%d/%m/%Y}"))

    assert page.status_code == 422
    assert "Ngày này chưa tới." in page.text
    assert document.state is DocumentState.DRAFT


def test_nobody_else_attaches_a_signed_copy(browser, document, signed_copy):
    stranger = owner_of(make_dossier("draft", cycle=document.dossier.cycle))

    response = browser(stranger).post(address(document), data=signed_copy())

    assert response.status_code == 404
    assert document.state is DocumentState.DRAFT


def test_the_form_begins_with_what_the_document_says(owner, document):
    page = owner.get(f"/documents/{document.id}")

    assert 'value="Nguyễn Văn Mẫu"' in page.text
    assert f'value="{clock.today_local():%d/%m/%Y}"' in page.text


def test_the_generated_bytes_are_still_those_that_were_printed(owner, document, signed_copy):
    before = storage.read(document.file)

    owner.post(address(document), data=signed_copy())

    assert storage.read(document.file) == before
