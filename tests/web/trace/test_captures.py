"""Documents through the browser: upload, progress, five counts, findings; tokens shown once."""

import io
import json
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import ApiToken, CaptureJob, CaptureSource, EventKey
from award.services import api_tokens, capturing
from tests.factories import make_organisation, make_user

EVENT = {
    "type": "ObjectEvent",
    "eventID": "urn:uuid:9f1f6a8a-5a5c-4d9b-9f67-0f1d5a8d2c11",
    "eventTime": "2026-10-01T08:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "action": "ADD",
    "bizStep": "commissioning",
    "readPoint": {"id": "urn:epc:id:sgln:893850597.001.0"},
    "quantityList": [
        {"epcClass": "https://id.gs1.org/01/08938505970011/10/L1", "quantity": 10, "uom": "KGM"}
    ],
}


def document(*events: dict) -> bytes:
    return json.dumps(
        {
            "@context": ["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"],
            "type": "EPCISDocument",
            "schemaVersion": "2.0",
            "creationDate": "2026-10-02T08:00:00+07:00",
            "epcisBody": {"eventList": list(events)},
        }
    ).encode()


def send(browser, person, organisation, body: bytes, name: str = "su-kien.json"):
    return browser(person).post(
        f"/trace/organisations/{organisation.id}/captures",
        data={"document": (io.BytesIO(body), name), "proceed": "rollback"},
        content_type="multipart/form-data",
    )


def test_an_upload_is_acknowledged_and_its_page_renews_itself(browser, editor, organisation):
    answer = send(browser, editor, organisation, document(EVENT))

    page = browser(editor).get(answer.location)
    assert answer.status_code == 302
    assert "Đang đọc tài liệu" in page.text
    assert 'hx-trigger="every 2s"' in page.text
    assert "Xem lại" in page.text


def test_a_finished_document_shows_five_counts_and_its_hash(browser, editor, organisation):
    answer = send(browser, editor, organisation, document(EVENT))
    job = db.session.scalars(select(CaptureJob)).one()
    capturing.run(job.id)

    page = browser(editor).get(answer.location)

    for word in ("Tổng số sự kiện", "Đã nhận", "Từ chối", "Trùng với sự kiện đã có", "Cảnh báo"):
        assert word in page.text
    assert job.sha256 in page.text
    assert "every 2s" not in page.text
    assert db.session.scalar(select(EventKey.event_id)) == EVENT["eventID"]


def test_a_wrong_document_shows_path_and_reason_and_stores_nothing(browser, editor, organisation):
    wrong = {name: value for name, value in EVENT.items() if name != "eventTimeZoneOffset"}
    answer = send(browser, editor, organisation, document(wrong))
    capturing.run(db.session.scalars(select(CaptureJob.id)).one())

    page = browser(editor).get(answer.location)

    assert "$.epcisBody.eventList[0]" in page.text
    assert "không sự kiện nào được lưu" in page.text
    assert db.session.scalar(select(EventKey.event_id)) is None


def test_the_part_asked_for_by_script_is_no_whole_page(browser, editor, organisation):
    answer = send(browser, editor, organisation, document(EVENT))

    part = browser(editor).get(answer.location, headers={"HX-Request": "true"})

    assert "<html" not in part.text
    assert "Đang đọc tài liệu" in part.text


def test_the_page_after_an_upload_by_script_is_a_whole_one(browser, editor, organisation):
    answer = send(browser, editor, organisation, document(EVENT))

    by_script = {"HX-Request": "true", "HX-Boosted": "true"}
    page = browser(editor).get(answer.location, headers=by_script)

    assert "<html" in page.text
    assert "Đang đọc tài liệu" in page.text


@pytest.mark.parametrize(
    ("body", "name", "sentence"),
    [(b"", "rong.json", "Tài liệu rỗng."), (b"{}", "", "Hãy chọn một tệp.")],
)
def test_an_upload_that_cannot_be_taken_says_why(
    browser, editor, organisation, body, name, sentence
):
    page = send(browser, editor, organisation, body, name)

    assert page.status_code == 422
    assert sentence in page.text


