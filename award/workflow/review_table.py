"""The procedure of one assessor's review and of a visit."""

from award.models import AssignmentState, VisitState
from award.policies import rating as policy
from award.words import _N
from award.workflow import effects, review_checks
from award.workflow.move import Transition

A = AssignmentState
V = VisitState

REVIEW = (
    Transition(
        "accept",
        _N("Nhận phân công"),
        frozenset({A.OFFERED}),
        A.ACCEPTED,
        allowed=policy.own,
        ready=(review_checks.undertaken, review_checks.no_conflict),
        stamps=("accepted_at",),
        notice=_N("Đã nhận phân công; hồ sơ nay mở cho ông (bà) xem."),
    ),
    Transition(
        "recuse",
        _N("Từ chối vì xung đột lợi ích"),
        frozenset({A.OFFERED, A.ACCEPTED, A.SUBMITTED}),
        A.RECUSED,
        allowed=policy.own,
        effects=(
            effects.keep_reason,
            effects.unsubmit,
            effects.declare_conflict,
            effects.tell_secretary(_N("Chuyên gia từ chối vì xung đột lợi ích.")),
        ),
        note=_N("xung đột lợi ích"),
        notice=_N("Đã ghi nhận. Hồ sơ này không còn hiện ra với ông (bà)."),
    ),
    Transition(
        "submit",
        _N("Nộp phiếu chấm điểm"),
        frozenset({A.ACCEPTED}),
        A.SUBMITTED,
        allowed=policy.rate,
        ready=(review_checks.all_rated,),
        stamps=("submitted_at",),
        effects=(effects.issue_own("score_form"),),
        notice=_N("Đã nộp phiếu chấm điểm; phiếu nay được khóa."),
    ),
    Transition(
        "reopen",
        _N("Mở lại phiếu chấm điểm"),
        frozenset({A.SUBMITTED}),
        A.ACCEPTED,
        allowed=policy.lead_team,
        ready=(review_checks.still_independent,),
        effects=(effects.keep_reason, effects.unsubmit),
        note=_N("lý do mở lại"),
        notice=_N("Đã mở lại phiếu; việc mở lại được ghi vào nhật ký."),
    ),
    Transition(
        "cancel",
        _N("Hủy phân công"),
        frozenset({A.OFFERED, A.ACCEPTED}),
        A.CANCELLED,
        allowed=policy.lead_team,
        effects=(effects.keep_reason,),
        note=_N("lý do hủy phân công"),
        notice=_N("Đã hủy phân công."),
    ),
    Transition(
        "replace",
        _N("Thay chuyên gia"),
        frozenset({A.OFFERED, A.ACCEPTED}),
        A.CANCELLED,
        allowed=policy.lead_team,
        ready=(review_checks.replacement_fits,),
        effects=(effects.keep_reason, effects.bring_replacement),
        note=_N("lý do thay chuyên gia"),
        notice=_N("Đã thay; người mới được mời nhận phân công."),
    ),
    Transition(
        "offer_again",
        _N("Phân công lại"),
        frozenset({A.CANCELLED}),
        A.OFFERED,
        allowed=policy.lead_team,
        ready=(review_checks.fits_again,),
        effects=(effects.start_over,),
        notice=_N("Đã phân công lại; người này được mời nhận phân công."),
    ),
)

VISIT = (
    Transition(
        "confirm",
        _N("Xác nhận lịch đánh giá tại chỗ"),
        frozenset({V.PROPOSED}),
        V.CONFIRMED,
        allowed=policy.answer_visit,
        stamps=("confirmed_at",),
        effects=(effects.tell_secretary(_N("Tổ chức đã xác nhận lịch đánh giá tại chỗ.")),),
        notice=_N("Đã xác nhận lịch."),
    ),
    Transition(
        "record",
        _N("Ký biên bản đánh giá tại chỗ"),
        frozenset({V.CONFIRMED}),
        V.RECORDED,
        allowed=policy.record_visit,
        ready=(review_checks.record_given, review_checks.issues_answered, review_checks.begun),
        stamps=("team_signed_at",),
        effects=(
            effects.sign_for_team,
            effects.tell_applicant(_N("Biên bản đánh giá tại chỗ chờ tổ chức ký.")),
        ),
        notice=_N("Đoàn đánh giá đã ký; biên bản chờ tổ chức ký."),
    ),
    Transition(
        "countersign",
        _N("Ký biên bản (tổ chức)"),
        frozenset({V.RECORDED}),
        V.SIGNED,
        allowed=policy.answer_visit,
        stamps=("organisation_signed_at",),
        effects=(effects.sign_for_organisation, effects.issue_visit_record),
        notice=_N("Hai bên đã ký biên bản đánh giá tại chỗ."),
    ),
    Transition(
        "cancel",
        _N("Hủy lịch"),
        frozenset({V.PROPOSED, V.CONFIRMED}),
        V.CANCELLED,
        allowed=policy.plan_visit,
        note=_N("lý do hủy lịch"),
        effects=(effects.tell_applicant(_N("Lịch đánh giá tại chỗ bị hủy.")),),
        notice=_N("Đã hủy lịch."),
    ),
)
