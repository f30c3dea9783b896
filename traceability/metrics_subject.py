"""What metrics are computed from: a chain, a sector profile, rule sets, and declared facts."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from traceability.chain import Chain
from traceability.events import Event, Quantity
from traceability.parties import hide_personal_numbers
from traceability.prefixes import CompanyPrefix, PrefixRegistry
from traceability.profiles import Profile
from traceability.recall_record import Drill
from traceability.rule_sets import RuleSet


@dataclass(frozen=True, slots=True)
class Product:
    """A product and what is known of it: `facts` by the names of rules/facts.toml.

    `unit_weight` is the content of one piece, to compare pieces with mass or volume.
    """

    gtin: str
    facts: Mapping[str, str] = field(default_factory=dict)
    imported: bool = False
    unit_weight: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Carrier:
    """What a label decoded to, beside the id registered for it.

    `resolves` and `shows` (facts on its page) are None where nobody has looked.
    """

    content: str
    registered: str
    resolves: bool | None = None
    shows: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Retention:
    """How long the organisation keeps events, in months; `deleted` are lots already deleted."""

    months_after_expiry: int
    months_without_expiry: int
    deleted: Mapping[str, date] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PlaceUse:
    """A GLN stood for a place during these days (both included; None: open)."""

    gln: str
    place: str
    valid_from: date
    valid_to: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """All that the metrics look at. Nothing here is read from anywhere else.

    `organisation`, `prefixes` and `single_keys` (as of `PrefixRegistry`) judge whose codes are;
    with `prefixes` None only their form is judged;
    `partners` are ids of parties whose events are in the chain (None: found from the events);
    `on_hand` is stock by lot, `losses` declared loss by event id; `window` limits events and
    lots to those of a time span, both ends included.
    """

    chain: Chain
    at: date
    profile: Profile
    rule_sets: tuple[RuleSet, ...] = ()
    organisation: str = ""
    prefixes: tuple[CompanyPrefix, ...] | None = None
    single_keys: Mapping[str, str] = field(default_factory=dict)
    partners: frozenset[str] | None = None
    products: tuple[Product, ...] = ()
    on_hand: Mapping[str, Quantity] = field(default_factory=dict)
    losses: Mapping[str, Quantity] = field(default_factory=dict)
    carriers: tuple[Carrier, ...] = ()
    retention: Retention | None = None
    places: tuple[PlaceUse, ...] = ()
    drills: tuple[Drill, ...] = ()
    window: tuple[datetime, datetime] | None = None

    def events(self) -> Iterator[tuple[int, Event]]:
        """Events that count and lie in the window, with their places, in order of time."""
        for index, event in self.chain.active():
            if self._within(event):
                yield index, event

    def registry(self) -> PrefixRegistry | None:
        """Whose codes are; raises CodeError when one prefix contains another."""
        if self.prefixes is None:
            return None
        return PrefixRegistry(self.prefixes, self.single_keys)

    def _within(self, event: Event) -> bool:
        return self.window is None or self.window[0] <= event.event_time <= self.window[1]

    def event_id(self, index: int) -> str:
        """How an event is named in findings: its event id, persons masked, else #place."""
        name = self.chain.events[index].event_id or f"#{index}"
        return hide_personal_numbers(name, year=self.at.year)
