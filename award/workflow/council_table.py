"""The procedure of a session, a vote and a hand-over."""

from award.models import HandOverState, MeetingState, VoteState
from award.policies import council as policy
from award.words import _N
from award.workflow import council_checks, council_effects
from award.workflow.move import Transition

M = MeetingState
V = VoteState
H = HandOverState

MEETING = (
    Transition(
        "open",
        _N("Khai mạc phiên họp"),
        frozenset({M.PLANNED}),
        M.OPEN,
        allowed=policy.preside,
        ready=(
            council_checks.founded,
            council_checks.seats_right,
            council_checks.quorum_present,
            council_checks.counting_board_there,
        ),
        stamps=("opened_at",),
        effects=(council_effects.note_presiding,),
        notice=_N("Phiên họp đã khai mạc; ủy viên nay xem được hồ sơ trong chương trình."),
    ),
    Transition(
        "close",
        _N("Bế mạc phiên họp"),
        frozenset({M.OPEN}),
        M.CLOSED,
        allowed=policy.preside,
        ready=(council_checks.no_open_vote,),
        stamps=("closed_at",),
        effects=(council_effects.issue_minutes,),
        notice=_N("Phiên họp đã bế mạc; biên bản đang được lập."),
    ),
    Transition(
        "sign",
        _N("Xác nhận biên bản đã ký"),
        frozenset({M.CLOSED}),
        M.SIGNED,
        allowed=policy.preside,
        ready=(council_checks.minutes_signed,),
        stamps=("signed_at",),
        notice=_N("Biên bản đã ký; phiên họp không sửa được nữa."),
    ),
    Transition(
        "cancel",
        _N("Hủy phiên họp"),
        frozenset({M.PLANNED}),
        M.CANCELLED,
        allowed=policy.run_meeting,
        note=_N("lý do hủy"),
        notice=_N("Đã hủy phiên họp."),
    ),
)

VOTE = (
    Transition(
        "open",
        _N("Mở bỏ phiếu"),
        frozenset({V.READY}),
        V.OPEN,
        allowed=policy.preside_vote,
        ready=(
            council_checks.meeting_open,
            council_checks.earlier_question_carried,
            council_checks.higher_tier_within_reach,
            council_checks.dossier_before_council,
            council_checks.quorum_for_vote,
        ),
        stamps=("opened_at",),
        notice=_N("Đã mở bỏ phiếu."),
    ),
    Transition(
        "close",
        _N("Kết thúc bỏ phiếu"),
        frozenset({V.OPEN}),
        V.CLOSED,
        allowed=policy.preside_vote,
        ready=(council_checks.paper_counted,),
        stamps=("closed_at",),
        effects=(council_effects.count_votes,),
        notice=_N("Đã kết thúc bỏ phiếu và kiểm phiếu."),
    ),
)

HAND_OVER = (
    Transition(
        "receive",
        _N("Xác nhận đã nhận bàn giao"),
        frozenset({H.SENT}),
        H.RECEIVED,
        allowed=policy.receive,
        ready=(council_checks.hashes_agree,),
        stamps=("answered_at",),
        effects=(council_effects.note_receiver,),
        notice=_N("Đã nhận bàn giao; mã băm của mọi văn bản khớp."),
    ),
    Transition(
        "refuse",
        _N("Trả lại"),
        frozenset({H.SENT}),
        H.REFUSED,
        allowed=policy.receive,
        stamps=("answered_at",),
        effects=(council_effects.note_receiver,),
        note=_N("lý do trả lại"),
        notice=_N("Đã trả lại đợt bàn giao."),
    ),
)
