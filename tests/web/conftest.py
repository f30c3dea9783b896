"""What the tests of every room share: the gallery and papers beside them, counted questions."""

import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from award.extensions import db

sys.path.insert(0, str(Path(__file__).parent))


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
