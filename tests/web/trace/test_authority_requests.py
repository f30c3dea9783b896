"""An authority asks for data: a clock of 24 hours, a package with hashes, who and when (T21)."""

import io
import json
import zipfile
from datetime import date, timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, AuthorityRequest, CaptureSource
from award.policies import Refusal
from award.services import authority_requests, capturing, storage, worklist
from award.services.authority_requests import Asked
from tests.factories import make_organisation, make_user
from tests.web.trace.test_captures import EVENT, document

SHIPPED = EVENT | {
    "eventID": "urn:uuid:9f1f6a8a-5a5c-4d9b-9f67-0f1d5a8d2c77",
    "eventTime": "2026-10-05T08:00:00+07:00",
    "action": "OBSERVE",
    "bizStep": "shipping",
    "destinationList": [
        {"type": "possessing_party", "destination": "https://id.gs1.org/417/8938501000019"}
    ],
}


@pytest.fixture
def traced(organisation, product):
    """Two events of lot L1 of the product."""
    job = capturing.accept(
        document(EVENT, SHIPPED), organisation=organisation, source=CaptureSource.UPLOAD
    )
    capturing.run(job.id)
    return product


def asked(**fields):
    return Asked(
        **{
            "authority": "Chi cục Mẫu",
            "basis": "Công văn 12/CV-M ngày 01/11/2026",
            "received_at": clock.now() - timedelta(hours=1),
            **fields,
        }
    )


def record(organisation, editor, **fields):
    return authority_requests.record(organisation, asked(**fields), actor=editor)


def files_of(kept_bytes):
    with zipfile.ZipFile(io.BytesIO(kept_bytes)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def test_t21_a_request_on_a_lot_is_recorded_answered_and_taken_along(
    browser, editor, organisation, traced
):
    own = browser(editor)
    recorded = own.post(
        f"/trace/organisations/{organisation.id}/requests",
        data={
            "authority": "Chi cục Mẫu", "basis": "Công văn 12", "product": str(traced.id),
            "lot": "L1", "received_at": clock.local(clock.now()).strftime("%d/%m/%Y, %H:%M"),
        },
    )  # fmt: skip

    page = own.post(f"{recorded.location}/answer", follow_redirects=True)
    package = own.get(f"{recorded.location}/package")

    files = files_of(package.data)
    manifest = json.loads(files["manifest.json"])
    assert "Đã trả lời" in page.text
    assert editor.full_name in page.text
    assert manifest["events"] == 2
    for name, told in manifest["files"].items():
        assert sha256(files[name]).hexdigest() == told["sha256"]
    events = json.loads(files["su-kien.epcis.json"])
    assert events["type"] == "EPCISDocument"
    assert len(events["epcisBody"]["eventList"]) == 2
    steps = files["mot-buoc-truoc-mot-buoc-sau.csv"].decode("utf-8-sig")
    assert "giao cho" in steps
    assert "https://id.gs1.org/414/8938501000019" in steps
    assert "Bên nhận" in files["cac-ben.csv"].decode("utf-8-sig")


def test_t21_the_package_is_a_document_that_can_be_captured_again(editor, organisation, traced):
    row = record(organisation, editor, product_id=traced.id)
    kept = authority_requests.answer(row, actor=editor)
    other = make_organisation(name="Công ty Mẫu Nhận", owner=make_user("Chủ Mẫu Nhận"))

    body = files_of(storage.read(kept))["su-kien.epcis.json"]
    job = capturing.accept(body, organisation=other, source=CaptureSource.UPLOAD)
    capturing.run(job.id)

    db.session.refresh(job)
    assert job.accepted == 2


def test_t21_who_and_when_stand_in_the_audit(editor, organisation, traced):
    row = record(organisation, editor, product_id=traced.id)
    authority_requests.answer(row, actor=editor)
    authority_requests.package(row, actor=editor)

    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()

    assert {"record_authority_request", "answer_authority", "export_trace"} <= set(actions)


def test_the_clock_runs_24_hours_from_the_receipt_and_stands_in_the_worklist(
    editor, organisation, traced
):
    row = record(organisation, editor, product_id=traced.id)

    task = next(one for one in worklist.of(editor) if one.endpoint == "trace.authority_request")

    assert row.due_at - row.received_at == timedelta(hours=24)
    assert task.due == row.due_at
    authority_requests.answer(row, actor=editor)
    assert [one for one in worklist.of(editor) if one.about == "Chi cục Mẫu"] == []


def test_an_overdue_request_says_so_and_a_late_answer_too(browser, editor, organisation, traced):
    received = clock.now() - timedelta(hours=30)
    row = record(organisation, editor, product_id=traced.id, received_at=received)
    before = browser(editor).get(f"/trace/organisations/{organisation.id}/requests")

    authority_requests.answer(row, actor=editor)

    after = browser(editor).get(f"/trace/requests/{row.id}")
    assert "Quá hạn" in before.text
    assert "Trả lời muộn" in after.text


def test_a_period_takes_only_its_own_events(editor, organisation, traced):
    row = record(organisation, editor, period_from=date(2026, 10, 4), period_to=date(2026, 10, 6))
    both = record(
        organisation, editor, lot="https://id.gs1.org/01/08938505970011/10/L1",
        period_from=date(2026, 9, 1), period_to=date(2026, 10, 1),
    )  # fmt: skip

    kept = [authority_requests.answer(one, actor=editor) for one in (row, both)]

    found = [json.loads(files_of(storage.read(one))["manifest.json"])["events"] for one in kept]
    assert found == [1, 1]


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"authority": " "}, "cơ quan yêu cầu"),
        ({"received_at": None}, "không được sau bây giờ"),
        ({"period_from": date(2026, 1, 1)}, "cả ngày đầu và ngày cuối"),
        ({"period_from": date(2026, 2, 1), "period_to": date(2026, 1, 1)}, "từ ngày đầu trở đi"),
        ({}, "Hãy chọn sản phẩm"),
        ({"product_id": 999_999}, "của tổ chức mình"),
        ({"lot": "L1"}, "Số lô cần đi cùng sản phẩm"),
    ],
)
def test_a_request_that_cannot_be_is_refused(editor, organisation, traced, fields, sentence):
    if "received_at" in fields:
        fields = {"received_at": clock.now() + timedelta(hours=2)}

    with pytest.raises(Refusal, match=sentence):
        record(organisation, editor, **fields)


