"""Reads EPCIS documents (2.0 JSON-LD, 2.0 and 1.2 XML) into typed events and findings."""

from datetime import datetime

from traceability.epcis_document import Document, MasterDatum
from traceability.epcis_json import read_json
from traceability.epcis_report import UnusableError
from traceability.epcis_text import is_xml, text_of
from traceability.epcis_xml import read_xml

__all__ = ["Document", "MasterDatum", "UnusableError", "read"]


def read(data: bytes, *, now: datetime) -> Document:
    """The document in the bytes of a file; `now` (aware) is the time of reading.

    The verdict (`valid`) is that of GS1's EPCIS 2.0 JSON schema and XML schemas. Nothing is
    fetched: contexts and schemas are known here, DOCTYPE is refused.

    Raises UnusableError if the bytes cannot be read at all: not JSON or XML, too large, too deep.
    """
    text = text_of(data)
    return read_xml(text, now=now) if is_xml(text) else read_json(text, now=now)
