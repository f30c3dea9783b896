"""Councils and expert teams: founded by decision, their seats and members (R20)."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from award import clock
from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    VOTING_SEATS,
    Assignment,
    Authority,
    AwardCycle,
    Council,
    CouncilLevel,
    Dossier,
    ExpertTeam,
    Seat,
    SeatRole,
    SectorGroup,
    TeamMember,
    User,
)
from award.policies import Refusal
from award.services import auditing, inviting, rulebooks
from award.services.cycles import Founding
from award.services.locking import lock
from award.services.people import one_line
from award.words import _N
from scoring.clauses import CouncilRule

SEAT_NAMES = {
    SeatRole.CHAIR: _N("Chủ tịch hội đồng"),
    SeatRole.VICE_CHAIR: _N("Phó chủ tịch hội đồng"),
    SeatRole.MEMBER: _N("Ủy viên hội đồng"),
    SeatRole.SECRETARY: _N("Thư ký hội đồng"),
}


def rule_of(council: Council) -> CouncilRule:
    """How the edition wants a council of this level made up."""
    return rulebooks.of(council.cycle).council(council.level.value)


def of_cycle(cycle: AwardCycle) -> Sequence[Council]:
    """The councils of the year with seats, the national one first."""
    return db.session.scalars(
        select(Council)
        .options(joinedload(Council.province), selectinload(Council.seats))
        .where(Council.cycle_id == cycle.id)
        .order_by(Council.level != CouncilLevel.NATIONAL, Council.level, Council.name)
    ).all()


def add_council(
    cycle: AwardCycle,
    level: CouncilLevel,
    name: str,
    *,
    province_code: str | None,
    authority: Authority,
    actor: User,
) -> Council:
    """Add a council that is to be founded.

    Raises `Refusal` for a level the edition lacks, a provincial council without its province, or
    one that is there already.
    """
    lock(cycle)
    name = one_line(name)
    if level.value not in {rule.level for rule in rulebooks.of(cycle).councils}:
        raise Refusal(_N("Bộ quy tắc của năm không có hội đồng cấp này."), rule="R1")
    if level is CouncilLevel.PROVINCIAL and not province_code:
        raise Refusal(_N("Hãy chọn tỉnh, thành phố của hội đồng."), at="province")
    province_code = province_code if level is CouncilLevel.PROVINCIAL else None
    twin = exists().where(
        Council.cycle_id == cycle.id, Council.level == level, _same(level, name, province_code)
    )
    if db.session.scalar(select(twin)):
        known = {CouncilLevel.NATIONAL: "level", CouncilLevel.PROVINCIAL: "province"}
        raise Refusal(_N("Năm này đã có hội đồng như vậy."), at=known.get(level, "name"))
    council = Council(
        cycle=cycle, level=level, name=name, province_code=province_code, authority=authority
    )
    db.session.add(council)
    db.session.flush()
    auditing.record("add_council", council, actor=actor, data={"name": name, "level": level.value})
    return council


def _same(level: CouncilLevel, name: str, province_code: str | None) -> ColumnElement[bool]:
    if level is CouncilLevel.NATIONAL:
        return Council.level == level
    if level is CouncilLevel.PROVINCIAL:
        return (Council.province_code == province_code) | (Council.name == name)
    return Council.name == name


def found_council(council: Council, founding: Founding, *, actor: User) -> None:
    """Record the decision that sets the council up; what stood there before stays in the audit."""
    _found(council, founding, actor)


def found_team(team: ExpertTeam, founding: Founding, *, actor: User) -> None:
    """The same for an expert team."""
    _found(team, founding, actor)


def _found(row: Council | ExpertTeam, founding: Founding, actor: User) -> None:
    founding.check()
    before = row.decision_number
    row.proposal_letter = one_line(founding.proposal_letter)
    row.decision_authority = one_line(founding.authority)
    row.decision_number = one_line(founding.number)
    row.decision_date = founding.decided_on
    db.session.flush()
    auditing.record("found", row, actor=actor, data=founding.content() | {"number_before": before})


def add_seat(
    council: Council, role: SeatRole, *, email: str, name: str, representing: str, actor: User
) -> Seat:
    """Give a person a seat and tell them.

    Raises `Refusal` over the edition's size, for a second chair or vice-chair, or for somebody who
    already has a vote here (R20).
    """
    lock(council)
    person = inviting.person_for(email, name)
    _check_seat(council, role, person)
    seat = Seat(
        council=council,
        user=person,
        role=role,
        representing=one_line(representing),
        created_at=clock.now(),
    )
    db.session.add(seat)
    db.session.flush()
    auditing.record(
        "add_seat", seat, actor=actor, data={"council": council.id, "user": person.id, "role": role}
    )
    inviting.tell(person, f"{SEAT_NAMES[role]}, {council.name}")
    return seat


def _check_seat(council: Council, role: SeatRole, person: User) -> None:
    rule = rule_of(council)
    held = _held(council)
    if any(seat.user_id == person.id and seat.role is role for seat in held):
        raise Refusal(_N("Người này đã có vị trí ấy trong hội đồng."))
    if role not in VOTING_SEATS:
        return
    if any(seat.user_id == person.id and seat.role in VOTING_SEATS for seat in held):
        raise Refusal(_N("Người này đã là thành viên có quyền bỏ phiếu của hội đồng."))
    heads = {SeatRole.CHAIR: rule.chairs, SeatRole.VICE_CHAIR: rule.vice_chairs}
    if role in heads and sum(seat.role is role for seat in held) >= heads[role]:
        raise Refusal(
            _N("Hội đồng đã có {role}."), at="role", rule="R20", role=SEAT_NAMES[role].lower()
        )
    if sum(seat.role in VOTING_SEATS for seat in held) >= rule.members_max:
        raise Refusal(
            _N("Hội đồng đã đủ {most} thành viên theo quy định."),
            at="role",
            rule="R20",
            most=rule.members_max,
        )


def _held(council: Council) -> Sequence[Seat]:
    return db.session.scalars(
        select(Seat).where(Seat.council_id == council.id, Seat.ended_at.is_(None))
    ).all()


def seats_of(council: Council) -> Sequence[Seat]:
    """The present seats with their persons, in the order of rank and name."""
    seats = db.session.scalars(
        select(Seat)
        .options(joinedload(Seat.user))
        .where(Seat.council_id == council.id, Seat.ended_at.is_(None))
    ).all()
    rank = list(SEAT_NAMES)
    return sorted(seats, key=lambda seat: (rank.index(seat.role), seat.user.sort_key, seat.id))


def end_seat(seat: Seat, *, actor: User) -> None:
    """Let somebody leave the council; what they did there stays."""
    if seat.ended_at is not None:
        raise Refusal(_N("Người này đã thôi vị trí ấy."))
    seat.ended_at = clock.now()
    db.session.flush()
    auditing.record("end_seat", seat, actor=actor, data={"user": seat.user_id, "role": seat.role})


def shortfalls(council: Council) -> list[str]:
    """What the seats still lack by the edition's rule (R20)."""
    rule = rule_of(council)
    roles = [seat.role for seat in council.seats if seat.ended_at is None]
    members = sum(role in VOTING_SEATS for role in roles)
    lacking = []
    if members < rule.members_min:
        lacking.append(
            _N("thiếu {count} thành viên (cần {least}–{most})").format(
                count=rule.members_min - members, least=rule.members_min, most=rule.members_max
            )
        )
    if roles.count(SeatRole.CHAIR) < rule.chairs:
        lacking.append(_N("chưa có chủ tịch"))
    if roles.count(SeatRole.VICE_CHAIR) < rule.vice_chairs:
        lacking.append(_N("chưa có phó chủ tịch"))
    if SeatRole.SECRETARY not in roles:
        lacking.append(_N("chưa có thư ký"))
    return lacking


