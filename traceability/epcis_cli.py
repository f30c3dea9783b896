"""`python -m traceability epcis validate|hash FILE`: the verdict on a document, its event hashes.

`validate` answers {"valid", "format", "version", "events", "findings"}; `hash` answers a list with
one event hash id for each event in order, null for an event that has errors. A file that cannot
be used at all gets the answer of `validate` with one error at path `$` from both.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from traceability import epcis
from traceability.command import CONFORMING, FINDINGS, UNUSABLE, Parser, UsageError, emit
from traceability.epcis_document import Document
from traceability.epcis_report import UnusableError
from traceability.epcis_text import MOST_BYTES, starts_as_xml
from traceability.event_hash import event_hash
from traceability.findings import Finding

_REASONS: Mapping[type[Exception], str] = MappingProxyType(
    {
        FileNotFoundError: "không có tệp này",
        PermissionError: "không có quyền đọc",
        IsADirectoryError: "đây là thư mục",
    }
)


def main(arguments: list[str]) -> int:
    """Run `validate` or `hash`: 0 conforming, 1 findings of level error, 2 unusable input."""
    parser = Parser(prog="python -m traceability epcis", description="Kiểm tra tài liệu EPCIS.")
    parser.add_argument("action", choices=("validate", "hash"), metavar="{validate,hash}")
    parser.add_argument("file", metavar="FILE", help="tệp EPCIS (JSON-LD 2.0, XML 2.0 hoặc 1.2)")
    lone_dash = len(arguments) == 2 and arguments[1].startswith("-")
    try:
        options = parser.parse_args([arguments[0], "--", arguments[1]] if lone_dash else arguments)
    except UsageError as error:
        _answer(_refusal(Finding("error", "$", "usage", str(error)), "json"))
        return UNUSABLE
    return validate(options.file) if options.action == "validate" else hash_events(options.file)


def validate(path: str) -> int:
    """Print the verdict on the file; the exit code."""
    document = _read(path)
    if document is None:
        return UNUSABLE
    _answer(
        {
            "valid": document.valid,
            "format": document.format,
            "version": document.version,
            "events": document.event_count,
            "findings": [finding.as_json() for finding in document.findings],
        }
    )
    return CONFORMING if document.valid else FINDINGS


def hash_events(path: str) -> int:
    """Print the hash ids of the file's events; the exit code."""
    document = _read(path)
    if document is None:
        return UNUSABLE
    hashes: list[str | None] = [None] * document.event_count
    for position, event in zip(document.positions, document.events, strict=True):
        hashes[position] = event_hash(event)
    _answer(hashes)
    return CONFORMING if document.valid else FINDINGS


def _read(path: str) -> Document | None:
    """The document in a file, or None with the refusal printed."""
    data = b""
    try:
        with Path(path).open("rb") as file:
            data = file.read(MOST_BYTES + 1)
        return epcis.read(data, now=datetime.now(UTC))
    except UnusableError as error:
        _answer(_refusal(error.finding, "xml" if starts_as_xml(data) else "json"))
    except (OSError, ValueError) as error:
        reason = _REASONS.get(type(error), "đường dẫn không hợp lệ hoặc lỗi của hệ thống tệp")
        _answer(_refusal(UnusableError("unreadable", reason=reason).finding, "json"))
    return None


def _answer(content: Any) -> None:
    emit(content, year=datetime.now(UTC).year)


def _refusal(finding: Finding, form: str) -> dict[str, Any]:
    return {
        "valid": False,
        "format": form,
        "version": "2.0",
        "events": 0,
        "findings": [finding.as_json()],
    }
