"""Assignments: ask one person under the rules, put a whole proposal into effect, change leads."""

from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    Assignment,
    AssignmentState,
    Council,
    Dossier,
    DossierState,
    Stage,
    User,
)
from award.policies import Refusal
from award.services import auditing, outbox, review_terms
from award.services.assignment_rules import (
    Candidate,
    Ground,
    candidates,
    conflict_of,
    founded,
    rule_for,
    sector_of,
    sectors_of,
)
from award.services.locking import lock
from award.services.proposing import Place, Proposal, Team, propose
from award.words import _N

__all__ = [
    "Candidate",
    "Place",
    "Proposal",
    "Team",
    "apply",
    "appoint_lead",
    "assign",
    "bar_again",
    "bar_new",
    "candidates",
    "conflict_of",
    "options",
    "propose",
    "rule_for",
    "sector_of",
    "sectors_of",
    "stage_of",
    "team",
    "tell",
    "unit_of",
]

# While a dossier is in one of these states, somebody may still join its team.
ASSIGNABLE = {
    DossierState.ACCEPTED: Stage.DESK_REVIEW,
    DossierState.UNDER_REVIEW: Stage.DESK_REVIEW,
    DossierState.NATIONAL_REVIEW: Stage.NATIONAL,
}


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
    if assignment.state is AssignmentState.RECUSED:
        return Refusal(_N("Đã từ chối tham gia hồ sơ này."), rule="R24")
    return Refusal(_N("Phân công trước đã hủy; hãy dùng “Phân công lại”."))


def assign(
    dossier: Dossier,
    person: User,
    *,
    lead: bool = False,
    alone: bool = False,
    due_on: date | None = None,
    actor: User,
) -> Assignment:
    """Ask a person to assess a dossier and, unless `alone`, those that share its first part.

    The same rules as in the automatic proposal; without `due_on` the term is the edition's. Raises
    `Refusal` with the rule that is broken.
    """
    stage = stage_of(dossier)
    due_at = review_terms.due_at(dossier, stage, due_on)
    lock(dossier)
    unit = [dossier] if alone else unit_of(dossier)
    ground = Ground(dossier.council, stage, unit)
    founded(ground.council)
    if why := _bar(ground, dossier, person, lead=lead):
        raise why
    present = team(dossier, stage)
    if lead and any(one.lead and one.state in ACTIVE_ASSIGNMENT for one in present):
        raise Refusal(_N("Nhóm của hồ sơ đã có trưởng nhóm; mỗi nhóm chỉ một người."), at="lead")
    made = _offer(dossier, person, stage, lead=lead, due_at=due_at, actor=actor)
    for sibling in unit:
        present = team(sibling, stage)
        if sibling.id != dossier.id and all(one.user_id != person.id for one in present):
            free = not any(one.lead and one.state in ACTIVE_ASSIGNMENT for one in present)
            _offer(sibling, person, stage, lead=lead and free, due_at=due_at, actor=actor)
    tell(made)
    return made


def bar_new(dossier: Dossier, person: User, *, lead: bool) -> Refusal | None:
    """Why a person cannot be asked to assess the dossier, leading its team or not."""
    return _bar(Ground(dossier.council, stage_of(dossier), [dossier]), dossier, person, lead=lead)


def _bar(ground: Ground, dossier: Dossier, person: User, *, lead: bool) -> Refusal | None:
    candidate = next((one for one in ground.candidates if one.user.id == person.id), None)
    if candidate is None:
        return Refusal(_N("Người này không có trong tổ (nhóm) chuyên gia của hội đồng."))
    present = team(dossier, ground.stage)
    earlier = next((one for one in present if one.user_id == person.id), None)
    if earlier is not None:
        return _earlier(earlier)
    if lead and not candidate.lead:
        return Refusal(_N("Người này không thuộc diện làm trưởng nhóm."), at="lead")
    return ground.bar(dossier, candidate)


