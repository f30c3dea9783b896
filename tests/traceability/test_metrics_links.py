"""M4, M5, M6 and M9: the chain holds backward, forward and between parties."""

from decimal import Decimal
from fractions import Fraction

import pytest

from tests.traceability.chain_events import (
    FARM,
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
    unpacked,
)
from traceability.events import Endpoint, Event, Quantity
from traceability.metrics_links import (
    backward_connectivity,
    forward_connectivity,
    in_system,
    orphans,
)
from traceability.metrics_matching import link_match

A, B, C = lot(1, "A"), lot(1, "B"), lot(1, "C")
ILMD = {"mau:itemExpirationDate": "2026-07-01"}


def test_a_good_chain_holds_in_both_directions() -> None:
    one = subject(good_chain())

    assert backward_connectivity(one).value == 1
    assert forward_connectivity(one).value == 1
    assert link_match(one).value == 1
    assert orphans(one).value == 1


def test_without_shipments_there_is_nothing_to_connect() -> None:
    one = subject([born(A)])

    assert backward_connectivity(one).value is None
    assert forward_connectivity(one).value is None
    assert link_match(one).value is None


def test_a_way_back_that_ends_nowhere_breaks_every_lot_that_came_that_way() -> None:
    events = [born(A), made([A, B], [C], day=1), sent(C, day=2, to=SHOP)]

    found = backward_connectivity(subject(events))

    assert (found.ratio.numerator, found.ratio.denominator) == (0, 1)
    assert found.failures[0].params["end"].endswith("/10/B")


def test_a_receipt_from_a_named_party_is_an_origin_also_in_a_unit() -> None:
    unnamed = [received(A, day=1, of=None), sent(A, day=2, to=SHOP)]
    direct = [received(A, day=1, of=FARM), sent(A, day=2, to=SHOP)]
    carried = [
        packed(UNIT, A, day=1, action="OBSERVE"),
        received(UNIT, day=2, of=FARM),
        unpacked(UNIT, day=3),
        sent(A, day=4, to=SHOP),
    ]

    assert backward_connectivity(subject(unnamed)).value == 0
    assert backward_connectivity(subject(direct)).value == 1
    assert backward_connectivity(subject(carried)).value == 1


def test_a_circle_without_a_beginning_is_no_origin() -> None:
    events = [made([A], [B], day=1), made([B], [A], day=2), sent(A, day=3, to=SHOP)]

    assert backward_connectivity(subject(events)).value == 0


def test_an_output_of_nothing_has_no_origin() -> None:
    events = [made([], [A], day=1, transformation_id="urn:x:1"), sent(A, day=2, to=SHOP)]

    assert backward_connectivity(subject(events)).value == 0


def test_a_unit_of_unknown_content_is_itself_what_was_sent() -> None:
    found = backward_connectivity(subject([sent(UNIT, day=1, to=SHOP)]))

    assert (found.ratio.denominator, found.value) == (1, 0)


def test_a_lot_that_left_for_nobody_is_told() -> None:
    events = [born(A, B), sent(A, day=1, to=SHOP), sent(A, B, day=2, to=None)]

    found = forward_connectivity(subject(events))

    assert (found.ratio.numerator, found.ratio.denominator) == (0, 2)
    assert found.failures[0].events == (2,)


def test_of_a_lot_that_leaves_often_the_first_events_are_named() -> None:
    events = [sent(A, day=day, to=None) for day in range(1, 15)]

    assert forward_connectivity(subject(events)).failures[0].events == tuple(range(10))


def test_t15_an_orphan_was_never_made_nor_received() -> None:
    events = [
        seen(A, day=1),
        born(B),
        made([B, C], [lot(2, "D")], day=2),
        packed(UNIT, item(1, 1), day=3),
    ]

    found = orphans(subject(events))

    assert [one.id.rpartition("/")[2] for one in found.failures] == ["A", "C", "1"]
    assert found.value == Fraction(3, 6)


@pytest.mark.parametrize(
    ("then", "dead"),
    [
        ([], True),
        ([sent(A, day=1, to=SHOP)], False),
        ([seen(A, day=1, biz_step="retail_selling")], False),
        ([seen(A, day=1, biz_step="destroying")], False),
        ([packed(UNIT, A, day=1)], False),
        ([made([A], [C], day=1)], False),
        ([seen(A, day=1)], True),
    ],
)
def test_a_lot_past_its_expiry_must_have_gone_somewhere(then: list[Event], dead: bool) -> None:
    found = orphans(subject([born(A, ilmd=ILMD), *then]))

    assert ([one.code for one in found.failures] == ["dead_end"]) is dead


