"""What must be true before an award year, a letter or a document moves."""

from sqlalchemy import exists, select

from award import clock
from award.extensions import db
from award.models import ConsultationEntry, Deadline, DeadlineKind, Dossier
from award.policies import Refusal
from award.policies.dossier import OPEN
from award.services import rulebooks
from award.words import _N
from award.workflow.move import Move


def founded(move: Move) -> Refusal | None:
    """The year is founded by a decision with number and date."""
    cycle = move.subject
    if cycle.decision_number and cycle.decision_date and cycle.decision_authority:
        return None
    return Refusal(_N("Chưa ghi quyết định tổ chức năm giải thưởng (cơ quan, số, ngày)."))


def sector_groups_published(move: Move) -> Refusal | None:
    """Where entries stand in sector groups, the year's list is published first."""
    cycle = move.subject
    if rulebooks.of(cycle).award.grouping != "sector" or cycle.sector_groups:
        return None
    return Refusal(
        _N("Chưa nhập danh mục nhóm ngành, lĩnh vực của năm nên chưa thể mở đăng ký."),
        rule="Nghị định 37/2026/NĐ-CP, Điều 58 khoản 1",
    )


def deadlines_set(move: Move) -> Refusal | None:
    """At least one deadline of each kind is set."""
    kinds = set(
        db.session.scalars(
            select(Deadline.kind).where(Deadline.cycle_id == move.subject.id).distinct()
        )
    )
    if set(DeadlineKind) <= kinds:
        return None
    return Refusal(_N("Chưa đặt thời hạn đăng ký và thời hạn nộp hồ sơ."), rule="R19")


def nothing_running(move: Move) -> Refusal | None:
    """A year ends when every dossier has its end."""
    running = exists().where(Dossier.cycle_id == move.subject.id, Dossier.state.in_(OPEN))
    if not db.session.scalar(select(running)):
        return None
    return Refusal(_N("Còn hồ sơ chưa kết thúc trong năm giải thưởng này."))


def letter_numbered(move: Move) -> Refusal | None:
    """Number and date come from the agency's own registry; the term ends after the date."""
    letter = move.subject
    if letter.number and letter.sent_on and letter.due_on:
        return None
    return Refusal(_N("Cần ghi số, ngày của công văn và hạn trả lời."), rule="R27")


def letter_has_list(move: Move) -> Refusal | None:
    """A letter asks about at least one organisation or product."""
    if move.subject.entries:
        return None
    return Refusal(_N("Công văn chưa có tổ chức, sản phẩm nào trong danh sách."))


def answered_or_overdue(move: Move) -> Refusal | None:
    """A letter is closed when everything is answered, or when its term has passed."""
    letter = move.subject
    waiting = exists().where(
        ConsultationEntry.consultation_id == letter.id, ConsultationEntry.reply.is_(None)
    )
    if letter.due_on < clock.today_local() or not db.session.scalar(select(waiting)):
        return None
    return Refusal(_N("Chưa hết hạn trả lời và còn mục chưa có ý kiến."), rule="R27")


def signed_file_given(move: Move) -> Refusal | None:
    """The signed copy comes with the move."""
    if move.data.get("file") is not None:
        return None
    return Refusal(_N("Cần chọn tệp bản ký (PDF hoặc ảnh quét)."))


def signer_and_seal(move: Move) -> Refusal | None:
    """R34: an original names its signer and carries the organisation's own signature or seal."""
    if move.data.get("signed_by") and move.data.get("organisation_seal"):
        return None
    return Refusal(
        _N("Bản chính cần có người ký và dấu (chữ ký số) của tổ chức; nếu thiếu, ghi là bản sao."),
        rule="R34",
        at="signed_by",
    )
