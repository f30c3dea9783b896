"""A table between its preview and its confirmation: signed into the page, kept nowhere."""

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
    packed: str = _serializer(purpose).dumps([rows, sorted(table.merged)])
    if len(packed) > LONGEST:
        raise Refusal(_N("Bảng có quá nhiều chữ. Hãy chia thành nhiều bảng nhỏ hơn."))
    return packed


def unpack(text: str, purpose: str) -> Table:
    """The table that was packed for this purpose. Raises `Refusal` for any other text."""
    try:
        rows, merged = _serializer(purpose).loads(text)
    except BadData as error:
        raise Refusal(_N("Bản xem trước không còn dùng được. Hãy tải bảng lên lại.")) from error
    lines = tuple(Line(number, _cells(cells)) for number, *cells in rows)
    return Table(lines, frozenset(merged))


def _cells(texts: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(text[1:], Kind(text[0])) for text in texts)


def _serializer(purpose: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=f"table {purpose}")
