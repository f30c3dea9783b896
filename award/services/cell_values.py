"""Cells read as values: what a column takes, and the sentence for a cell that it cannot take."""

import re
from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from award.services.spreadsheets import Cell, Kind
from award.words import _N


class CellFault(Exception):  # noqa: N818 - what is wrong with a cell, not with the program
    """Why a cell cannot be read; the message is the sentence shown at it."""


Reader = Callable[[Cell], Any]

_NUMBER = re.compile(r"(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")
_YEARS = (1990, 2190)
_FORMULA = _N("Ô chứa công thức. Hãy dán giá trị thay cho công thức.")
_PERCENT = _N("Ô ghi phần trăm. Hãy ghi số lượng, ví dụ 1.250,5.")


def text_of(cell: Cell) -> str:
    """A text; a formula is no text."""
    if cell.kind is Kind.FORMULA:
        raise CellFault(_FORMULA)
    return " ".join(cell.shown.split())


def digits_of(cell: Cell) -> str:
    """A code as text; a number that a program has rounded is refused."""
    if cell.kind is Kind.DATE:
        raise CellFault(_N("Ô là ngày. Hãy đổi định dạng cột sang Văn bản rồi ghi lại mã."))
    text = cell.text if cell.kind is Kind.NUMBER else text_of(cell)
    rounded = cell.kind is Kind.NUMBER and (len(text) > 15 or "." in text)
    if rounded or re.fullmatch(r"\d([.,]\d+)?E\+?\d+", text, re.IGNORECASE):
        raise CellFault(
            _N("Bảng tính đã làm tròn mã này. Hãy đổi định dạng cột sang Văn bản rồi ghi lại mã.")
        )
    return text


def number_of(cell: Cell) -> Decimal:
    """A quantity: a number, or a text written as Vietnamese write it."""
    if cell.kind is Kind.NUMBER:
        return Decimal(cell.text)
    if cell.kind is Kind.PERCENT or "%" in cell.text:
        raise CellFault(_PERCENT)
    if cell.kind is Kind.DATE:
        raise CellFault(_N("Bảng tính đã đổi số này thành ngày. Hãy ghi lại số."))
    text = re.sub(r"\s", "", text_of(cell))
    if not _NUMBER.fullmatch(text):
        raise CellFault(
            _N("“{text}” không phải số. Chỉ ghi chữ số, dấu phẩy trước phần lẻ: 1.250,5.").format(
                text=cell.shown[:40]
            )
        )
    return Decimal(text.replace(".", "").replace(",", "."))


def day_of(cell: Cell) -> date:
    """A day, `31/05/2026`."""
    return _moment(cell, ("%d/%m/%Y", "%Y-%m-%d"), _N("31/05/2026")).date()


def moment_of(cell: Cell) -> datetime:
    """A day and an hour, `31/05/2026 08:30`, without zone; a day alone begins at midnight."""
    formats = (
        *("%d/%m/%Y %H:%M", "%d/%m/%Y, %H:%M", "%d/%m/%Y %H:%M:%S", "%d/%m/%Y"),
        *("%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M:%S", "%Y-%m-%d %H:%M", "%Y-%m-%d"),
    )
    return _moment(cell, formats, _N("31/05/2026 08:30"))


def _moment(cell: Cell, formats: Sequence[str], example: str) -> datetime:
    if cell.kind is Kind.DATE:
        return _sane(datetime.fromisoformat(cell.text))
    text = text_of(cell)
    for each in formats:
        try:
            return _sane(datetime.strptime(text, each))  # noqa: DTZ007 - a cell has no zone
        except ValueError:
            continue
    words = _N("“{text}” không phải ngày. Ghi ngày/tháng/năm, ví dụ {example}.")
    raise CellFault(words.format(text=text[:40], example=example))


def _sane(at: datetime) -> datetime:
    if not _YEARS[0] <= at.year <= _YEARS[1]:
        raise CellFault(_N("Năm {year} không hợp lý. Hãy kiểm tra lại ngày.").format(year=at.year))
    return at
