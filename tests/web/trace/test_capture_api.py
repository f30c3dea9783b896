"""EPCIS capture over HTTP: jobs, atomicity, duplicates, error declarations, bad input."""

import hashlib
import json

import pytest
from sqlalchemy import func, select

from award.extensions import db
from award.models import AuditEvent, CaptureJob, EventKey, EventObject, EventPayload, LotEdge
from award.services import capturing
from tests.web.trace.epcis import CONTEXT, LOT, document, event, made_of, make_system


@pytest.fixture
def system(client):
    return make_system(client)


def counts(job):
    return [job[name] for name in ("total", "accepted", "rejected", "duplicate", "warning")]


def rows():
    return [
        db.session.scalar(select(func.count()).select_from(table))
        for table in (EventKey, EventPayload, EventObject, LotEdge)
    ]


def test_a_document_is_acknowledged_before_it_is_captured(system):
    answer = system.post("/capture", document(event(1)))

    assert answer.status_code == 202
    job = system.get(answer.headers["Location"].removeprefix("/epcis")).json
    assert (job["running"], job["finishedAt"], job["success"]) == (True, None, False)
    assert rows() == [0, 0, 0, 0]


def test_t11_the_job_answers_with_five_counts_and_the_hash(system):
    body = json.dumps(document(event(1), made_of(2, ["L1"], ["L2"]))).encode()

    job = system.capture_body(body)

    assert counts(job) == [2, 2, 0, 0, 0]
    assert job["sha256"] == hashlib.sha256(body).hexdigest()
    assert (job["running"], job["success"], job["errors"]) == (False, True, [])
    assert rows() == [2, 2, 3, 1]


def test_t11_one_wrong_event_rolls_the_whole_document_back(system):
    job = system.capture(event(1), event(2, action="MAKE"))

    assert counts(job) == [2, 0, 2, 0, 0]
    assert (job["success"], rows()) == (False, [0, 0, 0, 0])
    assert job["errors"][0]["instance"] == "$.epcisBody.eventList[1].action"


def test_t11_proceed_keeps_what_is_right(system):
    wrong = event(2, action="MAKE")

    job = system.capture(event(1), wrong, **{"GS1-Capture-Error-Behaviour": "proceed"})

    assert counts(job) == [2, 1, 1, 0, 0]
    assert (job["success"], job["captureErrorBehaviour"]) == (False, "proceed")
    assert system.ids() == [1]


def test_t12_the_same_event_id_or_content_is_a_duplicate(system):
    anonymous = event(3)
    del anonymous["eventID"]
    system.capture(event(1))

    job = system.capture(event(1), {**event(1), "eventID": "urn:uuid:x"}, anonymous, anonymous)

    assert counts(job) == [4, 1, 0, 3, 0]
    assert rows()[0] == 2


def test_t12_an_event_without_id_is_known_by_its_hash(system):
    anonymous = event(3)
    del anonymous["eventID"]

    system.capture(anonymous)

    (stored,) = system.found()
    assert stored["eventID"].startswith("ni:///sha-256;")
    assert stored["eventID"].endswith("?ver=CBV2.0")


def test_an_id_used_again_for_something_else_is_told(system):
    system.capture(event(1))

    job = system.capture(event(1, disposition="in_progress"))

    assert counts(job) == [1, 0, 0, 1, 1]
    assert job["findings"]["items"][0]["code"] == "event-id-reused"


def test_a_job_that_runs_twice_captures_once(system):
    job = system.capture(event(1))

    capturing.run(job["captureID"])

    assert rows()[0] == 1
    actions = db.session.scalars(select(AuditEvent.action)).all()
    assert actions.count("capture") == 1


def test_t32_every_capture_is_in_the_audit_chain(system):
    job = system.capture(event(1))

    entry = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "capture")).one()
    assert (entry.data["job"], entry.data["accepted"]) == (job["captureID"], 1)


ERROR = {"declarationTime": "2026-11-21T08:00:00Z", "reason": "did_not_occur"}


@pytest.mark.parametrize("together", [True, False])
def test_t13_an_error_declaration_voids_its_event_and_takes_its_links(system, together):
    wrong = made_of(1, ["L1"], ["L2"])
    declaration = {**wrong, "errorDeclaration": ERROR}

    if together:
        system.capture(declaration, wrong)
    else:
        system.capture(wrong)
        system.capture(declaration)

    keys = db.session.execute(
        select(EventKey.declares_error, EventKey.voided_by).order_by(EventKey.declares_error)
    ).all()
    assert keys == [(False, wrong["eventID"]), (True, None)]
    assert rows()[3] == 0
    assert len(system.found()) == 2


