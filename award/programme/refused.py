"""A refusal told at the field it concerns, with everything typed kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from wtforms import Field

from award.extensions import db
from award.policies import Hidden, Refusal


@contextmanager
def told_at(field: Field) -> Iterator[None]:
    """Forget what was half done when the block is refused, and put the sentence at the field."""
    try:
        yield
    except Hidden:
        raise
    except Refusal as why:
        db.session.rollback()
        field.errors = [*field.errors, str(why)]
