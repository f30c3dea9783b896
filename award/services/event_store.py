"""The store of events: bulk writing through COPY, voiding by error declarations, reading back."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime
from typing import Any, TypeAlias, cast

import psycopg
from sqlalchemy import ARRAY, BigInteger, any_, literal, select, text

from award import clock
from award.extensions import db
from award.models import CaptureJob, EventKey, EventPayload
from award.services.event_payloads import Json, shown
from award.services.event_rows import COLUMNS, Block, Captured
from traceability.epcis_context import BUILT_IN
from traceability.epcis_event import EventReader
from traceability.epcis_report import Report
from traceability.events import Event

_LOCK = 4_717_002  # with the organisation's number: one capture of an organisation at a time
CHUNK = 1_000  # events whose lines are in memory at a time

# Told of an event that is there already: its place in the document, and whether its id is used
# again for something else.
Repeated: TypeAlias = Callable[[int, Captured, bool], None]


def lock(organisation_id: int) -> None:
    """Let one capture of an organisation write at a time, until the transaction ends."""
    db.session.execute(
        text("SELECT pg_advisory_xact_lock(:lock, :organisation)"),
        {"lock": _LOCK, "organisation": organisation_id},
    )


class Writer:
    """Writes a document's new events, recorded `at`; needs the lock. Use as a context manager.

    Blocks are sorted and sent by a thread of its own, so that the caller can make the next one
    while the server takes this: until the end nobody else may use the session's connection.
    """

    def __init__(self, job: CaptureJob, at: datetime, repeated: Repeated) -> None:
        db.session.flush()
        self.stored = 0
        self._job_id, self._organisation_id, self._at = job.id, job.organisation_id, at
        self._repeated = repeated
        self._number = _last_number(job.organisation_id)
        self._cursor = _cursor()
        self._sending = ThreadPoolExecutor(max_workers=1)
        self._sent: Future[None] | None = None

    def __enter__(self) -> "Writer":
        return self

    def __exit__(self, *_: object) -> None:
        self._sending.shutdown(wait=True)

    def put(self, events: Sequence[tuple[int, Captured]]) -> None:
        """Take events with their places in the document; what went before is written by then."""
        self.wait()
        self._sent = self._sending.submit(self._take, events)

    def wait(self) -> None:
        """Until everything taken is written; raises what went wrong with it."""
        if self._sent is not None:
            self._sent.result()

    def _take(self, events: Sequence[tuple[int, Captured]]) -> None:
        block = Block(self._organisation_id, self._job_id, self._at)
        for one in self._fresh(events):
            self._number += 1
            self.stored += 1
            block.add(self._number, one)
        copy(self._cursor, block)

    def _fresh(self, events: Sequence[tuple[int, Captured]]) -> Iterator[Captured]:
        """Leave out what the store or the document itself already has, by id and by hash (T12)."""
        ids = self._known_ids([one.event_id for _, one in events])
        hashes = self._known_hashes([one.hash for _, one in events])
        for place, one in events:
            declares = one.event.error_declaration is not None
            named, content = (one.event_id, declares), (one.hash, declares)
            known = ids.setdefault(named, one.hash)
            if known != one.hash or content in hashes:
                self._repeated(place, one, known != one.hash)
            else:
                hashes.add(content)
                yield one

    def _known_ids(self, ids: list[str]) -> dict[tuple[str, bool], str]:
        """Of these event ids the stored ones: (id, declares an error) → hash."""
        rows = self._cursor.execute(
            "SELECT event_id, declares_error, hash FROM event_key "
            "WHERE organisation_id = %s AND event_id = ANY(%s)",
            (self._organisation_id, ids),
        )
        return {(event_id, declares): digest for event_id, declares, digest in rows}

    def _known_hashes(self, hashes: list[str]) -> set[tuple[str, bool]]:
        """Of these hashes the stored ones: (hash, declares an error)."""
        rows = self._cursor.execute(
            "SELECT hash, declares_error FROM event_key "
            "WHERE organisation_id = %s AND hash = ANY(%s)",
            (self._organisation_id, hashes),
        )
        return set(rows)


def copy(cursor: psycopg.Cursor[Any], block: Block) -> None:
    """Send a block's lines to the four tables."""
    for table, columns in COLUMNS.items():
        with cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as stream:
            stream.write(block.copy_text(table))


def read(organisation_id: int, numbers: Iterable[int]) -> dict[int, Json]:
    """Events by number, as JSON-LD with their ids and the times of their recording."""
    array = literal(list(numbers), ARRAY(BigInteger))
    query = (
        select(EventKey.event_no, EventKey.event_id, EventKey.record_time, EventPayload.payload)
        .join(
            EventPayload,
            (EventPayload.organisation_id == EventKey.organisation_id)
            & (EventPayload.event_time == EventKey.event_time)
            & (EventPayload.event_no == EventKey.event_no),
        )
        .where(EventKey.organisation_id == organisation_id, EventKey.event_no == any_(array))
    )
    return {
        row.event_no: shown(row.payload, event_id=row.event_id, record_time=row.record_time)
        for row in db.session.execute(query)
    }


def events(organisation_id: int, numbers: Sequence[int]) -> list[Event]:
    """Events by number as the core knows them, in the order of the numbers."""
    found = read(organisation_id, numbers)
    reader = EventReader(Report(), now=clock.now())
    typed = (reader.read(found[number], "$", BUILT_IN) for number in numbers)
    return [event for event in typed if event is not None]


def _last_number(organisation_id: int) -> int:
    query = (
        select(EventKey.event_no)
        .where(EventKey.organisation_id == organisation_id)
        .order_by(EventKey.event_no.desc())
        .limit(1)
    )
    return db.session.scalar(query) or 0


_VOID = """
UPDATE event_key wrong SET voided_by = declaration.event_id
  FROM event_key declaration
 WHERE wrong.organisation_id = :organisation AND NOT wrong.declares_error
   AND wrong.voided_by IS NULL
   AND declaration.organisation_id = :organisation AND declaration.declares_error
   AND (declaration.job_id = :job OR wrong.job_id = :job)
   AND {alike}
RETURNING wrong.event_no
"""
_BY_ID = text(_VOID.format(alike="wrong.event_id = declaration.event_id"))
_BY_CONTENT = text(
    _VOID.format(
        alike="""wrong.hash = declaration.hash AND NOT EXISTS (
            SELECT FROM event_key named WHERE named.organisation_id = :organisation
               AND named.event_id = declaration.event_id AND NOT named.declares_error)"""
    )
)


def void(job: CaptureJob) -> None:
    """Mark what declarations declare wrong, whichever came first, and take its links away (T13).

    A declaration voids the event with its id, and where no event has it, the one with its content.
    """
    values = {"organisation": job.organisation_id, "job": job.id}
    some = select(EventKey.event_no).where(
        EventKey.organisation_id == job.organisation_id, EventKey.declares_error
    )
    if db.session.scalar(some.limit(1)) is None:
        return
    voided = [number for rule in (_BY_ID, _BY_CONTENT) for number in _numbers(rule, values)]
    db.session.execute(
        text("DELETE FROM lot_edge WHERE organisation_id = :organisation AND event_no = ANY(:all)"),
        {"organisation": job.organisation_id, "all": voided},
    )


def _numbers(statement: Any, values: dict[str, Any]) -> list[int]:
    return list(db.session.scalars(statement, values))


def _cursor() -> psycopg.Cursor[Any]:
    """A cursor of the driver on the session's own connection, inside its transaction."""
    connection = db.session.connection().connection.driver_connection
    return cast("psycopg.Connection[Any]", connection).cursor()
