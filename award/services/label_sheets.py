"""Sheets of labels to print: a QR code of each lot's Digital Link, and the same for people."""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from award import clock
from award.config import current
from award.models import Organisation, Product, User
from award.policies import Refusal
from award.services import lots, trace_papers
from award.services.lots import LotName
from award.services.paper_parts import Paper
from award.words import _N
from traceability import digital_link
from traceability.chain_lots import lot_of
from traceability.element_strings import Element
from traceability.parties import personal_values
from traceability.problem import CodeError

KIND = "label_sheet"
MOST_LOTS = 100
MOST_COPIES = 500
MOST_LABELS = 2_000


@dataclass(frozen=True, slots=True)
class Order:
    """What to print: lots and serials as elements, how many of each, on which paper."""

    marks: tuple[tuple[Element, ...], ...]
    copies: int
    layout: str


def layouts() -> Mapping[str, Mapping[str, Any]]:
    """The kinds of label paper, by their codes."""
    return _layouts()


@dataclass(frozen=True, slots=True)
class Offer:
    """A page of the product's lots of which events tell, those chosen before in front."""

    lots: list[LotName]
    found: int  # on this page
    total: int
    page: int
    pages: int


def offer(product: Product, chosen: Sequence[str], *, search: str, page: int) -> Offer:
    """The lots to choose from: what was chosen stays while one looks through the pages."""
    found, total = lots.of_product(product, search=search, page=page)
    kept = lots.named_of_product(product, chosen)
    known = {one.id for one in kept}
    names = [*kept, *(row.name for row in found if row.name.id not in known)]
    return Offer(names, len(found), total, page, -(-total // lots.PER_PAGE))


def typed(product: Product, text: str) -> list[tuple[Element, ...]]:
    """Lots written line by line, a serial behind a semicolon. Raises `Refusal` naming the line."""
    found = []
    for number, line in enumerate(text.splitlines(), start=1):
        lot, _, serial = (part.strip() for part in line.partition(";"))
        if lot or serial:
            marks = _elements(lot, serial)
            _checked(product, marks, _N("Dòng {number}: ").format(number=number))
            found.append(marks)
    return found


def chosen(nodes: Iterable[str]) -> list[tuple[Element, ...]]:
    """The lots of ids that the form offered."""
    return [_elements(found.lot, found.serial) for found in map(lot_of, nodes)]


def order(marks: Sequence[tuple[Element, ...]], copies: int, layout: str) -> Order:
    """An order within the limits, each lot once; no lot at all means the product's own code.

    Raises `Refusal` for too many labels, and for a number that could be a person's: an address
    on a label is public.
    """
    unique = tuple(dict.fromkeys(marks)) or ((),)
    if why := _personal(one for marked in unique for one in marked):
        raise Refusal(why, at="lots")
    if len(unique) > MOST_LOTS or len(unique) * copies > MOST_LABELS:
        raise Refusal(
            _N("Mỗi lần in tối đa {lots} lô và {labels} nhãn. Hãy chia thành nhiều lần."),
            at="lots" if len(unique) > MOST_LOTS else "copies",
            lots=MOST_LOTS,
            labels=MOST_LABELS,
        )
    return Order(unique, copies, layout)


def label_sheet(
    organisation: Organisation, *, actor: User, product: Product, order: Order, **_: Any
) -> Paper:
    """The frozen data of a sheet of labels."""
    layout = _layouts()[order.layout]
    labels = [_label(product, marks) for marks in order.marks]
    places = [place for place in range(len(labels)) for _ in range(order.copies)]
    per_sheet = layout["columns"] * layout["rows"]
    data = trace_papers.common(KIND, _N("Tờ nhãn"), organisation) | {
        "product": {"id": product.id, "name": product.name},
        "layout": {key: str(value) for key, value in layout.items()},
        "columns": layout["columns"],
        "labels": labels,
        "sheets": [places[at : at + per_sheet] for at in range(0, len(places), per_sheet)],
        "made_by": actor.full_name,
    }
    title = _N("Tờ nhãn {product}, {day}").format(
        product=product.name, day=f"{clock.today_local():%d/%m/%Y}"
    )
    return Paper(title, data)


def _label(product: Product, marks: tuple[Element, ...]) -> dict[str, Any]:
    elements = (Element("01", product.gtin or ""), *marks)
    return {
        "link": digital_link.build(elements, stem=f"{current().base_url.rstrip('/')}/p"),
        "lines": [f"({one.ai}) {one.value}" for one in elements],
        "name": product.name,
        "producer": product.organisation.name,
    }


def _elements(lot: str, serial: str) -> tuple[Element, ...]:
    pairs = (("10", lot), ("21", serial))
    return tuple(Element(ai, value) for ai, value in pairs if value)


def _checked(product: Product, marks: tuple[Element, ...], where: str) -> None:
    try:
        digital_link.build((Element("01", product.gtin or ""), *marks))
    except CodeError as error:
        raise Refusal(where + str(error)) from error
    if why := _personal(marks):
        raise Refusal(where + why)


def _personal(elements: Iterable[Element]) -> str:
    """Why elements must not stand in a public address; empty when they may."""
    found = personal_values(elements, year=clock.today_local().year)
    return found[0].message if found else ""


@cache
def _layouts() -> Mapping[str, Mapping[str, Any]]:
    return tomllib.loads((files("award.services") / "label_layouts.toml").read_text("utf-8"))
