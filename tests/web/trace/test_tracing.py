"""Traces out of the store: the same as the core's, within the organisation, ending in cycles."""

from datetime import UTC, datetime

import pytest

from award.services import event_store, tracing
from tests.web.trace.epcis import LOT, document, event, made_of, make_system
from traceability import epcis
from traceability.chain import build
from traceability.trace import Direction, trace

UNIT = "https://id.gs1.org/00/189385010000000016"


@pytest.fixture
def system(client):
    return make_system(client)


def packing(number, action, children, **fields):
    return {
        "type": "AggregationEvent",
        "action": action,
        "eventID": f"urn:uuid:00000000-0000-4000-a000-{number:012d}",
        "eventTime": f"2026-11-{number:02d}T10:00:00+07:00",
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "packing",
        "parentID": UNIT,
        "childQuantityList": [{"epcClass": LOT.format(one), "quantity": 1} for one in children],
        **fields,
    }


def lots(traced):
    return [one.lot.lot or one.lot.serial for one in traced.trace.lots]


HISTORY = [
    event(1),
    event(2),
    made_of(3, ["L1", "L2"], ["A", "B"]),
    made_of(4, ["A"], ["C"]),
    packing(6, "ADD", ["C"]),
    packing(8, "DELETE", ["C"]),
    packing(9, "ADD", ["B"]),
    made_of(10, ["X"], ["Y"], transformationID="urn:x:t"),
    made_of(11, ["C"], ["Z"], transformationID="urn:x:t"),
]


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("lot", ["L1", "A", "B", "C", "X", "Y", "Z"])
def test_t15_a_trace_from_the_store_is_the_cores_trace(system, lot, direction):
    system.capture(*HISTORY)
    whole = epcis.read(event_store_document(HISTORY), now=datetime(2026, 12, 1, tzinfo=UTC))
    chain = build(whole.events)

    traced = tracing.follow(system.organisation.id, LOT.format(lot), direction)

    expected = trace(chain, LOT.format(lot), direction)
    assert traced.trace.lots[0] == expected.lots[0]
    assert {one.lot.id for one in traced.trace.lots} == {one.lot.id for one in expected.lots}
    assert [traced.chain.events[place].event_id for place in traced.trace.events] == [
        chain.events[place].event_id for place in expected.events
    ]
    assert traced.trace.carriers == expected.carriers
    assert [one.quantity for one in traced.trace.quantities] == [
        one.quantity for one in expected.quantities
    ]
    assert {one.id for one in traced.trace.parties} == {one.id for one in expected.parties}
    assert traced.cut is False


def event_store_document(events):
    import json

    return json.dumps(document(*events)).encode()


def test_t15_cycles_end(system):
    system.capture(made_of(1, ["A"], ["B"]), made_of(2, ["B"], ["A"]))

    traced = tracing.follow(system.organisation.id, LOT.format("A"), Direction.DOWN)

    assert lots(traced) == ["A", "B"]


def test_t13_a_voided_link_leads_nowhere(system):
    wrong = made_of(1, ["A"], ["B"])
    error = {"declarationTime": "2026-11-21T08:00:00Z", "reason": "did_not_occur"}
    system.capture(wrong)
    system.capture({**wrong, "errorDeclaration": error})

    traced = tracing.follow(system.organisation.id, LOT.format("A"), Direction.DOWN)

    assert lots(traced) == ["A"]


def test_t33_a_trace_stays_within_the_organisation(client):
    mine, theirs = make_system(client), make_system(client)
    mine.capture(made_of(1, ["A"], ["B"]))
    theirs.capture(made_of(2, ["B"], ["C"]))

    traced = tracing.follow(mine.organisation.id, LOT.format("A"), Direction.DOWN)

    assert lots(traced) == ["A", "B"]


def test_a_trace_too_large_to_follow_says_so(system, monkeypatch):
    monkeypatch.setattr("award.services.tracing.MOST_LOTS", 3)
    system.capture(*(made_of(n, [f"S{n}"], [f"S{n + 1}"]) for n in range(9)))

    traced = tracing.follow(system.organisation.id, LOT.format("S0"), Direction.DOWN)

    assert traced.cut is True


def test_any_spelling_of_a_lot_is_understood(system):
    system.capture(made_of(1, ["A"], ["B"]))

    traced = tracing.follow(system.organisation.id, "(01)08938501000019(10)A", Direction.DOWN)

    assert lots(traced) == ["A", "B"]


def test_events_come_back_as_they_were_read(system):
    system.capture(*HISTORY)
    whole = epcis.read(event_store_document(HISTORY), now=datetime(2026, 12, 1, tzinfo=UTC))

    stored = event_store.events(system.organisation.id, [1, 2, 3])

    assert [(one.event_id, one.event_time, one.type) for one in stored] == [
        (one.event_id, one.event_time, one.type) for one in whole.events[:3]
    ]