def test_t13_a_declaration_with_another_id_voids_by_content(system):
    wrong = made_of(1, ["L1"], ["L2"])
    system.capture(wrong)

    system.capture({**wrong, "eventID": "urn:uuid:other", "errorDeclaration": ERROR})

    voided = select(EventKey.voided_by).where(~EventKey.declares_error)
    assert db.session.scalar(voided) == "urn:uuid:other"


def test_extension_fields_come_back_with_their_prefixes(system):
    body = document(
        event(1, **{"mau:ghiChú": "Cà phê"}), context=[CONTEXT, {"mau": "https://mau.vn/"}]
    )

    system.capture_body(body)

    answer = system.get("/events").json
    (stored,) = answer["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
    assert stored["mau:ghiChú"] == "Cà phê"
    assert answer["@context"] == [CONTEXT, {"mau": "https://mau.vn/"}]


XML = """<?xml version="1.0" encoding="UTF-8"?>
<epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0"
 creationDate="2026-11-20T08:00:00Z"><EPCISBody><EventList><ObjectEvent>
<eventTime>2026-11-20T08:00:00Z</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
<epcList><epc>urn:epc:id:sgtin:8938501.000123.1</epc></epcList><action>OBSERVE</action>
</ObjectEvent></EventList></EPCISBody></epcis:EPCISDocument>"""


@pytest.mark.parametrize("content_type", ["application/xml", "text/xml"])
def test_xml_is_captured_and_given_back_as_json(system, content_type):
    job = system.capture_body(XML.encode(), content_type)

    assert counts(job)[:2] == [1, 1], job["findings"]
    assert system.found()[0]["epcList"] == ["urn:epc:id:sgtin:8938501.000123.1"]


BOMB = """<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;">]>
<a>&c;</a>"""
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY f SYSTEM "file:///etc/passwd">]><a>&f;</a>'

BAD = {
    "xml bomb": BOMB.encode(),
    "external entity": EXTERNAL.encode(),
    "deep array": b"[" * 1_000_000,
    "no json": b"{",
    "not a document": b'{"type": "Something"}',
    "binary": bytes(range(256)) * 10,
    "20 MB of values": b"[" + b"1," * 10_000_000 + b"1]",
    "20 MB of text": json.dumps({"type": "EPCISDocument", "x": "y" * 20_000_000}).encode(),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_becomes_a_finding_with_a_path(system, name):
    job = system.capture_body(BAD[name])

    assert (job["success"], rows()) == (False, [0, 0, 0, 0])
    assert job["errors"][0]["instance"].startswith("$") or job["errors"][0]["instance"].startswith(
        "/"
    )
    assert job["errors"][0]["title"] != ""


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"eventID": "urn:x:" + "a" * 1_200}, "id-too-long"),
        ({"quantityList": [{"epcClass": LOT.format("A"), "quantity": 1e20}]}, "quantity-range"),
        ({"eventTime": "0001-01-01T00:00:00+14:00"}, "time-range"),
        ({"epcList": ["urn:x:" + "a" * 1_000]}, "id-too-long"),
    ],
)
def test_what_the_store_cannot_hold_is_a_finding(system, fields, code):
    job = system.capture(event(1, **fields))

    assert counts(job)[:3] == [1, 0, 1]
    assert code in [one["code"] for one in job["findings"]["items"]]


def test_an_event_in_the_future_is_a_warning(system):
    job = system.capture(event(1, eventTime="2199-01-01T00:00:00+07:00"))

    assert counts(job) == [1, 1, 0, 0, 1]
    assert job["findings"]["items"][0]["path"] == "$.epcisBody.eventList[0].eventTime"


def test_many_inputs_and_outputs_meet_in_their_process(system):
    inputs, outputs = [f"I{n}" for n in range(300)], [f"O{n}" for n in range(300)]

    system.capture(made_of(1, inputs, outputs))

    assert rows()[3] == 600


def test_a_failed_capture_leaves_nothing_partial(system, monkeypatch):
    location = system.post("/capture", document(event(1))).headers["Location"]

    def fail(_job):
        raise RuntimeError("the disk is full")

    with monkeypatch.context() as broken:
        broken.setattr("award.services.event_store.void", fail)
        with pytest.raises(RuntimeError):
            capturing.run(location.rpartition("/")[2])
    db.session.rollback()

    assert rows() == [0, 0, 0, 0]
    assert db.session.scalars(select(CaptureJob.finished_at)).one() is None
