"""Two people edit one row: the second save is refused, and both versions are shown."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.orm.exc import StaleDataError

from award.models.columns import Versioned

Versions = Sequence[tuple[str, str, str]]  # Vietnamese label, what I wrote, what is stored


class Overtaken(StaleDataError):  # noqa: N818 - what happened to a person, not a fault
    """Somebody saved first: `by` this person, `at` this instant, where that is known."""

    def __init__(self, versions: Versions, by: str = "", at: datetime | None = None) -> None:
        super().__init__("the row was saved by somebody else in the meantime")
        self.versions = versions
        self.by = by
        self.at = at


def expect_version(
    row: Versioned, version: int, versions: Versions, *, by: str = "", at: datetime | None = None
) -> None:
    """Go on only while `row` still has the version that the person's form was made from.

    Raises `Overtaken` otherwise. A save at the very same moment is caught by the row's version
    column when the session flushes.
    """
    if row.version != version:
        raise Overtaken(versions, by, at)
