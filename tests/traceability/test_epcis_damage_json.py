"""Every damage to an EPCIS 2.0 JSON-LD document is refused with its place and its reason."""

import copy
import json
import re
from datetime import UTC, datetime
from typing import Any

import pytest

from traceability.epcis import read

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
EPC = "urn:epc:id:sgtin:8938501.000123.1"
LOT = "urn:epc:class:lgtin:8938501.000123.L1"
GLN = "urn:epc:id:sgln:8938501.00001.0"
TIMES = {"eventTime": "2026-11-20T08:00:00+07:00", "eventTimeZoneOffset": "+07:00"}

OBJECT: dict[str, Any] = {
    "type": "ObjectEvent",
    **TIMES,
    "action": "ADD",
    "bizStep": "commissioning",
    "disposition": "active",
    "epcList": [EPC],
    "quantityList": [{"epcClass": LOT, "quantity": 10, "uom": "KGM"}],
    "readPoint": {"id": GLN},
    "bizTransactionList": [{"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:1:2"}],
    "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:8938501.00001"}],
    "destinationList": [{"type": "location", "destination": GLN}],
    "persistentDisposition": {"set": ["conformant"]},
    "errorDeclaration": {
        "declarationTime": "2026-11-20T09:00:00+07:00",
        "reason": "did_not_occur",
        "correctiveEventIDs": ["urn:uuid:1"],
    },
    "sensorElementList": [
        {
            "sensorMetadata": {"time": "2026-11-20T08:00:00+07:00"},
            "sensorReport": [{"type": "Temperature", "value": 4.5, "uom": "CEL"}],
        }
    ],
    "ilmd": {"mau:lot": "L1"},
    "mau:ghiChú": "ghi chú",
    "certificationInfo": ["https://example.vn/c/1"],
}
AGGREGATION: dict[str, Any] = {
    "type": "AggregationEvent",
    **TIMES,
    "action": "ADD",
    "parentID": "urn:epc:id:sscc:8938501.1000000001",
    "childEPCs": [EPC],
}
ASSOCIATION = {**AGGREGATION, "type": "AssociationEvent"}
TRANSACTION: dict[str, Any] = {
    "type": "TransactionEvent",
    **TIMES,
    "action": "ADD",
    "epcList": [EPC],
    "bizTransactionList": [{"bizTransaction": "urn:epcglobal:cbv:bt:1:2"}],
}
TRANSFORMATION: dict[str, Any] = {
    "type": "TransformationEvent",
    **TIMES,
    "inputQuantityList": [{"epcClass": LOT, "quantity": 10.5, "uom": "KGM"}],
    "outputQuantityList": [{"epcClass": LOT + "2", "quantity": 9, "uom": "KGM"}],
}
EVENTS = [OBJECT, AGGREGATION, ASSOCIATION, TRANSACTION, TRANSFORMATION]
GONE = object()


def document() -> dict[str, Any]:
    return {
        "@context": [CONTEXT, {"mau": "https://example.vn/mau/"}],
        "id": "https://example.vn/d/1",
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T10:00:00+07:00",
        "sender": "a",
        "epcisHeader": {
            "epcisMasterData": {
                "vocabularyList": [
                    {
                        "type": "urn:epcglobal:epcis:vtype:Location",
                        "vocabularyElementList": [
                            {
                                "id": GLN,
                                "attributes": [
                                    {"id": "urn:epcglobal:cbv:mda#name", "attribute": "A"}
                                ],
                                "children": [GLN + "1"],
                            }
                        ],
                    }
                ]
            }
        },
        "epcisBody": {"eventList": copy.deepcopy(EVENTS)},
    }


def damaged(whole: dict[str, Any], path: str, value: Any) -> bytes:
    """A document with one place changed, or taken out by GONE."""
    names = re.findall(r"\.([^.\[]+)|\[(\d+)\]", path)
    steps = [name or int(index) for name, index in names]
    place: Any = whole
    for step in steps[:-1]:
        place = place[step]
    if value is GONE:
        del place[steps[-1]]
    else:
        place[steps[-1]] = value
    return json.dumps(whole).encode()


