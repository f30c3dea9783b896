"""Lock one row and read it again: whoever comes second is judged by what the first has done."""

from typing import Any

from sqlalchemy import select, text

from award.extensions import db


def lock(row: Any) -> None:
    """Hold the row until the transaction ends, and bring it up to date.

    Two statements, because a row that was loaded together with its neighbours is refreshed
    together with them, and PostgreSQL locks nothing on the outer side of such a join.
    """
    db.session.flush()
    table = type(row)
    db.session.execute(select(table.id).where(table.id == row.id).with_for_update())
    db.session.refresh(row)


def stay_open() -> None:
    """Let this transaction wait for a press, which has a limit of its own.

    Otherwise the database would close what stays idle for a minute, the limit of a request.
    """
    db.session.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))
