"""Who may assess what: the rules between a dossier and an assessor, and the facts they need."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    ORGANISATION_ROLES,
    VOTING_SEATS,
    Assignment,
    Conflict,
    Council,
    Dossier,
    ExpertTeam,
    Membership,
    Seat,
    Stage,
    TeamMember,
    User,
)
from award.policies import Refusal
from award.services import rulebooks
from award.words import _N
from scoring.clauses import AssignmentRule
from scoring.errors import ScoringError


@dataclass(frozen=True, slots=True)
class Candidate:
    """A person of the council's expert teams, as the rules see them."""

    user: User
    lead: bool
    province_code: str | None
    sectors: frozenset[str]
    employers: frozenset[str]


def sector_of(dossier: Dossier) -> str:
    """What an assessor has to know: the product's sector group, else the kind of activity."""
    if dossier.product is not None:
        return dossier.product.sector_group.code
    return dossier.organisation.activity


def sectors_of(council: Council) -> list[tuple[str, str]]:
    """The fields of expertise a team member may have in this award year, code and name."""
    if rulebooks.of(council.cycle).award.grouping == "sector":
        return [(group.code, group.name) for group in council.cycle.sector_groups]
    return [("production", _N("Sản xuất")), ("service", _N("Dịch vụ"))]


def candidates(council: Council) -> list[Candidate]:
    """The present members of the council's founded teams, each person once, by name."""
    rows = db.session.scalars(
        select(TeamMember)
        .join(ExpertTeam)
        .options(
            joinedload(TeamMember.user),
            joinedload(TeamMember.team).joinedload(ExpertTeam.sector_group),
        )
        .where(
            ExpertTeam.council_id == council.id,
            ExpertTeam.decision_number != "",
            TeamMember.ended_at.is_(None),
        )
        .order_by(TeamMember.id)
    )
    places: dict[int, list[TeamMember]] = {}
    for row in rows:
        if row.user.active:
            places.setdefault(row.user_id, []).append(row)
    found = [_candidate(rows) for rows in places.values()]
    return sorted(found, key=lambda one: (one.user.sort_key, one.user.id))


def _candidate(places: Sequence[TeamMember]) -> Candidate:
    groups = {place.team.sector_group.code for place in places if place.team.sector_group}
    provinces = [place.province_code for place in places if place.province_code]
    return Candidate(
        user=places[0].user,
        lead=any(place.lead for place in places),
        province_code=provinces[0] if provinces else None,
        sectors=frozenset(groups.union(*(place.sectors for place in places))),
        employers=frozenset(place.employer_tax_code for place in places) - {""},
    )


