"""The lot graph: one node per lot, links with their time, events that do not count."""

from dataclasses import replace
from datetime import timedelta, timezone

import pytest

from tests.traceability.chain_events import (
    FARM,
    MILL,
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
    unpacked,
    wrong,
)
from traceability.chain import FOREVER, Chain, UnknownLotError, build
from traceability.chain_lots import LotKind, lot_of, node_of, read_lot
from traceability.chain_parties import party_id, presences
from traceability.chain_standing import State
from traceability.event_hash import event_hash
from traceability.events import OtherEvent, TransactionEvent

RAW, BAG = lot(1, "A"), lot(2, "B")
RAW_NODE = "https://id.gs1.org/01/08938501000019/10/A"
CASE, PALLET = (f"urn:epc:id:sscc:8938502.{number:010d}" for number in (1, 2))


def containments(chain: Chain) -> list[tuple[str, str, int, int]]:
    found = [one for parts in chain.links.inside.values() for one in parts]
    return [(one.child[-1], one.parent[-4:], one.start, one.end) for one in found]


@pytest.mark.parametrize(
    ("identifier", "kind", "parts"),
    [
        (RAW, LotKind.LOT, ("08938501000019", "A", "")),
        (
            "https://example.vn/01/08938501000019/10/A%2F1",
            LotKind.LOT,
            ("08938501000019", "A/1", ""),
        ),
        (item(1, 7), LotKind.SERIAL, ("08938501000019", "", "7")),
        (
            "https://id.gs1.org/01/08938501000019/10/A/21/7",
            LotKind.SERIAL,
            ("08938501000019", "", "7"),
        ),
        ("urn:epc:idpat:sgtin:8938501.000001.*", LotKind.CLASS, ("08938501000019", "", "")),
        (UNIT, LotKind.LOGISTIC_UNIT, ("", "", "189385020000000015")),
        ("urn:epc:id:grai:8938501.00001.5", LotKind.ASSET, ("", "", "")),
        ("https://example.vn/lo/17", LotKind.OTHER, ("", "", "")),
    ],
)
def test_a_lot_is_what_its_id_singles_out(
    identifier: str, kind: LotKind, parts: tuple[str, str, str]
) -> None:
    found = lot_of(node_of(identifier))

    assert (found.kind, (found.gtin, found.lot, found.serial)) == (kind, parts)
    assert found.goods is (kind not in (LotKind.CLASS, LotKind.ASSET))


@pytest.mark.parametrize(
    "text",
    [
        RAW,
        "https://vidu.example/01/08938501000019/10/A?17=270101",
        "(01)08938501000019(10)A",
        "\x1d010893850100001910A",
        "A",
    ],
)
def test_a_lot_is_found_in_any_spelling(text: str) -> None:
    chain = build([born(RAW), born(BAG)])

    assert chain.find(text) == RAW_NODE


def test_a_unit_is_found_by_its_bare_digits_and_a_class_by_its_gtin() -> None:
    chain = build([packed(UNIT, RAW, day=1), seen("https://id.gs1.org/01/08938501000019", day=2)])

    assert chain.find("189385020000000015") == "https://id.gs1.org/00/189385020000000015"
    assert chain.find("8938501000019") == "https://id.gs1.org/01/08938501000019"


@pytest.mark.parametrize(
    "text", ["", "Z", "8938501000012", "(01)08938501000012(10)A", "(10)A", "189385020000000011"]
)
def test_an_unknown_lot_is_refused(text: str) -> None:
    chain = build([born(RAW)])

    with pytest.raises(UnknownLotError) as caught:
        chain.find(text)

    assert caught.value.candidates == ()
    assert read_lot("") == ""


def test_a_bare_number_of_several_lots_is_refused_with_the_candidates() -> None:
    chain = build([born(lot(1, "A"), lot(2, "A"))])

    with pytest.raises(UnknownLotError) as caught:
        chain.find("A")

    assert caught.value.candidates == (RAW_NODE, "https://id.gs1.org/01/08938501000026/10/A")


