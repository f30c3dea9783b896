"""What an invented supply chain consists of: parties, growing areas, documents on their days."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

from award.demo.chain_book import Book, Event
from award.models import CaptureSource


@dataclass(frozen=True, slots=True)
class Party:
    """A supplier or customer: its place among the book's, and a number for its tax code."""

    name: str
    place: int
    number: int
    role: str


@dataclass(frozen=True, slots=True)
class Area:
    """A growing area."""

    code: str
    grower: str
    crop: str
    hectares: Decimal
    geometry: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Delivery:
    """A document of events that reaches the system on a day of the wave's plan.

    With `faults` the document is sent although the system is going to refuse it.
    """

    day: float
    name: str
    events: Callable[[], list[Event]]
    source: CaptureSource = CaptureSource.UPLOAD
    rollback: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A supply chain of one enterprise: who and what there is, and its documents in order."""

    book: Book
    item: int
    profile: str
    origin: str
    standards: str
    place_name: str
    place: int
    parties: tuple[Party, ...]
    deliveries: tuple[Delivery, ...]
    checks: tuple[float, ...]
    areas: tuple[Area, ...] = ()
    whole: bool = True  # whether evidence stands behind every point that asks for a document
    more_prefixes: Mapping[str, timedelta | None] = field(default_factory=dict)
