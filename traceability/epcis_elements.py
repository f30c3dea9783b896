"""Turns the elements of an EPCIS event in XML into the JSON form of EPCIS 2.0."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final

from lxml import etree

from traceability.epcis_context import BUILT_IN, standard_namespace
from traceability.epcis_report import Report
from traceability.epcis_sensor import METADATA_FIELDS, REPORT_FIELDS
from traceability.epcis_xsd import (
    LEAST_UNORDERED,
    MOST_UNORDERED_SHARE,
    NAMESPACES,
    REPEATABLE,
    SCHEMA_INSTANCE,
)
from traceability.events import Json

_DECIMAL: Final = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)", re.ASCII).fullmatch
_DOUBLE: Final = re.compile(
    r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?", re.ASCII
).fullmatch
_PREFIX: Final = re.compile(r"[A-Za-z][A-Za-z0-9.\-]*").fullmatch
_BOOLEANS: Final = {"true": True, "1": True, "false": False, "0": False}
MOST_DIGITS: Final = 100


def local(element: etree._Element) -> str:
    """An element's name without its namespace."""
    return etree.QName(element).localname


def namespace(element: etree._Element) -> str | None:
    """An element's namespace, None without one; one of EPCIS counts as none."""
    found = etree.QName(element).namespace
    return None if found in NAMESPACES else found


def text_of(element: etree._Element) -> str:
    """An element's own text without the white space around it."""
    return (element.text or "").strip()


def number_of(text: str, *, exponent: bool = False) -> int | float | None:
    """The number a text writes as xsd:decimal (or xsd:double), None if it writes none."""
    if len(text) > MOST_DIGITS or not (_DOUBLE if exponent else _DECIMAL)(text):
        return None
    try:
        return int(text)
    except ValueError:
        value = float(text)
        return value if value - value == 0 else None


