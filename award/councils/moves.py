"""The moves of a subject as this room shows them: buttons, their consequences, grey reasons."""

from dataclasses import dataclass
from typing import Any

from award import workflow
from award.models import User
from award.words import _N

ELSEWHERE = frozenset(
    {
        "request_supplement", "extend_supplement", "shortlist", "not_shortlist", "hand_over",
        "take_back", "receive", "replace",
    }
)  # fmt: skip
"""Moves that have a page of their own, because they bring entries with them."""

CONSEQUENCES = {
    "accept": _N("Hồ sơ được chuyển sang phân công chuyên gia."),
    "start_review": _N("Chuyên gia bắt đầu chấm điểm độc lập, chưa ai thấy điểm của người khác."),
    "open_consensus": _N("Các chuyên gia của hồ sơ thấy điểm của nhau và không sửa phiếu nữa."),
    "close_desk": _N("Bảng điểm hồ sơ được lưu cố định và hội đồng xem được."),
    "to_council": _N("Bảng điểm sau tại chỗ được lưu cố định; hồ sơ được trình hội đồng."),
    "to_national_council": _N("Bảng điểm sau tại chỗ được lưu cố định; hồ sơ được trình hội đồng."),
    "close_national": _N("Bảng điểm sau thẩm định được lưu cố định."),
    "consult": _N("Hồ sơ rời Hội đồng quốc gia và sang bước hiệp y, lấy ý kiến địa phương."),
    "decline": _N("Hồ sơ kết thúc, không được xét tặng. Tổ chức được thông báo."),
    "close": _N("Sau khi kết thúc không mở lại được."),
    "sign": _N("Sau khi ký, biên bản và phiên họp không sửa được nữa."),
}


@dataclass(frozen=True, slots=True)
class Button:
    """A move to show; `why_not` explains a grey one, `reason` the note that it asks for."""

    name: str
    label: str
    reason: str
    consequence: str
    why_not: str


def of(subject: Any, actor: User) -> list[Button]:
    """The moves open to this person from here that need no page of their own."""
    return [
        Button(
            choice.transition.name,
            choice.transition.label,
            choice.transition.note,
            CONSEQUENCES.get(choice.transition.name, ""),
            "" if choice.why_not is None else str(choice.why_not),
        )
        for choice in workflow.available(subject, actor=actor)
        if choice.transition.name not in ELSEWHERE
    ]


def names(subject: Any, actor: User) -> frozenset[str]:
    """The names of every move this person may think of now, those with their own page included."""
    return frozenset(choice.transition.name for choice in workflow.available(subject, actor=actor))
