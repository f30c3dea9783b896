"""The procedure of an award year, a consultation, a complaint and a document."""

from award.models import ComplaintState, ConsultationState, CycleState, DocumentState
from award.policies import document
from award.policies import office as policy
from award.words import _N
from award.workflow import office_checks, office_effects
from award.workflow.move import Transition

C = CycleState
L = ConsultationState
D = DocumentState

CYCLE = (
    Transition(
        "open",
        _N("Mở năm giải thưởng"),
        frozenset({C.PLANNED}),
        C.OPEN,
        allowed=policy.manage,
        ready=(
            office_checks.founded,
            office_checks.sector_groups_published,
            office_checks.deadlines_set,
        ),
        notice=_N("Năm giải thưởng đã mở; tổ chức nay đăng ký được."),
    ),
    Transition(
        "close",
        _N("Kết thúc năm giải thưởng"),
        frozenset({C.OPEN}),
        C.CLOSED,
        allowed=policy.manage,
        ready=(office_checks.nothing_running,),
        notice=_N("Năm giải thưởng đã kết thúc."),
    ),
)

CONSULTATION = (
    Transition(
        "send",
        _N("Ghi số và gửi công văn"),
        frozenset({L.DRAFT}),
        L.SENT,
        allowed=policy.manage,
        ready=(office_checks.letter_numbered, office_checks.letter_has_list),
        effects=(office_effects.tell_province,),
        notice=_N("Đã gửi công văn; địa phương nay trả lời được."),
    ),
    Transition(
        "close",
        _N("Kết thúc nhận ý kiến"),
        frozenset({L.SENT}),
        L.CLOSED,
        allowed=policy.manage,
        ready=(office_checks.answered_or_overdue,),
        effects=(office_effects.mark_no_reply,),
        notice=_N("Đã kết thúc; nơi chưa trả lời được ghi là không trả lời."),
    ),
)

COMPLAINT = (
    Transition(
        "resolve",
        _N("Ghi kết quả giải quyết"),
        frozenset({ComplaintState.OPEN}),
        ComplaintState.RESOLVED,
        allowed=policy.manage,
        effects=(office_effects.keep_outcome,),
        note=_N("kết quả giải quyết"),
        notice=_N("Đã ghi kết quả giải quyết."),
    ),
)

DOCUMENT = (
    Transition(
        "rendered",
        _N("Đã lập"),
        frozenset({D.RENDERING, D.FAILED}),
        D.DRAFT,
        allowed=None,
        effects=(office_effects.keep_file,),
    ),
    Transition(
        "failed",
        _N("Lập không thành công"),
        frozenset({D.RENDERING}),
        D.FAILED,
        allowed=None,
        effects=(office_effects.keep_error,),
    ),
    Transition(
        "retry",
        _N("Lập lại"),
        frozenset({D.FAILED}),
        D.RENDERING,
        allowed=document.view,
        effects=(office_effects.render_again,),
        notice=_N("Văn bản đang được lập lại."),
    ),
    Transition(
        "attach_signed",
        _N("Đính kèm bản đã ký"),
        frozenset({D.DRAFT, D.COPY}),
        D.SIGNED,
        allowed=document.sign,
        ready=(office_checks.signed_file_given, office_checks.signer_and_seal),
        effects=(office_effects.keep_signed_file,),
        notice=_N("Đã đính kèm bản ký."),
    ),
    Transition(
        "attach_copy",
        _N("Đính kèm bản sao"),
        frozenset({D.DRAFT}),
        D.COPY,
        allowed=document.sign,
        ready=(office_checks.signed_file_given,),
        effects=(office_effects.keep_signed_file,),
        notice=_N("Đã đính kèm bản sao."),
    ),
)