class Elements:
    """Reads elements below one event; `prefixes` gathers what its users' prefixes stand for."""

    def __init__(self, report: Report) -> None:
        self.report = report
        self.prefixes: dict[str, str] = {}
        self.unordered = False
        self.failed = False
        self._local_told = False

    def add(self, path: str, code: str, **params: object) -> None:
        """Report a finding; an error fails the event."""
        if self.report.add(path, code, **params):
            self.failed = True

    def known(
        self, parent: etree._Element, path: str, order: Sequence[str]
    ) -> Iterator[tuple[str, etree._Element, str]]:
        """Children that the schema knows, as (name, element, path); others are reported.

        Foreign elements come with their qualified name.
        """
        places = {name: place for place, name in enumerate(order)}
        seen: dict[str, int] = {}
        found: list[tuple[str, etree._Element, str]] = []
        for child in parent:
            name = local(child)
            foreign = namespace(child)
            shown = name if foreign is None else self.qualified(child)
            seen[shown] = seen.get(shown, 0) + 1
            here = f"{path}/{shown}" if seen[shown] == 1 else f"{path}/{shown}[{seen[shown]}]"
            if foreign is not None:
                found.append((shown, child, here))
            elif name not in places:
                self.add(here, "element-unknown", name=name)
            else:
                if seen[name] > 1 and name not in REPEATABLE:
                    self.add(here, "element-repeated", name=name)
                self._tell_local(child, here)
                found.append((name, child, here))
        self._check_order(found, places)
        return iter(found)

    def _tell_local(self, child: etree._Element, path: str) -> None:
        if etree.QName(child).namespace is not None and not self._local_told:
            self._local_told = True
            self.add(path, "namespace-local", name=local(child))

    def _check_order(
        self, found: list[tuple[str, etree._Element, str]], places: dict[str, int]
    ) -> None:
        ranks = [places.get(name, len(places)) for name, _, _ in found]
        displaced = len(ranks) - _longest_rise(ranks)
        if displaced == 0 or self.unordered:
            return
        free = LEAST_UNORDERED <= displaced <= MOST_UNORDERED_SHARE * len(ranks)
        late = next(i for i in range(1, len(ranks)) if ranks[i] < ranks[i - 1])
        if free:
            self.unordered = True
            self.add(found[late][2], "element-unordered")
        else:
            self.add(found[late][2], "element-order", name=found[late][0])

    # standard elements

    def texts(self, parent: etree._Element, path: str, name: str) -> list[Json]:
        """The texts of a list of equal elements."""
        return [text_of(child) for child, _ in self.several(parent, path, (name,))]

    def several(
        self, parent: etree._Element, path: str, names: Sequence[str]
    ) -> Iterator[tuple[etree._Element, str]]:
        """Children with these names, which may repeat; others are reported."""
        for index, child in enumerate(parent, 1):
            here = f"{path}/{local(child)}[{index}]"
            if namespace(child) is None and local(child) in names:
                self._tell_local(child, here)
                yield child, here
            else:
                self.add(here, "element-unknown", name=local(child))

    def quantities(self, parent: etree._Element, path: str) -> list[Json]:
        """A list of quantity elements."""
        found: list[Json] = []
        for child, here in self.several(parent, path, ("quantityElement",)):
            item: dict[str, Json] = {}
            for name, part, inner in self.known(child, here, ("epcClass", "quantity", "uom")):
                if name == "quantity" and part.get(f"{{{SCHEMA_INSTANCE}}}nil") == "true":
                    continue
                item[name] = self.number(part, inner) if name == "quantity" else text_of(part)
            found.append(item)
        return found

    def number(self, element: etree._Element, path: str) -> int | float:
        """An element's decimal number."""
        value = number_of(text_of(element))
        if value is None:
            self.add(path, "number-malformed", value=text_of(element))
            return 0
        return value

    def typed(self, parent: etree._Element, path: str, name: str) -> list[Json]:
        """Business transactions, sources or destinations: a text with a type."""
        found: list[Json] = []
        for child, _ in self.several(parent, path, (name,)):
            item: dict[str, Json] = {name: text_of(child)}
            if "type" in child.attrib:
                item["type"] = str(child.get("type")).strip()
            found.append(item)
        return found

    def place(self, element: etree._Element, path: str) -> dict[str, Json]:
        """A read point or business location."""
        return self._with_extensions(element, path, ("id", "extension"), {"id"})

    def _with_extensions(
        self, element: etree._Element, path: str, order: Sequence[str], texts: set[str]
    ) -> dict[str, Json]:
        """Text elements and fields of users; an `extension` holds what EPCIS does not know."""
        found: dict[str, Json] = {}
        for name, child, _ in self.known(element, path, order):
            if name in texts:
                found[name] = text_of(child)
            elif name != "extension":
                put(found, name, self.foreign(child))
        return found

    def persistent_disposition(self, element: etree._Element, path: str) -> dict[str, Json]:
        """Dispositions unset, then set."""
        found: dict[str, list[Json]] = {}
        last = "unset"
        for child, here in self.several(element, path, ("unset", "set")):
            name = local(child)
            if (last, name) == ("set", "unset"):
                self.add(here, "element-order", name=name)
            last = name
            found.setdefault(name, []).append(text_of(child))
        return {**found}

    def error_declaration(self, element: etree._Element, path: str) -> dict[str, Json]:
        """The declaration that an earlier event was wrong."""
        order = ("declarationTime", "reason", "correctiveEventIDs", "extension")
        found: dict[str, Json] = {}
        for name, child, here in self.known(element, path, order):
            if name == "correctiveEventIDs":
                found[name] = self.texts(child, here, "correctiveEventID")
            elif name in order[:2]:
                found[name] = text_of(child)
            elif name != "extension":
                put(found, name, self.foreign(child))
        return found

    def ilmd(self, element: etree._Element, path: str) -> dict[str, Json]:
        """Master data of the objects: elements of users, each in a namespace."""
        found: dict[str, Json] = {}
        for name, child, _ in self.known(element, path, ("extension",)):
            if name != "extension":
                put(found, name, self.foreign(child))
        return found

    # sensors

    def sensor_elements(self, parent: etree._Element, path: str) -> list[Json]:
        """A list of sensor elements."""
        return [
            self._sensor_element(child, here)
            for child, here in self.several(parent, path, ("sensorElement",))
        ]

    def _sensor_element(self, element: etree._Element, path: str) -> dict[str, Json]:
        found: dict[str, Json] = {}
        reports: list[Json] = []
        for index, child in enumerate(element, 1):
            name, here = local(child), f"{path}/{local(child)}[{index}]"
            if namespace(child) is not None:
                put(found, self.qualified(child), self.foreign(child))
            elif name == "sensorReport":
                reports.append(self._sensed(child, here, REPORT_FIELDS))
            elif name == "sensorMetadata":
                found[name] = self._sensed(child, here, METADATA_FIELDS)
        if reports:
            found["sensorReport"] = reports
        return found

    def _sensed(self, element: etree._Element, path: str, kinds: dict[str, str]) -> dict[str, Json]:
        """The attributes of a sensor's metadata or report, numbers and booleans as such."""
        found: dict[str, Json] = {}
        for name, value in self.attributes(element):
            here = f"{path}/@{name}"
            kind = kinds.get(name)
            text = value.strip()
            read: Json = value if kind == "text" or ":" in name else text
            if kind == "number":
                read = number_of(text, exponent=True)
                if read is None:
                    self.add(here, "number-malformed", value=text)
            elif kind == "boolean":
                read = _BOOLEANS.get(text)
                if read is None:
                    self.add(here, "boolean-malformed", value=text)
            found[name] = read
        return found

    # fields of users

    def foreign(self, element: etree._Element) -> Json:
        """A user's element: its text, or an object if it has attributes or children."""
        attributes = list(self.attributes(element))
        text = text_of(element)
        if not attributes and not len(element):
            return text
        found: dict[str, Json] = dict(attributes)
        for child in element:
            put(found, self.qualified(child), self.foreign(child))
        if text:
            found["#text"] = text
        return found

    def attributes(self, element: etree._Element) -> Iterator[tuple[str, str]]:
        """An element's attributes by qualified name, without those of XML Schema."""
        for key, value in element.attrib.items():
            name = etree.QName(str(key))
            if name.namespace is None:
                yield name.localname, str(value)
            elif name.namespace != SCHEMA_INSTANCE:
                prefix = self._prefix(element, name.namespace)
                yield f"{prefix}:{name.localname}", str(value)

    def qualified(self, element: etree._Element) -> str:
        """A foreign element's name as prefix:name."""
        name = etree.QName(element)
        if name.namespace is None:
            return name.localname
        return f"{self._prefix(element, name.namespace)}:{name.localname}"

    def _prefix(self, element: etree._Element, uri: str) -> str:
        """A prefix for a namespace: the document's own if it is free in this event."""
        wished = next((p for p, u in element.nsmap.items() if u == uri and p and _PREFIX(p)), "ns")
        uri = standard_namespace(uri)
        for prefix, known in (*self.prefixes.items(), *BUILT_IN.items()):
            if known == uri:
                self.prefixes[prefix] = uri
                return prefix
        prefix, number = wished, 1
        while prefix in self.prefixes or prefix in BUILT_IN or prefix in {"http", "https", "urn"}:
            number += 1
            prefix = f"{wished}{number}"
        self.prefixes[prefix] = uri
        return prefix


def put(found: dict[str, Json], name: str, value: Json) -> None:
    """Add a value under a name; a name that repeats becomes a list."""
    if name not in found:
        found[name] = value
    elif isinstance(there := found[name], list):
        there.append(value)
    else:
        found[name] = [there, value]


def _longest_rise(ranks: list[int]) -> int:
    """The most elements that stand in order among `ranks`."""
    tails: list[int] = []
    for rank in ranks:
        place = bisect_right(tails, rank)
        tails[place : place + 1] = [rank]
    return len(tails)
