"""From facts about people to conflicts of interest: pure predicates for solver and policies."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from scoring.errors import ScoringError
from scoring.months import add_months
from scoring.reading import Clause, load_table


@dataclass(frozen=True, slots=True, kw_only=True)
class Relation(Clause):
    """A relation that spoils objectivity, and for how many years after its end."""

    code: str
    title: str
    years: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Table:
    relations: tuple[Relation, ...]


@dataclass(frozen=True, slots=True)
class Tie:
    """A fact: `person` has or had a relation with `organisation`; `until` None: it lasts."""

    person: str
    organisation: str
    relation: str
    until: date | None = None


@dataclass(frozen=True, slots=True, order=True)
class Conflict:
    """A person may not see, score or vote on a dossier (R24), and why, in Vietnamese."""

    dossier: str
    person: str
    relation: str
    reason: str


def relations() -> tuple[Relation, ...]:
    """Return the relations that may be declared or derived, in table order."""
    return load_table("conflicts", _Table).relations


def conflicts(
    ties: Iterable[Tie], *, organisations: Mapping[str, str], on: date
) -> tuple[Conflict, ...]:
    """Return every conflict on a day, sorted; `organisations` is dossier → organisation.

    Raises:
        ScoringError: a tie names a relation that the table lacks.
    """
    by_code = {relation.code: relation for relation in relations()}
    dossiers: dict[str, list[str]] = {}
    for dossier, organisation in organisations.items():
        dossiers.setdefault(organisation, []).append(dossier)
    found = set()
    for tie in ties:
        if tie.relation not in by_code:
            raise ScoringError("value_unknown", key="relation", value=tie.relation)
        relation = by_code[tie.relation]
        if spoils(relation, tie, on=on):
            for dossier in dossiers.get(tie.organisation, ()):
                found.add(Conflict(dossier, tie.person, relation.code, relation.title))
    return tuple(sorted(found))


def spoils(relation: Relation, tie: Tie, *, on: date) -> bool:
    """Tell whether a tie still counts on a day; the last day of its term still does."""
    return tie.until is None or on <= add_months(tie.until, 12 * relation.years)
