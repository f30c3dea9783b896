"""How long traces of close to 1,000 lots take from the store, in a small table and in a large one.

Targets: p95 below 100 ms for traces of at most 1,000 lots among 200,000 events (requirement T15),
and no growth with the table (issue on traceability), judged by seconds of the processor. Both
tables, each in a database of its own, are measured in turn, trace by trace, on traces of the same
shape; events are laid in through the store's own COPY, without hashing. Run from the project root:
`python bench/bench_trace_store.py [--small 200000] [--large 2000000] [--traces 200]`.
"""

import argparse
import gc
import hashlib
import json
import os
import random
import statistics
import sys
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from flask import Flask  # noqa: E402  # the project root is on the path only now
from own_ground import Ground, own_ground  # noqa: E402  # as above
from sqlalchemy import text  # noqa: E402  # as above

from award import clock  # noqa: E402  # as above
from award.demo.founding import make_organisation  # noqa: E402  # as above
from award.extensions import db  # noqa: E402  # as above
from award.models import CaptureSource  # noqa: E402  # as above
from award.services import capturing, event_rows, event_store, tracing  # noqa: E402  # as above
from award.services.event_rows import Block, Captured  # noqa: E402  # as above
from traceability.epcis_context import BUILT_IN  # noqa: E402  # as above
from traceability.epcis_event import EventReader  # noqa: E402  # as above
from traceability.epcis_report import Report  # noqa: E402  # as above
from traceability.trace import Direction  # noqa: E402  # as above

TARGET, GROWTH = 0.1, 1.5  # seconds; how much longer in a table ten times as large
RAW, MIDDLE, LATE = 940, 47, 6  # lots of a family; then one product, in one logistic unit
IN_ONE_FAMILY = RAW + MIDDLE + LATE + 3  # events: a process each, a packing, a shipment
START = datetime(2026, 1, 1, tzinfo=UTC)
IN_ONE_COPY = 10  # families

Json = dict[str, Any]


def lot(family: int, number: int) -> str:
    """A lot of a family: raw, between, late, and the product as the last one."""
    return f"https://id.gs1.org/01/08938501000019/10/F{family}-{number}"


def unit(family: int) -> str:
    """The logistic unit of a family."""
    return f"https://id.gs1.org/00/1893850{family:011d}"


def events(family: int) -> Iterator[Json]:
    """Raw lots, each twenty of them into one, each eight of those into one, one product, sent."""
    for number in range(RAW):
        yield _event(family, number, "ObjectEvent", action="ADD",
                     quantityList=[_amount(family, number)])  # fmt: skip
    first, last = 0, RAW
    for many, few in ((RAW, MIDDLE), (MIDDLE, LATE), (LATE, 1)):
        for number in range(few):
            inputs = range(first + number * many // few, first + (number + 1) * many // few)
            yield _event(family, last, "TransformationEvent",
                         inputQuantityList=[_amount(family, one) for one in inputs],
                         outputQuantityList=[_amount(family, last)])  # fmt: skip
            last += 1
        first += many
    yield _event(family, last, "AggregationEvent", action="ADD", bizStep="packing",
                 parentID=unit(family), childQuantityList=[_amount(family, last - 1)])  # fmt: skip
    yield _event(family, last + 1, "ObjectEvent", action="OBSERVE", bizStep="shipping",
                 epcList=[unit(family)])  # fmt: skip


def _amount(family: int, number: int) -> Json:
    return {"epcClass": lot(family, number), "quantity": 120.5, "uom": "KGM"}


def _event(family: int, number: int, kind: str, **fields: Any) -> Json:
    at = START + timedelta(minutes=family % 400_000, seconds=number // 20)
    return {
        "type": kind,
        "eventID": f"https://example.vn/su-kien/{family}-{number}",
        "eventTime": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "eventTimeZoneOffset": "+07:00",
        "bizStep": "commissioning",
        "readPoint": {"id": "https://id.gs1.org/414/8938501000019"},
        **fields,
    }


def lay_in(organisation_id: int, job_id: UUID, families: range) -> None:
    """Write whole families through the store's COPY, some in each transaction."""
    reader = EventReader(Report(), now=clock.now())
    for start in range(families.start, families.stop, IN_ONE_COPY):
        block = Block(organisation_id, job_id, clock.now())
        for family in range(start, min(start + IN_ONE_COPY, families.stop)):
            for place, told in enumerate(events(family)):
                block.add(family * IN_ONE_FAMILY + place + 1, _captured(reader, told))
        with db.session.begin():
            connection = db.session.connection().connection.driver_connection
            assert connection is not None
            event_store.copy(connection.cursor(), block)
    with db.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _captured(reader: EventReader, told: Json) -> Captured:
    event = reader.read(told, "$", BUILT_IN)
    assert event is not None
    name = told["eventID"]
    kept = {key: value for key, value in told.items() if key != "eventID"}
    digest = hashlib.sha256(name.encode()).hexdigest()
    return Captured(
        event=event, event_id=name, hash=digest, objects=event_rows.objects(event),
        payload=json.dumps(kept),
    )  # fmt: skip


@dataclass
class Store:
    """A database of its own with so many families, and the seconds that its traces took."""

    app: Flask
    families: int
    organisation_id: int
    job_id: UUID
    lots: int = 0
    served: float = 0.0
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))

    def figures(self) -> dict[str, float]:
        """What is compared, in seconds."""
        took = self.seconds
        return {
            "walk p95": _p95(took["walk"]),
            "up p50": statistics.median(took["up"]),
            "up p95": _p95(took["up"]),
            "up p50 of the processor": statistics.median(took["busy"]),
            "up p95 of the processor": _p95(took["busy"]),
            "down p95": _p95(took["down"]),
            "server's processor, all of a round": self.served / len(took["up"]),
        }


