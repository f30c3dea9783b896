"""Lists of organisations from a workbook: read cell by cell, shown first, taken in whole or not."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from openpyxl.cell.cell import Cell as PlainCell
from openpyxl.cell.cell import MergedCell
from sqlalchemy import delete, select

from award import clock
from award.extensions import db
from award.models import (
    ClaimOrigin,
    DenominatorKind,
    Province,
    ReportedOrganisation,
    StoredFile,
    SurveyImport,
    User,
)
from award.policies import Refusal
from award.services import auditing, places, spreadsheets, storage
from award.services.enrolment import NOT_A_HOUSEHOLD, clean_tax_code, is_personal
from award.services.people import one_line
from award.services.programme_figures import KIND_NAMES
from award.services.programme_rules import rules
from award.words import _N, fold

COLUMNS = (
    _N("Tên tổ chức"),
    _N("Mã số thuế"),
    _N("Loại"),
    _N("Tỉnh, thành phố"),
    _N("Đáp ứng"),
    _N("Tỷ lệ sản phẩm (%)"),
    _N("Từ ngày"),
)
EXAMPLE = ("Công ty Mẫu", "0100000001", "Doanh nghiệp", "Quảng Ninh", "x", "70", "31/05/2026")
MOST_ROWS = 20_000
BookCell = PlainCell | MergedCell
_YES, _NO = frozenset({"x", "co", "1", "dat"}), frozenset({"", "khong", "0"})
_DAY = re.compile(r"\d{1,2}/\d{1,2}/\d{4}")


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was read, and what is wrong with it."""

    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the workbook; `claim` is there when every cell is right and the answer is yes."""

    number: int
    cells: tuple[Cell, ...]
    claim: "Claim | None" = None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Claim:
    """What a line says of an organisation."""

    tax_code: str
    name: str
    kind: DenominatorKind
    percent: Decimal | None
    since: date | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be taken in, and whether it can be."""

    rows: tuple[Row, ...]

    @property
    def faults(self) -> int:
        """How many cells are wrong."""
        return sum(bool(cell.fault) for row in self.rows for cell in row.cells)

    @property
    def claims(self) -> list[Claim]:
        """The organisations that would be counted."""
        return [row.claim for row in self.rows if row.claim is not None]


@dataclass(frozen=True, slots=True)
class ImportFacts:
    """What the list is about, who made it, and as of which day."""

    year: int
    metric: str
    origin: ClaimOrigin
    source: str
    as_of: date


@dataclass(slots=True)
class _Reader:
    """What the cells of a list are judged by; `lines` keeps where a tax code was first seen."""

    province: Province
    facts: ImportFacts
    known: frozenset[str]
    lines: dict[str, int] = field(default_factory=dict)
    places: dict[str, Province | None] = field(default_factory=dict)


def read(province: Province, facts: ImportFacts, file: StoredFile) -> Preview:
    """Read a stored workbook against what is there.

    Raises `Refusal` when it is not the list that was asked for: merged cells, other heads, no
    line, or more lines than can be taken in at once.
    """
    if facts.as_of > clock.today_local():
        raise Refusal(_N("Ngày của số liệu không được sau hôm nay."))
    rules().metric(facts.metric)
    table = _table(storage.read(file))
    reader = _Reader(province, facts, _known(province, facts))
    return Preview(tuple(_row(reader, number, line) for number, line in table))


def _table(content: bytes) -> Sequence[tuple[int, Sequence[BookCell]]]:
    """The lines that are not empty, each with the number that a spreadsheet shows beside it."""
    sheet = spreadsheets.opened(content, data_only=True).worksheets[0]
    if sheet.merged_cells.ranges:
        where = ", ".join(sorted(str(one) for one in sheet.merged_cells.ranges)[:5])
        raise Refusal(_N("Bảng có ô gộp ({where}). Hãy bỏ gộp ô, để mỗi cột một tên."), where=where)
    rows = [row[: len(COLUMNS)] for row in sheet.iter_rows(max_row=MOST_ROWS + 2)]
    heads = [_text(cell) for cell in rows[0]] if rows else []
    if [fold(head) for head in heads] != [fold(head) for head in COLUMNS]:
        raise Refusal(_N("Dòng đầu của bảng phải có đúng các cột: {columns}."),
                      columns="; ".join(COLUMNS))  # fmt: skip
    numbered = enumerate(rows[1:], start=2)
    lines = [(number, row) for number, row in numbered if any(_text(cell) for cell in row)]
    if not lines:
        raise Refusal(_N("Bảng không có dòng nào. Mỗi dòng là một tổ chức."))
    if len(lines) > MOST_ROWS:
        raise Refusal(_N("Bảng có hơn {most} dòng; hãy chia nhỏ."), most=MOST_ROWS)
    return lines


