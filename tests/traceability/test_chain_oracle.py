"""Traces and recalls agree with plain graph search over random histories of events."""

from collections.abc import Iterator
from itertools import product

import networkx as nx
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.traceability.chain_events import MILL, lot, made, packed, sent
from traceability.chain import Chain, build
from traceability.chain_links import FOREVER
from traceability.events import Event
from traceability.recall import recipients_by_scan, recipients_by_trace
from traceability.trace import Direction, trace

LOTS = [lot(1, f"L{number}") for number in range(6)]
one = st.sampled_from(LOTS)
some = st.lists(one, min_size=1, max_size=3, unique=True)
days = st.integers(0, 30)


@st.composite
def histories(draw: st.DrawFn) -> list[Event]:
    """Transformations, packings, unpackings and shipments in any order of days."""
    events: list[Event] = []
    for number in range(draw(st.integers(1, 12))):
        day = draw(days)
        kind = draw(st.sampled_from(["made", "made", "packed", "packed", "unpacked", "sent"]))
        if kind == "made":
            group = draw(st.sampled_from([None, "urn:example:xform:1"]))
            events.append(made(draw(some), draw(some), day=day, transformation_id=group))
        elif kind == "sent":
            to = f"urn:epc:id:pgln:8938503.{number:05d}"
            events.append(sent(*draw(some), day=day, to=to, by=MILL))
        else:
            action = "ADD" if kind == "packed" else "DELETE"
            parent = draw(one if kind == "packed" else st.one_of(one, st.none()))
            children = draw(some if kind == "packed" else st.lists(one, max_size=2, unique=True))
            step = draw(st.sampled_from(["packing", "shipping"]))
            events.append(packed(parent, *children, day=day, action=action, biz_step=step))
    return events


def moments(chain: Chain) -> nx.DiGraph:
    """Every lot at every rank; edges are where its matter is at that rank, or went for good."""
    graph = nx.DiGraph()
    ranks = range(-1, len(chain.order) + 1)
    graph.add_nodes_from((node, rank) for node in chain.touched for rank in ranks)
    for part in (part for parts in chain.links.inside.values() for part in parts):
        stay = [rank for rank in ranks if part.start <= rank < min(part.end, FOREVER)]
        graph.add_edges_from(((part.child, rank), (part.parent, rank)) for rank in stay)
    for process in chain.links.processes:
        for use, output in product(process.inputs, process.outputs):
            graph.add_edges_from(((use.lot, use.rank), (output.lot, rank)) for rank in ranks)
    return graph


def reached(chain: Chain, start: str, *, up: bool) -> set[str]:
    """Lots that are at any time reached from any time of a lot."""
    graph = moments(chain)
    if up:
        graph = graph.reverse()
    found = {start}
    for rank in range(-1, len(chain.order) + 1):
        found |= {node for node, _ in nx.descendants(graph, (start, rank))}
    return found


@settings(max_examples=150)
@given(histories())
def test_t15_traces_find_what_graph_search_finds(events: list[Event]) -> None:
    chain = build(events)

    for start in chain.touched:
        for direction in Direction:
            found = {one.lot.id for one in trace(chain, start, direction).lots}

            assert found == reached(chain, start, up=direction is Direction.UP)


@settings(max_examples=150)
@given(histories())
def test_t19_trace_and_independent_scan_name_the_same_recipients(events: list[Event]) -> None:
    chain = build(events)

    for start in chain.touched:
        assert recipients_by_trace(chain, start) == recipients_by_scan(chain, start)


@settings(max_examples=100)
@given(histories(), st.integers(0, 4))
def test_a_trace_only_grows_when_events_are_added(events: list[Event], number: int) -> None:
    before = build([event for event in events if getattr(event, "action", "") != "DELETE"])
    more = made([LOTS[number]], [LOTS[number + 1]], day=40)
    after = build([*before.events, more])

    for start in before.touched:
        assert _lots(before, start) <= _lots(after, start)


def _lots(chain: Chain, start: str) -> set[str]:
    return set(_ids(chain, start))


def _ids(chain: Chain, start: str) -> Iterator[str]:
    return (one.lot.id for one in trace(chain, start, Direction.DOWN).lots)
