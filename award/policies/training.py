"""The register of training: a course's officers run it; a participant sees what is theirs."""

from typing import Any

from sqlalchemy import exists, select

from award.extensions import db
from award.models import (
    CourseFile,
    CourseFileKind,
    Participant,
    TrainingCertificate,
    TrainingCourse,
    User,
)
from award.policies import Hidden, Refusal, programme
from award.words import _N

FOR_EVERYBODY = frozenset({CourseFileKind.INVITATION, CourseFileKind.PROGRAMME})
_NOT_YOURS = _N("Chỉ đơn vị tổ chức lớp được làm việc này.")


def announce(_: User, __: Any) -> Refusal | None:
    """That a course takes place, when and where: whoever has signed in."""
    return None


def course_of(row: Any) -> TrainingCourse:
    """The course that a row belongs to, or the course itself."""
    if isinstance(row, TrainingCourse):
        return row
    if isinstance(row, TrainingCertificate):
        return row.participant.course
    return db.session.get_one(TrainingCourse, row.training_course_id)


def oversee(actor: User, row: Any) -> Refusal | None:
    """The course with its counts: its place's officers, and the national office."""
    return programme.view(actor, course_of(row))


def run(actor: User, row: Any) -> Refusal | None:
    """The course with its participants: officers of the place that holds it, and nobody else."""
    if why := oversee(actor, row):
        return why
    return None if programme.edit(actor, course_of(row)) is None else Refusal(_NOT_YOURS)


def work_on(actor: User, row: Any) -> Refusal | None:
    """Change the course: its officers, until it is closed."""
    if why := run(actor, row):
        return why
    if course_of(row).closed_on is not None:
        return Refusal(_N("Lớp đã kết thúc nên không sửa được nữa."))
    return None


def view_participant(actor: User, participant: Participant) -> Refusal | None:
    """A participant: the person, and whoever runs the course; nobody once it was removed."""
    if participant.removed_at is not None:
        return Hidden()
    if is_own(actor, participant) or run(actor, participant.course) is None:
        return None
    return Hidden()


def own(actor: User, participant: Participant) -> Refusal | None:
    """What a participant does: the person alone."""
    return None if is_own(actor, participant) else Hidden()


def is_own(actor: User, participant: Participant) -> bool:
    """Whether the participant is this person, by account or by the address of it."""
    if participant.user_id is not None:
        return participant.user_id == actor.id
    return participant.email == actor.email


def view_file(actor: User, file: CourseFile) -> Refusal | None:
    """Invitation, programme: everybody; materials: participants; the plan: officers."""
    if file.kind in FOR_EVERYBODY or oversee(actor, file) is None:
        return None
    if file.kind is CourseFileKind.MATERIAL and takes_part(actor, course_of(file)):
        return None
    return Hidden()


def takes_part(actor: User, course: TrainingCourse) -> bool:
    """Whether the person is among the participants of the course."""
    mine = (Participant.user_id == actor.id) | (
        Participant.user_id.is_(None) & (Participant.email == actor.email)
    )
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    Participant.training_course_id == course.id,
                    Participant.removed_at.is_(None),
                    mine,
                )
            )
        )
    )


def view_certificate(actor: User, certificate: TrainingCertificate) -> Refusal | None:
    """A certificate: its holder, and whoever runs the course."""
    return view_participant(actor, certificate.participant)
