"""Optional rule sets, such as those on deforestation: off until chosen, then checked and shown."""

from dataclasses import dataclass

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import GrowingArea, Organisation, Product, RuleChoice, User
from award.policies import Refusal, trace
from award.services import auditing, growing_areas
from award.words import _N
from traceability.chain import Chain
from traceability.chain_steps import receives, sends
from traceability.events import Event, objects_of
from traceability.plots import needs_polygon
from traceability.rule_sets import RuleSet, all_sets

LOCATED = "plots_located"  # the fact that rules on deforestation ask of plots


@dataclass(frozen=True, slots=True)
class Option:
    """An optional rule set, and whether the organisation or the product alone chose it."""

    rules: RuleSet
    for_all: bool
    for_product: bool

    @property
    def chosen(self) -> bool:
        """Whether the product is judged by it."""
        return self.for_all or self.for_product


def options(product: Product) -> list[Option]:
    """The optional rule sets in force, in the order of their files."""
    rows = _rows(product)
    today = clock.today_local()
    return [
        Option(
            rules,
            any(row.rule_set == rules.id and row.product_id is None for row in rows),
            any(row.rule_set == rules.id and row.product_id == product.id for row in rows),
        )
        for rules in all_sets()
        if rules.optional and rules.in_force(today)
    ]


def chosen(product: Product) -> frozenset[str]:
    """The ids of the optional rule sets by which a product is judged."""
    return frozenset(row.rule_set for row in _rows(product))


def switch(product: Product, rule_set: str, *, for_all: bool, on: bool, actor: User) -> None:
    """Choose an optional rule set, or no longer, for a product or for the organisation; flushes.

    Raises `Refusal` for a person who may not, or a rule set that is not optional.
    """
    if why := trace.edit_product(actor, product):
        raise why
    if rule_set not in {one.rules.id for one in options(product)}:
        raise Refusal(_N("Bộ quy định này không phải loại tự chọn, hoặc không còn hiệu lực."))
    about = None if for_all else product.id
    wanted = (rule_set, about)
    found = (one for one in _rows(product) if (one.rule_set, one.product_id) == wanted)
    row = next(found, None)
    owner = db.session.get_one(Organisation, product.organisation_id)
    data = {"rule_set": rule_set, "product": about}
    if on and row is None:
        db.session.add(
            RuleChoice(
                organisation_id=owner.id,
                product_id=about,
                rule_set=rule_set,
                chosen_at=clock.now(),
                chosen_by_id=actor.id,
            )
        )
        auditing.record("choose_rule_set", owner, actor=actor, data=data)
    elif not on and row is not None:
        db.session.delete(row)
        auditing.record("drop_rule_set", owner, actor=actor, data=data)
    db.session.flush()


def facts(product: Product, chain: Chain) -> dict[str, str]:
    """What events and growing areas tell of the facts that optional rule sets ask for."""
    events = [event for _, event in chain.active()]
    found = {
        "quantity": any(quantity for event in events for *_, quantity in objects_of(event)),
        "suppliers": any(receives(event) and event.sources for event in events),
        "recipients": any(sends(event) and event.destinations for event in events),
        LOCATED: _all_located(product, events),
    }
    return {name: "events" for name, known in found.items() if known}


def unlocated(product: Product, chain: Chain) -> list[str]:
    """Codes of growing areas that events name and whose place is missing, or too coarse."""
    named = _named(product, [event for _, event in chain.active()])
    return [area.code for area in named if not _is_located(area)]


def _all_located(product: Product, events: list[Event]) -> bool:
    named = _named(product, events)
    return bool(named) and all(map(_is_located, named))


def _named(product: Product, events: list[Event]) -> list[GrowingArea]:
    """The organisation's areas that stand in the events: as source, or in what lots carry."""
    texts = {endpoint.id for event in events for endpoint in event.sources}
    for event in events:
        for value in getattr(event, "ilmd", {}).values():
            texts.update(str(one) for one in (value if isinstance(value, list) else [value]))
    query = select(GrowingArea).where(GrowingArea.organisation_id == product.organisation_id)
    return [
        area
        for area in db.session.scalars(query.order_by(GrowingArea.code, GrowingArea.id))
        if area.code in texts or growing_areas.address(area.code) in texts
    ]


def _is_located(area: GrowingArea) -> bool:
    """Whether a plot's place is known as exactly as its size asks."""
    found = growing_areas.plot_of(area)
    return found is not None and not (found.is_point and needs_polygon(area.area_ha))


def _rows(product: Product) -> list[RuleChoice]:
    query = select(RuleChoice).where(
        RuleChoice.organisation_id == product.organisation_id,
        RuleChoice.product_id.is_(None) | (RuleChoice.product_id == product.id),
    )
    return list(db.session.scalars(query.order_by(RuleChoice.id)))
