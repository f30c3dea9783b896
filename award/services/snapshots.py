"""Traceability beside a dossier: its products, the panel that readers see, the frozen results."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import delete, func, select
from sqlalchemy.orm import aliased, defer, joinedload

from award import clock
from award.extensions import db
from award.models import (
    CheckOverride,
    CheckRun,
    ComplianceSnapshot,
    Dossier,
    DossierProduct,
    Product,
    User,
)
from award.policies import Refusal, trace
from award.services import auditing, checking, overriding
from award.words import _N
from traceability.checks_duty import Duty, Risk, duty_warning
from traceability.reconsider import Reconsidered
from traceability.rule_sets import all_sets


@dataclass(frozen=True, slots=True)
class Row:
    """A product of the dossier: the run that is shown, its freezing, a warning of duty, overrides.

    The warning concerns eligibility under the law; it never touches the points (T2, T26).
    `overrides` are those that the reader may see; `after` is the result with the confirmed ones.
    """

    product: Product
    run: CheckRun | None
    snapshot: ComplianceSnapshot | None
    warning: str
    overrides: Sequence[CheckOverride] = ()
    after: Reconsidered | None = None

    @property
    def frozen(self) -> bool:
        """Whether the run was frozen with the submission."""
        return self.snapshot is not None

    @property
    def status_after(self) -> str:
        """The conclusion with the confirmed overrides; empty without any."""
        return "" if self.after is None else checking.STATUS[self.after.status].value

    @property
    def waiting(self) -> int:
        """How many proposed overrides wait for a second person."""
        return sum(one.confirmed_at is None for one in self.overrides)

    @property
    def rules(self) -> str:
        """The rule set by its title, where it is known."""
        return "" if self.run is None else rule_set_title(self.run.rule_set)


def rule_set_title(name: str) -> str:
    """Title and source of a rule set kept as “id (version)”; the name itself if unknown."""
    known = {f"{one.id} ({one.version})": one for one in all_sets()}
    found = known.get(name)
    return name if found is None else f"{found.source}, phiên bản {found.version}"


def products_of(organisation_id: int) -> Sequence[Product]:
    """The organisation's products, to choose from."""
    query = select(Product).where(Product.organisation_id == organisation_id)
    return db.session.scalars(query.order_by(Product.search_key)).all()


def chosen(dossier: Dossier) -> set[int]:
    """Ids of the products that the dossier enters with."""
    query = select(DossierProduct.product_id).where(DossierProduct.dossier_id == dossier.id)
    return set(db.session.scalars(query))


def choose(dossier: Dossier, products: Iterable[int], *, actor: User) -> None:
    """Say which products the dossier enters with; flushes.

    Raises `Refusal` for a person who may not write the dossier, or a product of another
    organisation.
    """
    if why := trace.choose_products(actor, dossier):
        raise why
    wanted = set(products)
    if not wanted <= {one.id for one in products_of(dossier.organisation_id)}:
        raise Refusal(_N("Chỉ chọn được sản phẩm của tổ chức mình."))
    db.session.execute(delete(DossierProduct).where(DossierProduct.dossier_id == dossier.id))
    for each in sorted(wanted):
        db.session.add(DossierProduct(dossier_id=dossier.id, product_id=each))
    db.session.flush()
    auditing.record("choose_products", dossier, actor=actor, data={"products": sorted(wanted)})


def panel(dossier: Dossier, *, actor: User) -> list[Row]:
    """The dossier's products with the frozen run, else the last, as the person may see them."""
    products = _linked(dossier)
    if not products:
        return []
    frozen = current(dossier)
    runs = {product: one.check_run for product, one in frozen.items()}
    if dossier.submitted_at is None:
        frozen, runs = {}, _latest([product.id for product in products])
    today = clock.today_local()
    rows = [
        Row(
            product,
            runs.get(product.id),
            frozen.get(product.id),
            _warning(product, runs.get(product.id), today),
        )
        for product in products
    ]
    return _with_overrides(dossier, rows, actor) if frozen else rows


def warnings(dossier: Dossier) -> list[str]:
    """The warnings of duty alone, for eligibility, intake and council (T2)."""
    products = _linked(dossier)
    runs = _latest([product.id for product in products]) if products else {}
    today = clock.today_local()
    found = ((one.name, _warning(one, runs.get(one.id), today)) for one in products)
    return [f"{name}: {text}" for name, text in found if text]


def _with_overrides(dossier: Dossier, rows: list[Row], actor: User) -> list[Row]:
    by_product: dict[int, list[CheckOverride]] = {}
    for one in overriding.shown(dossier, actor=actor):
        by_product.setdefault(one.product_id, []).append(one)
    return [
        replace(row, overrides=own, after=_after(row.run, own))
        if (own := by_product.get(row.product.id))
        else row
        for row in rows
    ]


def _after(run: CheckRun | None, overrides: Sequence[CheckOverride]) -> Reconsidered | None:
    if run is None or all(one.confirmed_at is None for one in overrides):
        return None
    return overriding.after(run.content["snapshot"], overrides)


def freeze(dossier: Dossier, *, actor: User | None) -> None:
    """Check each product of the dossier now and freeze the result with it; flushes (T25).

    A chain too long for one check never stops a submission: the last run is frozen, if any.
    """
    products = _linked(dossier)
    earlier = _latest([product.id for product in products])
    for product in products:
        try:
            run = checking.run(product, actor=None)
        except Refusal:
            if product.id not in earlier:
                continue
            run = earlier[product.id]
        db.session.add(
            ComplianceSnapshot(
                dossier_id=dossier.id,
                product_id=product.id,
                check_run_id=run.id,
                frozen_at=clock.now(),
            )
        )
        db.session.flush()
        data = {"product": product.id, "run": run.id, "sha256": run.sha256}
        auditing.record("freeze_compliance", dossier, actor=actor, data=data)


def _linked(dossier: Dossier) -> Sequence[Product]:
    query = (
        select(Product)
        .join(DossierProduct, DossierProduct.product_id == Product.id)
        .where(DossierProduct.dossier_id == dossier.id)
        .order_by(Product.search_key)
    )
    return db.session.scalars(query).all()


def current(dossier: Dossier) -> dict[int, ComplianceSnapshot]:
    """The newest frozen result of each product, the runs without their content."""
    query = (
        select(ComplianceSnapshot)
        .where(ComplianceSnapshot.dossier_id == dossier.id)
        .options(joinedload(ComplianceSnapshot.check_run).options(defer(CheckRun.content)))
        .order_by(ComplianceSnapshot.id)
    )
    return {one.product_id: one for one in db.session.scalars(query)}


def _latest(products: list[int]) -> dict[int, CheckRun]:
    newest = (
        select(func.max(CheckRun.id))
        .where(CheckRun.product_id.in_(products))
        .group_by(CheckRun.product_id)
    )
    run = aliased(CheckRun)
    found = db.session.scalars(select(run).where(run.id.in_(newest)).options(defer(run.content)))
    return {one.product_id: one for one in found}


def _warning(product: Product, run: CheckRun | None, on: date) -> str:
    """The warning for high-risk goods after their date of which nothing is traced."""
    duty = Duty(Risk(product.risk.value), product.ministry_list, product.mandatory_from)
    traced = run is not None and bool(run.machine_share)
    found = duty_warning(duty, on=on, traced=traced)
    return "" if found is None else found.message
