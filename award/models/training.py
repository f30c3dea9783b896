"""The one training register of award and traceability.

How its parts hang together, for whoever writes services and screens on them:

- A `TrainingCourse` belongs to a province, or to the national office (`province_code` NULL). Its
  papers (kế hoạch, giấy mời, chương trình, tài liệu) are `CourseFile` rows; `TrainingSession` rows
  are the half-days on which attendance is taken.
- A `Participant` signed up: by an account (`user_id`), or entered by the officer. `tax_code` names
  the organisation that the person stands for; it is what targets count, not the person. State
  officers may have none.
- `TrainingAttendance` is one row per session and participant, by QR at the door (the page behind
  `door_token`, its hash only is kept) or by list.
- The short test: `TrainingQuestion` rows with one right choice; `TrainingResult` keeps the percent
  of the best try. A course without questions has no test, and its certificate asks for attendance
  alone.
- `Satisfaction` has no key to the person; `Participant.rated_at` says only that they answered.
- `TrainingCertificate` points at the `IssuedDocument` that carries the verification code.
- An organisation counts as trained in a year (metric `trained`) once one of its participants
  attended a session of a course held in that year; see `award/services/programme_counts.py`.
- Name, address and telephone of a participant are personal data: to be shown to the course's
  officer and to the person, and to nobody else; `Participant.removed_at` ends the display.
"""

from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.files import StoredFile
from award.models.identity import User
from award.models.place import Province
from award.models.programme_register import TAX_CODE_IF_KNOWN
from award.models.report import IssuedDocument


class CourseField(StrEnum):
    """What the course is about."""

    AWARD = "award"
    TRACEABILITY = "traceability"
    QUALITY = "quality"


