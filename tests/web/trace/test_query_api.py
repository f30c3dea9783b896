"""EPCIS queries over HTTP: every parameter, order, pages, the collections of the top level."""

import time
from urllib.parse import quote

import pytest

from tests.web.trace.epcis import CONTEXT, LOT, SITE, document, event, made_of, make_system

SSCC = "https://id.gs1.org/00/189385010000000016"
ITEM = "urn:epc:id:sgtin:8938501.000123.{}"


@pytest.fixture
def system(client):
    """An enterprise with five events of all kinds."""
    system = make_system(client)
    packing = {
        "type": "AggregationEvent",
        "action": "ADD",
        "eventID": "urn:uuid:00000000-0000-4000-8000-000000000003",
        "eventTime": "2026-11-10T08:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "packing",
        "parentID": SSCC,
        "childEPCs": [ITEM.format(1), ITEM.format(2)],
    }
    shipping = event(
        4,
        action="OBSERVE",
        bizStep="https://ref.gs1.org/cbv/BizStep-shipping",
        disposition="in_transit",
        bizLocation={"id": SITE},
        bizTransactionList=[{"type": "po", "bizTransaction": "urn:x:po:1"}],
        sourceList=[{"type": "owning_party", "source": "urn:epc:id:pgln:8938501.00001"}],
        destinationList=[{"type": "owning_party", "destination": "urn:x:to"}],
    )
    system.capture(event(1), made_of(2, ["L1"], ["L2"]), packing, shipping)
    return system


QUERIES = [
    ({}, [3, 4, 2, 1]),
    ({"eventType": "ObjectEvent"}, [4, 1]),
    ({"eventType": "ObjectEvent,TransformationEvent"}, [4, 2, 1]),
    ({"EQ_action": "OBSERVE"}, [4]),
    ({"EQ_bizStep": "shipping"}, [4]),
    ({"EQ_bizStep": "urn:epcglobal:cbv:bizstep:packing"}, [3]),
    ({"EQ_disposition": "in_transit"}, [4]),
    ({"EQ_readPoint": "urn:epc:id:sgln:8938501.00001.0"}, [4, 1]),
    ({"EQ_bizLocation": SITE}, [4]),
    ({"EQ_eventID": event(4)["eventID"]}, [4]),
    ({"GE_eventTime": "2026-11-05T08:00:00+07:00"}, [3, 4]),
    ({"LT_eventTime": "2026-11-03T00:00:00Z"}, [1]),
    ({"GE_recordTime": "2020-01-01T00:00:00Z"}, [3, 4, 2, 1]),
    ({"LT_recordTime": "2020-01-01T00:00:00Z"}, []),
    ({"MATCH_epc": ITEM.format(1)}, [3]),
    ({"MATCH_epc": "https://id.example.vn/01/08938501001238/21/1"}, [3]),
    ({"MATCH_epc": "urn:epc:idpat:sgtin:8938501.000123.*"}, [3]),
    ({"MATCH_epcClass": LOT.format("L1")}, [1]),
    ({"MATCH_parentID": "urn:epc:id:sscc:8938501.1000000001"}, [3]),
    ({"MATCH_inputEPCClass": LOT.format("L1")}, [2]),
    ({"MATCH_outputEPCClass": LOT.format("L2")}, [2]),
    ({"MATCH_anyEPCClass": LOT.format("L1")}, [2, 1]),
    ({"MATCH_anyEPC": SSCC}, [3]),
    ({"MATCH_anyEPC": f"{SSCC}|{ITEM.format(2)}"}, [3]),
    ({"MATCH_inputEPC": LOT.format("L1")}, [2]),
    ({"MATCH_outputEPC": LOT.format("L1")}, []),
    ({"EQ_bizTransaction_po": "urn:x:po:1"}, [4]),
    ({"EQ_source_owning_party": "urn:epc:id:pgln:8938501.00001"}, [4]),
    ({"EQ_destination_owning_party": "urn:x:other"}, []),
    ({"EXISTS_errorDeclaration": ""}, []),
    ({"orderBy": "eventTime", "orderDirection": "ASC"}, [1, 2, 4, 3]),
    ({"orderBy": "recordTime", "orderDirection": "ASC"}, [1, 2, 3, 4]),
    ({"eventCountLimit": "2"}, [3, 4]),
    ({"maxEventCount": "4"}, [3, 4, 2, 1]),
    ({"eventType": "ObjectEvent", "EQ_action": "ADD"}, [1]),
]


