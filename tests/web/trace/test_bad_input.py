"""Bad input by every door: sent by a system, sent as one event, uploaded in the browser.

Each is answered with a finding and its path, never with a fault of ours, and nothing of it stays.
"""

import io
import json
import tracemalloc

import pytest
from sqlalchemy import func, select

from award.extensions import db
from award.models import CaptureJob, EventKey, EventObject, EventPayload, LotEdge
from award.services import capturing, checking, products_register
from award.services.products_register import ProductFacts
from tests.web.trace.chains import GTIN, LOT, OWN, SHOP, capture, gln, packed, shipped_unit
from tests.web.trace.epcis import CONTEXT, document, event, made_of, make_system
from tests.web.trace.test_capture_api import BAD

FORM = 400_000  # bytes: the test's own browser leaves larger forms in files that it never closes


@pytest.fixture
def system(client):
    return make_system(client)


def rows():
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (EventKey, EventPayload, EventObject, LotEdge)
    ]


def upload(window, organisation, body):
    """Send a document through the form, let the worker read it, and open its page."""
    answer = window.post(
        f"/trace/organisations/{organisation.id}/captures",
        data={"document": (io.BytesIO(body), "su-kien.json"), "proceed": "rollback"},
    )
    assert answer.status_code == 302, answer.text
    capturing.run(db.session.scalars(select(CaptureJob.id)).one())
    db.session.commit()
    return window.get(answer.location)


@pytest.mark.parametrize("name", sorted(set(BAD) - {"20 MB of values", "20 MB of text"}))
def test_an_upload_that_is_no_document_shows_its_finding(browser, editor, organisation, name):
    page = upload(browser(editor), organisation, BAD[name][:FORM])

    assert page.status_code == 200
    finding = db.session.scalars(select(CaptureJob.findings)).one()["items"][0]
    assert finding["path"][0] in "$/"
    assert f'<p class="app-note">{finding["path"]}' in page.text
    assert "không sự kiện nào được lưu" in page.text
    assert "root:" not in page.text  # of the file that the external entity named
    assert rows() == [0, 0, 0, 0]


def test_twenty_megabytes_are_read_in_bounded_memory(organisation):
    body = BAD["20 MB of values"]
    job = capturing.keep(body, organisation=organisation, source="upload")
    db.session.commit()
    tracemalloc.start()
    try:
        capturing.run(job.id)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert peak < 12 * len(body)
    assert db.session.get(CaptureJob, job.id).findings["items"][0]["path"].startswith("$")
    assert rows() == [0, 0, 0, 0]


@pytest.mark.parametrize("name", sorted(BAD))
def test_a_single_event_that_is_none_is_refused_with_a_path(system, name):
    kind = "application/xml" if BAD[name].startswith(b"<") else "application/json"

    answer = system.post("/events", BAD[name], kind)

    assert answer.status_code in (400, 413, 415)
    assert answer.json["type"].startswith("epcisException:")
    assert rows() == [0, 0, 0, 0]


