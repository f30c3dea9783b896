"""What must be true before councils, provinces and authorities move a dossier on."""

from sqlalchemy import Select, exists, func, select

from award.extensions import db
from award.models import (
    Award,
    AwardDecision,
    Consultation,
    ConsultationEntry,
    ConsultationState,
    Dossier,
    HandOver,
    HandOverState,
    MeetingState,
    Reply,
    Revocation,
    ShortlistEntry,
    SubmissionEntry,
)
from award.policies import Refusal, facts
from award.policies.dossier import PRESIDING
from award.services import rulebooks, scoresheets, verdicts
from award.words import _N
from award.workflow.move import Check, Move


def carried(question: str) -> Check:
    """The newest vote on the question is closed and carried."""

    def check(move: Move) -> Refusal | None:
        if verdicts.outcome(move.subject, question):
            return None
        return Refusal(_N("Chưa có kết quả bỏ phiếu thông qua của hội đồng."), rule="R26")

    return check


def not_carried(question: str) -> Check:
    """The newest vote on the question is closed and failed."""

    def check(move: Move) -> Refusal | None:
        if verdicts.outcome(move.subject, question) is False:
            return None
        return Refusal(_N("Chưa có kết quả bỏ phiếu không thông qua của hội đồng."), rule="R26")

    return check


def approved_by_chair_or_on_minutes(move: Move) -> Refusal | None:
    """The list is the presiding member's to approve; the secretary's only on signed minutes."""
    if facts.sits(move.person, move.subject.council_id, PRESIDING):
        return None
    vote = verdicts.latest_vote(move.subject, "propose")
    if vote is not None and vote.agenda_item.meeting.state is MeetingState.SIGNED:
        return None
    return Refusal(_N("Thư ký duyệt danh sách khi biên bản họp đã ký; trước đó do chủ tịch duyệt."))


def award_threshold(move: Move) -> Refusal | None:
    """R7: the unrounded total of the counting sheet reaches the lowest tier."""
    sheet = scoresheets.counting(move.subject)
    lowest = min(tier.threshold for tier in rulebooks.of(move.subject.cycle).tiers)
    if sheet is not None and sheet.total >= lowest:
        return None
    return Refusal(
        _N("Tổng điểm chưa đạt ngưỡng {points} điểm nên không đề nghị được."),
        rule="R7",
        points=lowest,
    )


def no_vote_yet(move: Move) -> Refusal | None:
    """Scores are closed before the council votes, not after."""
    if verdicts.latest_vote(move.subject, "award") is None:
        return None
    return Refusal(_N("Hội đồng quốc gia đã bỏ phiếu nên không đóng điểm được nữa."))


def _hand_over(dossier: Dossier, *states: HandOverState) -> Select[tuple[bool]]:
    """Whether the newest hand-over of the list with the dossier is in one of these states."""
    newest = (
        select(func.max(HandOver.id))
        .join(ShortlistEntry, ShortlistEntry.shortlist_id == HandOver.shortlist_id)
        .where(ShortlistEntry.dossier_id == dossier.id)
        .scalar_subquery()
    )
    return select(exists().where(HandOver.id == newest, HandOver.state.in_(states)))


def in_sent_hand_over(move: Move) -> Refusal | None:
    """The dossier leaves with a hand-over that names it."""
    if db.session.scalar(_hand_over(move.subject, HandOverState.SENT)):
        return None
    return Refusal(_N("Hồ sơ chưa nằm trong đợt bàn giao nào."))


def in_received_hand_over(move: Move) -> Refusal | None:
    """The receipt is its own act and comes first."""
    if db.session.scalar(_hand_over(move.subject, HandOverState.RECEIVED)):
        return None
    return Refusal(_N("Đợt bàn giao chưa được tiếp nhận."))


def in_refused_hand_over(move: Move) -> Refusal | None:
    """A dossier goes back only when its hand-over was refused."""
    if db.session.scalar(_hand_over(move.subject, HandOverState.REFUSED)):
        return None
    return Refusal(_N("Đợt bàn giao không bị trả lại."))


def objected(move: Move) -> Refusal | None:
    """A negative or different reply to the consultation exists."""
    if verdicts.last_objection(move.subject) is not None or _has_reply(move.subject, Reply.OTHER):
        return None
    return Refusal(_N("Không có ý kiến khác nào của địa phương về hồ sơ này."))


def _has_reply(dossier: Dossier, reply: Reply) -> bool:
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    ConsultationEntry.dossier_id == dossier.id, ConsultationEntry.reply == reply
                )
            )
        )
    )


def consulted(move: Move) -> Refusal | None:
    """R27: every letter on the dossier is answered or closed, and no objection stands.

    A missing reply is never taken for consent by itself: the letter has to be closed, which
    records `không trả lời`, and the move then needs its reason.
    """
    entries = db.session.execute(
        select(ConsultationEntry.reply, Consultation.state)
        .join(Consultation)
        .where(ConsultationEntry.dossier_id == move.subject.id)
    ).all()
    if not entries:
        return Refusal(_N("Chưa lấy ý kiến địa phương về hồ sơ này."), rule="R27")
    if any(reply is None and state is not ConsultationState.CLOSED for reply, state in entries):
        return Refusal(_N("Còn công văn chưa có ý kiến trả lời."), rule="R27")
    if any(reply in {None, Reply.NONE} for reply, _ in entries) and not move.note:
        return Refusal(_N("Có nơi không trả lời: cần ghi căn cứ để trình."), rule="R27", at="note")
    if verdicts.last_objection(move.subject) is not None and not verdicts.outcome(
        move.subject, "award"
    ):
        return Refusal(_N("Địa phương không đồng ý: hội đồng phải xem xét lại."), rule="R27")
    return None


def in_submission(move: Move) -> Refusal | None:
    """The submission letter names the dossier."""
    if db.session.scalar(select(exists().where(SubmissionEntry.dossier_id == move.subject.id))):
        return None
    return Refusal(_N("Hồ sơ chưa nằm trong tờ trình nào."))


def in_decision(move: Move) -> Refusal | None:
    """R28: the signed decision with number and date names the dossier."""
    if db.session.scalar(select(exists().where(Award.dossier_id == move.subject.id))):
        return None
    return Refusal(_N("Chưa ghi quyết định tặng giải thưởng có hồ sơ này."), rule="R28")


def left_out_of_decision(move: Move) -> Refusal | None:
    """A decision of the year is recorded and does not name the dossier."""
    decided = exists().where(AwardDecision.cycle_id == move.subject.cycle_id)
    named = exists().where(Award.dossier_id == move.subject.id)
    if db.session.scalar(select(decided & ~named)):
        return None
    return Refusal(_N("Chưa có quyết định của năm, hoặc quyết định có hồ sơ này."))


def revocation_recorded(move: Move) -> Refusal | None:
    """R30: ground, proposal, decision and publication are recorded first."""
    recorded = exists().where(Revocation.award_id == Award.id, Award.dossier_id == move.subject.id)
    if db.session.scalar(select(recorded)):
        return None
    return Refusal(_N("Chưa ghi quyết định thu hồi và việc công bố."), rule="R30")
