"""Parties of several kinds; a personal number is never written out."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.element_strings import Element
from traceability.other_codes import OtherCode, other_code_problem
from traceability.parties import (
    PartyId,
    PartyKind,
    hide_personal_numbers,
    is_growing_area,
    looks_personal,
    mask,
    party_problem,
    personal_values,
    read_party,
)
from traceability.problem import CodeError

PERSONAL = "001099012345"


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (PartyKind.MST, "0100112437"),
        (PartyKind.MST, "0100112437-001"),
        (PartyKind.GLN, "9520123456788"),
        (PartyKind.GROWING_AREA, "VN-TGOR-0001"),
        (PartyKind.GROWING_AREA, "LDG.CF.2026.017"),
        (PartyKind.PERSONAL_NUMBER, PERSONAL),
        (PartyKind.INTERNAL, "Nông hộ 07"),
    ],
)
def test_a_right_identifier_is_read_as_it_is(kind: PartyKind, text: str) -> None:
    party = read_party(kind, text)

    assert (party.kind, party.value) == (kind, text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("0100112438", "check_digit"),
        ("0100112437-000", "component"),
        ("0100000001", "component"),
        ("0100112437001", "length"),
        ("010011243", "length"),
        (" 0100112437", "length"),
        ("0100112437-1", "length"),
        ("０１００１１２４３７", "length"),
        ("0100000050", "check_digit"),
    ],
)
def test_t07_a_wrong_tax_code_is_refused(text: str, code: str) -> None:
    problem = party_problem(PartyKind.MST, text)

    assert problem is not None
    assert problem.code == code
    assert text not in problem.message


def test_t07_the_expected_check_digit_of_a_tax_code_is_told() -> None:
    problem = party_problem(PartyKind.MST, "0100112438")

    assert problem is not None
    assert problem.message == "Chữ số kiểm tra của mã số thuế sai: chữ số thứ 10 phải là 7."


def test_t07_nine_digits_that_no_tax_code_has_are_told() -> None:
    problem = party_problem(PartyKind.MST, "0100000050")

    assert problem is not None
    assert problem.message.startswith("Không có mã số thuế nào")


@given(st.integers(0, 9), st.integers(1, 9))
def test_t07_any_single_changed_digit_of_a_tax_code_is_detected(place: int, step: int) -> None:
    number = "0100112437"
    changed = str((int(number[place]) + step) % 10)

    assert party_problem(PartyKind.MST, number[:place] + changed + number[place + 1 :])


@pytest.mark.parametrize(
    ("kind", "text", "code"),
    [
        (PartyKind.GLN, "9520123456780", "check_digit"),
        (PartyKind.GROWING_AREA, "vn-tgor-0001", "growing_area"),
        (PartyKind.GROWING_AREA, "VN", "growing_area"),
        (PartyKind.PERSONAL_NUMBER, "00109901234", "personal_number"),
        (PartyKind.PERSONAL_NUMBER, "000099012345", "personal_number"),
        (PartyKind.PERSONAL_NUMBER, "00109901234A", "personal_number"),
        (PartyKind.INTERNAL, "", "characters"),
        (PartyKind.INTERNAL, "a\tb", "characters"),
        (PartyKind.INTERNAL, "=1+1", "characters"),
        (PartyKind.INTERNAL, "9520123456788", "gs1_collision"),
    ],
)
def test_wrong_identifiers_of_other_kinds_are_refused(
    kind: PartyKind, text: str, code: str
) -> None:
    with pytest.raises(CodeError) as caught:
        read_party(kind, text)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_a_personal_number_is_masked_wherever_it_is_written() -> None:
    party = read_party(PartyKind.PERSONAL_NUMBER, PERSONAL)

    assert party.personal
    assert party.shown == "*********345"
    assert f"{party} {party!r} {[party]}" == (
        "personal-number:*********345 PartyId(personal-number:*********345) "
        "[PartyId(personal-number:*********345)]"
    )


def test_a_personal_number_has_no_address() -> None:
    party = read_party(PartyKind.PERSONAL_NUMBER, PERSONAL)

    with pytest.raises(CodeError) as caught:
        party.address("https://example.com/party")

    assert [problem.code for problem in caught.value.problems] == ["personal_data"]
    assert PERSONAL not in str(caught.value)


def test_other_parties_have_an_address_below_a_base() -> None:
    farmer = PartyId(PartyKind.INTERNAL, "Nông hộ 07")
    firm = PartyId(PartyKind.MST, "0100112437-001")

    assert farmer.shown == "Nông hộ 07"
    assert farmer.address("https://example.com/p/") == (
        "https://example.com/p/internal/N%C3%B4ng%20h%E1%BB%99%2007"
    )
    assert firm.address("https://example.com/p") == "https://example.com/p/mst/0100112437-001"


@pytest.mark.parametrize(
    ("text", "personal"),
    [
        (PERSONAL, True),
        ("096326000001", True),
        ("096327000001", False),
        ("003099012345", False),
        ("001016012345", True),
        ("001015012345", False),
        ("001499012345", False),
        ("614141000036", False),
        ("00109901234", False),
    ],
)
def test_twelve_digits_look_personal_by_place_and_age(text: str, personal: bool) -> None:
    assert looks_personal(text, year=2026) is personal


def test_personal_numbers_are_hidden_in_free_text() -> None:
    line = "nông hộ 001099012345, GTIN 614141000036, 1001099012345"

    assert hide_personal_numbers(line, year=2026) == (
        "nông hộ *********345, GTIN 614141000036, 1001099012345"
    )


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("ni:///sha-256;" + "a" + PERSONAL + "b" * 51 + "?ver=CBV2.0", None),
        (f"urn:uuid:3f2504e0-4f89-41d3-9a0c-{PERSONAL}", None),
        ("1" * 28 + PERSONAL, None),
        (
            f"urn:uuid:00000000-0000-4000-8000-{PERSONAL}",
            "urn:uuid:00000000-0000-4000-8000-*********345",
        ),
        (f"CCCD{PERSONAL}a", "CCCD*********345a"),
    ],
)
def test_what_was_drawn_at_random_hides_no_person(text: str, shown: str | None) -> None:
    assert hide_personal_numbers(text, year=2026) == (text if shown is None else shown)


def test_masking_never_shows_more_than_the_last_digits() -> None:
    assert mask("12") == "12"
    assert mask("1234") == "*234"


def test_elements_with_personal_data_are_found_before_they_are_published() -> None:
    elements = [Element("10", "L1"), Element("21", PERSONAL), Element("7256", "MAU")]

    problems = personal_values(elements, year=2026)

    assert [problem.path for problem in problems] == ['$.ai["21"]', '$.ai["7256"]']


def test_export_growing_areas_and_packing_houses_are_recognised() -> None:
    assert is_growing_area("VN-TGOR-0001")
    assert is_growing_area("VN-TGPH-0001")
    assert not is_growing_area("LDG.CF.2026.017")


@pytest.mark.parametrize("text", ["LO-2026.A", "Lô cà phê 7", "A", "x" * 64])
def test_t05_codes_outside_gs1_are_their_own_kind(text: str) -> None:
    assert OtherCode(text).value == text


@pytest.mark.parametrize(
    "text",
    [
        "8935001234562",
        "8935001234567",
        "12345678",
        "006141411234567890",
        "0100112437",
        "0100112437-001",
        "0109520123456788",
    ],
)
def test_t05_what_could_pass_for_gs1_or_a_tax_code_is_blocked(text: str) -> None:
    problem = other_code_problem(text)

    assert problem is not None
    assert problem.code == "gs1_collision"
    with pytest.raises(CodeError):
        OtherCode(text)


@pytest.mark.parametrize("text", ["", " A", "A ", "(01)A", "https://a", "x" * 65, "a\nb", "_a"])
def test_t05_a_code_outside_gs1_has_plain_characters(text: str) -> None:
    problem = other_code_problem(text)

    assert problem is not None
    assert problem.code == "characters"
