"""From the proposal list to the decision: shortlist, hand-over, consultation, award, revocation."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.council import Council
from award.models.cycle import AwardCycle
from award.models.dossier import Dossier
from award.models.files import StoredFile
from award.models.identity import User
from award.models.place import Province

TIERS = "('gold', 'award', 'silver')"


class Shortlist(Base):
    """Danh sách đề nghị of a preliminary council, approved by whoever presided."""

    __tablename__ = "shortlist"

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey(Council.id), index=True)
    approved_at: Mapped[datetime]
    approved_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    council: Mapped[Council] = relationship()
    entries: Mapped[list["ShortlistEntry"]] = relationship(order_by="ShortlistEntry.id")


class ShortlistEntry(Base):
    """A dossier of the list with the tier the council proposes."""

    __tablename__ = "shortlist_entry"
    __table_args__ = (CheckConstraint(f"tier IN {TIERS}", name="tier_known"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey(Shortlist.id), index=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), unique=True)
    tier: Mapped[str]

    dossier: Mapped[Dossier] = relationship()


class HandOverState(StrEnum):
    """Sent by the preliminary council; received, or refused, by the national secretary."""

    SENT = "sent"
    RECEIVED = "received"
    REFUSED = "refused"


class HandOver(Versioned, Base):
    """Dossiers, frozen sheet ids, document hashes and the list, handed to the national council."""

    __tablename__ = "hand_over"
    __table_args__ = (
        CheckConstraint("(state = 'sent') = (answered_at IS NULL)", name="answered_at_set"),
        CheckConstraint("state <> 'refused' OR note <> ''", name="refusal_has_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    shortlist_id: Mapped[int] = mapped_column(ForeignKey(Shortlist.id), index=True)
    to_council_id: Mapped[int] = mapped_column(ForeignKey(Council.id))
    state: Mapped[HandOverState] = state_column(HandOverState, default=HandOverState.SENT)
    content: Mapped[dict[str, Any]]
    sha256: Mapped[str]
    letter_number: Mapped[str] = mapped_column(default="")
    sent_at: Mapped[datetime]
    sent_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    answered_at: Mapped[datetime | None]
    answered_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    note: Mapped[str] = mapped_column(default="")

    shortlist: Mapped[Shortlist] = relationship()
    to_council: Mapped[Council] = relationship()


class ConsultationState(StrEnum):
    """A letter is drafted, sent with its number, and closed once answered or overdue."""

    DRAFT = "draft"
    SENT = "sent"
    CLOSED = "closed"


class Consultation(Versioned, Base):
    """Công văn hiệp y (lấy ý kiến): one letter to one province or agency with a list (R27)."""

    __tablename__ = "consultation"
    __table_args__ = (
        CheckConstraint(
            "state = 'draft' OR (number <> '' AND sent_on IS NOT NULL AND due_on IS NOT NULL)",
            name="sent_with_number",
        ),
        CheckConstraint("due_on IS NULL OR due_on >= sent_on", name="due_after_sent"),
        CheckConstraint("(province_code IS NULL) = (agency <> '')", name="one_addressee"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id), index=True)
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code), index=True)
    agency: Mapped[str] = mapped_column(default="")
    state: Mapped[ConsultationState] = state_column(
        ConsultationState, default=ConsultationState.DRAFT
    )
    number: Mapped[str] = mapped_column(default="")
    sent_on: Mapped[date | None]
    due_on: Mapped[date | None]
    created_at: Mapped[datetime]
    created_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    cycle: Mapped[AwardCycle] = relationship()
    province: Mapped[Province | None] = relationship()
    entries: Mapped[list["ConsultationEntry"]] = relationship(
        back_populates="consultation", order_by="ConsultationEntry.id"
    )


class Reply(StrEnum):
    """Đồng ý, không đồng ý, ý kiến khác, không trả lời."""

    AGREE = "agree"
    DISAGREE = "disagree"
    OTHER = "other"
    NONE = "none"


class ConsultationEntry(Base):
    """One organisation or product of a letter, and the reply to it."""

    __tablename__ = "consultation_entry"
    __table_args__ = (
        UniqueConstraint("consultation_id", "dossier_id"),
        CheckConstraint(
            "reply IS NULL OR reply = 'agree' OR reply = 'none' OR note <> ''",
            name="objection_has_note",
        ),
        CheckConstraint("(reply IS NULL) = (replied_at IS NULL)", name="replied_at_set"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consultation_id: Mapped[int] = mapped_column(ForeignKey(Consultation.id), index=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    reply: Mapped[Reply | None] = state_column(Reply)
    note: Mapped[str] = mapped_column(default="")
    signed_copy_id: Mapped[UUID | None] = mapped_column(ForeignKey(StoredFile.id))
    replied_at: Mapped[datetime | None]
    replied_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    consultation: Mapped[Consultation] = relationship(back_populates="entries")
    dossier: Mapped[Dossier] = relationship()


class AwardSubmission(Base):
    """Tờ trình to the deciding authority with the dossiers it proposes."""

    __tablename__ = "award_submission"
    __table_args__ = (UniqueConstraint("cycle_id", "number"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id), index=True)
    number: Mapped[str]
    submitted_on: Mapped[date]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    entries: Mapped[list["SubmissionEntry"]] = relationship(order_by="SubmissionEntry.id")


class SubmissionEntry(Base):
    """A dossier proposed for a tier."""

    __tablename__ = "submission_entry"
    __table_args__ = (
        UniqueConstraint("submission_id", "dossier_id"),
        CheckConstraint(f"tier IN {TIERS}", name="tier_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    submission_id: Mapped[int] = mapped_column(ForeignKey(AwardSubmission.id), index=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    tier: Mapped[str]

    dossier: Mapped[Dossier] = relationship()


class AwardDecision(Base):
    """The signed decision of the deciding authority, uploaded with number, date and signer."""

    __tablename__ = "award_decision"
    __table_args__ = (
        UniqueConstraint("number", "decided_on"),
        CheckConstraint("number <> '' AND signer <> '' AND authority <> ''", name="named"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id), index=True)
    authority: Mapped[str]
    number: Mapped[str]
    decided_on: Mapped[date]
    signer: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    file: Mapped[StoredFile] = relationship()
    entries: Mapped[list["Award"]] = relationship(
        back_populates="decision", order_by="Award.certificate_number"
    )


class Award(Base):
    """A dossier that a decision awarded, with its tier and the number in the certificate book."""

    __tablename__ = "award"
    __table_args__ = (
        UniqueConstraint("dossier_id"),
        UniqueConstraint("cycle_id", "certificate_number"),
        CheckConstraint(f"tier IN {TIERS}", name="tier_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id))
    decision_id: Mapped[int] = mapped_column(ForeignKey(AwardDecision.id), index=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id))
    tier: Mapped[str]
    certificate_number: Mapped[int]

    decision: Mapped[AwardDecision] = relationship(back_populates="entries")
    dossier: Mapped[Dossier] = relationship()
    revocation: Mapped["Revocation | None"] = relationship(back_populates="award")


class Revocation(Base):
    """Thu hồi, hủy bỏ kết quả đã trao tặng, with ground, decision and publication (R30)."""

    __tablename__ = "revocation"
    __table_args__ = (CheckConstraint("ground <> '' AND publication <> ''", name="grounded"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    award_id: Mapped[int] = mapped_column(ForeignKey(Award.id), unique=True)
    ground: Mapped[str]
    proposal: Mapped[str]
    decision_number: Mapped[str]
    decided_on: Mapped[date]
    publication: Mapped[str]
    file_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    award: Mapped[Award] = relationship(back_populates="revocation")


class ComplaintState(StrEnum):
    """A complaint is open until its outcome is recorded."""

    OPEN = "open"
    RESOLVED = "resolved"


class Complaint(Versioned, Base):
    """Khiếu nại, tố cáo: register, assignee, deadline, outcome (R32)."""

    __tablename__ = "complaint"
    __table_args__ = (
        CheckConstraint("(state = 'resolved') = (outcome <> '')", name="outcome_at_resolution"),
        Index("ix_complaint_dossier_open", "dossier_id", postgresql_where="state = 'open'"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id), index=True)
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey(Dossier.id))
    state: Mapped[ComplaintState] = state_column(ComplaintState, default=ComplaintState.OPEN)
    received_on: Mapped[date]
    due_on: Mapped[date]
    complainant: Mapped[str]
    subject: Mapped[str]
    assignee: Mapped[str]
    freezes_publication: Mapped[bool] = mapped_column(default=False)
    outcome: Mapped[str] = mapped_column(default="")
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
