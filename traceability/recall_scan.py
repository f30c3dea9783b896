"""A recall without links: events in order of time, keeping what lies in what."""

from collections import defaultdict
from collections.abc import Iterator

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
        self._inside: defaultdict[tuple[str, str], set[str]] = defaultdict(set)

    @property
    def size(self) -> int:
        """How much is known to be concerned."""
        return len(self._tainted) + len(self._processes)

    def run(self) -> list[Event]:
        """One pass over all events; those that concern the lot as far as known."""
        self._inside.clear()
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
                self._inside[kind, parent].update(one for one in children if one != parent)
            return []
        places = [(kind, parent) for parent in parents]
        if not parents:
            places = [place for place in self._inside if place[0] == kind]
        emptied = [one for place in places for one in self._inside[place]] if not children else []
        for place in places:
            self._inside[place].difference_update(children or emptied)
        return emptied

    def _touched(self, nodes: Iterator[str] | list[str]) -> bool:
        seen: set[str] = set()
        todo = list(nodes)
        while todo:
            node = todo.pop()
            if node in self._tainted:
                return True
            if node not in seen:
                seen.add(node)
                for kind in ("AggregationEvent", "AssociationEvent"):
                    todo.extend(self._inside.get((kind, node), ()))
        return False

    def _of(self, index: int, wanted: str) -> Iterator[str]:
        return (node for role, node, _ in self._chain.objects[index] if role == wanted)
