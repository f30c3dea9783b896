"""M2 and M3: key data elements of events, critical tracking events on the way of lots."""

from fractions import Fraction
from typing import Any

import pytest

from tests.traceability.chain_events import (
    FARM,
    SHOP,
    UNIT,
    at,
    born,
    good_chain,
    lot,
    made,
    packed,
    received,
    seen,
    sent,
    subject,
)
from traceability.events import Event, OtherEvent, Place
from traceability.metrics_elements import cte_coverage, finished_lots, kde_completeness
from traceability.metrics_subject import Product
from traceability.profiles import Profile, profile, profiles, step_name


def missing(event: Event, **fields: Any) -> list[str]:
    found = kde_completeness(subject([event], **fields))
    return [part for one in found.failures for part in one.params["missing"].split(", ")]


def test_a_good_chain_lacks_nothing() -> None:
    found = kde_completeness(subject(good_chain()))

    assert (found.value, found.shares["strict"].value) == (1, 1)


def test_an_empty_chain_has_no_completeness() -> None:
    found = kde_completeness(subject([]))

    assert (found.value, found.shares["strict"].value) == (None, None)


@pytest.mark.parametrize(
    ("event", "lacks"),
    [
        (seen(lot(1, "A"), day=1, biz_step=None), ["bước nghiệp vụ"]),
        (seen(lot(1, "A"), day=1, read_point=None), ["điểm đọc"]),
        (seen(lot(1, "A"), day=1, event_time_zone_offset=""), ["múi giờ"]),
        (
            seen(lot(1, "A"), day=1, read_point=Place("https://example.vn/kho"), biz_location=None),
            ["bên thực hiện"],
        ),
        (born((lot(1, "A"), 5), ilmd={}), ["ngày sản xuất", "xuất xứ"]),
        (
            born((lot(1, "A"), 5), ilmd={"mau:harvestDate": "", "mau:plot": "Lô Mẫu"}),
            ["ngày sản xuất"],
        ),
        (born(UNIT, ilmd={}), []),
        (born(ilmd={}), ["mã vật phẩm"]),
        (sent((lot(1, "A"), None), day=1, to=SHOP), ["số lượng"]),
        (sent((lot(1, "A"), 5), day=1, to=None), ["bên nhận"]),
        (received((lot(1, "A"), 5), day=1, of=None), ["bên giao"]),
        (packed(None, lot(1, "A"), day=1), ["đơn vị chứa"]),
        (packed(UNIT, day=1), ["vật phẩm bên trong"]),
        (packed(UNIT, lot(1, "A"), day=1, biz_step="receiving"), ["bên giao"]),
        (made([(lot(1, "A"), None)], [(lot(1, "B"), 1)], day=1), ["số lượng đầu vào"]),
        (
            made([], [(lot(1, "B"), 1)], day=1),
            ["đầu vào", "số lượng đầu vào"],
        ),
        (
            made([lot(1, "A")], [], day=1),
            ["đầu ra", "số lượng đầu ra"],
        ),
    ],
)
def test_each_key_data_element_is_missed_by_name(event: Event, lacks: list[str]) -> None:
    assert missing(event) == lacks


def test_halves_of_one_process_tell_its_sides_together() -> None:
    halves = [
        made([(lot(1, "A"), 5)], [], day=1, transformation_id="urn:x:lần-1"),
        made([], [(lot(1, "B"), 4)], day=2, transformation_id="urn:x:lần-1"),
    ]

    found = kde_completeness(subject(halves))

    assert (found.value, found.shares["strict"].value) == (1, 1)


def test_a_half_lacks_what_no_other_half_tells_and_what_it_tells_itself_without_amount() -> None:
    alone = made([(lot(1, "A"), None)], [], day=1, transformation_id="urn:x:lần-1")
    other = made([], [(lot(1, "B"), 4)], day=2, transformation_id="urn:x:lần-1")
    elsewhere = made([], [(lot(1, "C"), 4)], day=2, transformation_id="urn:x:lần-2")

    assert missing(alone) == ["đầu ra", "số lượng đầu vào", "số lượng đầu ra"]
    found = kde_completeness(subject([alone, other, elsewhere]))
    assert [one.params["missing"] for one in found.failures] == [
        "số lượng đầu vào",
        "đầu vào, số lượng đầu vào",
    ]


