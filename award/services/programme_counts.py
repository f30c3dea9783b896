"""Who meets a measure: one list per figure, every organisation in it once, its percent if any."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_FLOOR, Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, exists, func, select, true

from award import clock
from award.extensions import db
from award.models import (
    CheckRun,
    ClaimOrigin,
    ComplianceStatus,
    Denominator,
    DenominatorKind,
    Organisation,
    OrganisationKind,
    Participant,
    ParticipantKind,
    PortalState,
    Product,
    Province,
    ReportedOrganisation,
    SurveyImport,
    SystemKind,
    TraceSystem,
    TrainingAttendance,
    TrainingCourse,
    TrainingSession,
)
from award.services.programme_rules import Metric
from award.words import _N, fold, sort_key

K = DenominatorKind
_ENTERPRISE_DIGITS = 10  # a branch carries its enterprise's ten digits and three of its own
_HOUSEHOLD_DIGITS = 12


class Origin(StrEnum):
    """Who vouches for a line, the strongest first."""

    VERIFIED = "verified"
    PORTAL = "portal"
    SURVEY = "survey"


STRENGTH = tuple(Origin)


@dataclass(frozen=True, slots=True)
class Line:
    """One organisation in the list behind a figure, and what it stands there for."""

    tax_code: str
    name: str
    kind: str
    province_code: str | None
    origin: Origin
    why: str
    as_of: date
    also: tuple[Origin, ...] = ()

    @property
    def key(self) -> str:
        """What makes it one organisation in a list."""
        return key_of(self.tax_code, self.name)


def key_of(tax_code: str, name: str) -> str:
    """What makes it one organisation: its enterprise's tax code, or its name without one."""
    if len(tax_code) == _HOUSEHOLD_DIGITS:
        return tax_code
    return tax_code[:_ENTERPRISE_DIGITS] or fold(name)


def once(lines: Iterable[Line]) -> list[Line]:
    """Each organisation once, under its strongest origin, in no order: enough for counting."""
    best: dict[str, Line] = {}
    origins: dict[str, set[Origin]] = {}
    for line in lines:
        key = line.key
        known = best.get(key)
        if known is None:
            best[key], origins[key] = line, {line.origin}
        else:
            best[key] = min(line, known, key=_rank)
            origins[key].add(line.origin)
    return [_with_others(line, origins[key]) for key, line in best.items()]


def _with_others(line: Line, origins: set[Origin]) -> Line:
    """The line with the weaker origins that name the organisation as well."""
    others = tuple(one for one in STRENGTH if one in origins and one is not line.origin)
    return replace(line, also=others) if others else line


def merged(lines: Iterable[Line]) -> list[Line]:
    """The same in Vietnamese order of names, for reading."""
    return sorted(once(lines), key=lambda line: (sort_key(line.name), line.key))


def _rank(line: Line) -> tuple[Any, ...]:
    """The strongest origin first, of equals the newest, so that order of reading tells nothing."""
    rest = (line.tax_code, line.name, line.kind, line.province_code or "", line.why)
    return STRENGTH.index(line.origin), -line.as_of.toordinal(), *rest


@dataclass(frozen=True, slots=True)
class Share:
    """A count against its denominators; without all of them, or above them, no percent."""

    count: int
    parts: Mapping[Origin, int]
    denominator: int | None
    missing: tuple[str, ...] = ()
    over: tuple[str, ...] = ()

    @property
    def contradiction(self) -> bool:
        """Whether of some kind more were counted than there are."""
        return bool(self.over)

    @property
    def percent(self) -> Decimal | None:
        """With one decimal, rounded down: nothing reaches a target by rounding."""
        if self.denominator is None or self.contradiction:
            return None
        exact = Decimal(self.count) * 100 / self.denominator
        return exact.quantize(Decimal("0.1"), rounding=ROUND_FLOOR)

    def reaches(self, percent: Decimal) -> bool:
        """Whether the exact share is at least so much."""
        if self.denominator is None or self.contradiction:
            return False
        return Decimal(self.count) * 100 >= percent * self.denominator


