"""Sessions of a council: agenda, attendance, votes that nobody can trace, minutes."""

from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from award.extensions import Base
from award.models.columns import Versioned, state_column
from award.models.council import Council, Seat
from award.models.dossier import Dossier
from award.models.files import StoredFile
from award.models.identity import User


class MeetingState(StrEnum):
    """A session is planned, opened by its chair, closed, and its minutes are signed."""

    PLANNED = "planned"
    OPEN = "open"
    CLOSED = "closed"
    SIGNED = "signed"
    CANCELLED = "cancelled"


class VoteMode(StrEnum):
    """Each member signed in, or paper ballots counted by the counting board."""

    ELECTRONIC = "electronic"
    PAPER = "paper"


class Meeting(Versioned, Base):
    """Phiên họp: `session` is its number within the council and year, `stage` a rulebook id."""

    __tablename__ = "meeting"
    __table_args__ = (
        UniqueConstraint("council_id", "session"),
        CheckConstraint("session > 0", name="session_positive"),
        CheckConstraint(
            "state IN ('planned', 'cancelled') OR opened_at IS NOT NULL", name="opened_at_set"
        ),
        CheckConstraint(
            "state NOT IN ('closed', 'signed') OR closed_at IS NOT NULL", name="closed_at_set"
        ),
        CheckConstraint("state <> 'signed' OR signed_at IS NOT NULL", name="signed_at_set"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    council_id: Mapped[int] = mapped_column(ForeignKey(Council.id), index=True)
    stage: Mapped[str]
    session: Mapped[int]
    state: Mapped[MeetingState] = state_column(MeetingState, default=MeetingState.PLANNED)
    title: Mapped[str]
    place: Mapped[str]
    online: Mapped[bool] = mapped_column(default=False)
    mode: Mapped[VoteMode] = state_column(VoteMode, default=VoteMode.ELECTRONIC)
    starts_at: Mapped[datetime]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    signed_at: Mapped[datetime | None]
    presided_by_id: Mapped[int | None] = mapped_column(ForeignKey(User.id))
    opinions: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")

    council: Mapped[Council] = relationship()
    presided_by: Mapped[User | None] = relationship()
    agenda: Mapped[list["AgendaItem"]] = relationship(
        back_populates="meeting", order_by="AgendaItem.position"
    )
    attendance: Mapped[list["Attendance"]] = relationship(order_by="Attendance.id")


class Attendance(Base):
    """Whether a seat was filled in a session."""

    __tablename__ = "attendance"
    __table_args__ = (UniqueConstraint("meeting_id", "seat_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    seat_id: Mapped[int] = mapped_column(ForeignKey(Seat.id))
    present: Mapped[bool]
    note: Mapped[str] = mapped_column(default="")

    seat: Mapped[Seat] = relationship()


class Delegation(Base):
    """The chair, absent, hands the session to the vice-chair (R21)."""

    __tablename__ = "delegation"

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), unique=True)
    from_user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    to_user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    reason: Mapped[str]
    recorded_at: Mapped[datetime]
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))


class CountingBoardMember(Base):
    """Ban kiểm phiếu of a session: one head and two members."""

    __tablename__ = "counting_board_member"
    __table_args__ = (UniqueConstraint("meeting_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id), index=True)
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    head: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship()


class AgendaItem(Versioned, Base):
    """A point of the agenda, on a dossier or general."""

    __tablename__ = "agenda_item"
    __table_args__ = (
        UniqueConstraint("meeting_id", "position"),
        UniqueConstraint("meeting_id", "dossier_id"),
        CheckConstraint("title <> ''", name="title_given"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    meeting_id: Mapped[int] = mapped_column(ForeignKey(Meeting.id))
    position: Mapped[int]
    title: Mapped[str]
    dossier_id: Mapped[int | None] = mapped_column(ForeignKey(Dossier.id), index=True)
    discussion: Mapped[str] = mapped_column(default="")
    conclusion: Mapped[str] = mapped_column(default="")

    meeting: Mapped[Meeting] = relationship(back_populates="agenda")
    dossier: Mapped[Dossier | None] = relationship()
    votes: Mapped[list["Vote"]] = relationship(back_populates="agenda_item", order_by="Vote.id")


class VoteState(StrEnum):
    """A question is prepared, voted on, and closed with its counts."""

    READY = "ready"
    OPEN = "open"
    CLOSED = "closed"


class Vote(Versioned, Base):
    """One question on one dossier; `result` exists only once the vote is closed."""

    __tablename__ = "vote"
    __table_args__ = (
        UniqueConstraint("agenda_item_id", "question"),
        CheckConstraint("(state = 'closed') = (result IS NOT NULL)", name="result_at_close"),
        CheckConstraint("state = 'ready' OR opened_at IS NOT NULL", name="opened_at_set"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    agenda_item_id: Mapped[int] = mapped_column(ForeignKey(AgendaItem.id), index=True)
    question: Mapped[str]
    mode: Mapped[VoteMode] = state_column(VoteMode)
    state: Mapped[VoteState] = state_column(VoteState, default=VoteState.READY)
    key: Mapped[str]
    opened_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]

    agenda_item: Mapped[AgendaItem] = relationship(back_populates="votes")


class VoterRoll(Base):
    """Who has voted and when; says nothing of the choice."""

    __tablename__ = "voter_roll"
    __table_args__ = (UniqueConstraint("vote_id", "user_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id))
    user_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    voted_at: Mapped[datetime]


class Ballot(Base):
    """What was voted, under a receipt only the voter's own key can make; no time, no voter."""

    __tablename__ = "ballot"
    __table_args__ = (
        CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice_known"),
        CheckConstraint("receipt ~ '^[0-9a-f]{64}$'", name="receipt_shape"),
    )

    receipt: Mapped[str] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id), index=True)
    choice: Mapped[str]


class PaperCount(Base):
    """The counting board's figures for one paper vote; sums agree or the row is refused."""

    __tablename__ = "paper_count"
    __table_args__ = (
        CheckConstraint(
            "issued >= returned AND returned = valid + invalid AND valid = agree + disagree",
            name="sums_agree",
        ),
        CheckConstraint("least(returned, valid, invalid, agree, disagree) >= 0", name="positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id), unique=True)
    issued: Mapped[int]
    returned: Mapped[int]
    valid: Mapped[int]
    invalid: Mapped[int]
    agree: Mapped[int]
    disagree: Mapped[int]
    scan_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))
    entered_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    entered_at: Mapped[datetime]

    scan: Mapped[StoredFile] = relationship()


class WrittenOpinion(Base):
    """An absent member's opinion in writing, counted apart and only if the rulebook allows."""

    __tablename__ = "written_opinion"
    __table_args__ = (
        UniqueConstraint("vote_id", "seat_id"),
        CheckConstraint("choice IN ('yes', 'no', 'abstain')", name="choice_known"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    vote_id: Mapped[int] = mapped_column(ForeignKey(Vote.id))
    seat_id: Mapped[int] = mapped_column(ForeignKey(Seat.id))
    choice: Mapped[str]
    scan_id: Mapped[UUID] = mapped_column(ForeignKey(StoredFile.id))
    recorded_by_id: Mapped[int] = mapped_column(ForeignKey(User.id))
    recorded_at: Mapped[datetime]
