"""The register of products: their codes, legal class and the items that rule sets ask for."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Organisation, Product, RiskLevel, User
from award.policies import Refusal, trace
from award.services import auditing
from award.services.people import one_line
from award.words import _N, fold
from traceability import digital_link
from traceability.element_strings import Element, Reading, read_bracketed, read_raw
from traceability.forms import Kind, gs1_form
from traceability.keys import gtin14
from traceability.other_codes import other_code_problem
from traceability.problem import CodeError
from traceability.profiles import profile
from traceability.rule_sets import RuleSet, applicable, compound_facts, fact_rules, rule_set

GROUPS = ("public", "vnpc", "passport", "data")
LONGEST_TEXT = 2_000
_OWN_COLUMNS = frozenset({"product_name", "gtin", "brand", "events", "lot"})
# What optional rule sets learn from events and growing areas.
_TOLD = frozenset({"quantity", "suppliers", "recipients", "plots_located"})
_PICTURED = _N("Có ảnh")
_OWNER = ("organisation_name", "organisation_address", "organisation_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductFacts:
    """What is declared of a product; exactly one of `gtin` and `other_code` is not empty."""

    name: str
    brand: str = ""
    gtin: str = ""
    other_code: str = ""
    profile: str = "default"
    risk: RiskLevel = RiskLevel.LOW
    ministry_list: str = ""
    mandatory_from: date | None = None
    vnpc_registered_on: date | None = None
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Asked:
    """One piece of information to declare, and the rule sets that ask for it."""

    fact: str
    title: str
    sources: tuple[str, ...]


def check_gtin(text: str) -> str:
    """A GTIN of 8, 12, 13 or 14 digits as 14; raises `Refusal` naming the digit expected."""
    try:
        return gtin14(text.replace(" ", ""))
    except CodeError as error:
        raise Refusal(str(error)) from error


def check_other_code(text: str) -> str:
    """A code outside GS1; raises `Refusal` when it could pass for a GS1 code (T5)."""
    clean = one_line(text)
    if (problem := other_code_problem(clean)) is not None:
        raise Refusal(problem.message, at="other_code")
    return clean


def save(
    organisation: Organisation, facts: ProductFacts, *, actor: User, product: Product | None = None
) -> Product:
    """Add a product or change one; flushes.

    Raises `Refusal` for a person who may not, an empty name, a wrong or doubled code, an unknown
    profile, or both or none of the two kinds of code.
    """
    if why := trace.edit(actor, organisation):
        raise why
    name = one_line(facts.name)
    if not name:
        raise Refusal(_N("Hãy ghi tên sản phẩm."), at="name")
    if bool(facts.gtin.strip()) == bool(facts.other_code.strip()):
        raise Refusal(_N("Hãy ghi GTIN, hoặc mã ngoài GS1, chỉ một trong hai."))
    gtin = check_gtin(facts.gtin) if facts.gtin.strip() else None
    other_code = "" if gtin else check_other_code(facts.other_code)
    row = product or Product(organisation_id=organisation.id, created_at=clock.now())
    _refuse_twin(organisation, fold(name), gtin, but=row.id)
    row.name, row.search_key, row.brand = name, fold(name), one_line(facts.brand)
    row.gtin, row.other_code = gtin, other_code
    row.profile = profile(facts.profile).id
    row.risk, row.ministry_list = facts.risk, one_line(facts.ministry_list)
    row.mandatory_from, row.vnpc_registered_on = facts.mandatory_from, facts.vnpc_registered_on
    row.details = {key: text.strip() for key, text in facts.details.items() if text.strip()}
    db.session.add(row)
    db.session.flush()
    data = {"name": name, "code": gtin or other_code}
    auditing.record("save_product", row, actor=actor, data=data)
    return row


def _refuse_twin(
    organisation: Organisation, key: str, gtin: str | None, *, but: int | None
) -> None:
    same = Product.search_key == key
    if gtin is not None:
        same |= Product.gtin == gtin
    twins = select(Product.search_key).where(
        Product.organisation_id == organisation.id, Product.id != (but or 0), same
    )
    found = db.session.scalar(twins)
    if found == key:
        raise Refusal(_N("Tổ chức đã có một sản phẩm mang tên này."), at="name")
    if found is not None:
        raise Refusal(_N("GTIN này đã dùng cho một sản phẩm khác của tổ chức."))


def rule_sets(
    on: date, groups: Sequence[str] = GROUPS, *, chosen: Collection[str] = ()
) -> list[RuleSet]:
    """The rule sets in force on a day that ask for information on products."""
    picked = [rule_set(one).group for one in chosen]
    found = (applicable(group, on, chosen=chosen) for group in (*groups, *picked))
    return [one for one in found if one is not None]


def asked(on: date, *, chosen: Collection[str] = ()) -> list[Asked]:
    """What has to be typed for a product: one entry a fact, in the order of the rule sets.

    Name, code, brand and the organisation's own facts are columns and not asked again; compound
    facts (“tên và hình ảnh”) follow from their parts.
    """
    compound = fact_rules()["compound"]
    entries: dict[str, tuple[str, list[str]]] = {}
    for rules in rule_sets(on, chosen=chosen):
        for item in rules.items:
            if item.fact in compound or item.fact in _OWN_COLUMNS | _TOLD or item.fact in _OWNER:
                continue
            _, sources = entries.setdefault(item.fact, (item.title, []))
            sources.append(rules.source)
    return [Asked(fact, title, tuple(where)) for fact, (title, where) in entries.items()]


def known_facts(product: Product) -> dict[str, str]:
    """What is known of a product, by the names of the rule sets' facts."""
    owner = product.organisation
    facts = {
        "product_name": product.name,
        "gtin": product.gtin or "",
        "brand": product.brand,
        "organisation_name": owner.name,
        "organisation_address": owner.address,
        "organisation_id": owner.shown_tax_code,
        "image": "" if product.picture_id is None else _PICTURED,
        **{str(key): str(text) for key, text in product.details.items()},
    }
    return {fact: text for fact, text in facts.items() if text}


