"""Who may see a council, run its sessions, vote, and count."""

from sqlalchemy import select

from award.extensions import db
from award.models import (
    AgendaItem,
    Council,
    Delegation,
    Dossier,
    HandOver,
    Meeting,
    MeetingState,
    Role,
    Seat,
    SeatRole,
    Shortlist,
    User,
    Vote,
    VoteMode,
    VoteState,
)
from award.policies import Hidden, Refusal, facts
from award.policies import dossier as dossiers
from award.words import _N


def view(actor: User, council: Council) -> Refusal | None:
    """A council is seen by its seats and the standing body."""
    if facts.sits(actor, council.id, frozenset(SeatRole)) or _stands(actor):
        return None
    return Hidden()


def _stands(actor: User) -> bool:
    return facts.holds(actor, Role.STANDING_BODY)


def sit(actor: User, council: Council) -> Refusal | None:
    """The council's own papers, such as its scoreboard: those who sit in it."""
    if facts.sits(actor, council.id, frozenset(SeatRole)):
        return None
    return Refusal(_N("Chỉ thành viên và thư ký hội đồng xem được trang này."))


def approve(actor: User, council: Council) -> Refusal | None:
    """Approve the proposal list: chair or vice-chair, or the secretary on signed minutes."""
    if facts.sits(actor, council.id, {SeatRole.CHAIR, SeatRole.VICE_CHAIR, SeatRole.SECRETARY}):
        return None
    return Refusal(_N("Chỉ chủ tịch, phó chủ tịch hoặc thư ký hội đồng duyệt danh sách."))


def oversee(actor: User, council: Council) -> Refusal | None:
    """Follow every dossier of the council: its secretary and the standing body."""
    if facts.is_secretary(actor, council.id) or _stands(actor):
        return None
    return Refusal(_N("Chỉ thư ký hội đồng theo dõi danh sách hồ sơ."))


def run(actor: User, council: Council) -> Refusal | None:
    """Prepare sessions, teams and papers: the secretary."""
    if facts.is_secretary(actor, council.id):
        return None
    return Refusal(_N("Chỉ thư ký hội đồng được thực hiện bước này."))


def view_meeting(actor: User, meeting: Meeting) -> Refusal | None:
    """A session is seen by its council and its counting board."""
    if facts.sits(actor, meeting.council_id, frozenset(SeatRole)):
        return None
    if facts.counts_for(actor, meeting.id):
        return None
    return Hidden()


def view_papers(actor: User, meeting: Meeting) -> Refusal | None:
    """Invitation and minutes: who sees the session and has no conflict on any of its dossiers."""
    if why := view_meeting(actor, meeting):
        return why
    listed = select(AgendaItem.dossier_id).where(AgendaItem.meeting_id == meeting.id)
    barred = select(Dossier.id).where(Dossier.id.in_(listed), ~facts.unconflicted(actor))
    return Hidden() if db.session.scalar(barred.limit(1)) else None


def view_list_papers(actor: User, shortlist: Shortlist) -> Refusal | None:
    """The printed list: who sees it and has no conflict on any dossier of it."""
    if why := view_shortlist(actor, shortlist):
        return why
    return None if unconflicted(actor, shortlist) is None else Hidden()


def run_meeting(actor: User, meeting: Meeting) -> Refusal | None:
    """Agenda, attendance, minutes text: the secretary, until the minutes are signed."""
    if why := run(actor, meeting.council):
        return why
    if meeting.state in {MeetingState.SIGNED, MeetingState.CANCELLED}:
        return Refusal(_N("Biên bản đã ký nên phiên họp không sửa được nữa."), rule="R26")
    return None


def preside(actor: User, meeting: Meeting) -> Refusal | None:
    """Open, close, sign: the chair, or the vice-chair by recorded delegation (R21)."""
    delegation = db.session.scalar(select(Delegation).where(Delegation.meeting_id == meeting.id))
    if delegation is not None:
        if delegation.to_user_id == actor.id:
            return None
        return Refusal(_N("Phiên họp này đã được ủy quyền cho phó chủ tịch điều hành."))
    if facts.sits(actor, meeting.council_id, {SeatRole.CHAIR}):
        return None
    return Refusal(_N("Chỉ chủ tịch hội đồng, hoặc phó chủ tịch được ủy quyền, điều hành phiên."))


def view_agenda_item(actor: User, item: AgendaItem) -> Refusal | None:
    """A point on a dossier is hidden from whoever has a conflict on it."""
    if item.dossier is not None and facts.has_conflict(actor, item.dossier):
        return Hidden()
    return view_meeting(actor, item.meeting)


def view_vote(actor: User, vote: Vote) -> Refusal | None:
    """A vote is seen with its point of the agenda; its counts only after the close."""
    return view_agenda_item(actor, vote.agenda_item)


def preside_vote(actor: User, vote: Vote) -> Refusal | None:
    """Open and close a vote: whoever presides; who takes no part in it leaves it to the other.

    Where the one who presides over the session is recused on the dossier, the vice-chair (or the
    chair, where it was delegated) stands in for that point alone.
    """
    if why := view_agenda_item(actor, vote.agenda_item):
        return why
    meeting, dossier = vote.agenda_item.meeting, vote.agenda_item.dossier
    if dossier is not None and takes_no_part(actor, dossier):
        return Refusal(_N("Ông (bà) không tham gia về hồ sơ này nên không điều hành bỏ phiếu."))
    why = preside(actor, meeting)
    if why is None or dossier is None or not _stands_in(actor, meeting, dossier):
        return why
    return None


