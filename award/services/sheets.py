"""Template tables: their columns as data, the workbook to fill in, and its lines read back."""

import io
import tomllib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import xlsxwriter

from award.policies import Refusal
from award.services import workbooks
from award.services.cell_values import CellFault
from award.services.spreadsheets import DATA_SHEET, Cell, Line, Table
from award.words import _N, fold

MARK = _N("Ghi chú")
EXAMPLE = _N("Ví dụ (dòng này không được đọc)")
GUIDE_SHEET = _N("Hướng dẫn")
_HEAD_WITHIN = 10  # lines from the top among which the head is looked for


@dataclass(frozen=True, slots=True)
class Column:
    """One column: how people call it, whether each line needs it, what stands there.

    A line need not have what it needs while it has the column `unless`.
    """

    key: str
    title: str
    need: bool = False
    unless: str = ""
    example: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """One template; the lines that are alike in the column `by` become one event together."""

    id: str
    title: str
    file: str
    by: str
    about: str
    notes: tuple[str, ...]
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """One cell as it was written, and what is wrong with it."""

    text: str
    fault: str = ""


@dataclass(slots=True)
class Entry:
    """One line: its cells by column, the values that could be read, what is wrong at a cell."""

    number: int
    cells: Mapping[str, Cell]
    values: dict[str, Any]
    faults: dict[str, str]

    def fault(self, key: str, sentence: str) -> None:
        """Put down what is wrong with a cell; the first sentence stays."""
        self.faults.setdefault(key, sentence)

    def shown(self, sheet: Sheet) -> list[Shown]:
        """The cells in the order of the columns."""
        return [
            Shown(self.cells[one.key].shown, self.faults.get(one.key, "")) for one in sheet.columns
        ]


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be taken in, by line and cell, and the columns that nobody reads."""

    sheet: Sheet
    entries: tuple[Entry, ...]
    ignored: tuple[str, ...] = ()

    @property
    def faults(self) -> int:
        """How many cells are wrong."""
        return sum(len(entry.faults) for entry in self.entries)

    @property
    def shown_first(self) -> Sequence[Entry]:
        """The lines to show: wrong ones before right ones."""
        return sorted(self.entries, key=lambda entry: not entry.faults)


Readers = Mapping[str, Callable[[Cell], Any]]


def sheet(identifier: str) -> Sheet:
    """One template; KeyError when there is none of this id."""
    return _sheets()[identifier]


def event_sheets() -> list[Sheet]:
    """The templates that become events."""
    return [one for one in _sheets().values() if one.id != "areas"]


def read(template: Sheet, table: Table, readers: Readers) -> Preview:
    """The lines of a table under the template's columns, each cell read by its column's reader.

    Raises `Refusal` when the head is not found, is merged, lacks a needed column or has one
    twice, or when no line stands below it.
    """
    place, head = _head(template, table)
    columns, ignored = _columns(template, head)
    lines = [line for line in table.lines[place + 1 :] if not _is_example(line, head)]
    if not lines:
        raise Refusal(_N("Bảng chưa có dòng nào dưới dòng tiêu đề."))
    entries = [_entry(template, line, columns, readers) for line in lines]
    _mark_twins(template, entries)
    return Preview(template, tuple(entries), ignored)


def _head(template: Sheet, table: Table) -> tuple[int, Line]:
    wanted = {fold(one.title) for one in template.columns}
    for place, line in enumerate(table.lines[:_HEAD_WITHIN]):
        known = {_name(cell) for cell in line.cells} & wanted
        if len(known) * 2 >= len([one for one in template.columns if one.need]) and known:
            if line.number in table.merged:
                raise Refusal(
                    _N("Dòng tiêu đề (dòng {number}) có ô gộp. Hãy bỏ gộp ô rồi tải lên lại."),
                    number=line.number,
                )
            return place, line
    raise Refusal(
        _N("Không thấy dòng tiêu đề của bảng “{title}”. Hãy dùng bảng mẫu và giữ tên cột."),
        title=template.title,
    )


def _name(cell: Cell) -> str:
    return fold(cell.text.replace("*", "").strip())


def _columns(template: Sheet, head: Line) -> tuple[dict[str, int], tuple[str, ...]]:
    """Where each column stands, and the heads of columns that are not of the template."""
    titles = {fold(one.title): one.key for one in template.columns}
    found: dict[str, int] = {}
    ignored = []
    for place, cell in enumerate(head.cells):
        key = titles.get(_name(cell))
        if key is None:
            if cell and _name(cell) != fold(MARK):
                ignored.append(cell.text[:60])
        elif key in found:
            raise Refusal(_N("Bảng có hai cột “{name}”. Hãy bỏ một cột."), name=cell.text)
        else:
            found[key] = place
    missing = [one.title for one in template.columns if one.need and one.key not in found]
    if missing:
        raise Refusal(_N("Bảng thiếu cột: {names}."), names=", ".join(missing))
    return found, tuple(ignored)


def _is_example(line: Line, head: Line) -> bool:
    marks = [place for place, cell in enumerate(head.cells) if _name(cell) == fold(MARK)]
    return any(
        place < len(line.cells) and fold(line.cells[place].text).startswith("vi du")
        for place in marks
    )


def _entry(template: Sheet, line: Line, columns: dict[str, int], readers: Readers) -> Entry:
    cells = {
        one.key: line.cells[place]
        if (place := columns.get(one.key)) is not None and place < len(line.cells)
        else Cell()
        for one in template.columns
    }
    entry = Entry(line.number, cells, {}, {})
    for one in template.columns:
        cell = cells[one.key]
        if not cell:
            entry.values[one.key] = None
            if one.need and not cells.get(one.unless):
                entry.fault(one.key, _N("Thiếu. Mỗi dòng phải ghi ô này."))
            continue
        try:
            entry.values[one.key] = readers[one.key](cell)
        except CellFault as fault:
            entry.values[one.key] = None
            entry.fault(one.key, str(fault))
    return entry


def _mark_twins(template: Sheet, entries: Sequence[Entry]) -> None:
    seen: dict[tuple[str, ...], int] = {}
    for entry in entries:
        key = tuple(entry.cells[one.key].shown for one in template.columns)
        first = seen.setdefault(key, entry.number)
        if first != entry.number:
            words = _N("Dòng này lặp lại nguyên dòng {number}.")
            entry.fault(template.columns[0].key, words.format(number=first))


def workbook(template: Sheet) -> bytes:
    """The XLSX to fill in: heads, one example marked as such, and a sheet of instructions.

    Every column is formatted as text, so that no program rounds a code or turns a date round.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False})
    head = book.add_format(
        {"bold": True, "bg_color": "#f3e2c3", "border": 1, "text_wrap": True, "valign": "top"}
    )
    plain = book.add_format({"num_format": "@"})
    pale = book.add_format({"num_format": "@", "italic": True, "font_color": "#707070"})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    data = book.add_worksheet(DATA_SHEET)
    data.set_column(0, 0, 18, plain)
    data.write_string(0, 0, MARK, head)
    data.write_string(1, 0, EXAMPLE, pale)
    for place, column in enumerate(template.columns, start=1):
        data.set_column(place, place, max(len(column.title), len(column.example), 12) + 2, plain)
        data.write_string(0, place, f"{column.title} *" if column.need else column.title, head)
        data.write_string(1, place, column.example, pale)
    data.freeze_panes(1, 1)
    guide = book.add_worksheet(GUIDE_SHEET)
    for place, width in enumerate((26, 12, 26, 70)):
        guide.set_column(place, place, width)
    for place, row in enumerate(_guide(template)):
        for column_place, text in enumerate(row):
            guide.write_string(place, column_place, text, head if place == 0 else wrapped)
    book.close()
    return buffer.getvalue()


