"""Sessions of a council: plan, attendance, delegation, counting board, texts, invitation."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import delete, func, select

from award import clock
from award.extensions import db
from award.models import (
    AgendaItem,
    Attendance,
    Council,
    CountingBoardMember,
    Delegation,
    IssuedDocument,
    Meeting,
    MeetingState,
    Seat,
    SeatRole,
    User,
    VoteMode,
    VoteState,
)
from award.policies import Refusal
from award.services import auditing, issuing, outbox, recipients, rulebooks
from award.words import _N

RUNNING = frozenset({MeetingState.PLANNED, MeetingState.OPEN})


def next_number(council: Council) -> int:
    """The number of the council's next session."""
    last = db.session.scalar(
        select(func.max(Meeting.session)).where(Meeting.council_id == council.id)
    )
    return (last or 0) + 1


def stages(council: Council) -> list[tuple[str, str]]:
    """The stages a session of this council may belong to: those it acts in, voting ones first."""
    book = rulebooks.of(council.cycle)
    body = "national_council" if council.level == "national" else "preliminary_council"
    own = [stage for stage in book.stages if stage.actor == body]
    own.sort(key=lambda stage: not book.questions_of(stage.code))
    return [(stage.code, stage.label) for stage in own]


def plan(
    council: Council,
    *,
    session: int,
    stage: str,
    title: str,
    place: str,
    online: bool,
    mode: VoteMode,
    starts_at: datetime,
    actor: User,
) -> Meeting:
    """Plan a session; raises `Refusal` when its number is taken or its stage is not the council's.

    The number comes with the form, so that a doubled click plans one session and not two. Only what
    a counting board enters may have been voted on a day that is past.
    """
    _check_place(council, session, stage)
    _check_day(mode, starts_at)
    meeting = Meeting(
        council=council,
        session=session,
        stage=stage,
        title=title,
        place=place,
        online=online,
        mode=mode,
        starts_at=starts_at,
    )
    db.session.add(meeting)
    db.session.flush()
    auditing.record("plan", meeting, actor=actor, data={"starts_at": starts_at.isoformat()})
    return meeting


def _check_place(council: Council, session: int, stage: str) -> None:
    """The council may hold this session, which is not planned yet, in this stage."""
    if not council.founded:
        raise Refusal(_N("Hội đồng chưa có quyết định thành lập nên chưa họp được."), rule="R20")
    if stage not in dict(stages(council)):
        raise Refusal(_N("Bước này không thuộc hội đồng."), at="stage")
    taken = select(Meeting.id).where(Meeting.council_id == council.id, Meeting.session == session)
    if db.session.scalar(taken):
        raise Refusal(_N("Đã có phiên số {number} của hội đồng này."), at="session", number=session)


def _check_day(mode: VoteMode, starts_at: datetime) -> None:
    """Members vote electronically in the session itself: it cannot have been held already."""
    if mode is VoteMode.ELECTRONIC and clock.local(starts_at).date() < clock.today_local():
        raise Refusal(
            _N("Ngày họp đã qua; phiên bỏ phiếu điện tử phải từ hôm nay trở đi."), at="starts_at"
        )


def change(
    meeting: Meeting,
    *,
    title: str,
    place: str,
    online: bool,
    mode: VoteMode,
    starts_at: datetime,
    actor: User,
) -> None:
    """Change a session that has not begun; its prepared questions follow its mode.

    Raises `Refusal` once it has begun, and for another day as `plan` does.
    """
    if meeting.state is not MeetingState.PLANNED:
        raise Refusal(_N("Phiên họp đã khai mạc nên không đổi lịch và hình thức được."))
    if (mode, starts_at) != (meeting.mode, meeting.starts_at):
        _check_day(mode, starts_at)
    meeting.title, meeting.place, meeting.online = title, place, online
    meeting.mode, meeting.starts_at = mode, starts_at
    for item in meeting.agenda:
        for vote in item.votes:
            if vote.state is VoteState.READY:
                vote.mode = mode
    db.session.flush()
    auditing.record("change", meeting, actor=actor, data={"starts_at": starts_at.isoformat()})


def mark_attendance(
    meeting: Meeting, marks: Mapping[int, tuple[bool, str]], *, actor: User
) -> None:
    """Record who is there: seat id → (present, note); seats of other councils are ignored."""
    _still_running(meeting, _N("Phiên họp đã bế mạc nên không sửa điểm danh được."))
    known = {row.seat_id: row for row in meeting.attendance}
    for seat in open_seats(meeting.council):
        if seat.id not in marks:
            continue
        row = known.get(seat.id) or Attendance(meeting_id=meeting.id, seat_id=seat.id)
        row.present, row.note = marks[seat.id][0], marks[seat.id][1].strip()
        db.session.add(row)
    db.session.flush()
    present = sorted(seat_id for seat_id, (there, _) in marks.items() if there)
    auditing.record("mark_attendance", meeting, actor=actor, data={"present": present})


def open_seats(council: Council) -> list[Seat]:
    """The seats that are held now, presiding ones first, secretaries last."""
    order = list(SeatRole)
    held = [seat for seat in council.seats if seat.ended_at is None]
    return sorted(held, key=lambda seat: (order.index(seat.role), seat.user.sort_key))