def test_spellings_of_one_lot_meet_in_one_node() -> None:
    chain = build([born(RAW), seen("https://example.vn/01/08938501000019/10/A", day=1)])

    assert [one.id for one in chain.lots()] == [RAW_NODE]
    assert chain.spellings[RAW_NODE] == [RAW, "https://example.vn/01/08938501000019/10/A"]


def test_what_is_in_a_unit_is_there_until_it_is_taken_out() -> None:
    chain = build(
        [packed(CASE, lot(1, "A"), lot(1, "B"), day=1), unpacked(CASE, lot(1, "A"), day=2)]
    )

    assert sorted(containments(chain)) == [("A", "0018", 0, 1), ("B", "0018", 0, FOREVER)]


def test_emptying_a_unit_takes_everything_out() -> None:
    chain = build([packed(CASE, lot(1, "A"), lot(1, "B"), day=1), unpacked(CASE, day=2)])

    assert {one[3] for one in containments(chain)} == {1}


def test_taking_out_without_a_unit_ends_every_stay_of_that_kind() -> None:
    chain = build(
        [
            packed(CASE, lot(1, "A"), day=1),
            packed(PALLET, lot(1, "A"), lot(1, "B"), day=2),
            unpacked(None, lot(1, "A"), day=3),
        ]
    )

    assert sorted((child, end) for child, _, _, end in containments(chain)) == [
        ("A", 2),
        ("A", 2),
        ("B", FOREVER),
    ]


def test_taking_out_what_is_not_there_or_putting_in_twice_changes_nothing() -> None:
    chain = build(
        [
            packed(CASE, lot(1, "A"), day=1),
            packed(CASE, lot(1, "A"), day=2),
            unpacked(CASE, lot(1, "C"), day=3),
            packed(None, lot(1, "D"), day=4, action="OBSERVE"),
            packed(CASE, CASE, day=5),
        ]
    )

    assert [(child, start, end) for child, _, start, end in containments(chain)] == [
        ("A", 0, FOREVER)
    ]


def test_seen_together_counts_as_put_together() -> None:
    chain = build([packed(CASE, lot(1, "A"), day=1, action="OBSERVE")])

    assert chain.contents(chain.find(CASE), 0) == {chain.find("A")}
    assert chain.carriers(chain.find("A"), 0) == {chain.find(CASE)}


def test_contents_and_carriers_reach_through_units_and_end_in_circles() -> None:
    chain = build(
        [packed(CASE, lot(1, "A"), day=1), packed(PALLET, CASE, day=2), packed(CASE, PALLET, day=3)]
    )

    assert chain.contents(chain.find(PALLET), 1) == {chain.find(CASE), chain.find("A")}
    assert chain.carriers(chain.find("A"), 2) == {chain.find(CASE), chain.find(PALLET)}


def test_transformations_of_one_id_are_one_process() -> None:
    group = "urn:example:xform:7"
    chain = build(
        [
            made([RAW], [], day=1, transformation_id=group),
            made([], [BAG], day=2, transformation_id=group),
            made([BAG], [lot(3, "C")], day=3),
        ]
    )

    assert [process.events for process in chain.links.processes] == [(0, 1), (2,)]
    assert chain.links.made_by[chain.find(BAG)] == [0]


def test_t14_events_are_ordered_as_instants_and_keep_their_offset() -> None:
    hanoi = timezone(timedelta(hours=7))
    late = born(RAW, event_time=at(1, 8), event_time_zone_offset="+00:00")
    early = born(BAG, event_time=at(1, 7).astimezone(hanoi), event_time_zone_offset="+07:00")

    chain = build([late, early])

    assert [index for index, _ in chain.active()] == [1, 0]
    assert chain.events[1].event_time_zone_offset == "+07:00"


