"""Tables that people upload, XLSX or CSV: every cell with what it really holds, nothing guessed."""

import csv
import io
import unicodedata
import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

import openpyxl
from openpyxl import Workbook
from openpyxl.utils.exceptions import InvalidFileException

from award.policies import Refusal
from award.services import antivirus, file_kinds
from award.services.storage import MEGABYTE, Upload
from award.words import _N

MOST_BYTES = 5 * MEGABYTE
MOST_UNPACKED = 60 * MEGABYTE  # of an XLSX; a table of the most rows takes a tenth of it
MOST_ROWS = 2_000
MOST_COLUMNS = 60
LONGEST_CELL = 100_000  # characters: the border of a large plot
DATA_SHEET = _N("Dữ liệu")

_BROKEN = _N("Không đọc được tệp. Hãy mở tệp, lưu lại dạng XLSX rồi tải lên.")
_CODES = _N("Tệp CSV không phải UTF-8. Trong Excel chọn lưu dạng “CSV UTF-8”, hoặc tải tệp XLSX.")


class Kind(StrEnum):
    """What a cell holds, by the program that wrote it; a CSV file holds texts only."""

    TEXT = "t"
    NUMBER = "n"
    PERCENT = "p"
    DATE = "d"
    FORMULA = "f"


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell: texts as written, numbers with a point, dates as ISO. `shown` is for people."""

    text: str = ""
    kind: Kind = Kind.TEXT

    @property
    def shown(self) -> str:
        """The cell as a Vietnamese reader writes it."""
        if self.kind is Kind.DATE:
            at = datetime.fromisoformat(self.text)
            return f"{at:%d/%m/%Y}" if at.time() == at.time().min else f"{at:%d/%m/%Y %H:%M}"
        if self.kind is Kind.PERCENT:
            return f"{(Decimal(self.text) * 100).normalize():f}".replace(".", ",") + " %"
        return self.text.replace(".", ",") if self.kind is Kind.NUMBER else self.text

    def __bool__(self) -> bool:
        return self.text != ""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a table, by the number that the person's program shows beside it."""

    number: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The lines that are not empty; `merged` are the numbers of lines with merged cells."""

    lines: tuple[Line, ...]
    merged: frozenset[int] = frozenset()


def read(upload: Upload | None) -> Table:
    """Read an upload. Raises `Refusal` with the sentence for the field."""
    if upload is None or not upload.filename:
        raise Refusal(_N("Hãy chọn một tệp."))
    content = upload.stream.read(MOST_BYTES + 1)
    if not content:
        raise Refusal(_N("Tệp rỗng. Hãy kiểm tra lại tệp rồi tải lên."))
    if len(content) > MOST_BYTES:
        raise Refusal(_N("Bảng lớn hơn {limit} MB. Hãy chia nhỏ."), limit=MOST_BYTES // MEGABYTE)
    antivirus.scan(content)
    if content.startswith(b"PK") or not upload.filename.lower().endswith((".csv", ".txt")):
        file_kinds.kind_of(upload.filename, content, ("xlsx",))
        return _read_workbook(content)
    return read_text(_decoded(content))


def read_text(text: str) -> Table:
    """Read a CSV text; cells lie between semicolons, tabs or commas, whichever the head has."""
    first = text.lstrip().partition("\n")[0]
    skipped = 0
    if first.lower().startswith("sep="):  # Excel's own hint to itself
        skipped, text = 1, text.lstrip().partition("\n")[2]
        first = text.partition("\n")[0]
    sign = max(";\t,", key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=sign, strict=True))
    except csv.Error as error:
        raise Refusal(_N("Tệp CSV có dấu nháy chưa đóng hoặc ô quá dài.")) from error
    lines = (Line(at + skipped, _texts(row)) for at, row in enumerate(rows, start=1))
    return _bounded(lines)


def _texts(row: Sequence[str]) -> tuple[Cell, ...]:
    return tuple(Cell(clean(text)) for text in row)


def clean(text: str) -> str:
    """A cell's text in NFC, without NUL, and without spaces around it."""
    return unicodedata.normalize("NFC", text).replace("\x00", "").replace("\xa0", " ").strip()


def _decoded(content: bytes) -> str:
    """CSV as Excel and others write it: UTF-8 with or without mark, UTF-16 with one."""
    wide = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    try:
        return content.decode("utf-16" if wide else "utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(_CODES) from error


def opened(content: bytes, **options: Any) -> Workbook:
    """The workbook of an upload. Raises `Refusal` for one that is broken or unpacks to too much."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            if sum(one.file_size for one in archive.infolist()) > MOST_UNPACKED:
                raise Refusal(_N("Tệp bung ra quá lớn nên không nhận được. Hãy chia nhỏ bảng."))
        return openpyxl.load_workbook(io.BytesIO(content), keep_links=False, **options)
    except (ValueError, KeyError, TypeError, AttributeError, OSError, SyntaxError) as error:
        raise Refusal(_BROKEN) from error
    except (zipfile.BadZipFile, InvalidFileException) as error:
        raise Refusal(_BROKEN) from error


def _read_workbook(content: bytes) -> Table:
    book = opened(content)
    sheet = book[DATA_SHEET] if DATA_SHEET in book.sheetnames else book.worksheets[0]
    if sheet.max_row > MOST_ROWS + 50 or sheet.max_column > MOST_COLUMNS:
        raise Refusal(_TOO_LARGE, rows=MOST_ROWS, columns=MOST_COLUMNS)
    merged = frozenset(
        row for one in sheet.merged_cells.ranges for row in range(one.min_row, one.max_row + 1)
    )
    lines = (
        Line(number, tuple(_cell(one) for one in row))
        for number, row in enumerate(sheet.iter_rows(), start=1)
    )
    return Table(_bounded(lines).lines, merged)


def _cell(cell: Any) -> Cell:
    """What a cell holds. A formula stays the text it is: nobody here computes it."""
    value = cell.value
    if value is None:
        return Cell()
    if cell.data_type == "f":
        return Cell(clean(str(getattr(value, "text", value))), Kind.FORMULA)
    if isinstance(value, bool | str):
        return Cell(clean(str(value)))
    if isinstance(value, datetime):
        return Cell(value.replace(microsecond=0, tzinfo=None).isoformat(), Kind.DATE)
    if isinstance(value, date):
        return Cell(datetime(value.year, value.month, value.day).isoformat(), Kind.DATE)  # noqa: DTZ001 - a cell's date has no zone
    if isinstance(value, int | float):
        kind = Kind.PERCENT if "%" in (cell.number_format or "") else Kind.NUMBER
        return Cell(f"{Decimal(repr(value)):f}".removesuffix(".0"), kind)
    return Cell(clean(str(value)))


_TOO_LARGE = _N("Bảng có hơn {rows} dòng hoặc {columns} cột. Hãy chia nhỏ.")


def _bounded(lines: Iterable[Line]) -> Table:
    """The lines with something in them. Raises `Refusal` for too much."""
    found = [line for line in lines if any(line.cells)]
    if len(found) > MOST_ROWS or any(len(line.cells) > MOST_COLUMNS for line in found):
        raise Refusal(_TOO_LARGE, rows=MOST_ROWS, columns=MOST_COLUMNS)
    if any(len(cell.text) > LONGEST_CELL for line in found for cell in line.cells):
        raise Refusal(_N("Bảng có ô dài hơn {limit} ký tự."), limit=LONGEST_CELL)
    return Table(tuple(found))