E = "$.epcisBody.eventList"
V = "$.epcisHeader.epcisMasterData.vocabularyList[0]"
# What is changed, to what, which finding that makes; the finding is at the place changed.
DAMAGES: list[tuple[str, Any, str]] = [
    ("$.@context", GONE, "required"),
    ("$.@context", 7, "context-malformed"),
    ("$.@context", [CONTEXT, CONTEXT], "context-malformed"),
    ("$.@context", [CONTEXT, "khong phai uri"], "context-malformed"),
    ("$.@context", [CONTEXT] + [{str(n): "a:b"} for n in range(100)], "context-malformed"),
    ("$.type", GONE, "required"),
    ("$.type", "Document", "event-unknown"),
    ("$.schemaVersion", GONE, "required"),
    ("$.schemaVersion", 2.0, "kind-wrong"),
    ("$.schemaVersion", "hai", "version-malformed"),
    ("$.creationDate", GONE, "required"),
    ("$.creationDate", "20/11/2026", "time-malformed"),
    ("$.id", "tài liệu 1", "uri-malformed"),
    ("$.sender", 3, "kind-wrong"),
    ("$.ghiChu", "x", "namespace-missing"),
    ("$.epcisBody", GONE, "required"),
    ("$.epcisBody", [], "kind-wrong"),
    (E, GONE, "required"),
    (E, {}, "kind-wrong"),
    ("$.epcisBody.them", 1, "namespace-missing"),
    ("$.epcisHeader", 1, "kind-wrong"),
    ("$.epcisHeader.x", 1, "namespace-missing"),
    (f"{V}.type", GONE, "required"),
    (f"{V}.vocabularyElementList[0].id", GONE, "required"),
    (f"{V}.vocabularyElementList[0].attributes[0].attribute", [1], "kind-wrong"),
    (f"{V}.vocabularyElementList[0].attributes[0].id", GONE, "required"),
    (f"{E}[0]", 5, "kind-wrong"),
    (f"{E}[0].type", GONE, "required"),
    (f"{E}[0].type", 5, "kind-wrong"),
    (f"{E}[0].type", "ObjectEvents", "event-unknown"),
    (f"{E}[0].eventTime", GONE, "required"),
    (f"{E}[0].eventTime", "22-07-2026", "time-malformed"),
    (f"{E}[0].eventTime", "2026-11-20T08:00:00", "time-malformed"),
    (f"{E}[0].eventTime", "2026-02-30T08:00:00Z", "time-malformed"),
    (f"{E}[0].eventTime", "2026-11-20T24:00:00Z", "time-malformed"),
    (f"{E}[0].eventTime", 1763600000, "kind-wrong"),
    (f"{E}[0].eventTimeZoneOffset", GONE, "required"),
    (f"{E}[0].eventTimeZoneOffset", "7", "offset-malformed"),
    (f"{E}[0].eventTimeZoneOffset", "+15:00", "offset-malformed"),
    (f"{E}[0].eventTimeZoneOffset", 7, "kind-wrong"),
    (f"{E}[0].recordTime", "hôm qua", "time-malformed"),
    (f"{E}[0].eventID", "abc", "uri-malformed"),
    (f"{E}[0].eventID", "urn:x%zz", "uri-malformed"),
    (f"{E}[0].certificationInfo", 42, "kind-wrong"),
    (f"{E}[0].certificationInfo", "giấy", "uri-malformed"),
    (f"{E}[0].@context", 5, "context-malformed"),
    (f"{E}[0].action", GONE, "required"),
    (f"{E}[0].action", "CREATE", "action-unknown"),
    (f"{E}[0].action", ["ADD"], "action-unknown"),
    (f"{E}[0].bizStep", "transforming", "word-unknown"),
    (f"{E}[0].bizStep", 5, "kind-wrong"),
    (f"{E}[0].disposition", "in_transport", "word-unknown"),
    (f"{E}[0].sourceList[0].type", "place", "word-unknown"),
    (f"{E}[0].sourceList[0].type", GONE, "required"),
    (f"{E}[0].sourceList[0].source", GONE, "required"),
    (f"{E}[0].sourceList[0].x:y", 1, "field-unknown"),
    (f"{E}[0].sourceList", {}, "kind-wrong"),
    (f"{E}[0].destinationList[0]", "x", "kind-wrong"),
    (f"{E}[0].bizTransactionList[0].type", "hoá đơn", "word-unknown"),
    (f"{E}[0].bizTransactionList[0].bizTransaction", GONE, "required"),
    (f"{E}[0].epcList", EPC, "kind-wrong"),
    (f"{E}[0].epcList[0]", "khong-phai-uri", "uri-malformed"),
    (f"{E}[0].epcList[0]", 5, "kind-wrong"),
    (f"{E}[0].epcList", [EPC, EPC], "item-repeated"),
    (f"{E}[0].quantityList[0].quantity", "10", "kind-wrong"),
    (f"{E}[0].quantityList[0].quantity", True, "kind-wrong"),
    (f"{E}[0].quantityList[0].uom", "kg", "uom-malformed"),
    (f"{E}[0].quantityList[0].epcClass", GONE, "required"),
    (f"{E}[0].quantityList[0].unit", "KGM", "field-unknown"),
    (f"{E}[0].readPoint.id", GONE, "required"),
    (f"{E}[0].readPoint", GLN, "kind-wrong"),
    (f"{E}[0].readPoint.name", "kho", "namespace-missing"),
    (f"{E}[0].madeUpField", 1, "namespace-missing"),
    (f"{E}[0].childEPCs", [EPC], "namespace-missing"),
    (f"{E}[0].ilmd.lot", "L1", "namespace-missing"),
    (f"{E}[0].ilmd", "L1", "kind-wrong"),
    (f"{E}[1].ilmd", {"mau:lot": "L1"}, "namespace-missing"),
    (f"{E}[0].persistentDisposition", {}, "required"),
    (f"{E}[0].persistentDisposition.set", [], "list-empty"),
    (f"{E}[0].persistentDisposition.set", ["active", "active"], "item-repeated"),
    (f"{E}[0].persistentDisposition.reset", ["active"], "field-unknown"),
    (f"{E}[0].errorDeclaration.declarationTime", GONE, "required"),
    (f"{E}[0].errorDeclaration.declarationTime", "2026-11-20T09:00Z", "time-malformed"),
    (f"{E}[0].errorDeclaration.reason", "sai", "word-unknown"),
    (f"{E}[0].errorDeclaration.correctiveEventIDs[0]", "x", "uri-malformed"),
    (f"{E}[0].errorDeclaration.note", "x", "namespace-missing"),
    (f"{E}[0].sensorElementList[0].sensorReport", GONE, "required"),
    (f"{E}[0].sensorElementList[0].sensorReport", [], "list-empty"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].type", GONE, "required"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].value", "4.5", "kind-wrong"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].booleanValue", "true", "kind-wrong"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].hexBinaryValue", "xyz", "hex-malformed"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].exception", "nóng", "word-unknown"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].component", "w", "word-unknown"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].note", "w", "namespace-missing"),
    (f"{E}[0].sensorElementList[0].sensorReport[0].type", 5, "kind-wrong"),
    (f"{E}[0].sensorElementList[0].sensorMetadata.time", "sáng nay", "time-malformed"),
    (f"{E}[1].parentID", "thùng 1", "uri-malformed"),
    (f"{E}[2].parentID", GONE, "required"),
    (f"{E}[3].bizTransactionList", GONE, "required"),
    (f"{E}[3].bizTransactionList", [], "list-empty"),
    (f"{E}[4].transformationID", "mẻ 1", "uri-malformed"),
    (f"{E}[4].action", "ADD", "namespace-missing"),
]
# Damage that shows at another place than it was done.
FAR_DAMAGES: list[tuple[str, Any, str, str]] = [
    (f"{E}[0].action", "OBSERVE", "ilmd-not-add", f"{E}[0].ilmd"),
    (f"{E}[1].childEPCs", [], "objects-missing", f"{E}[1]"),
    (f"{E}[2].childEPCs", GONE, "objects-missing", f"{E}[2]"),
    (f"{E}[3].epcList", GONE, "objects-missing", f"{E}[3]"),
    (f"{E}[4].inputQuantityList", GONE, "objects-missing", f"{E}[4]"),
    (f"{E}[4].outputQuantityList", [], "objects-missing", f"{E}[4]"),
]