def test_lots_outside_the_window_and_assets_are_left_out() -> None:
    events = [seen(A, day=1), seen("urn:epc:id:grai:8938501.00001.5", day=2), born(B, day=9)]

    assert orphans(subject(events, window=(at(2), at(9)))).ratio.denominator == 1


def matched(*events: Event, **fields: object) -> tuple[int, int, list[str]]:
    found = link_match(subject(events, **fields))
    wrong = [failure.code for failure in found.failures]
    return int(found.ratio.numerator), found.ratio.denominator, wrong


def test_a_shipment_meets_its_receipt() -> None:
    assert matched(sent((A, 10), day=1, to=MILL), received((A, 10), day=2, of=FARM)) == (2, 2, [])


def test_a_shipment_to_a_partner_in_the_system_without_receipt_is_told() -> None:
    events = [sent((A, 10), day=1, to=MILL), made([B], [C], day=2)]

    assert matched(*events) == (0, 1, ["receipt_missing"])


def test_a_shipment_to_somebody_outside_the_system_is_not_asked_about() -> None:
    assert matched(sent((A, 10), day=1, to=SHOP)) == (0, 0, [])
    assert matched(sent((A, 10), day=1, to=SHOP), partners=frozenset({SHOP})) == (
        0,
        1,
        ["receipt_missing"],
    )


def test_a_receipt_before_the_shipment_or_by_another_is_no_counterpart() -> None:
    early = [sent((A, 10), day=3, to=MILL), received((A, 10), day=2, of=FARM)]
    other = [sent((A, 10), day=1, to=MILL), received((A, 10), day=2, of=FARM, by=SHOP)]

    assert matched(*early) == (0, 2, ["receipt_missing", "shipment_missing"])
    assert matched(*other, partners=frozenset({MILL, FARM})) == (
        0,
        2,
        ["receipt_missing", "shipment_missing"],
    )


@pytest.mark.parametrize(
    ("amounts", "wrong"),
    [(["9.9"], []), (["9"], ["receipt_differs"]), (["4", "6"], []), (["10", "7"], [])],
)
def test_quantities_agree_singly_or_together_within_the_tolerance(
    amounts: list[str], wrong: list[str]
) -> None:
    receipts: list[Event] = [
        received((A, one), day=2 + n, of=FARM) for n, one in enumerate(amounts)
    ]

    assert matched(sent((A, 10), day=1, to=MILL), *receipts)[2] == wrong


def test_each_lot_of_a_shipment_must_agree() -> None:
    sending = sent((A, 10), (B, 10), day=1, to=MILL)

    assert matched(sending, received((A, 10), (B, 5), day=2, of=FARM))[2] == ["receipt_differs"]
    assert matched(sending, received((A, 10), (B, 10), day=2, of=FARM))[2] == []


def test_quantities_in_other_units_are_converted_and_of_other_measures_left_alone() -> None:
    sending = sent((A, 10), day=1, to=MILL)
    tonnes = received(day=2, of=FARM, quantities=_quantity("0.01", "TNE"))
    litres = received(day=2, of=FARM, quantities=_quantity("3", "LTR"))

    assert matched(sending, tonnes)[2] == []
    assert matched(sending, litres)[2] == []


def _quantity(amount: str, uom: str) -> tuple[Quantity, ...]:
    return (Quantity(A, Decimal(amount), uom),)


def test_a_receipt_from_a_partner_in_the_system_without_shipment_is_told() -> None:
    events = [born(B), received((A, 5), day=2, of=FARM)]

    assert matched(*events) == (0, 1, ["shipment_missing"])


def test_ends_of_different_kinds_do_not_contradict() -> None:
    ends = (Endpoint("location", "urn:epc:id:sgln:8938502.00009.0"),)
    events = [sent(A, day=1, to=MILL), received(A, day=2, of=FARM, destinations=ends)]

    assert matched(*events) == (2, 2, [])


def test_parties_in_the_system_are_those_whose_events_are_there() -> None:
    found = in_system(subject([sent(A, day=1, to=SHOP), received(B, day=1, of=None)]))

    assert {one[-13:] for one in found} == {"8938501000019", "8938502000018"}
