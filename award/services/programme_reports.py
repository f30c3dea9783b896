"""The province's report: figures drawn and frozen, the officer's words, corrections as editions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import defer

from award import clock
from award.extensions import db
from award.models import ProgrammeReport, ProgrammeReportState, Province, ReportPeriod, User
from award.policies import Refusal
from award.services import auditing
from award.services.locking import lock
from award.services.programme_rules import Section
from award.services.programme_rules import rules as programme_rules
from award.services.report_figures import DRAWN, Figure, Span, told
from award.services.report_rules import rules
from award.services.report_targets import targets
from award.words import _N
from scoring.canonical import sha256

_WITHOUT_FIGURES = defer(ProgrammeReport.figures)
_DRAWERS = DRAWN | {"targets": targets}


def sections() -> tuple[Section, ...]:
    """The sections of a report in their order."""
    return programme_rules().sections


def title_of(report: ProgrammeReport) -> str:
    """`6 tháng đầu năm 2026`, `cả năm 2026`."""
    return f"{rules().period(report.period).title} {report.year}"


def start(province: Province, year: int, period: ReportPeriod, *, actor: User) -> ProgrammeReport:
    """Begin a report with the figures of this moment; flushes.

    Raises `Refusal` when there is one already, or its time has not begun.
    """
    if rules().period(period).first_day(year) > clock.today_local():
        raise Refusal(_N("Kỳ báo cáo này chưa bắt đầu."))
    if newest(province, year, period) is not None:
        raise Refusal(_N("Kỳ này đã có báo cáo; hãy mở báo cáo đó."))
    return _add(province, year, period, edition=1, words={}, actor=actor)


def newest(province: Province, year: int, period: ReportPeriod) -> ProgrammeReport | None:
    """The last edition of a report."""
    return db.session.scalar(
        select(ProgrammeReport)
        .where(
            ProgrammeReport.province_code == province.code,
            ProgrammeReport.year == year,
            ProgrammeReport.period == period,
        )
        .order_by(ProgrammeReport.edition.desc())
        .limit(1)
    )


def correct(report: ProgrammeReport, *, actor: User) -> ProgrammeReport:
    """Begin the next edition of a sent report, with its words and figures of now.

    The sent one stays as it is. Raises `Refusal` when it is not sent or has a successor.
    """
    lock(report)
    if report.state is not ProgrammeReportState.SENT:
        raise Refusal(_N("Chỉ báo cáo đã gửi mới lập bản đính chính."))
    last = newest(report.province, report.year, report.period)
    if last is None or last.id != report.id:
        raise Refusal(_N("Báo cáo này đã có bản đính chính."))
    return _add(
        report.province, report.year, report.period,
        edition=report.edition + 1, words=dict(report.words), actor=actor,
    )  # fmt: skip


def _add(
    province: Province,
    year: int,
    period: ReportPeriod,
    *,
    edition: int,
    words: dict[str, Any],
    actor: User,
) -> ProgrammeReport:
    figures = drawn(province, year, period)
    report = ProgrammeReport(
        province=province,
        year=year,
        period=period,
        edition=edition,
        words=words,
        figures=figures,
        figures_sha256=sha256(figures),
        drawn_at=clock.now(),
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    db.session.add(report)
    db.session.flush()
    data = {"edition": edition, "figures": report.figures_sha256}
    auditing.record("start_report", report, actor=actor, data=data)
    return report


def draw(report: ProgrammeReport, *, actor: User) -> None:
    """Draw the figures of a draft anew. Raises `Refusal` once it is signed."""
    lock(report)
    _draft(report)
    report.figures = drawn(report.province, report.year, report.period)
    report.figures_sha256 = sha256(report.figures)
    report.drawn_at = clock.now()
    db.session.flush()
    data = {"figures": report.figures_sha256}
    auditing.record("draw_figures", report, actor=actor, data=data)


def _draft(report: ProgrammeReport) -> None:
    if report.state is not ProgrammeReportState.DRAFT:
        raise Refusal(_N("Báo cáo đã ký nên không sửa được nữa."))


def span_of(province: Province, year: int, period: ReportPeriod) -> Span:
    """The days of a period until today."""
    asked = rules().period(period)
    last = min(asked.last_day(year), clock.today_local())
    return Span(province, year, asked.first_day(year), last)


def drawn(province: Province, year: int, period: ReportPeriod) -> dict[str, Any]:
    """What the registers say of the period now, each figure with the list behind it."""
    span = span_of(province, year, period)
    return {
        "from": span.first.isoformat(),
        "until": span.last.isoformat(),
        "drawn_on": clock.today_local().isoformat(),
        "figures": [
            _content(section.code, figure)
            for section in sections()
            for name in section.figures
            for figure in _DRAWERS[name](span)
        ],
    }


def _content(section: str, figure: Figure) -> dict[str, Any]:
    return {
        "section": section,
        "code": figure.code,
        "title": figure.title,
        "unit": figure.unit,
        "value": None if figure.value is None else f"{figure.value:f}",
        "heads": list(figure.heads),
        "lines": [list(line) for line in figure.lines],
        "total": figure.total,
        "keys": None if figure.keys is None else list(figure.keys),
        "note": figure.note,
        "listed": figure.listed,
        "added": figure.added,
    }


def figure_of(report: ProgrammeReport, code: str) -> dict[str, Any] | None:
    """One frozen figure with its list."""
    return next((one for one in report.figures["figures"] if one["code"] == code), None)


def is_intact(report: ProgrammeReport) -> bool:
    """Whether the figures are the ones that were frozen, and each is what its list says."""
    same = sha256(report.figures) == report.figures_sha256
    return same and all(
        _value(one) == told(one["lines"], one["total"], added=_is_added(one))
        for one in report.figures["figures"]
    )


def _value(figure: dict[str, Any]) -> Decimal | None:
    return None if figure["value"] is None else Decimal(figure["value"])


def _is_added(figure: dict[str, Any]) -> bool:
    """Whether it has a sum over provinces; whatever was frozen before this was asked has one."""
    return bool(figure.get("added", True))


def write(report: ProgrammeReport, code: str, text: str, *, actor: User) -> None:
    """Keep the words of a section of a draft; flushes.

    Raises `Refusal` once it is signed, `LookupError` for an unknown section.
    """
    lock(report)
    _draft(report)
    if code not in {section.code for section in sections()}:
        raise LookupError(code)
    report.words = report.words | {code: text.strip()}
    db.session.flush()
    auditing.record("write_section", report, actor=actor, data={"section": code})


def of_province(province: Province) -> Sequence[ProgrammeReport]:
    """The reports of a province, the newest period and edition first."""
    return db.session.scalars(
        select(ProgrammeReport)
        .where(ProgrammeReport.province_code == province.code)
        .options(_WITHOUT_FIGURES)
        .order_by(
            ProgrammeReport.year.desc(),
            ProgrammeReport.period.desc(),
            ProgrammeReport.edition.desc(),
        )
    ).all()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a province stands with a period: its last sent edition, and when the first went out."""

    province: Province
    report: ProgrammeReport | None
    due_on: date
    first_sent: datetime | None = None

    @property
    def is_late(self) -> bool:
        """First sent after the term, or not sent and the term is over; corrections are not late."""
        sent = self.first_sent
        last = clock.today_local() if sent is None else clock.local(sent).date()
        return last > self.due_on


