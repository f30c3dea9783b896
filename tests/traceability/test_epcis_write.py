"""The writer gives back as JSON-LD what a typed event says, and nothing else."""

import json
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from traceability.epcis import MasterDatum, read
from traceability.epcis_write import to_document, to_event
from traceability.events import (
    AggregationEvent,
    BizTransaction,
    Event,
    ObjectEvent,
    OtherEvent,
    Place,
    Quantity,
    TransactionEvent,
    objects_of,
)

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HANOI = timezone(timedelta(hours=7))
WHEN = datetime(2026, 11, 20, 8, tzinfo=HANOI)


def simple(**fields: object) -> ObjectEvent:
    return ObjectEvent(
        event_time=WHEN,
        event_time_zone_offset="+07:00",
        action="OBSERVE",
        **fields,  # type: ignore[arg-type]
    )


def test_an_event_is_written_field_by_field() -> None:
    event = simple(
        epcs=("urn:a:b",),
        biz_step="shipping",
        quantities=(Quantity("urn:a:c", Decimal("10.0"), "KGM"), Quantity("urn:a:d")),
        biz_transactions=(BizTransaction("urn:a:e"),),
        read_point=Place("urn:a:f", {"mau:x": 1}),
        extensions={"mau:y": "z"},
        namespaces={"mau": "https://example.vn/mau/", "cbvmda": "urn:epcglobal:cbv:mda:"},
    )

    assert to_event(event) == {
        "@context": [
            "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
            {"mau": "https://example.vn/mau/"},
        ],
        "type": "ObjectEvent",
        "eventTime": "2026-11-20T08:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "shipping",
        "readPoint": {"id": "urn:a:f", "mau:x": 1},
        "bizTransactionList": [{"bizTransaction": "urn:a:e"}],
        "action": "OBSERVE",
        "epcList": ["urn:a:b"],
        "quantityList": [
            {"epcClass": "urn:a:c", "quantity": 10, "uom": "KGM"},
            {"epcClass": "urn:a:d"},
        ],
        "mau:y": "z",
    }


@pytest.mark.parametrize(
    "event",
    [
        simple(),
        TransactionEvent(
            event_time=WHEN,
            event_time_zone_offset="+07:00",
            action="DELETE",
            biz_transactions=(BizTransaction("urn:a:b", "po"),),
        ),
        AggregationEvent(
            event_time=WHEN.astimezone(UTC),
            event_time_zone_offset="+07:00",
            action="DELETE",
            parent_id="urn:a:b",
        ),
        OtherEvent(
            event_time=WHEN,
            event_time_zone_offset="+07:00",
            other_type="https://example.vn/TestEvent",
            biz_step="packing",
            extensions={"own": 1},
        ),
    ],
)
def test_events_with_few_fields_read_back_equal(event: Event) -> None:
    document = read(json.dumps(to_event(event)).encode(), now=NOW)

    assert document.valid
    assert document.events == (event,)


def test_a_prefix_with_two_meanings_stands_in_its_event() -> None:
    first = simple(extensions={"m:x": 1}, namespaces={"m": "urn:a:"})
    second = simple(extensions={"m:x": 1}, namespaces={"m": "urn:b:"})

    document = to_document([first, second], creation_date=NOW)
    back = read(json.dumps(document).encode(), now=NOW)

    assert document["@context"] == [
        "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
        {"m": "urn:a:"},
    ]
    assert back.events == (first, second)


def test_master_data_is_written_by_vocabulary() -> None:
    data = (
        MasterDatum("urn:v:1", "urn:a:b", {"urn:n:1": "Kho", "urn:n:2": 5}, ("urn:a:c",)),
        MasterDatum("urn:v:2", "urn:a:d"),
        MasterDatum("urn:v:1", "urn:a:e"),
    )

    back = read(json.dumps(to_document([], creation_date=NOW, master_data=data)).encode(), now=NOW)

    assert back.valid
    assert back.master_data == (data[0], data[2], data[1])


def test_the_objects_of_an_event_are_told_by_role() -> None:
    event = AggregationEvent(
        event_time=WHEN,
        event_time_zone_offset="+07:00",
        action="ADD",
        parent_id="urn:a:p",
        child_epcs=("urn:a:c",),
        child_quantities=(Quantity("urn:a:q", Decimal(2)),),
    )

    assert list(objects_of(event)) == [
        ("parent", "urn:a:p", None),
        ("child", "urn:a:c", None),
        ("child", "urn:a:q", Quantity("urn:a:q", Decimal(2))),
    ]
    assert event.type == "AggregationEvent"
    assert not event.is_error_declaration
