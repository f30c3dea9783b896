"""The result of a recall drill as a table of texts, for CSV and workbooks."""

from collections.abc import Iterator
from typing import Any

from award.models import RecallDrill
from award.screen import local_time, number
from award.services.drill_results import NUMBERS, percent
from award.words import _N

HEADS = (
    _N("Lô"), _N("Sản phẩm"), _N("Công đoạn"), _N("Bên nhận phải tìm"), _N("Bên nhận chưa tìm ra"),
    _N("Đã ghi"), _N("Độ phủ, %"), _N("Lượng làm ra hoặc nhận"), _N("Đã dùng, giao, bán"),
    _N("Tồn kho"), _N("Đã hủy"), _N("Hao hụt"), _N("Đơn vị"), _N("Giải trình, %"), _N("Kết luận"),
    _N("Bắt đầu"), _N("Kết thúc"), _N("Phút"), _N("Số khởi tạo"),
)  # fmt: skip
_VERDICT = {True: _N("Đạt"), False: _N("Không đạt"), None: _N("Chưa đủ số liệu")}


def rows(drill: RecallDrill) -> Iterator[list[str]]:
    """One row for each lot of a drill that is closed."""
    result: dict[str, Any] = drill.result or {}
    for lot in result["lots"]:
        yield [
            lot["lot"], lot["product"], lot["stage"], "; ".join(lot["expected"]),
            "; ".join(lot["missed"]), "; ".join(lot["written"]), _percent(lot["coverage"]),
            *(number(lot[name]) for name in NUMBERS), lot["unit"], _percent(lot["share"]),
            _VERDICT[lot["passed"]], local_time(drill.started_at), local_time(drill.finished_at),
            f"{result['minutes']}", f"{drill.seed}",
        ]  # fmt: skip


def _percent(share: str | None) -> str:
    return number(percent(share), 1)
