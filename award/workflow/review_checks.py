"""What must be true before an assessor's review or a visit moves."""

from award.models import DossierState, SiteVisit
from award.policies import Refusal, facts, rating
from award.services import assigning, ratings
from award.words import _N
from award.workflow.move import Move


def undertaken(move: Move) -> Refusal | None:
    """R24: the undertaking of the award year is signed before any content is visible."""
    if facts.has_undertaken(move.person, move.subject.dossier.cycle_id):
        return None
    return Refusal(
        _N("Trước hết hãy ký Cam kết bảo mật và khách quan của năm giải thưởng này."), rule="R24"
    )


def no_conflict(move: Move) -> Refusal | None:
    """Who declared a conflict does not accept, nor who works at the organisation or for it."""
    if facts.has_conflict(move.person, move.subject.dossier):
        return Refusal(_N("Ông (bà) đã khai xung đột lợi ích với hồ sơ này."), rule="R24")
    if (why := assigning.conflict_of(move.person, move.subject.dossier)) is not None:
        return Refusal(_N("Không nhận được phân công này: {why}"), rule="R24", why=str(why))
    return None


def replacement_fits(move: Move) -> Refusal | None:
    """Who is to take the place is named and may take it."""
    dossier = move.subject.dossier
    if assigning.ASSIGNABLE.get(dossier.state) is not move.subject.stage:
        return Refusal(_N("Hồ sơ này hiện không ở bước phân công chuyên gia."))
    if move.data.get("person") is None:
        return Refusal(_N("Hãy chọn người thay."))
    return assigning.bar_new(dossier, move.data["person"], lead=move.subject.lead)


def fits_again(move: Move) -> Refusal | None:
    """Who is asked again still has to fit."""
    return assigning.bar_again(move.subject)


def all_rated(move: Move) -> Refusal | None:
    """Every item of the dossier has this assessor's percent; missing is never zero."""
    missing = ratings.missing(move.subject)
    if not missing:
        return None
    return Refusal(
        _N("Còn {count} hạng mục chưa chấm: {items}."), count=len(missing), items=", ".join(missing)
    )


def still_independent(move: Move) -> Refusal | None:
    """A sheet is reopened only while the others have not seen it (R23)."""
    dossier = move.subject.dossier
    if dossier.state is not DossierState.UNDER_REVIEW:
        return Refusal(_N("Chỉ mở lại phiếu khi hồ sơ còn ở bước đánh giá độc lập."), rule="R23")
    if rating.all_submitted(dossier):
        return Refusal(
            _N("Mọi phiếu đã nộp và các chuyên gia đã thấy điểm của nhau nên không mở lại được."),
            rule="R23",
        )
    return None


def record_given(move: Move) -> Refusal | None:
    """The record has its text."""
    if move.subject.record.strip():
        return None
    return Refusal(_N("Biên bản chưa có nội dung."))


def issues_answered(move: Move) -> Refusal | None:
    """Every matter to verify has a finding."""
    open_issues = [issue for issue in move.subject.issues if not issue.finding.strip()]
    if not open_issues:
        return None
    return Refusal(_N("Còn {count} vấn đề chưa ghi kết quả xác minh."), count=len(open_issues))


def begun(move: Move) -> Refusal | None:
    """A visit is recorded when it has taken place."""
    visit: SiteVisit = move.subject
    if move.at >= visit.starts_at:
        return None
    return Refusal(_N("Chưa đến ngày đánh giá tại chỗ nên chưa ký biên bản được."))
