"""Loaded rows kept in the memory while a story is told: a third of the questions are not asked."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event
from sqlalchemy.orm import Session

from award.extensions import db


@contextmanager
def kept() -> Iterator[None]:
    """Rows once loaded stay in the memory, so that neighbours are found without asking again."""
    rows: set[Any] = set()

    def keep(_: Session, row: Any) -> None:
        rows.add(row)

    names = ("pending_to_persistent", "loaded_as_persistent")
    for name in names:
        event.listen(db.session, name, keep)
    try:
        yield
    finally:
        for name in names:
            event.remove(db.session, name, keep)
