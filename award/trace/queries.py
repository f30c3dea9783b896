"""What the room's screens show: products with their last runs, captured documents."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, defer, joinedload

from award.extensions import db
from award.models import (
    ORGANISATION_ROLES,
    CaptureJob,
    CheckRun,
    CompanyPrefix,
    Membership,
    Organisation,
    Partner,
    Product,
    Site,
    TraceEvidence,
    User,
)
from award.policies.trace import EDITORS

CAPTURES_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Own:
    """An organisation of the person, whether they edit, and its products with last runs."""

    organisation: Organisation
    may_edit: bool
    products: list[tuple[Product, CheckRun | None]]


def own(person: User) -> list[Own]:
    """The person's organisations with their products in Vietnamese order; two questions."""
    memberships = db.session.execute(
        select(Organisation, Membership.role)
        .join(Membership)
        .where(
            Membership.user_id == person.id,
            Membership.ended_at.is_(None),
            Membership.role.in_(ORGANISATION_ROLES),
        )
        .order_by(Organisation.sort_key)
    ).all()
    rows = _with_last_run([organisation.id for organisation, _ in memberships])
    return [
        Own(organisation, role in EDITORS, [
            row for row in rows if row[0].organisation_id == organisation.id
        ])
        for organisation, role in memberships
    ]  # fmt: skip


def _with_last_run(organisations: list[int]) -> list[tuple[Product, CheckRun | None]]:
    newest = (
        select(func.max(CheckRun.id).label("id")).group_by(CheckRun.product_id).subquery("newest")
    )
    run = aliased(CheckRun)
    query = (
        select(Product, run)
        .outerjoin(run, (run.product_id == Product.id) & run.id.in_(select(newest.c.id)))
        .where(Product.organisation_id.in_(organisations))
        .options(defer(run.content))
        .order_by(Product.search_key)
    )
    return [(product, found) for product, found in db.session.execute(query)]


def runs(product: Product, limit: int = 20) -> Sequence[CheckRun]:
    """The product's runs, newest first, without their content."""
    query = (
        select(CheckRun)
        .where(CheckRun.product_id == product.id)
        .options(defer(CheckRun.content))
        .order_by(CheckRun.id.desc())
        .limit(limit)
    )
    return db.session.scalars(query).all()


def evidence(product: Product) -> dict[str, list[TraceEvidence]]:
    """Evidence that stands, by control point."""
    found: dict[str, list[TraceEvidence]] = {}
    query = (
        select(TraceEvidence)
        .where(TraceEvidence.product_id == product.id, TraceEvidence.removed_at.is_(None))
        .options(joinedload(TraceEvidence.file))
        .order_by(TraceEvidence.id)
    )
    for one in db.session.scalars(query):
        found.setdefault(one.control_point, []).append(one)
    return found


def captures(organisation: Organisation, page: int) -> tuple[Sequence[CaptureJob], int]:
    """A page of the documents, newest first, without their findings, and how many there are."""
    own = CaptureJob.organisation_id == organisation.id
    query = (
        select(CaptureJob)
        .where(own)
        .options(defer(CaptureJob.findings))
        .order_by(CaptureJob.created_at.desc(), CaptureJob.id)
        .offset((page - 1) * CAPTURES_SHOWN)
        .limit(CAPTURES_SHOWN)
    )
    total = db.session.scalar(select(func.count()).select_from(CaptureJob).where(own)) or 0
    return db.session.scalars(query).all(), total


@dataclass(frozen=True, slots=True)
class Parties:
    """What an organisation has declared of codes and their holders."""

    prefixes: Sequence[CompanyPrefix]
    sites: Sequence[Site]
    partners: Sequence[Partner]


def parties(organisation: Organisation) -> Parties:
    """Prefixes by digits, sites and partners by name."""
    one = organisation.id
    prefixes = select(CompanyPrefix).where(CompanyPrefix.organisation_id == one)
    sites = select(Site).where(Site.organisation_id == one)
    partners = select(Partner).where(Partner.organisation_id == one)
    return Parties(
        db.session.scalars(prefixes.order_by(CompanyPrefix.digits)).all(),
        db.session.scalars(sites.order_by(Site.name)).all(),
        db.session.scalars(partners.order_by(Partner.name)).all(),
    )
