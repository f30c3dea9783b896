"""What would be sent to a portal of one lot: the body in its format, and what is missing (T30)."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from award import clock
from award.models import PortalLink, Product, User
from award.policies import Refusal, trace
from award.services import event_payloads, event_store, exporting, products_register, tracing
from award.services.portals import Portal
from award.services.workbooks import csv_of_texts
from award.words import _N
from traceability import digital_link
from traceability.element_strings import Element
from traceability.events import Event
from traceability.parties import hide_personal_numbers
from traceability.rule_sets import applicable, compound_facts

MOST_EVENTS = 2_000  # of one lot that one export carries
EVENT_FIELDS = ("event_id", "event_time", "step", "place")
EXTENSIONS = "extensions"  # every field of an event that is the sender's own
# Fields of EPCIS events that the standard lets be absent: left out, never renamed (T33).
EPCIS_FIELDS = (
    *("readPoint", "bizLocation", "disposition", "persistentDisposition", "bizTransactionList"),
    *("sourceList", "destinationList", "sensorElementList", "ilmd", "certificationInfo"),
    EXTENSIONS,
)
TYPES = {
    "json": ("application/json", "json"),
    "csv": ("text/csv; charset=utf-8", "csv"),
    "epcis": ("application/ld+json", "jsonld"),
}


@dataclass(frozen=True, slots=True)
class Export:
    """A body ready to leave; `missing` are titles of items that the portal's rules ask for."""

    body: bytes
    media_type: str
    name: str
    missing: tuple[str, ...]
    source: str
    events: int

    @property
    def sha256(self) -> str:
        """The hash of the body."""
        return sha256(self.body).hexdigest()


def fields() -> tuple[str, ...]:
    """Names of the fields that a map may rename or leave out, those of events last.

    Those of `EPCIS_FIELDS` may only be left out.
    """
    facts = ("product_name", "gtin", "brand", "lot", "organisation_name", "organisation_address",
             "organisation_id")  # fmt: skip
    asked = (one.fact for one in products_register.asked(clock.today_local()))
    return (*dict.fromkeys((*facts, *asked)), *EVENT_FIELDS, *EPCIS_FIELDS)


def build(link: PortalLink, known: Portal, product: Product, lot: str, *, actor: User) -> Export:
    """The export of one lot in the link's format, by its field map.

    Events are those that name the lot itself, one step each way; numbers of persons are masked
    (T33). Raises `Refusal` for a product outside GS1 or of others, no lot, or too many events.
    """
    if why := trace.edit_product(actor, product):
        raise why
    if product.gtin is None:
        raise Refusal(
            _N("Sản phẩm dùng mã ngoài GS1 nên không lập được dữ liệu gửi cổng."), at="product"
        )
    if not lot.strip():
        raise Refusal(_N("Hãy ghi số lô cần gửi."))
    node = digital_link.build([Element("01", product.gtin), Element("10", lot.strip())])
    numbers = tracing.numbers_of(product.organisation_id, [node])
    if len(numbers) > MOST_EVENTS:
        raise Refusal(_N("Lô có hơn {most} sự kiện, quá mức một lần gửi."), most=MOST_EVENTS)
    facts = products_register.known_facts(product) | {"lot": lot.strip()}
    if link.format == "epcis":
        body, count = _epcis(link, numbers)
    else:
        body, count = _body(link, product.organisation_id, facts, numbers), len(numbers)
    media_type, ending = TYPES[link.format]
    missing, source = _missing(known, {*facts, *(["events"] if numbers else [])})
    return Export(body, media_type, f"{known.id}.{ending}", missing, source, count)


def note(link: PortalLink, export: Export, *, actor: User) -> None:
    """Record that somebody takes an export along."""
    exporting.note(link.organisation, export.name, actor=actor, sha256=export.sha256)


def _missing(known: Portal, facts: set[str]) -> tuple[tuple[str, ...], str]:
    rules = applicable(known.minimum, clock.today_local())
    if rules is None:
        return (), ""
    found = rules.missing(compound_facts(facts))
    return tuple(item.title for item in found), rules.source


def _epcis(link: PortalLink, numbers: Sequence[int]) -> tuple[bytes, int]:
    """The events as an EPCIS document without the fields that the map leaves out, how many.

    A transaction event is nothing without its transactions, so it stays at home with them.
    """
    dropped = {fact for fact, name in link.field_map.items() if not name and fact in EPCIS_FIELDS}
    stored = event_store.read(link.organisation_id, numbers)
    found = [
        _without(_masked(stored[one]), dropped)
        for one in sorted(stored)
        if not ("bizTransactionList" in dropped and stored[one]["type"] == "TransactionEvent")
    ]
    return _json(event_payloads.capture_document(found, at=clock.now())), len(found)


def _without(event: dict[str, Any], dropped: set[str]) -> dict[str, Any]:
    return {
        name: value
        for name, value in event.items()
        if name not in dropped and not (EXTENSIONS in dropped and ":" in name)
    }


def _body(
    link: PortalLink, organisation_id: int, facts: Mapping[str, str], numbers: Sequence[int]
) -> bytes:
    events = list(_rows(event_store.events(organisation_id, numbers)))
    year = clock.today_local().year
    safe = {fact: hide_personal_numbers(text, year=year) for fact, text in facts.items()}
    if link.format == "csv":
        return _csv(link.field_map, safe, events)
    content: dict[str, Any] = dict(_mapped(link.field_map, safe))
    content["events"] = [dict(_mapped(link.field_map, event)) for event in events]
    return _json(content)


def _csv(names: Mapping[str, str], facts: Mapping[str, str], events: list[dict[str, str]]) -> bytes:
    """One row for each event, the product's fields repeated; one row when there is none."""
    rows = [dict(_mapped(names, {**facts, **event})) for event in events or [{}]]
    heads = list(dict.fromkeys(name for row in rows for name in row))
    return csv_of_texts(heads, ([row.get(head, "") for head in heads] for row in rows))


def _mapped(names: Mapping[str, str], facts: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Fields under the names of the map; an empty name leaves a field out."""
    for fact, text in facts.items():
        name = names.get(fact, fact)
        if name:
            yield name, text


def _rows(events: list[Event]) -> Iterator[dict[str, str]]:
    year = clock.today_local().year
    for event in events:
        place = event.biz_location or event.read_point
        yield {
            "event_id": event.event_id or "",
            "event_time": event.event_time.isoformat(),
            "step": event.biz_step or "",
            "place": "" if place is None else hide_personal_numbers(place.id, year=year),
        }


def _masked(value: Any) -> Any:
    """The same JSON with persons' numbers masked; ids of events stay as they are."""
    if isinstance(value, dict):
        return {key: _masked(one) for key, one in value.items()}
    if isinstance(value, list):
        return [_masked(one) for one in value]
    if isinstance(value, str) and not value.startswith(("urn:uuid:", "ni:")):
        return hide_personal_numbers(value, year=clock.today_local().year)
    return value


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, indent=1).encode()
