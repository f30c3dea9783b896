"""A refusal told at the field it concerns, with everything typed kept."""

from wtforms import Field

from award.extensions import db
from award.policies import Refusal


def at(field: Field, why: Refusal) -> int:
    """Forget what was half done, put the sentence at the field, and give the status of the page."""
    db.session.rollback()
    field.errors = [*field.errors, str(why)]
    return 422