MORE_QUERIES = [
    ({"WD_readPoint": SITE}, [12, 11, 10]),
    ({"EQ_readPoint": SITE}, [11, 10]),
    ({"WD_bizLocation": f"{SITE}/254/KHO"}, [12]),
    ({"EQ_quantity": "10"}, [11, 10]),
    ({"GT_quantity": "10"}, [12]),
    ({"GE_quantity": "10"}, [12, 11, 10]),
    ({"LT_quantity": "10.5"}, [13, 11, 10]),
    ({"LE_quantity": "4"}, [13]),
    ({"GT_quantity_KGM": "1"}, [12, 11, 10]),
    ({"EQ_quantity_KGM": "4,12.5"}, [12]),
    ({"GE_quantity_GRM": "1"}, []),
    ({"EQ_transformationID": "urn:x:me:1"}, [13]),
    ({"EQ_persistentDisposition_set": "conformant"}, [12]),
    ({"EQ_persistentDisposition_unset": "conformant"}, []),
    ({"EQ_errorReason": "incorrect_data"}, [10]),
    ({"EQ_correctiveEventID": "urn:x:sua"}, [10]),
    ({"GE_errorDeclarationTime": "2026-11-12T00:00:00Z"}, [10]),
    ({"LT_errorDeclarationTime": "2026-11-12T00:00:00Z"}, []),
    ({"EQ_deviceID": "urn:x:may:1"}, [12]),
    ({"EQ_type": "Temperature"}, [12]),
    ({"EQ_value": "4.5"}, [12]),
    ({"EQ_booleanValue": "true"}, [12]),
    ({"EXISTS_sensorElementList": ""}, [12]),
    ({"EXISTS_ilmd": ""}, [11]),
    ({"EXISTS_ILMD_mau:loai": ""}, [11]),
    ({"EQ_ILMD_mau:loai": "A,B"}, [11]),
    ({"EQ_ILMD_mau:loai": "C"}, []),
    ({"EQ_mau:ca": "3"}, [12]),
    ({"EXISTS_mau:ca": ""}, [12]),
    ({"EXISTS_mau:khac": ""}, []),
]


@pytest.fixture
def told(client):
    """An enterprise whose events have parts, amounts, sensors and fields of its own."""
    system = make_system(client)
    system.capture_body(
        document(
            event(
                10,
                errorDeclaration={
                    "declarationTime": "2026-11-12T08:00:00Z",
                    "reason": "incorrect_data",
                    "correctiveEventIDs": ["urn:x:sua"],
                },
            ),
            event(11, ilmd={"mau:loai": "A"}),
            event(
                12,
                action="OBSERVE",
                readPoint={"id": f"{SITE}/254/CUA"},
                bizLocation={"id": f"{SITE}/254/KHO"},
                quantityList=[{"epcClass": LOT.format("L9"), "quantity": 12.5, "uom": "KGM"}],
                persistentDisposition={"set": ["conformant"]},
                sensorElementList=[
                    {
                        "sensorMetadata": {"deviceID": "urn:x:may:1"},
                        "sensorReport": [
                            {"type": "Temperature", "value": 4.5, "uom": "CEL",
                             "booleanValue": True}
                        ],
                    }
                ],
                **{"mau:ca": 3},
            ),
            made_of(13, ["L1"], ["L2"], transformationID="urn:x:me:1"),
            context=[CONTEXT, {"mau": "https://example.vn/mau/"}],
        )
    )  # fmt: skip
    return system


@pytest.mark.parametrize(("query", "expected"), MORE_QUERIES, ids=lambda value: str(value)[:60])
def test_events_are_found_by_parts_amounts_and_fields(told, query, expected):
    assert sorted(told.ids(**query), reverse=True) == expected


@pytest.mark.parametrize(("query", "expected"), QUERIES, ids=lambda value: str(value)[:60])
def test_events_are_found_by_the_standards_parameters(system, query, expected):
    assert system.ids(**query) == expected


@pytest.mark.parametrize(
    "query",
    [
        {"EQ_colour": "red"},
        {"GE_eventTime": "yesterday"},
        {"GE_eventTime": "2026-11-05T08:00:00"},
        {"perPage": "0"},
        {"perPage": "-1"},
        {"perPage": "9" * 50},
        {"orderBy": "colour"},
        {"orderDirection": "UP"},
        {"nextPageToken": "x"},
        {"nextPageToken": "W10"},
        {"eventType": ""},
        {"EQ_quantity": "mười"},
        {"EQ_quantity": "NaN"},
        {"EQ_quantity_KGM": "mười"},
        {"EQ_quantity_": "10"},
        {"EQ_mau:ca": ""},
        {"EXISTS_colour": ""},
        {"GE_errorDeclarationTime": "hôm qua"},
        {"EQ_bizStep": "a\0b"},
        {"eventCountLimit": "1", "maxEventCount": "1"},
    ],
)
def test_a_wrong_parameter_is_a_problem_of_the_query(system, query):
    answer = system.get("/events", **query)

    assert (answer.status_code, answer.json["type"]) == (
        400, "epcisException:QueryParameterException",
    )  # fmt: skip


def test_finding_more_than_the_query_bears_is_refused(system):
    answer = system.get("/events", maxEventCount=2)

    assert (answer.status_code, answer.json["type"]) == (
        413, "epcisException:QueryTooLargeException",
    )  # fmt: skip


