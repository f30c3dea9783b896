"""Assign assessors to dossiers: a proven cheapest assignment, or which rules stand in the way."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import Final, Literal

from scoring.assignment_model import Model, minimise

Pair = tuple[str, str]
"""A dossier and an assessor."""

Rule = Literal["sector", "conflicts", "bar_same_province", "need_lead", "max_load"]

Block = tuple[Rule, str]
"""The rule that stands in the way and a Vietnamese sentence."""

_BARS: Final[Mapping[Rule, str]] = {
    "sector": "đúng nhóm ngành (sector)",
    "conflicts": "không xung đột lợi ích (conflicts)",
    "bar_same_province": "khác tỉnh (bar_same_province)",
}


@dataclass(frozen=True, slots=True)
class Dossier:
    """A dossier to be assigned."""

    id: str
    province: str
    sector: str


@dataclass(frozen=True, slots=True)
class Assessor:
    """An assessor with the sectors of their expertise; a lead may head a team.

    `load` is what the assessor carries already; it counts against the cap.
    """

    id: str
    province: str
    sectors: frozenset[str]
    lead: bool = False
    load: int = 0


@dataclass(frozen=True)
class Problem:
    """Whom to assign to what; teams have exactly `team_size` members, no load over `max_load`.

    A pair is allowed if the assessor knows the dossier's sector, it is not in `conflicts` and,
    with `bar_same_province`, the provinces differ. With `need_lead` every team has a lead.
    A pair without a cost costs 0.
    """

    dossiers: tuple[Dossier, ...]
    assessors: tuple[Assessor, ...]
    team_size: int
    max_load: int
    conflicts: frozenset[Pair] = frozenset()
    costs: Mapping[Pair, int | Decimal] = field(default_factory=dict)
    bar_same_province: bool = False
    need_lead: bool = False

    @cached_property
    def allowed(self) -> dict[str, tuple[Assessor, ...]]:
        """Return the allowed assessors of each dossier, both in order of id."""
        by_sector: dict[str, list[Assessor]] = {}
        for assessor in sorted(self.assessors, key=lambda a: a.id):
            for sector in assessor.sectors:
                by_sector.setdefault(sector, []).append(assessor)
        return {
            dossier.id: tuple(
                a for a in by_sector.get(dossier.sector, ()) if self.bar(dossier, a) is None
            )
            for dossier in sorted(self.dossiers, key=lambda d: d.id)
        }

    def bar(self, dossier: Dossier, assessor: Assessor) -> Rule | None:
        """Return the rule that keeps an assessor from a dossier; None if the pair is allowed."""
        if dossier.sector not in assessor.sectors:
            return "sector"
        if (dossier.id, assessor.id) in self.conflicts:
            return "conflicts"
        if self.bar_same_province and dossier.province == assessor.province:
            return "bar_same_province"
        return None

    def cost(self, dossier: str, assessor: str) -> int | Decimal:
        """Return the cost of a pair."""
        return self.costs.get((dossier, assessor), 0)


@dataclass(frozen=True, slots=True)
class Solution:
    """A proven optimum, or why there is none.

    `teams` is dossier → assessors in order of id, empty when infeasible. `why` is dossier →
    Vietnamese sentence, for every dossier of an optimum, else for those that cannot be served,
    whose `blocks` name the rule.
    """

    status: Literal["optimal", "infeasible"]
    objective: int | Decimal | None
    teams: Mapping[str, tuple[str, ...]]
    why: Mapping[str, str]
    blocks: Mapping[str, Rule] = field(default_factory=dict)


def solve(problem: Problem) -> Solution:
    """Return the cheapest assignment, proven optimal, the same for the same problem.

    Raises:
        ScoringError: the solver stopped without an answer.
    """
    blocks = _blocked_alone(problem)
    if not blocks:
        found = minimise(_model(problem))
        if found is not None:
            teams = _teams(problem, found.chosen)
            why = {dossier: _why_chosen(problem, teams, dossier) for dossier in teams}
            return Solution("optimal", _objective(problem, teams), teams, why)
    blocks |= _blocked_together(problem, frozenset(problem.allowed) - frozenset(blocks))
    why = {dossier: sentence for dossier, (_, sentence) in sorted(blocks.items())}
    return Solution("infeasible", None, {}, why, {d: rule for d, (rule, _) in blocks.items()})


def explain(problem: Problem, solution: Solution, dossier_id: str, assessor_id: str) -> str:
    """Return why an assessor is, or is not, in the team of a dossier, in Vietnamese."""
    dossier = next(d for d in problem.dossiers if d.id == dossier_id)
    assessor = next(a for a in problem.assessors if a.id == assessor_id)
    bar = problem.bar(dossier, assessor)
    if bar is not None:
        return f"Không được phép: không đạt yêu cầu {_BARS[bar]}."
    load = assessor.load + _loads(solution.teams)[assessor_id]
    cost = problem.cost(dossier_id, assessor_id)
    if assessor_id in solution.teams.get(dossier_id, ()):
        return f"Được chọn: chi phí {cost}, tải {load}/{problem.max_load}."
    if load >= problem.max_load:
        return f"Không chọn: đã đủ tải {load}/{problem.max_load} (max_load)."
    return f"Không chọn: chi phí {cost}; phương án chọn có tổng chi phí thấp nhất."


def _model(problem: Problem, *, elastic_for: frozenset[str] | None = None) -> Model:
    elastic = elastic_for is not None
    dossiers = [d for d in problem.allowed if elastic_for is None or d in elastic_for]
    return Model(
        dossiers=dossiers,
        pairs=[(d, a.id) for d in dossiers for a in problem.allowed[d]],
        costs=[float(problem.cost(d, a.id)) for d in dossiers for a in problem.allowed[d]],
        leads=frozenset(a.id for a in problem.assessors if a.lead) if problem.need_lead else None,
        team_size=problem.team_size,
        max_load=problem.max_load,
        carried={a.id: a.load for a in problem.assessors if a.load},
        elastic=elastic,
    )


def _teams(problem: Problem, chosen: list[Pair]) -> dict[str, tuple[str, ...]]:
    teams: dict[str, list[str]] = {dossier: [] for dossier in problem.allowed}
    for dossier, assessor in chosen:
        teams[dossier].append(assessor)
    return {dossier: tuple(sorted(team)) for dossier, team in teams.items()}


def _objective(problem: Problem, teams: Mapping[str, tuple[str, ...]]) -> int | Decimal:
    return sum(problem.cost(dossier, who) for dossier, team in teams.items() for who in team)


def _loads(teams: Mapping[str, tuple[str, ...]]) -> Counter[str]:
    return Counter(who for team in teams.values() for who in team)


def _why_chosen(problem: Problem, teams: Mapping[str, tuple[str, ...]], dossier: str) -> str:
    allowed = problem.allowed[dossier]
    leads = {assessor.id for assessor in allowed if assessor.lead}
    members = "; ".join(
        f"{who} (chi phí {problem.cost(dossier, who)}{', trưởng nhóm' if who in leads else ''})"
        for who in teams[dossier]
    )
    return (
        f"Chọn {len(teams[dossier])} trong {len(allowed)} người được phép: {members}; "
        f"tổng chi phí của mọi hồ sơ là thấp nhất, đã chứng minh."
    )


def _blocked_alone(problem: Problem) -> dict[str, Block]:
    """Return the dossiers that could not be served even if they were the only one."""
    found = {d.id: _block_alone(problem, d) for d in problem.dossiers}
    return {dossier: block for dossier, block in found.items() if block is not None}


def _block_alone(problem: Problem, dossier: Dossier) -> Block | None:
    allowed, size = problem.allowed[dossier.id], problem.team_size
    if len(allowed) >= size:
        if not problem.need_lead or any(assessor.lead for assessor in allowed):
            return None
        words = (
            f"Trong {len(allowed)} người được phép không có ai làm được trưởng nhóm (need_lead)."
        )
        return "need_lead", words
    bars = Counter(problem.bar(dossier, assessor) for assessor in problem.assessors)
    left, steps = len(problem.assessors), []
    blocking: list[Rule] = []
    for rule, words in _BARS.items():
        left -= bars[rule]
        steps.append(f"{words} còn {left}")
        if left < size:
            blocking.append(rule)
    return blocking[0], f"Cần {size} người; có {len(problem.assessors)}: {', '.join(steps)}."


def _blocked_together(problem: Problem, dossiers: frozenset[str]) -> dict[str, Block]:
    """Return the dossiers that cannot all be served, though each of them could be alone.

    A relaxed model leaves as few seats empty as possible; whoever competes with an unserved
    dossier for assessors that are full belongs to the same block.
    """
    relaxed = minimise(_model(problem, elastic_for=dossiers))
    assert relaxed is not None  # empty seats are always possible
    teams = _teams(problem, relaxed.chosen)
    found: dict[str, Block] = {}
    for dossier in sorted(relaxed.leaderless):
        leads = [a.id for a in problem.allowed[dossier] if a.lead]
        words = f"Người làm được trưởng nhóm đều đã đủ tải {problem.max_load} (need_lead): "
        found[dossier] = ("need_lead", f"{words}{_named(leads)}.")
    for dossier in relaxed.empty_seats:
        rivals, full = _rivals(problem, teams, dossier)
        words = (
            f"{len(rivals)} hồ sơ ({_named(rivals)}) cần {len(rivals) * problem.team_size} lượt "
            f"chấm, nhưng những người được phép đã đủ tải {problem.max_load} (max_load): "
            f"{_named(full)}."
        )
        found |= {rival: ("max_load", words) for rival in rivals}
    return found


def _rivals(
    problem: Problem, teams: Mapping[str, tuple[str, ...]], dossier: str
) -> tuple[list[str], list[str]]:
    """Return the dossiers that compete with one, itself included, and the full assessors."""
    serves: dict[str, list[str]] = {}
    for other, team in teams.items():
        for who in team:
            serves.setdefault(who, []).append(other)
    rivals, full, waiting = {dossier}, set[str](), [dossier]
    while waiting:
        current = waiting.pop()
        wanted = {a.id for a in problem.allowed[current]} - set(teams[current]) - full
        full |= wanted
        fresh = {other for who in wanted for other in serves.get(who, ())} - rivals
        rivals |= fresh
        waiting.extend(sorted(fresh))
    return sorted(rivals), sorted(full)


def _named(ids: Iterable[str]) -> str:
    names = sorted(ids)
    return ", ".join(names[:5]) + (f" và {len(names) - 5} nữa" if len(names) > 5 else "")
