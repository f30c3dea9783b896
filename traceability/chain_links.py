"""Links between lots: what was made of what, and what lay in what from when until when."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from traceability.events import (
    AggregationEvent,
    AssociationEvent,
    Event,
    Quantity,
    TransformationEvent,
)

FOREVER = 1 << 60

#: Objects of one event as (role, node, quantity); roles as of `events.objects_of`.
Objects = Sequence[tuple[str, str, Quantity | None]]


@dataclass(frozen=True, slots=True)
class Use:
    """A lot in a process: at which place of the time order, with how much."""

    lot: str
    rank: int
    quantity: Quantity | None


@dataclass(frozen=True, slots=True)
class Process:
    """Inputs became outputs: one transformation, or all with one `transformation_id`.

    `events` are places in the chain's events, in time order.
    """

    events: tuple[int, ...]
    inputs: tuple[Use, ...]
    outputs: tuple[Use, ...]


@dataclass(frozen=True, slots=True)
class Containment:
    """`child` was in `parent` from rank `start` until before rank `end` (FOREVER: still is).

    `opened_by` and `closed_by` are places of the events in the chain.
    """

    child: str
    parent: str
    start: int
    end: int
    opened_by: int
    closed_by: int | None
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Links:
    """All links of a chain, and by lot the numbers of processes and the containments."""

    processes: tuple[Process, ...] = ()
    made_by: Mapping[str, list[int]] = field(default_factory=dict)
    used_in: Mapping[str, list[int]] = field(default_factory=dict)
    inside: Mapping[str, list[Containment]] = field(default_factory=dict)
    holding: Mapping[str, list[Containment]] = field(default_factory=dict)


def find_links(events: Sequence[Event], order: Sequence[int], objects: Sequence[Objects]) -> Links:
    """The links made by the events at the places `order`, which are in order of time."""
    processes = _processes(events, order, objects)
    containments = _Containments()
    for rank, index in enumerate(order):
        event = events[index]
        if isinstance(event, AggregationEvent | AssociationEvent):
            containments.take(event, rank, index, objects[index])
    made_by: defaultdict[str, list[int]] = defaultdict(list)
    used_in: defaultdict[str, list[int]] = defaultdict(list)
    for number, process in enumerate(processes):
        for lot in dict.fromkeys(use.lot for use in process.outputs):
            made_by[lot].append(number)
        for lot in dict.fromkeys(use.lot for use in process.inputs):
            used_in[lot].append(number)
    inside: defaultdict[str, list[Containment]] = defaultdict(list)
    holding: defaultdict[str, list[Containment]] = defaultdict(list)
    for one in containments.all():
        inside[one.child].append(one)
        holding[one.parent].append(one)
    return Links(tuple(processes), dict(made_by), dict(used_in), dict(inside), dict(holding))


def _processes(
    events: Sequence[Event], order: Sequence[int], objects: Sequence[Objects]
) -> list[Process]:
    groups: dict[object, list[tuple[int, int]]] = {}
    for rank, index in enumerate(order):
        event = events[index]
        if isinstance(event, TransformationEvent):
            groups.setdefault(event.transformation_id or index, []).append((rank, index))
    return [
        Process(
            tuple(index for _, index in members),
            tuple(_uses(members, objects, "input")),
            tuple(_uses(members, objects, "output")),
        )
        for members in groups.values()
    ]


def _uses(
    members: Iterable[tuple[int, int]], objects: Sequence[Objects], wanted: str
) -> Iterable[Use]:
    for rank, index in members:
        for role, node, quantity in objects[index]:
            if role == wanted:
                yield Use(node, rank, quantity)


class _Containments:
    """Opens and closes containments while events pass by in order of time."""

    def __init__(self) -> None:
        self._open: defaultdict[tuple[str, str], dict[str, Containment]] = defaultdict(dict)
        self._where: defaultdict[tuple[str, str], set[str]] = defaultdict(set)
        self._closed: list[Containment] = []

    def take(
        self, event: AggregationEvent | AssociationEvent, rank: int, index: int, objects: Objects
    ) -> None:
        """Follow one event. Seen together without having been put together counts as put.

        DELETE without children empties the parent; without a parent it takes the children out
        of whatever they are in.
        """
        kind = event.kind
        parent = next((node for role, node, _ in objects if role == "parent"), None)
        children = [(node, quantity) for role, node, quantity in objects if role == "child"]
        if event.action == "DELETE":
            taken = [node for node, _ in children]
            if parent is not None:
                taken = taken or list(self._open[kind, parent])
            for child in taken:
                parents = [parent] if parent is not None else sorted(self._where[kind, child])
                for one in parents:
                    self._close(kind, one, child, (rank, index))
        elif parent is not None:
            inside = self._open[kind, parent]
            for node, quantity in children:
                if node not in inside and node != parent:
                    inside[node] = Containment(node, parent, rank, FOREVER, index, None, quantity)
                    self._where[kind, node].add(parent)

    def _close(self, kind: str, parent: str, child: str, end: tuple[int, int]) -> None:
        one = self._open[kind, parent].pop(child, None)
        if one is not None:
            self._where[kind, child].discard(parent)
            self._closed.append(replace(one, end=end[0], closed_by=end[1]))

    def all(self) -> Iterable[Containment]:
        """Every containment, those still open at the end too, in order of their start."""
        still = (one for inside in self._open.values() for one in inside.values())
        return sorted((*self._closed, *still), key=lambda one: (one.start, one.child))