def test_fifty_parameters_are_answered_at_once_and_more_are_refused(system):
    fields = {f"EXISTS_mau:truong-{n}": "" for n in range(10)}
    amounts = {f"GE_quantity_A{n}": "1" for n in range(10)}
    others = {f"EQ_mau:truong-{n}": "1" for n in range(30)}

    before = time.monotonic()
    found = system.ids(**fields, **amounts, **others)
    took = time.monotonic() - before
    refused = system.get("/events", **fields, **amounts, **others, EQ_action="ADD")

    assert found == []
    assert took < 10
    assert (refused.status_code, refused.json["type"]) == (
        400, "epcisException:QueryTooComplexException",
    )  # fmt: skip


@pytest.mark.parametrize("order", ["eventTime", "recordTime"])
@pytest.mark.parametrize("direction", ["ASC", "DESC"])
def test_pages_follow_each_other_without_gap_or_overlap(system, order, direction):
    query = {"orderBy": order, "orderDirection": direction}
    whole = system.ids(**query)

    answer, paged = system.get("/events", perPage=3, **query), []
    while True:
        listed = answer.json["epcisBody"]["queryResults"]["resultsBody"]["eventList"]
        paged += [int(one["eventID"][-12:]) for one in listed]
        if "Link" not in answer.headers:
            break
        answer = system.get(answer.headers["Link"].partition(">")[0].removeprefix("</epcis"))

    assert paged == whole


def test_the_limit_of_events_holds_over_pages(system):
    first = system.get("/events", perPage=2, eventCountLimit=3)
    second = system.get(first.headers["Link"].partition(">")[0].removeprefix("</epcis"))

    assert len(second.json["epcisBody"]["queryResults"]["resultsBody"]["eventList"]) == 1
    assert "Link" not in second.headers


def test_the_answer_is_a_query_document_that_the_validator_accepts(system):
    from datetime import UTC, datetime

    from traceability.epcis import read

    answer = system.get("/events")

    assert answer.json["type"] == "EPCISQueryDocument"
    found = read(answer.data, now=datetime(2026, 12, 1, tzinfo=UTC))
    assert (found.valid, found.event_count) == (True, 4), found.findings


def test_an_event_is_found_by_an_id_full_of_slashes(system):
    anonymous = event(9)
    del anonymous["eventID"]
    system.capture(anonymous)
    (stored,) = system.found(MATCH_epcClass=LOT.format("L9"))

    answer = system.get(f"/events/{quote(stored['eventID'], safe='')}")

    assert answer.json["eventID"] == stored["eventID"]
    assert answer.json["@context"] == [CONTEXT]
    assert answer.json["recordTime"] == stored["recordTime"]


COLLECTIONS = [
    ("eventTypes", ["AggregationEvent", "ObjectEvent", "TransformationEvent"]),
    ("bizSteps", ["commissioning", "packing", "shipping"]),
    ("dispositions", ["active", "in_transit"]),
    ("readPoints", [SITE]),
    ("bizLocations", [SITE]),
]


@pytest.mark.parametrize(("name", "members"), COLLECTIONS)
def test_the_top_level_lists_values(system, name, members):
    answer = system.get(f"/{name}").json

    assert (answer["type"], answer["member"]) == ("Collection", members)


def test_values_come_in_pages(system):
    first = system.get("/epcs", perPage=4)
    second = system.get(first.headers["Link"].partition(">")[0].removeprefix("</epcis"))

    assert len(first.json["member"]) == 4
    assert len(second.json["member"]) == 2
    assert "Link" not in second.headers


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("eventTypes/ObjectEvent", [4, 1]),
        ("bizSteps/shipping", [4]),
        (f"epcs/{quote(SSCC, safe='')}", [3]),
        (f"readPoints/{quote(SITE, safe='')}", [4, 1]),
        (f"bizLocations/{quote(SITE, safe='')}", [4]),
        ("dispositions/active", [1]),
    ],
)
def test_each_value_leads_to_its_events(system, path, expected):
    assert system.get(f"/{path}").json["member"] == ["events"]
    assert system.ids(f"/{path}/events") == expected


def test_a_value_that_no_event_has_does_not_exist(system):
    assert system.get("/bizSteps/inspecting").status_code == 404


def test_events_keep_the_contexts_that_contradict_each_other(system):
    for number, uri in ((11, "https://a.vn/"), (12, "https://b.vn/")):
        body = document(event(number, **{"x:note": "1"}), context=[CONTEXT, {"x": uri}])
        system.capture_body(body)

    from datetime import UTC, datetime

    from traceability.epcis import read

    found = read(system.get("/events").data, now=datetime(2026, 12, 1, tzinfo=UTC))
    uris = {one.event_id[-2:]: one.namespaces["x"] for one in found.events if one.extensions}
    assert uris == {"11": "https://a.vn/", "12": "https://b.vn/"}
