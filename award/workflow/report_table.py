"""The procedure of a province's report, what it asks for, and what a move brings with it."""

from award.models import ProgrammeReportState
from award.policies import Refusal
from award.policies import report as policy
from award.services import programme_reports
from award.words import _N
from award.workflow.move import Move, Transition

R = ProgrammeReportState


def numbered(move: Move) -> Refusal | None:
    """Number, date and signer come from the agency's own registry, with the signed copy."""
    if all(move.data.get(name) for name in ("file", "number", "issued_on", "signer")):
        return None
    return Refusal(_N("Cần số, ngày, người ký và tệp bản đã ký của báo cáo."))


def figures_intact(move: Move) -> Refusal | None:
    """The figures are those that were frozen, and each is what its list says."""
    if programme_reports.is_intact(move.subject):
        return None
    return Refusal(_N("Số liệu không khớp với mã băm hoặc danh sách; hãy lấy lại số liệu."))


def keep_signature(move: Move) -> None:
    """The signed copy with its number, date and signer."""
    report = move.subject
    report.signed_file_id = move.data["file"].id
    report.number = move.data["number"]
    report.issued_on = move.data["issued_on"]
    report.signer = move.data["signer"]


def drop_signature(move: Move) -> None:
    """The signed copy belongs to words that are to be changed."""
    report = move.subject
    report.signed_file_id = None
    report.number, report.issued_on, report.signer = "", None, ""


REPORT = (
    Transition(
        "sign",
        _N("Đính kèm bản đã ký"),
        frozenset({R.DRAFT}),
        R.SIGNED,
        allowed=policy.edit,
        ready=(figures_intact, numbered),
        effects=(keep_signature,),
        notice=_N("Đã đính kèm bản ký; báo cáo nay gửi được."),
    ),
    Transition(
        "reopen",
        _N("Trả về dự thảo"),
        frozenset({R.SIGNED}),
        R.DRAFT,
        allowed=policy.edit,
        effects=(drop_signature,),
        note=_N("lý do trả về dự thảo"),
        notice=_N("Báo cáo lại là dự thảo; bản ký cũ không còn đi kèm."),
    ),
    Transition(
        "send",
        _N("Gửi báo cáo"),
        frozenset({R.SIGNED}),
        R.SENT,
        allowed=policy.edit,
        ready=(figures_intact,),
        stamps=("sent_at",),
        notice=_N("Đã gửi. Báo cáo đã khóa; cần sửa thì lập bản đính chính."),
    ),
)
