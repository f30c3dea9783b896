"""Assignments: the rules between a dossier and an assessor, asked for one pair, kept for all."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    ORGANISATION_ROLES,
    VOTING_SEATS,
    Assignment,
    Conflict,
    Council,
    Dossier,
    DossierState,
    ExpertTeam,
    Membership,
    Seat,
    Stage,
    TeamMember,
    User,
)
from award.policies import Refusal
from award.services import auditing, outbox, rulebooks
from award.services.locking import lock
from award.words import _N
from scoring.clauses import AssignmentRule
from scoring.errors import ScoringError

# While a dossier is in one of these states, somebody may still join its team.
ASSIGNABLE = {
    DossierState.ACCEPTED: Stage.DESK_REVIEW,
    DossierState.UNDER_REVIEW: Stage.DESK_REVIEW,
    DossierState.NATIONAL_REVIEW: Stage.NATIONAL,
}


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


def rule_for(council: Council, stage: Stage) -> AssignmentRule:
    """The edition's rule of a stage; raises `Refusal` where the edition has no such stage."""
    try:
        return rulebooks.of(council.cycle).assignment_for(stage.value)
    except ScoringError as error:
        raise Refusal(_N("Quy trình của năm này không có phân công ở bước này.")) from error


def stage_of(dossier: Dossier) -> Stage:
    """The stage an assignment made now belongs to; raises `Refusal` when none is open."""
    stage = ASSIGNABLE.get(dossier.state)
    if stage is None:
        raise Refusal(_N("Hồ sơ này hiện không ở bước phân công chuyên gia."))
    return stage


def unit_of(dossier: Dossier) -> list[Dossier]:
    """The dossier and those that share its management part and can take the same team now."""
    if dossier.management_part_id is None:
        return [dossier]
    rows = db.session.scalars(
        select(Dossier)
        .where(
            Dossier.management_part_id == dossier.management_part_id,
            Dossier.council_id == dossier.council_id,
            or_(Dossier.id == dossier.id, Dossier.state == dossier.state),
        )
        .order_by(Dossier.number, Dossier.id)
    )
    return list(rows)


def options(dossier: Dossier) -> list[tuple[Candidate, Refusal | None, int]]:
    """Everybody who could be asked, why not if not, and their load; the free ones first."""
    ground = Ground(dossier.council, stage_of(dossier), [dossier])
    taken = {assignment.user_id: assignment for assignment in team(dossier, ground.stage)}
    rows = []
    for candidate in ground.candidates:
        earlier = taken.get(candidate.user.id)
        why = ground.bar(dossier, candidate) if earlier is None else _earlier(earlier)
        rows.append((candidate, why, ground.loads[candidate.user.id]))
    return sorted(rows, key=lambda row: (row[1] is not None, row[2], row[0].user.sort_key))


def team(dossier: Dossier, stage: Stage) -> list[Assignment]:
    """Every assignment of a stage, ended ones included, the lead first."""
    return list(
        db.session.scalars(
            select(Assignment)
            .options(joinedload(Assignment.user))
            .where(Assignment.dossier_id == dossier.id, Assignment.stage == stage)
            .order_by(Assignment.lead.desc(), Assignment.id)
        )
    )


def _earlier(assignment: Assignment) -> Refusal:
    if assignment.state in ACTIVE_ASSIGNMENT:
        return Refusal(_N("Đã có trong nhóm của hồ sơ."))
    if assignment.state == "recused":
        return Refusal(_N("Đã từ chối tham gia hồ sơ này."), rule="R24")
    return Refusal(_N("Phân công trước đã hủy; hãy dùng “Phân công lại”."))


def assign(dossier: Dossier, person: User, *, lead: bool = False, actor: User) -> Assignment:
    """Ask a person to assess a dossier and, in the same stage, those that share its first part.

    The same rules as in the automatic proposal. Raises `Refusal` with the rule that is broken.
    """
    stage = stage_of(dossier)
    lock(dossier)
    unit = unit_of(dossier)
    ground = Ground(dossier.council, stage, unit)
    _founded(ground)
    candidate = next((one for one in ground.candidates if one.user.id == person.id), None)
    if candidate is None:
        raise Refusal(_N("Người này không có trong tổ (nhóm) chuyên gia của hội đồng."))
    for each in unit:
        _check(ground, each, candidate, lead=lead)
    made = [_offer(each, person, stage, lead=lead, actor=actor) for each in unit]
    return next(assignment for assignment in made if assignment.dossier_id == dossier.id)


def _founded(ground: Ground) -> None:
    if not ground.council.founded:
        raise Refusal(_N("Hội đồng chưa có quyết định thành lập nên chưa phân công được."))
    founded = exists().where(
        ExpertTeam.council_id == ground.council.id, ExpertTeam.decision_number != ""
    )
    if not db.session.scalar(select(founded)):
        raise Refusal(_N("Tổ (nhóm) chuyên gia chưa có quyết định thành lập."))


def _check(ground: Ground, dossier: Dossier, candidate: Candidate, *, lead: bool) -> None:
    present = team(dossier, ground.stage)
    earlier = next((one for one in present if one.user_id == candidate.user.id), None)
    if earlier is not None:
        raise _earlier(earlier)
    if why := ground.bar(dossier, candidate):
        raise why
    if lead and not candidate.lead:
        raise Refusal(_N("Người này không thuộc diện làm trưởng nhóm."))
    if lead and any(one.lead and one.state in ACTIVE_ASSIGNMENT for one in present):
        raise Refusal(_N("Nhóm của hồ sơ đã có trưởng nhóm; mỗi nhóm chỉ một người."))


def _offer(dossier: Dossier, person: User, stage: Stage, *, lead: bool, actor: User) -> Assignment:
    assignment = Assignment(
        dossier=dossier, user=person, stage=stage, lead=lead, offered_at=clock.now()
    )
    db.session.add(assignment)
    db.session.flush()
    auditing.record(
        "assign",
        assignment,
        actor=actor,
        data={"dossier": dossier.id, "person": person.id, "stage": stage.value, "lead": lead},
    )
    tell(assignment)
    return assignment


def tell(assignment: Assignment) -> None:
    """A letter without any content of the dossier: only that a task waits."""
    outbox.email(
        [assignment.user],
        _N("Có phân công đánh giá mới"),
        _N(
            "Kính gửi {name},\n\nÔng (bà) được phân công đánh giá một hồ sơ Giải thưởng Chất lượng "
            "Quốc gia năm {year}. Xin đăng nhập để xem tên tổ chức, khai xung đột lợi ích nếu có, "
            "rồi nhận hoặc từ chối.\n"
        ).format(name=assignment.user.full_name, year=assignment.dossier.cycle.year),
    )


def appoint_lead(assignment: Assignment, *, actor: User) -> None:
    """Make a member of the team its lead; who led before stays as a member.

    Raises `Refusal` for somebody who is not in the team or may not lead.
    """
    dossier = assignment.dossier
    if assignment.state not in ACTIVE_ASSIGNMENT:
        raise Refusal(_N("Người này không còn trong nhóm của hồ sơ."))
    able = {one.user.id for one in candidates(dossier.council) if one.lead}
    if assignment.user_id not in able:
        raise Refusal(_N("Người này không thuộc diện làm trưởng nhóm."))
    for member in team(dossier, assignment.stage):
        if member.lead and member.id != assignment.id and member.state in ACTIVE_ASSIGNMENT:
            member.lead = False
    db.session.flush()
    assignment.lead = True
    db.session.flush()
    auditing.record("appoint_lead", dossier, actor=actor, data={"assignment": assignment.id})
