"""Reads one EPCIS 2.0 event from its JSON form: every field known, typed and in its place."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

from traceability.epcis_context import inner_namespaces
from traceability.epcis_parts import Method
from traceability.epcis_report import Report
from traceability.epcis_sensor import SensorReader
from traceability.epcis_values import is_uri
from traceability.events import (
    AggregationEvent,
    AssociationEvent,
    Event,
    Fields,
    Json,
    ObjectEvent,
    OtherEvent,
    TransactionEvent,
    TransformationEvent,
)

# Clocks of partners run apart a little (also the tolerance of metric M8, requirements §6.2).
CLOCK_TOLERANCE: Final = timedelta(minutes=5)

# Field in JSON → (attribute of the event, method that reads it).
_COMMON: Final = {
    "eventTime": ("event_time", "time"),
    "eventTimeZoneOffset": ("event_time_zone_offset", "offset"),
    "recordTime": ("record_time", "time"),
    "eventID": ("event_id", "uri"),
    "certificationInfo": ("certification_info", "certifications"),
    "errorDeclaration": ("error_declaration", "error_declaration"),
}
_CONTEXT: Final = {
    **_COMMON,
    "bizStep": ("biz_step", "biz_step"),
    "disposition": ("disposition", "disposition"),
    "persistentDisposition": ("persistent_disposition", "persistent_disposition"),
    "readPoint": ("read_point", "place"),
    "bizLocation": ("biz_location", "place"),
    "bizTransactionList": ("biz_transactions", "biz_transactions"),
    "sourceList": ("sources", "sources"),
    "destinationList": ("destinations", "destinations"),
    "sensorElementList": ("sensor_elements", "sensor_elements"),
}
_ACTION: Final = {**_CONTEXT, "action": ("action", "action")}
_PARENT: Final = {
    **_ACTION,
    "parentID": ("parent_id", "uri"),
    "childEPCs": ("child_epcs", "uris"),
    "childQuantityList": ("child_quantities", "quantities"),
}
FIELDS: Final[Mapping[str, Mapping[str, tuple[str, str]]]] = {
    "ObjectEvent": {
        **_ACTION,
        "epcList": ("epcs", "unique_uris"),
        "quantityList": ("quantities", "quantities"),
        "ilmd": ("ilmd", "ilmd"),
    },
    "AggregationEvent": _PARENT,
    "AssociationEvent": _PARENT,
    "TransactionEvent": {
        **_ACTION,
        "parentID": ("parent_id", "uri"),
        "epcList": ("epcs", "uris"),
        "quantityList": ("quantities", "quantities"),
    },
    "TransformationEvent": {
        **_CONTEXT,
        "inputEPCList": ("input_epcs", "unique_uris"),
        "inputQuantityList": ("input_quantities", "quantities"),
        "outputEPCList": ("output_epcs", "unique_uris"),
        "outputQuantityList": ("output_quantities", "quantities"),
        "transformationID": ("transformation_id", "uri"),
        "ilmd": ("ilmd", "ilmd"),
    },
}
KINDS: Final[Mapping[str, type[Event]]] = {
    "ObjectEvent": ObjectEvent,
    "AggregationEvent": AggregationEvent,
    "AssociationEvent": AssociationEvent,
    "TransactionEvent": TransactionEvent,
    "TransformationEvent": TransformationEvent,
}
_NEEDED: Final = {
    "ObjectEvent": ("eventTime", "eventTimeZoneOffset", "action"),
    "AggregationEvent": ("eventTime", "eventTimeZoneOffset", "action"),
    "AssociationEvent": ("eventTime", "eventTimeZoneOffset", "action", "parentID"),
    "TransactionEvent": ("eventTime", "eventTimeZoneOffset", "action", "bizTransactionList"),
    "TransformationEvent": ("eventTime", "eventTimeZoneOffset"),
}


# Kind → field → (attribute, method that reads it, path below the event).
_Tables: TypeAlias = Mapping[str, Mapping[str, tuple[str, Method, str]]]
_TABLES: dict[type, _Tables] = {}


class EventReader(SensorReader):
    """Reads the events of one document; `now` (aware) decides what lies in the future."""

    def __init__(self, report: Report, *, now: datetime) -> None:
        super().__init__(report)
        self._latest = now + CLOCK_TOLERANCE
        self._tables = self._build_tables()

    @classmethod
    def _build_tables(cls) -> _Tables:
        """For each kind of event, and for those of users (""), what reads which field."""
        if cls not in _TABLES:
            _TABLES[cls] = {
                kind: {
                    name: (attribute, getattr(cls, method), f".{name}")
                    for name, (attribute, method) in fields.items()
                }
                for kind, fields in {**FIELDS, "": _CONTEXT}.items()
            }
        return _TABLES[cls]

    def read(self, raw: Json, path: str, namespaces: Mapping[str, str]) -> Event | None:
        """The event at `path`, or None with errors reported.

        `namespaces` are the prefixes that hold outside the event.
        """
        self.path, self.failed, self.used, self.namespaces = path, False, {}, namespaces
        if not isinstance(raw, dict):
            self.find("", "kind-wrong", expected="đối tượng")
            return None
        if "@context" in raw:
            here = f"{path}.@context"
            self.namespaces = inner_namespaces(namespaces, raw["@context"], here, self.report)
        kind = raw.get("type")
        if type(kind) is not str:
            self.needed(raw, ("type",), "")
            self.text(kind, ".type")
            return None
        return self._read_known(raw, kind) if kind in KINDS else self._read_other(raw, kind)

    def _read_known(self, raw: dict[str, Json], kind: str) -> Event | None:
        read = self._read_fields(raw, kind)
        self.needed(raw, _NEEDED[kind], "")
        _CHECKS[kind](self, raw)
        if self.failed:
            return None
        event = KINDS[kind](**read)
        self._check_times(event, raw)
        return event

    def _read_fields(self, raw: dict[str, Json], kind: str) -> dict[str, Any]:
        table = self._tables[kind]
        read: dict[str, Any] = {}
        extensions: dict[str, Json] = {}
        for name, value in raw.items():
            known = table.get(name)
            if known is not None:
                attribute, method, where = known
                read[attribute] = method(self, value, where)
            elif name != "type" and name != "@context":
                if kind or ":" in name:
                    self.extension(name, value, "")
                else:
                    self.nested(value, f".{name}")
                extensions[name] = value
        if extensions:
            read["extensions"] = extensions
        if self.used:
            read["namespaces"] = self.used
        return read

    def _read_other(self, raw: dict[str, Json], kind: str) -> Event | None:
        """An event of a user's own kind, whose type must be a URI."""
        if not is_uri(kind):
            self.find(".type", "event-unknown", value=kind)
            return None
        read = self._read_fields(raw, "")
        self.needed(raw, ("eventTime", "eventTimeZoneOffset"), "")
        self.find(".type", "event-other", value=kind)
        if self.failed:
            return None
        event = OtherEvent(other_type=self.expand(kind), **read)
        self._check_times(event, raw)
        return event

    def ilmd(self, value: Json, where: str) -> Fields:
        """Master data of the objects: fields of users only."""
        found = self.fields(value, where)
        self.extensions(found, where)
        return found

    # what fields say together

    def _check_times(self, event: Event, raw: Mapping[str, Json]) -> None:
        if event.event_time > self._latest:
            self.find(".eventTime", "future", value=raw["eventTime"])
        text = str(raw["eventTime"])
        own = text[-6:]
        if own[0] in "+-" and own != event.event_time_zone_offset and own[1:] != "00:00":
            self.find(
                ".eventTimeZoneOffset",
                "offset-differs",
                value=own,
                offset=event.event_time_zone_offset,
            )
        if event.record_time is not None and event.record_time < event.event_time:
            self.find(".recordTime", "recorded-before")

    def check_object(self, raw: Mapping[str, Json]) -> None:
        """Objects by id, by quantity, or a sensor's place; master data only at creation."""
        sensed = bool(raw.get("sensorElementList")) and "readPoint" in raw
        if not ("epcList" in raw or raw.get("quantityList") or sensed):
            self.find("", "objects-missing", names="epcList hoặc quantityList")
        if "ilmd" in raw and raw.get("action") in ("OBSERVE", "DELETE"):
            self.find(".ilmd", "ilmd-not-add")

    def check_children(self, raw: Mapping[str, Json]) -> None:
        """Children unless the parent is emptied; a parent unless only observed."""
        action = raw.get("action")
        if not (raw.get("childEPCs") or raw.get("childQuantityList") or action == "DELETE"):
            self.find("", "objects-missing", names="childEPCs hoặc childQuantityList")
        if "parentID" not in raw and action != "OBSERVE" and raw["type"] == "AggregationEvent":
            self.find(".parentID", "parent-missing", action=action)

    def check_transaction(self, raw: Mapping[str, Json]) -> None:
        """At least one transaction, and objects unless all are freed."""
        if raw.get("bizTransactionList") == []:
            self.find(".bizTransactionList", "list-empty", name="bizTransactionList")
        objects = "epcList" in raw or raw.get("quantityList")
        if not objects and raw.get("action") != "DELETE":
            self.find("", "objects-missing", names="epcList hoặc quantityList")

    def check_transformation(self, raw: Mapping[str, Json]) -> None:
        """Inputs and outputs; one side is enough when a transformationID joins several events."""
        inputs = raw.get("inputEPCList") or raw.get("inputQuantityList")
        outputs = raw.get("outputEPCList") or raw.get("outputQuantityList")
        if "transformationID" in raw:
            if not inputs and not outputs:
                self.find("", "objects-missing", names="đầu vào hoặc đầu ra")
        elif not inputs or not outputs:
            self.find("", "objects-missing", names="cả đầu vào và đầu ra")


_CHECKS: Final = {
    "ObjectEvent": EventReader.check_object,
    "AggregationEvent": EventReader.check_children,
    "AssociationEvent": EventReader.check_children,
    "TransactionEvent": EventReader.check_transaction,
    "TransformationEvent": EventReader.check_transformation,
}
