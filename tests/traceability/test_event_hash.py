"""One event has one hash, in whatever syntax, spelling and order it comes (CBV 2.0 §8.9)."""

import json
import random
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from traceability.canonical_id import canonical_id
from traceability.epcis import read
from traceability.event_hash import event_hash, pre_hash

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "epcis"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
LINK = "https://id.gs1.org"

# Digests of GS1's reference implementation (PyPI epcis-event-hash-generator 1.9.3) for documents
# whose JSON and XML it hashes alike.
REFERENCE: dict[str, list[str]] = {
    "AggregationEvent": [
        "96b6bf98742a60dbfaa2dda08b63435ce67079d224ea27d63e55e62a7843b878",
    ],
    "AggregationEvent_with_digitalLink": [
        "c6d04a3b2879ee8b89a595053f328830b802fb76f7d148909c574174561465e4",
    ],
    "AggregationEvent_with_persistentDisposition": [
        "65ddac3889cdc07c7baf1643995f89510ccf6244ad332de290c26718723c386b",
        "c7a56f91f6e10ff42c08c6cccf71f3c724b4e4f6fe79a4e7eca75a5620cd9c2f",
    ],
    "AggregationEvent_with_userExtensions": [
        "46711c6550d096667ff674084e72ba5d44915561329ffd407f69c3357c74c8a5",
    ],
    "AssociationEvent": [
        "39141606ab0b3f7839735303d670b16acdd6faf573d27564ebb3f76ad23e4ff7",
        "69e809bf262e056b9814b42b8d8f6efd914b08b8ec392817e1bca910cf11cf00",
    ],
    "AssociationEvent_2": [
        "42f0abe66814b7019510767aa6f436d7efb277d6afcd31fc3311a09ad3ad3598",
    ],
    "AssociationEvent_with_sensorData": [
        "69e809bf262e056b9814b42b8d8f6efd914b08b8ec392817e1bca910cf11cf00",
    ],
    "AssociationEvent_with_userExtensions": [
        "2b3d56109ca4587f28fbec3855e411474a6111553cb330cf287a2923b365978c",
    ],
    "ObjectEvent": [
        "df6523665bc5e5803d6c7b84f5a04e103694d8220f2abc4f2c74310e89f31bc6",
        "32547b2344d525ea60ab1b899d82a9011fd9c39bb26ed936e113066146f49941",
    ],
    "ObjectEvent_with_comment": [
        "df6523665bc5e5803d6c7b84f5a04e103694d8220f2abc4f2c74310e89f31bc6",
        "32547b2344d525ea60ab1b899d82a9011fd9c39bb26ed936e113066146f49941",
    ],
    "ObjectEvent_with_custom_bizStep_uri": [
        "9ff1265840914be13a1408aa6b18434ac528a11285c2ca24fcbde9f43dde01af",
    ],
    "ObjectEvent_with_digitalLink": [
        "7542dcd055bf29e6b520f72c8920d813287c2ba124298bf96758330b936851ae",
    ],
    "ObjectEvent_with_error_declaration": [
        "df6523665bc5e5803d6c7b84f5a04e103694d8220f2abc4f2c74310e89f31bc6",
        "32547b2344d525ea60ab1b899d82a9011fd9c39bb26ed936e113066146f49941",
    ],
    "ObjectEvent_with_sensorData": [
        "4eea934e9e0b466884b4b444a5924cabb9e649cdff0447b97e1b688c802a91bb",
    ],
    "ObjectEvent_with_userExtensions": [
        "6c26d38f9230802455d194e2ad8b16809dbc9fece653e3507ba9cb537a64d47e",
        "afe3304a52b11a7d911801ebf7db9956f8255879e9e96a913e58ff4a31c8011d",
    ],
    "TransactionEvent_with_sensorData": [
        "bcd90330891a3204badbf04f7e30b6903f2d362049b6200e375f92948d31ddfd",
    ],
    "TransformationEvent": [
        "c794227acf3a4d9be9ba1f8340425782f88a0f4e3f35b533a8bf8f1bc206a379",
    ],
    "epcisDocWithAllGS1Keys": [
        "40744f32beff53a4bf5bb5956d465cb52de5bbcc9f131409d8efb903b04d9351",
    ],
}

