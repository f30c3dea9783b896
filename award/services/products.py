"""The product or goods line a dossier enters with (2026): declared in the draft, once a year."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    AwardCycle,
    Dossier,
    DossierState,
    Organisation,
    ProductEntry,
    SectorGroup,
    User,
)
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import auditing
from award.services.people import one_line
from award.words import _N, fold


@dataclass(frozen=True, slots=True)
class ProductFacts:
    """What is declared of the product: name, sector group, on the market since, proofs."""

    name: str
    sector_group_id: int
    on_market_since: date | None
    standards: str = ""
    conformity: str = ""


def refuse_twin(
    organisation: Organisation, cycle: AwardCycle, name: str, *, but: int | None = None
) -> None:
    """Raise `Refusal` when another entry of the year has the same product (R14).

    A withdrawn dossier no longer holds its product.
    """
    twin = db.session.scalar(
        select(ProductEntry.id).where(
            ProductEntry.cycle_id == cycle.id,
            ProductEntry.organisation_id == organisation.id,
            ProductEntry.search_key == fold(name),
            ProductEntry.freed_at.is_(None),
            ProductEntry.dossier_id != (but or 0),
        )
    )
    if twin is not None:
        raise Refusal(
            _N("Sản phẩm này đã có trong một hồ sơ khác của tổ chức trong năm giải thưởng."),
            rule="R14",
            at="name",
        )


def free(dossier: Dossier) -> None:
    """Let the product of a withdrawn dossier be entered anew."""
    if dossier.product is not None:
        dossier.product.freed_at = clock.now()


def may_enter(dossier: Dossier, *, actor: User) -> Refusal | None:
    """Why the person may not declare the product now, or None: it is fixed by registration."""
    if dossier.state is not DossierState.DRAFT:
        return Refusal(_N("Thông tin sản phẩm đã cố định khi đăng ký nên không sửa được nữa."))
    return policy.write(actor, dossier)


def enter(dossier: Dossier, facts: ProductFacts, *, actor: User) -> ProductEntry:
    """Declare or change the product while the dossier is a draft; flushes.

    Raises `Refusal` after registration, for a product entered twice, a sector group of another
    year, or a name that is empty.
    """
    if why := may_enter(dossier, actor=actor):
        raise why
    name = one_line(facts.name)
    if not name:
        raise Refusal(_N("Hãy ghi tên sản phẩm, hàng hóa."))
    refuse_twin(dossier.organisation, dossier.cycle, name, but=dossier.id)
    group = db.session.get(SectorGroup, facts.sector_group_id)
    if group is None or group.cycle_id != dossier.cycle_id:
        raise Refusal(_N("Hãy chọn nhóm ngành, lĩnh vực đã công bố của năm."), at="sector_group")
    entry = dossier.product or ProductEntry(
        dossier=dossier, cycle_id=dossier.cycle_id, organisation_id=dossier.organisation_id
    )
    entry.sector_group = group
    entry.name, entry.search_key = name, fold(name)
    entry.on_market_since = facts.on_market_since
    entry.standards, entry.conformity = facts.standards.strip(), facts.conformity.strip()
    db.session.add(entry)
    db.session.flush()
    auditing.record("declare_product", entry, actor=actor, data={"name": name})
    return entry
