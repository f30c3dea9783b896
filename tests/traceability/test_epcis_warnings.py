"""What is allowed but suspicious is accepted with a warning that says where and why."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from traceability import cbv
from traceability.epcis import read
from traceability.events import OtherEvent, named, objects_of

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
EPC = "urn:epc:id:sgtin:8938501.000123.1"
EVENT: dict[str, Any] = {
    "@context": [CONTEXT, {"mau": "https://example.vn/mau/"}],
    "type": "ObjectEvent",
    "eventTime": "2026-11-20T08:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "action": "OBSERVE",
    "epcList": [EPC],
}


def warnings(changes: dict[str, Any]) -> list[tuple[str, str]]:
    document = read(json.dumps({**EVENT, **changes}).encode(), now=NOW)
    assert document.valid, document.findings
    return [(f.path, f.code) for f in document.findings]


@pytest.mark.parametrize(
    ("changes", "path", "code"),
    [
        ({"@context": "https://example.vn/"}, "$.@context", "context-foreign"),
        ({"x:y": 1}, "$.x:y", "prefix-undeclared"),
        ({"mau:y": {"x:z": [{"x:q": 1}]}}, "$.mau:y", "prefix-undeclared"),
        ({"eventTime": "2026-11-22T08:00:00+07:00"}, "$.eventTime", "future"),
        ({"eventTimeZoneOffset": "+08:00"}, "$.eventTimeZoneOffset", "offset-differs"),
        ({"recordTime": "2026-11-20T00:59:59Z"}, "$.recordTime", "recorded-before"),
        ({"bizStep": "https://ref.gs1.org/cbv/BizStep-no"}, "$.bizStep", "word-unlisted"),
        ({"bizStep": "urn:epcglobal:cbv:bizstep:packing"}, "$.bizStep", "word-legacy"),
        (
            {"quantityList": [{"epcClass": "urn:a:b", "quantity": -1}]},
            "$.quantityList[0].quantity",
            "quantity-negative",
        ),
        ({"type": "mau:TestEvent", "epcList": [EPC]}, "$.type", "event-other"),
    ],
)
def test_suspicion_is_a_warning(changes: dict[str, Any], path: str, code: str) -> None:
    assert warnings(changes) == [(path, code)]


def test_children_twice_and_a_missing_parent_are_warnings() -> None:
    raw = {k: v for k, v in EVENT.items() if k != "epcList"}
    raw |= {"type": "AggregationEvent", "action": "ADD", "childEPCs": [EPC, EPC]}

    document = read(json.dumps(raw).encode(), now=NOW)

    assert document.valid
    assert [(f.path, f.code) for f in document.findings] == [
        ("$.childEPCs", "child-repeated"),
        ("$.parentID", "parent-missing"),
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"eventTime": "2026-11-20T01:00:00Z"},
        {"eventTime": "2026-11-21T00:04:59Z"},
        {"bizStep": "https://example.vn/buoc/rua"},
        {"bizStep": "mau:rua"},
        {"http://example.vn/x": 1},
        {"rdfs:comment": "ghi chú"},
        {"@context": [CONTEXT, {"mau": {"@id": "https://example.vn/mau/"}, "y": 7}]},
        {"epcList": []},
        {"quantityList": [{"epcClass": "urn:a:b"}]},
        {"mau:y": [[]]},
    ],
)
def test_nothing_is_said_of_what_is_usual(changes: dict[str, Any]) -> None:
    assert warnings(changes) == []


def test_a_prefix_nobody_declared_is_told_of_once() -> None:
    assert warnings({"x:a": 1, "x:b": 2}) == [("$.x:a", "prefix-undeclared")]


@pytest.mark.parametrize(
    "spelling",
    [
        "shipping",
        "https://ref.gs1.org/cbv/BizStep-shipping",
        "http://ref.gs1.org/cbv/BizStep-shipping",
        "https://ns.gs1.org/cbv/BizStep-shipping",
        "cbv:BizStep-shipping",
        "urn:epcglobal:cbv:bizstep:shipping",
    ],
)
def test_every_spelling_of_a_word_is_the_same_word(spelling: str) -> None:
    document = read(json.dumps({**EVENT, "bizStep": spelling}).encode(), now=NOW)

    assert document.events[0].biz_step == "shipping"


def test_a_compact_uri_is_made_full_by_the_context_around_it() -> None:
    inner = {**EVENT, "@context": [{"mau": "https://example.vn/khac/"}], "bizStep": "mau:rua"}
    document = {
        "@context": [CONTEXT, {"mau": "https://example.vn/mau/"}],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T10:00:00Z",
        "epcisBody": {"eventList": [inner, {**inner, "@context": []}]},
    }

    events = read(json.dumps(document).encode(), now=NOW).events

    assert [event.biz_step for event in events] == [
        "https://example.vn/khac/rua",
        "https://example.vn/mau/rua",
    ]


def test_an_event_of_a_users_own_kind_is_kept_whole() -> None:
    raw = {**EVENT, "type": "mau:TestEvent", "bizStep": "packing", "own": {"mau:a": 1}}

    (event,) = read(json.dumps(raw).encode(), now=NOW).events

    assert isinstance(event, OtherEvent)
    assert event.type == "https://example.vn/mau/TestEvent"
    assert event.biz_step == "packing"
    assert event.extensions == {"action": "OBSERVE", "epcList": [EPC], "own": {"mau:a": 1}}


def test_an_event_of_a_users_own_kind_needs_its_times() -> None:
    raw = {**EVENT, "type": "mau:TestEvent", "eventTime": "hôm nay"}

    document = read(json.dumps(raw).encode(), now=NOW)

    assert document.events == ()
    assert ("$.eventTime", "time-malformed") in [(f.path, f.code) for f in document.findings]


XML = """<ObjectEvent xmlns:m="khong//uri" m:by="A" plain="b">
<eventTime>2026-11-20T08:00:00+07:00</eventTime><eventTimeZoneOffset>+07:00</eventTimeZoneOffset>
<eventID>sự kiện 1</eventID><epcList>
<epc>urn:epc:class:lgtin:8938501.000123.lô 1</epc><epc>urn:a:b</epc><epc>urn:a:b</epc></epcList>
<action>OBSERVE</action><ilmd><m:x>1</m:x></ilmd></ObjectEvent>"""


def test_texts_that_only_xml_takes_for_uris_become_uris() -> None:
    document = read(XML.encode(), now=NOW)

    (event,) = document.events
    assert event.event_id == "data:,s%E1%BB%B1%20ki%E1%BB%87n%201"
    assert [epc for _, epc, _ in objects_of(event)] == [
        "urn:epc:class:lgtin:8938501.000123.l%C3%B4%201",
        "urn:a:b",
        "urn:a:b",
    ]
    assert event.extensions == {"m:by": "A", "epcis:ilmd": {"m:x": "1"}}
    assert event.namespaces["m"] == "data:,khong%2F%2Furi"
    assert [f.code for f in document.findings] == [
        "ilmd-not-add",
        "uri-malformed",
        "uri-malformed",
        "item-repeated",
    ]


def test_prefixes_of_xml_that_clash_are_told_apart() -> None:
    text = (
        XML.replace("<ilmd><m:x>1</m:x></ilmd>", "")
        .replace("m:by", "y")
        .replace(
            "</ObjectEvent>",
            "<a:x xmlns:a='urn:a'/><a:x xmlns:a='urn:b'/><x xmlns='urn:c'/>"
            "<cbv:x xmlns:cbv='urn:d'/>"
            "<_p:x xmlns:_p='urn:e'/></ObjectEvent>",
        )
    )

    (event,) = read(text.encode(), now=NOW).events

    assert event.namespaces == {
        "a": "urn:a",
        "a2": "urn:b",
        "ns": "urn:c",
        "cbv2": "urn:d",
        "ns2": "urn:e",
    }


def test_a_2_0_document_without_events_is_a_warning() -> None:
    text = (
        '<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" '
        'creationDate="2026-11-20T10:00:00Z"><EPCISBody/></e:EPCISDocument>'
    )

    document = read(text.encode(), now=NOW)

    assert (document.valid, document.version, document.event_count) == (True, "2.0", 0)
    assert [f.code for f in document.findings] == ["event-list-missing"]


def query_results(inside: str) -> str:
    return (
        '<q:EPCISQueryDocument xmlns:q="urn:epcglobal:epcis-query:xsd:2" schemaVersion="2.0" '
        'creationDate="2026-11-20T10:00:00Z"><EPCISBody><q:QueryResults><queryName>Q</queryName>'
        f"{inside}</q:QueryResults></EPCISBody></q:EPCISQueryDocument>"
    )


def test_query_results_in_xml_are_read() -> None:
    events = f"<EventList>{XML}</EventList>"

    good = read(query_results(f"<resultsBody>{events}</resultsBody>").encode(), now=NOW)
    bad = read(query_results("<resultsBody><VocabularyList/></resultsBody>").encode(), now=NOW)
    none = read(query_results("").encode(), now=NOW)

    assert len(good.events) == 1
    assert (bad.valid, bad.event_count) == (True, 0)
    assert [f.code for f in none.findings if f.level == "error"] == ["required"]


def test_words_lead_to_their_uris_and_back() -> None:
    assert cbv.BIZ_STEP.uri("shipping") == "https://ref.gs1.org/cbv/BizStep-shipping"
    assert cbv.BIZ_STEP.uri("https://example.vn/x") == "https://example.vn/x"
    assert len(set(cbv.BIZ_STEP.spellings.values())) == 41
    assert len(set(cbv.DISPOSITION.spellings.values())) == 33
    assert len(set(cbv.BIZ_TRANSACTION_TYPE.spellings.values())) == 13


def test_a_field_is_found_by_its_name_alone() -> None:
    fields = {"a:lot": {"#text": "L1", "unit": "x"}, "b:lot": "L2", "note": {"x": 1}}

    assert named(fields, "lot") == "L1"
    assert named(fields, "note") == {"x": 1}
    assert named(fields, "expiry") is None