def test_a_reader_sees_the_list_and_may_not_upload(browser, reader, editor, organisation):
    send(browser, editor, organisation, document(EVENT))

    page = browser(reader).get(f"/trace/organisations/{organisation.id}/captures")
    refused = send(browser, reader, organisation, document(EVENT))

    assert "su-kien.json" in page.text
    assert "Tải lên và đọc" not in page.text
    assert refused.status_code == 403


def test_another_organisation_does_not_see_the_document(browser, editor, organisation):
    answer = send(browser, editor, organisation, document(EVENT))
    stranger = make_user("Người Lạ Mẫu")
    make_organisation(owner=stranger)

    assert browser(stranger).get(answer.location).status_code == 404
    assert browser(stranger).get(f"/trace/captures/{UUID(int=1)}").status_code == 404


def test_a_token_is_shown_once_and_kept_as_a_hash(browser, editor, organisation):
    address = f"/trace/organisations/{organisation.id}/tokens"
    until = clock.local(clock.now() + timedelta(days=30))
    page = browser(editor).post(
        address,
        data={"name": "Kho Mẫu", "scopes": ["capture"], "expires_on": until.strftime("%d/%m/%Y")},
    )

    shown = page.text.split("<code>")[1].split("</code>")[0]
    found = api_tokens.find(shown)
    assert found is not None
    assert found.scopes == ["capture"]
    again = browser(editor).get(address)
    assert "Kho Mẫu" in again.text
    assert shown not in again.text


@pytest.mark.parametrize(
    ("changed", "sentence"),
    [
        ({"scopes": []}, "Hãy chọn ít nhất một quyền."),
        ({"name": ""}, "Hãy đặt tên cho mã truy cập."),
        ({"expires_on": "01/01/2020"}, "Thời hạn phải ở tương lai"),
        ({"scopes": ["all"]}, "Không có"),
    ],
)
def test_a_token_that_cannot_be_made_says_why(browser, editor, organisation, changed, sentence):
    form = {"name": "Kho Mẫu", "scopes": ["query"], "expires_on": "01/01/2027"}

    page = browser(editor).post(
        f"/trace/organisations/{organisation.id}/tokens", data={**form, **changed}
    )

    assert page.status_code == 422
    assert sentence in page.text
    assert db.session.scalar(select(ApiToken.id)) is None


def test_a_revoked_token_opens_nothing_more(browser, editor, reader, organisation):
    token, shown = api_tokens.create(
        organisation,
        name="Kho Mẫu",
        scopes=[api_tokens.Scope.QUERY],
        expires_at=clock.now() + timedelta(days=1),
        actor=editor,
    )
    address = f"/trace/organisations/{organisation.id}/tokens/{token.id}/revoke"

    refused = browser(reader).post(address)
    browser(editor).post(address)

    assert refused.status_code == 404
    assert api_tokens.find(shown) is None


def test_documents_come_in_pages_and_the_first_one_is_not_lost(browser, reader, organisation):
    for number in range(1, 53):
        job = capturing.keep(
            document(EVENT), organisation=organisation, source=CaptureSource.UPLOAD,
            name=f"tai-lieu-{number:02d}.json",
        )  # fmt: skip
        job.created_at = clock.now() - timedelta(days=60 - number)
    base = f"/trace/organisations/{organisation.id}/captures"

    first, second = browser(reader).get(base), browser(reader).get(f"{base}?page=2")

    assert "50 trong 52 tài liệu" in first.text
    assert "tai-lieu-52.json" in first.text
    assert "tai-lieu-01.json" not in first.text
    assert "tai-lieu-01.json" in second.text
    for odd in ("0", "-1", "x", "9" * 30):
        assert browser(reader).get(f"{base}?page={odd}").status_code == 200


def test_the_list_asks_as_much_for_three_documents_as_for_one(
    browser, reader, organisation, questions
):
    window, counts = browser(reader), []
    for more in (1, 2):
        for _ in range(more):
            capturing.keep(document(EVENT), organisation=organisation, source=CaptureSource.UPLOAD)
        with questions() as asked:
            window.get(f"/trace/organisations/{organisation.id}/captures")
        counts.append(len(asked))

    assert counts[0] == counts[1]
