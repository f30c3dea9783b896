"""Labels compared with the registered code, sign by sign, and kept as evidence of metric M15."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from sqlalchemy import exists, select

from award import clock
from award.config import current
from award.extensions import db
from award.models import CarrierCheck, EventObject, Product, User
from award.policies import trace
from award.services import auditing, products_register, public_items
from award.services.label_photos import Code
from award.words import _N
from traceability import digital_link
from traceability.chain_lots import lot_of, read_lot
from traceability.element_strings import Element
from traceability.metrics_subject import Carrier

LONGEST = 2_000
_MOST_PLACES = 5
_UNKNOWN_LOT = _N(
    "Lô hoặc sê-ri trên nhãn ({lot}) chưa có trong sự kiện nào nên chỉ số M15 chưa tính là đúng."
)


@dataclass(frozen=True, slots=True)
class Comparison:
    """One code of a label beside the product's: what differs, and where, in sentences."""

    code: Code
    registered: str
    differences: tuple[str, ...]
    places: tuple[str, ...] = ()
    note: str = ""

    @property
    def matches(self) -> bool:
        """Whether the label carries the registered code."""
        return not self.differences


def compare(product: Product, code: Code) -> Comparison:
    """How a code differs from the product's registered one, named sign by sign (T28)."""
    differences = tuple(products_register.compare_label(product, code.content))
    carried, lot = _carried(code.content)
    own = product.gtin or product.other_code
    read = carried if product.gtin else code.content.strip()
    places = tuple(signs(read, own)) if differences and read and read != own else ()
    note = ""
    if not differences and lot and not _is_known(product, code.content):
        note = _UNKNOWN_LOT.format(lot=lot)
    return Comparison(code, _registered(product, code.content), differences, places, note)


def signs(read: str, registered: str) -> Iterator[str]:
    """Where two codes differ, as sentences that count signs from one; at most a few."""
    parts = SequenceMatcher(None, read, registered, autojunk=False).get_opcodes()
    told = [part for part in parts if part[0] != "equal"]
    for kind, start, end, first, last in told[:_MOST_PLACES]:
        yield _SIGNS[kind].format(
            place=start + 1, here=read[start:end][:40], there=registered[first:last][:40]
        )
    if len(told) > _MOST_PLACES:
        yield _N("Còn {count} chỗ khác nữa.").format(count=len(told) - _MOST_PLACES)


_SIGNS = {
    "replace": _N("Từ ký tự thứ {place}: nhãn là “{here}”, mã đã đăng ký là “{there}”."),
    "delete": _N("Từ ký tự thứ {place}: nhãn thừa “{here}”."),
    "insert": _N("Trước ký tự thứ {place}: nhãn thiếu “{there}”."),
}


def record(product: Product, code: Code, *, actor: User) -> CarrierCheck:
    """Keep what a label decoded to as evidence of M15; flushes. The photograph is not kept.

    Raises `Refusal` for a person who may not.
    """
    if why := trace.edit_product(actor, product):
        raise why
    found = compare(product, code)
    row = CarrierCheck(
        product_id=product.id,
        content=code.content[:LONGEST],
        registered=found.registered,
        symbology=code.symbology,
        matches=found.matches,
        checked_at=clock.now(),
        checked_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    data = {"product": product.id, "matches": row.matches, "symbology": row.symbology}
    auditing.record("record_label", row, actor=actor, data=data)
    return row


def remove(check: CarrierCheck, *, actor: User) -> None:
    """Take a recorded label back; it stays on record and no longer counts. Flushes."""
    if why := trace.edit_label(actor, check):
        raise why
    if check.removed_at is None:
        check.removed_at = clock.now()
        db.session.flush()
        auditing.record("remove_label", check, actor=actor)


def recorded(product: Product) -> Sequence[CarrierCheck]:
    """The labels that count, the newest first."""
    query = select(CarrierCheck).where(
        CarrierCheck.product_id == product.id, CarrierCheck.removed_at.is_(None)
    )
    return db.session.scalars(query.order_by(CarrierCheck.id.desc())).all()


def carriers(product: Product, *, shows: frozenset[str]) -> tuple[Carrier, ...]:
    """The recorded labels as metric M15 sees them: each content once, the latest reading.

    Whether a link leads to a page is known of our own pages only; `shows` are the facts that we
    hold behind it.
    """
    latest = {row.content: row for row in reversed(recorded(product))}
    return tuple(
        Carrier(
            content=row.content,
            registered=row.registered,
            resolves=(leads := _leads(row.content)),
            shows=shows if leads else None,
        )
        for row in latest.values()
    )


def _leads(content: str) -> bool | None:
    """Whether a link to our own pages leads to one; None for anything else."""
    if not content.startswith(f"{current().base_url.rstrip('/')}/p/"):
        return None
    return public_items.find(content) is not None


def _carried(content: str) -> tuple[str, str]:
    """The GTIN of a label, and its lot and serial for people; empty where it has none."""
    found = lot_of(read_lot(content.strip()))
    return found.gtin, " ".join(part for part in (found.lot, found.serial) if part)


def _registered(product: Product, content: str) -> str:
    """The id that the label should name: the product's, with the label's lot if that is known."""
    if product.gtin is None:
        return product.other_code
    if _is_known(product, content):
        return read_lot(content.strip())
    return digital_link.build([Element("01", product.gtin)])


def _is_known(product: Product, content: str) -> bool:
    """Whether an event names the very lot or item that the label names."""
    node = read_lot(content.strip())
    if product.gtin is None or lot_of(node).gtin != product.gtin:
        return False
    query = select(
        exists().where(
            EventObject.organisation_id == product.organisation_id, EventObject.lot == node
        )
    )
    return bool(db.session.scalar(query))
