"""What the tests of the councils' room share: a browser for whoever acts."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from award.extensions import db
from award.models import Council, Dossier, User
from tests.factories import make_council, make_dossier, secretary_of, sign_in

Browse = Callable[[User], FlaskClient]


@pytest.fixture
def browse(app: Flask) -> Browse:
    """A browser of its own for each person."""

    def opened(user: User) -> FlaskClient:
        return sign_in(app.test_client(), user)

    return opened


@pytest.fixture
def secretary_on(browse: Browse) -> Callable[[Dossier], FlaskClient]:
    """The browser of the secretary in charge of a dossier."""
    return lambda dossier: browse(secretary_of(dossier.council))


@pytest.fixture
def council(app: Flask) -> Council:
    """A provincial council of seven."""
    return make_council()


@pytest.fixture
def dossier(council: Council) -> Dossier:
    """A dossier before that council."""
    return make_dossier("in_council", council=council)


@pytest.fixture
def count_questions(app: Flask) -> Callable[[FlaskClient, str], int]:
    """How many SELECTs one page asks."""

    def counted(browser: FlaskClient, path: str) -> int:
        statements: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_: Any) -> None:
            if statement.lstrip().upper().startswith("SELECT"):
                statements.append(statement)

        connection = db.session.connection()
        event.listen(connection, "before_cursor_execute", note)
        try:
            assert browser.get(path).status_code == 200
        finally:
            event.remove(connection, "before_cursor_execute", note)
        return len(statements)

    return counted
