"""What a reader makes of an EPCIS document: events, master data of its header, findings."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from traceability.events import Event, Fields
from traceability.findings import Finding


@dataclass(frozen=True, slots=True)
class MasterDatum:
    """What a document's header says of one thing: its vocabulary, its id, its attributes."""

    vocabulary: str
    id: str
    attributes: Fields = field(default_factory=dict)
    children: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One document as read.

    `version` is the EPCIS version its structure has, `event_count` counts all events, `events`
    holds those without errors, and `positions` their places in the document, from 0.
    `event_path` is where events stand, with {} for the place.
    """

    format: Literal["json", "xml"]
    version: Literal["2.0", "1.2"]
    events: tuple[Event, ...] = ()
    positions: tuple[int, ...] = ()
    event_count: int = 0
    creation_date: datetime | None = None
    master_data: tuple[MasterDatum, ...] = ()
    findings: tuple[Finding, ...] = ()
    errors: int = 0
    event_path: str = "$.epcisBody.eventList[{}]"

    def path_of(self, position: int) -> str:
        """Where the event at a place of `positions` stands: JSONPath, or XPath counting from 1."""
        return self.event_path.format(position + (self.format == "xml"))

    @property
    def valid(self) -> bool:
        """Whether no finding is an error."""
        return self.errors == 0