def trace_one(store: Store, family: int) -> None:
    """A trace up from the unit of a family and down from one of its raw lots."""
    with store.app.app_context():
        served, began = _server_seconds(), time.perf_counter()
        tracing.reach(store.organisation_id, [unit(family)], Direction.UP)
        walked, busy = time.perf_counter(), time.process_time()
        found = tracing.follow(store.organisation_id, unit(family), Direction.UP)
        followed, busy = time.perf_counter(), time.process_time() - busy
        tracing.follow(store.organisation_id, lot(family, 0), Direction.DOWN)
        ended = time.perf_counter()
        store.served += _server_seconds() - served
    store.lots = max(store.lots, len(found.trace.lots))
    for name, seconds in (("walk", walked - began), ("up", followed - walked), ("busy", busy),
                          ("down", ended - followed)):  # fmt: skip
        store.seconds[name].append(seconds)


def measure(stores: Sequence[Store], count: int) -> None:
    """Trace in turn, the same number in each, families at random; only the second round counts."""
    chosen = [random.Random(1).choices(range(one.families), k=count) for one in stores]
    for _ in range(2):
        for one in stores:
            one.seconds.clear()
            one.served = 0.0
        for families in zip(*chosen, strict=True):
            for one, family in zip(stores, families, strict=True):
                trace_one(one, family)


def _server_seconds() -> float:
    """Seconds of the processor that the server has spent on this connection."""
    backend = db.session.scalar(text("SELECT pg_backend_pid()"))
    fields = Path(f"/proc/{backend}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:13])) / os.sysconf("SC_CLK_TCK")


def _p95(seconds: list[float]) -> float:
    return statistics.quantiles(seconds, n=20)[-1]


def made(ground: Ground, events_wanted: int) -> Store:
    """A database of the server with so many events laid in."""
    app = ground.site(f"bench_{events_wanted}")
    families, began = events_wanted // IN_ONE_FAMILY, time.perf_counter()
    with app.app_context():
        with db.session.begin():
            organisation = make_organisation()
            db.session.flush()
            job = capturing.keep(b"x", organisation=organisation, source=CaptureSource.UPLOAD)
            store = Store(app, families, organisation.id, job.id)
        lay_in(store.organisation_id, store.job_id, range(families))
    seconds = time.perf_counter() - began
    print(f"{families * IN_ONE_FAMILY:,} events laid in, {seconds:.0f} s")
    return store


def compare(small: Store, large: Store) -> int:
    """Tell what both took and their ratio; 1 if a target is missed."""
    of_small, of_large = small.figures(), large.figures()
    print(f"traces of {small.lots} and {large.lots} lots, {len(small.seconds['up'])} of each:")
    for name, one in of_small.items():
        other = of_large[name]
        print(f"  {name}: {1000 * one:.1f} ms, {1000 * other:.1f} ms, ratio {other / one:.2f}")
    grown = (of_large[name] > GROWTH * of_small[name] for name in of_small if "processor" in name)
    return int(of_small["up p95"] > TARGET or any(grown))


def main() -> int:
    """Measure on a server of its own; exit code 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--small", type=int, default=200_000)
    parser.add_argument("--large", type=int, default=2_000_000)
    parser.add_argument("--traces", type=int, default=200)
    given = parser.parse_args()
    with own_ground() as ground:
        stores = [made(ground, wanted) for wanted in (given.small, given.large)]
        gc.collect()
        gc.freeze()  # as the web server does once it has read the application
        measure(stores, given.traces)
        return compare(*stores)


if __name__ == "__main__":
    raise SystemExit(main())
