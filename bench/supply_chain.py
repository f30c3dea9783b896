"""Makes documents of EPCIS events of small supply chains, the same for the same numbers."""

import json
import random
from collections.abc import Iterator
from typing import Any

IN_ONE_CHAIN = 500  # events: 200 harvests, 150 processings, 75 packings, 75 shipments

Event = dict[str, Any]


def documents(events: int, in_one: int) -> Iterator[bytes]:
    """Documents of at most `in_one` events, `events` in all."""
    made: list[Event] = []
    chain = 0
    while events > 0 or made:
        while len(made) < in_one and events > 0:
            fresh = list(_chain(chain))[:events]
            made, events, chain = made + fresh, events - len(fresh), chain + 1
        yield _document(made[:in_one])
        made = made[in_one:]


def _chain(number: int) -> Iterator[Event]:
    chance = random.Random(number)
    lots: list[str] = []
    first = number * IN_ONE_CHAIN
    for place in range(200):
        lots.append(_lot(first + place))
        yield _event(first + place, "commissioning", type="ObjectEvent", action="ADD",
                     disposition="active", quantityList=[_quantity(lots[-1])],
                     ilmd={"cbvmda:lotNumber": f"L{first + place}"})  # fmt: skip
    for place in range(200, 350):
        used = chance.sample(lots, chance.randint(2, 4))
        lots.append(_lot(first + place))
        yield _event(first + place, "commissioning", type="TransformationEvent",
                     inputQuantityList=list(map(_quantity, used)),
                     outputQuantityList=[_quantity(lots[-1])])  # fmt: skip
    for place in range(350, 425):
        unit, inside = _unit(first + place), chance.sample(lots[200:], chance.randint(1, 5))
        yield _event(first + place, "packing", type="AggregationEvent", action="ADD",
                     parentID=unit, childQuantityList=list(map(_quantity, inside)))  # fmt: skip
    for place in range(425, 500):
        advice = f"urn:epcglobal:cbv:bt:8938501000019:{first + place}"
        yield _event(first + place, "shipping", type="ObjectEvent", action="OBSERVE",
                     disposition="in_transit", epcList=[_unit(first + place - 75)],
                     bizTransactionList=[{"type": "desadv", "bizTransaction": advice}],
                     sourceList=[_owner("source", "8938501.00001")],
                     destinationList=[_owner("destination", "8938502.00001")])  # fmt: skip


def _event(number: int, step: str, **fields: Any) -> Event:
    place = number % IN_ONE_CHAIN
    return {
        **fields,
        "bizStep": step,
        "eventTime": f"2026-11-{place // 25 + 1:02d}T08:{place % 25:02d}:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "readPoint": {"id": "urn:epc:id:sgln:8938501.00001.0"},
        "bizLocation": {"id": "urn:epc:id:sgln:8938501.00001.0"},
    }


def _owner(name: str, party: str) -> dict[str, str]:
    return {"type": "owning_party", name: f"urn:epc:id:pgln:{party}"}


def _lot(number: int) -> str:
    return f"urn:epc:class:lgtin:8938501.000{number % 1000:03d}.L{number}"


def _unit(number: int) -> str:
    return f"urn:epc:id:sscc:8938501.1{number:09d}"


def _quantity(lot: str) -> dict[str, Any]:
    return {"epcClass": lot, "quantity": 120.5, "uom": "KGM"}


def _document(events: list[Event]) -> bytes:
    document = {
        "@context": ["https://ref.gs1.org/standards/epcis/epcis-context.jsonld"],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T08:00:00+07:00",
        "epcisBody": {"eventList": events},
    }
    return json.dumps(document, ensure_ascii=False).encode()
