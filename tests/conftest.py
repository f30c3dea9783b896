"""The ground every test stands on: an application, its own database, a forgetful browser."""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Thread
from typing import Any

import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from hypothesis import HealthCheck, settings
from playwright.sync_api import Browser, sync_playwright
from psycopg import Connection, sql
from sqlalchemy import make_url
from sqlalchemy.orm import scoped_session
from werkzeug.serving import BaseWSGIServer, make_server

from award import create_app
from award.config import Settings
from award.extensions import db
from award.postgres import Cluster

# How long an example takes tells of the machine, not of the program.
settings.register_profile("patient", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("patient")

FOLDER = "AWARD_TEST_FOLDER"  # names the run's own folder to its parallel workers
TEMPLATE = "award_test_template"


def pytest_configure(config: pytest.Config) -> None:
    """Give the run a folder of its own; its server starts when the first test needs it."""
    if not hasattr(config, "workerinput"):
        os.environ[FOLDER] = tempfile.mkdtemp(prefix="award-tests-")


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave nothing behind: neither a server nor a folder nor a database."""
    if not hasattr(config, "workerinput") and FOLDER in os.environ:
        folder = Path(os.environ.pop(FOLDER))
        if (folder / "used").exists():
            Databases(folder).clean()
        shutil.rmtree(folder, ignore_errors=True)


def _cluster(folder: Path) -> Cluster:
    """The run's server; nothing in it outlives the run, so it need not be safe from power cuts."""
    return Cluster(folder / "postgres", options=("fsync=off", "max_connections=200"))


class Databases:
    """Databases cloned from one that was migrated once, on the run's server or a given one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        given = os.environ.get("DATABASE_URL")
        self.given = None if given is None else make_url(given).set(drivername="postgresql+psycopg")
        self.server = None if given is not None else _cluster(folder)

    def url(self, name: str) -> str:
        """SQLAlchemy's address of one database."""
        if self.given is not None:
            return self.given.set(database=name).render_as_string(hide_password=False)
        assert self.server is not None
        return f"{self.server.url(name)}?host={self.server.host()}"

    def clone(self, name: str) -> str:
        """Make (again) the database `name` with all tables and no rows; return its address."""
        (self.folder / "used").touch()
        if self.server is not None:
            self.server.ensure()
        with self._admin() as connection:
            connection.execute("SELECT pg_advisory_lock(7001)")
            if not connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s", (TEMPLATE,)
            ).fetchone():
                self._make_template(connection)
            _run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)
            _run(connection, "CREATE DATABASE {} TEMPLATE {}", name, TEMPLATE)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Remove a clone, whoever is still connected to it."""
        with self._admin() as connection:
            _run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", name)

    def clean(self) -> None:
        """Drop the template from a given server; our own server goes as a whole."""
        if self.server is None:
            self.drop(TEMPLATE)
        else:
            self.server.stop()
            shutil.rmtree(self.server.place.home)

    def _make_template(self, connection: Connection) -> None:
        draft = f"{TEMPLATE}_draft"
        _run(connection, "DROP DATABASE IF EXISTS {} WITH (FORCE)", draft)
        _run(connection, "CREATE DATABASE {}", draft)
        app = create_app(settings_for(self.url(draft), self.folder))
        with app.app_context():
            upgrade()
            db.engine.dispose()
        _run(connection, "ALTER DATABASE {} RENAME TO {}", draft, TEMPLATE)

    def _admin(self) -> Connection:
        if self.server is not None:
            return self.server.connect()
        assert self.given is not None
        address = self.given.set(drivername="postgresql").render_as_string(hide_password=False)
        return psycopg.connect(address, autocommit=True)


def _run(connection: Connection, statement: str, *names: str) -> None:
    connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def settings_for(database_url: str, folder: Path, **others: Any) -> Settings:
    """Settings of a testing application on one database."""
    return Settings(
        env="testing", DATABASE_URL=database_url, instance=folder / "instance", **others
    )


@pytest.fixture(scope="session")
def databases() -> Databases:
    """The run's databases."""
    return Databases(Path(os.environ[FOLDER]))


@pytest.fixture(scope="session")
def worker(request: pytest.FixtureRequest) -> str:
    """A name for this parallel worker: `gw0`, `gw1`, … or `master`."""
    return str(getattr(request.config, "workerinput", {}).get("workerid", "master"))


@pytest.fixture(scope="session")
def shared_app(databases: Databases, worker: str) -> Iterator[Flask]:
    """One application per worker, on the worker's own clone. Tests take `app` instead."""
    app = create_app(settings_for(databases.clone(f"award_test_{worker}"), databases.folder))
    app.test_client_class = ForgetfulClient
    yield app
    with app.app_context():
        db.engine.dispose()


class ForgetfulClient(FlaskClient):
    """A browser whose every request has its own session: what was not committed did not happen."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        """Keep what the test arranged, answer the request, forget what the view did not commit."""
        db.session.commit()
        kwargs.setdefault("buffered", True)
        try:
            with self.application.app_context():
                return super().open(*args, **kwargs)
        finally:
            db.session.expire_all()


@pytest.fixture
def app(shared_app: Flask) -> Iterator[Flask]:
    """The application inside one outer transaction that is rolled back after the test."""
    with shared_app.app_context():
        engine = db.engine
        with engine.connect() as connection:
            outer = connection.begin()
            db.engines[None] = connection  # type: ignore[index,assignment]
            db.session.configure(join_transaction_mode="create_savepoint")
            try:
                yield shared_app
            finally:
                db.session.remove()
                db.engines[None] = engine  # type: ignore[index]
                outer.rollback()


@pytest.fixture
def db_session(app: Flask) -> scoped_session[Any]:
    """The test's database session; its commits end with the test."""
    return db.session


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that nobody signed in with."""
    return app.test_client()


@pytest.fixture
def clone_database(databases: Databases, worker: str) -> Iterator[Callable[[], Flask]]:
    """Makes applications on databases of their own, with real commits: for races and workers."""
    made: list[tuple[str, Flask]] = []

    def clone() -> Flask:
        name = f"award_test_{worker}_{len(made)}"
        app = create_app(settings_for(databases.clone(name), databases.folder))
        made.append((name, app))
        return app

    yield clone
    for name, app in made:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()
        databases.drop(name)


@pytest.fixture
def serve() -> Iterator[Callable[[Flask], str]]:
    """Serves an application of `clone_database` to real browsers; returns its address."""
    servers: list[tuple[BaseWSGIServer, Thread]] = []

    def start(app: Flask) -> str:
        server = make_server("127.0.0.1", 0, app, threaded=True)
        thread = Thread(target=server.serve_forever)
        thread.start()
        servers.append((server, thread))
        return f"http://127.0.0.1:{server.server_port}"

    yield start
    for server, thread in servers:
        server.shutdown()
        thread.join()
        server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's Chromium, driven without a window; its headless build needs the least work.

    Not for the whole run: while Playwright is at work no test can have an event loop of its own.
    """
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
    executable = next((found for name in names if (found := shutil.which(name))), None)
    if executable is None:
        pytest.skip("no Chromium on this machine")
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=arguments)
        yield browser
        browser.close()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Where every optional part is required, a skip is a failure; missing data stays a skip."""
    outcome = yield
    report = outcome.get_result()  # type: ignore[attr-defined]
    if (
        report.skipped
        and os.environ.get("AWARD_REQUIRE_ALL") == "1"
        and not hasattr(report, "wasxfail")
    ):
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else str(report.longrepr)
        if "../shared" not in reason:
            report.outcome = "failed"
            report.longrepr = f"required here, but skipped: {reason}"
