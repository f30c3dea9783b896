"""How long chain, traces and all metrics take, and that time grows with the events, not faster.

Run from the project root: `python bench/bench_trace.py [events]` (default 200,000). Measures a
quarter of the events and all of them in one run, in seconds of the processor; exit code 1 when
four times the events take more than LINEAR times as long, or a trace of at most 1,000 lots takes
100 ms (requirement T15) at the 95th percentile.
"""

import gc
import random
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from traceability.chain import Chain, build  # the project root is on the path now
from traceability.checks import Case, run
from traceability.events import (
    AggregationEvent,
    Endpoint,
    Event,
    ObjectEvent,
    Place,
    Quantity,
    TransformationEvent,
)
from traceability.metrics_subject import Subject
from traceability.profiles import profile
from traceability.trace import Direction, trace

LINEAR = 6.0
MOST_SECONDS = 0.1
MOST_LOTS = 1000
START = datetime(2026, 1, 1, tzinfo=UTC)
PLANT = "urn:epc:id:sgln:8938501.00001.0"
SELLER, BUYER = "urn:epc:id:pgln:8938501.00001", "urn:epc:id:pgln:8938502.00001"
T = TypeVar("T")


def events(count: int) -> Iterator[Event]:
    """Batches of ten events: raw lots, a process mixing them with the last batch's product,
    packing, shipping, receiving; some batches stand alone."""
    for number in range(count // 10):
        raw = [_quantity(1, f"R{number}-{part}", 100) for part in range(5)]
        for part, quantity in enumerate(raw):
            yield ObjectEvent(
                action="ADD",
                quantities=(quantity,),
                ilmd={"mau:productionDate": "2026-01-01", "mau:countryOfOrigin": "VN"},
                **_base(number, part, "commissioning"),
            )
        carried = (_quantity(2, f"P{number - 1}", 10),) if number % 50 else ()
        total = 500 + 10 * len(carried)
        product = _quantity(2, f"P{number}", total)
        yield TransformationEvent(
            input_quantities=(*raw, *carried),
            output_quantities=(product,),
            **_base(number, 5, "commissioning"),
        )
        yield from _delivery(number, product)


def _delivery(number: int, product: Quantity) -> Iterator[Event]:
    unit = f"urn:epc:id:sscc:8938501.1{number:09d}"
    part = Quantity(product.epc_class, Decimal(400), "KGM")
    yield AggregationEvent(
        action="ADD", parent_id=unit, child_quantities=(part,), **_base(number, 6, "packing")
    )
    ends = {
        "sources": (Endpoint("possessing_party", SELLER),),
        "destinations": (Endpoint("possessing_party", BUYER),),
    }
    for step, word in ((7, "shipping"), (8, "receiving")):
        yield ObjectEvent(action="OBSERVE", epcs=(unit,), **_base(number, step, word), **ends)
    yield ObjectEvent(action="OBSERVE", epcs=(unit,), **_base(number, 9, "inspecting"))


def _base(number: int, step: int, word: str) -> dict:  # type: ignore[type-arg]
    return {
        "event_time": START + timedelta(minutes=20 * number + step),
        "event_time_zone_offset": "+07:00",
        "event_id": f"https://example.vn/su-kien/{number}-{step}",
        "biz_step": word,
        "read_point": Place(PLANT),
        "biz_location": Place(PLANT),
    }


def _quantity(product: int, lot: str, amount: int) -> Quantity:
    return Quantity(f"urn:epc:class:lgtin:8938501.{product:06d}.{lot}", Decimal(amount), "KGM")


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """The result of some work and the processor's seconds it took."""
    gc.collect()
    started = time.process_time()
    result = work()
    return result, time.process_time() - started


def measure(count: int) -> tuple[float, float]:
    """Print the times for so many events; build and check, 95th percentile of traces."""
    given = tuple(events(count))
    chain, building = timed(lambda: build(given))
    case = Case(subject=Subject(chain=chain, at=date(2026, 11, 21), profile=profile()))
    report, checking = timed(lambda: run(case))
    traces, largest = _traces(chain)
    late = statistics.quantiles(traces, n=20)[-1]
    print(
        f"{count:,} events, {len(chain.touched):,} lots: chain {building:.2f} s, all metrics "
        f"{checking:.2f} s, trace p50 {statistics.median(traces) * 1000:.2f} ms, "
        f"p95 {late * 1000:.2f} ms (up to {largest} lots), {len(report.told)} findings"
    )
    return building + checking, late


def _traces(chain: Chain) -> tuple[list[float], int]:
    lots = random.Random(1).sample(list(chain.touched), 300)
    seconds, largest = [], 0
    for lot in lots:
        for direction in Direction:
            started = time.process_time()
            found = len(trace(chain, lot, direction).lots)
            if found <= MOST_LOTS:
                seconds.append(time.process_time() - started)
                largest = max(largest, found)
    return seconds, largest


def main() -> int:
    """Measure; exit code 1 if a target is missed."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 200_000
    small, _ = measure(count // 4)
    large, late = measure(count)
    print(f"four times the events take {large / small:.1f} times as long")
    return int(large / small > LINEAR or late > MOST_SECONDS)


if __name__ == "__main__":
    raise SystemExit(main())
