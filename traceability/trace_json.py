"""A trace as plain content: lots, events, parties, quantities in order, personal numbers masked."""

from collections.abc import Callable, Mapping
from typing import Any

from traceability.chain import Chain
from traceability.metrics_accounts import number_text
from traceability.parties import masked_content
from traceability.trace import Trace, TracedParty, TracedQuantity


def no_home(_: int) -> dict[str, Any]:
    """For events that come from no file."""
    return {}


def trace_content(
    chain: Chain,
    found: Trace,
    *,
    year: int,
    home: Callable[[int], dict[str, Any]] = no_home,
) -> dict[str, Any]:
    """The trace as JSON content. `year` is the current one, to know personal numbers by; `home`
    adds to an event where it was read from."""
    order = {place: number for number, place in enumerate(found.events, start=1)}
    content = {
        "lot": found.root,
        "direction": str(found.direction),
        "lots": [
            {
                **_lot(chain, one.lot.id),
                "distance": one.distance,
                "from": one.came_from,
                "via": None if one.event is None else order[one.event],
            }
            for one in found.lots
        ],
        "carriers": [_lot(chain, unit) for unit in found.carriers],
        "events": [
            {"order": order[place], **event_content(chain, place), **home(place)}
            for place in found.events
        ],
        "parties": [_party(party, order) for party in found.parties],
        "quantities": [_quantity(one, order) for one in found.quantities],
        "history": [
            {**event_content(chain, place), **home(place)} for place in history(chain, found)
        ],
    }
    masked: dict[str, Any] = masked_content(content, year=year)
    return masked


def _party(party: TracedParty, order: Mapping[int, int]) -> dict[str, Any]:
    return {
        "id": party.id,
        "roles": [f"{side}:{role}" for side, role in party.roles],
        "events": [order[place] for place in party.events],
    }


def _quantity(one: TracedQuantity, order: Mapping[int, int]) -> dict[str, Any]:
    amount = one.quantity.quantity
    return {
        "lot": one.lot,
        "event": order[one.event],
        "role": one.role,
        "quantity": None if amount is None else number_text(amount),
        "uom": one.quantity.uom,
    }


def history(chain: Chain, found: Trace) -> list[int]:
    """Places of the events about lots of the trace that do not count: voided, repeated, and the
    declarations that say so."""
    lots = [one.lot.id for one in found.lots] + list(found.carriers)
    places = {place for lot in lots for place in chain.touched.get(lot, ())}
    return sorted(place for place in places if chain.ranks[place] < 0)


def event_content(chain: Chain, place: int) -> dict[str, Any]:
    """One event: what happened, when, where, why, and where it stands."""
    event, standing = chain.events[place], chain.standings[place]
    return {
        "id": event.event_id,
        "type": event.type,
        "action": getattr(event, "action", None),
        "time": event.event_time.isoformat(),
        "offset": event.event_time_zone_offset,
        "biz_step": event.biz_step,
        "disposition": event.disposition,
        "read_point": None if event.read_point is None else event.read_point.id,
        "biz_location": None if event.biz_location is None else event.biz_location.id,
        "state": str(standing.state),
        "corrected_by": list(standing.corrected_by),
        "lots": list(dict.fromkeys(node for _, node, _ in chain.objects[place])),
    }


def _lot(chain: Chain, node: str) -> dict[str, Any]:
    lot = chain.lot(node)
    return {
        "id": lot.id,
        "kind": str(lot.kind),
        "gtin": lot.gtin or None,
        "lot": lot.lot or None,
        "serial": lot.serial or None,
        "written": chain.spellings.get(node, []),
    }
