"""Results against targets, as figures of the report: lists counted, never an empty percent."""

from collections.abc import Iterator
from datetime import date

from award.models import Unit, masked_tax_code
from award.services import household_signs, programme_counts, programme_figures
from award.services.programme_counts import Line, Share
from award.services.programme_figures import Target
from award.services.programme_rules import rules
from award.services.report_figures import Figure, Span, day
from award.words import _N

_HEADS = (_N("Mã số thuế"), _N("Tổ chức"), _N("Nguồn xác nhận"), _N("Căn cứ"), _N("Ngày"))
_ORIGINS = {
    programme_counts.Origin.VERIFIED: _N("Xác minh trên hệ thống"),
    programme_counts.Origin.PORTAL: _N("Danh sách của cổng"),
    programme_counts.Origin.SURVEY: _N("Khảo sát tự báo cáo"),
}


def targets(span: Span) -> Iterator[Figure]:
    """One figure for each measure that the province is held to, with its list and its percent.

    What became so after the last day of the span is not in its list.
    """
    year = span.last.year
    until = span.last if span.last < date(year, 12, 31) else None
    given = programme_counts.denominators(year, span.province)
    found = programme_figures.targets_of(span.province)
    for metric in rules().metrics:
        asked = [one for one in found if one.metric == metric.code]
        if not asked:
            continue
        lines = programme_counts.lines(metric, year, span.province, until)
        yield Figure(
            f"metric_{metric.code}",
            metric.title,
            _N("tổ chức"),
            _HEADS,
            tuple(_cells(line) for line in lines),
            keys=tuple(household_signs.keys([(line.tax_code, line.name) for line in lines])),
            note=_note(asked, programme_counts.share(lines, metric.kinds, given)),
        )


def _cells(line: Line) -> tuple[str, ...]:
    return (
        masked_tax_code(line.tax_code),
        line.name,
        _ORIGINS[line.origin],
        line.why,
        day(line.as_of),
    )


def _note(asked: list[Target], share: Share) -> str:
    held = "; ".join(
        _N("phải đạt {value}{unit} năm {year}").format(
            value=f"{one.value.normalize():f}".replace(".", ","),
            unit=" %" if one.unit is Unit.PERCENT else "",
            year=one.year,
        )
        for one in asked
    )
    return f"{_percent(share)}; {held}"


def _percent(share: Share) -> str:
    if share.contradiction:
        return _N("số đếm được lớn hơn mẫu số, cần đối chiếu")
    if share.denominator is None or share.percent is None:
        return _N("chưa có mẫu số")
    return f"{share.percent.normalize():f} % ({share.count}/{share.denominator})".replace(".", ",")
