"""What must be true before a move on a dossier: each check answers None or the reason."""

from sqlalchemy import exists, select

from award.config import current
from award.extensions import db
from award.models import (
    AgendaItem,
    Assignment,
    AssignmentState,
    ComplianceRecord,
    CycleState,
    DeadlineKind,
    DocumentState,
    Dossier,
    EvaluationReport,
    ExpertTeam,
    IntakeCheck,
    Meeting,
    MeetingState,
    Phase,
    ScoreSheetRecord,
    SiteVisit,
    Stage,
    SupplementRequest,
    VisitState,
)
from award.policies import NotInEdition, Refusal, rating
from award.services import completeness, consensus, deadlines, registration, rulebooks
from award.words import _N
from award.workflow.move import Check, Move


def cycle_open(move: Move) -> Refusal | None:
    """Nothing opens before the founding decision; nothing enters a closed award year."""
    if move.subject.cycle.state is CycleState.OPEN:
        return None
    return Refusal(_N("Năm giải thưởng này chưa mở hoặc đã kết thúc nhận hồ sơ."))


def council_founded(move: Move) -> Refusal | None:
    """The receiving council exists by decision."""
    if move.subject.council.founded:
        return None
    return Refusal(_N("Hội đồng tiếp nhận chưa có quyết định thành lập."), rule="R20")


def sector_groups_published(move: Move) -> Refusal | None:
    """Where entries stand in sector groups, the year's list is published first."""
    cycle = move.subject.cycle
    if rulebooks.of(cycle).award.grouping != "sector" or cycle.sector_groups:
        return None
    return Refusal(
        _N("Danh mục nhóm ngành, lĩnh vực của năm chưa được công bố nên chưa thể đăng ký."),
        rule="Nghị định 37/2026/NĐ-CP, Điều 58 khoản 1",
    )


def before(kind: DeadlineKind) -> Check:
    """The request arrived before the deadline of this kind."""

    def check(move: Move) -> Refusal | None:
        deadline = deadlines.of(move.subject, kind)
        if deadline is None:
            return Refusal(_N("Chưa có thời hạn của bước này; hãy hỏi thư ký hội đồng tiếp nhận."))
        if deadlines.passed(deadline):
            return Refusal(
                _N("Đã quá thời hạn. Chỉ nhận tiếp khi có quyết định gia hạn."), rule="R19"
            )
        return None

    return check


def eligible(move: Move) -> Refusal | None:
    """The facts frozen with the printed form meet every condition of the edition."""
    failure = registration.first_failure(move.subject)
    return None if failure is None else Refusal(failure.sentence, rule=failure.article)


def declared_compliance(move: Move) -> Refusal | None:
    """R13: the declaration of legal compliance is made."""
    if move.subject.compliance_declared_at is not None:
        return None
    return Refusal(_N("Cần xác nhận cam kết tuân thủ pháp luật trước khi đăng ký."), rule="R13")


def form_signed(move: Move) -> Refusal | None:
    """Registration takes effect with the signed copy of the form that carries these facts."""
    form = registration.current_form(move.subject)
    if form is not None and registration.facts_changed(move.subject):
        return Refusal(_N("Thông tin khai đã thay đổi sau khi in đơn; hãy in và ký lại đơn."))
    if form is not None and form.state in {DocumentState.SIGNED, DocumentState.COPY}:
        return None
    return Refusal(_N("Cần đính kèm Đơn đăng ký tham dự có chữ ký của người đại diện pháp luật."))


def complete(move: Move) -> Refusal | None:
    """R17: every required part is there."""
    gaps = completeness.gaps(move.subject)
    if not gaps:
        return None
    return Refusal(
        _N("Hồ sơ còn thiếu {count} mục; mục đầu tiên: {first}"),
        rule="R17",
        count=len(gaps),
        first=gaps[0].text,
    )


