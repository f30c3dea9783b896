"""The agenda of a session: points, dossiers that may stand on it, their order, their questions."""

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    AgendaItem,
    Council,
    CouncilLevel,
    Dossier,
    DossierState,
    Meeting,
    MeetingState,
    Phase,
    ScoreSheetRecord,
    Seat,
    User,
    Vote,
    VoteState,
)
from award.policies import Refusal, facts
from award.services import auditing, ballots, quorums, rulebooks, scoresheets, verdicts
from award.words import _N
from scoring.clauses import Question

BEFORE_COUNCIL = {
    CouncilLevel.PROVINCIAL: DossierState.IN_COUNCIL,
    CouncilLevel.MINISTRY: DossierState.IN_COUNCIL,
    CouncilLevel.NATIONAL: DossierState.NATIONAL_REVIEW,
}
WITH_RESULT = (DossierState.IN_CONSENSUS, DossierState.SITE_VISIT)


def is_before_council(dossier: Dossier, council: Council) -> bool:
    """Whether the council in charge may vote on the dossier at this step."""
    return dossier.state is BEFORE_COUNCIL[council.level]


def candidates(meeting: Meeting, *, actor: User) -> list[Dossier]:
    """Dossiers in the council's charge with a closed desk result that are not on the agenda yet."""
    result = exists().where(
        ScoreSheetRecord.dossier_id == Dossier.id, ScoreSheetRecord.phase == Phase.DESK
    )
    listed = select(AgendaItem.dossier_id).where(
        AgendaItem.meeting_id == meeting.id, AgendaItem.dossier_id.is_not(None)
    )
    return list(
        db.session.scalars(
            select(Dossier)
            .options(joinedload(Dossier.organisation))
            .where(
                Dossier.council_id == meeting.council_id,
                facts.unconflicted(actor),
                Dossier.id.not_in(listed),
                Dossier.state.in_([*WITH_RESULT, BEFORE_COUNCIL[meeting.council.level]]),
                result,
            )
            .order_by(Dossier.number)
        )
    )


def add_dossier(
    meeting: Meeting, dossier: Dossier, *, vote: bool = True, actor: User
) -> AgendaItem:
    """Put a dossier on the agenda; with `vote`, its questions too where it may be voted on."""
    if dossier not in candidates(meeting, actor=actor):
        raise Refusal(_N("Hồ sơ này chưa đưa ra phiên họp được, hoặc đã có trong chương trình."))
    title = _N("Hồ sơ {number}: {name}").format(
        number=dossier.number, name=dossier.organisation.name
    )
    item = _add(meeting, title, dossier, actor)
    if vote:
        for question in questions(item):
            ballots.prepare(item, question.code)
    return item


def add_point(meeting: Meeting, title: str, *, actor: User) -> AgendaItem:
    """Put a general point on the agenda."""
    if not title.strip():
        raise Refusal(_N("Hãy ghi nội dung của mục."))
    return _add(meeting, title.strip(), None, actor)


def _add(meeting: Meeting, title: str, dossier: Dossier | None, actor: User) -> AgendaItem:
    _changeable(meeting)
    db.session.refresh(meeting, with_for_update=True)
    last = db.session.scalar(
        select(func.max(AgendaItem.position)).where(AgendaItem.meeting_id == meeting.id)
    )
    item = AgendaItem(meeting=meeting, position=(last or 0) + 1, title=title, dossier=dossier)
    db.session.add(item)
    db.session.flush()
    auditing.record("add", item, actor=actor)
    return item


def remove(item: AgendaItem, *, actor: User) -> None:
    """Take a point off the agenda of a session, unless something was voted on under it."""
    _changeable(item.meeting)
    if any(vote.state is not VoteState.READY for vote in item.votes):
        raise Refusal(
            _N("Mục này đã bỏ phiếu nên không đưa ra khỏi chương trình được."), rule="R26"
        )
    auditing.record("remove", item, actor=actor, note=item.title)
    for vote in item.votes:
        db.session.delete(vote)
    db.session.flush()
    db.session.delete(item)
    db.session.flush()
    db.session.expire(item.meeting, ["agenda"])


def move_up(item: AgendaItem, *, actor: User) -> None:
    """Let a point change places with the one before it."""
    _changeable(item.meeting)
    above = db.session.scalar(
        select(AgendaItem)
        .where(AgendaItem.meeting_id == item.meeting_id, AgendaItem.position < item.position)
        .order_by(AgendaItem.position.desc())
        .limit(1)
    )
    if above is None:
        return
    upper, lower = above.position, item.position
    for point, position in ((item, 0), (above, lower), (item, upper)):
        point.position = position
        db.session.flush()
    auditing.record("move_up", item, actor=actor)
    db.session.expire(item.meeting, ["agenda"])


def questions(item: AgendaItem) -> list[Question]:
    """The questions of the edition that may be put on this point and are not there yet."""
    dossier, meeting = item.dossier, item.meeting
    if dossier is None or not is_before_council(dossier, meeting.council):
        return []
    sheet = scoresheets.counting(dossier)
    eligible = sheet is not None and verdicts.is_eligible(sheet.level)
    there = {vote.question for vote in item.votes}
    return [
        question
        for question in rulebooks.of(meeting.council.cycle).questions_of(meeting.stage)
        if question.code not in there and (question.asked_if is None or eligible)
    ]


def ask(item: AgendaItem, code: str, *, actor: User) -> Vote:
    """Put a question to a point; raises `Refusal` when it may not be put there."""
    _changeable(item.meeting)
    if code not in {question.code for question in questions(item)}:
        raise Refusal(_N("Câu hỏi này không đặt được cho mục này."))
    vote = ballots.prepare(item, code)
    auditing.record("ask", vote, actor=actor)
    db.session.expire(item, ["votes"])
    return vote


def drop_question(vote: Vote, *, actor: User) -> None:
    """Take back a question that was never put to the vote."""
    _changeable(vote.agenda_item.meeting)
    if vote.state is not VoteState.READY:
        raise Refusal(_N("Câu hỏi đã bỏ phiếu nên không bỏ đi được."), rule="R26")
    item = vote.agenda_item
    auditing.record("drop_question", vote, actor=actor)
    db.session.delete(vote)
    db.session.flush()
    db.session.expire(item, ["votes"])


def out_of_the_room(item: AgendaItem) -> list[tuple[Seat, str]]:
    """The members who leave before this point and return after it, each with the kind of reason."""
    if item.dossier is None:
        return []
    recused = quorums.recused_ids(item.dossier)
    scored = quorums.assessor_ids(item.dossier)
    return [
        (seat, _N("đã chấm điểm hồ sơ") if seat.user_id in scored else _N("xung đột lợi ích"))
        for seat in quorums.voting_seats(item.meeting.council)
        if seat.user_id in recused
    ]


def _changeable(meeting: Meeting) -> None:
    if meeting.state not in {MeetingState.PLANNED, MeetingState.OPEN}:
        raise Refusal(_N("Phiên họp đã bế mạc nên chương trình không đổi được."))
