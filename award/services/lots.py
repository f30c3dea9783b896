"""Lots of an organisation: those of a product with their state, those that a text may mean."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from urllib.parse import quote

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.dialects.postgresql import aggregate_order_by

from award.extensions import db
from award.models import EventKey, EventObject, Product
from award.services.public_items import RECALLED
from award.words import _N
from traceability.chain_lots import Lot, LotKind, lot_of, read_lot
from traceability.chain_steps import custody

PER_PAGE = 50
_STEM = "https://id.gs1.org/"
_KINDS = {
    LotKind.LOT: _N("Lô {code}"),
    LotKind.SERIAL: _N("Số sê-ri {code}"),
    LotKind.LOGISTIC_UNIT: _N("SSCC {code}"),
    LotKind.CLASS: _N("GTIN {code}"),
}


class LotState(StrEnum):
    """Where a lot stands by the last event that counts; a recall stands above all.

    A packed lot goes where the unit around it goes, which tells where that is.
    """

    RECALLED = "recalled"
    ENDED = "ended"
    SOLD = "sold"
    SENT = "sent"
    USED = "used"
    PACKED = "packed"
    HELD = "held"


_BY_CUSTODY = {"sending": LotState.SENT, "selling": LotState.SOLD, "ending": LotState.ENDED}


@dataclass(frozen=True, slots=True)
class LotName:
    """What a lot is called: its number with the kind of the number, and its product's name."""

    id: str
    text: str
    product: str


@dataclass(frozen=True, slots=True)
class LotRow:
    """A lot in a list: what it is called, its state, its first and last event, how many."""

    name: LotName
    state: LotState
    first_at: datetime
    last_at: datetime
    events: int


@dataclass(frozen=True, slots=True)
class Namer:
    """Names of lots, by the organisation's products."""

    products: dict[str, str]

    def of(self, node: str) -> LotName:
        """What this lot is called."""
        lot = lot_of(node)
        return LotName(node, _text(lot), self.products.get(lot.gtin, _product(lot)))


def namer(organisation_id: int) -> Namer:
    """Names of the organisation's lots; one question."""
    query = select(Product.gtin, Product.name).where(
        Product.organisation_id == organisation_id, Product.gtin.is_not(None)
    )
    return Namer({str(gtin): name for gtin, name in db.session.execute(query)})


def of_product(product: Product, *, search: str = "", page: int = 1) -> tuple[list[LotRow], int]:
    """A page of the product's lots by their numbers, and how many there are; three questions."""
    if product.gtin is None:
        return [], 0
    condition = and_(
        EventObject.organisation_id == product.organisation_id,
        EventObject.lot.startswith(f"{_STEM}01/{product.gtin}/"),
        _like(search.strip()),
    )
    found = select(EventObject.lot).where(condition).distinct()
    total = db.session.scalar(select(func.count()).select_from(found.subquery())) or 0
    nodes = found.order_by(EventObject.lot).offset((max(page, 1) - 1) * PER_PAGE).limit(PER_PAGE)
    return rows(product.organisation_id, db.session.scalars(nodes).all()), total


def named_of_product(product: Product, nodes: Sequence[str]) -> list[LotName]:
    """Those of these lots that are the product's and that events name; two questions."""
    own = [node for node in nodes if node.startswith(f"{_STEM}01/{product.gtin}/")]
    if not own:
        return []
    query = (
        select(EventObject.lot)
        .where(EventObject.organisation_id == product.organisation_id, EventObject.lot.in_(own))
        .distinct()
        .order_by(EventObject.lot)
    )
    named = namer(product.organisation_id)
    return [named.of(node) for node in db.session.scalars(query)]


def find(organisation_id: int, text: str) -> list[LotRow]:
    """Lots that a person may mean by a lot or serial number, an SSCC, a GTIN or a link."""
    wanted = text.strip()
    if not wanted:
        return []
    node = read_lot(wanted)
    nodes = [node] if known(organisation_id, node) else []
    if not nodes:
        query = (
            select(EventObject.lot)
            .where(EventObject.organisation_id == organisation_id, _like(wanted, node))
            .distinct()
            .order_by(EventObject.lot)
        )
        nodes = list(db.session.scalars(query.limit(PER_PAGE)))
    return rows(organisation_id, nodes)


def known(organisation_id: int, node: str) -> bool:
    """Whether an event of the organisation names this lot, in its one spelling."""
    query = select(EventObject.event_no).where(
        EventObject.organisation_id == organisation_id, EventObject.lot == node
    )
    return db.session.scalar(query.limit(1)) is not None


def rows(organisation_id: int, nodes: Sequence[str]) -> list[LotRow]:
    """These lots with what the events that count say of them, in the given order."""
    told = {row.lot: row for row in db.session.execute(_told(organisation_id, nodes))}
    named = namer(organisation_id)
    return [_row(named.of(node), told[node]) for node in nodes if node in told]


def state_of(organisation_id: int, node: str) -> LotState:
    """Where one lot stands; a lot of which no event counts is held."""
    found = db.session.execute(_told(organisation_id, [node])).first()
    return LotState.HELD if found is None else _state(found)


def _like(*texts: str) -> ColumnElement[bool]:
    """Whether a lot's id holds one of these texts beside its domain, in whatever case."""
    code = func.replace(EventObject.lot, _STEM, "")
    codes = (text.removeprefix(_STEM) if text.startswith(_STEM) else quote(text, safe="")
             for text in texts)  # fmt: skip
    return or_(*(code.icontains(one, autoescape=True) for one in codes))


def _told(organisation_id: int, nodes: Iterable[str]) -> Any:
    def last(column: ColumnElement[Any] | Any) -> Any:
        latest = (EventKey.event_time.desc(), EventKey.event_no.desc())
        return func.array_agg(aggregate_order_by(column, *latest))[1]

    return (
        select(
            EventObject.lot,
            func.count().label("events"),
            func.min(EventKey.event_time).label("first_at"),
            func.max(EventKey.event_time).label("last_at"),
            func.bool_or(EventKey.disposition == RECALLED).label("recalled"),
            last(EventKey.biz_step).label("biz_step"),
            last(EventKey.action).label("action"),
            last(EventObject.role).label("role"),
        )
        .join(
            EventKey,
            (EventKey.organisation_id == EventObject.organisation_id)
            & (EventKey.event_no == EventObject.event_no),
        )
        .where(
            EventObject.organisation_id == organisation_id,
            EventObject.lot.in_(list(nodes)),
            EventKey.voided_by.is_(None),
            EventKey.declares_error.is_(False),
        )
        .group_by(EventObject.lot)
    )


def _row(name: LotName, told: Any) -> LotRow:
    return LotRow(name, _state(told), told.first_at, told.last_at, told.events)


def _state(told: Any) -> LotState:
    if told.recalled:
        return LotState.RECALLED
    if told.role == "input":
        return LotState.USED
    if told.role == "object" and told.action == "DELETE":
        return LotState.ENDED
    lies = LotState.PACKED if told.role == "child" and told.action == "ADD" else LotState.HELD
    return _BY_CUSTODY.get(custody(told.biz_step), lies)


def _text(lot: Lot) -> str:
    code = lot.lot or lot.serial or lot.gtin
    return _KINDS[lot.kind].format(code=code) if lot.kind in _KINDS else lot.id


def _product(lot: Lot) -> str:
    return _N("GTIN {gtin}").format(gtin=lot.gtin) if lot.gtin else ""