def test_the_document_is_good_before_it_is_damaged() -> None:
    found = read(json.dumps(document()).encode(), now=NOW)

    assert found.findings == ()
    assert [event.type for event in found.events] == [raw["type"] for raw in EVENTS]
    assert found.master_data[0].attributes == {"urn:epcglobal:cbv:mda#name": "A"}
    assert found.creation_date == datetime(2026, 11, 20, 3, tzinfo=UTC)


@pytest.mark.parametrize(
    ("place", "value", "code", "path"), [*((p, v, c, p) for p, v, c in DAMAGES), *FAR_DAMAGES]
)
def test_t10_damage_is_refused_with_its_place(place: str, value: Any, code: str, path: str) -> None:
    found = read(damaged(document(), place, value), now=NOW)

    assert not found.valid
    assert (path, code) in [(f.path, f.code) for f in found.findings if f.level == "error"]
    assert all(f.message.endswith(".") for f in found.findings)


def test_a_part_of_a_transformation_names_inputs_or_outputs() -> None:
    whole = document()
    part = {**TIMES, "type": "TransformationEvent", "transformationID": "urn:uuid:7"}
    whole["epcisBody"]["eventList"] = [part, {**part, "inputEPCList": [EPC]}]

    found = read(json.dumps(whole).encode(), now=NOW)

    assert [(f.path, f.code) for f in found.findings] == [(f"{E}[0]", "objects-missing")]
    assert found.positions == (1,)


