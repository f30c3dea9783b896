"""A transaction apart from the request's: what is written in it stays, whatever becomes of that."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.orm import Session

from award.extensions import db


@contextmanager
def own_transaction() -> Iterator[Session]:
    """A session that commits at the end of the block; for counters and for "last seen".

    Where the engine is itself one connection with an open transaction, this is a savepoint in it.
    """
    with Session(db.engine, join_transaction_mode="create_savepoint") as session, session.begin():
        yield session
