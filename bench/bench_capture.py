"""How long capture takes beside bare COPY plus bare validation, and how long traces take.

Targets (issue on traceability): capture from HTTP body to queryable within 1.6 times bare COPY of
the same rows plus bare validation of the same documents, measured in one run; p95 of traces of at
most 1,000 lots below 100 ms. Run from the project root, on a server of its own:
`python bench/bench_capture.py [--events 200000] [--workers 2]`.
"""

import argparse
import gc
import logging
import os
import random
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "bench")]

from flask import Flask  # noqa: E402  # the project root is on the path only now
from own_ground import own_ground  # noqa: E402  # as above
from sqlalchemy import func, select, text  # noqa: E402  # as above
from supply_chain import documents  # noqa: E402  # as above

from award import clock  # noqa: E402  # as above
from award.demo.founding import make_organisation, make_user  # noqa: E402  # as above
from award.extensions import db  # noqa: E402  # as above
from award.models import CaptureJob, EventKey, EventObject  # noqa: E402  # as above
from award.services import api_tokens, tracing  # noqa: E402  # as above
from award.services.api_tokens import Scope  # noqa: E402  # as above
from award.services.event_rows import COLUMNS  # noqa: E402  # as above
from traceability import epcis  # noqa: E402  # as above
from traceability.trace import Direction  # noqa: E402  # as above

RATIO_TARGET, TRACE_TARGET = 1.6, 0.1
IN_ONE_DOCUMENT = 10_000
CHUNK = 1024 * 1024


@contextmanager
def workers(app: Flask, folder: Path, count: int) -> Iterator[None]:
    """So many background workers, each a process of its own as in any installation."""
    place = {
        "AWARD_ENV": "testing",
        "AWARD_INSTANCE": str(folder),
        "AWARD_LOG_LEVEL": "ERROR",
        "DATABASE_URL": app.config["AWARD"].database_url,
    }
    running = [
        subprocess.Popen([sys.executable, "-m", "award.worker"], cwd=ROOT, env=os.environ | place)
        for _ in range(count)
    ]
    try:
        with app.app_context():
            until(lambda: started() == count)
        yield
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def started() -> int:
    """How many workers have put themselves down."""
    return db.session.scalar(text("SELECT count(*) FROM procrastinate_workers")) or 0


def until(done: Callable[[], bool]) -> None:
    """Wait for what the database says."""
    while not done():
        db.session.rollback()
        time.sleep(0.25)
    db.session.rollback()


def all_finished() -> bool:
    """Whether the workers have taken every document."""
    waiting = select(func.count()).where(CaptureJob.finished_at.is_(None))
    return db.session.scalar(waiting) == 0


def capture(app: Flask, bodies: list[bytes]) -> float:
    """Send all documents to waiting workers; seconds until all can be queried."""
    with app.app_context(), db.session.begin():
        _, token = api_tokens.create(
            make_organisation(),
            name="bench",
            scopes=tuple(Scope),
            expires_at=clock.now() + timedelta(days=1),
            actor=make_user(),
        )
    client, headers = app.test_client(), {"Authorization": f"Bearer {token}"}
    began = time.perf_counter()
    for body in bodies:
        answer = client.post(
            "/epcis/capture", data=body, content_type="application/json", headers=headers
        )
        if answer.status_code != 202:
            raise SystemExit(answer.text)
    with app.app_context():
        until(all_finished)
        took = time.perf_counter() - began
        failed = select(CaptureJob.findings).where(CaptureJob.success.is_not(True))
        if (findings := db.session.scalars(failed).first()) is not None:
            raise SystemExit(str(findings)[:1_000])
    return took


def validate(bodies: list[bytes]) -> float:
    """Seconds of bare validation, without looking for cycles, as capture reads too."""
    began = time.perf_counter()
    gc.disable()
    try:
        for body in bodies:
            epcis.read(body, now=clock.now())
    finally:
        gc.enable()
    return time.perf_counter() - began


