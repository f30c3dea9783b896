"""The assessor's room: browsers of assessors, leads and others, and a count of questions."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from award.extensions import db
from award.models import User
from tests.factories import sign_in


@pytest.fixture
def browser(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser that this person signed in with."""

    def signed_in(user: User) -> FlaskClient:
        return sign_in(app.test_client(), user)

    return signed_in


@pytest.fixture
def questions(app: Flask) -> Callable[[], AbstractContextManager[list[str]]]:
    """Collects the SQL that is asked within a block."""

    @contextmanager
    def asked() -> Iterator[list[str]]:
        statements: list[str] = []

        def note(_c: Any, _cur: Any, statement: str, *_: Any) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                statements.append(statement)

        connection = db.session.connection()
        event.listen(connection, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(connection, "before_cursor_execute", note)

    return asked