def takes_no_part(actor: User, dossier: Dossier) -> bool:
    """Whether the person is recused on the dossier: a conflict, their own house or score."""
    if facts.has_conflict(actor, dossier) or dossiers.belongs(actor, dossier) is None:
        return True
    return facts.assignment_of(actor, dossier) is not None


def _stands_in(actor: User, meeting: Meeting, dossier: Dossier) -> bool:
    """Whether the person is the other of chair and vice-chair while the presiding one is out."""
    presiding = SeatRole.CHAIR
    if db.session.scalar(select(Delegation.id).where(Delegation.meeting_id == meeting.id)):
        presiding = SeatRole.VICE_CHAIR
    other = {SeatRole.CHAIR, SeatRole.VICE_CHAIR} - {presiding}
    if not facts.sits(actor, meeting.council_id, other):
        return False
    seat = db.session.scalar(
        select(Seat).where(
            Seat.council_id == meeting.council_id, Seat.role == presiding, Seat.ended_at.is_(None)
        )
    )
    return seat is not None and takes_no_part(seat.user, dossier)


def cast(actor: User, vote: Vote) -> Refusal | None:
    """Vote: a seated member who is not recused on the dossier and did not score it."""
    item = vote.agenda_item
    if view_agenda_item(actor, item) is not None:
        return Hidden()
    if not facts.is_voter(actor, item.meeting.council_id):
        return Refusal(_N("Chỉ ủy viên hội đồng được bỏ phiếu."))
    if vote.mode is not VoteMode.ELECTRONIC:
        return Refusal(_N("Câu hỏi này được bỏ phiếu giấy; phiếu do ban kiểm phiếu thu."))
    if vote.state is not VoteState.OPEN:
        return Refusal(_N("Câu hỏi này hiện không mở bỏ phiếu."))
    if not facts.has_undertaken(actor, item.meeting.council.cycle_id):
        return Refusal(_N("Cần ký Cam kết bảo mật và khách quan trước khi bỏ phiếu."))
    return None if item.dossier is None else _stands_aside(actor, item.dossier)


def _stands_aside(actor: User, dossier: Dossier) -> Refusal | None:
    """Why a member does not vote on a dossier: their own score, their own house, nothing said."""
    if facts.assignment_of(actor, dossier) is not None:
        return Refusal(_N("Ông (bà) đã chấm điểm hồ sơ này nên không bỏ phiếu về nó."))
    if dossiers.belongs(actor, dossier) is None:
        return Refusal(_N("Ông (bà) là người của tổ chức này nên không bỏ phiếu về nó."))
    if not facts.has_cleared(actor, dossier):
        return Refusal(
            _N("Cần khai có hay không xung đột lợi ích với hồ sơ này trước khi bỏ phiếu."),
            rule="R24",
        )
    return None


def declare(actor: User, meeting: Meeting) -> Refusal | None:
    """Declare conflicts on the dossiers of a session: its voters and its counting board."""
    if why := view_meeting(actor, meeting):
        return why
    if facts.is_voter(actor, meeting.council_id) or facts.counts_for(actor, meeting.id):
        return None
    return Refusal(_N("Chỉ ủy viên hội đồng và ban kiểm phiếu khai ở trang này."))


def count(actor: User, vote: Vote) -> Refusal | None:
    """Enter paper counts: the counting board while the vote is open."""
    if not facts.counts_for(actor, vote.agenda_item.meeting_id):
        return Refusal(_N("Chỉ ban kiểm phiếu của phiên họp nhập kết quả phiếu giấy."))
    if vote.mode is not VoteMode.PAPER or vote.state is not VoteState.OPEN:
        return Refusal(_N("Câu hỏi này hiện không nhận kết quả phiếu giấy."))
    return None


def view_shortlist(actor: User, shortlist: Shortlist) -> Refusal | None:
    """The proposal list: its council, and those it was handed to."""
    return view(actor, shortlist.council)


def view_hand_over(actor: User, hand_over: HandOver) -> Refusal | None:
    """A hand-over: both councils and the standing body."""
    if view(actor, hand_over.shortlist.council) is None:
        return None
    return view(actor, hand_over.to_council)


def receive(actor: User, hand_over: HandOver) -> Refusal | None:
    """Receive or refuse: the secretary of the council it is sent to, free of conflicts."""
    if why := run(actor, hand_over.to_council):
        return why
    return unconflicted(actor, hand_over.shortlist)


def hand_over(actor: User, shortlist: Shortlist) -> Refusal | None:
    """Hand the list over: the secretary of its council, free of conflicts on it."""
    if why := run(actor, shortlist.council):
        return why
    return unconflicted(actor, shortlist)


def unconflicted(actor: User, shortlist: Shortlist) -> Refusal | None:
    """Whoever acts on a whole list must be free on every dossier of it."""
    if not any(facts.has_conflict(actor, entry.dossier) for entry in shortlist.entries):
        return None
    return Refusal(
        _N("Danh sách có hồ sơ mà ông (bà) đã khai xung đột lợi ích; cần thư ký khác thực hiện."),
        rule="R24",
    )
