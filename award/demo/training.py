"""Courses of training with people in them, for demonstration and tests."""

from datetime import timedelta
from typing import Any

from award import clock
from award.demo.founding import next_number, officer_of, standing_body
from award.extensions import db
from award.models import (
    CourseField,
    Participant,
    ParticipantKind,
    Province,
    TrainingCourse,
    TrainingSession,
    User,
)
from award.services import training, training_attendance, training_people
from award.services.training import CourseFacts
from award.services.training_people import PersonFacts


def make_course(province_code: str | None = "01", **facts: Any) -> TrainingCourse:
    """A course that began today, of a province or (None) of the national office."""
    today = clock.today_local()
    given: dict[str, Any] = {
        "field": CourseField.TRACEABILITY,
        "title": f"Lớp Mẫu {next_number():03d} về truy xuất nguồn gốc",
        "organiser": "Sở Khoa học và Công nghệ Mẫu",
        "place": "Hội trường Mẫu",
        "starts_on": today,
        "ends_on": today + timedelta(days=1),
    } | facts
    province = None if province_code is None else db.session.get_one(Province, province_code)
    runner = standing_body() if province_code is None else officer_of(province_code)
    return training.save_course(province, CourseFacts(**given), actor=runner)


def runner_of(course: TrainingCourse) -> User:
    """Somebody who runs the course."""
    return standing_body() if course.province_code is None else officer_of(course.province_code)


def make_session(course: TrainingCourse, hour: int = 8, **facts: Any) -> TrainingSession:
    """Two hours of the first day of a course."""
    starts = clock.start_of_day(course.starts_on) + timedelta(hours=hour)
    given: dict[str, Any] = {
        "topic": f"Buổi Mẫu {hour} giờ",
        "trainer": "Giảng viên Mẫu",
        "starts_at": starts,
        "ends_at": starts + timedelta(hours=2),
    } | facts
    return training.add_session(course, actor=runner_of(course), **given)


def make_participant(course: TrainingCourse, name: str = "", **facts: Any) -> Participant:
    """A participant whom the officer entered: somebody of an enterprise unless told otherwise."""
    number = next_number()
    given: dict[str, Any] = {
        "kind": ParticipantKind.ENTERPRISE,
        "full_name": name or f"Học viên Mẫu {number:03d}",
        "email": f"hoc.vien.{number}@example.vn",
        "organisation_name": f"Công ty Mẫu {number:03d}",
    } | facts
    return training_people.enter(course, PersonFacts(**given), actor=runner_of(course))


def attend(participant: Participant, *sessions: TrainingSession) -> None:
    """Tick the participant on the list of these sessions."""
    for session in sessions:
        training_attendance.mark(session, [participant.id], [], actor=runner_of(participant.course))
