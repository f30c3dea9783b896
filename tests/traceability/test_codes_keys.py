"""GTIN, GLN, SSCC: lengths, check digits, and what the error says."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.checkdigits import check_digit, check_pair, is_digits
from traceability.element_strings import Element
from traceability.keys import gtin14, key_element, key_problem
from traceability.problem import CodeError

RIGHT = [
    ("gtin", "02345673"),
    ("gtin", "614141000036"),
    ("gtin", "8935001234562"),
    ("gtin", "09520123456788"),
    ("gln", "9520123456788"),
    ("sscc", "006141411234567890"),
]


@pytest.mark.parametrize(("kind", "digits"), RIGHT)
def test_t03_a_right_key_has_no_problem(kind: str, digits: str) -> None:
    assert key_problem(kind, digits) is None


@pytest.mark.parametrize(
    ("kind", "digits", "sentence"),
    [
        ("gtin", "8935001234567", "Chữ số kiểm tra của GTIN sai: đang là 7, đúng phải là 2."),
        ("gln", "9520123456780", "Chữ số kiểm tra của GLN sai: đang là 0, đúng phải là 8."),
        ("sscc", "006141411234567891", "Chữ số kiểm tra của SSCC sai: đang là 1, đúng phải là 0."),
    ],
)
def test_t03_a_wrong_check_digit_is_told_with_the_expected_one(
    kind: str, digits: str, sentence: str
) -> None:
    problem = key_problem(kind, digits)

    assert problem is not None
    assert (problem.path, problem.code, problem.message) == ("$", "check_digit", sentence)


@pytest.mark.parametrize(
    ("kind", "digits", "code"),
    [
        ("gtin", "893500123456", "check_digit"),
        ("gtin", "89350012345", "length"),
        ("gln", "09520123456788", "length"),
        ("sscc", "00614141123456789", "length"),
        ("gtin", "", "characters"),
        ("gtin", "893500123456A", "characters"),
        ("gtin", "８９３５００１２３４５６２", "characters"),
        ("gtin", "8935001234562\n", "characters"),
    ],
)
def test_t03_wrong_length_or_foreign_digits_are_refused(kind: str, digits: str, code: str) -> None:
    problem = key_problem(kind, digits)

    assert problem is not None
    assert problem.code == code


def test_a_gtin_of_any_length_becomes_fourteen_digits() -> None:
    assert gtin14("02345673") == "00000002345673"
    assert gtin14("614141000036") == "00614141000036"
    assert gtin14("8935001234562") == "08935001234562"


def test_a_wrong_key_gives_no_element() -> None:
    with pytest.raises(CodeError, match="đúng phải là 2") as caught:
        key_element("gtin", "8935001234567")

    assert [problem.code for problem in caught.value.problems] == ["check_digit"]


def test_keys_stand_under_their_application_identifier() -> None:
    assert key_element("gln", "9520123456788") == Element("414", "9520123456788")
    assert key_element("sscc", "006141411234567890") == Element("00", "006141411234567890")


@given(st.sampled_from([7, 11, 12, 13, 17]), st.data())
def test_t03_any_single_changed_digit_is_detected(length: int, data: st.DataObject) -> None:
    body = data.draw(st.text("0123456789", min_size=length, max_size=length))
    position = data.draw(st.integers(0, length))
    number = body + check_digit(body)
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != number[position]]))
    kind = "sscc" if length == 17 else "gtin"

    problem = key_problem(kind, number[:position] + other + number[position + 1 :])

    assert key_problem(kind, number) is None
    assert problem is not None
    assert problem.code == "check_digit"


@given(st.text("0123456789", min_size=1, max_size=17))
def test_leading_zeros_do_not_change_a_check_digit(body: str) -> None:
    assert check_digit("0" + body) == check_digit(body)


@pytest.mark.parametrize("text", ["", "12a", "١٢٣", "１２"])
def test_check_digits_are_computed_of_ascii_digits_only(text: str) -> None:
    assert not is_digits(text)
    with pytest.raises(ValueError, match="0–9"):
        check_digit(text)


# Worked example of GS1's own check character calculator for a Global Model Number.
def test_the_check_pair_of_a_model_number() -> None:
    assert check_pair("1987654Ad4X4bL5ttr2310c") == "2K"
    assert check_pair("12345678901234567890123") == "NT"


@pytest.mark.parametrize("payload", ["", "1" * 24, "12 34"])
def test_a_check_pair_needs_1_to_23_characters_of_set_82(payload: str) -> None:
    with pytest.raises(ValueError, match=r".+"):
        check_pair(payload)


@given(st.text("0123456789ABCxyz!%", min_size=5, max_size=23), st.data())
def test_any_single_changed_character_changes_the_check_pair(
    payload: str, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, len(payload) - 1))
    other = data.draw(st.sampled_from([c for c in "0123456789ABC" if c != payload[position]]))

    assert check_pair(payload[:position] + other + payload[position + 1 :]) != check_pair(payload)