AT = "$.epcisBody.eventList[1]"
WRONG = {
    "an offset without a sign": ({"eventTimeZoneOffset": "07:00"}, "eventTimeZoneOffset"),
    "an offset beyond the earth": ({"eventTimeZoneOffset": "+25:00"}, "eventTimeZoneOffset"),
    "a zone by its name": ({"eventTimeZoneOffset": "Asia/Ho_Chi_Minh"}, "eventTimeZoneOffset"),
    "a time without a zone": ({"eventTime": "2026-11-20T08:00:00"}, "eventTime"),
    "a time as people write it": ({"eventTime": "20/11/2026 08:00"}, "eventTime"),
    "a day that is none": ({"eventTime": "2026-02-30T08:00:00Z"}, "eventTime"),
    "a step of nobody's": ({"bizStep": "rang_xay"}, "bizStep"),
    "a disposition of nobody's": ({"disposition": "ngon"}, "disposition"),
    "an action of nobody's": ({"action": "MAKE"}, "action"),
    "a number as text": ({"quantityList": [{"epcClass": LOT.format("A"), "quantity": "5"}]},
                         "quantityList[0].quantity"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_field_is_told_by_every_door(system, browser, editor, organisation, name):
    fields, path = WRONG[name]
    wrong = event(2, **fields)

    job = system.capture(event(1), wrong)
    single = system.post("/events", {"@context": CONTEXT, **wrong})
    page = _uploaded_beside(browser(editor), organisation, wrong)

    assert job["errors"][0]["instance"] == f"{AT}.{path}"
    assert single.status_code == 400
    assert any(one["path"].endswith(path) for one in single.json["errors"]), single.json
    assert f"{AT}.{path}" in page.text
    assert rows()[0] == 1  # the right one of the upload, where it was asked to proceed


def _uploaded_beside(window, organisation, wrong):
    answer = window.post(
        f"/trace/organisations/{organisation.id}/captures",
        data={
            "document": (io.BytesIO(json.dumps(document(event(1), wrong)).encode()), "a.json"),
            "proceed": "proceed",
        },
    )
    capturing.run(answer.location.rpartition("/")[2])
    db.session.commit()
    return window.get(answer.location)


def test_an_event_of_the_future_is_taken_with_a_warning_at_its_time(browser, editor, organisation):
    late = event(1, eventTime="2199-01-01T00:00:00+07:00")

    page = upload(browser(editor), organisation, json.dumps(document(late)).encode())

    assert "$.epcisBody.eventList[0].eventTime" in page.text
    assert "ở tương lai" in page.text
    assert rows()[0] == 1


def kilos(lot, amount, uom="KGM"):
    unit = {"uom": uom} if uom else {}
    return {"epcClass": LOT.format(lot), "quantity": amount, **unit}


def process(number, inputs, outputs):
    return made_of(
        number, ["x"], ["y"], inputQuantityList=inputs, outputQuantityList=outputs,
        readPoint=gln(OWN),
    )  # fmt: skip


def checked(organisation, editor, *events):
    """Findings of a check of the product that these events are about, and its page."""
    capture(organisation, *events)
    product = products_register.save(
        organisation, ProductFacts(name="Cà phê Mẫu", gtin=GTIN), actor=editor
    )
    run = checking.run(product, actor=editor)
    db.session.commit()
    return run.id, {one["code"]: one for one in run.content["findings"]}


def test_units_that_were_mixed_up_are_told_and_not_balanced(browser, editor, organisation):
    run, findings = checked(
        organisation,
        editor,
        process(1, [kilos("A", 5)], [kilos("B", 4_900, "GRM")]),
        process(2, [kilos("C", 5)], [kilos("D", 5, "GRM")]),
        process(3, [kilos("E", 5), kilos("F", 5, "")], [kilos("G", 9)]),
    )

    page = browser(editor).get(f"/trace/runs/{run}")

    codes = {"mass_lost", "mass_created", "mass_incomparable"}
    assert {code: findings[code]["path"] for code in codes & set(findings)} == {
        "mass_lost": "$.events[1]",
        "mass_incomparable": "$.events[2]",
    }
    assert "các vật phẩm khác đại lượng" in page.text


def test_an_sscc_that_is_used_for_another_shipment_is_told(browser, editor, organisation):
    run, findings = checked(
        organisation,
        editor,
        event(1, quantityList=[kilos("R", 9)], readPoint=gln(OWN)),
        event(2, quantityList=[kilos("S", 9)], readPoint=gln(OWN)),
        packed(3, "R"),
        shipped_unit(4),
        packed(5, "S"),
        shipped_unit(6),
    )

    page = browser(editor).get(f"/trace/runs/{run}")

    assert findings["unit_reused"]["level"] == "error"
    assert findings["unit_reused"]["path"] == "$.events[4]"
    assert "được dùng lại sau chưa đủ 12 tháng" in page.text
    assert SHOP not in findings["unit_reused"]["message"]