def share(lines: Sequence[Line], kinds: Sequence[str], denominators: Mapping[str, int]) -> Share:
    """The lines (already merged) against the denominators of these kinds."""
    by_kind = {kind: sum(line.kind == kind for line in lines) for kind in kinds}
    missing = tuple(kind for kind in kinds if kind not in denominators)
    given = [kind for kind in kinds if kind not in missing]
    return Share(
        count=len(lines),
        parts={one: sum(line.origin is one for line in lines) for one in STRENGTH},
        denominator=None if missing else sum(denominators[kind] for kind in kinds),
        missing=missing,
        over=tuple(kind for kind in given if by_kind[kind] > denominators[kind]),
    )


def lines(
    metric: Metric, year: int, province: Province | None = None, until: date | None = None
) -> list[Line]:
    """Who meets the metric in a year, in a province or the country: the list behind the figure.

    With `until` only what was so by that day of the year.
    """
    found = _found(metric, year, None if province is None else province.code, until)
    return [line for line in merged(found) if line.kind in metric.kinds]


def lines_by_province(metric: Metric, year: int) -> dict[str, list[Line]]:
    """The same for every province at once; an organisation counts in each that it is known in."""
    places: dict[str, list[Line]] = {}
    for line in _found(metric, year, None):
        if line.province_code is not None:
            places.setdefault(line.province_code, []).append(line)
    return {
        place: [line for line in once(some) if line.kind in metric.kinds]
        for place, some in places.items()
    }


def _found(metric: Metric, year: int, place: str | None, until: date | None = None) -> list[Line]:
    """What is known here and what lists say, of a province or (None) of all; nothing merged yet."""
    verified = _VERIFIED.get(metric.code)
    known = [] if verified is None else verified(metric, until or date(year, 12, 31), place)
    return [*known, *_reported(metric, year, place, until)]


def _at(column: Any, place: str | None) -> ColumnElement[bool]:
    """Of the province, or of anywhere."""
    return true() if place is None else column == place


def denominators(year: int, province: Province | None = None) -> dict[str, int]:
    """Kind → how many there are, as entered for the place and year."""
    place = None if province is None else province.code
    rows = db.session.scalars(
        select(Denominator).where(
            Denominator.year == year, Denominator.province_code.is_not_distinct_from(place)
        )
    )
    return {row.kind.value: row.count for row in rows}


def measured(metric: Metric, year: int, province: Province | None = None) -> Share:
    """The metric of a place and year as a share."""
    found = once(_found(metric, year, None if province is None else province.code))
    counted = [line for line in found if line.kind in metric.kinds]
    return share(counted, metric.kinds, denominators(year, province))


def _within(metric: Metric, until: date, column: Any) -> ColumnElement[bool]:
    """A day of the year up to one, or any before it where the metric adds up."""
    by_then: ColumnElement[bool] = column <= until
    return by_then if metric.cumulative else by_then & (column >= date(until.year, 1, 1))


def _reported(metric: Metric, year: int, place: str | None, until: date | None) -> Iterator[Line]:
    """Columns, not rows of the model: a province's list may be twenty thousand long.

    A list of the year may be made after it, so only a day within it is compared.
    """
    row = ReportedOrganisation
    rows = db.session.execute(
        select(row.tax_code, row.name, row.kind, row.province_code, row.origin,
               SurveyImport.source, SurveyImport.as_of)
        .join(SurveyImport)
        .where(
            row.metric == metric.code,
            row.year <= year if metric.cumulative else row.year == year,
            _at(row.province_code, place),
            true() if until is None else SurveyImport.as_of <= until,
        )
    )  # fmt: skip
    origins = {ClaimOrigin.PORTAL: Origin.PORTAL, ClaimOrigin.SURVEY: Origin.SURVEY}
    for code, name, kind, home, origin, source, as_of in rows:
        yield Line(code, name, kind.value, home, origins[origin], source, as_of)


