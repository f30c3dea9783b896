"""A province's room: a browser for each officer, files to upload."""

import io
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import Any

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from award.extensions import db
from award.models import User
from tests.factories import sign_in

Browse = Callable[[User], FlaskClient]


@pytest.fixture
def browse(app: Flask) -> Browse:
    """A browser of its own for each person."""

    def opened(user: User) -> FlaskClient:
        return sign_in(app.test_client(), user)

    return opened


@pytest.fixture
def signed() -> Callable[..., tuple[io.BytesIO, str]]:
    """Makes a small real PDF for a file field."""

    def made(name: str = "bản ký.pdf") -> tuple[io.BytesIO, str]:
        document = pikepdf.new()
        document.add_blank_page(page_size=(595, 842))
        out = io.BytesIO()
        document.save(out)
        return io.BytesIO(out.getvalue()), name

    return made


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
