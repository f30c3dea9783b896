"""The accounts room: cheap hashes, persons with a password, letters as the outbox has them."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from award.accounts import pace
from award.extensions import db
from award.models import OutboxMessage, User
from award.services import passwords
from tests.factories import make_user
from tests.web.accounts.visiting import PASSWORD


def make_cheap(app: Any) -> None:
    """Let an application hash at the lowest cost that the settings allow."""
    cheap = {"password_memory_mib": 19, "password_passes": 2}
    app.config["AWARD"] = app.config["AWARD"].model_copy(update=cheap)


@pytest.fixture(autouse=True)
def cheap_hashes(app: Any) -> Iterator[None]:
    """Hash at the lowest cost, as long as the test lasts."""
    usual = app.config["AWARD"]
    make_cheap(app)
    yield
    app.config["AWARD"] = usual


@pytest.fixture(autouse=True)
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Do not wait where an answer is slow on purpose; one test looks at that."""
    monkeypatch.setattr(pace, "LEAST", 0.0)


@pytest.fixture
def person(app: Any) -> User:
    """Somebody who can sign in with `PASSWORD`."""
    return make_user(
        "Người Mẫu Một", email="mot@example.vn", password_hash=passwords.hashed(PASSWORD)
    )


@pytest.fixture
def real_client(clone_database: Callable[[], Flask]) -> FlaskClient:
    """A browser at an application of its own, whose commits are real; the person is in it."""
    other = clone_database()
    make_cheap(other)
    with other.app_context():
        make_user(email="mot@example.vn", password_hash=passwords.hashed(PASSWORD))
        db.session.commit()
    return other.test_client()


@pytest.fixture
def letters(app: Any) -> Callable[[], list[dict[str, Any]]]:
    """The letters that wait in the outbox, oldest first."""

    def all_of_them() -> list[dict[str, Any]]:
        return list(db.session.scalars(select(OutboxMessage.payload).order_by(OutboxMessage.id)))

    return all_of_them


@pytest.fixture
def csrf(app: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Forms need their token, as in production."""
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)
