"""Đánh giá (thẩm định) tại chỗ: plan, issues to verify, the record that both sides sign."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.dossier import Dossier
from award.models.identity import User
from award.models.review import Stage


class VisitState(StrEnum):
    """A visit is proposed, confirmed by the organisation, recorded, and signed by both sides."""

    PROPOSED = "proposed"
    CONFIRMED = "confirmed"
    RECORDED = "recorded"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class SiteVisit(Versioned, Base):
    """One visit to one organisation for one dossier and stage."""

    __tablename__ = "site_visit"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint(
            "(state = 'signed') = (team_signed_at IS NOT NULL "
            "AND organisation_signed_at IS NOT NULL)",
            name="signed_by_both",
        ),
        CheckConstraint(
            "state NOT IN ('recorded', 'signed') OR record <> ''", name="record_written"
        ),
        Index(
            "uq_site_visit_one_open",
            "dossier_id",
            "stage",
            unique=True,
            postgresql_where="state <> 'cancelled'",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), index=True)
    stage: Mapped[Stage] = state_column(Stage)
    state: Mapped[VisitState] = state_column(VisitState, default=VisitState.PROPOSED)
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    place: Mapped[str]
    agenda: Mapped[str] = mapped_column(default="")
    record: Mapped[str] = mapped_column(default="")
    explanation: Mapped[str] = mapped_column(default="")
    planned_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    confirmed_at: Mapped[datetime | None]
    team_signed_at: Mapped[datetime | None]
    team_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    organisation_signed_at: Mapped[datetime | None]
    organisation_signed_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))

    dossier: Mapped[Dossier] = relationship()
    issues: Mapped[list["VisitIssue"]] = relationship(
        back_populates="visit", order_by="VisitIssue.id"
    )


class VisitIssue(Base):
    """A matter to verify on site, and what was found."""

    __tablename__ = "visit_issue"
    __table_args__ = (CheckConstraint("question <> ''", name="question_given"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    visit_id: Mapped[int] = mapped_column(ForeignKey(SiteVisit.id), index=True)
    item: Mapped[str | None]
    question: Mapped[str]
    finding: Mapped[str] = mapped_column(default="")
    added_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))

    visit: Mapped[SiteVisit] = relationship(back_populates="issues")