def _known(province: Province, facts: ImportFacts) -> frozenset[str]:
    """The tax codes that earlier lists of the same kind have brought in."""
    return frozenset(
        db.session.scalars(
            select(ReportedOrganisation.tax_code).where(
                ReportedOrganisation.province_code == province.code,
                ReportedOrganisation.year == facts.year,
                ReportedOrganisation.metric == facts.metric,
                ReportedOrganisation.origin == facts.origin,
            )
        )
    )


def _row(reader: _Reader, number: int, line: Sequence[BookCell]) -> Row:
    name, kind = _text(line[0]), _kind(line[2])
    read = (
        _Read(name, name, "" if name else _N("Thiếu tên tổ chức.")),
        _code(reader, number, line[1], kind.value),
        kind,
        _place(reader, line[3]),
        _answer(line[4]),
        _percent(line[5]),
        _since(reader, line[6]),
    )
    cells = tuple(Cell(one.text, one.fault) for one in read)
    if any(one.fault for one in read) or not read[4].value:
        return Row(number, cells, note="" if any(one.fault for one in read) else _N("Không tính"))
    code = read[1].value
    if code in reader.known:
        return Row(number, cells, note=_N("Đã có từ lần nhập trước"))
    claim = Claim(code, name, read[2].value, read[5].value, read[6].value)
    return Row(number, cells, claim, _N("Tính"))


@dataclass(frozen=True, slots=True)
class _Read:
    """A cell's text as shown, its value, and what is wrong with it."""

    text: str
    value: Any = None
    fault: str = ""


def _text(cell: BookCell) -> str:
    """What a cell says; whole numbers without the point that spreadsheets add."""
    value = cell.value
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, datetime):
        return f"{value:%d/%m/%Y}"
    return "" if value is None else one_line(str(value))


def _code(reader: _Reader, number: int, cell: BookCell, kind: DenominatorKind | None) -> _Read:
    """The tax code, with the zero given back that a spreadsheet takes from a number."""
    text = _text(cell)
    if isinstance(cell.value, int | float) and len(text) in {9, 11}:
        text = f"0{text}"
    try:
        code = clean_tax_code(text)
    except Refusal as why:
        return _Read(text, None, str(why))
    if is_personal(code) and kind not in {None, DenominatorKind.HOUSEHOLD}:
        return _Read(text, None, NOT_A_HOUSEHOLD)
    first = reader.lines.setdefault(code, number)
    twice = _N("Trùng mã số thuế với dòng {first}.").format(first=first) if first != number else ""
    return _Read(code, code, twice)


def _kind(cell: BookCell) -> _Read:
    text = _text(cell)
    names = {fold(name): kind for kind, name in KIND_NAMES.items()}
    names |= {"ho": DenominatorKind.HOUSEHOLD, "htx": DenominatorKind.COOPERATIVE}
    names |= {"ho kinh doanh": DenominatorKind.HOUSEHOLD, "dn": DenominatorKind.ENTERPRISE}
    kind = names.get(fold(text))
    fault = "" if kind else _N("Ghi “Doanh nghiệp”, “Hợp tác xã” hoặc “Hộ”.")
    return _Read(text, kind, fault)


def _place(reader: _Reader, cell: BookCell) -> _Read:
    """A name of today or of before the merger; another province's line does not belong here."""
    text = _text(cell)
    if text not in reader.places:
        reader.places[text] = places.find(text) if text else reader.province
    found = reader.places[text]
    if found is None:
        return _Read(text, None, _N("Không có tỉnh, thành phố này."))
    if found.code != reader.province.code:
        return _Read(
            text, None, _N("Nay thuộc {name}, không phải tỉnh này.").format(name=found.name)
        )
    return _Read(text or found.name, found)


def _answer(cell: BookCell) -> _Read:
    text = _text(cell)
    fault = "" if fold(text) in _YES | _NO else _N("Ghi “x” nếu đáp ứng, để trống nếu không.")
    return _Read(text, fold(text) in _YES, fault)