def standings(year: int, period: ReportPeriod, *, figures: bool = False) -> list[Standing]:
    """Every province with its last sent edition; two questions whatever their number.

    The frozen lists are long, so they come along only where they are asked for.
    """
    due_on = rules().period(period).due_on(year)
    last: dict[str, ProgrammeReport] = {}
    first: dict[str, datetime | None] = {}
    for report in db.session.scalars(
        select(ProgrammeReport)
        .where(
            ProgrammeReport.year == year,
            ProgrammeReport.period == period,
            ProgrammeReport.state == ProgrammeReportState.SENT,
        )
        .options(*([] if figures else [_WITHOUT_FIGURES]))
        .order_by(ProgrammeReport.edition)
    ):
        last[report.province_code] = report
        first.setdefault(report.province_code, report.sent_at)
    return [
        Standing(province, last.get(province.code), due_on, first.get(province.code))
        for province in db.session.scalars(select(Province).order_by(Province.sort_key))
    ]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One figure over the provinces that reported: each value by province, and the sum if any."""

    code: str
    title: str
    unit: str
    values: dict[str, Decimal | None]
    total: Decimal | None


def compared(reports: Iterable[ProgrammeReport]) -> list[Comparison]:
    """The figures of several reports side by side, in the order of their sections.

    What two provinces may both name is added up without doubles: one organisation, one system.
    """
    by_code: dict[str, list[tuple[str, dict[str, Any]]]] = {}
    for report in reports:
        for figure in report.figures["figures"]:
            by_code.setdefault(figure["code"], []).append((report.province_code, figure))
    return [
        Comparison(
            code,
            some[0][1]["title"],
            some[0][1]["unit"],
            {place: _value(figure) for place, figure in some},
            _added([figure for _, figure in some]),
        )
        for code, some in by_code.items()
    ]


@dataclass(frozen=True, slots=True)
class Joined:
    """A line behind a sum, and which provinces reported it."""

    provinces: tuple[str, ...]
    cells: tuple[str, ...]


def joined(standings: Iterable[Standing], code: str) -> list[Joined]:
    """The lines behind the sum of one figure; what several provinces name stands once."""
    found: dict[Any, Joined] = {}
    for one in standings:
        figure = figure_of(one.report, code) if one.report is not None else None
        keys = figure["keys"] if figure else None
        for place, line in enumerate(figure["lines"] if figure else ()):
            key = keys[place] if keys is not None else (one.province.code, place)
            known = found.get(key, Joined((), tuple(line)))
            found[key] = Joined((*known.provinces, one.province.name), known.cells)
    return list(found.values())


def _added(figures: Sequence[dict[str, Any]]) -> Decimal | None:
    if not all(_is_added(figure) for figure in figures):
        return None
    if any(figure["keys"] is None for figure in figures):
        return sum((Decimal(figure["value"]) for figure in figures), Decimal(0))
    return Decimal(len({key for figure in figures for key in figure["keys"]}))


def editions(report: ProgrammeReport) -> int:
    """How many editions the report has."""
    return (
        db.session.scalar(
            select(func.max(ProgrammeReport.edition)).where(
                ProgrammeReport.province_code == report.province_code,
                ProgrammeReport.year == report.year,
                ProgrammeReport.period == report.period,
            )
        )
        or 1
    )
