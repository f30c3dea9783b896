"""The audit chain: the only writer of `AuditEvent`, its verification, and its replay."""

from collections.abc import Iterator
from datetime import UTC
from typing import Any

from sqlalchemy import Table, func, select, text
from sqlalchemy.orm import Session, SessionTransaction

from award import clock
from award.extensions import Base, db
from award.models import AuditEvent, User
from scoring.canonical import sha256

GENESIS = "0" * 64
_CHAIN_LOCK = 4_717_001  # one writer at a time; the number only has to be ours
_TAIL = "audit_tail"  # in the session: the transaction that appended last, and what it appended


def record(
    action: str,
    subject: Any,
    *,
    actor: User | None,
    from_state: str | None = None,
    to_state: str | None = None,
    note: str = "",
    data: dict[str, Any] | None = None,
    session: Session | None = None,
) -> AuditEvent:
    """Append one event for a flushed row; the lock is held until the transaction ends (R38).

    `session` is one apart from the request's, for what must stay on record whatever becomes of it.
    """
    within = session or db.session()
    number, previous = _end_of_chain(within)
    event = AuditEvent(
        id=number + 1,
        at=clock.now(),
        actor_id=None if actor is None else actor.id,
        action=action,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        from_state=None if from_state is None else str(from_state),
        to_state=None if to_state is None else str(to_state),
        note=note,
        data=data or {},
        previous_hash=previous,
    )
    event.hash = digest(event)
    within.add(event)
    within.flush()
    within.info[_TAIL] = _transaction(within), event.id, event.hash
    return event


def _end_of_chain(within: Session) -> tuple[int, str]:
    """Number and hash of the last event, under the lock.

    Whoever has appended in this very transaction holds the lock and knows the end already; a
    savepoint gives both back when it is rolled back, so each one asks anew.
    """
    known = within.info.get(_TAIL)
    if known is not None and known[0] is _transaction(within):
        return known[1], known[2]
    within.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": _CHAIN_LOCK})
    return _last(within)


def _transaction(within: Session) -> SessionTransaction | None:
    return within.get_nested_transaction() or within.get_transaction()


def digest(event: AuditEvent) -> str:
    """SHA-256 over the event's content and the hash before it, as canonical JSON."""
    content = {
        "id": event.id,
        "at": event.at.astimezone(UTC).isoformat(timespec="microseconds"),
        "actor": event.actor_id,
        "action": event.action,
        "subject": [event.subject_type, event.subject_id],
        "states": [event.from_state, event.to_state],
        "note": event.note,
        "data": event.data,
        "previous": event.previous_hash,
    }
    return sha256(content)


def head() -> tuple[int, str]:
    """Number of events and the hash of the last one; what an outside anchor would note down."""
    return _last(db.session())


def _last(within: Session) -> tuple[int, str]:
    row = within.execute(
        select(AuditEvent.id, AuditEvent.hash).order_by(AuditEvent.id.desc()).limit(1)
    ).one_or_none()
    return (0, GENESIS) if row is None else (row.id, row.hash)


def faults() -> Iterator[str]:
    """What is wrong with the chain, or with the states it should have led to; nothing if sound."""
    previous, expected = GENESIS, 1
    for event in db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)):
        if event.id != expected:
            yield f"audit_event {expected}: missing or out of order"
            return
        if event.previous_hash != previous or event.hash != digest(event):
            yield f"audit_event {event.id}: hash does not match its content or its predecessor"
            return
        previous, expected = event.hash, expected + 1
    yield from _replay_faults()


def _replay_faults() -> Iterator[str]:
    """Rows whose present state is not the one their last recorded move led to."""
    last = (
        select(
            AuditEvent.subject_type,
            AuditEvent.subject_id,
            func.max(AuditEvent.id).label("event_id"),
        )
        .where(AuditEvent.to_state.is_not(None))
        .group_by(AuditEvent.subject_type, AuditEvent.subject_id)
        .subquery()
    )
    moved = select(AuditEvent).join(last, AuditEvent.id == last.c.event_id)
    reached = {(event.subject_type, event.subject_id): event for event in db.session.scalars(moved)}
    for mapper in Base.registry.mappers:
        table = mapper.local_table
        if not isinstance(table, Table) or "state" not in table.c:
            continue
        initial = str(table.c.state.default.arg)
        for row_id, state in db.session.execute(select(table.c.id, table.c.state)):
            event = reached.get((table.name, row_id))
            if str(state) != (initial if event is None else event.to_state):
                named = "no audit_event" if event is None else f"audit_event {event.id}"
                yield f"{table.name} {row_id}: state {state} is not what {named} led to"
