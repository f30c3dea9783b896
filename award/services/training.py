"""Courses of the one training register: what, when, where, with which papers, sessions and test."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, func, select

from award import clock
from award.extensions import db
from award.models import (
    CourseField,
    CourseFile,
    CourseFileKind,
    Participant,
    Province,
    StoredFile,
    TrainingAttendance,
    TrainingCourse,
    TrainingQuestion,
    TrainingResult,
    TrainingSession,
    User,
)
from award.policies import Refusal
from award.services import auditing
from award.services.people import one_line
from award.words import _N

FIELD_NAMES = {
    CourseField.AWARD: _N("Giải thưởng Chất lượng Quốc gia"),
    CourseField.TRACEABILITY: _N("Truy xuất nguồn gốc"),
    CourseField.QUALITY: _N("Tiêu chuẩn, đo lường, chất lượng"),
}
FILE_NAMES = {
    CourseFileKind.PLAN: _N("Kế hoạch"),
    CourseFileKind.INVITATION: _N("Giấy mời"),
    CourseFileKind.PROGRAMME: _N("Chương trình"),
    CourseFileKind.MATERIAL: _N("Tài liệu"),
}


@dataclass(frozen=True, slots=True)
class CourseFacts:
    """What a course is, as its plan says."""

    field: CourseField
    title: str
    organiser: str
    place: str
    starts_on: date
    ends_on: date
    seats: int | None = None
    sign_up_until: date | None = None
    pass_percent: int | None = None
    valid_months: int | None = None
    cost_basis: str = ""


def save_course(
    province: Province | None,
    facts: CourseFacts,
    *,
    actor: User,
    course: TrainingCourse | None = None,
) -> TrainingCourse:
    """Record a course or correct it; flushes. Raises `Refusal` for days or seats that cannot be."""
    _check(facts, course)
    row = course or TrainingCourse(
        province_code=None if province is None else province.code,
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    row.field, row.title = facts.field, one_line(facts.title)
    row.organiser, row.place = one_line(facts.organiser), one_line(facts.place)
    row.starts_on, row.ends_on = facts.starts_on, facts.ends_on
    row.seats, row.sign_up_until = facts.seats, facts.sign_up_until
    row.pass_percent, row.valid_months = facts.pass_percent, facts.valid_months
    row.cost_basis = one_line(facts.cost_basis)
    db.session.add(row)
    db.session.flush()
    data = {"title": row.title, "starts_on": row.starts_on.isoformat()}
    auditing.record("save_course", row, actor=actor, data=data)
    return row


def _check(facts: CourseFacts, course: TrainingCourse | None) -> None:
    if facts.ends_on < facts.starts_on:
        raise Refusal(_N("Ngày kết thúc phải từ ngày bắt đầu trở đi."), at="ends_on")
    if facts.sign_up_until is not None and facts.sign_up_until > facts.ends_on:
        raise Refusal(_N("Hạn đăng ký phải trước khi lớp kết thúc."), at="sign_up_until")
    if course is None:
        return
    taken = count(course)
    if facts.seats is not None and facts.seats < taken:
        raise Refusal(_N("Lớp đã có {taken} người đăng ký."), at="seats", taken=taken)
    first, last = clock.start_of_day(facts.starts_on), clock.end_of_day(facts.ends_on)
    if any(not first <= one.starts_at <= last for one in course.sessions):
        raise Refusal(_N("Có buổi học nằm ngoài các ngày này; hãy bỏ buổi đó trước."),
                      at="ends_on")  # fmt: skip


def count(course: TrainingCourse) -> int:
    """How many people are in the course."""
    there = Participant.training_course_id == course.id, Participant.removed_at.is_(None)
    return db.session.scalar(select(func.count(Participant.id)).where(*there)) or 0


def close(course: TrainingCourse, *, actor: User) -> None:
    """End the course: no more sign-up, attendance or test. Raises `Refusal` before it began."""
    if course.starts_on > clock.today_local():
        raise Refusal(_N("Lớp chưa bắt đầu nên chưa kết thúc được."))
    course.closed_on = clock.today_local()
    for session in course.sessions:
        session.door_token_hash = None
    db.session.flush()
    auditing.record("close_course", course, actor=actor)


def add_session(
    course: TrainingCourse,
    *,
    topic: str,
    trainer: str,
    starts_at: datetime,
    ends_at: datetime,
    actor: User,
) -> TrainingSession:
    """Add a half-day. Raises `Refusal` for times outside the course or two at once."""
    first, last = clock.start_of_day(course.starts_on), clock.end_of_day(course.ends_on)
    if ends_at <= starts_at:
        raise Refusal(_N("Buổi học phải kết thúc sau khi bắt đầu."), at="ends_at")
    if not first <= starts_at <= ends_at <= last:
        raise Refusal(_N("Buổi học phải nằm trong các ngày của lớp."),
                      at="starts_at" if not first <= starts_at <= last else "ends_at")  # fmt: skip
    twin = exists().where(
        TrainingSession.training_course_id == course.id,
        TrainingSession.starts_at < ends_at,
        TrainingSession.ends_at > starts_at,
    )
    if db.session.scalar(select(twin)):
        raise Refusal(_N("Đã có buổi học vào giờ này."))
    row = TrainingSession(
        course=course,
        topic=one_line(topic),
        trainer=one_line(trainer),
        starts_at=starts_at,
        ends_at=ends_at,
    )
    db.session.add(row)
    db.session.flush()
    auditing.record("add_session", row, actor=actor, data={"topic": row.topic})
    return row


def remove_session(session: TrainingSession, *, actor: User) -> None:
    """Take back a half-day. Raises `Refusal` once somebody was there."""
    taken = exists().where(TrainingAttendance.training_session_id == session.id)
    if db.session.scalar(select(taken)):
        raise Refusal(_N("Buổi học đã có người điểm danh nên không bỏ được."))
    auditing.record("remove_session", session, actor=actor, data={"topic": session.topic})
    db.session.delete(session)
    db.session.flush()


def add_file(
    course: TrainingCourse, kind: CourseFileKind, file: StoredFile, *, actor: User
) -> CourseFile:
    """Put a paper with the course."""
    row = CourseFile(
        training_course_id=course.id,
        kind=kind,
        file_id=file.id,
        added_at=clock.now(),
        added_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    data = {"kind": kind.value, "name": file.name, "sha256": file.sha256}
    auditing.record("add_course_file", row, actor=actor, data=data)
    return row


def remove_file(row: CourseFile, *, actor: User) -> None:
    """Take a paper away from the course; its bytes stay in the store."""
    auditing.record("remove_course_file", row, actor=actor, data={"name": row.file.name})
    db.session.delete(row)
    db.session.flush()


def questions(course: TrainingCourse) -> list[TrainingQuestion]:
    """The short test in its order; a course without questions has none."""
    return list(
        db.session.scalars(
            select(TrainingQuestion)
            .where(TrainingQuestion.training_course_id == course.id)
            .order_by(TrainingQuestion.place)
        )
    )


def add_question(
    course: TrainingCourse, *, text: str, choices: list[str], right: int, actor: User
) -> TrainingQuestion:
    """Add a question; `right` counts from 0.

    Raises `Refusal` without a pass mark, for other than 2–6 different choices, for a right one that
    is none of them, or once somebody has answered.
    """
    if course.pass_percent is None:
        raise Refusal(_N("Hãy ghi mức đạt của bài kiểm tra ở thông tin lớp trước."))
    clean = [one_line(choice) for choice in choices if choice.strip()]
    if not 2 <= len(clean) <= 6 or len(set(clean)) < len(clean):
        raise Refusal(_N("Cần từ 2 đến 6 phương án khác nhau, mỗi dòng một phương án."))
    if not 0 <= right < len(clean):
        raise Refusal(_N("Phương án đúng phải là số thứ tự của một dòng."), at="right")
    _untouched(course)
    last = select(func.max(TrainingQuestion.place)).where(
        TrainingQuestion.training_course_id == course.id
    )
    row = TrainingQuestion(
        training_course_id=course.id,
        place=(db.session.scalar(last) or 0) + 1,
        text=text.strip(),
        choices=clean,
        right=right,
    )
    db.session.add(row)
    db.session.flush()
    auditing.record("add_question", row, actor=actor, data={"place": row.place})
    return row


def remove_question(question: TrainingQuestion, *, actor: User) -> None:
    """Take back a question. Raises `Refusal` once somebody has answered."""
    _untouched(db.session.get_one(TrainingCourse, question.training_course_id))
    auditing.record("remove_question", question, actor=actor, data={"place": question.place})
    db.session.delete(question)
    db.session.flush()


def _untouched(course: TrainingCourse) -> None:
    """Nobody's mark may change because the questions do."""
    answered = exists().where(
        TrainingResult.participant_id == Participant.id,
        Participant.training_course_id == course.id,
    )
    if db.session.scalar(select(answered)):
        raise Refusal(_N("Đã có người làm bài nên không đổi câu hỏi được nữa."))
