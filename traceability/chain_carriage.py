"""What lots lay in on their way, and the events that befell them there."""

from collections.abc import Iterator

from traceability.chain import Chain
from traceability.chain_links import Containment
from traceability.chain_spans import ALWAYS, Span, Spans, common


def journey(chain: Chain, node: str, span: Span = ALWAYS) -> Iterator[tuple[Containment, Span]]:
    """Every containment a lot had part in, also indirectly, with the ranks while it did."""
    known: dict[str, Spans] = {}
    todo = [(node, span)]
    while todo:
        lot, while_in = todo.pop()
        for one in chain.links.inside.get(lot, ()):
            shared = common(while_in, (one.start, one.end))
            if shared is None:
                continue
            yield one, shared
            if known.setdefault(one.parent, Spans()).add(shared):
                todo.append((one.parent, shared))


def units_around(chain: Chain, node: str) -> dict[str, Spans]:
    """Units that a lot lay in, also indirectly, with the ranks while it did."""
    found: dict[str, Spans] = {}
    for one, shared in journey(chain, node):
        found.setdefault(one.parent, Spans()).add(shared)
    return found


def carried(chain: Chain, node: str) -> Iterator[int]:
    """Places of the events that befell a lot's units while it was in them."""
    for unit, spans in units_around(chain, node).items():
        for place in chain.touched.get(unit, ()):
            rank = chain.ranks[place]
            if rank >= 0 and rank in spans:
                yield place


def moved(chain: Chain, index: int) -> set[str]:
    """Lots that an event concerns: those it names and what lay in them at that time."""
    rank = chain.ranks[index]
    named = {node for role, node, _ in chain.objects[index]}
    return named.union(*(chain.contents(node, rank) for node in named))
