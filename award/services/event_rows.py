"""What one captured event becomes in the four tables of events, as text for PostgreSQL's COPY."""

import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from traceability.canonical_id import canonical_id
from traceability.events import (
    AggregationEvent,
    AssociationEvent,
    Event,
    Quantity,
    TransformationEvent,
    objects_of,
)

COLUMNS = {
    "event_key": (
        "organisation_id, event_no, event_id, hash, kind, action, biz_step, disposition, "
        "read_point, biz_location, event_time, record_time, job_id, declares_error"
    ),
    "event_payload": "organisation_id, event_time, event_no, payload",
    "event_object": "organisation_id, event_no, place, role, lot, quantity, uom",
    "lot_edge": "organisation_id, event_no, place, source, target, kind",
}

PROCESS = "#"  # before what joins the inputs and outputs of a process; no id begins with it
TRANSFORMED, CONTAINED = "transformed", "contained"  # kinds of edges

LONGEST_ID = 1000  # bytes: PostgreSQL's index entries end at 2,704, and an edge has two ids
MOST_QUANTITY = Decimal(10) ** 14  # what Numeric(20, 6) holds
YEARS = range(1900, 2200)

_SPECIAL = re.compile(r"[\\\t\n\r]").search
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
_NULL = "\\N"

Objects = list[tuple[str, str, Quantity | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Captured:
    """An event on its way into the store: its ids, its objects by lot, its JSON text.

    `hash` is the hexadecimal digest of the event hash id, `payload` one line of JSON-LD.
    """

    event: Event
    event_id: str
    hash: str
    objects: Objects
    payload: str


@dataclass(slots=True)
class Block:
    """Lines for each table, in the order of its columns."""

    organisation_id: int
    job_id: UUID
    record_time: datetime
    recorded: str = field(init=False)
    lines: dict[str, list[str]] = field(default_factory=lambda: {table: [] for table in COLUMNS})

    def __post_init__(self) -> None:
        self.recorded = f"{self.record_time.isoformat()}\t{self.job_id}"

    def add(self, number: int, captured: Captured) -> None:
        """The lines of one event under its number in the organisation."""
        own = f"{self.organisation_id}\t{number}\t"
        event = captured.event
        time = event.event_time.isoformat()
        self.lines["event_key"].append(
            f"{own}{text(captured.event_id)}\t{captured.hash}\t{text(event.type)}\t"
            f"{getattr(event, 'action', None) or _NULL}\t{text(event.biz_step)}\t"
            f"{text(event.disposition)}\t{_place(event.read_point)}\t"
            f"{_place(event.biz_location)}\t{time}\t{self.recorded}\t"
            f"{event.error_declaration is not None}\n"
        )
        payload = captured.payload.replace("\\", "\\\\")
        self.lines["event_payload"].append(f"{self.organisation_id}\t{time}\t{number}\t{payload}\n")
        self.lines["event_object"] += [
            f"{own}{place}\t{role}\t{text(lot)}\t{_quantity(quantity)}\n"
            for place, (role, lot, quantity) in enumerate(captured.objects)
        ]
        self.lines["lot_edge"] += [
            f"{own}{place}\t{text(source)}\t{text(target)}\t{kind}\n"
            for place, (source, target, kind) in enumerate(edges(captured))
        ]

    def copy_text(self, table: str) -> bytes:
        """The table's lines, ready to be sent."""
        return "".join(self.lines[table]).encode()


def objects(event: Event) -> Objects:
    """The objects of an event as (role, lot, quantity), lots in their one spelling."""
    return [(role, canonical_id(written), amount) for role, written, amount in objects_of(event)]


def edges(captured: Captured) -> list[tuple[str, str, str]]:
    """Links (source, target, kind) an event makes; error declarations make none.

    Many inputs and many outputs meet in one node of the process, so that links grow with their
    sum and not with their product; events of one transformation id share that node.
    """
    event = captured.event
    if event.error_declaration is not None:
        return []
    if isinstance(event, TransformationEvent):
        return _process(captured, event.transformation_id)
    if isinstance(event, AggregationEvent | AssociationEvent) and event.action != "DELETE":
        parent = next((lot for role, lot, _ in captured.objects if role == "parent"), None)
        if parent is not None:
            inside = dict.fromkeys(lot for role, lot, _ in captured.objects if role == "child")
            return [(lot, parent, CONTAINED) for lot in inside]
    return []


def _process(captured: Captured, shared_id: str | None) -> list[tuple[str, str, str]]:
    inputs = dict.fromkeys(lot for role, lot, _ in captured.objects if role == "input")
    outputs = dict.fromkeys(lot for role, lot, _ in captured.objects if role == "output")
    if shared_id is None and min(len(inputs), len(outputs)) == 1:
        return [(one, other, TRANSFORMED) for one in inputs for other in outputs]
    node = PROCESS + (shared_id or captured.event_id)
    return [(one, node, TRANSFORMED) for one in inputs] + [
        (node, one, TRANSFORMED) for one in outputs
    ]


def fault(event: Event, event_id: str, lots: Objects) -> str | None:
    """Why the store cannot hold an event that is otherwise valid: a code, or None."""
    process = getattr(event, "transformation_id", None) or ""
    if any(_too_long(one) for one in (event_id, process)) or any(_too_long(lot[1]) for lot in lots):
        return "id-too-long"
    amounts = (quantity.quantity for _, _, quantity in lots if quantity is not None)
    if any(amount is not None and abs(amount) >= MOST_QUANTITY for amount in amounts):
        return "quantity-range"
    return None if event.event_time.year in YEARS else "time-range"


def text(value: str | None) -> str:
    """A value as COPY reads it."""
    if value is None:
        return _NULL
    return value.translate(_ESCAPED) if _SPECIAL(value) else value


def _too_long(value: str) -> bool:
    return len(value) * 4 > LONGEST_ID and len(value.encode()) > LONGEST_ID - len(PROCESS)


def _place(place: object) -> str:
    return text(canonical_id(place.id)) if hasattr(place, "id") else _NULL


def _quantity(quantity: Quantity | None) -> str:
    if quantity is None:
        return f"{_NULL}\t{_NULL}"
    amount = _NULL if quantity.quantity is None else f"{quantity.quantity:f}"
    return f"{amount}\t{text(quantity.uom)}"
