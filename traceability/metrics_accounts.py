"""Accounts of lots: how much of each was made, received, used, sent, sold, ended, is on hand."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from traceability.chain import Chain
from traceability.chain_parties import presences
from traceability.chain_steps import creates, ends, receives, sells, sends
from traceability.events import Event, Quantity
from traceability.metrics_units import measure

_STEPS = (
    ("received", receives),
    ("sent", sends),
    ("sold", sells),
    ("ended", ends),
    ("made", creates),
)
_OUTWARD = frozenset({"used", "sent", "sold", "ended"})


@dataclass(slots=True)
class Account:
    """Amounts of one lot in the base unit of its dimension.

    `dimension` is None when an amount is unknown or they are of several dimensions. `first` is
    what was used, sent, sold or ended by those who had not received it from others.
    """

    posted: dict[str, Decimal] = field(default_factory=dict)
    first: Decimal = Decimal(0)
    dimensions: set[str | None] = field(default_factory=set)

    @property
    def dimension(self) -> str | None:
        """The one dimension of all amounts."""
        return next(iter(self.dimensions)) if len(self.dimensions) == 1 else None

    @property
    def made(self) -> Decimal:
        """What came into being: commissioned, or output of processes."""
        return self._of("made")

    @property
    def received(self) -> Decimal:
        """What came from other parties."""
        return self._of("received")

    @property
    def sent(self) -> Decimal:
        """What went to other parties."""
        return self._of("sent")

    @property
    def existed(self) -> Decimal:
        """All there ever was: what was made, else what was received."""
        return self.made or self.received

    @property
    def consumed(self) -> Decimal:
        """What was used, sold, ended, or is on hand."""
        return sum(map(self._of, ("used", "sold", "ended", "on_hand")), Decimal(0))

    @property
    def accounted(self) -> Decimal:
        """What the maker can tell of: used, sent, sold, ended, or on hand."""
        return self.first + self._of("on_hand")

    def post(self, side: str, quantity: Quantity, *, first: bool = False) -> None:
        """Add an amount to one side; `first` when it left its maker."""
        one = measure(quantity)
        self.dimensions.add(None if one is None else one.dimension)
        if one is not None:
            self.posted[side] = self._of(side) + one.amount
            self.first += one.amount if first else 0

    def _of(self, side: str) -> Decimal:
        return self.posted.get(side, Decimal(0))


def accounts(chain: Chain, on_hand: Mapping[str, Quantity]) -> dict[str, Account]:
    """The accounts of all lots that events name with quantities.

    What was in a unit is sent and received with it, as much as was put in.
    """
    found: dict[str, Account] = {}
    holders: defaultdict[str, set[str]] = defaultdict(set)
    for index, event in chain.active():
        parties: set[str] | None = None
        for side, node, quantity in _postings(chain, index, event):
            parties = _parties(event, side) if parties is None else parties
            if side == "received":
                holders[node] |= parties
            first = side in _OUTWARD and parties.isdisjoint(holders[node])
            found.setdefault(node, Account()).post(side, quantity, first=first)
    for node, quantity in on_hand.items():
        if node in found:
            found[node].post("on_hand", quantity)
    return found


def _parties(event: Event, side: str) -> set[str]:
    """Who does what is posted: where it happens, and the end of the event on that side."""
    end = "destination" if side == "received" else "source"
    return {one.id for one in presences(event) if one.side in ("place", end)}


def _postings(chain: Chain, index: int, event: Event) -> Iterator[tuple[str, str, Quantity]]:
    side = next((name for name, means in _STEPS if means(event)), None)
    roles = {"input": "used", "output": "made"}
    named = {node for _, node, quantity in chain.objects[index] if quantity is not None}
    units = {node for _, node, quantity in chain.objects[index] if quantity is None}
    for role, node, quantity in chain.objects[index]:
        posted = roles.get(role, side)
        if quantity is not None and posted is not None:
            yield posted, node, quantity
    if side in ("sent", "received"):
        for child, inside in _inside(chain, units, chain.ranks[index]):
            if child not in named:
                yield side, child, inside


def _inside(chain: Chain, units: set[str], rank: int) -> Iterator[tuple[str, Quantity]]:
    """Lots with their quantities in units at a rank, and in units in them, each stay once."""
    for holder in units.union(*(chain.contents(unit, rank) for unit in units)):
        for one in chain.links.holding.get(holder, ()):
            if one.quantity is not None and one.start <= rank < one.end:
                yield one.child, one.quantity


def number_text(number: Decimal) -> str:
    """A number without exponent and trailing zeros."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