EVENT: dict[str, Any] = {
    "@context": [CONTEXT, {"mau": "https://example.vn/mau/"}],
    "type": "ObjectEvent",
    "eventID": "urn:uuid:1",
    "eventTime": "2026-11-20T08:00:00.1235+07:00",
    "recordTime": "2026-11-20T09:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "certificationInfo": ["https://example.vn/c/2", "https://example.vn/c/1"],
    "action": "ADD",
    "bizStep": "commissioning",
    "disposition": "active",
    "epcList": ["urn:epc:id:sgtin:8938501.000123.2", "urn:epc:id:sgtin:8938501.000123.1"],
    "quantityList": [
        {"epcClass": "urn:epc:class:lgtin:8938501.000123.L1", "quantity": 10.50, "uom": "KGM"},
        {"epcClass": "urn:epc:idpat:sgtin:8938501.000123.*"},
    ],
    "readPoint": {"id": "urn:epc:id:sgln:8938501.00001.0", "mau:cửa": 2},
    "persistentDisposition": {"unset": ["unknown"], "set": ["conformant", "available"]},
    "bizTransactionList": [
        {"type": "po", "bizTransaction": "urn:epcglobal:cbv:bt:8938501000013:1"},
        {"bizTransaction": "urn:epcglobal:cbv:bt:8938501000013:2"},
    ],
    "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:8938501.00001"}],
    "destinationList": [{"type": "location", "destination": "urn:epc:id:sgln:8938501.00001.7"}],
    "sensorElementList": [
        {
            "sensorMetadata": {"time": "2026-11-20T08:00:00+07:00", "mau:m": "x"},
            "sensorReport": [
                {"type": "Temperature", "value": 4.0, "uom": "CEL", "booleanValue": True},
                {
                    "exception": "gs1:ALARM_CONDITION",
                    "component": "x",
                    "time": "2026-11-20T01:00:00Z",
                },
            ],
            "mau:z": [1, 2],
        }
    ],
    "ilmd": {"cbvmda:lotNumber": "L1", "mau:nested": {"b": None, "a": False, "#text": "t"}},
    "errorDeclaration": {"declarationTime": "2026-11-20T09:00:00Z"},
    "mau:ghiChú": {"mau:y": ["2", "1"], "mau:x": ""},
    "rdfs:comment": "không tính",
}


def hashed(raw: dict[str, Any], **style: Any) -> str:
    document = read(json.dumps(raw, **style).encode(), now=NOW)
    assert document.valid, document.findings
    return event_hash(document.events[0])


@pytest.mark.skipif(not DATA.is_dir(), reason="../shared/data/epcis is not there")
@pytest.mark.parametrize("name", REFERENCE)
def test_the_hash_is_that_of_the_reference_implementation(name: str) -> None:
    expected = [f"ni:///sha-256;{digest}?ver=CBV2.0" for digest in REFERENCE[name]]

    for path in (DATA / "json" / f"{name}.json", DATA / "xml-2.0" / f"{name}.xml"):
        events = read(path.read_bytes(), now=NOW).events
        assert [event_hash(event) for event in events] == expected


