"""What a trace tells: lots with their path, events, parties, quantities, and the near table."""

import pytest

from tests.traceability.chain_events import (
    FARM,
    MILL,
    SHOP,
    UNIT,
    born,
    good_chain,
    item,
    lot,
    made,
    packed,
    received,
    seen,
    sent,
    unpacked,
    wrong,
)
from traceability.chain import Chain, build
from traceability.chain_neighbours import Neighbour, Step, neighbours
from traceability.chain_parties import party_id
from traceability.events import BizTransaction
from traceability.trace import Direction, Trace, trace
from traceability.trace_json import trace_content

UP, DOWN = Direction.UP, Direction.DOWN
CASE = "urn:epc:id:sscc:8938502.1000000009"


def follow(events: list, text: str, direction: Direction) -> tuple[Chain, Trace]:  # type: ignore[type-arg]
    chain = build(events)
    return chain, trace(chain, chain.find(text), direction)


def names(found: Trace) -> list[str]:
    return [one.lot.lot or one.lot.serial for one in found.lots]


def test_t15_upstream_lists_lots_by_distance_with_their_path() -> None:
    _, found = follow(good_chain(), "GOI-01", UP)

    assert [(one.lot.lot, one.distance) for one in found.lots] == [
        ("GOI-01", 0),
        ("NHAN-01", 1),
        ("QUA-01", 2),
        ("QUA-02", 2),
    ]
    assert [one.lot.lot for one in found.path(found.lots[3].lot.id)] == [
        "GOI-01",
        "NHAN-01",
        "QUA-02",
    ]
    assert [one.event for one in found.lots] == [None, 5, 4, 4]


def test_t15_downstream_lists_events_parties_and_quantities_in_order() -> None:
    _, found = follow(good_chain(), "QUA-01", DOWN)

    assert names(found) == ["QUA-01", "NHAN-01", "GOI-01", "189385020000000015"]
    assert found.events == (0, 2, 3, 4, 5, 6, 7, 8)
    parties = {one.id: one for one in found.parties}
    assert parties[party_id(SHOP)].roles == (
        ("destination", "possessing_party"),
        ("place", "read_point"),
        ("place", "biz_location"),
    )
    assert [(one.role, one.event, str(one.quantity.quantity)) for one in found.quantities] == [
        ("object", 0, "600"),
        ("object", 2, "600"),
        ("object", 3, "600"),
        ("input", 4, "600"),
        ("output", 4, "970"),
        ("input", 5, "970"),
        ("output", 5, "960"),
        ("child", 6, "960"),
    ]


def test_upstream_tells_what_carried_a_lot_and_who_had_it() -> None:
    beans, bag = lot(2, "NHAN"), lot(3, "GOI")
    events = [
        born((beans, 10), day=0),
        packed(CASE, (beans, 10), day=1),
        sent(CASE, day=2, to=MILL),
        received(CASE, day=3, of=FARM),
        unpacked(CASE, day=4),
        made([(beans, 10)], [(bag, 10)], day=5),
        packed(CASE, lot(9, "KHAC"), day=6),
        sent(CASE, day=7, to=SHOP, by=MILL),
    ]

    chain, found = follow(events, "GOI", UP)

    assert names(found) == ["GOI", "NHAN"]
    assert found.carriers == (chain.find(CASE),)
    assert found.events == (0, 1, 2, 3, 4, 5)


def test_a_unit_used_again_does_not_bring_its_earlier_load_along() -> None:
    events = [
        packed(UNIT, lot(1, "CU"), day=1),
        sent(UNIT, day=2, to=SHOP),
        unpacked(UNIT, day=3),
        packed(UNIT, lot(1, "MOI"), day=4),
        made([UNIT], [lot(2, "RA")], day=5),
    ]

    _, down = follow(events, "CU", DOWN)
    _, up = follow(events, "RA", UP)

    assert [one.lot.lot for one in down.lots] == ["CU", ""]
    assert down.events == (0, 1, 2)
    assert [one.lot.lot for one in up.lots] == ["RA", "", "MOI"]
    assert up.events == (3, 4)


def test_a_unit_tells_its_whole_life_up_to_the_load_that_counts() -> None:
    events = [born(UNIT, day=0), packed(UNIT, lot(1, "A"), day=1), sent(UNIT, day=2, to=SHOP)]

    _, found = follow(events, UNIT, UP)

    assert found.events == (0, 1, 2)


def test_a_cycle_ends() -> None:
    events = [made([lot(1, "A")], [lot(1, "B")], day=1), made([lot(1, "B")], [lot(1, "A")], day=2)]

    _, up = follow(events, "A", UP)
    _, down = follow(events, "A", DOWN)

    assert sorted(names(up)) == sorted(names(down)) == ["A", "B"]