@dataclass(frozen=True, slots=True)
class Expert:
    """A member of an expert team as entered: who, where from, what they know."""

    email: str
    name: str
    lead: bool
    province_code: str | None
    sectors: tuple[str, ...]
    employer_tax_code: str


def teams_of(council: Council) -> Sequence[ExpertTeam]:
    """The expert teams of the council with their members."""
    return db.session.scalars(
        select(ExpertTeam)
        .options(
            joinedload(ExpertTeam.sector_group),
            selectinload(ExpertTeam.members).joinedload(TeamMember.user),
        )
        .where(ExpertTeam.council_id == council.id)
        .order_by(ExpertTeam.name)
    ).all()


def members_of(team: ExpertTeam) -> Sequence[TeamMember]:
    """The present members with their persons, possible leads first, then by name."""
    return db.session.scalars(
        select(TeamMember)
        .join(User, User.id == TeamMember.user_id)
        .options(joinedload(TeamMember.user))
        .where(TeamMember.team_id == team.id, TeamMember.ended_at.is_(None))
        .order_by(TeamMember.lead.desc(), User.sort_key, TeamMember.id)
    ).all()


def add_team(
    council: Council, name: str, *, sector_group: SectorGroup | None, actor: User
) -> ExpertTeam:
    """Add an expert team that is to be founded. Raises `Refusal` for a name used before."""
    name = one_line(name)
    if db.session.scalar(
        select(exists().where(ExpertTeam.council_id == council.id, ExpertTeam.name == name))
    ):
        raise Refusal(_N("Hội đồng đã có tổ (nhóm) chuyên gia tên này."))
    team = ExpertTeam(council=council, name=name, sector_group=sector_group)
    db.session.add(team)
    db.session.flush()
    auditing.record("add_team", team, actor=actor, data={"name": name, "council": council.id})
    return team