_KINDS = {
    OrganisationKind.ENTERPRISE: K.ENTERPRISE.value,
    OrganisationKind.COOPERATIVE: K.COOPERATIVE.value,
    OrganisationKind.HOUSEHOLD: K.HOUSEHOLD.value,
    OrganisationKind.PUBLIC_UNIT: "",  # no denominator is kept for public units
}


_STANDS_FOR = {
    ParticipantKind.ENTERPRISE: K.ENTERPRISE.value,
    ParticipantKind.HOUSEHOLD: K.HOUSEHOLD.value,
}


def _traced(_metric: Metric, until: date, place: str | None) -> Iterator[Line]:
    """Organisations with a product whose latest check of the time passed."""
    latest = select(func.max(CheckRun.id)).where(CheckRun.ran_at <= clock.end_of_day(until))
    rows = db.session.execute(
        select(Organisation, func.max(CheckRun.ran_at))
        .join(Product, Product.organisation_id == Organisation.id)
        .join(CheckRun, CheckRun.product_id == Product.id)
        .where(
            CheckRun.id.in_(latest.group_by(CheckRun.product_id)),
            CheckRun.status == ComplianceStatus.PASS,
            _at(Organisation.province_code, place),
        )
        .group_by(Organisation.id)
    )
    for row, ran_at in rows:
        yield Line(
            row.tax_code, row.name, _KINDS[row.kind], row.province_code, Origin.VERIFIED,
            _N("Kết quả kiểm tra truy xuất trên hệ thống: đạt"), clock.local(ran_at).date(),
        )  # fmt: skip


def _trained(metric: Metric, until: date, place: str | None) -> Iterator[Line]:
    """Organisations of which somebody has attended a course by the day."""
    there = exists().where(
        TrainingAttendance.participant_id == Participant.id,
        TrainingSession.id == TrainingAttendance.training_session_id,
        TrainingSession.starts_at <= clock.end_of_day(until),
    )
    query: Any = (
        select(Participant, TrainingCourse, Organisation)
        .join(TrainingCourse, TrainingCourse.id == Participant.training_course_id)
        .outerjoin(Organisation, Organisation.tax_code == Participant.tax_code)
        .where(
            there,
            Participant.tax_code != "",
            Participant.removed_at.is_(None),
            _within(metric, until, TrainingCourse.starts_on),
            _at(func.coalesce(TrainingCourse.province_code, Organisation.province_code), place),
        )
    )
    for row, course, known in db.session.execute(query):
        home = known.province_code if known is not None else None
        kind = _KINDS[known.kind] if known is not None else _STANDS_FOR.get(row.kind)
        if kind is None:  # an officer or expert stands for no organisation that is counted
            continue
        yield Line(
            row.tax_code, row.organisation_name, kind, course.province_code or home,
            Origin.VERIFIED, _N("Dự lớp “{title}”").format(title=course.title), course.starts_on,
        )  # fmt: skip


def _connected(kind: SystemKind, counted: DenominatorKind) -> Callable[..., Iterator[Line]]:
    def found(_metric: Metric, until: date, place: str | None) -> Iterator[Line]:
        rows = db.session.scalars(
            select(TraceSystem).where(
                TraceSystem.kind == kind,
                TraceSystem.portal_state == PortalState.CONNECTED,
                TraceSystem.connected_on <= until,
                _at(TraceSystem.province_code, place),
            )
        )
        for row in rows:
            day = row.connected_on or until
            code, name = row.tax_code, row.operator
            if kind is SystemKind.MINISTRY:  # systems are counted, of which one body may have two
                code, name = "", f"{row.name} ({row.operator})"
            yield Line(
                code, name, counted.value, row.province_code, Origin.VERIFIED,
                _N("Sổ hệ thống: {name}, {source}").format(name=row.name, source=row.source), day,
            )  # fmt: skip

    return found


_VERIFIED: dict[str, Callable[[Metric, date, str | None], Iterator[Line]]] = {
    "traced": _traced,
    "trained": _trained,
    "providers": _connected(SystemKind.PROVIDER, K.PROVIDER),
    "ministries": _connected(SystemKind.MINISTRY, K.MINISTRY_SYSTEM),
}
