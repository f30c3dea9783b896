"""Lock one row and read it again: whoever comes second is judged by what the first has done."""

from typing import Any

from sqlalchemy import select

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
