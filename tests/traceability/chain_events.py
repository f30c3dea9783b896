"""Events of fictitious enterprises for the tests of chain, metrics and checks."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from itertools import count
from typing import Any

from traceability.chain import Chain, build
from traceability.events import (
    AggregationEvent,
    Endpoint,
    ErrorDeclaration,
    Event,
    ObjectEvent,
    Place,
    Quantity,
    TransformationEvent,
)
from traceability.metrics_subject import Subject
from traceability.profiles import profile

AT = date(2026, 11, 21)
_numbers = count(1)

FARM = "urn:epc:id:pgln:8938501.00001"
MILL = "urn:epc:id:pgln:8938502.00001"
SHOP = "urn:epc:id:pgln:8938503.00001"
UNIT = "urn:epc:id:sscc:8938502.1000000001"


def lot(product: int, number: str) -> str:
    """A lot of a product of the farm, as EPC URN."""
    return f"urn:epc:class:lgtin:8938501.{product:06d}.{number}"


def node(product: int, number: str) -> str:
    """The same lot as node of the chain."""
    return next(iter(build([born(lot(product, number))]).touched))


def item(product: int, serial: int) -> str:
    """A serialised item."""
    return f"urn:epc:id:sgtin:8938501.{product:06d}.{serial}"


def at(day: int, hour: int = 8) -> datetime:
    """A moment so many days after 1 June 2026."""
    return datetime(2026, 6, 1, hour, tzinfo=UTC) + timedelta(days=day)


def base(day: int, place: str = FARM, **fields: Any) -> dict[str, Any]:
    """Fields that every event has, all key data elements of no special kind among them."""
    location = place.replace("pgln", "sgln") + ".0"
    return {
        "event_time": at(day),
        "event_time_zone_offset": "+07:00",
        "event_id": f"https://example.vn/su-kien/{next(_numbers)}",
        "read_point": Place(location),
        "biz_location": Place(location),
        "namespaces": {"mau": "https://example.vn/mau/"},
        **fields,
    }


def amounts(things: Iterable[tuple[str, object] | str], uom: str | None = "KGM") -> Any:
    """Lots with amounts as quantities, plain texts as ids: (ids, quantities)."""
    ids: list[str] = []
    quantities: list[Quantity] = []
    for thing in things:
        if isinstance(thing, str):
            ids.append(thing)
        else:
            amount = None if thing[1] is None else Decimal(str(thing[1]))
            quantities.append(Quantity(thing[0], amount, uom))
    return tuple(ids), tuple(quantities)


def born(*things: tuple[str, object] | str, day: int = 0, **fields: Any) -> ObjectEvent:
    """Lots come into being, with date and origin."""
    ids, quantities = amounts(things)
    ilmd = {"mau:productionDate": "2026-06-01", "mau:countryOfOrigin": "VN"}
    given = {"ilmd": ilmd, "biz_step": "commissioning", "action": "ADD", **fields}
    return ObjectEvent(epcs=ids, quantities=quantities, **base(day, **given))


def seen(*things: tuple[str, object] | str, day: int, **fields: Any) -> ObjectEvent:
    """Lots were seen."""
    ids, quantities = amounts(things)
    given = {"action": "OBSERVE", "biz_step": "inspecting", "quantities": quantities, **fields}
    return ObjectEvent(epcs=ids, **base(day, **given))


def sent(
    *things: tuple[str, object] | str, day: int, to: str | None, by: str = FARM, **fields: Any
) -> ObjectEvent:
    """Lots left for another party; `to` None: not said for whom."""
    destinations = () if to is None else (Endpoint("possessing_party", to),)
    given = {"biz_step": "shipping", "place": by, "destinations": destinations}
    return seen(*things, day=day, **{**given, "sources": (_party(by),), **fields})


def received(
    *things: tuple[str, object] | str, day: int, of: str | None, by: str = MILL, **fields: Any
) -> ObjectEvent:
    """Lots came from another party; `of` None: not said from whom."""
    sources = () if of is None else (_party(of),)
    given = {"biz_step": "receiving", "place": by, "sources": sources}
    return seen(*things, day=day, **{**given, "destinations": (_party(by),), **fields})


def _party(identifier: str) -> Endpoint:
    return Endpoint("possessing_party", identifier)


def made(
    inputs: Sequence[tuple[str, object] | str],
    outputs: Sequence[tuple[str, object] | str],
    *,
    day: int,
    **fields: Any,
) -> TransformationEvent:
    """Inputs became outputs at the mill."""
    in_ids, in_quantities = amounts(inputs)
    out_ids, out_quantities = amounts(outputs)
    given = {
        "place": MILL,
        "biz_step": "commissioning",
        "output_quantities": out_quantities,
        **fields,
    }
    return TransformationEvent(
        input_epcs=in_ids,
        input_quantities=in_quantities,
        output_epcs=out_ids,
        **base(day, **given),
    )


def packed(
    unit: str | None, *things: tuple[str, object] | str, day: int, **fields: Any
) -> AggregationEvent:
    """Things were put into a unit; with action DELETE taken out."""
    ids, quantities = amounts(things)
    given = {"action": "ADD", "biz_step": "packing", "place": MILL, **fields}
    return AggregationEvent(
        parent_id=unit, child_epcs=ids, child_quantities=quantities, **base(day, **given)
    )


def unpacked(
    unit: str | None, *things: tuple[str, object] | str, day: int, **fields: Any
) -> AggregationEvent:
    """Things were taken out of a unit; without things all of them."""
    return packed(unit, *things, day=day, **{"action": "DELETE", "biz_step": "unpacking", **fields})


def wrong(event: Event, *corrected_by: str, **changes: Any) -> Event:
    """The declaration that an event was wrong."""
    declaration = ErrorDeclaration(at(90), "incorrect_data", corrected_by)
    return replace(event, error_declaration=declaration, **changes)


def good_chain() -> list[Event]:
    """Two plots, a mill, a shop: everything recorded, everything right."""
    cherries, beans, bags = lot(1, "QUA-01"), lot(2, "NHAN-01"), lot(3, "GOI-01")
    more = lot(1, "QUA-02")
    return [
        born((cherries, 600), day=0),
        born((more, 400), day=0),
        sent((cherries, 600), (more, 400), day=1, to=MILL),
        received((cherries, 600), (more, 400), day=2, of=FARM),
        made([(cherries, 600), (more, 400)], [(beans, 970)], day=3),
        made([(beans, 970)], [(bags, 960)], day=4),
        packed(UNIT, (bags, 960), day=5),
        sent(UNIT, day=6, to=SHOP, by=MILL),
        received(UNIT, day=7, of=MILL, by=SHOP),
    ]


def subject(events: Iterable[Event], **fields: Any) -> Subject:
    """The subject of metrics over events, with the default profile."""
    chain: Chain = build(events)
    return Subject(**{"chain": chain, "at": AT, "profile": profile(), **fields})
