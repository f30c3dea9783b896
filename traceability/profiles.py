"""Sector profiles: which critical tracking events and key data elements a product's chain needs."""

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from traceability.events import Event, TransformationEvent

DEFAULT = "default"


@dataclass(frozen=True, slots=True)
class Cte:
    """A critical tracking event (CTE) and the key data elements (KDE) it needs.

    An event is of this CTE by its business step, or by its kind where its step says nothing; a
    transformation always by its kind.
    """

    id: str
    title: str
    steps: frozenset[str]
    events: frozenset[str]
    kdes: tuple[str, ...]
    if_any: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """What is asked of the chains of a sector.

    `ctes` must each occur on the way of a finished lot; `always` are KDEs of every event;
    `groups` are the rule sets whose items each product needs; `losses` say by process which
    share of the input may be lost.
    """

    id: str
    title: str
    version: str
    ctes: tuple[str, ...]
    groups: tuple[str, ...]
    always: tuple[str, ...]
    known: Mapping[str, Cte]
    standards: tuple[str, ...] = ()
    losses: Mapping[str, Decimal] = field(default_factory=dict)
    sha256: str = ""

    def cte_of(self, event: Event) -> Cte | None:
        """The CTE an event is, None if it is none."""
        by_step, by_event = _index()
        kind = f"{event.kind} {getattr(event, 'action', '')}".rstrip()
        found = by_event.get(kind)
        if not isinstance(event, TransformationEvent):
            found = by_step.get(step_name(event), found)
        return None if found is None else self.known[found]


def step_name(event: Event) -> str:
    """A CBV word, or the last part of the URI of another step; empty without a step."""
    step = event.biz_step or ""
    return step.rstrip("/#:").replace("#", "/").replace(":", "/").rpartition("/")[2]


def profiles() -> Iterator[Profile]:
    """Every sector profile, the default one first."""
    yield from _profiles().values()


def profile(identifier: str = DEFAULT) -> Profile:
    """One sector profile; KeyError when there is none of this id."""
    return _profiles()[identifier]


@cache
def _tables() -> tuple[Mapping[str, Any], str]:
    data = (files("traceability") / "rules" / "profiles.toml").read_bytes()
    return tomllib.loads(data.decode("utf-8")), sha256(data).hexdigest()


@cache
def _ctes() -> Mapping[str, Cte]:
    return {
        table["id"]: Cte(
            table["id"],
            table["title"],
            frozenset(table["steps"]),
            frozenset(table["events"]),
            tuple(table["kdes"]),
            tuple(table.get("if_any", ())),
        )
        for table in _tables()[0]["cte"]
    }


@cache
def _index() -> tuple[Mapping[str, str], Mapping[str, str]]:
    ctes = _ctes().values()
    return (
        {step: cte.id for cte in ctes for step in cte.steps},
        {event: cte.id for cte in ctes for event in cte.events},
    )


@cache
def _profiles() -> Mapping[str, Profile]:
    tables, digest = _tables()
    return {
        table["id"]: Profile(
            id=table["id"],
            title=table["title"],
            version=tables["version"],
            ctes=tuple(table["ctes"]),
            groups=tuple(table["groups"]),
            always=tuple(tables["always"]),
            known=_ctes(),
            standards=tuple(table.get("standards", ())),
            losses={name: Decimal(share) for name, share in table.get("losses", {}).items()},
            sha256=digest,
        )
        for table in tables["profile"]
    }
