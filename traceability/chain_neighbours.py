"""One step back and one step forward of a lot, as the rows of a table."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from traceability.chain import Chain
from traceability.chain_carriage import carried
from traceability.chain_parties import presences
from traceability.chain_steps import creates, ends, receives, sells, sends
from traceability.events import Quantity


class Step(StrEnum):
    """How a lot is tied to its neighbour."""

    CREATED = "created"
    MADE_FROM = "made-from"
    CONTAINS = "contains"
    RECEIVED_FROM = "received-from"
    USED_FOR = "used-for"
    PACKED_IN = "packed-in"
    SHIPPED_TO = "shipped-to"
    SOLD = "sold"
    ENDED = "ended"


BACK = frozenset({Step.CREATED, Step.MADE_FROM, Step.CONTAINS, Step.RECEIVED_FROM})


@dataclass(frozen=True, slots=True)
class Neighbour:
    """One row. `lot` is the other lot, None where the step is towards a party alone; `parties`
    are the other side's ids where the event names them, else the place of the event;
    `documents` are ids of business transactions; `event` is a place in the chain."""

    step: Step
    lot: str | None
    parties: tuple[str, ...]
    quantity: Quantity | None
    documents: tuple[str, ...]
    event: int

    @property
    def back(self) -> bool:
        """Whether the row belongs to “một bước trước”."""
        return self.step in BACK


def neighbours(chain: Chain, node: str) -> tuple[Neighbour, ...]:
    """All rows of a lot in order of time, steps back first among those of one event.

    Shipments and receipts of a unit count for what lay in it at that time.
    """
    rows = [*_made(chain, node), *_packed(chain, node), *_moved(chain, node)]
    rows.sort(key=lambda row: (chain.ranks[row.event], not row.back))
    return tuple(rows)


def _made(chain: Chain, node: str) -> Iterator[Neighbour]:
    links = chain.links
    for number in links.made_by.get(node, ()):
        for use in links.processes[number].inputs:
            yield _row(chain, Step.MADE_FROM, use.lot, use.quantity, chain.order[use.rank])
    for number in links.used_in.get(node, ()):
        for use in links.processes[number].outputs:
            yield _row(chain, Step.USED_FOR, use.lot, use.quantity, chain.order[use.rank])


def _packed(chain: Chain, node: str) -> Iterator[Neighbour]:
    for one in chain.links.holding.get(node, ()):
        yield _row(chain, Step.CONTAINS, one.child, one.quantity, one.opened_by)
    for one in chain.links.inside.get(node, ()):
        yield _row(chain, Step.PACKED_IN, one.parent, one.quantity, one.opened_by)


def _moved(chain: Chain, node: str) -> Iterator[Neighbour]:
    """Creation, receipts, shipments, sales and end, of the lot or of what it lay in."""
    own = set(chain.places(node))
    for place in own.union(carried(chain, node)):
        event = chain.events[place]
        step = next((step for step, means in _MOVES if means(event)), None)
        if step is None and place in own:
            step = next((step for step, means in _LIFE if means(event)), None)
        if step is not None:
            yield _row(chain, step, None, _quantity(chain, node, place), place)


_MOVES = ((Step.RECEIVED_FROM, receives), (Step.SHIPPED_TO, sends), (Step.SOLD, sells))
_LIFE = ((Step.CREATED, creates), (Step.ENDED, ends))


def _quantity(chain: Chain, node: str, place: int) -> Quantity | None:
    return next((found for _, one, found in chain.objects[place] if one == node), None)


_SIDES = {Step.RECEIVED_FROM: "source", Step.SHIPPED_TO: "destination"}


def _row(
    chain: Chain, step: Step, lot: str | None, quantity: Quantity | None, place: int
) -> Neighbour:
    event = chain.events[place]
    named = list(presences(event))
    parties = [one.id for one in named if one.side == _SIDES.get(step)]
    if not parties and step not in _SIDES:
        parties = [one.id for one in named if one.side in ("place", "party")]
    documents = tuple(one.id for one in event.biz_transactions)
    return Neighbour(step, lot, tuple(dict.fromkeys(parties)), quantity, documents, place)
