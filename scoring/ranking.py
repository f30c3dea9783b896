"""Order of dossiers by points, with ties kept as ties, and what may be proposed from it."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier to be ranked; `group` is its type or sector, `eligible` for the best of it."""

    dossier: str
    group: str
    total: Decimal | None
    tier: str | None = None
    eligible_for: str | None = None


@dataclass(frozen=True, slots=True)
class Place:
    """A rank, shared by equal totals (1, 1, 3); None for a dossier without a total."""

    rank: int | None
    candidate: Candidate
    tied: bool


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the points alone speak for; the decision stays with the council (R8)."""

    dossier: str
    tier: str | None
    best_of_group: bool
    tied: bool


def rank(candidates: Iterable[Candidate]) -> tuple[Place, ...]:
    """Rank by unrounded total, highest first; equal totals share a rank and stand by dossier id."""
    ordered = sorted(candidates, key=lambda c: (c.total is None, -(c.total or 0), c.dossier))
    places: list[Place] = []
    for total, same in groupby(ordered, key=lambda candidate: candidate.total):
        group = list(same)
        place = None if total is None else len(places) + 1
        tied = place is not None and len(group) > 1
        places.extend(Place(place, candidate, tied) for candidate in group)
    return tuple(places)


def propose(candidates: Iterable[Candidate]) -> tuple[Proposal, ...]:
    """Propose a tier for each dossier: the tier given by decision only to the best of its group.

    The number of tiers is not limited (R9). Where the best are equal, each is proposed and marked
    as tied: the council decides between them.
    """
    ranked = rank(candidates)
    best: dict[str, list[Candidate]] = {}
    for place in ranked:
        group = best.setdefault(place.candidate.group, [])
        if not group or group[0].total == place.candidate.total:
            group.append(place.candidate)
    return tuple(_proposal(place.candidate, best[place.candidate.group]) for place in ranked)


def _proposal(candidate: Candidate, best: list[Candidate]) -> Proposal:
    first = candidate in best and candidate.eligible_for is not None
    tier = candidate.eligible_for if first else candidate.tier
    return Proposal(candidate.dossier, tier, first, first and len(best) > 1)
