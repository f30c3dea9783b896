"""What waits for a person: the tasks of the home page, the most urgent first."""

from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    Assignment,
    AssignmentState,
    AuthorityRequest,
    AwardCycle,
    Complaint,
    ComplaintState,
    Consultation,
    ConsultationEntry,
    ConsultationState,
    Dossier,
    DossierState,
    HandOver,
    HandOverState,
    Membership,
    Phase,
    Role,
    ScoreSheetRecord,
    SeatRole,
    SiteVisit,
    Stage,
    User,
    VisitState,
)
from award.services import drill_reminders, programme_tasks, rulebooks, session_tasks
from award.services.consulting import OPINION_MATTERS
from award.services.tasks import Task, my_councils, unconflicted
from award.words import _N

S = DossierState
_NAMED = (
    joinedload(Dossier.organisation),
    joinedload(Dossier.cycle),
    joinedload(Dossier.product),
)  # what `_about` needs


def of(person: User) -> list[Task]:
    """Everything that waits for the person in any role, dated tasks first; conflicts excluded."""
    tasks = [task for source in SOURCES for task in source(person)]
    return sorted(tasks, key=lambda task: (task.due is None, task.due or clock.now(), task.about))


APPLICANT_STEPS = {
    S.DRAFT: _N("Hoàn tất đăng ký tham dự"),
    S.REGISTERED: _N("Hoàn thành và nộp hồ sơ"),
    S.SUPPLEMENT_REQUESTED: _N("Bổ sung hồ sơ theo yêu cầu"),
}
SECRETARY_STEPS = {
    S.SUBMITTED: _N("Kiểm tra và tiếp nhận hồ sơ"),
    S.ACCEPTED: _N("Phân công chuyên gia và mở đánh giá"),
    S.IN_CONSENSUS: _N("Theo dõi và đóng thống nhất điểm"),
    S.SITE_VISIT: _N("Lập lịch và theo dõi đánh giá tại chỗ"),
    S.IN_COUNCIL: _N("Đưa hồ sơ ra phiên họp hội đồng"),
    S.SHORTLISTED: _N("Bàn giao hồ sơ cho Hội đồng quốc gia"),
    S.NATIONAL_REVIEW: _N("Đưa hồ sơ ra phiên họp Hội đồng quốc gia"),
}
STANDING_STEPS = {
    S.CONSULTATION: (_N("{Asked} địa phương và trình"), "admin.consultation"),
    S.PROPOSED: (_N("Ghi nhận quyết định tặng giải"), "admin.decision"),
}


def _my_organisations(person: User) -> Any:
    return select(Membership.organisation_id).where(
        Membership.user_id == person.id,
        Membership.role.in_([Role.OWNER, Role.EDITOR]),
        Membership.ended_at.is_(None),
    )


def _about(dossier: Dossier) -> str:
    """The organisation, its product where each product has a dossier of its own, and the year."""
    names = [dossier.organisation.name, dossier.product.name if dossier.product else ""]
    return f"{' – '.join(filter(None, names))} · {dossier.cycle.year}"


def _dossiers(*conditions: Any) -> Iterator[Dossier]:
    query = select(Dossier).options(*_NAMED)
    yield from db.session.scalars(query.where(*conditions))


def _applicant(person: User) -> Iterator[Task]:
    mine = Dossier.organisation_id.in_(_my_organisations(person))
    for dossier in _dossiers(mine, Dossier.state.in_(APPLICANT_STEPS)):
        step, where = APPLICANT_STEPS[dossier.state], {"dossier_id": dossier.id}
        yield Task(step, _about(dossier), "dossiers.show", where, dossier.due_at)


def _asked_by_authority(person: User) -> Iterator[Task]:
    """Open requests of authorities for data, with their clock."""
    requests = select(AuthorityRequest).where(
        AuthorityRequest.organisation_id.in_(_my_organisations(person)),
        AuthorityRequest.answered_at.is_(None),
    )
    for request in db.session.scalars(requests):
        yield Task(
            _N("Trả lời yêu cầu dữ liệu truy xuất"),
            request.authority,
            "trace.authority_request",
            {"authority_request_id": request.id},
            request.due_at,
        )


VISIT_STEPS = {
    VisitState.PROPOSED: _N("Xác nhận lịch đánh giá tại chỗ"),
    VisitState.RECORDED: _N("Đọc và ký biên bản đánh giá tại chỗ"),
}


def _visited(person: User) -> Iterator[Task]:
    visits = (
        select(SiteVisit)
        .join(Dossier)
        .options(joinedload(SiteVisit.dossier).options(*_NAMED))
        .where(
            Dossier.organisation_id.in_(_my_organisations(person)),
            SiteVisit.state.in_(VISIT_STEPS),
        )
    )
    for visit in db.session.scalars(visits):
        yield Task(
            VISIT_STEPS[visit.state],
            _about(visit.dossier),
            "dossiers.show",
            {"dossier_id": visit.dossier_id},
            visit.starts_at if visit.state is VisitState.PROPOSED else None,
        )


_VERIFY = _N("Thẩm định tại chỗ, thống nhất điểm và báo cáo")


