"""One move of one subject, and the row of a table that describes it."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from award.models import User
from award.policies import Policy, Refusal


@dataclass(frozen=True, slots=True)
class Move:
    """What checks and effects are told: who moves what, when, why, and with which entries."""

    name: str
    subject: Any
    actor: User | None
    at: datetime
    note: str = ""
    data: dict[str, Any] = field(default_factory=dict)

    @property
    def person(self) -> User:
        """The acting person; raises when the system itself moves where only persons may."""
        if self.actor is None:
            raise LookupError(f"{self.name} needs a person")
        return self.actor


Check = Callable[[Move], Refusal | None]
Effect = Callable[[Move], None]


@dataclass(frozen=True, slots=True)
class Transition:
    """`allowed` is None for moves that only the system makes; `stamps` are columns set to now.

    `note` names the reason a person must give. `notice` says after the move what comes next.
    """

    name: str
    label: str
    sources: frozenset[Any]
    target: StrEnum
    allowed: Policy | None
    ready: tuple[Check, ...] = ()
    effects: tuple[Effect, ...] = ()
    stamps: tuple[str, ...] = ()
    note: str = ""
    notice: str = ""
