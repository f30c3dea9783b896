"""Upstream and downstream of a lot: what it was made of, what became of it, and who had it."""

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from traceability.chain import Chain
from traceability.chain_carriage import journey
from traceability.chain_links import Containment, Process
from traceability.chain_lots import Lot
from traceability.chain_parties import presences
from traceability.chain_spans import ALWAYS, Span, Spans, common
from traceability.events import AggregationEvent, AssociationEvent, Quantity, TransformationEvent

_LINKING = ("ADD", "DELETE")


class Direction(StrEnum):
    """Where a trace goes: to what a lot came from, or to what became of it."""

    UP = "up"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class TracedLot:
    """A lot reached. `distance` counts links from the lot asked for; `came_from` is the lot
    before it on a shortest path and `event` the place of the event that links the two."""

    lot: Lot
    distance: int
    came_from: str | None
    event: int | None


@dataclass(frozen=True, slots=True)
class TracedParty:
    """A party or place met, with its roles (side, role) and the places of its events."""

    id: str
    roles: tuple[tuple[str, str], ...]
    events: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class TracedQuantity:
    """So much of a lot in an event; `role` as in `events.objects_of`."""

    lot: str
    event: int
    role: str
    quantity: Quantity


@dataclass(frozen=True, slots=True)
class Trace:
    """What a trace found. Lots come by distance, events and all else in order of time.

    `carriers` are logistic units and assets that lots of the trace lay in on the way, where
    they are no lots of the trace themselves.
    """

    root: str
    direction: Direction
    lots: tuple[TracedLot, ...]
    carriers: tuple[str, ...]
    events: tuple[int, ...]
    parties: tuple[TracedParty, ...]
    quantities: tuple[TracedQuantity, ...]

    def path(self, node: str) -> tuple[TracedLot, ...]:
        """The way from the lot asked for to a lot of the trace; KeyError for another lot."""
        by_id = {one.lot.id: one for one in self.lots}
        way = [by_id[node]]
        while way[-1].came_from is not None:
            way.append(by_id[way[-1].came_from])
        return tuple(reversed(way))


def trace(chain: Chain, node: str, direction: Direction) -> Trace:
    """Everything up- or downstream of a lot of the chain.

    Transformations link every input to every output. What lay in a unit shares its way only
    while it lay there. Each link is followed once, so cycles end. Links of voided and repeated
    events do not exist. A node that no active event names has a trace of itself alone.
    """
    walk = _Walk(chain, direction)
    walk.start(node)
    lots = tuple(
        TracedLot(chain.lot(lot), distance, before, event)
        for lot, (distance, before, event) in walk.found.items()
    )
    carriers = _Carriers(walk)
    events = sorted(walk.events | carriers.events, key=lambda index: chain.ranks[index])
    wanted = walk.found.keys() | carriers.spans.keys()
    return Trace(
        node,
        direction,
        lots,
        tuple(carriers.spans),
        tuple(events),
        _parties(chain, events),
        tuple(_quantities(chain, events, wanted)),
    )


