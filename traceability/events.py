"""EPCIS events as facts: five kinds of frozen dataclasses, whatever syntax they came in."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import ClassVar, TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
Fields: TypeAlias = Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Quantity:
    """So much of a class of objects; without `uom` a count of pieces, without `quantity` unknown.

    `uom` is a code of UN/ECE Recommendation 20, such as KGM.
    """

    epc_class: str
    quantity: Decimal | None = None
    uom: str | None = None


@dataclass(frozen=True, slots=True)
class BizTransaction:
    """A business document the event belongs to; `type` is a CBV word (po, desadv, …) or a URI."""

    id: str
    type: str | None = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One source or destination; `type`: owning_party, possessing_party, location or a URI."""

    type: str
    id: str


@dataclass(frozen=True, slots=True)
class Place:
    """A read point or business location."""

    id: str
    extensions: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class PersistentDisposition:
    """Dispositions that hold from this event on, and those that end with it."""

    set: tuple[str, ...] = ()
    unset: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ErrorDeclaration:
    """The statement that an earlier event with the same content was wrong; it voids that event.

    `reason` is did_not_occur, incorrect_data or a URI.
    """

    declaration_time: datetime
    reason: str | None = None
    corrective_event_ids: tuple[str, ...] = ()
    extensions: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class SensorElement:
    """What sensors measured: fields keep the names of EPCIS 2.0, times stay RFC 3339 texts."""

    reports: tuple[Fields, ...]
    metadata: Fields | None = None
    extensions: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What every kind of event has. Words of the CBV are short (shipping); all else is a URI.

    `extensions` holds the fields of users, keyed prefix:name as in JSON-LD, and `namespaces`
    what the prefixes used in this event stand for.
    """

    kind: ClassVar[str] = ""

    event_time: datetime
    event_time_zone_offset: str
    event_id: str | None = None
    record_time: datetime | None = None
    error_declaration: ErrorDeclaration | None = None
    certification_info: tuple[str, ...] = ()
    biz_step: str | None = None
    disposition: str | None = None
    persistent_disposition: PersistentDisposition | None = None
    read_point: Place | None = None
    biz_location: Place | None = None
    biz_transactions: tuple[BizTransaction, ...] = ()
    sources: tuple[Endpoint, ...] = ()
    destinations: tuple[Endpoint, ...] = ()
    sensor_elements: tuple[SensorElement, ...] = ()
    extensions: Fields = field(default_factory=dict)
    namespaces: Mapping[str, str] = field(default_factory=dict)

    @property
    def type(self) -> str:
        """The event's type as EPCIS writes it: ObjectEvent and so on, or the URI of another."""
        return self.kind

    @property
    def is_error_declaration(self) -> bool:
        """Whether this event voids an earlier one instead of telling something new."""
        return self.error_declaration is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObjectEvent(Event):
    """Something happened to these objects; `action` ADD creates them, DELETE ends them."""

    kind: ClassVar[str] = "ObjectEvent"

    action: str
    epcs: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    ilmd: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class AggregationEvent(Event):
    """Children were put into (ADD), taken out of (DELETE) or seen in (OBSERVE) a parent.

    DELETE without children empties the parent.
    """

    kind: ClassVar[str] = "AggregationEvent"

    action: str
    parent_id: str | None = None
    child_epcs: tuple[str, ...] = ()
    child_quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AssociationEvent(Event):
    """As an aggregation, but of parts fixed to a thing, such as a sensor to a box."""

    kind: ClassVar[str] = "AssociationEvent"

    action: str
    parent_id: str
    child_epcs: tuple[str, ...] = ()
    child_quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransactionEvent(Event):
    """Objects were tied to or freed from business transactions."""

    kind: ClassVar[str] = "TransactionEvent"

    action: str
    parent_id: str | None = None
    epcs: tuple[str, ...] = ()
    quantities: tuple[Quantity, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TransformationEvent(Event):
    """Inputs were used up and outputs made; events of one `transformation_id` belong together."""

    kind: ClassVar[str] = "TransformationEvent"

    input_epcs: tuple[str, ...] = ()
    input_quantities: tuple[Quantity, ...] = ()
    output_epcs: tuple[str, ...] = ()
    output_quantities: tuple[Quantity, ...] = ()
    transformation_id: str | None = None
    ilmd: Fields = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherEvent(Event):
    """An event of a kind that only its user knows; all its own fields are in `extensions`."""

    other_type: str

    @property
    def type(self) -> str:
        """The URI that names the kind."""
        return self.other_type


def named(fields: Fields, name: str) -> Json:
    """The value of the first field whose name without prefix is `name`, None if there is none.

    A value that XML gave attributes ({"#text": …}) counts as its text.
    """
    for key, value in fields.items():
        if key.rpartition(":")[2] == name:
            return value["#text"] if isinstance(value, dict) and "#text" in value else value
    return None


def objects_of(event: Event) -> Iterator[tuple[str, str, Quantity | None]]:
    """Every object id in an event as (role, id, quantity); instances have no quantity.

    Roles: object, parent, child, input, output.
    """
    for role, id_field in _ID_FIELDS:
        value = getattr(event, id_field, None)
        for epc in (value,) if isinstance(value, str) else value or ():
            yield role, epc, None
    for role, quantity_field in _QUANTITY_FIELDS:
        for quantity in getattr(event, quantity_field, ()):
            yield role, quantity.epc_class, quantity


_ID_FIELDS = (
    ("parent", "parent_id"),
    ("object", "epcs"),
    ("child", "child_epcs"),
    ("input", "input_epcs"),
    ("output", "output_epcs"),
)
_QUANTITY_FIELDS = (
    ("object", "quantities"),
    ("child", "child_quantities"),
    ("input", "input_quantities"),
    ("output", "output_quantities"),
)
