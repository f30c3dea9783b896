"""What a business step means to the lot graph: sending, receiving, creating, ending, selling."""

import tomllib
from collections.abc import Mapping
from functools import cache
from importlib.resources import files

from traceability.events import Event, ObjectEvent


def sends(event: Event) -> bool:
    """Whether lots leave custody for another party."""
    return event.biz_step in _words()["sending"]


def receives(event: Event) -> bool:
    """Whether lots come from another party."""
    return event.biz_step in _words()["receiving"]


def sells(event: Event) -> bool:
    """Whether lots go to consumers."""
    return event.biz_step in _words()["selling"]


def creates(event: Event) -> bool:
    """Whether an object event brings ids into use: action ADD, but not a receipt."""
    return isinstance(event, ObjectEvent) and event.action == "ADD" and not receives(event)


def custody(step: str | None) -> str:
    """What a business step means to who has the lot: sending, receiving, selling, ending, or “”."""
    return next((name for name in _CUSTODY if step in _words()[name]), "")


_CUSTODY = ("sending", "receiving", "selling", "ending")


def ends(event: Event) -> bool:
    """Whether an object event ends its objects: action DELETE or a step that destroys."""
    if not isinstance(event, ObjectEvent):
        return False
    return event.action == "DELETE" or event.biz_step in _words()["ending"]


@cache
def _words() -> Mapping[str, frozenset[str]]:
    text = (files("traceability") / "rules" / "chain_steps.toml").read_text("utf-8")
    return {name: frozenset(table["words"]) for name, table in tomllib.loads(text).items()}
