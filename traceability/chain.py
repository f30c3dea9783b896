"""The lot graph: events in order of time, lots they touch, links between lots."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from traceability.chain_links import FOREVER, Containment, Links, Objects, find_links
from traceability.chain_lots import Lot, lot_of, node_of, read_lot
from traceability.chain_standing import Standing, State, standings
from traceability.events import Event, Quantity, objects_of

__all__ = ["FOREVER", "Chain", "UnknownLotError", "build"]


class UnknownLotError(LookupError):
    """No event names the lot; `candidates` are lots whose bare number is the text, if several."""

    def __init__(self, text: str, candidates: Sequence[str] = ()) -> None:
        self.text = text
        self.candidates = tuple(candidates)
        super().__init__(text)


@dataclass(frozen=True, slots=True)
class Chain:
    """Events and what follows from them.

    Events keep the order they were given in and are named by their place in it. `order` has the
    places of active events by event time (then place); a `rank` is a place in `order`, and
    `ranks` gives the rank of each event, -1 for those that do not count. `objects` has the
    objects of each event, `touched` by lot the places of all events naming it, also of those
    that do not count, `spellings` by lot how the events write it.
    """

    events: tuple[Event, ...]
    standings: tuple[Standing, ...]
    order: tuple[int, ...]
    ranks: tuple[int, ...]
    objects: tuple[Objects, ...]
    touched: Mapping[str, list[int]]
    spellings: Mapping[str, list[str]]
    links: Links
    _lots: dict[str, Lot] = field(default_factory=dict, repr=False, compare=False)

    def lot(self, node: str) -> Lot:
        """The parts of a lot's id."""
        found = self._lots.get(node)
        if found is None:
            found = self._lots[node] = lot_of(node)
        return found

    def active(self) -> Iterator[tuple[int, Event]]:
        """Events that count, with their places, in order of time."""
        for index in self.order:
            yield index, self.events[index]

    def lots(self) -> Iterator[Lot]:
        """Every lot that an active event names, in the order in which events first name them."""
        for node, places in self.touched.items():
            if any(self.ranks[place] >= 0 for place in places):
                yield self.lot(node)

    def places(self, node: str) -> list[int]:
        """Places of the active events that name a lot, in order of time."""
        ranks = self.ranks
        return sorted(
            (place for place in self.touched.get(node, ()) if ranks[place] >= 0),
            key=lambda place: ranks[place],
        )

    def find(self, text: str) -> str:
        """The lot that a text names: an id in any spelling, or the bare number of one lot.

        Raises UnknownLotError when no event names it, or several lots have that number.
        """
        for node in (node_of(text), read_lot(text)):
            if node in self.touched:
                return node
        numbered = [
            node
            for node in self.touched
            if node.endswith(f"/{text}") or text in (self.lot(node).lot, self.lot(node).serial)
        ]
        if len(numbered) == 1 and text:
            return numbered[0]
        raise UnknownLotError(text, numbered if text else ())

    def carriers(self, node: str, rank: int) -> set[str]:
        """What a lot lay in at a rank, also indirectly."""
        return self._reach(node, rank, self.links.inside, "parent")

    def contents(self, node: str, rank: int) -> set[str]:
        """What lay in a lot at a rank, also indirectly."""
        return self._reach(node, rank, self.links.holding, "child")

    def _reach(
        self, node: str, rank: int, links: Mapping[str, list[Containment]], end: str
    ) -> set[str]:
        found: set[str] = set()
        todo = [node]
        while todo:
            for one in links.get(todo.pop(), ()):
                other: str = getattr(one, end)
                if one.start <= rank < one.end and other not in found and other != node:
                    found.add(other)
                    todo.append(other)
        return found


def build(events: Iterable[Event]) -> Chain:
    """The chain of all these events; events that are voided or repeated stay visible.

    Takes time linear in the events (and their sorting). Times are compared as instants.
    """
    given = tuple(events)
    found = standings(given)
    order = sorted(
        (index for index, one in enumerate(found) if one.state is State.ACTIVE),
        key=lambda index: (given[index].event_time, index),
    )
    ranks = [-1] * len(given)
    for rank, index in enumerate(order):
        ranks[index] = rank
    nodes: dict[str, str] = {}
    objects = tuple(_objects(event, nodes) for event in given)
    touched: dict[str, list[int]] = {}
    for index, ones in enumerate(objects):
        for node in dict.fromkeys(node for _, node, _ in ones):
            touched.setdefault(node, []).append(index)
    spellings: dict[str, list[str]] = {}
    for written, node in nodes.items():
        spellings.setdefault(node, []).append(written)
    links = find_links(given, order, objects)
    return Chain(
        given, tuple(found), tuple(order), tuple(ranks), objects, touched, spellings, links
    )


def _objects(event: Event, nodes: dict[str, str]) -> list[tuple[str, str, Quantity | None]]:
    found = []
    for role, written, quantity in objects_of(event):
        node = nodes.get(written)
        if node is None:
            node = nodes[written] = node_of(written)
        found.append((role, node, quantity))
    return found
