"""What the prefixes of a JSON-LD document stand for."""

from collections.abc import Mapping
from typing import Final

from traceability.epcis_report import Report
from traceability.epcis_values import as_uri, is_uri
from traceability.events import Json

EPCIS_CONTEXT: Final = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
_EPCIS_CONTEXTS: Final = (
    "https://ref.gs1.org/standards/epcis/",
    "https://gs1.github.io/EPCIS/",
    "https://id.gs1.org/epcis-context",
)

MOST_CONTEXTS: Final = 100

# The prefixes that GS1's EPCIS context declares itself.
BUILT_IN: Final[Mapping[str, str]] = {
    "epcis": "https://ref.gs1.org/epcis/",
    "cbv": "https://ref.gs1.org/cbv/",
    "cbvmda": "urn:epcglobal:cbv:mda:",
    "gs1": "https://gs1.org/voc/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
    "dcterms": "http://purl.org/dc/terms/",
}


def namespaces(context: Json, path: str, report: Report) -> dict[str, str]:
    """The prefixes a document's `@context` gives, the built-in ones included."""
    entries = _entries(context, path, report)
    if not any(isinstance(e, str) and e.startswith(_EPCIS_CONTEXTS) for e in entries):
        report.add(path, "context-foreign")
    return {**BUILT_IN, **_declared(entries)}


def inner_namespaces(
    outer: Mapping[str, str], context: Json, path: str, report: Report
) -> dict[str, str]:
    """The prefixes inside an event that has a context of its own."""
    return {**outer, **_declared(_entries(context, path, report))}


def _entries(context: Json, path: str, report: Report) -> list[Json]:
    entries: list[Json] = list(context) if isinstance(context, list) else [context]
    if len(entries) > MOST_CONTEXTS or not all(map(_is_entry, entries)) or _repeats(entries):
        report.add(path, "context-malformed")
        return entries[:MOST_CONTEXTS]
    return entries


def _is_entry(entry: Json) -> bool:
    return isinstance(entry, dict) or (isinstance(entry, str) and is_uri(entry))


def _repeats(entries: list[Json]) -> bool:
    return any(entry in entries[:index] for index, entry in enumerate(entries))


def _declared(entries: list[Json]) -> dict[str, str]:
    found: dict[str, str] = {}
    for entry in entries:
        if isinstance(entry, dict):
            for prefix, value in entry.items():
                target = value.get("@id") if isinstance(value, dict) else value
                if isinstance(target, str):
                    found[prefix] = standard_namespace(target)
    return found


def standard_namespace(uri: str) -> str:
    """A namespace as a URI; that of CBV master data is written with and without a last colon."""
    if uri.rstrip(":#") == "urn:epcglobal:cbv:mda":
        return BUILT_IN["cbvmda"]
    return uri if is_uri(uri) else as_uri(uri)
