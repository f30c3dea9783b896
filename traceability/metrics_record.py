"""M14 and M15: what must be known of each product, and the carrier that leads to it."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from fractions import Fraction

from traceability import digital_link
from traceability.canonical_id import canonical_id
from traceability.chain import Chain
from traceability.chain_lots import lot_of, read_lot
from traceability.epcis_document import MasterDatum
from traceability.events import Fields, Json, ObjectEvent, TransformationEvent
from traceability.metrics import Failure, Metric, Ratio, counted
from traceability.metrics_subject import Carrier, Product, Subject
from traceability.rule_sets import RuleSet, compound_facts, fact_rules, rule_set

_SHOWN = "nd37-23-5"


def facts_of(product: Product, told: Mapping[str, Collection[str]]) -> frozenset[str]:
    """What is known of a product: what is declared, and what events tell (`facts_told`)."""
    declared = {name for name, text in product.facts.items() if text}
    return compound_facts(declared | {"gtin"} | set(told.get(product.gtin, ())))


def facts_told(chain: Chain) -> dict[str, set[str]]:
    """What the events of lots tell of their products, by GTIN."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for lot in chain.lots():
        if not lot.gtin:
            continue
        facts = found[lot.gtin]
        facts |= {"events", "traceability_code"}
        if lot.lot or lot.serial:
            facts.add("lot")
        for place in chain.places(lot.id):
            event = chain.events[place]
            if isinstance(event, ObjectEvent | TransformationEvent):
                facts.update(fields_to_facts(event.ilmd))
    return dict(found)


def fields_to_facts(fields: Fields) -> dict[str, str]:
    """The facts that fields of ilmd or master data tell, by rules/facts.toml."""
    found: dict[str, str] = {}
    for key, value in fields.items():
        name = key.replace("#", ":").replace("/", ":").rpartition(":")[2]
        text = _text(value)
        for fact, names in fact_rules()["fields"].items():
            if text and name in names:
                found.setdefault(fact, text)
    return found


def _text(value: Json) -> str:
    if isinstance(value, dict):
        value = value.get("#text", value.get("@value", value.get("id")))
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, str) else str(value) if isinstance(value, int | float) else ""


def products_of(chain: Chain, master_data: Iterable[MasterDatum]) -> tuple[Product, ...]:
    """Products that lots of the chain belong to, with what master data say of them."""
    facts: dict[str, dict[str, str]] = {}
    for datum in master_data:
        gtin = lot_of(canonical_id(datum.id)).gtin
        if gtin:
            facts.setdefault(gtin, {}).update(fields_to_facts(datum.attributes))
    gtins = dict.fromkeys(lot.gtin for lot in chain.lots() if lot.gtin)
    return tuple(Product(gtin, facts.get(gtin, {})) for gtin in gtins)


def record_completeness(subject: Subject) -> Metric:
    """M14: items known among all items that the rule sets ask for each product.

    Items asked for “nếu có” do not count. Products of which nothing has been declared are
    unjudged. The share `strict` has the products that lack none.
    """
    asked, lacking = 0, 0
    failures: list[Failure] = []
    sets = [one for one in subject.rule_sets if one.items]
    declared = [product for product in subject.products if product.facts and sets]
    told = facts_told(subject.chain) if declared else {}
    for product in declared:
        facts = facts_of(product, told)
        for one in sets:
            missing = one.missing(facts, imported=product.imported)
            asked += len(one.missing((), imported=product.imported))
            lacking += len(missing)
            if missing:
                titles = "; ".join(item.title for item in missing)
                params = {"missing": titles, "source": one.source}
                failures.append(Failure(product.gtin, "item_missing", (), params))
    incomplete = len({failure.id for failure in failures})
    strict = Ratio(Fraction(len(declared) - incomplete), len(declared))
    unjudged = [
        Failure(product.gtin, "product_undeclared")
        for product in subject.products
        if sets and not product.facts
    ]
    return counted(
        "M14", asked, failures, failed=lacking, unjudged=unjudged, shares={"strict": strict}
    )


def carriers(subject: Subject) -> Metric:
    """M15: labels that decode to the id registered for them, strictly right, and lead to a page
    that shows what must be shown (Decree 37/2026/NĐ-CP Điều 23.11)."""
    failures = [
        failure for carrier in subject.carriers if (failure := carrier_failure(carrier)) is not None
    ]
    return counted("M15", len(subject.carriers), failures, failed=len(failures))


def carrier_failure(carrier: Carrier, shown: RuleSet | None = None) -> Failure | None:
    """What is wrong with one label; None where nothing is."""
    content = {"content": carrier.content}
    if carrier.content.startswith(("http://", "https://", "HTTP://", "HTTPS://")):
        problems = digital_link.read(carrier.content).problems
        if problems:
            params = {**content, "reason": problems[0].message}
            return Failure(carrier.registered, "carrier_unreadable", (), params)
    if not set(_names(carrier.content)) & set(_names(carrier.registered)):
        return Failure(carrier.registered, "carrier_differs", (), content)
    if carrier.resolves is False:
        return Failure(carrier.registered, "carrier_dead")
    if carrier.shows is not None:
        missing = (shown or rule_set(_SHOWN)).missing(compound_facts(carrier.shows))
        if missing:
            params = {"missing": "; ".join(item.title for item in missing)}
            return Failure(carrier.registered, "carrier_incomplete", (), params)
    return None


def _names(text: str) -> Iterator[str]:
    """The thing a code names, without attributes such as an expiry date."""
    yield read_lot(text)
    reading = digital_link.read(text) if text.startswith("http") else None
    if reading is not None and not reading.problems:
        link = digital_link.parse(text)
        yield read_lot(digital_link.build((link.key, *link.qualifiers)))
