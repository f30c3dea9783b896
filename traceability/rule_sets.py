"""Rule sets as data: items and control points of law and standards, with source and dates."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

#: Files of traceability/rules that hold rule sets.
FILES = ("law_nd37", "law_tt02", "law_tt31", "law_eudr", "tcvn_12850", "tcvn_13167")


class Level(StrEnum):
    """How binding a control point is (levels of the GS1 checklist; O and R as we read them)."""

    MANDATORY = "M"
    CONDITIONAL = "MC"
    OPTIONAL = "O"
    RECOMMENDED = "R"


class Evidence(StrEnum):
    """Classes of evidence, from weakest to strongest."""

    DECLARED = "declared"
    DOCUMENT = "document"
    MACHINE = "machine"

    @property
    def strength(self) -> int:
        """A greater number for stronger evidence."""
        return list(Evidence).index(self)


@dataclass(frozen=True, slots=True)
class Item:
    """One piece of information that must be there. `fact` is what has to be known; `if_any`
    when it counts only where it exists, `imported` when it concerns imported goods alone."""

    code: str
    fact: str
    title: str
    if_any: bool = False
    imported: bool = False


@dataclass(frozen=True, slots=True)
class Section:
    """One section of a checklist."""

    code: str
    title: str


@dataclass(frozen=True, slots=True)
class Point:
    """One control point. `evidence` is the weakest class that proves it; when `metrics` are
    named, the machine proves it if all of them pass."""

    code: str
    title: str
    level: Level
    evidence: Evidence
    metrics: tuple[str, ...] = ()
    condition: str = ""
    source: str = ""
    section: str = ""


@dataclass(frozen=True, slots=True)
class RuleSet:
    """Rules of one source, in force on the days from `in_force_from` to `in_force_to`.

    Sets of one `group` replace one another; an `optional` one holds only where it is chosen.
    `provisional` names parts that no official text we could read confirms.
    """

    id: str
    version: str
    group: str
    title: str
    source: str
    in_force_from: date
    in_force_to: date | None = None
    optional: bool = False
    provisional: tuple[str, ...] = ()
    items: tuple[Item, ...] = ()
    points: tuple[Point, ...] = ()
    sections: tuple[Section, ...] = ()
    sha256: str = ""

    def in_force(self, on: date) -> bool:
        """Whether the set holds on a day."""
        return self.in_force_from <= on and (self.in_force_to is None or on <= self.in_force_to)

    def missing(self, facts: Iterable[str], *, imported: bool = False) -> tuple[Item, ...]:
        """Items of which nothing is known; what counts only “nếu có” is never missing."""
        known = frozenset(facts)
        return tuple(
            item
            for item in self.items
            if item.fact not in known and not item.if_any and (imported or not item.imported)
        )


def all_sets() -> tuple[RuleSet, ...]:
    """Every rule set known, by their files."""
    return tuple(_all().values())


def rule_set(identifier: str) -> RuleSet:
    """One rule set; KeyError when there is none of this id."""
    return _all()[identifier]


def in_force(on: date) -> tuple[RuleSet, ...]:
    """Every set in force on a day, optional ones included."""
    return tuple(one for one in all_sets() if one.in_force(on))


def applicable(group: str, on: date, *, chosen: Iterable[str] = ()) -> RuleSet | None:
    """The set of a group that applies on a day, None if none is in force.

    Where two are in force, the older applies until it ends: Decree 37/2026/NĐ-CP is in force
    since 23/01/2026 and ends the old rules on 01/07/2026 (Điều 97). Optional sets apply only
    when their ids are `chosen`.
    """
    wanted = frozenset(chosen)
    candidates = [
        one for one in in_force(on) if one.group == group and (not one.optional or one.id in wanted)
    ]
    return min(candidates, key=lambda one: one.in_force_from, default=None)


def compound_facts(facts: Iterable[str]) -> frozenset[str]:
    """Facts with those that follow from them (a name and a GTIN give “tên và GTIN”)."""
    known = frozenset(facts)
    found = set(known)
    for name, parts in fact_rules()["compound"].items():
        if all(part in known for part in parts.get("all", ())) and (
            "any" not in parts or any(part in known for part in parts["any"])
        ):
            found.add(name)
    return frozenset(found)


def fact_rules() -> Mapping[str, Any]:
    """The whole of rules/facts.toml."""
    return _load("facts")[0]


@cache
def _all() -> Mapping[str, RuleSet]:
    found: dict[str, RuleSet] = {}
    for name in FILES:
        tables, digest = _load(name)
        for table in tables["set"]:
            found[table["id"]] = _rule_set(table, digest)
    return found


@cache
def _load(name: str) -> tuple[Mapping[str, Any], str]:
    data = (files("traceability") / "rules" / f"{name}.toml").read_bytes()
    return tomllib.loads(data.decode("utf-8")), sha256(data).hexdigest()


def _rule_set(table: Mapping[str, Any], digest: str) -> RuleSet:
    return RuleSet(
        id=table["id"],
        version=table["version"],
        group=table["group"],
        title=table["title"],
        source=table["source"],
        in_force_from=table["in_force_from"],
        in_force_to=table.get("in_force_to"),
        optional=table.get("optional", False),
        provisional=tuple(table.get("provisional", ())),
        items=tuple(Item(**item) for item in table.get("items", ())),
        points=_points(table.get("point", ())),
        sections=tuple(Section(**section) for section in table.get("sections", ())),
        sha256=digest,
    )


def _points(tables: Sequence[Mapping[str, Any]]) -> tuple[Point, ...]:
    return tuple(
        Point(
            code=table["code"],
            title=table["title"],
            level=Level(table["level"]),
            evidence=Evidence(table["evidence"]),
            metrics=tuple(table.get("metrics", ())),
            condition=table.get("condition", ""),
            source=table.get("source", ""),
            section=table.get("section", ""),
        )
        for table in tables
    )
