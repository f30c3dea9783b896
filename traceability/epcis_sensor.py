"""Reads sensor elements of EPCIS 2.0: metadata and reports, checked field by field."""

from collections.abc import Mapping
from typing import Final

from traceability import cbv
from traceability.epcis_parts import Method, PartReader
from traceability.epcis_report import Report
from traceability.epcis_values import is_hex
from traceability.events import Fields, Json, SensorElement

_ELEMENT_FIELDS: Final = frozenset({"sensorMetadata", "sensorReport"})
# Field → method of SensorReader that reads it.
METADATA_FIELDS: Final = {
    "time": "time_text",
    "startTime": "time_text",
    "endTime": "time_text",
    "deviceID": "uri",
    "deviceMetadata": "uri",
    "rawData": "uri",
    "dataProcessingMethod": "uri",
    "bizRules": "uri",
}
REPORT_FIELDS: Final = {
    "type": "measurement",
    "exception": "alert",
    "deviceID": "uri",
    "deviceMetadata": "uri",
    "rawData": "uri",
    "dataProcessingMethod": "uri",
    "time": "time_text",
    "microorganism": "uri",
    "chemicalSubstance": "uri",
    "value": "number",
    "component": "component",
    "stringValue": "text",
    "booleanValue": "boolean",
    "hexBinaryValue": "hex_text",
    "uriValue": "uri",
    "minValue": "number",
    "maxValue": "number",
    "meanValue": "number",
    "sDev": "number",
    "percRank": "number",
    "percValue": "number",
    "uom": "text",
    "coordinateReferenceSystem": "uri",
    "bizRules": "misplaced",
}


class SensorReader(PartReader):
    """A reader of parts that knows sensor elements as well."""

    def __init__(self, report: Report) -> None:
        super().__init__(report)
        self._metadata = self.methods("sensorMetadata", METADATA_FIELDS)
        self._report_methods = self.methods("sensorReport", REPORT_FIELDS)

    def sensor_elements(self, value: Json, where: str) -> tuple[SensorElement, ...]:
        """A list of sensor elements."""
        return tuple(
            self._sensor_element(item, f"{where}[{index}]")
            for index, item in enumerate(self.items(value, where))
        )

    def _sensor_element(self, value: Json, where: str) -> SensorElement:
        found = self.fields(value, where)
        self.needed(found, ("sensorReport",), where)
        rest = {k: v for k, v in found.items() if k not in _ELEMENT_FIELDS}
        self.extensions(rest, where)
        metadata = None
        if "sensorMetadata" in found:
            here = f"{where}.sensorMetadata"
            metadata = self._sensed(
                self.fields(found["sensorMetadata"], here), self._metadata, here
            )
        here = f"{where}.sensorReport"
        reports = self.full_items(found["sensorReport"], here) if "sensorReport" in found else []
        return SensorElement(
            tuple(self._report(item, f"{here}[{index}]") for index, item in enumerate(reports)),
            metadata,
            rest,
        )

    def _report(self, value: Json, where: str) -> Fields:
        found = self.fields(value, where)
        if "type" not in found and "exception" not in found:
            self.needed(found, ("type",), where)
        return self._sensed(found, self._report_methods, where)

    def _sensed(self, found: Fields, methods: Mapping[str, Method], where: str) -> Fields:
        """The fields with their words made short."""
        read: dict[str, Json] = {}
        for name, value in found.items():
            method = methods.get(name)
            if method is None:
                self.extension(name, value, where)
                read[name] = value
            else:
                read[name] = method(self, value, f"{where}.{name}")
        return read

    def time_text(self, value: Json, where: str) -> Json:
        """A moment that stays text."""
        self.time(value, where)
        return value

    def boolean(self, value: Json, where: str) -> Json:
        """True or false."""
        if not isinstance(value, bool):
            self.find(where, "kind-wrong", expected="true hoặc false")
        return value

    def hex_text(self, value: Json, where: str) -> str:
        """Bytes in hexadecimal."""
        text = self.text(value, where)
        if isinstance(value, str) and not is_hex(text):
            self.find(where, "hex-malformed", value=text)
        return text

    def alert(self, value: Json, where: str) -> str:
        """A kind of alert."""
        return self.word(cbv.SENSOR_ALERT_TYPE, value, where)

    def component(self, value: Json, where: str) -> str:
        """The component of a vector that was measured."""
        return self.word(cbv.COMPONENT, value, where)

    def misplaced(self, value: Json, where: str) -> str:
        """Business rules, which belong into the metadata but are met in reports."""
        self.find(where, "field-misplaced", name=where.rpartition(".")[2])
        return self.uri(value, where)

    def measurement(self, value: Json, where: str) -> str:
        """A kind of measurement; some words GS1 does not list are in use: only a warning."""
        if isinstance(value, str) and value in cbv.MEASUREMENT_TYPE.met:
            self.find(where, "measurement-unknown", value=value)
            return value
        return self.word(cbv.MEASUREMENT_TYPE, value, where)
