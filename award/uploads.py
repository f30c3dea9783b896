"""A file that came with a form, kept in the store; what is wrong with it is told at its field."""

from collections.abc import Iterable

from wtforms import Field

from award.models import StoredFile, User
from award.policies import Refusal
from award.services import file_kinds, storage


def stored(
    field: Field, *, actor: User, kinds: Iterable[str] = file_kinds.EVIDENCE
) -> StoredFile | None:
    """The file of the field, kept; nothing when none was chosen.

    Raises `Refusal`, with the field's name, for a file that `storage.store` does not take.
    """
    if not getattr(field.data, "filename", ""):
        return None
    try:
        return storage.store(field.data, actor=actor, kinds=kinds)
    except Refusal as why:
        why.at = field.short_name
        raise
