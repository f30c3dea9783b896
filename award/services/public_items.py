"""What anybody may read of a product: exactly the public items, persons masked, recalls told."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import EventKey, EventObject, Product
from award.services import event_store, products_register
from award.words import _N
from traceability import digital_link
from traceability.chain import build
from traceability.element_strings import Element
from traceability.metrics_dates import days_told
from traceability.parties import hide_personal_numbers
from traceability.rule_sets import RuleSet, applicable, fact_rules

RECALLED = "recalled"
PASSPORT = "passport"
_IN_PUBLIC = {"expiry": "{day}"}
_IN_PASSPORTS = {"production_date": _N("sản xuất {day}"), "expiry": _N("hạn dùng {day}")}
MOST_EVENTS = 200  # of a lot that its public page reads; what it shows stands in the first ones


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as anybody may see it; `lot` and `serial` where the code names them.

    `withdrawn` when the lot or the piece was recalled, `unheard` when no event names either.
    """

    product: Product
    lot: str
    serial: str
    rules: RuleSet
    items: list[tuple[str, str, str]]  # letter, title, text; the text is empty where none is known
    withdrawn: bool
    unheard: bool

    @property
    def pictured(self) -> bool:
        """Whether the picture is shown: the product has one, and nothing was recalled."""
        return self.product.picture_id is not None and not self.withdrawn


def find(address: str, group: str = "public") -> Shown | None:
    """What a strict Digital Link leads to, by the items of a group of rule sets (T9, T27).

    None when the link is wrong, nobody registered the GTIN, or more than one organisation did:
    then nobody can say whose it is.
    """
    link, problems = digital_link.inspect(address)
    rules = applicable(group, clock.today_local())
    if link is None or problems or link.key.ai != "01" or rules is None:
        return None
    query = select(Product).where(Product.gtin == link.key.value)
    found = db.session.scalars(query.options(joinedload(Product.organisation)).limit(2)).all()
    if len(found) != 1:
        return None
    parts = {one.ai: one.value for one in link.qualifiers}
    lot, serial = parts.get("10", ""), parts.get("21", "")
    own = [_node(found[0], ai, parts[ai]) for ai in ("10", "21") if ai in parts]
    told = _IN_PASSPORTS if group == PASSPORT else _IN_PUBLIC
    facts = products_register.known_facts(found[0]) | _named(lot, serial)
    if lot:
        facts |= _days(found[0], _node(found[0], "10", lot), told)
    if not found[0].details.get("image"):
        facts.pop("image", None)  # the picture stands there itself, or nothing does
    if group == PASSPORT:
        facts |= _traced(found[0], own)
    items = [(item.code, item.title, _text(item.fact, facts)) for item in rules.items]
    return Shown(
        found[0],
        _hidden(lot),
        _hidden(serial),
        rules,
        items,
        withdrawn=bool(own) and _any(_standing(found[0], own), EventKey.disposition == RECALLED),
        unheard=bool(own) and not _any(_standing(found[0], own)),
    )


def _text(fact: str, facts: dict[str, str]) -> str:
    """The text of a fact, or of the parts of a compound one, every person's number masked."""
    parts = fact_rules()["compound"].get(fact, {})
    names = (*parts.get("all", ()), *parts.get("any", ())) or (fact,)
    return _hidden(", ".join(facts[name] for name in names if name in facts))


def _hidden(text: str) -> str:
    return hide_personal_numbers(text, year=clock.today_local().year)


def _named(lot: str, serial: str) -> dict[str, str]:
    """The numbers that the code itself names, as one fact."""
    numbers = [lot, _N("số sê-ri {serial}").format(serial=serial) if serial else ""]
    text = ", ".join(filter(None, numbers))
    return {"lot": text} if text else {}


def _days(product: Product, node: str, told: Mapping[str, str]) -> dict[str, str]:
    """What events tell of a lot that is public too: these days, nothing else."""
    first = _standing(product, [node]).order_by(EventKey.event_no).limit(MOST_EVENTS)
    numbers = [row.event_no for row in db.session.execute(first)]
    chain = build(event_store.events(product.organisation_id, numbers))
    days = ((fact, days_told(chain, fact).get(node)) for fact in told)
    return {fact: told[fact].format(day=f"{day:%d/%m/%Y}") for fact, day in days if day is not None}


def _traced(product: Product, own: Sequence[str]) -> dict[str, str]:
    """How many events are kept of the product, or of the lot and piece, and of which time."""
    found = _standing(product, own).subquery()
    count, first, last = db.session.execute(
        select(func.count(), func.min(found.c.event_time), func.max(found.c.event_time))
    ).one()
    if not count:
        return {}
    words = _N("{count} sự kiện theo dõi trọng yếu, từ {first} đến {last}")
    days = {"first": f"{clock.local(first):%d/%m/%Y}", "last": f"{clock.local(last):%d/%m/%Y}"}
    return {"events": words.format(count=count, **days)}


def _standing(product: Product, own: Sequence[str]) -> Select[int, datetime]:
    """Number and time of each event that counts and names one of these, or else any lot."""
    whole = digital_link.build([Element("01", product.gtin or "")])
    named: ColumnElement[bool] = EventObject.lot.in_(own or [whole])
    if not own:
        named |= EventObject.lot.startswith(f"{whole}/", autoescape=True)
    return (
        select(EventKey.event_no, EventKey.event_time)
        .join(
            EventObject,
            (EventObject.organisation_id == EventKey.organisation_id)
            & (EventObject.event_no == EventKey.event_no),
        )
        .where(
            EventObject.organisation_id == product.organisation_id,
            named,
            EventKey.voided_by.is_(None),
            EventKey.declares_error.is_(False),
        )
        .distinct()
    )


def _node(product: Product, ai: str, value: str) -> str:
    """A lot or a piece of the product as events name it."""
    return digital_link.build([Element("01", product.gtin or ""), Element(ai, value)])


def _any(query: Select[int, datetime], *conditions: ColumnElement[bool]) -> bool:
    return db.session.scalar(query.where(*conditions).limit(1)) is not None
