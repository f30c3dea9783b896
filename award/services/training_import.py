"""Participants from a workbook: read cell by cell, shown first, taken in as a whole or not."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from award.models import Participant, ParticipantKind, TrainingCourse, User
from award.policies import Refusal
from award.services import people, spreadsheets, training, training_people
from award.services.locking import lock
from award.services.spreadsheets import Cell as SheetCell
from award.services.spreadsheets import Kind, Table
from award.services.storage import Upload
from award.services.training_people import PersonFacts
from award.services.training_rules import rules
from award.words import _N, fold

COLUMNS = (
    _N("Họ tên"),
    _N("Đối tượng"),
    _N("Thư điện tử"),
    _N("Điện thoại"),
    _N("Chức vụ"),
    _N("Tổ chức"),
    _N("Mã số thuế"),
)
_FIELDS = ("full_name", "kind", "email", "phone", "position", "organisation_name", "tax_code")
_BETWEEN = "\t"
FIRST_LINE = 2  # below the heads
_WITHOUT_ZERO = {3: (9,), 6: (9, 11)}  # telephone; tax code of an enterprise, of a household
_MERGED = _N("Bảng có ô gộp ở dòng {lines}. Hãy bỏ gộp ô, mỗi cột một tiêu đề, rồi tải lại.")
_OTHER_HEAD = _N("Cột {place} phải có tiêu đề “{head}”, trong tệp là “{given}”.")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was written, and what is wrong with it."""

    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `facts` are there when every cell is right."""

    number: int
    cells: tuple[Cell, ...]
    facts: PersonFacts | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be taken in, the same as a text for the confirmation, and what is wrong."""

    rows: tuple[Row, ...]
    text: str
    over: int = 0

    @property
    def faults(self) -> int:
        """How many cells are wrong."""
        return sum(bool(cell.fault) for row in self.rows for cell in row.cells)


def lines_of(upload: Upload | None) -> list[list[str]]:
    """The lines of a table below its heads, empty ones as well, so that each keeps its number.

    Raises `Refusal` for merged cells, other heads than `COLUMNS`, or no line: what the file means
    would have to be guessed.
    """
    table = spreadsheets.read(upload)
    if table.merged:
        lines = ", ".join(f"{number}" for number in sorted(table.merged)[:5])
        raise Refusal(_MERGED, lines=lines)
    if not table.lines:
        raise Refusal(_N("Tệp không có dòng nào."))
    head, *rows = _in_place(table)
    for place, title in enumerate(COLUMNS):
        given = head[place] if place < len(head) else ""
        if fold(given) != fold(title):
            raise Refusal(_OTHER_HEAD, place=place + 1, head=title, given=given[:60])
    if not rows:
        raise Refusal(_N("Dưới dòng tiêu đề chưa có dòng nào."))
    wide = len(COLUMNS)
    return [row[:wide] + [""] * (wide - len(row)) for row in rows]


def _in_place(table: Table) -> list[list[str]]:
    """The heads, then line 2 and all that follow, whether something stands in them or not."""
    head, *lines = [[_text(*cell) for cell in enumerate(line.cells)] for line in table.lines]
    rows: list[list[str]] = []
    for line, texts in zip(table.lines[1:], lines, strict=True):
        rows += [[] for _ in range(FIRST_LINE + len(rows), line.number)]
        rows.append(texts)
    return [head, *rows]


def _text(place: int, cell: SheetCell) -> str:
    """What a cell says, with the zero given back that a spreadsheet takes from a number."""
    text = people.one_line(cell.shown)
    lost = cell.kind is Kind.NUMBER and len(text) in _WITHOUT_ZERO.get(place, ())
    return f"0{text}" if lost else text


def preview(course: TrainingCourse, lines: Sequence[Sequence[str]]) -> Preview:
    """What the lines of a workbook would bring; nothing is written."""
    rows = tuple(_rows(lines, training_people.addresses(course)))
    text = "\n".join(_BETWEEN.join(line) for line in lines)
    left = len(rows) if course.seats is None else course.seats - training.count(course)
    return Preview(rows, text, over=max(0, len(rows) - left))


def from_text(text: str) -> list[list[str]]:
    """The lines of a preview's text. Raises `Refusal` for none, or more than can be taken in."""
    lines = [line.split(_BETWEEN)[: len(COLUMNS)] for line in text.splitlines() if line.strip()]
    if not 0 < len(lines) <= spreadsheets.MOST_ROWS:
        raise Refusal(_N("Hãy chọn lại tệp và xem trước."))
    return [line + [""] * (len(COLUMNS) - len(line)) for line in lines]


def _rows(lines: Sequence[Sequence[str]], taken: set[str]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=FIRST_LINE):
        if not any(line):
            continue
        row = _row(number, line, taken)
        if row.facts is not None:
            taken.add(row.facts.email)
        yield row


def _row(number: int, line: Sequence[str], taken: set[str]) -> Row:
    kind = _kind(line[1])
    given = PersonFacts(kind or ParticipantKind.STATE_OFFICER, line[0], *line[2:])
    faults = training_people.faults(given)
    if kind is None:
        faults["kind"] = _N("Ghi một trong: {titles}.").format(
            titles="; ".join(rules().kind_titles().values())
        )
    facts = None if faults else training_people.clean(given)
    if facts is not None and facts.email and facts.email in taken:
        faults["email"] = training_people.TWICE
    cells = tuple(
        Cell(text, faults.get(name, "")) for name, text in zip(_FIELDS, line, strict=True)
    )
    return Row(number, cells, None if faults else facts)


def _kind(text: str) -> ParticipantKind | None:
    """The kind that a cell names by its title or its code."""
    known = {fold(title): code for code, title in rules().kind_titles().items()}
    known |= {fold(kind.value): kind.value for kind in ParticipantKind}
    code = known.get(fold(text))
    return None if code is None else ParticipantKind(code)


def take_in(course: TrainingCourse, text: str, *, actor: User) -> list[Participant]:
    """Take in every line, or none. Raises `Refusal` when a cell is wrong or seats are short."""
    lock(course)
    seen = preview(course, from_text(text))
    if seen.faults:
        raise Refusal(_N("Bảng còn {count} ô sai nên chưa ghi dòng nào."), count=seen.faults)
    if seen.over:
        raise Refusal(_N("Lớp thiếu {count} chỗ nên chưa ghi dòng nào."), count=seen.over)
    return [
        training_people.enter(course, row.facts, actor=actor)
        for row in seen.rows
        if row.facts is not None
    ]
