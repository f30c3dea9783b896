"""What must be true before a session, a vote or a hand-over moves."""

from sqlalchemy import func, select

from award.extensions import db
from award.models import (
    Attendance,
    CouncilLevel,
    CountingBoardMember,
    DocumentState,
    DossierState,
    Meeting,
    MeetingState,
    PaperCount,
    Seat,
    SeatRole,
    Vote,
    VoteMode,
    VoteState,
)
from award.policies import Refusal
from award.services import ballots, handing_over, issuing, quorums, rulebooks, scoresheets, verdicts
from award.words import _N
from award.workflow.move import Move

NATIONAL_QUESTIONS = frozenset({DossierState.NATIONAL_REVIEW})
PRELIMINARY_QUESTIONS = frozenset({DossierState.IN_COUNCIL})


def founded(move: Move) -> Refusal | None:
    """Nothing opens before the founding decision."""
    if move.subject.council.founded:
        return None
    return Refusal(_N("Hội đồng chưa có quyết định thành lập nên chưa họp được."), rule="R20")


def seats_right(move: Move) -> Refusal | None:
    """R20: as many members as the edition says, one chair, one vice-chair."""
    council = move.subject.council
    rule = rulebooks.of(council.cycle).council(council.level.value)
    roles = [seat.role for seat in quorums.voting_seats(council)]
    if not rule.members_min <= len(roles) <= rule.members_max:
        return Refusal(
            _N("Hội đồng có {have} thành viên; quy định từ {least} đến {most}."),
            rule="R20",
            have=len(roles),
            least=rule.members_min,
            most=rule.members_max,
        )
    if roles.count(SeatRole.CHAIR) != rule.chairs:
        return Refusal(_N("Hội đồng phải có đúng một chủ tịch."), rule="R20")
    if roles.count(SeatRole.VICE_CHAIR) != rule.vice_chairs:
        return Refusal(_N("Hội đồng phải có đúng một phó chủ tịch."), rule="R20")
    return None


def quorum_present(move: Move) -> Refusal | None:
    """Enough members are marked present for the session itself."""
    meeting: Meeting = move.subject
    entitled = len(quorums.voting_seats(meeting.council))
    needed = quorums.needed(meeting.council, entitled)
    present = _present(meeting)
    if present >= needed:
        return None
    return Refusal(
        _N("Mới có {present} thành viên dự họp; cần ít nhất {needed}."),
        present=present,
        needed=needed,
    )


def _present(meeting: Meeting) -> int:
    return (
        db.session.scalar(
            select(func.count())
            .select_from(Attendance)
            .join(Seat)
            .where(
                Attendance.meeting_id == meeting.id,
                Attendance.present,
                Seat.role != SeatRole.SECRETARY,
            )
        )
        or 0
    )


def counting_board_there(move: Move) -> Refusal | None:
    """A paper session names its counting board first: one head and the members of the edition."""
    meeting: Meeting = move.subject
    if meeting.mode is not VoteMode.PAPER:
        return None
    rule = rulebooks.of(meeting.council.cycle).counting_board
    heads = db.session.scalars(
        select(CountingBoardMember.head).where(CountingBoardMember.meeting_id == meeting.id)
    ).all()
    if heads.count(True) == rule.heads and heads.count(False) == rule.members:
        return None
    return Refusal(
        _N("Ban kiểm phiếu phải có {heads} trưởng ban và {members} thành viên."),
        heads=rule.heads,
        members=rule.members,
    )


def no_open_vote(move: Move) -> Refusal | None:
    """A session closes when nothing is being voted on."""
    running = [
        vote for item in move.subject.agenda for vote in item.votes if vote.state is VoteState.OPEN
    ]
    if not running:
        return None
    return Refusal(_N("Còn câu hỏi đang bỏ phiếu; hãy kết thúc bỏ phiếu trước khi bế mạc."))


def minutes_signed(move: Move) -> Refusal | None:
    """The signed copy is attached to the newest minutes."""
    minutes = issuing.of_subject(move.subject, "session_minutes")
    if minutes and minutes[0].state in {DocumentState.SIGNED, DocumentState.COPY}:
        return None
    return Refusal(_N("Cần đính kèm biên bản họp có chữ ký."), rule="R26")


def meeting_open(move: Move) -> Refusal | None:
    """Votes are taken in an open session."""
    if move.subject.agenda_item.meeting.state is MeetingState.OPEN:
        return None
    return Refusal(_N("Chỉ bỏ phiếu trong phiên họp đang diễn ra."))


def earlier_question_carried(move: Move) -> Refusal | None:
    """A question that follows another is asked only when that one was carried."""
    vote: Vote = move.subject
    book = rulebooks.of(vote.agenda_item.meeting.council.cycle)
    first = book.question(vote.question).asked_if
    dossier = vote.agenda_item.dossier
    if first is None or dossier is None:
        return None
    earlier = verdicts.latest_vote(dossier, first)
    if earlier is not None and earlier.result is not None and earlier.result["carried"]:
        return None
    return Refusal(_N("Câu hỏi trước chưa được thông qua nên chưa hỏi câu này."))


def dossier_before_council(move: Move) -> Refusal | None:
    """The dossier stands before this council at this step."""
    item = move.subject.agenda_item
    if item.dossier is None:
        return Refusal(_N("Mục này của chương trình không có hồ sơ để bỏ phiếu."))
    national = item.meeting.council.level is CouncilLevel.NATIONAL
    expected = NATIONAL_QUESTIONS if national else PRELIMINARY_QUESTIONS
    if item.dossier.state in expected and item.dossier.council_id == item.meeting.council_id:
        return None
    return Refusal(_N("Hồ sơ chưa ở bước bỏ phiếu của hội đồng này."), rule="R22")


def higher_tier_within_reach(move: Move) -> Refusal | None:
    """R8: a tier given by decision is asked about only where the points make it possible."""
    vote: Vote = move.subject
    item = vote.agenda_item
    question = rulebooks.of(item.meeting.council.cycle).question(vote.question)
    if question.asked_if is None or item.dossier is None:
        return None
    sheet = scoresheets.counting(item.dossier)
    if sheet is not None and verdicts.is_eligible(sheet.level):
        return None
    return Refusal(_N("Tổng điểm chưa đến ngưỡng của mức giải này nên không hỏi."), rule="R8")


def quorum_for_vote(move: Move) -> Refusal | None:
    """Enough of the members who may vote on this dossier are present."""
    count = quorums.for_vote(move.subject)
    if count.present >= count.needed:
        return None
    return Refusal(
        _N("Chỉ có {present} thành viên được bỏ phiếu về hồ sơ này; cần ít nhất {needed}."),
        present=count.present,
        needed=count.needed,
    )


def paper_counted(move: Move) -> Refusal | None:
    """A paper vote closes when the counting board's figures and their scan are entered."""
    vote: Vote = move.subject
    if vote.mode is VoteMode.ELECTRONIC:
        return None
    count = db.session.scalar(select(PaperCount).where(PaperCount.vote_id == vote.id))
    if count is None:
        return Refusal(_N("Ban kiểm phiếu chưa nhập kết quả và biên bản kiểm phiếu."))
    return ballots.paper_fault(vote, count)


def hashes_agree(move: Move) -> Refusal | None:
    """Receipt follows a check of every document's hash."""
    fault = handing_over.first_fault(move.subject)
    if fault is None:
        return None
    return Refusal(_N("Bàn giao không khớp: {fault}"), fault=fault)
