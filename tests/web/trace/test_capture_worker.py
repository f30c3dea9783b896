"""Capture by a real worker process that is killed in the middle: all or nothing, nothing lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
from sqlalchemy import func, select

from award.config import ROOT
from award.extensions import db
from award.models import AuditEvent, CaptureJob, EventKey, EventObject, EventPayload, LotEdge
from tests.web.trace.epcis import document, event, make_system

# The first worker stops for good after it has copied the rows and before it commits.
WORKER = """
import os, time
from award import create_app, worker
from award.services import event_store
copy = event_store.copy
def slow(cursor, block):
    copy(cursor, block)
    if not os.path.exists(os.environ["SEEN"]):
        open(os.environ["SEEN"], "w").close()
        time.sleep(60)
event_store.copy = slow
worker.run(create_app())
"""


@pytest.fixture
def own_app(clone_database):
    return clone_database()


@pytest.fixture
def start_worker(own_app, tmp_path) -> Iterator:
    """Starts worker processes on the application's database; kills what is left of them."""
    settings = own_app.config["AWARD"]
    environment = os.environ | {
        "AWARD_ENV": "testing", "DATABASE_URL": str(settings.database_url),
        "AWARD_INSTANCE": str(settings.instance), "SEEN": str(tmp_path / "seen"),
    }  # fmt: skip
    started = []

    def start() -> subprocess.Popen:
        started.append(subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(true, seconds: float = 60) -> None:
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.1)


def stored(app) -> list[int]:
    """How many rows the four tables of events have, as others see them."""
    with app.app_context():
        return [
            db.session.scalar(select(func.count()).select_from(table))
            for table in (EventKey, EventPayload, EventObject, LotEdge)
        ]


def finished(app) -> bool:
    with app.app_context():
        return db.session.scalars(select(CaptureJob.finished_at)).one() is not None


def test_a_capture_killed_in_the_middle_leaves_nothing_and_loses_nothing(
    own_app, start_worker, tmp_path
):
    with own_app.app_context():
        system = make_system(own_app.test_client())
        db.session.commit()
    events = [event(number) for number in range(300)]
    assert system.post("/capture", document(*events)).status_code == 202
    first = start_worker()
    wait_for((tmp_path / "seen").exists)

    os.kill(first.pid, signal.SIGKILL)
    first.wait()
    after_the_kill = stored(own_app)
    start_worker()
    wait_for(lambda: finished(own_app))

    assert after_the_kill == [0, 0, 0, 0]
    assert stored(own_app) == [300, 300, 300, 0]
    with own_app.app_context():
        job = db.session.scalars(select(CaptureJob)).one()
        assert (job.total, job.accepted, job.success) == (300, 300, True)
        audited = select(func.count()).where(AuditEvent.action == "capture")
        assert db.session.scalar(audited) == 1


def test_two_workers_share_the_work_without_storing_anything_twice(own_app, start_worker, tmp_path):
    (tmp_path / "seen").touch()
    with own_app.app_context():
        system = make_system(own_app.test_client())
        db.session.commit()
    for start in (0, 50, 100):  # each overlaps with the one before
        body = document(*(event(number) for number in range(start, start + 100)))
        assert system.post("/capture", body).status_code == 202

    start_worker()
    start_worker()

    def done() -> bool:
        with own_app.app_context():
            jobs = db.session.scalars(select(CaptureJob)).all()
            return all(job.finished_at is not None for job in jobs)

    wait_for(done)
    with own_app.app_context():
        jobs = db.session.scalars(select(CaptureJob)).all()
        assert [sum(job.accepted for job in jobs), sum(job.duplicate for job in jobs)] == [200, 100]
    assert stored(own_app)[:2] == [200, 200]
