"""What each kind of document says: collected from rows into plain data, frozen before printing."""

from dataclasses import dataclass
from typing import Any

from award import clock
from award.models import User


@dataclass(frozen=True, slots=True)
class Paper:
    """The title of a document and its data: plain JSON, everything the PDF needs."""

    title: str
    data: dict[str, Any]


def collect(kind: str, subject: Any, *, actor: User, **entries: Any) -> Paper:
    """The data of a document of `kind` on `subject`, as they are at this moment."""
    return Paper(kind, {"kind": kind, "at": clock.now().isoformat(), "by": actor.full_name})
