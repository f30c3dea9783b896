"""What the programme's pictures show: points and the table behind them, of a place and year."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from award.extensions import db
from award.models import AwardCycle, Denominator, IndicatorSeries, Province, Unit, User
from award.services import places, programme_counts, programme_figures, yearly_figures
from award.services.programme_counts import Share
from award.services.programme_figures import Target
from award.services.programme_rules import Metric, rules
from award.words import _N

YEARS_BACK = 4


@dataclass(frozen=True, slots=True)
class Point:
    """One bar or dot; without a value there is nothing to draw. `mark` is what must be reached."""

    label: str
    value: Decimal | None
    mark: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Behind:
    """Which list stands behind a row: of a province (or the picture's own place), of a year."""

    year: int
    province_code: str = ""


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture: its points, its words, the table behind it."""

    code: str
    title: str
    caption: str
    unit: str
    points: tuple[Point, ...]
    heads: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    line: bool = False
    metric: str = ""  # whose lists of organisations stand behind the rows
    behind: tuple[Behind | None, ...] = ()

    @property
    def alt(self) -> str:
        """The picture in one sentence, for those who do not see it."""
        told = "; ".join(f"{row[0]}: {row[1]}" for row in self.rows[:12])
        return f"{self.title}. {told}"


def of_place(province: Province | None, year: int, actor: User) -> list[Chart]:
    """Targets against results by year, the trend of every series, and the award's funnel."""
    targets = programme_figures.targets_of(province)
    charts = [
        _against_target(metric, [one for one in targets if one.metric == metric.code], province,
                        year)
        for metric in rules().metrics
        if any(one.metric == metric.code and one.unit is Unit.PERCENT for one in targets)
    ]  # fmt: skip
    charts += _trends(province, targets)
    cycle = db.session.scalar(select(AwardCycle).where(AwardCycle.year == year))
    if cycle is not None:
        charts.append(_funnel(cycle, province, actor))
    if province is None:
        charts += [_ranking(rules().metric(code), year) for code in ("traced", "trained")]
    return charts


def told(share: Share) -> str:
    """A share in few words, or why there is no percent."""
    if share.contradiction:
        return _N("mâu thuẫn: {count}, nhiều hơn mẫu số").format(count=share.count)
    if share.denominator is None:
        return _N("{count}, chưa có mẫu số").format(count=share.count)
    return f"{plain(share.percent)} % ({share.count}/{share.denominator})"


def plain(value: Decimal | int | None) -> str:
    """`1.250,5`, without idle zeros."""
    if value is None:
        return "–"
    text = f"{Decimal(value):,f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return text.translate(str.maketrans(",.", ".,"))


def _against_target(
    metric: Metric, targets: Sequence[Target], province: Province | None, year: int
) -> Chart:
    """The result of each year beside what had to be reached, years to come with their target."""
    marks = {one.year: one.value for one in targets if one.unit is Unit.PERCENT}
    shares = {
        one: programme_counts.measured(metric, one, province)
        for one in range(year - YEARS_BACK, year + 1)
    }
    years = sorted(shares.keys() | marks.keys())
    points = tuple(
        Point(str(one), shares[one].percent if one in shares else None, marks.get(one))
        for one in years
    )
    rows = tuple(
        (
            str(one),
            told(shares[one]) if one in shares else _N("chưa đến"),
            f"{plain(marks[one])} %" if one in marks else "",
        )
        for one in years
    )
    return Chart(
        f"target-{metric.code}", metric.title,
        _N("Cột: kết quả từng năm. Vạch đứng: mức phải đạt của năm đó."), "%", points,
        (_N("Năm"), _N("Kết quả"), _N("Phải đạt")), rows, metric=metric.code,
        behind=tuple(Behind(one) if one in shares else None for one in years),
    )  # fmt: skip


def _trends(province: Province | None, targets: Sequence[Target]) -> list[Chart]:
    return [
        _trend(series, [one for one in targets if not one.metric and one.title == series.title])
        for series in programme_figures.series_of(province)
        if len(series.values) > 1
    ]


def _trend(series: IndicatorSeries, targets: Sequence[Target]) -> Chart:
    """A series from year to year, beside what had to be reached; years to come have no value."""
    marks = {one.year: one.value for one in targets}
    values = {one.year: one for one in series.values}
    years = sorted(values.keys() | marks.keys())
    caption = _N("Giá trị từng năm; đơn vị: {unit}.").format(unit=series.unit)
    if marks:
        caption += _N(" Vạch ngang: mức phải đạt của năm đó.")
    return Chart(
        f"series-{series.id}", series.title, caption, "",
        tuple(
            Point(str(one), values[one].value if one in values else None, marks.get(one))
            for one in years
        ),
        (_N("Năm"), _N("Giá trị"), _N("Phải đạt"), _N("Nguồn")),
        tuple(
            (
                str(one),
                plain(values[one].value) if one in values else _N("chưa có"),
                plain(marks[one]) if one in marks else "",
                values[one].source if one in values else "",
            )
            for one in years
        ),
        line=True,
    )  # fmt: skip


def _funnel(cycle: AwardCycle, province: Province | None, actor: User) -> Chart:
    """How far the dossiers of an award year have come."""
    if province is None:
        steps = list(yearly_figures.funnel(cycle, actor))
    else:
        tables = yearly_figures.tables(cycle, actor, province_code=province.code)
        steps = list(zip(yearly_figures.FUNNEL, tables[0].rows[-1][1], strict=True))
    return Chart(
        "funnel", _N("Hồ sơ Giải thưởng Chất lượng Quốc gia năm {year}").format(year=cycle.year),
        _N("Số hồ sơ đến được từng bước, từ đăng ký đến được tặng giải."), "",
        tuple(Point(name, Decimal(count)) for name, count in steps),
        (_N("Bước"), _N("Số hồ sơ")),
        tuple((name, str(count)) for name, count in steps),
    )  # fmt: skip


def _ranking(metric: Metric, year: int) -> Chart:
    """The 34 provinces by their share; those without a percent stand last, in their own order."""
    found = programme_counts.lines_by_province(metric, year)
    given: dict[str, dict[str, int]] = {}
    for row in db.session.scalars(
        select(Denominator).where(Denominator.year == year, Denominator.province_code.is_not(None))
    ):
        given.setdefault(str(row.province_code), {})[row.kind.value] = row.count
    shares = [
        (place, programme_counts.share(
            found.get(place.code, []), metric.kinds, given.get(place.code, {})))
        for place in places.all_provinces()
    ]  # fmt: skip
    shares.sort(key=lambda one: (one[1].percent is None, -(one[1].percent or 0)))
    return Chart(
        f"ranking-{metric.code}", _N("{title}: 34 tỉnh, thành phố năm {year}").format(
            title=metric.title, year=year),
        _N("Xếp theo tỷ lệ; nơi chưa có mẫu số hoặc số liệu mâu thuẫn đứng sau, không có cột."),
        "%", tuple(Point(place.name, one.percent) for place, one in shares),
        (_N("Tỉnh, thành phố"), _N("Kết quả")),
        tuple((place.name, told(one)) for place, one in shares), metric=metric.code,
        behind=tuple(Behind(year, place.code) for place, _ in shares),
    )  # fmt: skip
