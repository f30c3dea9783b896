"""Background jobs: queued with the change or not at all, done again after a crash, never lost."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select, text

from award import clock, worker
from award.config import ROOT
from award.extensions import db
from award.models import OutboxMessage
from award.services import jobs


@pytest.fixture
def own_app(clone_database) -> Flask:
    """An application on a database of its own, because workers have connections of their own."""
    return clone_database()


def queue_letter(app: Flask, subject: str = "Thư mẫu", **payload: str) -> int:
    """Put one letter into the outbox with its job, committed; return the message's id."""
    with app.app_context():
        letter = {
            "to": "mau@example.vn",
            "subject": subject,
            "text": "…",
            "message_id": "thu-mau-0001",
        }
        message = OutboxMessage(kind="email", payload=letter | payload, created_at=clock.now())
        db.session.add(message)
        db.session.flush()
        jobs.defer(db.session, "deliver", message_id=message.id)
        db.session.commit()
        return message.id


def ask(app: Flask, question: str) -> list[tuple]:
    with app.app_context():
        rows = [tuple(row) for row in db.session.execute(text(question))]
        db.session.rollback()
        return rows


def message_of(app: Flask, message_id: int) -> OutboxMessage:
    with app.app_context():
        message = db.session.scalars(
            select(OutboxMessage).where(OutboxMessage.id == message_id)
        ).one()
        db.session.expunge(message)
        db.session.rollback()
        return message


def letters(app: Flask) -> list[Path]:
    return [path for path in (app.config["AWARD"].instance / "mail").rglob("*") if path.is_file()]


def test_a_job_is_queued_with_its_arguments(db_session):
    job = jobs.defer(db_session, "deliver", message_id=7)

    rows = db_session.execute(
        text("SELECT id, queue_name, task_name, args, status::text FROM procrastinate_jobs")
    ).all()
    assert rows == [(job, "default", "deliver", {"message_id": 7}, "todo")]


def test_what_is_rolled_back_was_never_queued(own_app):
    with own_app.app_context():
        jobs.defer(db.session, "deliver", message_id=7)
        db.session.rollback()

    assert ask(own_app, "SELECT count(*) FROM procrastinate_jobs") == [(0,)]


def test_the_worker_delivers_a_letter_once(own_app):
    message_id = queue_letter(own_app)

    worker.run(own_app, wait=False)
    worker.run(own_app, wait=False)

    assert message_of(own_app, message_id).delivered_at is not None
    assert len(letters(own_app)) == 1
    assert ask(own_app, "SELECT status::text FROM procrastinate_jobs WHERE task_name = 'deliver'") \
        == [("succeeded",)]  # fmt: skip


def test_a_letter_that_fails_is_noted_and_tried_again_later(own_app, monkeypatch):
    message_id = queue_letter(own_app)

    def fail(_message_id: int) -> None:
        raise ConnectionRefusedError("no mail server")

    monkeypatch.setattr("award.services.delivering.deliver", fail)
    worker.run(own_app, wait=False)

    message = message_of(own_app, message_id)
    assert (message.attempts, message.error) == (1, "ConnectionRefusedError('no mail server')")
    assert ask(
        own_app,
        "SELECT status::text, scheduled_at > now() FROM procrastinate_jobs "
        "WHERE task_name = 'deliver'",
    ) == [("todo", True)]


def test_every_task_that_the_house_defers_is_known_to_the_worker(own_app):
    assert {"deliver", "retry_stalled", "forget_old_jobs"} <= set(worker.build(own_app).tasks)


SLOW = """
import os, time
from award import create_app, worker
from award.config import Settings
from award.services import delivering
deliver = delivering.deliver
def slow(message_id):
    if not os.path.exists(os.environ["SEEN"]):
        open(os.environ["SEEN"], "w").close()
        time.sleep(60)
    deliver(message_id)
delivering.deliver = slow
worker.run(create_app())
"""


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
        started.append(subprocess.Popen([sys.executable, "-c", SLOW], cwd=ROOT, env=environment))
        return started[-1]

    yield start
    for process in started:
        process.kill()
        process.wait()


def wait_for(true, seconds: float) -> float:
    """Wait until `true()`; return how long it took, or fail."""
    began = time.monotonic()
    while not true():
        assert time.monotonic() - began < seconds, "waited in vain"
        time.sleep(0.1)
    return time.monotonic() - began


def test_a_job_whose_worker_was_killed_is_done_by_another(own_app, start_worker, tmp_path):
    message_id = queue_letter(own_app)
    first = start_worker()
    wait_for((tmp_path / "seen").exists, 20)
    os.kill(first.pid, signal.SIGKILL)

    start_worker()

    wait_for(lambda: message_of(own_app, message_id).delivered_at is not None, 30)
    assert len(letters(own_app)) == 1


def test_a_worker_told_to_stop_stops(own_app, start_worker, tmp_path):
    (tmp_path / "seen").touch()
    message_id = queue_letter(own_app)
    process = start_worker()
    wait_for(lambda: message_of(own_app, message_id).delivered_at is not None, 20)

    process.send_signal(signal.SIGTERM)

    assert process.wait(timeout=20) == 0
