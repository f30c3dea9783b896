"""Lists of the training register for its screens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import distinct, func, select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    CourseFile,
    Participant,
    Province,
    TrainingAttendance,
    TrainingCertificate,
    TrainingCourse,
    User,
)
from award.policies import facts


@dataclass(frozen=True, slots=True)
class CourseLine:
    """A course with how many signed up and how many came."""

    course: TrainingCourse
    place: str
    people: int
    came: int


def place_of(person: User) -> Province | None:
    """The province whose officer the person is; None for the national office."""
    code = facts.province_of(person)
    return None if code is None else db.session.get_one(Province, code)


def courses(person: User, year: int, province_code: str = "") -> list[CourseLine]:
    """The courses of a year that the person oversees, the newest first; two questions."""
    came = func.count(distinct(TrainingAttendance.participant_id))
    query: Any = (
        select(TrainingCourse, func.max(Province.name), func.count(distinct(Participant.id)), came)
        .outerjoin(Province, Province.code == TrainingCourse.province_code)
        .outerjoin(
            Participant,
            (Participant.training_course_id == TrainingCourse.id)
            & Participant.removed_at.is_(None),
        )
        .outerjoin(TrainingAttendance, TrainingAttendance.participant_id == Participant.id)
        .where(TrainingCourse.starts_on.between(date(year, 1, 1), date(year, 12, 31)))
        .group_by(TrainingCourse.id)
        .order_by(TrainingCourse.starts_on.desc(), TrainingCourse.id.desc())
    )
    own = facts.province_of(person)
    if own is not None:
        query = query.where(
            (TrainingCourse.province_code == own) | TrainingCourse.province_code.is_(None)
        )
    elif province_code:
        query = query.where(TrainingCourse.province_code == province_code)
    return [CourseLine(*row) for row in db.session.execute(query)]


def files(course: TrainingCourse) -> Sequence[CourseFile]:
    """The papers of a course."""
    return db.session.scalars(
        select(CourseFile)
        .options(joinedload(CourseFile.file))
        .where(CourseFile.training_course_id == course.id)
        .order_by(CourseFile.kind, CourseFile.id)
    ).all()


@dataclass(frozen=True, slots=True)
class OrganisationLine:
    """What an organisation's people did in one course: counts and no names."""

    course: TrainingCourse
    people: int
    came: int
    certificates: int


def of_organisation(tax_code: str) -> list[OrganisationLine]:
    """The record of an organisation, its branches with it, the newest first."""
    query: Any = (
        select(
            TrainingCourse,
            func.count(distinct(Participant.id)),
            func.count(distinct(TrainingAttendance.participant_id)),
            func.count(distinct(TrainingCertificate.id)),
        )
        .join(Participant, Participant.training_course_id == TrainingCourse.id)
        .outerjoin(TrainingAttendance, TrainingAttendance.participant_id == Participant.id)
        .outerjoin(
            TrainingCertificate,
            (TrainingCertificate.participant_id == Participant.id)
            & TrainingCertificate.revoked_on.is_(None),
        )
        .where(
            Participant.removed_at.is_(None),
            (Participant.tax_code == tax_code)
            | Participant.tax_code.startswith(f"{tax_code}-", autoescape=True),
        )
        .group_by(TrainingCourse.id)
        .order_by(TrainingCourse.starts_on.desc(), TrainingCourse.id.desc())
    )
    return [OrganisationLine(*row) for row in db.session.execute(query)]
