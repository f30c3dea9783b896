"""The way to the database: embedded or given, too old, gone and back again."""

import os
import signal
import subprocess
import sys
import time
from types import SimpleNamespace

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from award import create_app, database
from award.config import ROOT, Settings
from award.extensions import db


@pytest.fixture
def local_app(tmp_path):
    """An application with an embedded server of its own."""
    app = create_app(Settings(env="local", instance=tmp_path / "instance"))
    yield app
    with app.app_context():
        db.engine.dispose()
    database.cluster(app.config["AWARD"]).stop()


def answer(app) -> int | None:
    with app.app_context():
        try:
            return db.session.scalar(text("SELECT 42"))
        finally:
            db.session.remove()


def answer_soon(app) -> int | None:
    """The first answer within ten seconds: children of a killed server may outlive it a moment."""
    end = time.monotonic() + 10
    while True:
        try:
            return answer(app)
        except OperationalError:
            if time.monotonic() > end:
                raise


def test_the_embedded_server_starts_with_the_first_question(local_app):
    own = database.cluster(local_app.config["AWARD"])

    before = own.status().running
    value = answer(local_app)

    assert (before, value, own.status().running) == (False, 42, True)


def test_questions_after_the_server_was_killed_bring_it_back(local_app):
    answer(local_app)
    own = database.cluster(local_app.config["AWARD"])
    killed = own.status().pid
    os.kill(killed, signal.SIGKILL)

    found = answer_soon(local_app)

    assert found == 42
    assert own.status().pid != killed


def test_connections_do_not_wait_for_ever(local_app):
    with local_app.app_context():
        limits = [
            db.session.scalar(text(f"SHOW {name}"))
            for name in (
                "lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout",
            )
        ]  # fmt: skip
        db.session.remove()

    assert limits == ["5s", "30s", "1min"]


def test_a_server_older_than_15_is_refused_with_its_number():
    old = SimpleNamespace(info=SimpleNamespace(server_version=140011))

    with pytest.raises(database.OldDatabaseError, match="PostgreSQL 14; cần PostgreSQL 15"):
        database._refuse_old_server(old, None)


def flask(instance, *command: str, **environment: str) -> subprocess.CompletedProcess:
    return subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *command],
        cwd=ROOT, env={"PATH": os.environ["PATH"], "AWARD_INSTANCE": str(instance)} | environment,
        capture_output=True, text=True, check=False,
    )  # fmt: skip


def test_the_commands_tell_and_stop(local_app):
    instance = local_app.config["AWARD"].instance
    answer(local_app)

    steps = [flask(instance, "postgres", what) for what in ("status", "stop", "status", "stop")]

    assert [step.returncode for step in steps] == [0, 0, 3, 0]
    assert "đang chạy (tiến trình" in steps[0].stdout
    assert steps[1].stdout == "Đã dừng PostgreSQL.\n"
    assert "không chạy" in steps[2].stdout
    assert steps[3].stdout == "PostgreSQL không chạy.\n"


def test_a_given_server_is_not_ours_to_stop(tmp_path):
    done = flask(tmp_path, "postgres", "stop", DATABASE_URL="postgresql:///none", AWARD_ENV="local")

    assert done.returncode == 1
    assert "không do lệnh này quản" in done.stderr
