"""The event hash id of CBV 2.0 §8.9: the same for one event in whatever syntax and order.

The pre-hash string follows GS1's reference implementation (PyPI epcis-event-hash-generator 1.9)
where that and the text of the standard leave a choice; docs/adr/0004-epcis.md lists the cases.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from hashlib import sha256
from typing import Any, Final

from traceability import cbv
from traceability.canonical_id import canonical_id
from traceability.epcis_context import BUILT_IN
from traceability.epcis_sensor import METADATA_FIELDS
from traceability.epcis_values import moment
from traceability.events import (
    BizTransaction,
    Endpoint,
    Event,
    Fields,
    Json,
    Place,
    Quantity,
    SensorElement,
)

_NUMBER: Final = re.compile(r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII).fullmatch
_COMMENTS: Final = frozenset({"rdfs:comment", "comment", "#text"})
_METADATA_ORDER: Final = (
    *("time", "startTime", "endTime", "deviceID", "deviceMetadata", "rawData"),
    *("dataProcessingMethod", "bizRules"),
)
_REPORT_ORDER: Final = (
    *("type", "exception", "deviceID", "deviceMetadata", "rawData", "dataProcessingMethod"),
    *("time", "microorganism", "chemicalSubstance", "value", "component", "stringValue"),
    *("booleanValue", "hexBinaryValue", "uriValue", "minValue", "maxValue", "meanValue"),
    *("sDev", "percRank", "percValue", "uom", "coordinateReferenceSystem"),
)
_TIMES: Final = frozenset(name for name, kind in METADATA_FIELDS.items() if kind == "time_text")
_WORDS: Final = {
    "type": cbv.MEASUREMENT_TYPE,
    "exception": cbv.SENSOR_ALERT_TYPE,
    "component": cbv.COMPONENT,
}
_URN_STARTS: Final = {
    start: vocabulary.web
    for vocabulary in (
        *(cbv.BIZ_STEP, cbv.DISPOSITION, cbv.BIZ_TRANSACTION_TYPE),
        *(cbv.SOURCE_DEST_TYPE, cbv.ERROR_REASON),
    )
    for start in vocabulary.starts
    if start.startswith("urn:")
}

# What begins so is neither a word to be spelled out nor a number.
_IDENTIFIERS: Final = ("urn:epc:", "urn:uuid:", "https://id.")
_SHORT: Final = 500  # characters; longer values are not remembered, lest they fill the memory


def event_hash(event: Event) -> str:
    """The event hash id, `ni:///sha-256;…?ver=CBV2.0` (RFC 6920)."""
    digest = sha256(pre_hash(event).encode("utf-8", "surrogatepass")).hexdigest()
    return f"ni:///sha-256;{digest}?ver=CBV2.0"


def pre_hash(event: Event) -> str:
    """The string that is hashed: fields in canonical order, values in canonical form.

    The event's id, the time of its recording and an error declaration take no part.
    """
    return _Hasher(event.namespaces).event(event)


class _Hasher:
    """Writes one event; knows what its prefixes stand for."""

    def __init__(self, namespaces: Mapping[str, str]) -> None:
        self._namespaces = {**BUILT_IN, **namespaces}

    def event(self, event: Event) -> str:
        """All of an event; what it does not have is not asked for, for the sake of speed."""
        parts = [
            f"eventType={event.type}eventTime={_instant(event.event_time)}"
            f"eventTimeZoneOffset={event.event_time_zone_offset}"
        ]
        if event.certification_info:
            parts.append(
                _sorted(f"certificationInfo={_value(u)}" for u in event.certification_info)
            )
        for name, attribute, write in _OBJECTS:
            if found := getattr(event, attribute, None):
                parts.append(write(name, found))
        parts += self._why_and_where(event)
        if event.sensor_elements:
            sensed = map(self._sensor, event.sensor_elements)
            parts.append(self._listed("sensorElementList", sensed))
        if rest := self._rest(event):
            parts.append(_sorted(rest))
        return "".join(parts)

    def _why_and_where(self, event: Event) -> Iterable[str]:
        if event.biz_step is not None:
            yield _field("bizStep", cbv.BIZ_STEP.uri(event.biz_step))
        if event.disposition is not None:
            yield _field("disposition", cbv.DISPOSITION.uri(event.disposition))
        if event.persistent_disposition is not None:
            yield "persistentDisposition"
            for name in ("set", "unset"):
                words = getattr(event.persistent_disposition, name)
                yield _sorted(f"{name}={_value(cbv.DISPOSITION.uri(word))}" for word in words)
        if event.read_point is not None:
            yield self._place("readPoint", event.read_point)
        if event.biz_location is not None:
            yield self._place("bizLocation", event.biz_location)

    def _place(self, name: str, place: Place) -> str:
        found = f"{name}id={_value(place.id)}"
        return found + _sorted(self._fields(place.extensions)) if place.extensions else found

    @staticmethod
    def _listed(name: str, items: Iterable[str]) -> str:
        found = _sorted(items)
        return name + found if found else ""

    def _sensor(self, element: SensorElement) -> str:
        metadata = ""
        if element.metadata is not None:
            inside = self._sensed(element.metadata, _METADATA_ORDER)
            metadata = f"sensorMetadata{inside}" if inside else ""
        reports = (f"sensorReport{self._sensed(r, _REPORT_ORDER)}" for r in element.reports)
        rest = _sorted(self._fields(element.extensions))
        return f"sensorElement{metadata}{_sorted(reports)}{rest}"

    def _sensed(self, fields: Fields, order: tuple[str, ...]) -> str:
        parts = [self._sensed_field(name, fields[name]) for name in order if name in fields]
        rest = {name: value for name, value in fields.items() if name not in order}
        return "".join(parts) + _sorted(self._fields(rest))

    @staticmethod
    def _sensed_field(name: str, value: Json) -> str:
        if name in _TIMES and isinstance(value, str):
            time = moment(value)
            return f"{name}={value if time is None else _instant(time)}"
        if name in _WORDS and isinstance(value, str):
            return _field(name, _WORDS[name].uri(value))
        return _field(name, _scalar(value))

    def _rest(self, event: Event) -> list[str]:
        """What the reference implementation sorts behind the fields of the canonical order."""
        found = []
        if event.biz_transactions:
            transactions = map(_biz_transaction, event.biz_transactions)
            found.append(self._listed("bizTransactionList", transactions))
        for name, ends in (("source", event.sources), ("destination", event.destinations)):
            if ends:
                found.append(self._listed(f"{name}List", (_endpoint(name, end) for end in ends)))
        if ilmd := getattr(event, "ilmd", None):
            found.append("ilmd" + _sorted(self._fields(ilmd)))
        if event.extensions:
            found += self._fields(event.extensions)
        return found

    def _fields(self, fields: Fields) -> Iterable[str]:
        """Fields of users, each with its full name."""
        for name, value in fields.items():
            if name not in _COMMENTS:
                yield from self._generic(self._full_name(name), value)

    def _full_name(self, name: str) -> str:
        prefix, colon, rest = name.partition(":")
        if prefix == "epcis" and colon:
            return rest
        namespace = self._namespaces.get(prefix) if colon else None
        if namespace is None:
            return name
        return f"{{{namespace.rstrip(':') if prefix == 'cbvmda' else namespace}}}{rest}"

    def _generic(self, name: str, value: Json) -> Iterable[str]:
        if isinstance(value, list):
            for item in value:
                yield from self._generic(name, item)
        elif isinstance(value, dict):
            text = _field("", _scalar(value.get("#text")))
            yield name + text + _sorted(self._fields(value))
        else:
            text = _value(_scalar(value))
            yield f"{name}={text}" if text else name


def _sorted(parts: Iterable[str]) -> str:
    return "".join(sorted(parts))


def _field(name: str, text: str | None) -> str:
    found = _value(text) if text else ""
    return f"{name}={found}" if found else ""


def _epcs(name: str, epcs: Iterable[str]) -> str:
    found = _sorted(f"epc={_value(epc)}" for epc in epcs)
    return name + found if found else ""


def _quantities(name: str, quantities: Iterable[Quantity]) -> str:
    found = _sorted(map(_quantity, quantities))
    return name + found if found else ""


def _quantity(quantity: Quantity) -> str:
    amount = None if quantity.quantity is None else str(quantity.quantity)
    named = f"quantityElementepcClass={_value(quantity.epc_class)}"
    return f"{named}{_field('quantity', amount)}{_field('uom', quantity.uom)}"


_OBJECTS: Final[tuple[tuple[str, str, Callable[[str, Any], str]], ...]] = (
    ("parentID", "parent_id", _field),
    ("epcList", "epcs", _epcs),
    ("inputEPCList", "input_epcs", _epcs),
    ("childEPCs", "child_epcs", _epcs),
    ("quantityList", "quantities", _quantities),
    ("childQuantityList", "child_quantities", _quantities),
    ("inputQuantityList", "input_quantities", _quantities),
    ("outputEPCList", "output_epcs", _epcs),
    ("outputQuantityList", "output_quantities", _quantities),
    ("action", "action", _field),
    ("transformationID", "transformation_id", _field),
)


def _biz_transaction(transaction: BizTransaction) -> str:
    kind = transaction.type and cbv.BIZ_TRANSACTION_TYPE.uri(transaction.type)
    return f"{_field('type', kind)}bizTransaction={_value(transaction.id)}"


def _endpoint(name: str, endpoint: Endpoint) -> str:
    kind = cbv.SOURCE_DEST_TYPE.uri(endpoint.type)
    return f"{_field('type', kind)}{name}={_value(endpoint.id)}"


def _instant(time: datetime) -> str:
    """UTC in milliseconds, the half rounded up."""
    try:
        rounded = time if time.microsecond == 0 else time + timedelta(microseconds=500)
        shown = rounded.astimezone(UTC)
    except OverflowError:
        shown = time.replace(tzinfo=UTC)
    return shown.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _scalar(value: Json) -> str:
    """A single value as XML writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _value(text: str) -> str:
    """A value in canonical form: CBV words by web URI, plain numbers, identifiers as links."""
    return _short_value(text) if len(text) <= _SHORT else _any_value(text, canonical_id.__wrapped__)


@lru_cache(maxsize=16_384)
def _short_value(text: str) -> str:
    return _any_value(text, canonical_id)


def _any_value(text: str, canonical: Callable[[str], str]) -> str:
    text = text.strip()
    if text.startswith(_IDENTIFIERS):
        return canonical(text)
    for start, web in _URN_STARTS.items():
        if text.startswith(start):
            return web + text[len(start) :]
    if _NUMBER(text):
        return _plain(Decimal(text))
    return canonical(text)


def _plain(number: Decimal) -> str:
    """A number without exponent and superfluous zeros."""
    shown = f"{number:f}"
    if "." in shown:
        shown = shown.rstrip("0").rstrip(".")
    return shown.lstrip("+") if shown not in {"-0", "", "-"} else "0"