def test_t12_an_event_told_twice_counts_once_by_id_and_by_content() -> None:
    event = born((RAW, 5))
    again = replace(event, record_time=at(3))
    renamed = replace(event, event_id="https://example.vn/su-kien/khac")
    other = born((RAW, 6), event_time=event.event_time)

    chain = build([event, again, renamed, other])

    assert [one.state for one in chain.standings] == [
        State.ACTIVE,
        State.DUPLICATE,
        State.DUPLICATE,
        State.ACTIVE,
    ]
    assert [one.other for one in chain.standings] == [None, 0, 0, None]


def test_t13_a_declaration_voids_an_event_by_its_id_and_keeps_it_visible() -> None:
    event = made([RAW], [BAG], day=1)
    right = made([RAW], [lot(2, "C")], day=1)

    chain = build([event, wrong(event, str(right.event_id)), right])

    assert [one.state for one in chain.standings] == [
        State.VOIDED,
        State.DECLARATION,
        State.ACTIVE,
    ]
    assert chain.standings[0].corrected_by == (right.event_id,)
    assert (chain.standings[0].other, chain.standings[1].other) == (1, 0)
    assert chain.links.made_by.keys() == {chain.find("C")}
    assert chain.touched[chain.find(BAG)] == [0, 1]
    assert chain.places(chain.find(BAG)) == []
    assert [one.lot for one in chain.lots()] == ["A", "C"]


def test_t13_a_declaration_without_id_voids_the_event_of_the_same_content() -> None:
    event = born((RAW, 5), event_id=None)
    named = born((BAG, 5))
    declaration = wrong(event)
    by_hash = wrong(named, event_id=event_hash(named))

    chain = build([event, declaration, named, by_hash])

    assert [one.state for one in chain.standings] == [
        State.VOIDED,
        State.DECLARATION,
        State.VOIDED,
        State.DECLARATION,
    ]


def test_t13_a_declaration_voids_what_its_event_only_repeats() -> None:
    first = born((RAW, 5), event_id=None)
    again = replace(first, event_id="https://example.vn/su-kien/lai")

    chain = build([first, again, wrong(again)])

    assert [one.state for one in chain.standings] == [
        State.VOIDED,
        State.VOIDED,
        State.DECLARATION,
    ]


def test_t13_a_declaration_that_meets_no_event_voids_nothing() -> None:
    chain = build([born(RAW), wrong(born(BAG))])

    assert [one.state for one in chain.standings] == [State.ACTIVE, State.DECLARATION]
    assert chain.standings[1].other is None


def test_parties_are_known_by_their_gln_whatever_stands_for_them() -> None:
    assert party_id("urn:epc:id:pgln:8938501.00001") == party_id("urn:epc:id:sgln:8938501.00001.12")
    assert party_id("https://example.vn/doi-tac/mst/0100112437") == (
        "https://example.vn/doi-tac/mst/0100112437"
    )


def test_parties_come_from_ends_places_and_fields_of_users() -> None:
    event = sent(
        RAW,
        day=1,
        to=MILL,
        read_point=None,
        extensions={"mau:informationProvider": {"#text": FARM}, "mau:other": "x", "mau:mst": 7},
    )
    other = OtherEvent(
        other_type="urn:x:y", event_time=at(1), event_time_zone_offset="Z", biz_location=None
    )

    found = [(one.side, one.role) for one in presences(event)]

    assert found == [
        ("source", "possessing_party"),
        ("destination", "possessing_party"),
        ("place", "biz_location"),
        ("party", "information_provider"),
    ]
    assert list(presences(other)) == []


def test_transactions_name_lots_without_linking_them() -> None:
    event = TransactionEvent(
        action="ADD",
        parent_id=UNIT,
        epcs=(item(1, 1),),
        event_time=at(1),
        event_time_zone_offset="Z",
    )

    chain = build([event])

    assert len(list(chain.lots())) == 2
    assert chain.links.inside == {}


def test_a_good_chain_has_every_event_active() -> None:
    chain = build(good_chain())

    assert chain.order == tuple(range(9))
    assert chain.ranks == tuple(range(9))
    assert received(RAW, day=1, of=None).sources == ()