def _percent(cell: BookCell) -> _Read:
    """`70`, `70 %` or `70,5` as text or number; a bare 0,7 could be either and is asked about."""
    text = _text(cell)
    if not text:
        return _Read("")
    try:
        value = Decimal(re.sub(r"[\s%]", "", text).replace(",", "."))
    except InvalidOperation:
        value = Decimal("NaN")
    if not value.is_finite():  # “NaN” is what some programs write for nothing
        return _Read(text, None, _N("Ghi một số từ 0 đến 100, ví dụ 70 hoặc 70,5."))
    if isinstance(cell.value, int | float) and "%" in (cell.number_format or ""):
        value *= 100
    elif 0 < value < 1:
        return _Read(text, None, _N("Không rõ là 0,7 % hay 70 %; hãy ghi 70."))
    if not 0 <= value <= 100:
        return _Read(text, None, _N("Tỷ lệ phải từ 0 đến 100."))
    return _Read(f"{value.normalize():f}".replace(".", ","), value)


def _since(reader: _Reader, cell: BookCell) -> _Read:
    text = _text(cell)
    if not text:
        return _Read("")
    value = cell.value.date() if isinstance(cell.value, datetime) else _day(text)
    if value is None:
        return _Read(text, None, _N("Ghi ngày theo dạng 31/05/2026."))
    if value > date(reader.facts.year, 12, 31):
        return _Read(text, None, _N("Ngày sau năm {year}.").format(year=reader.facts.year))
    return _Read(f"{value:%d/%m/%Y}", value)


def _day(text: str) -> date | None:
    if not _DAY.fullmatch(text):
        return None
    day, month, year = (int(part) for part in text.split("/"))
    try:
        return date(year, month, day)
    except ValueError:
        return None


MOST_SHOWN = 500


def shown(preview: Preview) -> list[Row]:
    """The lines for a screen: those with something wrong first, no more than can be read."""
    return sorted(preview.rows, key=_is_right)[:MOST_SHOWN]


def _is_right(row: Row) -> bool:
    return not any(cell.fault for cell in row.cells)


def take_in(
    province: Province, facts: ImportFacts, file: StoredFile, *, actor: User
) -> SurveyImport:
    """Take in every line that counts, or none. Raises `Refusal` when a cell is wrong."""
    preview = read(province, facts, file)
    if preview.faults:
        raise Refusal(_N("Bảng còn {count} ô sai nên chưa ghi dòng nào."), count=preview.faults)
    claims = preview.claims
    if not claims:
        raise Refusal(_N("Không có tổ chức nào mới để ghi."))
    done = SurveyImport(
        province_code=province.code,
        year=facts.year,
        metric=facts.metric,
        origin=facts.origin,
        source=one_line(facts.source),
        as_of=facts.as_of,
        lines=len(claims),
        file_id=file.id,
        imported_at=clock.now(),
        imported_by_id=actor.id,
    )
    db.session.add(done)
    db.session.flush()
    db.session.add_all(_reported(done, claim) for claim in claims)
    db.session.flush()
    auditing.record(
        "import_survey",
        done,
        actor=actor,
        data={"metric": facts.metric, "year": facts.year, "lines": len(claims),
              "sha256": file.sha256},
    )  # fmt: skip
    return done


def _reported(done: SurveyImport, claim: Claim) -> ReportedOrganisation:
    return ReportedOrganisation(
        survey_import_id=done.id,
        province_code=done.province_code,
        year=done.year,
        metric=done.metric,
        origin=done.origin,
        tax_code=claim.tax_code,
        name=claim.name,
        kind=claim.kind,
        percent=claim.percent,
        since=claim.since,
    )


def take_back(survey: SurveyImport, *, actor: User) -> None:
    """Undo an import: its lines go, the audit keeps that there were some."""
    data = {"metric": survey.metric, "year": survey.year, "lines": survey.lines}
    auditing.record("take_back_survey", survey, actor=actor, data=data)
    db.session.execute(
        delete(ReportedOrganisation).where(ReportedOrganisation.survey_import_id == survey.id)
    )
    db.session.delete(survey)
    db.session.flush()


def of_place(province: Province) -> Sequence[SurveyImport]:
    """The imports of a province, the newest first."""
    return db.session.scalars(
        select(SurveyImport)
        .where(SurveyImport.province_code == province.code)
        .order_by(SurveyImport.id.desc())
    ).all()
