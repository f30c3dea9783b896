"""Element strings: both forms read strictly, written, and judged together."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.checkdigits import CHARACTER_SET_82
from traceability.element_strings import (
    Element,
    missing_partners,
    pair_problems,
    read_bracketed,
    read_raw,
    write_bracketed,
    write_raw,
)
from traceability.problem import CodeError

GTIN = Element("01", "09520123456788")


def codes(text: str) -> list[str]:
    reading = read_bracketed(text) if text.startswith("(") else read_raw(text)
    return [problem.code for problem in reading.problems]


def test_a_bracketed_string_is_read_in_order() -> None:
    reading = read_bracketed("(01)09520123456788(10)ABC/1(17)261100")

    assert reading.problems == ()
    assert reading.elements == (GTIN, Element("10", "ABC/1"), Element("17", "261100"))


def test_an_opening_bracket_in_a_value_is_escaped() -> None:
    reading = read_bracketed(r"(10)A\(11)B(21)C)")

    assert reading.problems == ()
    assert reading.elements == (Element("10", "A(11)B"), Element("21", "C)"))
    assert write_bracketed(reading.elements) == r"(10)A\(11)B(21)C)"


@pytest.mark.parametrize("carrier", ["^", "\x1d", "]C1", "]d2", "]Q3\x1d"])
def test_a_raw_string_is_read_with_any_first_fnc1(carrier: str) -> None:
    reading = read_raw(f"{carrier}010952012345678810ABC\x1d17261100")

    assert reading.problems == ()
    assert reading.elements == (GTIN, Element("10", "ABC"), Element("17", "261100"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("(01)09520123456780", ["check_digit"]),
        ("(01)9520123456788", ["length"]),
        ("(01)0952012345678A", ["characters"]),
        ("(00)006141411234567891", ["check_digit"]),
        ("(414)9520123456780", ["check_digit"]),
        ("(10)", ["length"]),
        ("(10)123456789012345678901", ["length"]),
        ("(10)A B", ["characters"]),
        ("(10)Lô", ["characters"]),
        ("(10)A\x00", ["characters"]),
        ("(10)A^B", ["characters"]),
        ("(10)A\\B", ["characters"]),
        ("(8010)9520a", ["characters"]),
        ("(8010)9520#-/A", []),
        ("(11)261301", ["date"]),
        ("(17)260230", ["date"]),
        ("(7003)2602280000", []),
        ("(7003)2602002400", ["date", "time"]),
        ("(7007)261121261122", []),
        ("(7007)26112126112", ["length"]),
        ("(8003)11234567890127", ["zero", "check_digit"]),
        ("(8008)26112110", []),
        ("(8008)261121103", ["length"]),
        ("(8030)abc-_=", []),
        ("(8030)abc=d", ["characters"]),
        ("(423)704156", []),
        ("(423)704999", ["country"]),
        ("(8110)anything", []),
        ("(98)x(999)y", ["unknown_ai"]),
        ("()x", ["unknown_ai"]),
        ("(1A)x", ["unknown_ai"]),
        ("(10)A(10)A", []),
        ("(10)A(10)B", ["repeated_ai"]),
        ("(01)09520123456788(02)09520123456788", ["barred_pair"]),
        ("(3940)1234(3941)9999", ["barred_pair"]),
        ("(01)09520123456788(37)2", ["barred_pair"]),
        ("(15", ["syntax"]),
        ("(01)09520123456788)(", ["syntax"]),
        ("^", ["empty"]),
        ("]d2", ["empty"]),
        ("^10A^^21B", ["unknown_ai"]),
        ("10A\x1d21B", ["fnc1"]),
        ("^8912", ["unknown_ai"]),
        ("^0109520123456788X", ["unknown_ai"]),
        ("^010952012345678", ["length"]),
        ("^2421234567", ["length"]),
        ("^242123456^", []),
        ("^0109520123456788^10A", []),
    ],
)
def test_what_is_wrong_is_told_for_each_element(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_an_empty_text_is_no_element_string() -> None:
    assert [problem.code for problem in read_bracketed("").problems] == ["empty"]
    assert [problem.code for problem in read_raw("").problems] == ["fnc1"]


def test_a_problem_points_to_its_element_and_names_it() -> None:
    (problem,) = read_bracketed("(01)09520123456780").problems

    assert problem.as_dict() == {
        "path": '$.ai["01"]',
        "code": "check_digit",
        "message": (
            "AI (01) GTIN (mã thương phẩm): Chữ số kiểm tra sai: đang là 0, đúng phải là 8."
        ),
    }


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("(10)A", ["10"]),
        ("(01)09520123456788(10)A", []),
        ("(01)09520123456788(250)X", ["250"]),
        ("(01)09520123456788(21)1(250)X", []),
        ("(02)09520123456788(37)2", ["37"]),
        ("(00)006141411234567890(02)09520123456788(37)2", []),
        ("(01)09520123456788(3925)12599", ["3925"]),
        ("(01)09520123456788(3925)12599(3105)654321", []),
        ("(999)x", []),
    ],
)
def test_missing_companions_are_judged_apart_from_the_carrier(
    text: str, missing: list[str]
) -> None:
    problems = missing_partners(read_bracketed(text).elements)

    assert [problem.path for problem in problems] == [f'$.ai["{ai}"]' for ai in missing]


def test_a_missing_companion_is_named_with_its_alternatives() -> None:
    (problem,) = missing_partners([Element("250", "X")])

    assert problem.message == (
        "AI (250) phải đi cùng (01) và (21) hoặc (03) và (21) hoặc (8006) và (21)."
    )


def test_the_raw_form_has_fnc1_after_open_lengths_only() -> None:
    elements = [GTIN, Element("10", "ABC"), Element("17", "261100"), Element("21", "1")]

    assert write_raw(elements) == "\x1d010952012345678810ABC\x1d17261100211"
    assert write_raw(elements, fnc1="^") == "^010952012345678810ABC^17261100211"


def test_nothing_wrong_is_written_for_a_carrier() -> None:
    with pytest.raises(CodeError) as caught:
        write_raw([Element("01", "09520123456780"), Element("02", "09520123456788")])

    assert [problem.code for problem in caught.value.problems] == ["check_digit", "barred_pair"]


def test_an_identifier_outside_the_table_bars_nothing() -> None:
    assert pair_problems([Element("999", "x"), GTIN]) == ()


values = st.text(CHARACTER_SET_82, min_size=1, max_size=20)


@given(values, values, st.text(CHARACTER_SET_82, min_size=1, max_size=90))
def test_both_forms_read_back_what_was_written(lot: str, serial: str, note: str) -> None:
    elements = (GTIN, Element("10", lot), Element("21", serial), Element("91", note))

    assert read_bracketed(write_bracketed(elements)).elements == elements
    assert read_raw(write_raw(elements)).elements == elements
    assert read_raw(write_raw(elements)).problems == ()


@given(st.text())
def test_any_text_is_read_without_raising(text: str) -> None:
    assert read_bracketed(text).elements == () or "(" in text
    assert isinstance(read_raw("^" + text).problems, tuple)
