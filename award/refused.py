"""A refusal told at the field it concerns, with everything typed kept."""

from collections.abc import Iterator
from contextlib import contextmanager

from wtforms import Field, Form

from award.extensions import db
from award.policies import Hidden, Refusal


def at(field: Field, why: Refusal) -> int:
    """Forget what was half done, put the sentence at the field, and give the status of the page.

    What may not be seen stays unseen: it answers as 404, not at a field.
    """
    if isinstance(why, Hidden):
        raise why
    db.session.rollback()
    field.errors = [*field.errors, str(why)]
    return 422


def in_form(form: Form, why: Refusal, otherwise: Field | None = None) -> int:
    """The same at the field that the refusal names, else at the other one, if there is one."""
    field = next((one for one in form if one.short_name == why.at), otherwise)
    if field is None:
        raise why
    return at(field, why)


@contextmanager
def told_in(form: Form, otherwise: Field | None = None) -> Iterator[None]:
    """Tell a refusal of the block at the field that it names, else at the other one."""
    try:
        yield
    except Refusal as why:
        in_form(form, why, otherwise)


@contextmanager
def told_at(field: Field) -> Iterator[None]:
    """Tell a refusal of the block at the field, for views that read the outcome from the form."""
    try:
        yield
    except Refusal as why:
        at(field, why)