def add_member(team: ExpertTeam, expert: Expert, *, actor: User) -> TeamMember:
    """Take an expert into the team and tell them; somebody who left comes back."""
    person = inviting.person_for(expert.email, expert.name)
    member = db.session.scalar(
        select(TeamMember).where(TeamMember.team_id == team.id, TeamMember.user_id == person.id)
    )
    if member is not None and member.ended_at is None:
        raise Refusal(_N("Người này đã có trong tổ (nhóm) chuyên gia."))
    member = member or TeamMember(team=team, user=person)
    member.lead, member.province_code = expert.lead, expert.province_code
    member.sectors, member.employer_tax_code = list(expert.sectors), expert.employer_tax_code
    member.ended_at = None
    db.session.add(member)
    db.session.flush()
    auditing.record(
        "add_team_member", member, actor=actor, data={"team": team.id, "user": person.id}
    )
    inviting.tell(person, _N("Chuyên gia đánh giá, {team}").format(team=team.name))
    return member


def end_member(member: TeamMember, *, actor: User) -> None:
    """Let an expert leave. Raises `Refusal` while they still have an active assignment."""
    working = exists().where(
        Assignment.user_id == member.user_id,
        Assignment.state.in_(ACTIVE_ASSIGNMENT),
        Assignment.dossier_id == Dossier.id,
        Dossier.council_id == member.team.council_id,
    )
    if db.session.scalar(select(working)):
        raise Refusal(_N("Chuyên gia còn phân công chưa kết thúc; hãy hủy phân công trước."))
    member.ended_at = clock.now()
    db.session.flush()
    auditing.record("end_team_member", member, actor=actor, data={"user": member.user_id})


def member_counts(cycle: AwardCycle) -> dict[int, int]:
    """How many experts the teams of each council have, by council id."""
    rows = db.session.execute(
        select(ExpertTeam.council_id, func.count(TeamMember.id))
        .join(TeamMember, TeamMember.team_id == ExpertTeam.id)
        .join(Council, Council.id == ExpertTeam.council_id)
        .where(Council.cycle_id == cycle.id, TeamMember.ended_at.is_(None))
        .group_by(ExpertTeam.council_id)
    )
    return dict(rows.all())