def csv_template(template: Sheet) -> bytes:
    """The same table as CSV, for programs that open no workbook."""
    heads = [f"{one.title} *" if one.need else one.title for one in template.columns]
    example = [one.example for one in template.columns]
    return workbooks.csv_of_texts([MARK, *heads], [[EXAMPLE, *example]], separator=";")


def _guide(template: Sheet) -> Iterator[Sequence[str]]:
    yield (_N("Cột"), _N("Bắt buộc"), _N("Ví dụ"), _N("Cách ghi"))
    for column in template.columns:
        yield (column.title, _N("Có") if column.need else "", column.example, column.hint)
    for note in (template.about, *template.notes, _NO_FORMULA):
        yield ("", "", "", note)


_NO_FORMULA = _N(
    "Không dùng công thức và ô gộp. Dòng có cột Ghi chú bắt đầu bằng “Ví dụ” được bỏ qua."
)


@cache
def _sheets() -> Mapping[str, Sheet]:
    tables = tomllib.loads((files("award.services") / "sheets.toml").read_text("utf-8"))
    return {
        key: Sheet(
            key,
            table["title"],
            table["file"],
            table.get("by", ""),
            table["about"],
            tuple(table["notes"]),
            tuple(Column(**column) for column in table["columns"]),
        )
        for key, table in tables.items()
    }
