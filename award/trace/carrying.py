"""What waits for a confirmation, such as a table: sealed into the page, kept nowhere else."""

from collections.abc import Sequence
from typing import Any

from flask import current_app
from itsdangerous import BadData, URLSafeSerializer

from award.policies import Refusal
from award.services.spreadsheets import Cell, Kind, Line, Table
from award.words import _N

LONGEST = 1_500_000  # characters of a packed table; the server takes 2 MB of form text


def pack(table: Table, purpose: str) -> str:
    """The table as a text that only this site can have made, for one purpose.

    Raises `Refusal` when it would be too long for a form.
    """
    rows: list[list[Any]] = [
        [line.number, *(cell.kind.value + cell.text for cell in line.cells)] for line in table.lines
    ]
    packed = seal([rows, sorted(table.merged)], purpose)
    if len(packed) > LONGEST:
        raise Refusal(_N("Bảng có quá nhiều chữ. Hãy chia thành nhiều bảng nhỏ hơn."))
    return packed


def unpack(text: str, purpose: str) -> Table:
    """The table that was packed for this purpose. Raises `Refusal` for any other text."""
    rows, merged = unseal(text, purpose)
    lines = tuple(Line(number, _cells(cells)) for number, *cells in rows)
    return Table(lines, frozenset(merged))


def seal(value: Any, purpose: str) -> str:
    """Plain content as a text that only this site can have made, for one purpose."""
    sealed: str = URLSafeSerializer(str(current_app.secret_key), salt=purpose).dumps(value)
    return sealed


def unseal(text: str, purpose: str) -> Any:
    """The content sealed for this purpose. Raises `Refusal` for any other text."""
    try:
        return URLSafeSerializer(str(current_app.secret_key), salt=purpose).loads(text)
    except BadData as error:
        raise Refusal(_N("Bản xem trước không còn dùng được. Hãy tải lên lại.")) from error


def _cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text[1:], Kind(text[0])) for text in texts)