class Ground:
    """Everything the rules need about a council's candidates and some dossiers, read once."""

    def __init__(self, council: Council, stage: Stage, dossiers: Iterable[Dossier]) -> None:
        self.council = council
        self.stage = stage
        self.dossiers = list(dossiers)
        self.rule: AssignmentRule = rule_for(council, stage)
        self.candidates = candidates(council)

    @cached_property
    def _people(self) -> list[int]:
        return [candidate.user.id for candidate in self.candidates]

    @cached_property
    def _organisations(self) -> set[int]:
        return {dossier.organisation_id for dossier in self.dossiers}

    @cached_property
    def declared(self) -> set[tuple[int, int]]:
        """(person, organisation) pairs with a declared conflict."""
        rows = db.session.execute(
            select(Conflict.user_id, Dossier.organisation_id)
            .join(Dossier, Dossier.id == Conflict.dossier_id)
            .where(
                Conflict.user_id.in_(self._people),
                Dossier.organisation_id.in_(self._organisations),
            )
        )
        return {(user, organisation) for user, organisation in rows}

    @cached_property
    def insiders(self) -> set[tuple[int, int]]:
        """(person, organisation) pairs of people who act for the applicant itself."""
        rows = db.session.execute(
            select(Membership.user_id, Membership.organisation_id).where(
                Membership.user_id.in_(self._people),
                Membership.organisation_id.in_(self._organisations),
                Membership.role.in_(ORGANISATION_ROLES),
                Membership.ended_at.is_(None),
            )
        )
        return {(user, organisation) for user, organisation in rows if organisation}

    @cached_property
    def voters(self) -> set[int]:
        """Persons who sit in the council with a vote."""
        return set(
            db.session.scalars(
                select(Seat.user_id).where(
                    Seat.council_id == self.council.id,
                    Seat.role.in_(VOTING_SEATS),
                    Seat.ended_at.is_(None),
                )
            )
        )

    @cached_property
    def loads(self) -> Counter[int]:
        """How many dossiers each person has in this stage; a shared part counts once."""
        rows = db.session.execute(
            select(Assignment.user_id, Dossier.id, Dossier.management_part_id)
            .join(Dossier)
            .where(
                Assignment.user_id.in_(self._people),
                Assignment.stage == self.stage,
                Assignment.state.in_(ACTIVE_ASSIGNMENT),
                Dossier.cycle_id == self.council.cycle_id,
            )
        )
        return Counter(user for user, _ in {(user, part or -own) for user, own, part in rows})

    @cached_property
    def leads(self) -> Counter[int]:
        """How many teams of this stage each person leads."""
        rows = db.session.scalars(
            select(Assignment.user_id)
            .join(Dossier)
            .where(
                Assignment.user_id.in_(self._people),
                Assignment.stage == self.stage,
                Assignment.lead,
                Assignment.state.in_(ACTIVE_ASSIGNMENT),
                Dossier.cycle_id == self.council.cycle_id,
            )
        )
        return Counter(rows)

    def conflict(self, dossier: Dossier, candidate: Candidate) -> Refusal | None:
        """Declared, or following from where the person works or whom they act for (R24)."""
        pair = (candidate.user.id, dossier.organisation_id)
        if pair in self.declared:
            return Refusal(_N("Đã khai xung đột lợi ích với tổ chức này."), rule="R24")
        if dossier.organisation.tax_code in candidate.employers:
            return Refusal(_N("Đang làm việc tại chính tổ chức này (theo mã số thuế)."), rule="R24")
        if pair in self.insiders:
            return Refusal(_N("Có tên trong nhóm soạn hồ sơ của tổ chức này."), rule="R24")
        return None

    def bar(self, dossier: Dossier, candidate: Candidate) -> Refusal | None:
        """The first rule that keeps the person from the dossier, the cap of load included."""
        if why := self.conflict(dossier, candidate):
            return why
        if sector_of(dossier) not in candidate.sectors:
            return Refusal(_N("Không thuộc lĩnh vực chuyên môn của người này."))
        if self.rule.bar_same_province and candidate.province_code == _province(dossier):
            return Refusal(_N("Ở cùng tỉnh, thành phố với tổ chức."))
        if not self.rule.council_member_may_score and candidate.user.id in self.voters:
            return Refusal(_N("Là ủy viên có quyền bỏ phiếu của hội đồng."))
        if self.loads[candidate.user.id] >= self.rule.max_load:
            return Refusal(_N("Đã nhận đủ {count} hồ sơ."), count=self.rule.max_load)
        return None


def _province(dossier: Dossier) -> str:
    return dossier.organisation.province_code


def conflict_of(person: User, dossier: Dossier) -> Refusal | None:
    """A conflict that follows from what the council's teams say of the person, if any."""
    ground = Ground(dossier.council, Stage.DESK_REVIEW, [dossier])
    mine = (one for one in ground.candidates if one.user.id == person.id)
    return next((ground.conflict(dossier, one) for one in mine), None)


def rule_for(council: Council, stage: Stage) -> AssignmentRule:
    """The edition's rule of a stage; raises `Refusal` where the edition has no such stage."""
    try:
        return rulebooks.of(council.cycle).assignment_for(stage.value)
    except ScoringError as error:
        raise Refusal(_N("Quy trình của năm này không có phân công ở bước này.")) from error


def founded(council: Council) -> None:
    """Raise `Refusal` unless the council and a team of it exist by decision."""
    if not council.founded:
        raise Refusal(_N("Hội đồng chưa có quyết định thành lập nên chưa phân công được."))
    teams = exists().where(ExpertTeam.council_id == council.id, ExpertTeam.decision_number != "")
    if not db.session.scalar(select(teams)):
        raise Refusal(_N("Tổ (nhóm) chuyên gia chưa có quyết định thành lập."))
