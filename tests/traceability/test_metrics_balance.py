"""M7: mass balance of processes and lots, with units, declared loss and loss profiles."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest

from tests.traceability.chain_events import (
    MILL,
    SHOP,
    UNIT,
    at,
    born,
    good_chain,
    item,
    lot,
    made,
    packed,
    received,
    seen,
    sent,
    subject,
)
from traceability.events import Event, Quantity
from traceability.metrics import Metric
from traceability.metrics_balance import mass_balance, process_name
from traceability.metrics_subject import Product
from traceability.metrics_units import Measure, base_unit, measure, same_measure, total
from traceability.profiles import profile

A, B, C = lot(1, "A"), lot(2, "B"), lot(3, "C")


def balance(*events: Event, **fields: Any) -> Metric:
    return mass_balance(subject(events, **fields))


def codes(found: Metric) -> list[str]:
    return [failure.code for failure in (*found.failures, *found.unjudged)]


@pytest.mark.parametrize(
    ("output", "wrong"),
    [
        ("100", []),
        ("95", []),
        ("94.99", ["mass_lost"]),
        ("102", []),
        ("102.01", ["mass_created"]),
        ("0", ["mass_lost"]),
    ],
)
def test_t18_output_must_be_what_input_allows(output: str, wrong: list[str]) -> None:
    found = balance(made([(A, 100)], [(B, output)], day=1))

    assert codes(found) == wrong
    assert found.ratio.denominator == 1
    assert found.value == (0 if wrong else 1)


def test_t18_several_inputs_and_outputs_are_summed_in_one_unit() -> None:
    event = made(
        [(A, 400), (B, 600)], [], day=1, output_quantities=(Quantity(C, Decimal(1), "TNE"),)
    )

    assert balance(event).value == 1


@pytest.mark.parametrize(
    "loss",
    [
        {"extensions": {"mau:declaredLoss": {"mau:quantity": 30, "mau:uom": "KGM"}}},
        {"extensions": {"mau:haoHut": {"mau:quantity": "30000", "mau:uom": "GRM"}}},
    ],
)
def test_t18_declared_loss_counts_as_output(loss: dict[str, Any]) -> None:
    assert balance(made([(A, 100)], [(B, 70)], day=1, **loss)).value == 1


@pytest.mark.parametrize(
    "value",
    [
        {"mau:quantity": "nhiều", "mau:uom": "KGM"},
        {"mau:quantity": True, "mau:uom": "KGM"},
        {"mau:quantity": "NaN", "mau:uom": "KGM"},
        {"mau:quantity": 30, "mau:uom": "LTR"},
        {"mau:quantity": -30, "mau:uom": "KGM"},
        {"mau:quantity": 30, "mau:uom": 7},
        "30 KGM",
    ],
)
def test_loss_that_is_no_amount_of_the_same_measure_does_not_count(value: Any) -> None:
    event = made([(A, 100)], [(B, 70)], day=1, extensions={"mau:declaredLoss": value})

    assert codes(balance(event)) == ["mass_lost"]


def test_t18_loss_may_be_declared_beside_the_event() -> None:
    event = made([(A, 100)], [(B, 70)], day=1, event_id="urn:x:1")

    found = balance(event, losses={"urn:x:1": Quantity("", Decimal(30), "KGM")})

    assert found.value == 1


def test_t18_a_sector_allows_what_its_processes_lose() -> None:
    roasted = made([(A, 100)], [(B, 80)], day=1, extensions={"mau:process": "roasting"})
    unknown = made([(A, 100)], [(B, 80)], day=1, extensions={"mau:process": "mài"})

    assert balance(roasted, profile=profile("coffee")).value == 1
    assert codes(balance(roasted)) == ["mass_lost"]
    assert codes(balance(unknown, profile=profile("coffee"))) == ["mass_lost"]


def test_a_process_is_named_by_its_field_or_its_step() -> None:
    step = made(
        [A], [B], day=1, biz_step="https://example.vn/buoc/roasting", extensions={"x:process": 1}
    )

    assert process_name(step) == "roasting"
    assert process_name(made([A], [B], day=1, ilmd={"x:quaTrinh": "drying"})) == "drying"


@pytest.mark.parametrize(
    "event",
    [
        made([(A, None)], [(B, 1)], day=1),
        made([(A, 1)], [(B, None)], day=1),
        made([(A, 1)], [], day=1),
        made([], [(A, 1)], day=1),
        made([(A, 0)], [(B, 0)], day=1),
        made([(A, 1)], [], day=1, output_quantities=(Quantity(B, Decimal(1), "LTR"),)),
        made([(A, 1)], [], day=1, output_quantities=(Quantity(B, Decimal(1), "XYZ"),)),
        made(
            [(A, 1)],
            [],
            day=1,
            output_quantities=(Quantity(B, Decimal(1), "LTR"), Quantity(C, Decimal(1), "KGM")),
        ),
        made([(A, 1)], [item(1, 1)], day=1),
        made([UNIT], [(B, 1)], day=1),
    ],
)
def test_t18_what_cannot_be_compared_is_reported_and_not_passed(event: Event) -> None:
    found = balance(event, good_chain()[0])

    assert [failure.code for failure in found.unjudged] == ["mass_incomparable"]
    assert found.unjudged[0].params["reason"]
    assert found.value is None
    assert found.shares["comparable"].value == 0


def test_t18_pieces_count_as_their_content_where_it_is_declared() -> None:
    products = (
        Product("08938501000026", unit_weight=Quantity("", Decimal("0.5"), "KGM")),
        Product("08938501000033", unit_weight=Quantity("", Decimal("0.5"), "XYZ")),
    )
    bags = made([(A, 100)], [], day=1, output_quantities=(Quantity(B, Decimal(200)),))
    items = made([(A, 1)], [item(2, 1), item(2, 2)], day=2)
    odd = made([(A, 1)], [item(3, 1)], day=2)

    assert balance(bags, items, products=products).ratio.numerator == 2
    assert codes(balance(odd, products=products)) == ["mass_incomparable"]


def test_pieces_are_compared_with_pieces() -> None:
    assert balance(made([item(1, 1), item(1, 2)], [item(2, 1), item(2, 2)], day=1)).value == 1


def test_parts_of_one_transformation_are_balanced_together() -> None:
    group = "urn:example:xform:1"
    events = [
        made([(A, 60)], [], day=1, transformation_id=group),
        made([(B, 40)], [(C, 99)], day=2, transformation_id=group),
    ]

    assert balance(*events).value == 1
    assert balance(*events, window=(at(50), at(60))).value is None


@pytest.mark.parametrize(
    ("events", "wrong"),
    [
        ([made([(A, 60)], [(B, 60)], day=1), made([(A, 60)], [(C, 60)], day=2)], True),
        ([seen((A, 60), day=1, biz_step="destroying"), made([(A, 41)], [(C, 41)], day=2)], False),
        ([seen((A, 103), day=1, biz_step="retail_selling")], True),
        ([sent((A, 103), day=1, to=SHOP)], True),
        (
            [
                sent((A, 100), day=1, to=MILL),
                received((A, 100), day=2, of=None),
                sent((A, 100), day=3, to=SHOP),
            ],
            False,
        ),
        ([packed(UNIT, (A, 103), day=1), sent(UNIT, day=2, to=SHOP)], True),
        ([sent((A, None), day=1, to=SHOP), sent((A, 900), day=2, to=SHOP)], False),
    ],
)
def test_t18_no_more_is_taken_of_a_lot_than_there_was(events: list[Event], wrong: bool) -> None:
    found = balance(born((A, 100)), *events)

    assert ("lot_overdrawn" in codes(found)) is wrong


def test_what_a_movement_names_and_its_unit_holds_is_counted_once() -> None:
    pallet = "urn:epc:id:sscc:8938502.1000000002"
    events = [
        born((A, 100)),
        packed(UNIT, (A, 100), day=1),
        packed(pallet, UNIT, day=2),
        packed(UNIT, (A, 100), day=3, action="OBSERVE", biz_step="shipping"),
        sent(pallet, UNIT, day=4, to=SHOP),
    ]

    assert codes(balance(*events[:4])) == []
    assert codes(balance(*events[:3], events[4])) == []


def test_a_lot_only_received_may_be_used_as_far_as_it_was_received() -> None:
    events = [received((A, 10), day=1, of=None), made([(A, 20)], [(B, 20)], day=2)]

    found = balance(*events)

    assert codes(found) == ["lot_overdrawn"]
    assert found.value == 1
    assert found.shares["lot_balance"].value == Fraction(1, 2)
    assert found.failures[0].message.endswith("có 10 KGM nhưng đã dùng, giao hoặc hủy 20 KGM.")


def test_stock_on_hand_counts_as_taken() -> None:
    on_hand = {
        "https://id.gs1.org/01/08938501000019/10/A": Quantity("", Decimal("103.5"), "KGM"),
        "urn:x:khac": Quantity("", Decimal(1), "KGM"),
    }

    assert codes(balance(born((A, 100)), on_hand=on_hand)) == ["lot_overdrawn"]


def test_amounts_are_exact_in_their_base_unit() -> None:
    assert measure(Quantity("", Decimal("0.1"), "TNE")) == Measure("mass", Decimal("100.0"))
    assert measure(Quantity("", Decimal(2), "DZN")) == Measure("count", Decimal(24))
    assert total([]) is None
    assert same_measure([Quantity("", Decimal(1), "KGM")], [Quantity("", None)]) is None
    assert base_unit("volume") == "LTR"