CANONICAL = [
    "eventType=ObjectEvent",
    "eventTime=2026-11-20T01:00:00.124Z",
    "eventTimeZoneOffset=+07:00",
    "certificationInfo=https://example.vn/c/1",
    "certificationInfo=https://example.vn/c/2",
    f"epcListepc={LINK}/01/08938501001238/21/1",
    f"epc={LINK}/01/08938501001238/21/2",
    f"quantityListquantityElementepcClass={LINK}/01/08938501001238",
    f"quantityElementepcClass={LINK}/01/08938501001238/10/L1",
    "quantity=10.5",
    "uom=KGM",
    "action=ADD",
    "bizStep=https://ref.gs1.org/cbv/BizStep-commissioning",
    "disposition=https://ref.gs1.org/cbv/Disp-active",
    "persistentDispositionset=https://ref.gs1.org/cbv/Disp-available",
    "set=https://ref.gs1.org/cbv/Disp-conformant",
    "unset=https://ref.gs1.org/cbv/Disp-unknown",
    f"readPointid={LINK}/414/8938501000019",
    "{https://example.vn/mau/}cửa=2",
    "sensorElementListsensorElement",
    "sensorMetadatatime=2026-11-20T01:00:00.000Z",
    "{https://example.vn/mau/}m=x",
    "sensorReportexception=https://gs1.org/voc/ALARM_CONDITION",
    "time=2026-11-20T01:00:00.000Z",
    "component=https://ref.gs1.org/cbv/Comp-x",
    "sensorReporttype=https://gs1.org/voc/Temperature",
    "value=4",
    "booleanValue=true",
    "uom=CEL",
    "{https://example.vn/mau/}z=1",
    "{https://example.vn/mau/}z=2",
    "bizTransactionListbizTransaction=urn:epcglobal:cbv:bt:8938501000013:2",
    "type=https://ref.gs1.org/cbv/BTT-pobizTransaction=urn:epcglobal:cbv:bt:8938501000013:1",
    "destinationListtype=https://ref.gs1.org/cbv/SDT-location",
    f"destination={LINK}/414/8938501000019/254/7",
    "ilmd{https://example.vn/mau/}nested=ta=falseb",
    "{urn:epcglobal:cbv:mda}lotNumber=L1",
    "sourceListtype=https://ref.gs1.org/cbv/SDT-owning_party",
    f"source={LINK}/417/8938501000019",
    "{https://example.vn/mau/}ghiChú",
    "{https://example.vn/mau/}x",
    "{https://example.vn/mau/}y=1",
    "{https://example.vn/mau/}y=2",
]


def test_the_string_that_is_hashed_has_every_field_in_canonical_form() -> None:
    event = read(json.dumps(EVENT).encode(), now=NOW).events[0]

    assert pre_hash(event) == "".join(CANONICAL)


def shuffled(value: Any, source: random.Random) -> Any:
    """The same JSON value with the keys of every object in another order."""
    if isinstance(value, dict):
        keys = list(value)
        source.shuffle(keys)
        return {key: shuffled(value[key], source) for key in keys}
    return [shuffled(item, source) for item in value] if isinstance(value, list) else value


@settings(max_examples=200)
@given(st.randoms(use_true_random=False), st.sampled_from([None, 0, 3, "\t"]))
def test_order_of_keys_and_white_space_do_not_change_the_hash(
    source: random.Random, indent: int | str | None
) -> None:
    assert hashed(shuffled(EVENT, source), indent=indent) == hashed(EVENT)


@settings(max_examples=100)
@given(st.randoms(use_true_random=False))
def test_order_of_lists_does_not_change_the_hash(source: random.Random) -> None:
    lists = ["epcList", "quantityList", "bizTransactionList", "certificationInfo"]
    other = {k: source.sample(v, len(v)) if k in lists else v for k, v in EVENT.items()}

    assert hashed(other) == hashed(EVENT)


@pytest.mark.parametrize("field", ["eventID", "recordTime", "errorDeclaration", "rdfs:comment"])
def test_what_is_not_the_events_own_content_takes_no_part(field: str) -> None:
    assert hashed({k: v for k, v in EVENT.items() if k != field}) == hashed(EVENT)


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("eventTime", "2026-11-20T01:00:00.1240Z"),
        ("bizStep", "https://ref.gs1.org/cbv/BizStep-commissioning"),
        ("disposition", "urn:epcglobal:cbv:disp:active"),
        ("mau:ghiChú", {"mau:y": [1.0, 2], "mau:x": None}),
        ("readPoint", {"id": "https://kho.example.vn/414/8938501000019?x=1", "mau:cửa": "2.0"}),
    ],
)
def test_spelling_does_not_change_the_hash(field: str, value: Any) -> None:
    assert hashed({**EVENT, field: value}) == hashed(EVENT)


