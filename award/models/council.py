"""Councils of every level, their seats, and expert teams with their founding decisions."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.authority import Authority
from award.models.columns import Versioned, state_column
from award.models.cycle import AwardCycle, SectorGroup
from award.models.identity import User
from award.models.place import Province


class CouncilLevel(StrEnum):
    """Sơ tuyển cấp tỉnh, sơ tuyển cấp bộ, quốc gia."""

    PROVINCIAL = "provincial"
    MINISTRY = "ministry"
    NATIONAL = "national"


class Council(Versioned, Base):
    """A council of one award year; opens nothing before its founding decision is recorded."""

    __tablename__ = "council"
    __table_args__ = (
        CheckConstraint(
            "(level = 'provincial') = (province_code IS NOT NULL)",
            name="province_council_has_place",
        ),
        CheckConstraint("(decision_number = '') = (decision_date IS NULL)", name="decision_whole"),
        UniqueConstraint("cycle_id", "name"),
        Index(
            "uq_council_one_national",
            "cycle_id",
            unique=True,
            postgresql_where="level = 'national'",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    cycle_id: Mapped[int] = mapped_column(ForeignKey(AwardCycle.id), index=True)
    level: Mapped[CouncilLevel] = state_column(CouncilLevel)
    name: Mapped[str]
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))
    authority_id: Mapped[int] = mapped_column(ForeignKey(Authority.id))
    proposal_letter: Mapped[str] = mapped_column(default="")
    decision_authority: Mapped[str] = mapped_column(default="")
    decision_number: Mapped[str] = mapped_column(default="")
    decision_date: Mapped[date | None]

    cycle: Mapped[AwardCycle] = relationship()
    authority: Mapped[Authority] = relationship()
    province: Mapped[Province | None] = relationship()
    seats: Mapped[list["Seat"]] = relationship(back_populates="council", order_by="Seat.id")

    @property
    def founded(self) -> bool:
        """Whether the decision that sets the council up is recorded."""
        return self.decision_number != ""


class SeatRole(StrEnum):
    """Chủ tịch, phó chủ tịch, ủy viên vote; thư ký does not unless also seated as member."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    MEMBER = "member"
    SECRETARY = "secretary"


VOTING_SEATS = frozenset({SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.MEMBER})


class Seat(Base):
    """A person's place in a council."""

    __tablename__ = "seat"
    __table_args__ = (
        UniqueConstraint("council_id", "user_id", "role"),
        Index(
            "uq_seat_one_chair",
            "council_id",
            unique=True,
            postgresql_where="role = 'chair' AND ended_at IS NULL",
        ),
        Index(
            "uq_seat_one_vice_chair",
            "council_id",
            unique=True,
            postgresql_where="role = 'vice_chair' AND ended_at IS NULL",
        ),
        Index(
            "uq_seat_one_vote_per_person",
            "council_id",
            "user_id",
            unique=True,
            postgresql_where="role <> 'secretary' AND ended_at IS NULL",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey(Council.id), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    role: Mapped[SeatRole] = state_column(SeatRole)
    representing: Mapped[str] = mapped_column(default="")
    created_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]

    council: Mapped[Council] = relationship(back_populates="seats")
    user: Mapped[User] = relationship()


class ExpertTeam(Base):
    """Tổ chuyên gia (2020) or nhóm chuyên gia of a sector group (2026); never votes."""

    __tablename__ = "expert_team"
    __table_args__ = (
        UniqueConstraint("council_id", "name"),
        CheckConstraint("(decision_number = '') = (decision_date IS NULL)", name="decision_whole"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey(Council.id), index=True)
    sector_group_id: Mapped[int | None] = mapped_column(ForeignKey(SectorGroup.id))
    name: Mapped[str]
    proposal_letter: Mapped[str] = mapped_column(default="")
    decision_authority: Mapped[str] = mapped_column(default="")
    decision_number: Mapped[str] = mapped_column(default="")
    decision_date: Mapped[date | None]

    council: Mapped[Council] = relationship()
    sector_group: Mapped[SectorGroup | None] = relationship()
    members: Mapped[list["TeamMember"]] = relationship(
        back_populates="team", order_by="TeamMember.id"
    )

    @property
    def founded(self) -> bool:
        """Whether the decision that sets the team up is recorded."""
        return self.decision_number != ""


class TeamMember(Base):
    """An assessor of a team: where they come from and what they know."""

    __tablename__ = "team_member"
    __table_args__ = (UniqueConstraint("team_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    team_id: Mapped[int] = mapped_column(ForeignKey(ExpertTeam.id), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id), index=True)
    lead: Mapped[bool] = mapped_column(default=False)
    province_code: Mapped[str | None] = mapped_column(ForeignKey(Province.code))
    sectors: Mapped[list[str]] = mapped_column(default=list)
    employer_tax_code: Mapped[str] = mapped_column(default="")
    ended_at: Mapped[datetime | None]

    team: Mapped[ExpertTeam] = relationship(back_populates="members")
    user: Mapped[User] = relationship()
