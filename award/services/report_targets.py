"""Results against targets, as figures of the report: lists counted, never an empty percent."""

from collections.abc import Iterator, Mapping
from datetime import date

from award.models import Unit, masked_tax_code
from award.services import household_signs, programme_counts, programme_figures
from award.services.programme_counts import Line, Share
from award.services.programme_figures import Target
from award.services.programme_rules import rules
from award.services.report_figures import Figure, Span, amount, day
from award.words import _N, fold
from scoring.canonical import sha256

_HEADS = (_N("Mã số thuế"), _N("Tổ chức"), _N("Nguồn xác nhận"), _N("Căn cứ"), _N("Ngày"))
_VALUE_HEADS = (_N("Năm"), _N("Giá trị"), _N("Nguồn"), _N("Tính đến ngày"))
_ORIGINS = {
    programme_counts.Origin.VERIFIED: _N("Xác minh trên hệ thống"),
    programme_counts.Origin.PORTAL: _N("Danh sách của cổng"),
    programme_counts.Origin.SURVEY: _N("Khảo sát tự báo cáo"),
}


def targets(span: Span) -> Iterator[Figure]:
    """One figure for each measure or yearly series that the province is held to.

    A measure has its list and its percent, a series its newest value. What became so after the last
    day of the span is not in it.
    """
    asked: dict[str, list[Target]] = {}
    for one in programme_figures.targets_of(span.province):
        asked.setdefault(one.metric, []).append(one)
    yield from _measures(span, asked)
    yield from _series(span, asked.get("", []))


def _until(span: Span) -> date | None:
    """The last day that counts; none for a whole year, whose numbers are often made after it."""
    return span.last if span.last < date(span.last.year, 12, 31) else None


def _measures(span: Span, asked: Mapping[str, list[Target]]) -> Iterator[Figure]:
    year = span.year
    until = _until(span)
    given = programme_counts.denominators(year, span.province)
    for metric in rules().metrics:
        if metric.code not in asked:
            continue
        lines = programme_counts.lines(metric, year, span.province, until)
        yield Figure(
            f"metric_{metric.code}",
            metric.title,
            _N("tổ chức"),
            _HEADS,
            tuple(_cells(line) for line in lines),
            keys=tuple(household_signs.keys([(line.tax_code, line.name) for line in lines])),
            note=_note(
                _percent(programme_counts.share(lines, metric.kinds, given)), asked[metric.code]
            ),
        )


def _series(span: Span, asked: list[Target]) -> Iterator[Figure]:
    """The newest value of each series by the last day; an index of provinces has no sum."""
    known = {one.title: one for one in programme_figures.series_of(span.province)}
    last = _until(span) or date.max
    for title in dict.fromkeys(one.title for one in asked):
        series = known.get(title)
        values = [] if series is None else series.values
        newest = [one for one in values if one.year <= span.year and one.as_of <= last]
        yield Figure(
            f"series_{sha256(fold(title))[:12]}",
            title,
            "" if series is None else series.unit,
            _VALUE_HEADS,
            tuple(
                (f"{one.year}", amount(one.value), one.source, day(one.as_of))
                for one in newest[-1:]
            ),
            total=1,
            note=_note(
                _N("số liệu năm {year}").format(year=newest[-1].year)
                if newest
                else _N("chưa có số liệu"),
                [one for one in asked if one.title == title],
            ),
            added=False,
        )


def _cells(line: Line) -> tuple[str, ...]:
    return (
        masked_tax_code(line.tax_code),
        line.name,
        _ORIGINS[line.origin],
        line.why,
        day(line.as_of),
    )


def _note(result: str, asked: list[Target]) -> str:
    held = "; ".join(
        _N("phải đạt {value}{unit} năm {year}").format(
            value=f"{one.value.normalize():f}".replace(".", ","),
            unit=" %" if one.unit is Unit.PERCENT else "",
            year=one.year,
        )
        for one in asked
    )
    return f"{result}; {held}"


def _percent(share: Share) -> str:
    if share.contradiction:
        return _N("số đếm được lớn hơn mẫu số, cần đối chiếu")
    if share.denominator is None or share.percent is None:
        return _N("chưa có mẫu số")
    return f"{share.percent.normalize():f} % ({share.count}/{share.denominator})".replace(".", ",")