def test_what_was_typed_comes_back_with_the_sentence(browser, editor, organisation):
    answer = browser(editor).post(
        f"/trace/organisations/{organisation.id}/requests",
        data={
            "authority": "Chi cục Mẫu dài tên", "basis": "CV 1", "lot": "L9",
            "received_at": "01/11/2026, 08:00", "product": "",
        },
    )  # fmt: skip

    assert answer.status_code == 422
    assert "Chi cục Mẫu dài tên" in answer.text
    assert "Số lô cần đi cùng sản phẩm" in answer.text
    empty = browser(editor).post(f"/trace/organisations/{organisation.id}/requests", data={})
    assert empty.status_code == 422
    assert db.session.scalar(select(AuthorityRequest.id)) is None


def test_t33_readers_see_the_request_and_strangers_do_not(
    browser, editor, reader, organisation, traced
):
    row = record(organisation, editor, product_id=traced.id)
    stranger = make_user("Người Mẫu lạ")

    assert browser(reader).get(f"/trace/requests/{row.id}").status_code == 200
    assert browser(reader).post(f"/trace/requests/{row.id}/answer").status_code == 403
    assert browser(reader).get(f"/trace/requests/{row.id}/package").status_code == 404
    assert browser(stranger).get(f"/trace/requests/{row.id}").status_code == 404
    address = f"/trace/organisations/{organisation.id}/requests"
    assert browser(stranger).get(address).status_code == 404


def test_a_request_is_answered_once(browser, editor, organisation, traced):
    row = record(organisation, editor, product_id=traced.id)
    authority_requests.answer(row, actor=editor)

    again = browser(editor).post(f"/trace/requests/{row.id}/answer")

    assert again.status_code == 403
    assert "đã được trả lời" in again.text
