"""The yearly report in figures: counts by place, group, size and tier, and the funnel (R39)."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

import xlsxwriter
from sqlalchemy import Select, exists, select

from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    Dossier,
    Organisation,
    ProductEntry,
    Province,
    ScoreSheetRecord,
    SectorGroup,
    SubmissionEntry,
    User,
)
from award.policies import facts
from award.services import rulebooks
from award.words import _N, sort_key

SIZES = {
    "micro": _N("Siêu nhỏ"),
    "small": _N("Nhỏ"),
    "medium": _N("Vừa"),
    "large": _N("Lớn"),
}
UNKNOWN = _N("Chưa xác định")
FUNNEL = (
    _N("Đăng ký"),
    _N("Nộp hồ sơ"),
    _N("Đủ điều kiện"),
    _N("Được đánh giá"),
    _N("Được trình"),
    _N("Được tặng giải"),
)


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the report: a title, the head of each column, rows of a name and counts."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[str, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class _Entrant:
    """What the report counts of one dossier."""

    province: str
    group: str
    size: str
    tier: str | None
    reached: tuple[bool, ...]


def funnel(cycle: AwardCycle, actor: User) -> tuple[tuple[str, int], ...]:
    """How many dossiers of the year reached each step of the funnel."""
    entrants = _entrants(cycle, actor)
    return tuple(
        (name, sum(one.reached[place] for one in entrants)) for place, name in enumerate(FUNNEL)
    )


def tables(
    cycle: AwardCycle, actor: User, *, province_code: str | None = None
) -> tuple[Table, ...]:
    """Every table of the report on a year, of one province only where named.

    Dossiers on which the reader has a conflict are not counted (procedure §4).
    """
    entrants = _entrants(cycle, actor, province_code)
    book = rulebooks.of(cycle)
    grouping = book.words.grouping[0].upper() + book.words.grouping[1:]
    tiers = {tier.code: tier.short for tier in book.tiers}
    by_step = [
        _by_step(_N("Theo tỉnh, thành phố"), _N("Tỉnh, thành phố"), entrants, lambda e: e.province),
        _by_step(f"Theo {book.words.grouping}", grouping, entrants, lambda e: e.group),
        _by_step(_N("Theo quy mô (NĐ 80/2021/NĐ-CP)"), _N("Quy mô"), entrants, lambda e: e.size),
    ]
    return (*(by_step if province_code is None else by_step[1:]), _by_tier(entrants, tiers))


def _by_step(
    title: str, head: str, entrants: Sequence[_Entrant], name: Callable[[_Entrant], str]
) -> Table:
    names = sorted({name(one) for one in entrants}, key=sort_key)
    rows = [(each, _steps(one for one in entrants if name(one) == each)) for each in names]
    return Table(title, (head, *FUNNEL), (*rows, (_N("Tổng"), _steps(entrants))))


def _steps(entrants: Iterable[_Entrant]) -> tuple[int, ...]:
    reached = [one.reached for one in entrants]
    return tuple(sum(one[place] for one in reached) for place in range(len(FUNNEL)))


def _by_tier(entrants: Sequence[_Entrant], tiers: Mapping[str, str]) -> Table:
    counts = Counter(one.tier for one in entrants if one.tier)
    rows = [(name, (counts[code],)) for code, name in tiers.items()]
    total = (_N("Tổng"), (sum(counts.values()),))
    return Table(_N("Theo mức giải"), (_N("Mức giải"), _N("Số giải")), (*rows, total))


def _entrants(
    cycle: AwardCycle, actor: User, province_code: str | None = None
) -> Sequence[_Entrant]:
    """Every registered dossier of the year in one query."""
    types = {kind.code: kind.title for kind in rulebooks.of(cycle).types}
    return [
        _Entrant(
            province=province,
            group=group or types.get(type_code or "", UNKNOWN),
            size=SIZES.get(size or "", UNKNOWN),
            tier=tier,
            reached=(True, *steps, tier is not None),
        )
        for province, type_code, group, size, tier, *steps in db.session.execute(
            _registered(cycle, actor, province_code)
        )
    ]


def _registered(
    cycle: AwardCycle, actor: User, province_code: str | None
) -> Select[*tuple[Any, ...]]:
    """Province, type, group, size, tier, and whether the dossier reached each step."""
    query = (
        select(
            Province.name,
            Dossier.type_code,
            SectorGroup.name,
            Dossier.sme_class,
            Award.tier,
            Dossier.submitted_at.is_not(None),
            Dossier.accepted_at.is_not(None),
            exists().where(ScoreSheetRecord.dossier_id == Dossier.id),
            exists().where(SubmissionEntry.dossier_id == Dossier.id),
        )
        .select_from(Dossier)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .join(Province, Province.code == Organisation.province_code)
        .outerjoin(ProductEntry, ProductEntry.dossier_id == Dossier.id)
        .outerjoin(SectorGroup, SectorGroup.id == ProductEntry.sector_group_id)
        .outerjoin(Award, Award.dossier_id == Dossier.id)
        .where(
            Dossier.cycle_id == cycle.id,
            Dossier.registered_at.is_not(None),
            facts.unconflicted(actor),
        )
    )
    if province_code is None:
        return query
    return query.where(Organisation.province_code == province_code)


def workbook(report: Iterable[Table]) -> bytes:
    """An XLSX file with one sheet per table; names are texts whatever they begin with."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    for place, table in enumerate(report, start=1):
        sheet = book.add_worksheet(f"{place}")
        sheet.write_string(0, 0, table.title, bold)
        for column, head in enumerate(table.columns):
            sheet.write_string(1, column, head, bold)
        for row, (name, counts) in enumerate(table.rows, start=2):
            sheet.write_string(row, 0, name)
            for column, count in enumerate(counts, start=1):
                sheet.write_number(row, column, count)
        sheet.set_column(0, 0, 45)
        sheet.freeze_panes(2, 1)
    book.close()
    return buffer.getvalue()
