"""M6: does every sending to a partner in the system meet a receipt, and every receipt a sending."""

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from fractions import Fraction

from traceability.chain_parties import party_id
from traceability.chain_steps import receives, sends
from traceability.events import Event, Quantity
from traceability.metrics import Failure, Metric, Ratio, counted, settings
from traceability.metrics_links import in_system, parties_of
from traceability.metrics_subject import Subject
from traceability.metrics_units import same_measure


def link_match(subject: Subject) -> Metric:
    """M6: events that meet their counterpart among sendings to, and receipts from, parties in
    the system.

    They meet when they name a lot or unit in common, the receipt is not earlier, the receiver is
    not another than the one sent to, and the quantities named agree within the tolerance.
    """
    out, into = _split(subject, in_system(subject))
    active = list(subject.chain.active())
    receipts = _by_lot(subject, (index for index, event in active if receives(event)))
    sendings = _by_lot(subject, (index for index, event in active if sends(event)))
    failures = [
        *filter(None, (_unreceived(subject, index, receipts) for index in out)),
        *filter(None, (_unsent(subject, index, sendings) for index in into)),
    ]
    outbound = sum(1 for failure in failures if failure.code != "shipment_missing")
    shares = {"outbound": Ratio(Fraction(len(out) - outbound), len(out))}
    total = len(out) + len(into)
    return counted("M6", total, failures, failed=len(failures), shares=shares)


def _unreceived(subject: Subject, index: int, receipts: Mapping[str, list[int]]) -> Failure | None:
    """What is wrong with a sending; it is right with one receipt, or with all taken together."""
    met = []
    for other in _others(subject, index, receipts, later=True):
        if _meet(subject, index, other):
            if _agree(subject, index, [other]):
                return None
            met.append(other)
    if not met:
        return Failure(subject.event_id(index), "receipt_missing", (index,))
    if _agree(subject, index, met):
        return None
    return Failure(subject.event_id(index), "receipt_differs", (index, *met))


def _unsent(subject: Subject, index: int, sendings: Mapping[str, list[int]]) -> Failure | None:
    others = _others(subject, index, sendings, later=False)
    if any(_meet(subject, other, index) for other in others):
        return None
    return Failure(subject.event_id(index), "shipment_missing", (index,))


def _split(subject: Subject, system: frozenset[str]) -> tuple[list[int], list[int]]:
    """Sendings to and receipts from parties in the system."""
    out, into = [], []
    for index, event in subject.events():
        if sends(event) and parties_of(event, ("destination",)) & system:
            out.append(index)
        elif receives(event) and parties_of(event, ("source",)) & system:
            into.append(index)
    return out, into


def _by_lot(subject: Subject, places: Iterable[int]) -> dict[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for index in places:
        for node in {node for _, node, _ in subject.chain.objects[index]}:
            found[node].append(index)
    return found


def _others(
    subject: Subject, index: int, by_lot: Mapping[str, list[int]], *, later: bool
) -> Iterator[int]:
    """Events of `by_lot` with a lot in common, no earlier than this one, or else no later."""
    events, seen = subject.chain.events, set()
    time = events[index].event_time
    for node in dict.fromkeys(node for _, node, _ in subject.chain.objects[index]):
        places = by_lot.get(node, [])
        if later:
            found = places[bisect_left(places, time, key=lambda at: events[at].event_time) :]
        else:
            found = places[: bisect_right(places, time, key=lambda at: events[at].event_time)]
        for place in found:
            if place not in seen:
                seen.add(place)
                yield place


def _meet(subject: Subject, sending: int, receipt: int) -> bool:
    events = subject.chain.events
    return not _contradict(events[sending], events[receipt])


def _contradict(sent: Event, got: Event) -> bool:
    """Whether two events name different parties for the same role of the same side."""
    for one, other in ((sent.destinations, got.destinations), (sent.sources, got.sources)):
        named = {end.type: end.id for end in other}
        for end in one:
            if end.type in named and not _same_party(end.id, named[end.type]):
                return True
    return False


def _same_party(one: str, other: str) -> bool:
    return party_id(one) == party_id(other)


def _agree(subject: Subject, sending: int, receipts: list[int]) -> bool:
    """Whether what was received of each lot sent is as much, where both say how much."""
    tolerance = Decimal(settings()["balance"]["excess"])
    sent = _quantities(subject, [sending])
    got = _quantities(subject, receipts)
    for node in sent.keys() & got.keys():
        pair = same_measure(sent[node], got[node])
        if pair is not None and abs(pair[0] - pair[1]) > tolerance * pair[0]:
            return False
    return True


def _quantities(subject: Subject, places: Iterable[int]) -> dict[str, list[Quantity]]:
    found: defaultdict[str, list[Quantity]] = defaultdict(list)
    for index in places:
        for _, node, quantity in subject.chain.objects[index]:
            if quantity is not None:
                found[node].append(quantity)
    return found