def test_a_damaged_event_does_not_hide_the_others() -> None:
    found = read(damaged(document(), f"{E}[1].action", "MOVE"), now=NOW)

    assert found.event_count == 5
    assert found.positions == (0, 2, 3, 4)
    assert [event.type for event in found.events][1] == "AssociationEvent"


@pytest.mark.parametrize("raw", EVENTS)
def test_a_bare_event_needs_a_context(raw: dict[str, Any]) -> None:
    without = read(json.dumps(raw).encode(), now=NOW)
    declared = {"@context": [CONTEXT, {"mau": "https://example.vn/mau/"}], **raw}
    with_one = read(json.dumps(declared).encode(), now=NOW)

    assert [(f.path, f.code) for f in without.findings if f.level == "error"] == [
        ("$.@context", "required")
    ]
    assert with_one.findings == ()
    assert len(with_one.events) == 1


def test_a_list_of_events_is_read_one_by_one() -> None:
    events = [{"@context": CONTEXT, **AGGREGATION}, AGGREGATION, 7]

    found = read(json.dumps(events).encode(), now=NOW)

    assert [(f.path, f.code) for f in found.findings] == [
        ("$[1].@context", "required"),
        ("$[2]", "kind-wrong"),
    ]
    assert found.positions == (0, 1)


@pytest.mark.parametrize("text", ["[]", "7", '"x"', "null", "true"])
def test_json_that_is_no_document_is_a_finding(text: str) -> None:
    found = read(text.encode(), now=NOW)

    assert [(f.path, f.code) for f in found.findings] == [("$", "document-unknown")]


def query_document() -> dict[str, Any]:
    return {
        "@context": CONTEXT,
        "type": "EPCISQueryDocument",
        "epcisBody": {
            "queryResults": {
                "queryName": "SimpleEventQuery",
                "subscriptionID": "1",
                "resultsBody": {"eventList": [AGGREGATION]},
            }
        },
    }


def test_query_results_are_read() -> None:
    found = read(json.dumps(query_document()).encode(), now=NOW)

    assert found.findings == ()
    assert len(found.events) == 1


Q = "$.epcisBody.queryResults"


@pytest.mark.parametrize(
    ("place", "value", "code"),
    [
        ("$.epcisBody", GONE, "required"),
        (Q, GONE, "required"),
        (f"{Q}.queryName", GONE, "required"),
        (f"{Q}.queryName", 7, "kind-wrong"),
        (f"{Q}.resultsBody", GONE, "required"),
        (f"{Q}.resultsBody.eventList[0].type", "ObjectEventInvalid", "event-unknown"),
        ("$.sender", "x", "namespace-missing"),
    ],
)
def test_damaged_query_results_are_refused(place: str, value: Any, code: str) -> None:
    found = read(damaged(copy.deepcopy(query_document()), place, value), now=NOW)

    assert (place, code) in [(f.path, f.code) for f in found.findings if f.level == "error"]