class TrainingCourse(Versioned, Base):
    """A course with its days, place, and what a certificate of it asks for."""

    __tablename__ = "training_course"
    __table_args__ = (
        CheckConstraint("title <> '' AND organiser <> ''", name="named"),
        CheckConstraint("ends_on >= starts_on", name="days_order"),
        CheckConstraint("seats > 0", name="seats_positive"),
        CheckConstraint("pass_percent BETWEEN 1 AND 100", name="pass_percent_range"),
        CheckConstraint("valid_months > 0", name="valid_months_positive"),
        Index("ix_training_course_place", "province_code", "starts_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))
    field: Mapped[CourseField] = state_column(CourseField)
    title: Mapped[str]
    organiser: Mapped[str]
    place: Mapped[str]
    starts_on: Mapped[date]
    ends_on: Mapped[date]
    seats: Mapped[int | None]
    sign_up_until: Mapped[date | None]
    pass_percent: Mapped[int | None]
    valid_months: Mapped[int | None]
    cost_basis: Mapped[str] = mapped_column(default="")
    closed_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    sessions: Mapped[list["TrainingSession"]] = relationship(
        back_populates="course", order_by="TrainingSession.starts_at"
    )
    participants: Mapped[list["Participant"]] = relationship(back_populates="course")
    files: Mapped[list["CourseFile"]] = relationship(order_by="CourseFile.id")


class CourseFileKind(StrEnum):
    """Kế hoạch, giấy mời, chương trình, tài liệu."""

    PLAN = "plan"
    INVITATION = "invitation"
    PROGRAMME = "programme"
    MATERIAL = "material"


class CourseFile(Base):
    """A paper of a course."""

    __tablename__ = "course_file"

    id: Mapped[int] = mapped_column(primary_key=True)
    training_course_id: Mapped[int] = mapped_column(ForeignKey(TrainingCourse.id), index=True)
    kind: Mapped[CourseFileKind] = state_column(CourseFileKind)
    file_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    file: Mapped[StoredFile] = relationship()


class TrainingSession(Base):
    """A half-day on which attendance is taken; the QR at its door leads to `door_token`."""

    __tablename__ = "training_session"
    __table_args__ = (
        UniqueConstraint("training_course_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="times_order"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_course_id: Mapped[int] = mapped_column(ForeignKey(TrainingCourse.id))
    topic: Mapped[str]
    trainer: Mapped[str] = mapped_column(default="")
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    door_token_hash: Mapped[str | None] = mapped_column(unique=True)

    course: Mapped[TrainingCourse] = relationship(back_populates="sessions")


class ParticipantKind(StrEnum):
    """Cán bộ quản lý nhà nước, doanh nghiệp, hộ, chuyên gia đánh giá, thành viên hội đồng."""

    STATE_OFFICER = "state_officer"
    ENTERPRISE = "enterprise"
    HOUSEHOLD = "household"
    ASSESSOR = "assessor"
    COUNCIL_MEMBER = "council_member"


class Participant(Versioned, Base):
    """A person in a course, for an organisation where `tax_code` names one."""

    __tablename__ = "participant"
    __table_args__ = (
        Index(
            "uq_participant_address",
            "training_course_id",
            "email",
            unique=True,
            postgresql_where="email <> '' AND removed_at IS NULL",
        ),
        CheckConstraint("full_name <> ''", name="named"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint(TAX_CODE_IF_KNOWN, name="tax_code_shape"),
        CheckConstraint(
            "kind NOT IN ('enterprise', 'household') OR organisation_name <> ''",
            name="organisation_named",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_course_id: Mapped[int] = mapped_column(ForeignKey(TrainingCourse.id), index=True)
    user_id: Mapped[int | None] = mapped_column(ForeignKey(User.id), index=True)
    kind: Mapped[ParticipantKind] = state_column(ParticipantKind)
    full_name: Mapped[str]
    email: Mapped[str] = mapped_column(default="")
    phone: Mapped[str] = mapped_column(default="")
    position: Mapped[str] = mapped_column(default="")
    organisation_name: Mapped[str] = mapped_column(default="")
    tax_code: Mapped[str] = mapped_column(default="", index=True)
    signed_up_at: Mapped[datetime]
    rated_at: Mapped[datetime | None]
    removed_at: Mapped[datetime | None]

    course: Mapped[TrainingCourse] = relationship(back_populates="participants")
    attendances: Mapped[list["TrainingAttendance"]] = relationship()
    certificate: Mapped["TrainingCertificate | None"] = relationship(back_populates="participant")


class AttendanceBy(StrEnum):
    """Quét mã QR tại cửa; theo danh sách."""

    DOOR = "door"
    LIST = "list"


class TrainingAttendance(Base):
    """Somebody was there."""

    __tablename__ = "training_attendance"
    __table_args__ = (UniqueConstraint("training_session_id", "participant_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_session_id: Mapped[int] = mapped_column(ForeignKey(TrainingSession.id))
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id), index=True)
    how: Mapped[AttendanceBy] = state_column(AttendanceBy)
    at: Mapped[datetime]
    recorded_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))


class TrainingQuestion(Base):
    """One question of the short test; `right` is the place of the right choice, from 0."""

    __tablename__ = "training_question"
    __table_args__ = (
        UniqueConstraint("training_course_id", "place"),
        CheckConstraint("text <> ''", name="text_given"),
        CheckConstraint("jsonb_array_length(choices) BETWEEN 2 AND 6", name="choices_count"),
        CheckConstraint(
            '"right" >= 0 AND "right" < jsonb_array_length(choices)', name="right_is_a_choice"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    training_course_id: Mapped[int] = mapped_column(ForeignKey(TrainingCourse.id))
    place: Mapped[int]
    text: Mapped[str]
    choices: Mapped[list[str]]
    right: Mapped[int]


class TrainingResult(Versioned, Base):
    """The best try of a participant, in percent of right answers."""

    __tablename__ = "training_result"
    __table_args__ = (
        UniqueConstraint("participant_id"),
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("tries > 0", name="tries_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id))
    percent: Mapped[int]
    tries: Mapped[int]
    taken_at: Mapped[datetime]


class Satisfaction(Base):
    """One answer on a course, without a key to whoever gave it, and without its time."""

    __tablename__ = "satisfaction"
    __table_args__ = (CheckConstraint("mark BETWEEN 1 AND 5", name="mark_range"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    training_course_id: Mapped[int] = mapped_column(ForeignKey(TrainingCourse.id), index=True)
    mark: Mapped[int]
    remark: Mapped[str] = mapped_column(default="")


class TrainingCertificate(Base):
    """A certificate given to a participant, with its place in the year's register and validity."""

    __tablename__ = "training_certificate"
    __table_args__ = (
        UniqueConstraint("participant_id"),
        UniqueConstraint("number"),
        CheckConstraint("valid_to IS NULL OR valid_to > issued_on", name="validity_order"),
        CheckConstraint("(revoked_on IS NULL) = (revoke_reason = '')", name="revoked_with_reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    participant_id: Mapped[int] = mapped_column(ForeignKey(Participant.id))
    number: Mapped[str]
    issued_on: Mapped[date]
    valid_to: Mapped[date | None]
    document_id: Mapped[int | None] = mapped_column(ForeignKey(IssuedDocument.id))
    issued_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    revoked_on: Mapped[date | None]
    revoke_reason: Mapped[str] = mapped_column(default="")

    participant: Mapped[Participant] = relationship(back_populates="certificate")
    document: Mapped[IssuedDocument | None] = relationship()