def _verifying() -> Any:
    """Leads at the national council, until its sheet is frozen."""
    frozen = exists().where(
        ScoreSheetRecord.dossier_id == Dossier.id, ScoreSheetRecord.phase == Phase.NATIONAL
    )
    return (
        (Assignment.state == AssignmentState.ACCEPTED)
        & (Assignment.stage == Stage.NATIONAL)
        & Assignment.lead
        & (Dossier.state == S.NATIONAL_REVIEW)
        & ~frozen
    )


def _assessor(person: User) -> Iterator[Task]:
    rows = db.session.scalars(
        select(Assignment)
        .join(Dossier)
        .options(joinedload(Assignment.dossier).options(*_NAMED))
        .where(
            Assignment.user_id == person.id,
            unconflicted(person),
            or_(
                Assignment.state == AssignmentState.OFFERED,
                (Assignment.state == AssignmentState.ACCEPTED) & (Dossier.state == S.UNDER_REVIEW),
                (Assignment.state == AssignmentState.SUBMITTED)
                & Assignment.lead
                & Dossier.state.in_([S.IN_CONSENSUS, S.SITE_VISIT]),
                _verifying(),
            ),
        )
    )
    words = {
        AssignmentState.OFFERED: _N("Nhận phân công hoặc khai xung đột lợi ích"),
        AssignmentState.ACCEPTED: _N("Chấm điểm hồ sơ"),
        AssignmentState.SUBMITTED: _N("Thống nhất điểm, ghi biên bản và báo cáo"),
    }
    for row in rows:
        national = row.stage is Stage.NATIONAL and row.state is AssignmentState.ACCEPTED
        yield Task(
            _VERIFY if national else words[row.state],
            _about(row.dossier),
            "assessment.show",
            {"assignment_id": row.id},
            None if row.state is AssignmentState.SUBMITTED else row.due_at,
        )


def _secretary(person: User) -> Iterator[Task]:
    councils = my_councils(person, frozenset({SeatRole.SECRETARY}))
    leads = Dossier.council_id.in_(councils)
    for dossier in _dossiers(leads, unconflicted(person), Dossier.state.in_(SECRETARY_STEPS)):
        yield Task(
            SECRETARY_STEPS[dossier.state],
            _about(dossier),
            "councils.dossier",
            {"council_id": dossier.council_id, "dossier_id": dossier.id},
            dossier.due_at,
        )
    sent = select(HandOver).where(
        HandOver.to_council_id.in_(councils), HandOver.state == HandOverState.SENT
    )
    for hand_over in db.session.scalars(sent):
        yield Task(
            _N("Kiểm tra và nhận bàn giao"),
            hand_over.shortlist.council.name,
            "councils.hand_over",
            {"hand_over_id": hand_over.id},
        )


def _province(person: User) -> Iterator[Task]:
    provinces = select(Membership.province_code).where(
        Membership.user_id == person.id,
        Membership.role == Role.PROVINCE,
        Membership.ended_at.is_(None),
    )
    letters = select(Consultation).where(
        Consultation.province_code.in_(provinces),
        Consultation.state == ConsultationState.SENT,
        exists().where(
            ConsultationEntry.consultation_id == Consultation.id,
            ConsultationEntry.reply.is_(None),
            ConsultationEntry.dossier_id == Dossier.id,
            Dossier.state.in_(OPINION_MATTERS),
            unconflicted(person),
        ),
    )
    for letter in db.session.scalars(letters):
        yield Task(
            _N("Trả lời công văn {asked}").format(asked=_asking(letter.cycle)),
            letter.number,
            "localities.letter",
            {"consultation_id": letter.id},
            None if letter.due_on is None else clock.end_of_day(letter.due_on),
        )


def _standing_body(person: User) -> Iterator[Task]:
    holds = exists().where(
        Membership.user_id == person.id,
        Membership.role == Role.STANDING_BODY,
        Membership.ended_at.is_(None),
    )
    for dossier in _dossiers(holds, unconflicted(person), Dossier.state.in_(STANDING_STEPS)):
        step, page = STANDING_STEPS[dossier.state]
        yield Task(
            step.format(Asked=_asking(dossier.cycle).capitalize()),
            _about(dossier),
            page,
            {"award_cycle_id": dossier.cycle_id},
        )
    complaints = select(Complaint).where(holds, Complaint.state == ComplaintState.OPEN)
    for complaint in db.session.scalars(complaints):
        yield Task(
            _N("Giải quyết khiếu nại, tố cáo"),
            complaint.subject,
            "admin.complaints",
            {"award_cycle_id": complaint.cycle_id},
            clock.end_of_day(complaint.due_on),
        )


def _asking(cycle: AwardCycle) -> str:
    """`hiệp y` or `lấy ý kiến`, as the edition of the year says."""
    return rulebooks.of(cycle).words.consultation


def _drilling(person: User) -> Iterator[Task]:
    """Recall drills to finish, and those that are due again (T19)."""
    for one in drill_reminders.waiting(_my_organisations(person)):
        yield Task(one.step, one.product.name, one.endpoint, one.arguments, one.due)


SOURCES: tuple[Callable[[User], Iterator[Task]], ...] = (
    _applicant,
    _visited,
    _asked_by_authority,
    _assessor,
    _secretary,
    session_tasks.declaring,
    session_tasks.member,
    session_tasks.counting,
    session_tasks.presiding,
    _province,
    programme_tasks.waiting,
    _standing_body,
    _drilling,
)