def _offer(
    dossier: Dossier,
    person: User,
    stage: Stage,
    *,
    lead: bool,
    due_at: datetime | None,
    actor: User,
) -> Assignment:
    assignment = Assignment(
        dossier=dossier,
        user=person,
        stage=stage,
        lead=lead,
        offered_at=clock.now(),
        due_at=due_at,
    )
    db.session.add(assignment)
    db.session.flush()
    auditing.record(
        "assign",
        assignment,
        actor=actor,
        data={"dossier": dossier.id, "person": person.id, "stage": stage.value, "lead": lead},
    )
    return assignment


def tell(assignment: Assignment) -> None:
    """A letter without any content of the dossier: only that a task waits."""
    outbox.email(
        [assignment.user],
        _N("Có phân công đánh giá mới"),
        _N(
            "Kính gửi {name},\n\nÔng (bà) được phân công đánh giá một hồ sơ Giải thưởng Chất lượng "
            "Quốc gia năm {year}. Xin đăng nhập để xem tên tổ chức, khai xung đột lợi ích nếu có, "
            "rồi nhận hoặc từ chối.{term}\n"
        ).format(
            name=assignment.user.full_name,
            year=assignment.dossier.cycle.year,
            term=_term(assignment),
        ),
    )


def _term(assignment: Assignment) -> str:
    if assignment.due_at is None:
        return ""
    return _N(" Hạn nộp phiếu: {day}.").format(day=f"{clock.local(assignment.due_at):%d/%m/%Y}")


def apply(council: Council, *, seen: str, stage: Stage, actor: User) -> list[Assignment]:
    """Put the proposal whose `sha256` the secretary has seen into effect.

    Raises `Refusal` when the facts have changed since, so that nothing unseen is decided.
    """
    lock(council)
    proposal = propose(council, stage)
    if proposal.sha256 != seen:
        raise Refusal(
            _N("Dữ liệu đã thay đổi từ lúc lập đề xuất; hãy xem đề xuất mới rồi áp dụng.")
        )
    made = [
        _offer(
            dossier,
            place.person,
            stage,
            lead=place.lead,
            due_at=review_terms.due_at(dossier, stage, None),
            actor=actor,
        )
        for team in proposal.served
        for dossier in team.dossiers
        for place in team.places
    ]
    for assignment in {one.user_id: one for one in made}.values():
        tell(assignment)
    return made


def appoint_lead(assignment: Assignment, *, actor: User) -> None:
    """Make a member of the team its lead; who led before stays as a member.

    Raises `Refusal` for somebody who is not in the team or may not lead.
    """
    dossier = assignment.dossier
    if assignment.state not in ACTIVE_ASSIGNMENT:
        raise Refusal(_N("Người này không còn trong nhóm của hồ sơ."))
    able = {one.user.id for one in candidates(dossier.council) if one.lead}
    if assignment.user_id not in able:
        raise Refusal(_N("Người này không thuộc diện làm trưởng nhóm."), at="lead")
    for member in team(dossier, assignment.stage):
        if member.lead and member.id != assignment.id and member.state in ACTIVE_ASSIGNMENT:
            member.lead = False
    db.session.flush()
    assignment.lead = True
    db.session.flush()
    auditing.record("appoint_lead", dossier, actor=actor, data={"assignment": assignment.id})


def bar_again(assignment: Assignment) -> Refusal | None:
    """Why somebody whose assignment was cancelled cannot be asked again, if so."""
    dossier = assignment.dossier
    if ASSIGNABLE.get(dossier.state) is not assignment.stage:
        return Refusal(_N("Hồ sơ này hiện không ở bước phân công chuyên gia."))
    ground = Ground(dossier.council, assignment.stage, [dossier])
    for candidate in ground.candidates:
        if candidate.user.id == assignment.user_id:
            return ground.bar(dossier, candidate)
    return Refusal(_N("Người này không có trong tổ (nhóm) chuyên gia của hội đồng."))