def supplement_in_time(move: Move) -> Refusal | None:
    """The answer to a request arrives within its term, which the secretary can prolong."""
    due = db.session.scalar(
        select(SupplementRequest.due_at)
        .where(
            SupplementRequest.dossier_id == move.subject.id,
            SupplementRequest.answered_at.is_(None),
        )
        .order_by(SupplementRequest.id.desc())
    )
    if due is None or move.at <= due:
        return None
    return Refusal(_N("Đã quá hạn bổ sung; hãy đề nghị thư ký hội đồng gia hạn."), rule="R18")


def supplement_named(move: Move) -> Refusal | None:
    """A request for supplements names the parts and its term."""
    if move.data.get("parts") and move.data.get("due_at"):
        return None
    return Refusal(_N("Cần chọn ít nhất một phần phải bổ sung và ghi thời hạn."))


def later_term(move: Move) -> Refusal | None:
    """A prolonged term ends after today."""
    due_at = move.data.get("due_at")
    if due_at is not None and due_at > move.at:
        return None
    return Refusal(_N("Thời hạn mới phải sau hôm nay."))


def checklist_good(move: Move) -> Refusal | None:
    """Every required part has been checked and found good."""
    required = {part.code for part in rulebooks.of(move.subject.cycle).parts if part.required}
    good = set(
        db.session.scalars(
            select(IntakeCheck.part).where(
                IntakeCheck.dossier_id == move.subject.id, IntakeCheck.good
            )
        )
    )
    if required <= good:
        return None
    return Refusal(_N("Danh mục kiểm tra chưa đạt đủ các phần bắt buộc của hồ sơ."), rule="R17")


def team_founded(move: Move) -> Refusal | None:
    """The expert team exists by decision."""
    if db.session.scalar(
        select(
            exists().where(
                ExpertTeam.council_id == move.subject.council_id, ExpertTeam.decision_number != ""
            )
        )
    ):
        return None
    return Refusal(_N("Tổ (nhóm) chuyên gia chưa có quyết định thành lập."))


def team_complete(move: Move) -> Refusal | None:
    """As many assessors as the edition asks for have accepted, one of them the lead."""
    rule = rulebooks.of(move.subject.cycle).assignment_for(Stage.DESK_REVIEW)
    team = db.session.scalars(
        select(Assignment).where(
            Assignment.dossier_id == move.subject.id,
            Assignment.stage == Stage.DESK_REVIEW,
            Assignment.state == AssignmentState.ACCEPTED,
        )
    ).all()
    if len(team) < rule.team_size:
        return Refusal(
            _N("Mới có {have} chuyên gia nhận phân công, cần {need}."),
            have=len(team),
            need=rule.team_size,
        )
    if rule.need_lead and not any(assignment.lead for assignment in team):
        return Refusal(_N("Nhóm của hồ sơ chưa có trưởng nhóm."))
    return None


def scoring_may_open(move: Move) -> Refusal | None:
    """A year whose points are provisional cannot open scoring outside a demo."""
    cycle = move.subject.cycle
    demo = cycle.demo and current().env != "production"
    if not rulebooks.of(cycle).provisional_points or demo:
        return None
    return Refusal(
        _N("Thang điểm của năm này còn tạm tính (chưa có văn bản) nên chưa thể mở chấm điểm.")
    )


def reviews_submitted(move: Move) -> Refusal | None:
    """R23: every active assignment of the dossier is submitted."""
    if rating.all_submitted(move.subject):
        return None
    return Refusal(_N("Còn phiếu chấm điểm chưa nộp."), rule="R23")


def team_still_whole(move: Move) -> Refusal | None:
    """Who recused or was cancelled has been replaced, the lead included."""
    missing = rating.short_of(move.subject)
    if missing:
        return Refusal(
            _N(
                "Nhóm của hồ sơ còn thiếu {count} chuyên gia so với quy định (có người từ chối "
                "hoặc bị hủy phân công). Hãy phân công người thay trước khi mở thống nhất điểm."
            ),
            count=missing,
        )
    rule = rulebooks.of(move.subject.cycle).assignment_for(Stage.DESK_REVIEW)
    if rule.need_lead and not _has_lead(move.subject):
        return Refusal(_N("Nhóm của hồ sơ chưa có trưởng nhóm."))
    return None


