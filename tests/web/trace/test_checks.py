"""Checks: a run from captured events, its page, evidence for points, refusals."""

import io
import json
from decimal import Decimal

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import CaptureSource, CheckRun, ComplianceStatus, TraceEvidence
from award.services import capturing, checking, products_register
from award.services.products_register import ProductFacts
from award.trace.reading import remedy
from tests.factories import make_organisation, make_user
from tests.web.at_field import told_at
from tests.web.dossiers.papers import pdf
from tests.web.trace.test_captures import EVENT, document
from traceability.metrics_sentences import SENTENCES

CLAIM = {
    "evidence_class": "declared",
    "satisfaction": "1",
    "statement": "Có quy trình Mẫu về truy xuất.",
}


@pytest.fixture
def captured(organisation, editor):
    """One lot of the product came into being and left without a named recipient."""
    shipped = EVENT | {
        "eventID": "urn:uuid:9f1f6a8a-5a5c-4d9b-9f67-0f1d5a8d2c12",
        "eventTime": "2026-10-01T10:00:00+07:00",
        "action": "OBSERVE",
        "bizStep": "shipping",
    }
    job = capturing.accept(
        document(EVENT, shipped), organisation=organisation, source=CaptureSource.UPLOAD
    )
    capturing.run(job.id)
    assert job.accepted == 2


def test_an_editor_runs_a_check_and_reads_what_to_mend(browser, editor, product, captured):
    page = browser(editor).post(f"/trace/products/{product.id}/check", follow_redirects=True)

    run = db.session.scalars(select(CheckRun)).one()
    assert page.status_code == 200
    assert run.content["snapshot"]["data"]["events"] == 2
    assert "rời đi mà sự kiện không nêu bên nhận" in page.text
    assert "Ghi bên nhận (destinationList) trong sự kiện giao hàng." in page.text
    for name in ("M1 Mã hợp lệ", "Phủ bằng chứng", "Máy xác minh", "R01", run.sha256):
        assert name in page.text


def test_the_same_data_on_the_same_day_give_the_same_hash(editor, product, captured):
    first = checking.run(product, actor=editor)
    second = checking.run(product, actor=editor)

    assert first.sha256 == second.sha256


def test_a_product_without_events_is_not_failed_but_lacks_evidence(editor, product):
    run = checking.run(product, actor=editor)

    assert run.status is ComplianceStatus.INSUFFICIENT
    assert run.machine_share is not None


def test_events_of_other_products_are_not_read(editor, organisation, product, captured):
    other = products_register.save(
        organisation, ProductFacts(name="Trà Mẫu", gtin="8938505970028"), actor=editor
    )

    run = checking.run(other, actor=editor)

    assert run.content["snapshot"]["data"]["events"] == 0


def test_declared_evidence_raises_coverage(browser, editor, product):
    before = checking.run(product, actor=editor)
    code = checking.points(before.ran_at.date())[0].code

    browser(editor).post(f"/trace/products/{product.id}/evidence/{code}", data=CLAIM)

    after = checking.run(product, actor=editor)
    assert after.coverage > before.coverage


def test_document_evidence_keeps_issuer_number_and_file(browser, editor, product):
    form = CLAIM | {
        "evidence_class": "document",
        "issuer": "Tổ chức Chứng nhận Mẫu",
        "number": "CN-01",
        "valid_to": "31/12/2026",
        "document": (io.BytesIO(pdf()), "cn.pdf"),
    }

    page = browser(editor).post(
        f"/trace/products/{product.id}/evidence/R01", data=form, follow_redirects=True
    )

    row = db.session.scalars(select(TraceEvidence)).one()
    assert (row.issuer, row.number) == ("Tổ chức Chứng nhận Mẫu", "CN-01")
    assert row.file_id is not None
    assert "số CN-01, hiệu lực đến 31/12/2026" in page.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"issuer": "", "evidence_class": "document"}, "phải có nơi cấp và số tài liệu"),
        (
            {"number": "", "issuer": "Mẫu", "evidence_class": "document"},
            "phải có nơi cấp và số tài liệu",
        ),
        (
            {"document": "", "evidence_class": "document", "issuer": "Mẫu", "number": "1"},
            "Hãy chọn một tệp.",
        ),
        ({"statement": ""}, "Hãy trình bày ngắn gọn việc đã làm."),
        (
            {"valid_to": "01/01/2026", "valid_from": "02/01/2026"},
            "Ngày hết hiệu lực phải sau ngày bắt đầu.",
        ),
        ({"satisfaction": "7"}, "Hãy chọn một trong các mục"),
    ],
)
def test_evidence_that_cannot_stand_says_why(browser, editor, product, changed, sentence):
    page = browser(editor).post(f"/trace/products/{product.id}/evidence/R01", data=CLAIM | changed)

    assert page.status_code == 422
    assert sentence in told_at(page, next(iter(changed)))
    assert db.session.scalar(select(TraceEvidence.id)) is None


def test_evidence_taken_back_no_longer_counts(browser, editor, product):
    browser(editor).post(f"/trace/products/{product.id}/evidence/R01", data=CLAIM)
    row = db.session.scalars(select(TraceEvidence)).one()

    page = browser(editor).post(
        f"/trace/products/{product.id}/evidence/{row.id}/remove", follow_redirects=True
    )

    assert "Có quy trình Mẫu" not in page.text
    assert row.removed_at is not None


def test_a_reader_sees_results_and_may_not_run_or_claim(browser, reader, editor, product):
    run = checking.run(product, actor=editor)

    assert browser(reader).get(f"/trace/runs/{run.id}").status_code == 200
    assert browser(reader).get(f"/trace/products/{product.id}/evidence").status_code == 200
    assert browser(reader).post(f"/trace/products/{product.id}/check").status_code == 403
    assert (
        browser(reader).post(f"/trace/products/{product.id}/evidence/R01", data=CLAIM).status_code
        == 403
    )


def test_a_stranger_sees_no_run(browser, editor, product):
    run = checking.run(product, actor=editor)
    stranger = make_user("Người Lạ Mẫu")
    make_organisation(owner=stranger)

    assert browser(stranger).get(f"/trace/runs/{run.id}").status_code == 404


def test_every_finding_has_its_own_way_to_be_mended():
    assert {code for code in SENTENCES if remedy(code) == remedy("?")} == set()


def test_the_index_lies_between_0_and_100(editor, product, captured):
    run = checking.run(product, actor=editor)

    assert Decimal(0) <= run.index <= Decimal(100)
    assert json.dumps(run.content)
