"""A whole house for browsers: gunicorn, a worker, a database and folders of its own."""

import os
import re
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from email import policy
from email.parser import BytesParser
from pathlib import Path
from typing import Any

from flask import Flask
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Response
from sqlalchemy import select, text, update

from award import create_app
from award.config import ROOT, Settings
from award.extensions import db
from award.models import DocumentState, IssuedDocument, SiteVisit, User
from award.services import passwords

PASSWORD = "bảy con cò lội ruộng chiều đông"
PATIENCE = 60  # seconds for the servers to come up and for the worker to finish its jobs
# A refusal that a test asked for, and a network that a test took away.
OWN_WORDS = re.compile(r"responded with a status of 4\d\d|net::ERR_INTERNET_DISCONNECTED")
LINK = re.compile(r"https?://\S+/password/\S+")


class Site:
    """One running system; `complaints` collects what no browser may ever meet."""

    def __init__(self, database_url: str, folder: Path, browser: Browser) -> None:
        self.folder, self.browser = folder, browser
        self.address = f"http://127.0.0.1:{_free_port()}"
        self.settings = {
            "AWARD_ENV": "local",
            "AWARD_INSTANCE": str(folder),
            "AWARD_PORT": self.address.rpartition(":")[2],
            "DATABASE_URL": database_url,
        }
        self.app: Flask = create_app(
            Settings(env="testing", DATABASE_URL=database_url, instance=folder)
        )
        self.complaints: list[str] = []
        self.contexts: list[BrowserContext] = []
        self.processes: list[subprocess.Popen[bytes]] = []

    def start(self) -> None:
        """Start web and worker; return once pages are answered."""
        self._run("web", "gunicorn", "--config", "script/gunicorn.conf.py", "wsgi:app")
        self._run("worker", "award.worker")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            try:
                with urllib.request.urlopen(f"{self.address}/healthz/live", timeout=2):
                    return
            except (urllib.error.URLError, TimeoutError):
                time.sleep(0.1)
        raise TimeoutError((self.folder / "web.log").read_text())

    def stop(self) -> None:
        """Close every browser window and end both processes."""
        for context in self.contexts:
            context.close()
        for process in self.processes:
            process.terminate()
        for process in self.processes:
            process.wait(timeout=PATIENCE)
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    def photograph(self) -> None:
        """Keep what every window shows, for whoever looks into a failure."""
        for number, context in enumerate(self.contexts):
            for page in context.pages:
                page.screenshot(path=self.folder / f"window-{number}.png", full_page=True)

    def _run(self, name: str, *module: str) -> None:
        with (self.folder / f"{name}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [sys.executable, "-m", *module],
                    cwd=ROOT,
                    env=os.environ | self.settings,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            )

    def found(self) -> AbstractContextManager[Any]:
        """A context in which the test may lay foundations through the services and commit."""
        return self.app.app_context()

    def give_passwords(self) -> None:
        """Let everybody who was founded sign in with `PASSWORD`."""
        with self.app.app_context():
            hashed = passwords.hashed(PASSWORD)
            db.session.execute(
                update(User).where(User.password_hash.is_(None)).values(password_hash=hashed)
            )
            db.session.commit()

    def window(self, **options: Any) -> Page:
        """A browser window that shares nothing with any other."""
        given = {"base_url": self.address, "locale": "vi-VN", "viewport": _WIDE} | options
        context = self.browser.new_context(**given)
        context.set_default_timeout(20_000)
        context.on("console", self._heard)
        context.on("response", self._answered)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        self.contexts.append(context)
        return context.new_page()

    def _heard(self, message: ConsoleMessage) -> None:
        """Errors and warnings of the console, but for the browser's own words on what we meant."""
        if message.type in {"error", "warning"} and not OWN_WORDS.search(message.text):
            self.complaints.append(f"{message.page and message.page.url}: {message.text}")

    def _answered(self, response: Response) -> None:
        if response.status >= 500:
            self.complaints.append(f"{response.status} {response.url}")

    def letter_link(self, address: str) -> str:
        """The newest one-time link that was mailed to an address; waits for the worker."""
        return _until(lambda: self._newest_link(address), f"no letter for {address}")

    def _newest_link(self, address: str) -> str:
        letters = sorted((self.folder / "mail").glob("*.eml"), key=lambda one: one.stat().st_mtime)
        for path in reversed(letters):
            letter = BytesParser(policy=policy.default).parsebytes(path.read_bytes())
            body = letter.get_body()
            if letter["To"] == address and body and (link := LINK.search(body.get_content())):
                return link.group().rstrip(".")
        return ""

    def settle(self) -> None:
        """Wait until the worker has nothing left to do."""
        _until(lambda: self._open_jobs() == 0, "the worker did not finish")

    def unfinished_papers(self) -> list[str]:
        """Titles of documents that the worker has not made, or could not make."""
        unmade = select(IssuedDocument.title).where(
            IssuedDocument.state.in_([DocumentState.RENDERING, DocumentState.FAILED])
        )
        with self.app.app_context():
            return list(db.session.scalars(unmade))

    def _open_jobs(self) -> int:
        question = "SELECT count(*) FROM procrastinate_jobs WHERE status IN ('todo', 'doing')"
        with self.app.app_context():
            count = db.session.scalar(text(f"{question} AND task_name = 'deliver'"))
            db.session.rollback()
            return int(count)

    def visits_begin(self) -> None:
        """Let the days until every planned visit pass: the servers' clock cannot be moved."""
        earlier = {
            column: column - timedelta(days=3)
            for column in (SiteVisit.starts_at, SiteVisit.ends_at)
        }
        with self.app.app_context():
            db.session.execute(update(SiteVisit).values(earlier))
            db.session.commit()

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        """What an administrator runs on the server: `flask --app wsgi …`."""
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", *words],
            cwd=ROOT, env=os.environ | self.settings, capture_output=True, text=True, check=False,
        )  # fmt: skip


_WIDE = {"width": 1280, "height": 900}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _until(ask: Callable[[], Any], complaint: str) -> Any:
    """The first true answer within `PATIENCE` seconds."""
    end = time.monotonic() + PATIENCE
    while time.monotonic() < end:
        if answer := ask():
            return answer
        time.sleep(0.1)
    raise TimeoutError(complaint)
