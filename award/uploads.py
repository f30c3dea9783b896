"""A file that came with a form, kept in the store; what is wrong with it is told at its field."""

from collections.abc import Iterable

from wtforms import Field

from award.models import StoredFile, User
from award.policies import about
from award.services import file_kinds, storage


def stored(
    field: Field, *, actor: User, kinds: Iterable[str] = file_kinds.EVIDENCE
) -> StoredFile | None:
    """The file of the field, kept; nothing when none was chosen.

    Raises `Refusal`, with the field's name, for a file that `storage.store` does not take.
    """
    if not getattr(field.data, "filename", ""):
        return None
    return needed(field, actor=actor, kinds=kinds)


def needed(field: Field, *, actor: User, kinds: Iterable[str] = file_kinds.EVIDENCE) -> StoredFile:
    """The same for a file that has to be there."""
    with about(field.short_name):
        return storage.store(field.data, actor=actor, kinds=kinds)
