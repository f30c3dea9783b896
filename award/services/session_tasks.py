"""What waits for people before, in and after a session: declaring, voting, counting, presiding."""

from collections.abc import Iterator

from sqlalchemy import exists, or_, select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    VOTING_SEATS,
    AgendaItem,
    Clearance,
    Council,
    CountingBoardMember,
    Delegation,
    Dossier,
    Meeting,
    MeetingState,
    PaperCount,
    SeatRole,
    User,
    Vote,
    VoteMode,
    VoterRoll,
    VoteState,
)
from award.services.tasks import Task, my_councils, unconflicted
from award.words import _N


def declaring(person: User) -> Iterator[Task]:
    """Sessions with dossiers on which the member has not said whether there is a conflict."""
    said = select(Clearance.dossier_id).where(Clearance.user_id == person.id)
    silent = exists().where(
        AgendaItem.meeting_id == Meeting.id,
        AgendaItem.dossier_id == Dossier.id,
        unconflicted(person),
        Dossier.id.not_in(said),
    )
    meetings = select(Meeting).where(
        Meeting.council_id.in_(my_councils(person, VOTING_SEATS)),
        Meeting.state.in_([MeetingState.PLANNED, MeetingState.OPEN]),
        silent,
    )
    for meeting in db.session.scalars(meetings):
        yield Task(
            _N("Khai xung đột lợi ích trước phiên họp"),
            meeting.title,
            "councils.declaration",
            {"meeting_id": meeting.id},
            meeting.starts_at,
        )


def member(person: User) -> Iterator[Task]:
    """Votes that are open and in which the person has not voted yet."""
    votes = (
        select(Vote)
        .join(AgendaItem)
        .join(Meeting)
        .outerjoin(Dossier, Dossier.id == AgendaItem.dossier_id)
        .where(
            Meeting.state == MeetingState.OPEN,
            Meeting.council_id.in_(my_councils(person, VOTING_SEATS)),
            Vote.state == VoteState.OPEN,
            Vote.mode == VoteMode.ELECTRONIC,
            unconflicted(person),
            ~exists().where(VoterRoll.vote_id == Vote.id, VoterRoll.user_id == person.id),
        )
        .options(joinedload(Vote.agenda_item).joinedload(AgendaItem.meeting))
    )
    for vote in db.session.scalars(votes):
        item = vote.agenda_item
        yield Task(_N("Bỏ phiếu"), item.title, "councils.meeting", {"meeting_id": item.meeting_id})


def counting(person: User) -> Iterator[Task]:
    """Paper votes of which the person's counting board has not entered the count."""
    votes = (
        select(Vote)
        .join(AgendaItem)
        .join(CountingBoardMember, CountingBoardMember.meeting_id == AgendaItem.meeting_id)
        .where(
            CountingBoardMember.user_id == person.id,
            Vote.state == VoteState.OPEN,
            Vote.mode == VoteMode.PAPER,
            ~exists().where(PaperCount.vote_id == Vote.id),
        )
        .options(joinedload(Vote.agenda_item))
    )
    for vote in db.session.scalars(votes):
        item = vote.agenda_item
        about = {"meeting_id": item.meeting_id}
        yield Task(_N("Nhập kết quả kiểm phiếu"), item.title, "councils.meeting", about)


def presiding(person: User) -> Iterator[Task]:
    """Sessions the person presides over, as chair or by delegation: to open, close and sign."""
    chaired = Meeting.council_id.in_(my_councils(person, frozenset({SeatRole.CHAIR})))
    delegated = select(Delegation.meeting_id)
    mine = select(Delegation.meeting_id).where(Delegation.to_user_id == person.id)
    meetings = (
        select(Meeting)
        .join(Council)
        .where(
            or_(chaired & Meeting.id.not_in(delegated), Meeting.id.in_(mine)),
            Meeting.state.in_([MeetingState.PLANNED, MeetingState.OPEN, MeetingState.CLOSED]),
        )
        .options(joinedload(Meeting.council))
    )
    words = {
        MeetingState.PLANNED: _N("Chủ trì phiên họp"),
        MeetingState.OPEN: _N("Điều hành phiên họp đang diễn ra"),
        MeetingState.CLOSED: _N("Xác nhận biên bản họp"),
    }
    for meeting in db.session.scalars(meetings):
        planned = meeting.state is MeetingState.PLANNED
        yield Task(
            words[meeting.state],
            meeting.title,
            "councils.meeting",
            {"meeting_id": meeting.id},
            meeting.starts_at if planned else None,
        )
