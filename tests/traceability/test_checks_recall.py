"""Mock recall: seeded sample, coverage against an independent scan, quantities, time limits."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.traceability.chain_events import (
    FARM,
    MILL,
    SHOP,
    UNIT,
    at,
    born,
    good_chain,
    lot,
    made,
    packed,
    received,
    sent,
    subject,
)
from traceability.chain_parties import party_id
from traceability.chain_steps import custody
from traceability.events import Quantity
from traceability.recall import closed, drill, mock_recall, next_due, recipients_by_scan, sample
from traceability.recall_record import Drill, DrillLot

A = lot(1, "A")
START = at(100)


def test_t19_the_same_seed_gives_the_same_sample_of_every_stage() -> None:
    chain = subject(good_chain()).chain

    first, again = sample(chain, seed=5, size=3), sample(chain, seed=5, size=3)

    assert first == again
    assert [stage for _, stage in first] == ["raw", "between", "finished"]
    assert len(sample(chain, seed=5, size=9)) == 4
    assert len(sample(chain, seed=5, size=1)) == 1
    assert len({sample(chain, seed=seed, size=1) for seed in range(20)}) == 2


def test_t19_a_good_chain_passes_its_drill() -> None:
    one = subject(good_chain())

    record = drill(one, seed=0, started_at=START, closed_at=START + timedelta(hours=2))
    found = mock_recall(replace(one, drills=(record,)))

    assert found.value == 1
    assert {
        lot_record.lot[-7:]: (lot_record.produced, lot_record.accounted)
        for lot_record in record.lots
    }["NHAN-01"] == (Decimal(970), Decimal(970))
    assert all(lot_record.expected == lot_record.found for lot_record in record.lots)
    assert record.lots[0].uom == "KGM"
    assert party_id(SHOP) in record.lots[0].found


def test_t19_what_others_do_after_receipt_is_not_counted_again() -> None:
    events = [
        born((A, 100)),
        sent((A, 100), day=1, to=MILL),
        received((A, 100), day=2, of=FARM),
        sent((A, 60), day=3, to=SHOP, by=MILL),
        made([(A, 40)], [(lot(2, "B"), 40)], day=4),
    ]

    record = drill(subject(events), seed=0, started_at=START)

    assert (record.lots[0].produced, record.lots[0].accounted) == (Decimal(100), Decimal(100))


def test_t19_stock_on_hand_is_told_of() -> None:
    node = "https://id.gs1.org/01/08938501000019/10/A"
    one = subject([born((A, 100)), sent((A, 60), day=1, to=SHOP)])
    stocked = replace(one, on_hand={node: Quantity(node, Decimal(40), "KGM")})
    short = replace(one, on_hand={node: Quantity(node, Decimal(20), "KGM")})

    def status(given: Any) -> tuple[list[str], list[str]]:
        found = mock_recall(replace(given, drills=(drill(given, seed=0, started_at=START),)))
        return [f.code for f in found.failures], [f.code for f in found.unjudged]

    assert status(stocked) == ([], [])
    assert status(short) == (["recall_quantity"], [])
    assert status(one) == ([], ["recall_unknown"])


def record(*lots: DrillLot, hours: float | None = 1) -> Drill:
    end = None if hours is None else START + timedelta(hours=hours)
    return Drill(0, START, end, lots)


FULL = DrillLot("urn:x:1", "raw", ("urn:a",), ("urn:a",), Decimal(100), Decimal(100), "KGM")


@pytest.mark.parametrize(
    ("lots", "hours", "codes"),
    [
        ((FULL,), 24, []),
        ((FULL,), None, []),
        ((FULL,), 24.1, ["recall_slow"]),
        ((replace(FULL, found=()),), 1, ["recall_missed"]),
        ((replace(FULL, accounted=Decimal(105)),), 1, []),
        ((replace(FULL, accounted=Decimal(106)),), 1, ["recall_quantity"]),
        ((replace(FULL, accounted=Decimal(95)),), 1, []),
        ((replace(FULL, accounted=Decimal(94), stock_known=True),), 1, ["recall_quantity"]),
    ],
)
def test_t19_a_drill_passes_within_its_limits(
    lots: tuple[DrillLot, ...], hours: float | None, codes: list[str]
) -> None:
    found = mock_recall(subject([], drills=(record(*lots, hours=hours),)))

    assert [failure.code for failure in found.failures] == codes
    assert found.value == (0 if codes else 1)


def test_the_latest_drill_counts() -> None:
    old = replace(record(replace(FULL, found=())), started_at=START - timedelta(days=400))

    assert mock_recall(subject([], drills=(record(FULL), old))).value == 1


def test_without_a_drill_there_is_nothing_to_judge() -> None:
    assert mock_recall(subject([])).value is None


def test_people_close_a_drill_with_their_own_list() -> None:
    end = START + timedelta(hours=3)

    found = closed(record(FULL, hours=None), end, {"urn:x:1": ["urn:a", "urn:b"]})

    assert (found.closed_at, found.lots[0].missed) == (end, ("urn:b",))
    assert closed(record(FULL), end).lots == (FULL,)
    with pytest.raises(ValueError, match="sau thời điểm bắt đầu"):
        closed(record(FULL), START - timedelta(seconds=1))


def test_a_drill_is_due_again_after_a_year() -> None:
    assert next_due(record(FULL)) == START.replace(year=START.year + 1)


def test_the_scan_follows_units_that_are_emptied_and_events_out_of_order() -> None:
    events = [
        packed(UNIT, A, day=1),
        packed(UNIT, lot(1, "B"), day=1, action="OBSERVE", biz_step="shipping"),
        packed(None, A, day=2, action="DELETE"),
        sent(UNIT, day=3, to=SHOP),
        made([lot(2, "C")], [lot(3, "D")], day=5),
        sent(lot(3, "D"), day=4, to=MILL),
        made([A], [lot(2, "C")], day=6),
    ]
    chain = subject(events).chain

    assert recipients_by_scan(chain, chain.find(A)) == (party_id(MILL),)
    assert recipients_by_scan(chain, chain.find("B")) == (party_id(SHOP),)


def test_t19_a_record_tells_its_coverage_and_how_much_is_accounted_for() -> None:
    known = DrillLot(A, "raw", ("x", "y"), ("y", "z"), Decimal(10), Decimal(9))
    unknown = DrillLot(A, "raw", (), ())

    assert (known.coverage, known.share) == (Fraction(1, 2), Fraction(9, 10))
    assert (unknown.coverage, unknown.share) == (None, None)


def test_t19_as_many_lots_are_drawn_as_are_asked_for() -> None:
    record = drill(subject(good_chain()), seed=0, started_at=START, size=3)

    assert len(record.lots) == 3


@pytest.mark.parametrize(
    ("step", "meaning"),
    [("shipping", "sending"), ("accepting", "receiving"), ("dispensing", "selling"),
     ("killing", "ending"), ("storing", ""), (None, "")],
)  # fmt: skip
def test_a_step_says_who_has_the_lot_afterwards(step: str | None, meaning: str) -> None:
    assert custody(step) == meaning
