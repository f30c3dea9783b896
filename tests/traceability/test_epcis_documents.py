"""Every EPCIS document at hand is accepted and comes back equal from the writer."""

import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

from traceability.epcis import read
from traceability.epcis_write import to_document, to_event
from traceability.event_hash import event_hash
from traceability.events import OtherEvent

DATA = Path(__file__).resolve().parents[3] / "shared" / "data" / "epcis"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
FILES = sorted(path.relative_to(DATA).as_posix() for path in DATA.glob("*/*.*"))

# GS1's XML schema lets an EPC stand twice in a list, the JSON schema does not: the writer drops
# the second.
WITH_REPEATED_EPC = "xml-2.0/epcisDocWithAllGS1Keys.xml"

pytestmark = pytest.mark.skipif(not FILES, reason="../shared/data/epcis is not there")


def test_all_ninety_four_documents_are_looked_at() -> None:
    assert len(FILES) == 94


@pytest.mark.parametrize("name", FILES)
def test_t10_document_is_accepted_with_all_its_events(name: str) -> None:
    document = read((DATA / name).read_bytes(), now=NOW)

    assert [f for f in document.findings if f.level == "error"] == []
    assert document.valid
    assert document.event_count == len(document.events) >= 1
    assert not any(isinstance(event, OtherEvent) for event in document.events)


@pytest.mark.parametrize("name", FILES)
def test_document_has_the_format_and_version_of_its_folder(name: str) -> None:
    document = read((DATA / name).read_bytes(), now=NOW)

    folder = name.partition("/")[0]
    expected = {"json": ("json", "2.0"), "xml-2.0": ("xml", "2.0"), "xml-1.2": ("xml", "1.2")}
    assert (document.format, document.version) == expected[folder]


@pytest.mark.parametrize("name", [name for name in FILES if name != WITH_REPEATED_EPC])
def test_t10_what_is_written_reads_back_equal(name: str) -> None:
    first = read((DATA / name).read_bytes(), now=NOW)

    written = to_document(first.events, creation_date=NOW, master_data=first.master_data)
    second = read(json.dumps(written).encode(), now=NOW)

    assert second.valid
    assert second.events == first.events
    assert second.master_data == first.master_data
    assert [event_hash(e) for e in second.events] == [event_hash(e) for e in first.events]


def test_an_epc_that_stands_twice_is_written_once() -> None:
    first = read((DATA / WITH_REPEATED_EPC).read_bytes(), now=NOW).events[0]

    second = read(json.dumps(to_event(first)).encode(), now=NOW)

    assert second.valid
    assert len(first.epcs) == 14  # type: ignore[attr-defined]
    assert second.events[0].epcs == tuple(dict.fromkeys(first.epcs))  # type: ignore[attr-defined]


@pytest.mark.parametrize("name", [name for name in FILES if name != WITH_REPEATED_EPC])
def test_each_event_written_alone_reads_back_equal(name: str) -> None:
    events = read((DATA / name).read_bytes(), now=NOW).events

    back = [read(json.dumps(to_event(event)).encode(), now=NOW).events for event in events]

    assert back == [(event,) for event in events]


def test_json_and_xml_of_one_document_say_the_same() -> None:
    pairs = [name.removeprefix("json/").removesuffix(".json") for name in FILES if "json/" in name]
    both = [name for name in pairs if (DATA / "xml-2.0" / f"{name}.xml").exists()]
    differ = []

    for name in both:
        left = read((DATA / "json" / f"{name}.json").read_bytes(), now=NOW).events
        right = read((DATA / "xml-2.0" / f"{name}.xml").read_bytes(), now=NOW).events
        differ += [name for a, b in zip(left, right, strict=True) if event_hash(a) != event_hash(b)]

    # The JSON of these names measurements by bare words that the GS1 vocabulary does not have.
    assert differ == [
        "SensorData_with_combined_events",
        "SensorData_with_combined_events",
        "TransactionEvent_with_userExtensions",
    ]
    assert len(both) == 35
