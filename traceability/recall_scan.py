"""A recall without links: events in order of time, keeping what lies in what."""

from collections.abc import Iterable, Iterator

from traceability.chain import Chain
from traceability.events import AggregationEvent, AssociationEvent, Event, TransformationEvent


class RecallScan:
    """Finds the events that concern a lot or what became of it, for checking traces against.

    Knows nothing of the chain's links; `run` repeats until `size` stays, as events may be told
    out of order.
    """

    def __init__(self, chain: Chain, lot: str) -> None:
        self._chain = chain
        self._tainted = {lot}
        self._processes: set[object] = set()
        self._held: dict[str, set[tuple[str, str]]] = {}
        self._holders: dict[tuple[str, str], set[str]] = {}

    @property
    def size(self) -> int:
        """How much is known to be concerned."""
        return len(self._tainted) + len(self._processes)

    def run(self) -> list[Event]:
        """One pass over all events; those that concern the lot as far as known."""
        self._held.clear()
        self._holders.clear()
        return [event for index, event in self._chain.active() if self._concerned(index, event)]

    def _concerned(self, index: int, event: Event) -> bool:
        if isinstance(event, TransformationEvent):
            return self._process(event.transformation_id or index, index)
        if isinstance(event, AggregationEvent | AssociationEvent):
            before = self._touched(self._of(index, "child"))
            emptied = self._move(event.kind, event.action, index)
            if event.action == "OBSERVE":
                return before or self._touched(self._of(index, "parent"))
            return before or self._touched(emptied)
        return self._touched(node for _, node, _ in self._chain.objects[index])

    def _process(self, key: object, index: int) -> bool:
        if self._touched(self._of(index, "input")):
            self._processes.add(key)
        if key in self._processes:
            self._tainted.update(self._of(index, "output"))
        return key in self._processes

    def _move(self, kind: str, action: str, index: int) -> list[str]:
        """Put children in or take them out; what an emptied parent held."""
        parents, children = list(self._of(index, "parent")), list(self._of(index, "child"))
        if action != "DELETE":
            for parent in parents:
                for child in children:
                    self._put(kind, parent, child)
            return []
        emptied = [
            child
            for parent in parents
            for of, child in self._held.get(parent, ())
            if of == kind and not children
        ]
        for child in children or emptied:
            for parent in parents or list(self._holders.get((kind, child), ())):
                self._held.get(parent, set()).discard((kind, child))
                self._holders.get((kind, child), set()).discard(parent)
        return emptied

    def _put(self, kind: str, parent: str, child: str) -> None:
        if parent != child:
            self._held.setdefault(parent, set()).add((kind, child))
            self._holders.setdefault((kind, child), set()).add(parent)

    def _touched(self, nodes: Iterable[str]) -> bool:
        """Whether one of these lots is concerned, or holds one that is."""
        todo = list(nodes)
        if not self._tainted.isdisjoint(todo):
            return True
        seen: set[str] = set()
        while todo:
            node = todo.pop()
            if node not in seen and node in self._held:
                seen.add(node)
                inside = [child for _, child in self._held[node]]
                if not self._tainted.isdisjoint(inside):
                    return True
                todo.extend(inside)
        return False

    def _of(self, index: int, wanted: str) -> Iterator[str]:
        return (node for role, node, _ in self._chain.objects[index] if role == wanted)