def test_t13_a_voided_event_is_out_of_the_trace_and_in_its_history() -> None:
    mistake = made([lot(1, "A")], [lot(2, "SAI")], day=1)
    right = made([lot(1, "A")], [lot(2, "DUNG")], day=1)
    chain, found = follow([born(lot(1, "A")), mistake, wrong(mistake, "urn:x:y"), right], "A", DOWN)

    content = trace_content(chain, found, year=2026)

    assert names(found) == ["A", "DUNG"]
    assert [(one["state"], one["corrected_by"]) for one in content["history"]] == [
        ("voided", ["urn:x:y"]),
        ("error-declaration", ["urn:x:y"]),
    ]


def test_a_trace_as_content_masks_personal_numbers() -> None:
    place = "https://example.vn/ho-nong-dan/079085001234"
    chain, found = follow([sent(lot(1, "A"), day=1, to=place)], "A", DOWN)

    content = trace_content(chain, found, year=2026)

    assert "079085001234" not in str(content)
    assert "*********234" in str(content["parties"])
    assert content["events"][0]["order"] == 1
    assert content["quantities"] == []


def test_a_trace_of_a_single_lot_has_no_links() -> None:
    chain, found = follow([seen((lot(1, "A"), None), day=1)], "A", UP)

    content = trace_content(chain, found, year=2026)

    assert content["quantities"] == [
        {"lot": found.root, "event": 1, "role": "object", "quantity": None, "uom": "KGM"}
    ]
    assert content["lots"][0]["from"] is None


def rows(events: list, text: str) -> list[tuple[Step, str | None, str | None]]:  # type: ignore[type-arg]
    chain = build(events)
    return [
        (row.step, None if row.lot is None else chain.lot(row.lot).lot, _amount(row))
        for row in neighbours(chain, chain.find(text))
    ]


def _amount(row: Neighbour) -> str | None:
    return None if row.quantity is None else str(row.quantity.quantity)


def test_t16_one_step_back_and_one_step_forward_of_a_lot() -> None:
    assert rows(good_chain(), "NHAN-01") == [
        (Step.MADE_FROM, "QUA-01", "600"),
        (Step.MADE_FROM, "QUA-02", "400"),
        (Step.USED_FOR, "GOI-01", "960"),
    ]


def test_t16_a_lot_moves_with_the_unit_it_lies_in() -> None:
    chain = build(good_chain())

    found = neighbours(chain, chain.find("GOI-01"))

    assert [(row.step, row.back) for row in found] == [
        (Step.MADE_FROM, True),
        (Step.PACKED_IN, False),
        (Step.SHIPPED_TO, False),
        (Step.RECEIVED_FROM, True),
    ]
    assert found[2].parties == (party_id(SHOP),)
    assert found[3].parties == (party_id(MILL),)


def test_t16_a_unit_entering_another_later_still_carries_the_lot() -> None:
    pallet = "urn:epc:id:sscc:8938502.1000000008"
    events = [
        packed(CASE, lot(1, "A"), day=1),
        packed(pallet, CASE, day=2),
        sent(pallet, day=3, to=SHOP, by=MILL),
    ]

    assert [step for step, _, _ in rows(events, "A")] == [Step.PACKED_IN, Step.SHIPPED_TO]


def test_t16_creation_sale_end_and_documents_are_rows_too() -> None:
    order = (BizTransaction("urn:epcglobal:cbv:bt:8938501000019:PO1", "po"),)
    events = [
        born((lot(1, "A"), 9), day=0),
        seen((lot(1, "A"), 5), day=1, biz_step="retail_selling"),
        seen((lot(1, "A"), 4), day=2, biz_step="destroying"),
        sent(lot(1, "A"), day=3, to=None, biz_transactions=order),
        seen(lot(1, "A"), day=4),
    ]
    chain = build(events)

    found = neighbours(chain, chain.find("A"))

    assert [row.step for row in found] == [Step.CREATED, Step.SOLD, Step.ENDED, Step.SHIPPED_TO]
    assert found[3].documents == ("urn:epcglobal:cbv:bt:8938501000019:PO1",)
    assert found[3].parties == ()
    assert found[0].parties == (party_id(FARM),)


def test_t16_a_unit_lists_what_it_holds() -> None:
    assert rows([packed(CASE, (lot(1, "A"), 3), day=1)], CASE) == [(Step.CONTAINS, "A", "3")]


@pytest.mark.parametrize("direction", [UP, DOWN])
def test_a_serialised_item_is_traced_like_a_lot(direction: Direction) -> None:
    events = [made([item(1, 1)], [item(1, 2)], day=1), made([item(1, 2)], [item(1, 3)], day=2)]

    _, found = follow(events, item(1, 2), direction)

    assert names(found) == (["2", "1"] if direction is UP else ["2", "3"])
