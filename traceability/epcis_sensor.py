"""Reads sensor elements of EPCIS 2.0: metadata and reports, checked field by field."""

from typing import Final

from traceability import cbv
from traceability.epcis_parts import PartReader
from traceability.epcis_values import is_hex, is_uri
from traceability.events import Fields, Json, SensorElement

METADATA_FIELDS: Final = {
    "time": "time",
    "startTime": "time",
    "endTime": "time",
    "deviceID": "uri",
    "deviceMetadata": "uri",
    "rawData": "uri",
    "dataProcessingMethod": "uri",
    "bizRules": "uri",
}
REPORT_FIELDS: Final = {
    "type": "measurement",
    "exception": "exception",
    "deviceID": "uri",
    "deviceMetadata": "uri",
    "rawData": "uri",
    "dataProcessingMethod": "uri",
    "time": "time",
    "microorganism": "uri",
    "chemicalSubstance": "uri",
    "value": "number",
    "component": "component",
    "stringValue": "text",
    "booleanValue": "boolean",
    "hexBinaryValue": "hex",
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
_WORDS: Final = {"exception": cbv.SENSOR_ALERT_TYPE, "component": cbv.COMPONENT}


class SensorReader(PartReader):
    """A reader of parts that knows sensor elements as well."""

    def sensor_elements(self, value: Json, where: str) -> tuple[SensorElement, ...]:
        """A list of sensor elements."""
        return tuple(
            self._sensor_element(item, f"{where}[{index}]")
            for index, item in enumerate(self.items(value, where))
        )

    def _sensor_element(self, value: Json, where: str) -> SensorElement:
        found = self.fields(value, where)
        self.needed(found, ("sensorReport",), where)
        rest = {k: v for k, v in found.items() if k not in {"sensorMetadata", "sensorReport"}}
        self.extensions(rest, where)
        metadata = None
        if "sensorMetadata" in found:
            here = f"{where}.sensorMetadata"
            metadata = self._sensed(
                self.fields(found["sensorMetadata"], here), METADATA_FIELDS, here
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
        return self._sensed(found, REPORT_FIELDS, where)

    def _sensed(self, found: Fields, kinds: dict[str, str], where: str) -> Fields:
        """The fields with their words made short."""
        read: dict[str, Json] = {}
        for name, value in found.items():
            kind = kinds.get(name)
            if kind is None:
                self.extension(name, value, where)
                read[name] = value
            else:
                read[name] = self._field(kind, value, f"{where}.{name}")
        return read

    def _field(self, kind: str, value: Json, where: str) -> Json:
        """One field checked by its kind; words come back short, all else unchanged."""
        if kind in _WORDS:
            return self.word(_WORDS[kind], value, where)
        if kind == "measurement":
            return self._measurement(value, where)
        if kind == "misplaced":
            self.find(where, "field-misplaced", name=where.rpartition(".")[2])
            kind = "uri"
        self._check(kind, value, where)
        return value

    def _check(self, kind: str, value: Json, where: str) -> None:
        if kind == "uri":
            self.uri(value, where)
        elif kind == "number":
            self.number(value, where)
        elif kind == "time":
            self.time(value, where)
        elif kind == "boolean":
            if not isinstance(value, bool):
                self.find(where, "kind-wrong", expected="true hoặc false")
        else:
            text = self.text(value, where)
            if kind == "hex" and isinstance(value, str) and not is_hex(text):
                self.find(where, "hex-malformed", value=text)

    def _measurement(self, value: Json, where: str) -> str:
        """A kind of measurement; bare words GS1 does not list are in use, so only a warning."""
        known = not isinstance(value, str) or cbv.MEASUREMENT_TYPE.short(value) is not None
        if not known and not is_uri(str(value)):
            self.find(where, "measurement-unknown", value=value)
            return str(value)
        return self.word(cbv.MEASUREMENT_TYPE, value, where)
