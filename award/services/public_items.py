"""What anybody may read of a product: exactly the public items, persons masked, recalls told."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import EventKey, EventObject, Product
from award.services import products_register
from traceability import digital_link
from traceability.element_strings import Element
from traceability.parties import hide_personal_numbers
from traceability.rule_sets import RuleSet, applicable, fact_rules

RECALLED = "recalled"


@dataclass(frozen=True, slots=True)
class Shown:
    """A product as anybody may see it; `lot` where the code names one."""

    product: Product
    lot: str
    rules: RuleSet
    items: list[tuple[str, str, str]]  # letter, title, text; the text is empty where none is known
    withdrawn: bool


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
    lot = parts.get("10", "")
    facts = products_register.known_facts(found[0]) | ({"lot": lot} if lot else {})
    items = [(item.code, item.title, _text(item.fact, facts)) for item in rules.items]
    return Shown(found[0], lot, rules, items, bool(lot) and _recalled(found[0], lot))


def _text(fact: str, facts: dict[str, str]) -> str:
    """The text of a fact, or of the parts of a compound one, every person's number masked."""
    parts = fact_rules()["compound"].get(fact, {})
    names = (*parts.get("all", ()), *parts.get("any", ())) or (fact,)
    text = ", ".join(facts[name] for name in names if name in facts)
    return hide_personal_numbers(text, year=clock.today_local().year)


def _recalled(product: Product, lot: str) -> bool:
    """Whether an event that stands says that the lot was recalled."""
    elements = [Element("01", product.gtin or ""), Element("10", lot)]
    node = digital_link.build(elements)
    query = (
        select(EventKey.event_no)
        .join(
            EventObject,
            (EventObject.organisation_id == EventKey.organisation_id)
            & (EventObject.event_no == EventKey.event_no),
        )
        .where(
            EventObject.organisation_id == product.organisation_id,
            EventObject.lot == node,
            EventKey.disposition == RECALLED,
            EventKey.voided_by.is_(None),
            EventKey.declares_error.is_(False),
        )
        .limit(1)
    )
    return db.session.scalar(query) is not None