def delegate(meeting: Meeting, reason: str, *, actor: User) -> Delegation:
    """Record that the absent chair hands the session to the vice-chair (R21)."""
    _still_running(meeting, _N("Phiên họp đã bế mạc."))
    if not reason.strip():
        raise Refusal(_N("Cần ghi lý do ủy quyền."), rule="R21")
    if delegation_of(meeting) is not None:
        raise Refusal(_N("Phiên họp này đã có ủy quyền."), rule="R21")
    by_role = {seat.role: seat for seat in open_seats(meeting.council)}
    chair, vice = by_role.get(SeatRole.CHAIR), by_role.get(SeatRole.VICE_CHAIR)
    if chair is None or vice is None:
        raise Refusal(_N("Hội đồng chưa có đủ chủ tịch và phó chủ tịch."), rule="R21")
    delegation = Delegation(
        meeting_id=meeting.id,
        from_user_id=chair.user_id,
        to_user_id=vice.user_id,
        reason=reason.strip(),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(delegation)
    db.session.flush()
    auditing.record("delegate", meeting, actor=actor, note=delegation.reason)
    return delegation


def delegation_of(meeting: Meeting) -> Delegation | None:
    """The delegation of a session, if there is one."""
    return db.session.scalar(select(Delegation).where(Delegation.meeting_id == meeting.id))


def counting_board(meeting: Meeting) -> list[CountingBoardMember]:
    """Ban kiểm phiếu, its head first."""
    query = select(CountingBoardMember).where(CountingBoardMember.meeting_id == meeting.id)
    order = (CountingBoardMember.head.desc(), CountingBoardMember.id)
    return list(db.session.scalars(query.order_by(*order)))


def set_counting_board(
    meeting: Meeting, head: User, members: Sequence[User], *, actor: User
) -> None:
    """Name the counting board; raises `Refusal` unless it is as large as the edition says."""
    _still_running(meeting, _N("Phiên họp đã bế mạc nên không đổi ban kiểm phiếu được."))
    rule = rulebooks.of(meeting.council.cycle).counting_board
    people = [head, *members]
    if len({user.id for user in people}) != rule.heads + rule.members:
        raise Refusal(
            _N("Ban kiểm phiếu phải có {heads} trưởng ban và {members} thành viên khác nhau."),
            heads=rule.heads,
            members=rule.members,
        )
    db.session.execute(
        delete(CountingBoardMember).where(CountingBoardMember.meeting_id == meeting.id)
    )
    db.session.add_all(
        CountingBoardMember(meeting_id=meeting.id, user_id=user.id, head=user is head)
        for user in people
    )
    db.session.flush()
    ids = [user.id for user in people]
    auditing.record("set_counting_board", meeting, actor=actor, data={"people": ids})


def write_point(item: AgendaItem, *, discussion: str, conclusion: str, actor: User) -> None:
    """Write what was said and concluded on a point, until the minutes are signed (R26)."""
    _unsigned(item.meeting)
    item.discussion, item.conclusion = discussion.strip(), conclusion.strip()
    db.session.flush()
    auditing.record("write_point", item, actor=actor)


def write_minutes(meeting: Meeting, *, opinions: str, conclusion: str, actor: User) -> None:
    """Write the general opinions and the conclusion, until the minutes are signed (R26)."""
    _unsigned(meeting)
    meeting.opinions, meeting.conclusion = opinions.strip(), conclusion.strip()
    db.session.flush()
    auditing.record("write_minutes", meeting, actor=actor)


def reissue_minutes(meeting: Meeting, *, actor: User) -> IssuedDocument:
    """Print the minutes again after their text was corrected, before they are signed."""
    if meeting.state is not MeetingState.CLOSED:
        raise Refusal(_N("Chỉ lập lại biên bản sau khi bế mạc và trước khi ký."), rule="R26")
    return issuing.issue("session_minutes", meeting, actor=actor)


def invite(meeting: Meeting, *, actor: User) -> IssuedDocument:
    """Print the invitation and tell every seat when and where; no dossier is named in a mail."""
    if meeting.state is not MeetingState.PLANNED:
        raise Refusal(_N("Chỉ gửi giấy mời trước khi khai mạc."))
    document = issuing.issue("invitation", meeting, actor=actor)
    text = _N("Kính mời dự {title} vào {at}, tại {place}.\n").format(
        title=meeting.title,
        at=f"{clock.local(meeting.starts_at):%d/%m/%Y, %H:%M}",
        place=meeting.place,
    )
    outbox.email(recipients.members(meeting.council), _N("Giấy mời họp hội đồng"), text)
    return document


def _still_running(meeting: Meeting, sentence: str) -> None:
    if meeting.state not in RUNNING:
        raise Refusal(sentence)


def _unsigned(meeting: Meeting) -> None:
    if meeting.state in {MeetingState.SIGNED, MeetingState.CANCELLED}:
        raise Refusal(_N("Biên bản đã ký nên phiên họp không sửa được nữa."), rule="R26")
