"""How long reading and validating EPCIS JSON-LD takes beside json.loads of the same bytes.

Target: within 10 times (issue on traceability). Run from the project root:
`python bench/bench_epcis_validate.py [events]`; the median of 7 runs each, taken in turn, in
seconds of the processor.
"""

import gc
import json
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from traceability.epcis import read  # noqa: E402  # the project root is on the path only now

DATA = ROOT.parent / "shared" / "data" / "epcis" / "json"
NOW = datetime(2026, 11, 21, tzinfo=UTC)
RUNS = 7
TARGET = 10.0


def synthetic(count: int) -> bytes:
    """A document of `count` events of four kinds, as an enterprise would capture them."""
    events = [_event(number) for number in range(count)]
    document = {
        "@context": [
            "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
            {"mau": "https://example.vn/mau/"},
        ],
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": "2026-11-20T08:00:00+07:00",
        "epcisBody": {"eventList": events},
    }
    return json.dumps(document, ensure_ascii=False).encode()


def _event(number: int) -> dict[str, object]:
    own = (_harvest, _processing, _packing, _shipping)[number % 4](number)
    return {
        **own,
        "eventTime": f"2026-11-{number % 20 + 1:02d}T08:{number % 60:02d}:00.000+07:00",
        "eventTimeZoneOffset": "+07:00",
        "eventID": f"urn:uuid:00000000-0000-4000-8000-{number:012d}",
        "readPoint": {"id": "urn:epc:id:sgln:8938501.00001.0"},
        "bizLocation": {"id": "urn:epc:id:sgln:8938501.00001.0"},
    }


def _quantity(number: int) -> dict[str, object]:
    lot = f"urn:epc:class:lgtin:8938501.000{number % 1000:03d}.L{number}"
    return {"epcClass": lot, "quantity": 120.5, "uom": "KGM"}


def _harvest(number: int) -> dict[str, object]:
    return {
        "type": "ObjectEvent",
        "action": "ADD",
        "bizStep": "commissioning",
        "disposition": "active",
        "quantityList": [_quantity(number)],
        "ilmd": {"cbvmda:lotNumber": f"L{number}", "mau:tên": "Cà phê nhân"},
    }


def _processing(number: int) -> dict[str, object]:
    return {
        "type": "TransformationEvent",
        "bizStep": "commissioning",
        "inputQuantityList": [_quantity(number - step) for step in (1, 2, 3)],
        "outputQuantityList": [_quantity(number)],
    }


def _packing(number: int) -> dict[str, object]:
    return {
        "type": "AggregationEvent",
        "action": "ADD",
        "bizStep": "packing",
        "parentID": f"urn:epc:id:sscc:8938501.1{number:09d}",
        "childEPCs": [f"urn:epc:id:sgtin:8938501.000123.{number}{n}" for n in range(10)],
    }


def _shipping(number: int) -> dict[str, object]:
    order = f"urn:epcglobal:cbv:bt:8938501000019:{number}"
    return {
        "type": "ObjectEvent",
        "action": "OBSERVE",
        "bizStep": "shipping",
        "disposition": "in_transit",
        "epcList": [f"urn:epc:id:sscc:8938501.1{number:09d}"],
        "bizTransactionList": [{"type": "desadv", "bizTransaction": order}],
        "sourceList": [{"type": "owning_party", "source": "urn:epc:id:pgln:8938501.00001"}],
        "destinationList": [
            {"type": "owning_party", "destination": "urn:epc:id:pgln:8938502.00001"}
        ],
    }


def compare(name: str, documents: list[bytes]) -> float:
    """Print and return how many times longer reading takes than json.loads."""
    plain: list[float] = []
    full: list[float] = []
    for _ in range(RUNS):
        plain.append(_seconds(json.loads, documents))
        full.append(_seconds(_read, documents))
    base, ours = statistics.median(plain), statistics.median(full)
    size = sum(map(len, documents))
    print(
        f"{name}: {len(documents)} documents, {size:,} bytes; json.loads {base * 1000:.1f} ms, "
        f"read and validate {ours * 1000:.1f} ms, ratio {ours / base:.2f}"
    )
    return ours / base


def _read(data: bytes) -> None:
    document = read(data, now=NOW)
    if not document.valid:
        raise SystemExit(f"invalid: {document.findings[0]}")


def _seconds(work: Callable[[bytes], object], documents: list[bytes]) -> float:
    gc.collect()
    started = time.process_time()
    for data in documents:
        work(data)
    return time.process_time() - started


def main() -> int:
    """Measure; exit code 1 if the target is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    ratios = [compare(f"synthetic, {count:,} events", [synthetic(count)])]
    if DATA.is_dir():
        files = [path.read_bytes() for path in sorted(DATA.glob("*.json"))]
        ratios.append(compare("test data", files * 20))
    else:
        print("test data: absent, left out")
    return int(max(ratios) > TARGET)


if __name__ == "__main__":
    raise SystemExit(main())
