"""The story of a lot: its events in time, the lots before and after it, one step each way."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone
from decimal import Decimal

from award import clock
from award.models import Organisation
from award.services import epcis_words, lots, party_names, tracing
from award.services.lots import LotName, Namer
from award.services.party_names import Names
from award.services.tracing import Surroundings
from traceability.chain import Chain
from traceability.chain_carriage import carried
from traceability.chain_neighbours import Neighbour, neighbours
from traceability.chain_parties import presences
from traceability.chain_standing import State
from traceability.events import Event, Quantity
from traceability.trace import Direction, Trace, TracedLot, trace

MOST_OBJECTS = 12  # other lots that one entry names


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant with the offset of the zone it was told in (T14)."""

    at: datetime
    offset: str

    @property
    def told(self) -> str:
        """What the clocks of that zone showed; empty where they show Vietnam's time."""
        sign = -1 if self.offset.startswith("-") else 1
        hours, minutes = map(int, self.offset[1:].split(":"))
        zone = timezone(sign * timedelta(hours=hours, minutes=minutes))
        there = self.at.astimezone(zone)
        if there.utcoffset() == clock.local(self.at).utcoffset():
            return ""
        return f"{there:%d/%m/%Y, %H:%M}"


@dataclass(frozen=True, slots=True)
class Amount:
    """So much; the unit in words. `number` is None where nobody knows."""

    number: Decimal | None
    unit: str