def _has_lead(dossier: Dossier) -> bool:
    leads = exists().where(
        Assignment.dossier_id == dossier.id,
        Assignment.stage == Stage.DESK_REVIEW,
        Assignment.lead,
        Assignment.state.in_([AssignmentState.ACCEPTED, AssignmentState.SUBMITTED]),
    )
    return bool(db.session.scalar(select(leads)))


def items_agreed(move: Move) -> Refusal | None:
    """Every item has an agreed percent."""
    missing = consensus.missing(move.subject)
    if not missing:
        return None
    return Refusal(
        _N("Còn {count} hạng mục chưa thống nhất điểm: {items}."),
        count=len(missing),
        items=", ".join(missing),
    )


def sheet_frozen(phase: Phase) -> Check:
    """The score sheet of a phase is frozen."""

    def check(move: Move) -> Refusal | None:
        if _has_sheet(move.subject, phase):
            return None
        return Refusal(_N("Chưa đóng thống nhất điểm của bước trước."), rule="R22")

    return check


def sheet_not_frozen(phase: Phase) -> Check:
    """A phase is closed once."""

    def check(move: Move) -> Refusal | None:
        if not _has_sheet(move.subject, phase):
            return None
        return Refusal(_N("Điểm của bước này đã được đóng."))

    return check


def _has_sheet(dossier: Dossier, phase: Phase) -> bool:
    return bool(
        db.session.scalar(
            select(
                exists().where(
                    ScoreSheetRecord.dossier_id == dossier.id, ScoreSheetRecord.phase == phase
                )
            )
        )
    )


def session_held(move: Move) -> Refusal | None:
    """Where a preliminary council exists, its first session has taken up the desk result."""
    if "in_council" not in rulebooks.of(move.subject.cycle).state_codes:
        return None
    held = exists().where(
        AgendaItem.dossier_id == move.subject.id,
        AgendaItem.meeting_id == Meeting.id,
        Meeting.council_id == move.subject.council_id,
        Meeting.state.in_([MeetingState.CLOSED, MeetingState.SIGNED]),
    )
    if db.session.scalar(select(held)):
        return None
    return Refusal(_N("Hội đồng chưa họp phiên thông qua kết quả hồ sơ và kế hoạch tại chỗ."))


def no_preliminary_council(move: Move) -> Refusal | None:
    """The way straight to the national council exists only where no preliminary council does."""
    if "in_council" not in rulebooks.of(move.subject.cycle).state_codes:
        return None
    return NotInEdition(_N("Hồ sơ phải qua hội đồng sơ tuyển trước."), rule="R1")


def visit_signed(move: Move) -> Refusal | None:
    """R22: the record of the visit of this stage is signed by both sides."""
    signed = exists().where(
        SiteVisit.dossier_id == move.subject.id,
        SiteVisit.stage == Stage.DESK_REVIEW,
        SiteVisit.state == VisitState.SIGNED,
    )
    if db.session.scalar(select(signed)):
        return None
    return Refusal(_N("Biên bản đánh giá tại chỗ chưa được hai bên ký."), rule="R22")


def report_written(move: Move) -> Refusal | None:
    """The team's evaluation report with its proposed tier is written."""
    written = exists().where(
        EvaluationReport.dossier_id == move.subject.id,
        EvaluationReport.stage == Stage.DESK_REVIEW,
        EvaluationReport.summary != "",
    )
    if db.session.scalar(select(written)):
        return None
    return Refusal(_N("Chưa có báo cáo đánh giá của tổ (nhóm) chuyên gia."))


def no_open_violation(move: Move) -> Refusal | None:
    """R13: a recorded serious violation blocks the proposal until a council has noted on it."""
    blocked = exists().where(
        ComplianceRecord.organisation_id == move.subject.organisation_id,
        ComplianceRecord.serious,
        ComplianceRecord.council_note == "",
    )
    if not db.session.scalar(select(blocked)):
        return None
    return Refusal(
        _N("Có vi phạm nghiêm trọng được ghi nhận mà hội đồng chưa có ý kiến."), rule="R13"
    )