def missing(product: Product, on: date, *, traced: bool) -> list[tuple[RuleSet, list[str]]]:
    """Each rule set with the titles of the items of which nothing is known (T8, T9)."""
    known = {*known_facts(product), *(["events"] if traced else [])}
    facts = compound_facts(known)
    return [
        (rules, [item.title for item in rules.missing(facts)])
        for rules in rule_sets(on)
    ]  # fmt: skip


def link(product: Product, stem: str) -> str | None:
    """The Digital Link of a product under `stem`; None for a code outside GS1."""
    if product.gtin is None:
        return None
    return digital_link.build([Element("01", product.gtin)], stem=stem)


def compare_label(product: Product, content: str) -> list[str]:
    """How what a label decodes to differs from the product; empty when it matches (T28)."""
    text = content.strip()
    if not text:
        return [_N("Hãy dán nội dung đọc được từ nhãn.")]
    if product.gtin is None:
        return [] if text == product.other_code else [_differs(text, product.other_code)]
    reading = _read_label(text)
    found = [problem.message for problem in reading.problems]
    gtin = next((one.value for one in reading.elements if one.ai == "01"), None)
    if gtin is None:
        return [*found, _N("Nhãn không mang GTIN.")]
    if gtin != product.gtin:
        found.append(_differs(gtin, product.gtin))
    return found


def _differs(read: str, registered: str) -> str:
    words = _N("Nhãn mang mã {read}, còn mã đã đăng ký là {registered}.")
    return words.format(read=read[:100], registered=registered)


def _read_label(text: str) -> Reading:
    """What a label carries, by the form of its text."""
    kind = gs1_form(text)
    if kind is Kind.DIGITAL_LINK:
        return digital_link.read(text)
    if kind is Kind.GTIN:
        try:
            return Reading((Element("01", gtin14(text)),), ())
        except CodeError as error:
            return Reading((), error.problems)
    return read_bracketed(text) if text.startswith("(") else read_raw(text)
