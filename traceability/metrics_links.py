"""M4, M5, M6 and M9: does the chain hold, backward, forward, and from one party to the next."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator
from datetime import date

from traceability.chain import Chain
from traceability.chain_carriage import carried, moved
from traceability.chain_parties import party_id, presences
from traceability.chain_steps import creates, ends, receives, sells, sends
from traceability.events import Event
from traceability.metrics import Failure, Metric, counted
from traceability.metrics_dates import expiries
from traceability.metrics_subject import Subject

#: Events named with a failure at most.
MOST_PLACES = 10


def _sent(subject: Subject) -> Iterator[tuple[int, set[str]]]:
    """Each sending event with the goods that left in it; of a filled unit, what is in it."""
    chain = subject.chain
    for index, event in subject.events():
        if sends(event):
            rank = chain.ranks[index]
            yield (
                index,
                {
                    lot
                    for lot in moved(chain, index)
                    if chain.lot(lot).goods and not _filled(chain, lot, rank)
                },
            )


def _filled(chain: Chain, lot: str, rank: int) -> bool:
    return any(one.start <= rank < one.end for one in chain.links.holding.get(lot, ()))


def backward_connectivity(subject: Subject) -> Metric:
    """M4: lots sent whose every way back ends where something came into being, or was received
    from a named party."""
    chain = subject.chain
    broken = _broken(chain)
    shipped = {lot: index for index, lots in _sent(subject) for lot in lots}
    failures = [
        Failure(lot, "origin_missing", (shipped[lot],), {"end": broken[lot]})
        for lot in shipped
        if lot in broken
    ]
    return counted("M4", len(shipped), failures)


def _broken(chain: Chain) -> dict[str, str]:
    """Lots one of whose ways back ends nowhere, with the lot where it ends."""
    origins, ways = set(), []
    for lot in chain.lots():
        if _has_origin(chain, lot.id):
            origins.add(lot.id)
        elif not _sources(chain, lot.id):
            ways.append(lot.id)
    broken = _spread(chain, {lot: lot for lot in ways})
    grounded = _spread(chain, {lot: lot for lot in origins})
    for lot in chain.lots():
        if lot.id not in grounded:
            broken.setdefault(lot.id, lot.id)
    return broken


def _sources(chain: Chain, lot: str) -> bool:
    """Whether anything lies directly upstream of a lot."""
    links = chain.links
    made = (links.processes[number].inputs for number in links.made_by.get(lot, ()))
    return any(made) or bool(links.holding.get(lot))


def _spread(chain: Chain, start: dict[str, str]) -> dict[str, str]:
    """What the lots reach downstream, with the lot it was first reached from."""
    found = dict(start)
    followed: set[int] = set()
    todo = deque(start)
    while todo:
        lot = todo.popleft()
        for after in _after(chain, lot, followed):
            if after not in found:
                found[after] = found[lot]
                todo.append(after)
    return found


def _after(chain: Chain, lot: str, followed: set[int]) -> Iterator[str]:
    for number in chain.links.used_in.get(lot, ()):
        if number not in followed:
            followed.add(number)
            yield from (use.lot for use in chain.links.processes[number].outputs)
    yield from (one.parent for one in chain.links.inside.get(lot, ()))


def _has_origin(chain: Chain, lot: str) -> bool:
    """Whether a lot came into being in an event of its own, or from a party that is named."""
    for place in chain.places(lot):
        event = chain.events[place]
        if creates(event) or (receives(event) and event.sources):
            return True
    return any(
        receives(chain.events[place]) and chain.events[place].sources
        for place in carried(chain, lot)
    )


def forward_connectivity(subject: Subject) -> Metric:
    """M5: lots that left for somebody whom every sending event names."""
    left: set[str] = set()
    failed: defaultdict[str, list[int]] = defaultdict(list)
    for index, lots in _sent(subject):
        left |= lots
        if not subject.chain.events[index].destinations:
            for lot in lots:
                if len(failed[lot]) < MOST_PLACES:
                    failed[lot].append(index)
    failures = [Failure(lot, "recipient_missing", tuple(places)) for lot, places in failed.items()]
    return counted("M5", len(left), failures)


def orphans(subject: Subject) -> Metric:
    """M9: lots that neither came into being nor were received, and lots past their expiry of
    which nothing more is known, are orphans; the rest among all goods."""
    chain = subject.chain
    within = {index for index, _ in subject.events()}
    total, failures = 0, []
    dates = expiries(chain)
    for lot in chain.lots():
        if not lot.goods or within.isdisjoint(chain.touched[lot.id]):
            continue
        total += 1
        expiry = dates.get(lot.id)
        places = tuple(chain.places(lot.id)[:1])
        if not _appears(chain, lot.id):
            failures.append(Failure(lot.id, "orphan", places))
        elif expiry is not None and expiry < subject.at and not _goes_on(chain, lot.id):
            params = {"expiry": date_text(expiry)}
            failures.append(Failure(lot.id, "dead_end", places, params))
    return counted("M9", total, failures)


def date_text(day: date) -> str:
    """A day as people read it: 21/11/2026."""
    return f"{day:%d/%m/%Y}"


def _appears(chain: Chain, lot: str) -> bool:
    if lot in chain.links.made_by or lot in chain.links.holding:
        return True
    own = (chain.events[place] for place in chain.places(lot))
    if any(creates(event) or receives(event) for event in own):
        return True
    return any(receives(chain.events[place]) for place in carried(chain, lot))


def _goes_on(chain: Chain, lot: str) -> bool:
    """Whether a lot was used, packed, sent, sold or ended."""
    if lot in chain.links.used_in or lot in chain.links.inside:
        return True
    own = (chain.events[place] for place in chain.places(lot))
    return any(sends(event) or sells(event) or ends(event) for event in own)


def parties_of(event: Event, sides: Iterable[str]) -> frozenset[str]:
    """Ids of the parties and places that stand on these sides of an event."""
    return frozenset(one.id for one in presences(event) if one.side in sides)


def in_system(subject: Subject) -> frozenset[str]:
    """Parties whose events are in the chain: those declared, else those named where something
    happened, those sending in sendings and those receiving in receipts."""
    if subject.partners is not None:
        return frozenset(map(party_id, subject.partners))
    found: set[str] = set()
    for _, event in subject.chain.active():
        found |= parties_of(event, ("place", "party"))
        if receives(event):
            found |= parties_of(event, ("destination",))
        elif sends(event):
            found |= parties_of(event, ("source",))
    return frozenset(found)
