"""What the applicant writes and proves: answers with every version, evidence by part and year."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned
from award.models.dossier import Dossier, SelfAssessment
from award.models.files import StoredFile
from award.models.identity import User


class Answer(Versioned, Base):
    """Text of one item (code `1.1`) or of one field of the general report (code `gr.products`)."""

    __tablename__ = "answer"
    __table_args__ = (
        UniqueConstraint("self_assessment_id", "code"),
        CheckConstraint("own_percent BETWEEN 0 AND 100", name="own_percent_range"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    self_assessment_id: Mapped[int] = mapped_column(ForeignKey(SelfAssessment.id), index=True)
    code: Mapped[str]
    text: Mapped[str] = mapped_column(default="")
    own_percent: Mapped[int | None]
    updated_at: Mapped[datetime]
    updated_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    updated_by: Mapped[User] = relationship()


class AnswerVersion(Base):
    """A saved version of an answer, kept for good."""

    __tablename__ = "answer_version"
    __table_args__ = (UniqueConstraint("answer_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    answer_id: Mapped[int] = mapped_column(ForeignKey(Answer.id), index=True)
    number: Mapped[int]
    text: Mapped[str]
    own_percent: Mapped[int | None]
    saved_at: Mapped[datetime]
    saved_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    saved_by: Mapped[User] = relationship()


class Evidence(Base):
    """A paper of the dossier: its part, its year where the part asks for years, its item."""

    __tablename__ = "evidence"
    __table_args__ = (
        CheckConstraint("year IS NULL OR year BETWEEN 1990 AND 2200", name="year_plausible"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    file_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id), unique=True)
    part: Mapped[str]
    year: Mapped[int | None]
    item: Mapped[str | None]
    title: Mapped[str]
    confidential: Mapped[bool] = mapped_column(default=False)
    added_at: Mapped[datetime]
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    removed_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship()
    file: Mapped[StoredFile] = relationship()


class IntakeCheck(Base):
    """One line of the secretary's intake checklist."""

    __tablename__ = "intake_check"
    __table_args__ = (UniqueConstraint("dossier_id", "part"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id))
    part: Mapped[str]
    good: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    checked_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    checked_at: Mapped[datetime]


class SupplementRequest(Base):
    """Thông báo yêu cầu bổ sung: what is missing, why, and by when (working days)."""

    __tablename__ = "supplement_request"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reason_given"),
        Index(
            "uq_supplement_request_one_open",
            "dossier_id",
            unique=True,
            postgresql_where="answered_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    national: Mapped[bool] = mapped_column(default=False)
    parts: Mapped[list[str]]
    reason: Mapped[str]
    due_at: Mapped[datetime]
    requested_at: Mapped[datetime]
    requested_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    answer: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    dossier: Mapped[Dossier] = relationship()