@dataclass(frozen=True, slots=True)
class Void:
    """Why an event does not count: the declaration, and the events that stand in its place."""

    at: datetime
    reason: str
    corrected_by: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One event: what, when (with the zone it was told in), who, where, why, how much.

    `others` are further lots of the event with their roles and amounts, `more` how many are
    left out; `carried` when it befell the unit that the lot lay in.
    """

    event_id: str
    what: str
    when: Moment
    disposition: str
    amount: Amount | None
    who: tuple[str, ...]
    where: tuple[str, ...]
    documents: tuple[str, ...]
    others: tuple[tuple[str, LotName, Amount | None], ...]
    more: int
    carried: bool
    void: Void | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """A lot up- or downstream: how many links away, from which, and by which event."""

    lot: LotName
    distance: int
    came_from: str
    what: str
    when: Moment | None
    who: tuple[str, ...]
    where: tuple[str, ...]
    amount: Amount | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bond:
    """One step back or forward: how, which lot, with whom, how much, by which papers, when."""

    back: bool
    step: str
    lot: LotName | None
    parties: tuple[str, ...]
    amount: Amount | None
    documents: tuple[str, ...]
    when: Moment


@dataclass(frozen=True, slots=True)
class Side:
    """One direction of the trace: lots by distance and events in order of time; `total` counts
    all lots there are, of which `lots` may be the nearest only."""

    lots: list[Reached]
    events: list[Entry]
    total: int

    @property
    def more(self) -> int:
        """How many lots are not among `lots`."""
        return max(self.total - len(self.lots), 0)


@dataclass(frozen=True, slots=True)
class Story:
    """A lot with all that is told of it; `whole` when nothing of the chain was left unread."""

    lot: LotName
    entries: list[Entry]
    up: Side
    down: Side
    bonds: list[Bond]
    whole: bool


def of(organisation: Organisation, node: str) -> Story:
    """The story of a lot of the organisation, by its one spelling (T13, T14, T15, T16, T33)."""
    around = tracing.surroundings(organisation.id, node)
    teller = _Teller(around.chain, lots.namer(organisation.id), party_names.of(organisation), node)
    return Story(
        lot=teller.lots.of(node),
        entries=teller.entries(),
        up=_side(teller, around, Direction.UP),
        down=_side(teller, around, Direction.DOWN),
        bonds=teller.bonds(),
        whole=around.whole,
    )


def _side(teller: "_Teller", around: Surroundings, direction: Direction) -> Side:
    found = trace(around.chain, around.node, direction)
    reached = [teller.reached(found, one) for one in found.lots if one.distance]
    events = [teller.entry(place) for place in found.events]
    total = len(reached) if around.whole else max(around.counts[direction], len(reached))
    return Side(reached, events, total)


@dataclass(frozen=True, slots=True)
class _Teller:
    """Turns places of a chain into what is said of them, from the side of one lot."""

    chain: Chain
    lots: Namer
    parties: Names
    node: str

    def entries(self) -> list[Entry]:
        """The lot's own events, void ones too, and what befell the units it lay in, by time."""
        own = set(self.chain.touched.get(self.node, ()))
        states = self.chain.standings
        told = {place for place in own if states[place].state is not State.DECLARATION}
        told |= {place for place in own if states[place].other is None}
        moved = set(carried(self.chain, self.node)) - own
        places = sorted(told | moved, key=lambda place: (self._event(place).event_time, place))
        return [self.entry(place, carried=place in moved) for place in places]

    def entry(self, place: int, *, carried: bool = False) -> Entry:
        """One event as it is told."""
        event = self._event(place)
        others = [one for one in self.chain.objects[place] if one[1] != self.node]
        return Entry(
            event_id=self.parties.hide(event.event_id or ""),
            what=epcis_words.of_event(event),
            when=_moment(event),
            disposition=epcis_words.word("disposition", event.disposition),
            amount=self._amount(place, self.node),
            who=self._who(place),
            where=self._where(place),
            documents=tuple(map(epcis_words.of_document, event.biz_transactions)),
            others=tuple(
                (epcis_words.word("role", role), self.lots.of(lot), _amount(amount))
                for role, lot, amount in others[:MOST_OBJECTS]
            ),
            more=max(len(others) - MOST_OBJECTS, 0),
            carried=carried,
            void=self._void(place),
        )

    def reached(self, found: Trace, one: TracedLot) -> Reached:
        """A lot of a trace with the event that links it."""
        place = one.event
        event = None if place is None else self._event(place)
        return Reached(
            lot=self.lots.of(one.lot.id),
            distance=one.distance,
            came_from=one.came_from or "",
            what="" if event is None else epcis_words.of_event(event),
            when=None if event is None else _moment(event),
            who=() if place is None else self._who(place),
            where=() if place is None else self._where(place),
            amount=None if place is None else self._amount(place, one.lot.id),
        )

    def bonds(self) -> list[Bond]:
        """One step back and forward, as the core finds them."""
        return [self._bond(one) for one in neighbours(self.chain, self.node)]

    def _bond(self, one: Neighbour) -> Bond:
        event = self._event(one.event)
        shown = (self.parties.shown(party, near=True) for party in one.parties)
        return Bond(
            back=one.back,
            step=epcis_words.word("bond", one.step.value),
            lot=None if one.lot is None else self.lots.of(one.lot),
            parties=tuple(dict.fromkeys(shown)),
            amount=_amount(one.quantity),
            documents=tuple(map(epcis_words.of_document, event.biz_transactions)),
            when=_moment(event),
        )

    def _event(self, place: int) -> Event:
        return self.chain.events[place]

    def _amount(self, place: int, node: str) -> Amount | None:
        found = (amount for _, lot, amount in self.chain.objects[place] if lot == node)
        return _amount(next((one for one in found if one is not None), None))

    def _who(self, place: int) -> tuple[str, ...]:
        """Parties: from whom, to whom, and others that the event names."""
        marks = {"source": "từ {}", "destination": "đến {}", "party": "{}"}
        return tuple(dict.fromkeys(
            marks[side].format(name) for side, name in self._named(place) if side in marks
        ))  # fmt: skip

    def _where(self, place: int) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for side, name in self._named(place) if side == "place"))

    def _named(self, place: int) -> Iterator[tuple[str, str]]:
        found = list(presences(self._event(place)))
        own = self.node in {lot for _, lot, _ in self.chain.objects[place]}
        near = own or self.parties.near(one.id for one in found)
        for one in found:
            yield one.side, self.parties.shown(one.id, near=near)

    def _void(self, place: int) -> Void | None:
        standing = self.chain.standings[place]
        if standing.state is not State.VOIDED or standing.other is None:
            return None
        declaration = self._event(standing.other).error_declaration
        if declaration is None:
            return None
        reason = epcis_words.word("reason", declaration.reason)
        instead = tuple(map(self.parties.hide, standing.corrected_by))
        return Void(declaration.declaration_time, reason, instead)


def _moment(event: Event) -> Moment:
    return Moment(event.event_time, event.event_time_zone_offset)


def _amount(quantity: Quantity | None) -> Amount | None:
    if quantity is None:
        return None
    return Amount(quantity.quantity, epcis_words.word("unit", quantity.uom))
