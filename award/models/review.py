"""Independent review and consensus: who was asked, what they undertook, every percent given."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.cycle import AwardCycle
from award.models.dossier import Dossier, SelfAssessment
from award.models.identity import User


class Stage(StrEnum):
    """Whose work a row belongs to; the words are those of the rulebook's assignment rules."""

    DESK_REVIEW = "desk_review"
    NATIONAL = "national"


class Phase(StrEnum):
    """Closing each phase freezes a score sheet."""

    DESK = "desk"
    ON_SITE = "on_site"
    NATIONAL = "national"


PHASES = (Phase.DESK, Phase.ON_SITE, Phase.NATIONAL)


class Undertaking(Base):
    """Cam kết bảo mật và khách quan, once a cycle, in a versioned text."""

    __tablename__ = "undertaking"
    __table_args__ = (UniqueConstraint("user_id", "cycle_id", "text_version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id))
    text_version: Mapped[str]
    signed_at: Mapped[datetime]


class Conflict(Base):
    """A declared conflict of interest: from here on the dossier does not exist for the person."""

    __tablename__ = "conflict"
    __table_args__ = (
        UniqueConstraint("user_id", "dossier_id"),
        CheckConstraint("reason <> ''", name="reason_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    reason: Mapped[str]
    declared_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class Clearance(Base):
    """A member of a council declares to have no conflict with a dossier; only then it opens."""

    __tablename__ = "clearance"
    __table_args__ = (UniqueConstraint("user_id", "dossier_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    declared_at: Mapped[datetime]


class AssignmentState(StrEnum):
    """One assessor's review of one dossier."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    SUBMITTED = "submitted"
    RECUSED = "recused"
    CANCELLED = "cancelled"


ACTIVE_ASSIGNMENT = frozenset(
    {AssignmentState.OFFERED, AssignmentState.ACCEPTED, AssignmentState.SUBMITTED}
)


class Assignment(Versioned, Base):
    """Phân công: an assessor, a dossier, a stage; exactly one lead in a team."""

    __tablename__ = "assignment"
    __table_args__ = (
        UniqueConstraint("dossier_id", "user_id", "stage"),
        Index(
            "uq_assignment_one_lead",
            "dossier_id",
            "stage",
            unique=True,
            postgresql_where="lead AND state IN ('offered', 'accepted', 'submitted')",
        ),
        CheckConstraint(
            "(state = 'submitted') = (submitted_at IS NOT NULL)", name="submitted_at_set"
        ),
        CheckConstraint(
            "state NOT IN ('accepted', 'submitted') OR accepted_at IS NOT NULL",
            name="accepted_at_set",
        ),
        CheckConstraint("due_at > offered_at", name="due_after_offer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    stage: Mapped[Stage] = state_column(Stage)
    state: Mapped[AssignmentState] = state_column(AssignmentState, default=AssignmentState.OFFERED)
    lead: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")
    offered_at: Mapped[datetime]
    due_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship()
    user: Mapped[User] = relationship()


class Rating(Base):
    """One assessor's percent for one item, append-only: the newest row counts.

    Comments may be there before the percent; a sheet is submitted only with every percent.
    """

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        Index("ix_rating_latest", "self_assessment_id", "item", "user_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    self_assessment_id: Mapped[int] = mapped_column(ForeignKey(SelfAssessment.id))
    item: Mapped[str]
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    percent: Mapped[int | None]
    strengths: Mapped[str] = mapped_column(default="")
    improvements: Mapped[str] = mapped_column(default="")
    evidence: Mapped[str] = mapped_column(default="")
    to_verify: Mapped[str] = mapped_column(default="")
    rated_at: Mapped[datetime]

    user: Mapped[User] = relationship()


class ConsensusScore(Base):
    """The percent agreed on one item in one phase, append-only: the newest row counts."""

    __tablename__ = "consensus_score"
    __table_args__ = (
        CheckConstraint("percent BETWEEN 0 AND 100", name="percent_range"),
        CheckConstraint("phase = 'desk' OR reason <> ''", name="later_phase_has_reason"),
        Index("ix_consensus_score_latest", "self_assessment_id", "item", "phase", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    self_assessment_id: Mapped[int] = mapped_column(ForeignKey(SelfAssessment.id))
    item: Mapped[str]
    phase: Mapped[Phase] = state_column(Phase)
    percent: Mapped[int]
    reason: Mapped[str] = mapped_column(default="")
    strengths: Mapped[str] = mapped_column(default="")
    improvements: Mapped[str] = mapped_column(default="")
    entered_at: Mapped[datetime]
    entered_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    stances: Mapped[list["ConsensusStance"]] = relationship(order_by="ConsensusStance.id")


class ConsensusStance(Base):
    """A team member agrees with an agreed percent, or disagrees with a note."""

    __tablename__ = "consensus_stance"
    __table_args__ = (
        UniqueConstraint("consensus_score_id", "user_id"),
        CheckConstraint("agrees OR note <> ''", name="disagreement_has_note"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    consensus_score_id: Mapped[int] = mapped_column(ForeignKey(ConsensusScore.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    agrees: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")
    at: Mapped[datetime]

    user: Mapped[User] = relationship()


class EvaluationReport(Versioned, Base):
    """Báo cáo đánh giá của tổ (nhóm) chuyên gia, with the proposed tier."""

    __tablename__ = "evaluation_report"
    __table_args__ = (
        UniqueConstraint("dossier_id", "stage"),
        CheckConstraint("proposed_tier IN ('gold', 'award', 'silver', 'none')", name="tier_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    stage: Mapped[Stage] = state_column(Stage)
    summary: Mapped[str] = mapped_column(default="")
    strengths: Mapped[str] = mapped_column(default="")
    improvements: Mapped[str] = mapped_column(default="")
    proposed_tier: Mapped[str]
    written_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    written_at: Mapped[datetime]

    dossier: Mapped[Dossier] = relationship()
