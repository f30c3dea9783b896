"""Whole teams proposed at once, with what speaks for each choice; nothing is written here."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from math import ceil

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload, selectinload

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    Assignment,
    Council,
    Dossier,
    DossierState,
    ProductEntry,
    Stage,
    User,
)
from award.services.assignment_rules import Candidate, Ground, founded, sector_of
from award.words import _N
from scoring import assignment as core
from scoring.canonical import sha256


@dataclass(frozen=True, slots=True)
class Place:
    """One person of a proposed team, and what speaks for them."""

    person: User
    lead: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Team:
    """Who is to assess some dossiers together; without places `why` says which rule blocks."""

    dossiers: tuple[Dossier, ...]
    places: tuple[Place, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """Teams for every dossier that has none; the same facts give the same `sha256`."""

    council: Council
    stage: Stage
    teams: tuple[Team, ...]
    sha256: str

    @property
    def served(self) -> tuple[Team, ...]:
        """The teams that can be put into effect."""
        return tuple(team for team in self.teams if team.places)

    @property
    def blocked(self) -> tuple[Team, ...]:
        """The dossiers that cannot be served, with the reason."""
        return tuple(team for team in self.teams if not team.places)


def propose(council: Council, stage: Stage = Stage.DESK_REVIEW) -> Proposal:
    """Teams for the dossiers of a council that wait for one, the load as even as possible.

    Dossiers that share a management part get one team. Cheapest first: a council member who
    assesses a dossier loses the vote on it. Raises `Refusal` where nothing was founded.
    """
    founded(council)
    waiting = _waiting(council, stage)
    ground = Ground(council, stage, waiting)
    teams = [_like_sibling(unit, stage) or unit for unit in _units(waiting)]
    open_units = [unit for unit in teams if not isinstance(unit, Team)]
    solved = iter(_solve(ground, open_units))
    done = tuple(unit if isinstance(unit, Team) else next(solved) for unit in teams)
    content = [
        [
            [dossier.id for dossier in team.dossiers],
            [[place.person.id, place.lead] for place in team.places],
        ]
        for team in done
    ]
    return Proposal(council, stage, done, sha256([council.id, stage.value, content]))


def _waiting(council: Council, stage: Stage) -> list[Dossier]:
    """The council's dossiers that stand at the stage's door and have nobody yet."""
    first = DossierState.ACCEPTED if stage is Stage.DESK_REVIEW else DossierState.NATIONAL_REVIEW
    taken = exists().where(
        Assignment.dossier_id == Dossier.id,
        Assignment.stage == stage,
        Assignment.state.in_(ACTIVE_ASSIGNMENT),
    )
    rows = db.session.scalars(
        select(Dossier)
        .options(
            joinedload(Dossier.organisation),
            selectinload(Dossier.product).joinedload(ProductEntry.sector_group),
        )
        .where(Dossier.council_id == council.id, Dossier.state == first, ~taken)
        .order_by(Dossier.number)
    )
    return list(rows)


def _units(dossiers: Iterable[Dossier]) -> list[tuple[Dossier, ...]]:
    """Dossiers that share a management part together, in the order of their first number."""
    units: dict[int, list[Dossier]] = {}
    for dossier in dossiers:
        units.setdefault(dossier.management_part_id or -dossier.id, []).append(dossier)
    return [tuple(unit) for unit in units.values()]


def _like_sibling(unit: tuple[Dossier, ...], stage: Stage) -> Team | None:
    """The team that already assesses the shared management part with another product."""
    part = unit[0].management_part_id
    if part is None:
        return None
    rows = db.session.scalars(
        select(Assignment)
        .join(Dossier)
        .options(joinedload(Assignment.user))
        .where(
            Dossier.management_part_id == part,
            Assignment.stage == stage,
            Assignment.state.in_(ACTIVE_ASSIGNMENT),
        )
        .order_by(Assignment.lead.desc(), Assignment.id)
    )
    people = {row.user_id: row for row in rows}
    if not people:
        return None
    reason = _N("Đang đánh giá phần mô hình quản trị chung với sản phẩm khác.")
    leader = next((row.user_id for row in people.values() if row.lead), None)
    places = [Place(row.user, row.user_id == leader, reason) for row in people.values()]
    return Team(unit, tuple(places), _N("Cùng một nhóm cho các sản phẩm của một tổ chức."))


def _solve(ground: Ground, units: list[tuple[Dossier, ...]]) -> list[Team]:
    """One team a unit: what blocks is set aside with its reason, the rest is solved."""
    names = _names(ground)
    why: dict[str, str] = {}
    teams: dict[str, tuple[str, ...]] = {}
    left = list(units)
    while left:
        problem = _problem(ground, left, names)
        solution = _even(problem)
        if solution.status == "optimal":
            teams = dict(solution.teams)
            break
        why |= solution.why
        left = [unit for unit in left if _unit_id(unit) not in solution.why]
    return _teams(ground, units, teams, why, names)


def _problem(
    ground: Ground, units: list[tuple[Dossier, ...]], names: dict[str, Candidate]
) -> core.Problem:
    voters = {name for name, one in names.items() if one.user.id in ground.voters}
    able = {
        name: one
        for name, one in names.items()
        if ground.rule.council_member_may_score or name not in voters
    }
    wanted = {_sector_id(unit): {sector_of(one) for one in unit} for unit in units}
    return core.Problem(
        dossiers=tuple(
            core.Dossier(_unit_id(unit), unit[0].organisation.province_code, _sector_id(unit))
            for unit in units
        ),
        assessors=tuple(
            core.Assessor(
                name,
                one.province_code or "",
                frozenset(key for key, sectors in wanted.items() if sectors <= one.sectors),
                lead=one.lead,
                load=ground.loads[one.user.id],
            )
            for name, one in able.items()
        ),
        team_size=ground.rule.team_size,
        max_load=ground.rule.max_load,
        conflicts=frozenset(
            (_unit_id(unit), name)
            for unit in units
            for name, one in able.items()
            if ground.conflict(unit[0], one)
        ),
        costs={(_unit_id(unit), name): 1 for unit in units for name in voters if name in able},
        bar_same_province=ground.rule.bar_same_province,
        need_lead=ground.rule.need_lead,
    )


def _even(problem: core.Problem) -> core.Solution:
    """The solution under the lowest cap of load that still serves every dossier."""
    seats = len(problem.dossiers) * problem.team_size
    carried = sum(assessor.load for assessor in problem.assessors)
    fewest = ceil((seats + carried) / max(len(problem.assessors), 1))
    for cap in range(min(fewest, problem.max_load), problem.max_load):
        solution = core.solve(replace(problem, max_load=cap))
        if solution.status == "optimal":
            return solution
    return core.solve(problem)


def _teams(
    ground: Ground,
    units: list[tuple[Dossier, ...]],
    chosen: dict[str, tuple[str, ...]],
    why: dict[str, str],
    names: dict[str, Candidate],
) -> list[Team]:
    """The solver's answer in persons; who leads least so far leads next."""
    load, leads = ground.loads.copy(), ground.leads.copy()
    teams = []
    for unit in units:
        people = [names[name] for name in chosen.get(_unit_id(unit), ())]
        for one in people:
            load[one.user.id] += 1
        able = sorted((one for one in people if one.lead), key=lambda one: leads[one.user.id])
        leader = able[0] if able else None
        if leader is not None:
            leads[leader.user.id] += 1
        places = [
            Place(one.user, one is leader, _reason(ground, one, load[one.user.id]))
            for one in sorted(people, key=lambda one: one is not leader)
        ]
        teams.append(Team(unit, tuple(places), why.get(_unit_id(unit), "")))
    return teams


def _reason(ground: Ground, one: Candidate, load: int) -> str:
    """Why this person may, and how much they then carry."""
    parts = [_N("Đúng lĩnh vực, không có xung đột lợi ích")]
    if ground.rule.bar_same_province:
        parts.append(_N("khác tỉnh, thành phố"))
    if one.user.id in ground.voters:
        parts.append(_N("là ủy viên nên sẽ không bỏ phiếu về hồ sơ này"))
    parts.append(_N("tổng cộng {load}/{most} hồ sơ").format(load=load, most=ground.rule.max_load))
    return "; ".join(parts) + "."


def _names(ground: Ground) -> dict[str, Candidate]:
    """Candidates by a name that is theirs alone, so that the solver's reasons can be read."""
    names: dict[str, Candidate] = {}
    for one in ground.candidates:
        name = one.user.full_name
        names[name if name not in names else f"{name} ({one.user.email})"] = one
    return names


def _unit_id(unit: tuple[Dossier, ...]) -> str:
    return " + ".join(str(dossier.number) for dossier in unit)


def _sector_id(unit: tuple[Dossier, ...]) -> str:
    return " + ".join(sorted({sector_of(dossier) for dossier in unit}))
