"""A lot's story as tables of texts, for workbooks."""

from collections.abc import Iterator

from award.screen import local_time, number
from award.services.stories import Amount, Entry, Moment, Side, Story
from award.words import _N

STEP_HEADS = (
    _N("Chiều"), _N("Quan hệ"), _N("Lô"), _N("Sản phẩm"), _N("Bên liên quan"), _N("Số lượng"),
    _N("Đơn vị"), _N("Chứng từ"), _N("Lúc (giờ Việt Nam)"), _N("Giờ nơi ghi"),
)  # fmt: skip
TRACE_HEADS = (
    _N("Thứ tự"), _N("Việc"), _N("Lúc (giờ Việt Nam)"), _N("Giờ nơi ghi"), _N("Lô"),
    _N("Vai trò"), _N("Số lượng"), _N("Đơn vị"), _N("Các bên"), _N("Địa điểm"), _N("Chứng từ"),
    _N("Mã sự kiện"),
)  # fmt: skip
_BACK, _FORWARD = _N("Một bước trước"), _N("Một bước sau")


def steps(story: Story) -> Iterator[list[str]]:
    """One row for each step back and forward."""
    for bond in story.bonds:
        lot, product = (bond.lot.text, bond.lot.product) if bond.lot else ("", "")
        yield [
            _BACK if bond.back else _FORWARD, bond.step, lot, product, ", ".join(bond.parties),
            *_amount(bond.amount), ", ".join(bond.documents), *_moment(bond.when),
        ]  # fmt: skip


def trace(side: Side) -> Iterator[list[str]]:
    """One row for each lot of each event, events in order of time."""
    for order, event in enumerate(side.events, start=1):
        for lot, role, amount in _lots(event):
            yield [
                f"{order}", event.what, *_moment(event.when), lot, role, *_amount(amount),
                ", ".join(event.who), ", ".join(event.where), ", ".join(event.documents),
                event.event_id,
            ]  # fmt: skip


def _lots(event: Entry) -> list[tuple[str, str, Amount | None]]:
    own = [] if event.amount is None else [(_N("Lô đang xem"), "", event.amount)]
    return [*own, *((lot.text, role, amount) for role, lot, amount in event.others)]


def _amount(amount: Amount | None) -> tuple[str, str]:
    if amount is None or amount.number is None:
        return "", ""
    return number(amount.number), amount.unit


def _moment(when: Moment) -> tuple[str, str]:
    return local_time(when.at), when.told
