"""What an organisation declares of itself: saved whole, its changes on record, its past awards."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, get_args

from sqlalchemy import inspect, select

from award.extensions import db
from award.models import (
    AnnualFigures,
    Dossier,
    ManagementSystem,
    Membership,
    Organisation,
    PastAward,
    Province,
    User,
    masked_tax_code,
)
from award.models.organisation import SmeSector
from award.policies import Refusal, office
from award.services import auditing
from award.words import _N, fold, sort_key
from scoring import rulebook
from scoring.eligibility import explain_type, type_of
from scoring.sme import SmeFinding, sme_class

TYPED_EDITION = "gtclqg-2020"  # the newest edition that still sorts entrants by type and size


@dataclass(frozen=True, slots=True)
class YearFigures:
    """Money of one year in whole đồng; what is not declared is None."""

    year: int
    revenue: Decimal | None
    profit: Decimal | None
    budget: Decimal | None


@dataclass(frozen=True, slots=True)
class System:
    """A management system in use and its certificate."""

    standard: str
    certificate_number: str
    issuer: str
    valid_until: date | None


def of_person(person: User) -> list[tuple[Organisation, bool]]:
    """The organisations the person belongs to now, in Vietnamese order, and whether they edit."""
    rows = db.session.execute(
        select(Organisation, Membership.role)
        .join(Membership)
        .where(Membership.user_id == person.id, Membership.ended_at.is_(None))
        .order_by(Organisation.sort_key)
    )
    return [(organisation, role in office.EDITORS) for organisation, role in rows]


def provinces() -> Sequence[Province]:
    """The provinces and cities in Vietnamese order."""
    return db.session.scalars(select(Province).order_by(Province.sort_key)).all()


def past_awards(organisation: Organisation) -> Sequence[PastAward]:
    """Awards of earlier years, newest first."""
    return db.session.scalars(
        select(PastAward)
        .where(PastAward.organisation_id == organisation.id)
        .order_by(PastAward.award_year.desc())
    ).all()


def declare(
    organisation: Organisation,
    fill: Callable[[Organisation], None],
    *,
    figures: Sequence[YearFigures],
    systems: Sequence[System],
    actor: User,
) -> None:
    """Save what was declared: `fill` writes the columns, the lists come whole; flushes.

    The audit notes which facts changed, before and after. Raises `Refusal` when the person may
    not edit, when the tax code belongs to another organisation, or when it would change although
    a dossier is registered under it.
    """
    if why := office.edit_organisation(actor, organisation):
        raise why
    with db.session.no_autoflush:
        fill(organisation)
        changed = _changes(organisation)
        if "tax_code" in changed:
            _check_tax_code(organisation)
    organisation.sort_key = sort_key(organisation.name)
    organisation.search_key = fold(organisation.name)
    if _replace_figures(organisation, figures):
        changed["figures"] = [str(each.year) for each in figures]
    if _replace_systems(organisation, systems):
        changed["systems"] = [each.standard for each in systems]
    db.session.flush()
    if changed:
        auditing.record("update_organisation", organisation, actor=actor, data=changed)


def _changes(organisation: Organisation) -> dict[str, list[Any]]:
    """Column → [before, after] of what is not what the database holds."""
    changes = {}
    for column in inspect(organisation).mapper.column_attrs:
        history = inspect(organisation).attrs[column.key].history
        if history.has_changes():
            before = next(iter(history.deleted or ()), None)
            after = getattr(organisation, column.key)
            changes[column.key] = [_shown(column.key, before), _shown(column.key, after)]
    return changes


def _shown(column: str, value: Any) -> Any:
    """A value for the audit; of a household's tax code only what others may see."""
    return masked_tax_code(value) if column == "tax_code" and value else _plain(value)


def _check_tax_code(organisation: Organisation) -> None:
    twin = select(Organisation.id).where(
        Organisation.tax_code == organisation.tax_code, Organisation.id != organisation.id
    )
    if db.session.scalar(twin):
        raise Refusal(_N("Mã số thuế này thuộc một tổ chức khác đã đăng ký."))
    registered = select(Dossier.id).where(
        Dossier.organisation_id == organisation.id, Dossier.registered_at.is_not(None)
    )
    if db.session.scalar(registered.limit(1)):
        raise Refusal(_N("Đã có hồ sơ đăng ký theo mã số thuế này nên không đổi được nữa."))


def _replace_figures(organisation: Organisation, figures: Sequence[YearFigures]) -> bool:
    """Whether anything changed; years left out are kept, they belong to earlier dossiers."""
    present = {row.year: row for row in organisation.figures}
    changed = False
    for each in figures:
        row = present.get(each.year)
        values = (each.revenue, each.profit, each.budget)
        if row is None and any(value is not None for value in values):
            row = AnnualFigures(year=each.year)
            organisation.figures.append(row)
        if row is not None and (row.revenue_vnd, row.profit_vnd, row.budget_vnd) != values:
            row.revenue_vnd, row.profit_vnd, row.budget_vnd = values
            changed = True
    return changed


def _replace_systems(organisation: Organisation, systems: Sequence[System]) -> bool:
    present = [
        System(row.standard, row.certificate_number, row.issuer, row.valid_until)
        for row in organisation.systems
    ]
    if present == list(systems):
        return False
    organisation.systems = [
        ManagementSystem(
            standard=each.standard,
            certificate_number=each.certificate_number,
            issuer=each.issuer,
            valid_until=each.valid_until,
        )
        for each in systems
    ]
    return True


def explain_kind(activity: Any, employees: int | None) -> str | None:
    """The type by activity and permanent employees, with its reason and source (R15)."""
    if employees is None:
        return None
    book = rulebook.load(TYPED_EDITION)
    kind = type_of(book, sector=activity, employees=employees)
    return None if kind is None else explain_type(book, kind, employees=employees)


def explain_size(
    sector: Any, employees: int | None, revenue: Decimal | None, capital: Decimal | None
) -> SmeFinding | None:
    """The class under the law on small and medium enterprises, with its reason (R16)."""
    if employees is None or sector not in get_args(SmeSector):
        return None
    return sme_class(
        sector,
        employees=employees,
        revenue=None if revenue is None else int(revenue),
        capital=None if capital is None else int(capital),
    )


def _plain(value: Any) -> Any:
    return value if value is None or isinstance(value, str | int) else str(value)
