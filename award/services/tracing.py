"""Up- and downstream of a lot: the database finds what is linked, the core says how and when."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import TextClause, select, text

from award.extensions import db
from award.models import EventKey
from award.services import event_store, garbage
from award.services.event_rows import CONTAINED, PROCESS
from traceability.chain import Chain, build
from traceability.chain_lots import read_lot
from traceability.trace import Direction, Trace, trace

MOST_LOTS = 20_000  # that one trace follows; more is told, not followed
NEAREST = 300  # lots on each side of one that a page reads whole
MOST_EVENTS = 5_000  # that a page reads

# OFFSET 0 keeps the look-up of each lot's edges by itself: one step of the index. As a plain join
# it is read from the whole table where the planner expects many lots, and grows with the table.
_WALK = """
WITH RECURSIVE reached(lot) AS (
    SELECT unnest(CAST(:start AS text[]))
    UNION
    SELECT edge.lot FROM reached CROSS JOIN LATERAL (
        SELECT {to} AS lot FROM lot_edge
         WHERE organisation_id = :organisation AND {by} = reached.lot {only} OFFSET 0
    ) edge
)
SELECT lot FROM reached LIMIT :most
"""
_DOWN = text(_WALK.format(by="source", to="target", only=""))
_UP = text(_WALK.format(by="target", to="source", only=""))
_AROUND = text(_WALK.format(by="source", to="target", only=f"AND kind = '{CONTAINED}'"))

_EVENTS = text(
    """
    SELECT event_no FROM event_object WHERE organisation_id = :organisation AND lot = ANY(:lots)
    UNION
    SELECT event_no FROM lot_edge WHERE organisation_id = :organisation AND source = ANY(:joints)
    UNION
    SELECT event_no FROM lot_edge WHERE organisation_id = :organisation AND target = ANY(:joints)
    """
)


@dataclass(frozen=True, slots=True)
class Traced:
    """A trace, the chain its places point into, and whether it was cut at `MOST_LOTS`."""

    trace: Trace
    chain: Chain
    cut: bool


def follow(organisation_id: int, lot: str, direction: Direction) -> Traced:
    """The trace of a lot of the organisation, as `traceability.trace.trace` defines it (T15).

    `lot` is any spelling of its id. The links of the database know no time, so they reach all
    that the trace can reach; the core then keeps to what lay where while it lay there.
    """
    node = read_lot(lot)
    lots = reach(organisation_id, [node], direction)
    if direction is Direction.UP:
        lots |= _walk(_AROUND, organisation_id, lots)
    numbers = numbers_of(organisation_id, lots)
    with garbage.left_alone():
        chain = build(event_store.events(organisation_id, numbers))
        return Traced(trace(chain, node, direction), chain, len(lots) >= MOST_LOTS)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The chain around a lot, and how many lots lie up- and downstream of it at all.

    `whole` when the chain holds all of them; else it holds the nearest.
    """

    node: str
    chain: Chain
    counts: dict[Direction, int]
    whole: bool


def surroundings(organisation_id: int, node: str) -> Surroundings:
    """The chain of a lot and of the lots nearest to it, `NEAREST` on each side at most."""
    counts: dict[Direction, int] = {}
    near: set[str] = {node}
    whole = True
    for direction, walk in ((Direction.UP, _UP), (Direction.DOWN, _DOWN)):
        linked = reach(organisation_id, [node], direction)
        counts[direction] = sum(not lot.startswith(PROCESS) for lot in linked) - 1
        if len(linked) > NEAREST:
            whole = False
            linked = _walk(walk, organisation_id, [node], NEAREST)
        near |= linked
    near |= _walk(_AROUND, organisation_id, near, len(near) + NEAREST)
    numbers = numbers_of(organisation_id, near)
    if len(numbers) > MOST_EVENTS:
        whole = False
        own = numbers_of(organisation_id, [node])[-MOST_EVENTS:]
        numbers = sorted({*own, *numbers[: MOST_EVENTS - len(own)]})
    return Surroundings(node, build(event_store.events(organisation_id, numbers)), counts, whole)


def reach(organisation_id: int, lots: Iterable[str], direction: Direction) -> set[str]:
    """All nodes linked up- or downstream of lots at any time, those included, `MOST_LOTS` at most.

    Nodes that begin with `event_rows.PROCESS` join the inputs and outputs of a process.
    """
    return _walk(_UP if direction is Direction.UP else _DOWN, organisation_id, lots)


def numbers_of(organisation_id: int, lots: Iterable[str]) -> list[int]:
    """Numbers of the events that name one of the lots or meet in one of the joints."""
    joints: list[str] = []
    named: list[str] = []
    for lot in lots:
        (joints if lot.startswith(PROCESS) else named).append(lot)
    values = {"organisation": organisation_id, "lots": named, "joints": joints}
    return sorted(db.session.scalars(_EVENTS, values))


def in_period(organisation_id: int, start: datetime, end: datetime) -> list[int]:
    """Numbers of the events whose time lies in [start, end), in order."""
    query = (
        select(EventKey.event_no)
        .where(
            EventKey.organisation_id == organisation_id,
            EventKey.event_time >= start,
            EventKey.event_time < end,
        )
        .order_by(EventKey.event_no)
    )
    return list(db.session.scalars(query))


def _walk(
    query: TextClause, organisation_id: int, start: Iterable[str], most: int | None = None
) -> set[str]:
    """The nearest nodes first: a recursive query finds them link by link."""
    limit = MOST_LOTS if most is None else most
    values = {"organisation": organisation_id, "start": list(start), "most": limit}
    return set(db.session.scalars(query, values))
