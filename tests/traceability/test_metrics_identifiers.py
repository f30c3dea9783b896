"""M1 and M12: right codes of the right holder, each given to one thing."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.traceability.chain_events import (
    AT,
    SHOP,
    UNIT,
    born,
    item,
    lot,
    made,
    packed,
    seen,
    sent,
    subject,
    unpacked,
    wrong,
)
from traceability import digital_link, epc
from traceability.metrics_identifiers import Form, identifier_validity, judge_id, uniqueness
from traceability.metrics_subject import PlaceUse
from traceability.prefixes import CompanyPrefix
from traceability.problem import CodeError

NO_PLACE = {"read_point": None, "biz_location": None}


@pytest.mark.parametrize(
    ("text", "form"),
    [
        (lot(1, "A"), Form.VALID),
        (UNIT, Form.VALID),
        ("urn:epc:id:sgln:8938501.00001.0", Form.VALID),
        ("urn:epc:id:pgln:8938501.00001", Form.VALID),
        ("urn:epc:id:grai:8938501.00001.5", Form.VALID),
        ("https://example.vn/01/08938501000019/10/A", Form.VALID),
        ("https://example.vn/01/08938501000019/10/A%2F1", Form.VALID),
        ("https://id.gs1.org/00/189385020000000015", Form.VALID),
        ("https://id.gs1.org/01/08938501000012/10/A", Form.WRONG),
        ("https://id.gs1.org/01/8938501000019", Form.WRONG),
        ("urn:epc:class:lgtin:8938501.00001.A", Form.WRONG),
        ("urn:epc:id:khac:1", Form.WRONG),
        ("urn:epc:class:lgtin:2000001.000001.A", Form.OUTSIDE_GS1),
        ("https://example.vn/lo/17", Form.OUTSIDE_GS1),
        ("urn:uuid:3f2504e0-4f89-11d3-9a0c-0305e82c3301", Form.OUTSIDE_GS1),
    ],
)
def test_an_id_is_right_wrong_or_outside_gs1(text: str, form: Form) -> None:
    assert judge_id(text).form is form


def test_a_wrong_check_digit_is_told_with_the_right_one() -> None:
    assert "9" in judge_id("https://id.gs1.org/01/08938501000012/10/A").reason


@given(
    st.sampled_from(["class:lgtin", "id:sgtin", "id:sscc", "id:sgln", "id:pgln"]),
    st.text("0123456789", min_size=6, max_size=12),
    st.text("0123456789", max_size=11),
    st.text("AZaz09-_.", min_size=1, max_size=21),
)
def test_ids_right_at_sight_are_right_when_taken_apart(
    scheme: str, prefix: str, reference: str, serial: str
) -> None:
    tail = "" if scheme in ("id:sscc", "id:pgln") else f".{serial}"
    text = f"urn:epc:{scheme}:{prefix}.{reference}{tail}"

    verdict = judge_id(text)

    try:
        key = epc.to_elements(text)[0]
    except CodeError:
        assert verdict.form is Form.WRONG
    else:
        assert (verdict.form is not Form.WRONG, verdict.key) == (True, key)


@given(
    st.sampled_from(["01/0893850100001", "00/18938502000000001", "414/893850100001"]),
    st.sampled_from("0123456789"),
    st.sampled_from(["", "/10/A-1", "/21/7", "/254/1"]),
)
def test_links_right_at_sight_are_right_when_taken_apart(key: str, digit: str, tail: str) -> None:
    text = f"https://vidu.example.vn/{key}{digit}{tail}"

    assert (judge_id(text).form is Form.VALID) is (not digital_link.read(text).problems)


def test_t05_codes_outside_gs1_are_their_own_class_and_never_valid() -> None:
    event = seen("https://example.vn/lo/17", lot(1, "A"), day=1, **NO_PLACE)

    found = identifier_validity(subject([event]))

    assert (found.ratio.numerator, found.ratio.denominator) == (1, 1)
    assert str(found.shares["outside_gs1"].value) == "1/2"
    assert [note.id for note in found.notes] == ["https://example.vn/lo/17"]


def test_t03_a_wrong_check_digit_counts_against_the_metric() -> None:
    bad = "https://id.gs1.org/01/08938501000012/10/A"

    found = identifier_validity(subject([seen(bad, lot(1, "B"), day=1, **NO_PLACE)]))

    assert str(found.value) == "1/2"
    assert found.failing_ids == (bad,)
    assert found.failures[0].code == "identifier_invalid"


def test_t04_ids_must_be_the_organisations_or_a_declared_partners() -> None:
    prefixes = (
        CompanyPrefix("8938501", "Công ty Mẫu A"),
        CompanyPrefix("8938502", "Công ty Mẫu B", valid_to=date(2026, 1, 1)),
        CompanyPrefix("4012345", "Công ty Mẫu A"),
    )
    event = seen(
        lot(1, "A"),
        UNIT,
        "urn:epc:class:lgtin:4012345.000001.A",
        "urn:epc:class:lgtin:8938509.000001.A",
        day=1,
        **NO_PLACE,
    )

    found = identifier_validity(subject([event], prefixes=prefixes, organisation="Công ty Mẫu A"))

    assert [failure.code for failure in found.failures] == [
        "prefix_expired",
        "prefix_unauthorised",
        "prefix_unknown",
    ]
    assert str(found.value) == "1/4"


def test_t12_a_serialised_item_is_brought_into_use_once() -> None:
    events = [
        born(item(1, 1), item(1, 2), day=0),
        born(item(1, 1), day=5),
        made([lot(1, "A")], [item(1, 2)], day=6),
        made([item(1, 1)], [lot(1, "B")], day=7),
    ]

    found = uniqueness(subject(events))

    assert [(failure.events, failure.params["count"]) for failure in found.failures] == [
        ((0, 1), "2"),
        ((0, 2), "2"),
    ]
    assert str(found.value) == "0"


def test_t12_a_repeated_or_voided_birth_is_no_second_birth() -> None:
    event = born(item(1, 1), day=0)
    mistake = born(item(1, 1), day=1)

    found = uniqueness(subject([event, event, mistake, wrong(mistake)]))

    assert found.value == 1


@pytest.mark.parametrize(("gap", "reused"), [(100, True), (400, False)])
def test_a_logistic_unit_waits_a_year_before_it_is_loaded_anew(gap: int, reused: bool) -> None:
    events = [
        packed(UNIT, lot(1, "A"), lot(1, "B"), day=1),
        packed(UNIT, lot(1, "D"), day=2),
        unpacked(UNIT, lot(1, "A"), day=2),
        unpacked(UNIT, day=3),
        packed(UNIT, lot(1, "C"), day=3 + gap),
    ]

    found = uniqueness(subject(events))

    assert [failure.code for failure in found.failures] == ["unit_reused"] * reused


@pytest.mark.parametrize(("gap", "reused"), [(100, True), (400, False)])
def test_a_unit_that_was_sent_is_not_loaded_for_another_shipment_within_a_year(
    gap: int, reused: bool
) -> None:
    events = [
        packed(UNIT, lot(1, "A"), day=1),
        sent(UNIT, day=2, to=SHOP),
        sent(UNIT, day=3, to=SHOP),
        packed(UNIT, lot(1, "C"), day=3 + gap),
        sent(UNIT, day=4 + gap, to=SHOP),
    ]

    found = uniqueness(subject(events))

    assert [failure.code for failure in found.failures] == ["unit_reused"] * reused


def test_a_logistic_unit_is_not_commissioned_twice_in_one_life() -> None:
    events = [
        born(UNIT, day=1),
        born(UNIT, day=2),
        seen(UNIT, day=3, biz_step="decommissioning"),
        born(UNIT, day=4),
        packed(UNIT, lot(1, "C"), day=5),
    ]

    found = uniqueness(subject(events))

    assert [failure.code for failure in found.failures] == ["commissioned_twice", "unit_reused"]
    assert (found.ratio.numerator, found.ratio.denominator) == (0, 1)


def test_a_gln_waits_four_years_before_it_stands_for_another_place() -> None:
    places = (
        PlaceUse("8938501000019", "Kho Mẫu 1", date(2015, 1, 1), date(2016, 1, 1)),
        PlaceUse("8938501000019", "Kho Mẫu 1", date(2016, 1, 2), date(2020, 1, 1)),
        PlaceUse("8938501000019", "Kho Mẫu 2", date(2024, 1, 1), date(2025, 1, 1)),
        PlaceUse("8938501000026", "Kho Mẫu 3", date(2020, 1, 1)),
        PlaceUse("8938501000026", "Kho Mẫu 4", date(2025, 1, 1)),
        PlaceUse("8938501000033", "Kho Mẫu 5", date(2020, 1, 1), date(2022, 1, 1)),
        PlaceUse("8938501000033", "Kho Mẫu 6", date(2025, 12, 31)),
    )

    found = uniqueness(subject([], places=places))

    assert found.failing_ids == ("8938501000026", "8938501000033")
    assert (found.ratio.numerator, found.ratio.denominator) == (1, 3)


def test_only_ids_in_the_window_are_counted() -> None:
    events = [born(item(1, 1), day=0), born(item(1, 2), day=50)]
    window = (events[1].event_time, events[1].event_time)

    found = uniqueness(subject(events, window=window))

    assert found.ratio.denominator == 1
    assert identifier_validity(subject(events, window=window)).ratio.denominator == 2


def test_lots_that_are_shipped_by_number_are_ids_too() -> None:
    event = sent(
        lot(1, "A"), day=1, to="urn:epc:id:pgln:8938503.0000", by="urn:epc:id:pgln:8938501.00001"
    )

    found = identifier_validity(subject([event], at=AT))

    assert found.failing_ids == ("urn:epc:id:pgln:8938503.0000",)
