"""An award year: its rulebook, sector groups, and the deadlines of each receiving council."""

from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column

if TYPE_CHECKING:
    from award.models.council import Council


class CycleState(StrEnum):
    """An award year is prepared, runs, and ends."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"


class AwardCycle(Versioned, Base):
    """Năm giải thưởng; nothing opens before its founding decision is recorded."""

    __tablename__ = "award_cycle"
    __table_args__ = (
        CheckConstraint(
            "state = 'planned' OR (decision_number <> '' AND decision_date IS NOT NULL)",
            name="founded_before_open",
        ),
        CheckConstraint("rulebook_sha256 ~ '^[0-9a-f]{64}$'", name="rulebook_sha256_shape"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(unique=True)
    rulebook_id: Mapped[str]
    rulebook_sha256: Mapped[str]
    state: Mapped[CycleState] = state_column(CycleState, default=CycleState.PLANNED)
    demo: Mapped[bool] = mapped_column(default=False)
    proposal_letter: Mapped[str] = mapped_column(default="")
    decision_authority: Mapped[str] = mapped_column(default="")
    decision_number: Mapped[str] = mapped_column(default="")
    decision_date: Mapped[date | None]
    created_at: Mapped[datetime]

    sector_groups: Mapped[list["SectorGroup"]] = relationship(
        back_populates="cycle", order_by="SectorGroup.code"
    )


class SectorGroup(Base):
    """Nhóm ngành, lĩnh vực published for one award year (ND37 art. 58(1))."""

    __tablename__ = "sector_group"
    __table_args__ = (UniqueConstraint("cycle_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id))
    code: Mapped[str]
    name: Mapped[str]
    document_number: Mapped[str]
    document_date: Mapped[date]

    cycle: Mapped[AwardCycle] = relationship(back_populates="sector_groups")


class DeadlineKind(StrEnum):
    """Registration and submission are two acts with two deadlines."""

    REGISTRATION = "registration"
    SUBMISSION = "submission"


class Deadline(Versioned, Base):
    """Of a receiving council, or of the whole cycle where `council_id` is empty (R19)."""

    __tablename__ = "deadline"
    __table_args__ = (
        UniqueConstraint("cycle_id", "council_id", "kind", postgresql_nulls_not_distinct=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id), index=True)
    council_id: Mapped[int | None] = mapped_column(ForeignKey("council.id"))
    kind: Mapped[DeadlineKind] = state_column(DeadlineKind)
    at: Mapped[datetime]

    council: Mapped["Council | None"] = relationship()


class DeadlineExtension(Base):
    """A recorded decision that moved a deadline; deadlines move in no other way."""

    __tablename__ = "deadline_extension"
    __table_args__ = (CheckConstraint("new_at > old_at", name="later"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    deadline_id: Mapped[int] = mapped_column(ForeignKey(Deadline.id), index=True)
    old_at: Mapped[datetime]
    new_at: Mapped[datetime]
    reason: Mapped[str]
    decision_number: Mapped[str]
    decision_date: Mapped[date]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey("user_account.id"))
    recorded_at: Mapped[datetime]
