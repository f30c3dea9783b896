"""Experts of a team from a table: read cell by cell, shown first, taken in as a whole or not."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from io import StringIO

from sqlalchemy import select

from award.extensions import db
from award.models import ExpertTeam, TeamMember, User
from award.policies import Refusal
from award.services import assigning, founding, people, places
from award.services.enrolment import clean_tax_code
from award.services.founding import Expert
from award.services.locking import lock
from award.words import _N, fold

COLUMNS = (
    _N("Họ tên"),
    _N("Thư điện tử"),
    _N("Trưởng nhóm"),
    _N("Tỉnh, thành phố"),
    _N("Lĩnh vực"),
    _N("Mã số thuế cơ quan"),
)
MOST_ROWS = 500
_YES = frozenset({"x", "co", "1", "truong nhom"})
_NO = frozenset({"", "khong", "0"})


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell as it was written, and what is wrong with it."""

    text: str
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `expert` is there when every cell is right."""

    number: int
    cells: tuple[Cell, ...]
    expert: Expert | None


@dataclass(frozen=True, slots=True)
class Preview:
    """What would be taken in, and whether it can be."""

    rows: tuple[Row, ...]

    @property
    def faults(self) -> int:
        """How many cells are wrong."""
        return sum(bool(cell.fault) for row in self.rows for cell in row.cells)


def read(team: ExpertTeam, text: str) -> Preview:
    """Read a table (`;`, tab or comma between cells); a first line with the heads is left out.

    Raises `Refusal` when there is no line, or more than can be taken in at once.
    """
    lines = [line for line in text.splitlines() if line.strip()]
    if lines and fold(COLUMNS[0]) in fold(lines[0]):
        lines = lines[1:]
    if not lines:
        raise Refusal(_N("Bảng không có dòng nào. Mỗi dòng là một chuyên gia."))
    if len(lines) > MOST_ROWS:
        raise Refusal(_N("Bảng có hơn {most} dòng; hãy chia nhỏ."), most=MOST_ROWS)
    sign = next((sign for sign in ("\t", ";", ",") if sign in lines[0]), ";")
    table = csv.reader(StringIO("\n".join(lines)), delimiter=sign)
    return Preview(tuple(_rows(team, list(table))))


def _rows(team: ExpertTeam, table: Sequence[Sequence[str]]) -> Iterator[Row]:
    sectors = {fold(code): code for code, _ in assigning.sectors_of(team.council)}
    sectors |= {fold(name): code for code, name in assigning.sectors_of(team.council)}
    taken = _addresses(team)
    for number, line in enumerate(table, start=1):
        cells = [people.one_line(cell) for cell in line[: len(COLUMNS)]]
        cells += [""] * (len(COLUMNS) - len(cells))
        row = _row(number, cells, sectors, taken)
        taken.add(cells[1].lower())
        yield row


def _addresses(team: ExpertTeam) -> set[str]:
    return set(
        db.session.scalars(
            select(User.email)
            .join(TeamMember, TeamMember.user_id == User.id)
            .where(TeamMember.team_id == team.id, TeamMember.ended_at.is_(None))
        )
    )


def _row(number: int, cells: list[str], sectors: dict[str, str], taken: set[str]) -> Row:
    name, email, lead, place, fields, tax_code = cells
    province = places.find(place) if place else None
    known = [sectors.get(fold(one)) for one in fields.replace("|", ",").split(",") if one.strip()]
    faults = (
        "" if name else _N("Thiếu họ tên."),
        _address_fault(email, taken),
        "" if fold(lead) in _YES | _NO else _N("Ghi “x” hoặc để trống."),
        "" if province is not None or not place else _N("Không có tỉnh, thành phố này."),
        "" if known and None not in known else _N("Ghi mã hoặc tên lĩnh vực, cách nhau dấu |."),
        _tax_code_fault(tax_code),
    )
    shown = tuple(Cell(text, fault) for text, fault in zip(cells, faults, strict=True))
    if any(faults):
        return Row(number, shown, None)
    expert = Expert(
        email=people.clean_address(email),
        name=name,
        lead=fold(lead) in _YES,
        province_code=None if province is None else province.code,
        sectors=tuple(dict.fromkeys(code for code in known if code)),
        employer_tax_code=clean_tax_code(tax_code) if tax_code else "",
    )
    return Row(number, shown, expert)


def _address_fault(email: str, taken: set[str]) -> str:
    try:
        address = people.clean_address(email)
    except Refusal as why:
        return str(why)
    return _N("Người này đã có trong bảng hoặc trong nhóm.") if address in taken else ""


def _tax_code_fault(tax_code: str) -> str:
    try:
        if tax_code:
            clean_tax_code(tax_code)
    except Refusal as why:
        return str(why)
    return ""


def take_in(team: ExpertTeam, text: str, *, actor: User) -> int:
    """Take in every line, or none. Raises `Refusal` when a cell is wrong."""
    lock(team)
    preview = read(team, text)
    if preview.faults:
        raise Refusal(_N("Bảng còn {count} ô sai nên chưa ghi dòng nào."), count=preview.faults)
    for row in preview.rows:
        if row.expert is not None:
            founding.add_member(team, row.expert, actor=actor)
    return len(preview.rows)