class _Walk:
    """Breadth first over links; `spans` says when a lot's contents belong to the trace."""

    def __init__(self, chain: Chain, direction: Direction) -> None:
        self.chain = chain
        self.up = direction is Direction.UP
        self.observations = _Observations(chain)
        self.found: dict[str, tuple[int, str | None, int | None]] = {}
        self.spans: dict[str, Spans] = {}
        self.events: set[int] = set()
        self._loaded: dict[str, int] = {}
        self._followed: set[int] = set()
        self._todo: deque[tuple[str, Span]] = deque()

    def start(self, node: str) -> None:
        """Follow all links from a lot."""
        self.found[node] = (0, None, None)
        self._add(node, ALWAYS)
        while self._todo:
            lot, span = self._todo.popleft()
            self._processes(lot, span)
            self._containments(lot, span)
        for lot, spans in self.spans.items():
            self.events.update(self.observations.of(lot, self.own(lot, spans)))

    def own(self, lot: str, spans: Spans) -> Spans:
        """The ranks of a lot's own story: all while it is traced downstream; upstream all
        before its use, of a unit only since it was last emptied before the load that counts."""
        if not self.up:
            return spans
        own, start = Spans(), ALWAYS[0]
        if lot in self._loaded:
            held = self.chain.links.holding[lot]
            start = max((one.end for one in held if one.end <= self._loaded[lot]), default=start)
        own.add((start, spans.end))
        return own

    def _processes(self, lot: str, span: Span) -> None:
        links = self.chain.links
        for number in (links.made_by if self.up else links.used_in).get(lot, ()):
            process = links.processes[number]
            if number in self._followed or not (self.up or _used(process, lot, span)):
                continue
            self._followed.add(number)
            self.events.update(process.events)
            for use in process.inputs if self.up else process.outputs:
                at = (use.rank, use.rank + 1) if self.up else ALWAYS
                self._reach(use.lot, at, lot, process.events[0])

    def _containments(self, lot: str, span: Span) -> None:
        links = self.chain.links
        for one in (links.holding if self.up else links.inside).get(lot, ()):
            shared = common(span, (one.start, one.end))
            if shared is None:
                continue
            self.events.update(_ends(one))
            if self.up:
                self._loaded[lot] = min(one.start, self._loaded.get(lot, one.start))
            self._reach(one.child if self.up else one.parent, shared, lot, one.opened_by)

    def _reach(self, node: str, span: Span, before: str, event: int) -> None:
        if node not in self.found:
            self.found[node] = (self.found[before][0] + 1, before, event)
        self._add(node, span)

    def _add(self, node: str, span: Span) -> None:
        if self.spans.setdefault(node, Spans()).add(span):
            self._todo.append((node, span))


class _Carriers:
    """What the lots of an upstream walk lay in on their way, and what happened to that."""

    def __init__(self, walk: _Walk) -> None:
        self.spans: dict[str, Spans] = {}
        self.events: set[int] = set()
        chain = walk.chain
        for lot, spans in walk.spans.items() if walk.up else ():
            for span in walk.own(lot, spans):
                for one, shared in journey(chain, lot, span):
                    self.events.update(_ends(one))
                    if one.parent not in walk.found:
                        self.spans.setdefault(one.parent, Spans()).add(shared)
        for unit, spans in self.spans.items():
            self.events.update(walk.observations.of(unit, spans))


def _used(process: Process, lot: str, span: Span) -> bool:
    return any(use.lot == lot and span[0] <= use.rank < span[1] for use in process.inputs)


def _ends(one: Containment) -> tuple[int, ...]:
    return (one.opened_by,) if one.closed_by is None else (one.opened_by, one.closed_by)


class _Observations:
    """Places of the events that name a lot and are no links, and of those that put it into
    something or take it out."""

    def __init__(self, chain: Chain) -> None:
        self._chain = chain
        self._children: dict[int, frozenset[str]] = {}

    def of(self, lot: str, spans: Spans) -> Iterator[int]:
        """Those within the spans."""
        ranks = self._chain.ranks
        for place in self._chain.touched.get(lot, ()):
            if ranks[place] >= 0 and ranks[place] in spans and self._tells(place, lot):
                yield place

    def _tells(self, place: int, lot: str) -> bool:
        event = self._chain.events[place]
        if isinstance(event, AggregationEvent | AssociationEvent) and event.action in _LINKING:
            if place not in self._children:
                named = self._chain.objects[place]
                self._children[place] = frozenset(n for role, n, _ in named if role == "child")
            return lot in self._children[place]
        return not isinstance(event, TransformationEvent)


def _parties(chain: Chain, events: list[int]) -> tuple[TracedParty, ...]:
    met: dict[str, tuple[dict[tuple[str, str], None], dict[int, None]]] = {}
    for place in events:
        for one in presences(chain.events[place]):
            roles, places = met.setdefault(one.id, ({}, {}))
            roles[one.side, one.role] = None
            places[place] = None
    return tuple(
        TracedParty(party, tuple(roles), tuple(places)) for party, (roles, places) in met.items()
    )


def _quantities(chain: Chain, events: list[int], wanted: set[str]) -> Iterator[TracedQuantity]:
    for place in events:
        for role, node, quantity in chain.objects[place]:
            if quantity is not None and node in wanted:
                yield TracedQuantity(node, place, role, quantity)