def copy_again(app: Flask, folder: Path) -> tuple[float, float]:
    """Take the rows out, empty the tables, and copy the same rows in.

    Seconds of the last, by the clock and of the processor.
    """
    with app.app_context():
        connection = db.session.connection().connection.driver_connection
        assert connection is not None
        cursor = connection.cursor()
        cursor.execute("SET statement_timeout = 0")  # all rows in one statement take long
        with connection.transaction():
            for table, columns in COLUMNS.items():
                with (
                    (folder / table).open("wb") as file,
                    cursor.copy(
                        f"COPY (SELECT {columns} FROM {table} ORDER BY event_no) TO STDOUT"
                    ) as stream,
                ):
                    for block in stream:
                        file.write(block)
            cursor.execute(f"TRUNCATE {', '.join(COLUMNS)}")
        began, used = time.perf_counter(), busy(folder)
        with connection.transaction():
            for table, columns in COLUMNS.items():
                with (
                    (folder / table).open("rb") as file,
                    cursor.copy(f"COPY {table} ({columns}) FROM STDIN") as stream,
                ):
                    while block := file.read(CHUNK):
                        stream.write(block)
        return time.perf_counter() - began, busy(folder) - used


def traces(app: Flask, count: int) -> Iterator[tuple[int, float]]:
    """Lots and seconds of traces from lots taken at random, both directions in turn."""
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("ANALYZE"))
        organisation_id, most = db.session.execute(
            select(EventKey.organisation_id, func.max(EventKey.event_no)).group_by(
                EventKey.organisation_id
            )
        ).one()
        chosen = random.Random(7)
        for number in range(count):
            lot = db.session.scalar(
                select(EventObject.lot)
                .where(
                    EventObject.organisation_id == organisation_id,
                    EventObject.event_no == chosen.randint(1, most),
                )
                .limit(1)
            )
            direction = list(Direction)[number % 2]
            began = time.perf_counter()
            found = tracing.follow(organisation_id, str(lot), direction)
            yield len(found.trace.lots), time.perf_counter() - began


def report_traces(app: Flask, count: int) -> bool:
    """Print how long traces take; whether the target is met."""
    found = [(lots, seconds) for lots, seconds in traces(app, count) if lots <= 1_000]
    times = sorted(seconds for _, seconds in found)
    p95 = statistics.quantiles(times, n=20)[-1]
    largest = max(found)
    print(
        f"{len(found)} traces of at most {largest[0]} lots: p50 {1000 * times[len(times) // 2]:.1f}"
        f" ms, p95 {1000 * p95:.1f} ms, max {1000 * times[-1]:.1f} ms; "
        f"the largest {1000 * largest[1]:.1f} ms"
    )
    return p95 <= TRACE_TARGET


def busy(folder: Path) -> float:
    """Seconds of the processor that this process, its workers and the server have used so far."""
    server = int(next(folder.rglob("postmaster.pid")).read_text().split()[0])
    ticks = 0
    for place in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = place.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # it has just ended, and its parent counts it
        if int(place.parent.name) in (server, os.getpid()):
            ticks += sum(map(int, fields[11:15]))
        elif int(fields[1]) in (server, os.getpid()):
            ticks += sum(map(int, fields[11:13]))
    return ticks / os.sysconf("SC_CLK_TCK")


def measure(app: Flask, folder: Path, given: argparse.Namespace) -> int:
    """Print all figures; 1 if a target is missed."""
    bodies = list(documents(given.events, IN_ONE_DOCUMENT))
    print(f"{given.events:,} events in {len(bodies)} documents, {sum(map(len, bodies)):,} bytes")
    with workers(app, folder, given.workers):
        used = [busy(folder)]
        whole = capture(app, bodies)
    used.append(busy(folder))
    print(f"capture, HTTP body to queryable: {whole:.1f} s, {given.events / whole:,.0f} events/s")
    reading = validate(bodies)
    used.append(busy(folder))
    copying, copied = copy_again(app, folder)
    ratio = whole / (reading + copying)
    print(f"bare validation {reading:.1f} s, bare COPY {copying:.1f} s, ratio {ratio:.2f}")
    ours, read = used[1] - used[0], used[2] - used[1]
    print(
        f"of the processor: capture {ours:.1f} s, validation {read:.1f} s, COPY {copied:.1f} s, "
        f"ratio {ours / (read + copied):.2f}"
    )
    return int(not report_traces(app, given.traces) or ratio > RATIO_TARGET)


def main() -> int:
    """Measure on a server of its own; exit code 1 if a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=200_000)
    parser.add_argument("--traces", type=int, default=300)
    parser.add_argument("--workers", type=int, default=2)
    given = parser.parse_args()
    with own_ground() as ground:
        app = ground.site("bench")
        logging.getLogger("procrastinate").setLevel(logging.ERROR)
        return measure(app, ground.folder, given)


if __name__ == "__main__":
    raise SystemExit(main())
