"""Targets, denominators and yearly series of a place: recorded with source, told with results."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Literal, TypeAlias

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from award import clock
from award.extensions import db
from award.models import (
    Denominator,
    DenominatorKind,
    IndicatorSeries,
    IndicatorValue,
    ProgrammeTarget,
    Province,
    Unit,
    User,
)
from award.policies import Refusal
from award.services import auditing, programme_counts
from award.services.people import one_line
from award.services.programme_counts import Share
from award.services.programme_rules import NATIONAL, KnownTarget, rules
from award.words import _N

Standing: TypeAlias = Literal["reached", "missed", "open", "unknown"]

KIND_NAMES: dict[DenominatorKind, str] = {
    DenominatorKind.ENTERPRISE: _N("Doanh nghiệp"),
    DenominatorKind.COOPERATIVE: _N("Hợp tác xã"),
    DenominatorKind.HOUSEHOLD: _N("Hộ kinh doanh, hộ sản xuất"),
    DenominatorKind.PROVIDER: _N("Bên cung cấp giải pháp"),
    DenominatorKind.MINISTRY_SYSTEM: _N("Hệ thống của bộ, ngành"),
}


@dataclass(frozen=True, slots=True)
class Target:
    """A target of a place, wherever it is written, and what stands against it in a year."""

    title: str
    year: int
    value: Decimal
    unit: Unit
    source: str
    metric: str = ""
    share: Share | None = None
    reached_value: Decimal | None = None
    as_of: date | None = None
    result_source: str = ""
    row: ProgrammeTarget | None = None

    @property
    def is_reached(self) -> bool:
        """Whether what stands against it is at least the target."""
        if self.share is not None and self.unit is Unit.PERCENT:
            return self.share.reaches(self.value)
        found = self.share.count if self.share is not None else self.reached_value
        return found is not None and found >= self.value

    @property
    def is_known(self) -> bool:
        """Whether anything stands against it: a percent, a count or a value."""
        if self.share is not None and self.unit is Unit.PERCENT:
            return self.share.percent is not None
        return self.share is not None or self.reached_value is not None

    def standing(self, year: int) -> Standing:
        """How it stands in a year: of what is not known nobody says that it was missed."""
        if self.is_reached:
            return "reached"
        if year < self.year:
            return "open"
        return "missed" if self.is_known else "unknown"


def code_of(province: Province | None) -> str | None:
    """The place's column: a province's code, or nothing for the country."""
    return None if province is None else province.code


def save_denominator(
    province: Province | None,
    *,
    year: int,
    kind: DenominatorKind,
    count: int,
    source: str,
    as_of: date,
    actor: User,
) -> Denominator:
    """Enter how many there are, or correct it; what stood there before is on record.

    Raises `Refusal` for a count below one, or a day to come.
    """
    if count < 1:
        raise Refusal(_N("Mẫu số phải từ 1 trở lên; chưa biết thì để trống, không ghi 0."))
    _not_to_come(as_of)
    row = db.session.scalar(
        select(Denominator).where(
            Denominator.province_code.is_not_distinct_from(code_of(province)),
            Denominator.year == year,
            Denominator.kind == kind,
        )
    ) or Denominator(province_code=code_of(province), year=year, kind=kind)
    before = row.count
    row.count, row.source, row.as_of = count, one_line(source), as_of
    row.recorded_at, row.recorded_by_id = clock.now(), actor.id
    db.session.add(row)
    db.session.flush()
    auditing.record(
        "save_denominator",
        row,
        actor=actor,
        data={"year": year, "kind": kind.value, "from": before, "to": count, "source": row.source},
    )
    return row


def of_place(province: Province | None) -> Sequence[Denominator]:
    """Every denominator of a place, the newest year first."""
    return db.session.scalars(
        select(Denominator)
        .where(Denominator.province_code.is_not_distinct_from(code_of(province)))
        .order_by(Denominator.year.desc(), Denominator.kind)
    ).all()


def save_value(
    province: Province | None,
    *,
    programme: str,
    title: str,
    unit: str,
    year: int,
    value: Decimal,
    source: str,
    as_of: date,
    actor: User,
) -> IndicatorValue:
    """Enter the value of a yearly series, made when it is not there, or correct the value."""
    _not_to_come(as_of)
    series = _series(province, programme, one_line(title), one_line(unit), actor)
    row = next((one for one in series.values if one.year == year), None)
    before = None if row is None else f"{row.value:f}"
    if row is None:
        row = IndicatorValue(indicator_series_id=series.id, series=series, year=year)
    row.value, row.source, row.as_of = value, one_line(source), as_of
    row.recorded_at, row.recorded_by_id = clock.now(), actor.id
    db.session.add(row)
    db.session.flush()
    auditing.record(
        "save_indicator",
        row,
        actor=actor,
        data={"title": series.title, "year": year, "from": before, "to": f"{value:f}"},
    )
    return row


def _series(
    province: Province | None, programme: str, title: str, unit: str, actor: User
) -> IndicatorSeries:
    if programme not in rules().programme_titles():
        raise Refusal(_N("Không có chương trình này."), at="programme")
    found = db.session.scalar(
        select(IndicatorSeries).where(
            IndicatorSeries.province_code.is_not_distinct_from(code_of(province)),
            IndicatorSeries.title == title,
        )
    )
    if found is not None and found.unit != unit:
        raise Refusal(_N("Chuỗi “{title}” đang dùng đơn vị “{unit}”; hãy ghi cùng đơn vị đó."),
                      at="unit", title=title, unit=found.unit)  # fmt: skip
    if found is None:
        found = IndicatorSeries(
            province_code=code_of(province), programme=programme, title=title, unit=unit,
            recorded_at=clock.now(), recorded_by_id=actor.id,
        )  # fmt: skip
        db.session.add(found)
        db.session.flush()
    return found


def series_of(province: Province | None) -> Sequence[IndicatorSeries]:
    """The yearly series of a place with their values."""
    return db.session.scalars(
        select(IndicatorSeries)
        .options(selectinload(IndicatorSeries.values))
        .where(IndicatorSeries.province_code.is_not_distinct_from(code_of(province)))
        .order_by(IndicatorSeries.programme, IndicatorSeries.title)
    ).all()


def save_target(
    province: Province | None,
    *,
    year: int,
    metric: str,
    series_title: str,
    value: Decimal,
    unit: Unit,
    source: str,
    actor: User,
) -> ProgrammeTarget:
    """Add a target on a measure or on a series of the place. Raises `Refusal` when it cannot be."""
    if unit is Unit.PERCENT and value > 100:
        raise Refusal(_N("Chỉ tiêu theo phần trăm không được quá 100."))
    if value <= 0:
        raise Refusal(_N("Chỉ tiêu phải lớn hơn 0."))
    series = _known_series(province, series_title) if not metric else None
    title = rules().metric(metric).title if metric else one_line(series_title)
    row = ProgrammeTarget(
        province_code=code_of(province),
        year=year,
        metric=metric,
        indicator_series_id=None if series is None else series.id,
        title=title,
        value=value,
        unit=unit,
        source=one_line(source),
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    if any(_same(row, one) for one in targets_of(province)):
        raise Refusal(_N("Năm {year} đã có chỉ tiêu này."), at="year", year=year)
    db.session.add(row)
    db.session.flush()
    auditing.record(
        "save_target", row, actor=actor, data={"title": title, "year": year, "value": f"{value:f}"}
    )
    return row


def _same(row: ProgrammeTarget, target: Target) -> bool:
    return (row.year, row.metric, row.title) == (target.year, target.metric, target.title)


def _known_series(province: Province | None, title: str) -> IndicatorSeries:
    found = db.session.scalar(
        select(IndicatorSeries).where(
            IndicatorSeries.province_code.is_not_distinct_from(code_of(province)),
            IndicatorSeries.title == one_line(title),
        )
    )
    if found is None:
        raise Refusal(
            _N("Chưa có chuỗi số liệu mang tên này; hãy ghi một giá trị trước."), at="series_title"
        )
    return found


def remove_target(target: ProgrammeTarget, *, actor: User) -> None:
    """Take back a target that was added on screen."""
    data = {"title": target.title, "year": target.year, "value": f"{target.value:f}"}
    auditing.record("remove_target", target, actor=actor, data=data)
    db.session.delete(target)
    db.session.flush()


def targets_of(province: Province | None) -> list[Target]:
    """The targets of a place, those of decisions and those added, the nearest year first."""
    place = NATIONAL if province is None else province.code
    known = [_known(one) for one in rules().targets if one.place == place]
    rows = db.session.scalars(
        select(ProgrammeTarget).where(
            ProgrammeTarget.province_code.is_not_distinct_from(code_of(province))
        )
    )
    added = [
        Target(row.title, row.year, row.value, row.unit, row.source, row.metric, row=row)
        for row in rows
    ]
    return sorted([*known, *added], key=lambda one: (one.year, one.title))


def _known(target: KnownTarget) -> Target:
    title = target.series or rules().metric(target.metric or "").title
    return Target(
        title, target.year, Decimal(target.value), Unit(target.unit), target.source,
        target.metric or "",
    )  # fmt: skip


def with_results(province: Province | None, year: int) -> list[Target]:
    """The targets of a place with what stands against each in `year`."""
    targets = targets_of(province)
    shares = {
        code: programme_counts.measured(rules().metric(code), year, province)
        for code in dict.fromkeys(one.metric for one in targets if one.metric)
    }
    values = _latest(province, year)
    return [_with_result(one, shares, values) for one in targets]


def _latest(province: Province | None, year: int) -> Mapping[str, IndicatorValue]:
    """Title → the newest value of the series that is not after the year."""
    return {
        series.title: value
        for series in series_of(province)
        for value in series.values
        if value.year <= year
    }


def _with_result(
    target: Target, shares: Mapping[str, Share], values: Mapping[str, IndicatorValue]
) -> Target:
    facts = (target.title, target.year, target.value, target.unit, target.source, target.metric)
    if target.metric:
        return Target(*facts, share=shares[target.metric], row=target.row)
    value = values.get(target.title)
    if value is None:
        return Target(*facts, row=target.row)
    return Target(
        *facts, reached_value=value.value, as_of=value.as_of, result_source=value.source,
        row=target.row,
    )  # fmt: skip


def _not_to_come(day: date) -> None:
    if day > clock.today_local():
        raise Refusal(_N("Ngày của số liệu không được sau hôm nay."), at="as_of")
