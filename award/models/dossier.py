"""The dossier, its states, the product it enters with, and what eligibility froze."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.council import Council
from award.models.cycle import AwardCycle, SectorGroup
from award.models.organisation import Organisation


class DossierState(StrEnum):
    """Every state of both procedures; a rulebook says which of them exist in its edition."""

    DRAFT = "draft"
    REGISTERED = "registered"
    SUBMITTED = "submitted"
    SUPPLEMENT_REQUESTED = "supplement_requested"
    ACCEPTED = "accepted"
    INELIGIBLE = "ineligible"
    UNDER_REVIEW = "under_review"
    IN_CONSENSUS = "in_consensus"
    SITE_VISIT = "site_visit"
    IN_COUNCIL = "in_council"
    SHORTLISTED = "shortlisted"
    NOT_SHORTLISTED = "not_shortlisted"
    HANDED_OVER = "handed_over"
    NATIONAL_REVIEW = "national_review"
    CONSULTATION = "consultation"
    PROPOSED = "proposed"
    AWARDED = "awarded"
    NOT_AWARDED = "not_awarded"
    REVOKED = "revoked"
    WITHDRAWN = "withdrawn"
    DISQUALIFIED = "disqualified"


class AssessmentScope(StrEnum):
    """What one self-assessment covers: a whole dossier (2020), or a shared part and an entry."""

    WHOLE = "whole"
    MANAGEMENT = "management"
    ENTRY = "entry"


class SelfAssessment(Base):
    """Báo cáo tự đánh giá: written once, scored once; the 2026 management part is shared."""

    __tablename__ = "self_assessment"
    __table_args__ = (
        Index(
            "uq_self_assessment_one_management_part",
            "organisation_id",
            "cycle_id",
            unique=True,
            postgresql_where="scope = 'management'",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id))
    scope: Mapped[AssessmentScope] = state_column(AssessmentScope)


class Dossier(Versioned, Base):
    """State is written by `award.workflow` alone; the CHECKs below are the last guard."""

    __tablename__ = "dossier"
    __table_args__ = (
        CheckConstraint(
            "state NOT IN ('draft') OR registered_at IS NULL", name="draft_not_registered"
        ),
        CheckConstraint(
            "state IN ('draft', 'withdrawn', 'disqualified') OR registered_at IS NOT NULL",
            name="registered_at_set",
        ),
        CheckConstraint(
            "state IN ('draft', 'registered', 'withdrawn', 'disqualified') "
            "OR submitted_at IS NOT NULL",
            name="submitted_at_set",
        ),
        CheckConstraint(
            "submitted_at IS NULL OR registered_at IS NOT NULL AND submitted_at >= registered_at",
            name="submitted_after_registered",
        ),
        CheckConstraint(
            "accepted_at IS NULL OR submitted_at IS NOT NULL", name="accepted_after_submitted"
        ),
        CheckConstraint(
            "state NOT IN ('accepted', 'under_review', 'in_consensus', 'site_visit', 'in_council', "
            "'shortlisted', 'handed_over', 'national_review', 'consultation', 'proposed', "
            "'awarded', 'revoked') OR accepted_at IS NOT NULL",
            name="accepted_at_set",
        ),
        CheckConstraint(
            "state NOT IN ('registered', 'submitted') OR number IS NOT NULL", name="number_set"
        ),
        UniqueConstraint("cycle_id", "number"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id), index=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id), index=True)
    receiving_council_id: Mapped[int] = mapped_column(ForeignKey(Council.id), index=True)
    council_id: Mapped[int] = mapped_column(ForeignKey(Council.id), index=True)
    own_part_id: Mapped[int] = mapped_column(ForeignKey(SelfAssessment.id), unique=True)
    management_part_id: Mapped[int | None] = mapped_column(
        ForeignKey(SelfAssessment.id), index=True
    )
    state: Mapped[DossierState] = state_column(DossierState, default=DossierState.DRAFT, index=True)
    number: Mapped[str | None]
    type_code: Mapped[str | None]
    sme_class: Mapped[str | None]
    compliance_declared_at: Mapped[datetime | None]
    created_at: Mapped[datetime]
    registered_at: Mapped[datetime | None]
    submitted_at: Mapped[datetime | None]
    accepted_at: Mapped[datetime | None]
    ended_at: Mapped[datetime | None]
    due_at: Mapped[datetime | None]

    cycle: Mapped[AwardCycle] = relationship()
    organisation: Mapped[Organisation] = relationship()
    receiving_council: Mapped[Council] = relationship(foreign_keys=receiving_council_id)
    council: Mapped[Council] = relationship(foreign_keys=council_id)
    own_part: Mapped[SelfAssessment] = relationship(foreign_keys=own_part_id)
    management_part: Mapped[SelfAssessment | None] = relationship(foreign_keys=management_part_id)
    product: Mapped["ProductEntry | None"] = relationship(back_populates="dossier")
    eligibility: Mapped["EligibilityRecord | None"] = relationship(back_populates="dossier")

    @property
    def part_ids(self) -> tuple[int, ...]:
        """The self-assessments this dossier is scored on: its own, then the shared one."""
        shared = () if self.management_part_id is None else (self.management_part_id,)
        return (self.own_part_id, *shared)


class ProductEntry(Base):
    """The one product or goods line a 2026 dossier enters with, in one sector group (R14).

    `freed_at` is set when its dossier is withdrawn: the product may then be entered anew.
    """

    __tablename__ = "product_entry"
    __table_args__ = (
        Index(
            "uq_product_entry_one_running",
            "cycle_id",
            "organisation_id",
            "search_key",
            unique=True,
            postgresql_where="freed_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), unique=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id))
    organisation_id: Mapped[int] = mapped_column(ForeignKey(Organisation.id))
    sector_group_id: Mapped[int] = mapped_column(ForeignKey(SectorGroup.id))
    name: Mapped[str]
    search_key: Mapped[str]
    on_market_since: Mapped[date | None]
    standards: Mapped[str] = mapped_column(default="")
    conformity: Mapped[str] = mapped_column(default="")
    freed_at: Mapped[datetime | None]

    dossier: Mapped[Dossier] = relationship(back_populates="product")
    sector_group: Mapped[SectorGroup] = relationship()


class EligibilityRecord(Base):
    """The eligibility facts and findings as they were at the moment of registration."""

    __tablename__ = "eligibility_record"

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey(Dossier.id), unique=True)
    at: Mapped[datetime]
    facts: Mapped[dict[str, Any]]
    findings: Mapped[dict[str, Any]]
    sha256: Mapped[str]

    dossier: Mapped[Dossier] = relationship(back_populates="eligibility")