def test_the_share_of_an_event_is_what_it_has_of_what_it_needs() -> None:
    found = kde_completeness(subject([seen(lot(1, "A"), day=1, biz_step=None), good_chain()[0]]))

    assert found.value == (Fraction(4, 5) + 1) / 2
    assert found.shares["strict"].value == Fraction(1, 2)


def test_the_time_of_recording_is_asked_once_any_event_has_one() -> None:
    stored = seen(lot(1, "A"), day=1, record_time=at(1))
    plain = seen(lot(1, "A"), day=2)

    found = kde_completeness(subject([stored, plain]))

    assert [one.params["missing"] for one in found.failures] == ["thời gian ghi"]


@pytest.mark.parametrize(
    "fields",
    [
        {"extensions": {"mau:informationProvider": FARM}},
        {"read_point": Place("urn:epc:id:sgln:8938501.00001.0")},
    ],
)
def test_a_party_is_named_by_a_field_or_by_a_place_with_gln(fields: dict[str, Any]) -> None:
    other = {"read_point": Place("https://example.vn/kho"), "biz_location": None}

    assert missing(seen(lot(1, "A"), day=1, **{**other, **fields})) == []


def test_steps_of_users_are_known_by_the_end_of_their_uri() -> None:
    event = seen(lot(1, "A"), day=1, biz_step="https://example.vn/buoc#harvesting")
    sector = profile("fruit-vegetable")
    found = sector.cte_of(event)

    assert found is not None
    assert (step_name(event), found.id) == ("harvesting", "harvesting")
    assert step_name(seen(day=1, biz_step="urn:gdst:bizStep:fishingEvent")) == "fishingEvent"


def test_a_transformation_is_one_whatever_its_step() -> None:
    found = profile().cte_of(made([lot(1, "A")], [lot(1, "B")], day=1, biz_step="packing"))

    assert found is not None
    assert found.id == "transformation"


def test_an_event_of_no_kind_we_know_is_no_critical_event() -> None:
    event = OtherEvent(other_type="urn:x:y", event_time=at(1), event_time_zone_offset="Z")

    assert profile().cte_of(event) is None


def test_every_profile_asks_for_known_events_and_has_losses_below_one() -> None:
    for one in profiles():
        assert set(one.ctes) <= set(one.known)
        assert all(0 < share < 1 for share in one.losses.values())


def test_a_good_chain_has_every_critical_event() -> None:
    found = cte_coverage(subject(good_chain()))

    assert (found.ratio.numerator, found.ratio.denominator) == (1, 1)
    assert found.shares["strict"].value == 1


def test_critical_events_are_counted_upstream_and_on_the_way() -> None:
    events = good_chain()

    found = cte_coverage(subject([events[0], *events[4:7]]))

    assert found.value == Fraction(3, 5)
    assert found.failures[0].params["missing"] == "Giao hàng, Nhận hàng"


def test_critical_events_spread_through_cycles() -> None:
    events = [
        born(lot(1, "A")),
        made([lot(1, "A"), lot(1, "C")], [lot(1, "B")], day=1),
        made([lot(1, "B")], [lot(1, "C"), lot(1, "D")], day=2),
        seen(lot(1, "D"), day=3),
    ]

    assert cte_coverage(subject(events)).value == Fraction(2, 5)


def test_finished_lots_are_goods_that_no_process_used() -> None:
    events = [
        made([lot(1, "A")], [lot(1, "B")], day=1),
        packed(UNIT, lot(1, "B"), day=2),
        seen("urn:epc:id:sscc:8938502.1000000005", day=3),
        seen("urn:epc:id:grai:8938501.00001.5", "urn:epc:idpat:sgtin:8938501.000001.*", day=3),
        seen(lot(2, "C"), day=90),
    ]
    one = subject(events)
    window = (at(0), at(50))

    def ends(**fields: Any) -> list[str]:
        return [lot_id[-4:] for lot_id in finished_lots(subject(events, **fields))]

    assert len(list(finished_lots(one))) == 3
    assert ends(window=window) == ["10/B", "0053"]
    assert ends(products=(Product("08938501000026"),)) == ["10/C"]


def test_a_profile_without_processing_does_not_ask_for_it() -> None:
    sector: Profile = profile("trade")
    events = [
        received((lot(1, "A"), 5), day=1, of=FARM, by=SHOP),
        sent((lot(1, "A"), 5), day=2, to=FARM, by=SHOP),
    ]

    assert cte_coverage(subject(events, profile=sector)).value == 1