IGNORED = {"@context", "type", "eventID", "recordTime", "errorDeclaration", "rdfs:comment"}
NEEDED = {"eventTime", "eventTimeZoneOffset", "action"}


@pytest.mark.parametrize("field", sorted(EVENT.keys() - IGNORED - NEEDED))
def test_a_field_taken_out_changes_the_hash(field: str) -> None:
    assert hashed({k: v for k, v in EVENT.items() if k != field}) != hashed(EVENT)


@pytest.mark.parametrize(
    ("field", "value"),
    [("eventTime", "2026-11-20T08:00:00.125+07:00"), ("eventTimeZoneOffset", "+08:00")],
)
def test_another_time_changes_the_hash(field: str, value: str) -> None:
    assert hashed({**EVENT, field: value}) != hashed(EVENT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("urn:epc:id:sgtin:8938501.000123.A%2FB(1)", "/01/08938501001238/21/A%2FB%281%29"),
        ("urn:epc:id:upui:8938501.000123.1", "/01/08938501001238/235/1"),
        ("urn:epc:idpat:upui:8938501.000123.*", "/01/08938501001238"),
        ("urn:epc:id:itip:8938501.000123.01.02.9", "/8006/089385010012380102/21/9"),
        ("urn:epc:idpat:itip:8938501.000123.01.02.*", "/8006/089385010012380102"),
        ("urn:epc:id:sscc:8938501.1000000001", "/00/189385010000000016"),
        ("urn:epc:id:grai:8938501.00001.7", "/8003/089385010000197"),
        ("urn:epc:idpat:grai:8938501.00001.*", "/8003/08938501000019"),
        ("urn:epc:id:giai:8938501.a1", "/8004/8938501a1"),
        ("urn:epc:id:gdti:8938501.00001.7", "/253/89385010000197"),
        ("urn:epc:id:cpi:8938501.AB.7", "/8010/8938501AB/8011/7"),
        ("urn:epc:idpat:cpi:8938501.AB.*", "/8010/8938501AB"),
        ("urn:epc:id:gsin:8938501.000000001", "/402/89385010000000019"),
        ("https://a.vn/b/gtin/8938501001239/lot/1/ser/2?17=261231", "/01/08938501001239/21/2"),
        ("https://a.vn/01/08938501001239/22/a/10/b", "/01/08938501001239/10/b"),
        ("https://a.vn/414/8938501000013/254/x/", "/414/8938501000013/254/x"),
    ],
)
def test_identifiers_take_one_form(text: str, expected: str) -> None:
    assert canonical_id(text) == LINK + expected


@pytest.mark.parametrize(
    "text",
    [
        "urn:epc:id:sgtin:8938501.00123.1",
        "urn:epc:id:sgtin:8938501.000123.",
        "urn:epc:id:bic:8938501.1",
        "urn:epc:id:giai:8938501." + "a" * 40,
        "urn:epc:id:giai:893850100001.aaaaaaaaaaaaaaaaaaaaaa",
        "urn:epc:x",
        "https://a.vn/01/123",
        "https://a.vn/01/08938501001239/21",
        "https://a.vn/01/08938501001239/99/x",
        "https://a.vn/",
        "https://a.vn",
        "geo:1,2",
    ],
)
def test_what_is_no_identifier_of_gs1_stays_as_it_is(text: str) -> None:
    assert canonical_id(text) == text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("007", "7"),
        ("+1.50", "1.5"),
        ("-0.0", "0"),
        ("1e3", "1000"),
        ("1.2.3", "1.2.3"),
        (".5", "0.5"),
    ],
)
def test_numbers_take_one_form(value: str, shown: str) -> None:
    event = read(json.dumps({**EVENT, "mau:n": value}).encode(), now=NOW).events[0]

    assert f"{{https://example.vn/mau/}}n={shown}" in pre_hash(event)


def test_the_last_moment_there_is_has_a_hash() -> None:
    assert hashed({**EVENT, "eventTime": "9999-12-31T23:59:59.9999-14:00"}).startswith("ni:")
