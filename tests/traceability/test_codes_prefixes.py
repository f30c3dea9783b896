"""T4: company prefixes, whose a key is, and numbers that identify nothing in open trade."""

from datetime import date

import pytest

from traceability.element_strings import Element
from traceability.keys import key_element
from traceability.prefixes import (
    CompanyPrefix,
    Ownership,
    PrefixRegistry,
    Use,
    company_digits,
    issuer,
    use_of,
)
from traceability.problem import CodeError

TODAY = date(2026, 11, 21)


def gtin(digits: str) -> Element:
    return key_element("gtin", digits)


@pytest.mark.parametrize("digits", ["8935001", "89350012", "893500123", "893500123456", "9501234"])
def test_t04_prefixes_of_the_decrees_lengths_are_taken(digits: str) -> None:
    assert CompanyPrefix(digits, "Công ty Mẫu A").digits == digits


@pytest.mark.parametrize(
    "digits", ["893500", "8935001234567", "89350012345", "893500A", "", "８９３５００１"]
)
def test_t04_prefixes_of_other_lengths_are_refused(digits: str) -> None:
    with pytest.raises(CodeError) as caught:
        CompanyPrefix(digits, "Công ty Mẫu A")

    assert [problem.code for problem in caught.value.problems] == ["prefix_length"]


def test_t04_eleven_digits_are_taken_abroad_only() -> None:
    assert CompanyPrefix("95012345678", "Công ty Mẫu A").digits == "95012345678"


@pytest.mark.parametrize("longer", ["89350012", "8935001"])
def test_t04_one_prefix_cannot_lie_in_another(longer: str) -> None:
    with pytest.raises(CodeError) as caught:
        PrefixRegistry([CompanyPrefix(longer, "B"), CompanyPrefix("8935001", "A")])

    assert [problem.code for problem in caught.value.problems] == ["prefix_overlap"]


def test_t04_a_key_belongs_to_the_holder_of_its_prefix() -> None:
    registry = PrefixRegistry(
        [CompanyPrefix("8935001", "A"), CompanyPrefix("893500212", "B")],
        {"00000002345673": "C"},
    )

    assert registry.holder(gtin("8935001234562")) == "A"
    assert registry.holder(key_element("gln", "8935001234562")) == "A"
    assert registry.holder(key_element("sscc", "389350010000000014")) == "A"
    assert registry.holder(Element("8006", "089350012345620102")) == "A"
    assert registry.holder(gtin("8935002123452")) == "B"
    assert registry.holder(gtin("02345673")) == "C"
    assert registry.holder(gtin("8935003123451")) is None
    assert registry.prefix_of(gtin("8935001234562")) == CompanyPrefix("8935001", "A")


@pytest.mark.parametrize(
    ("digits", "organisation", "expected"),
    [
        ("8935001234562", "A", Ownership.OWN),
        ("8935001234562", "B", Ownership.PARTNER),
        ("8935003123451", "A", Ownership.UNKNOWN),
        ("2001234567893", "A", Ownership.OUTSIDE_GS1),
        ("9501234567891", "A", Ownership.UNAUTHORISED),
        ("9401234567894", "A", Ownership.OWN),
        ("8936001234569", "A", Ownership.EXPIRED),
        ("8937001234566", "A", Ownership.EXPIRED),
        ("02345673", "A", Ownership.OWN),
    ],
)
def test_t03_t04_ownership_is_judged_from_one_organisation(
    digits: str, organisation: str, expected: Ownership
) -> None:
    registry = PrefixRegistry(
        [
            CompanyPrefix("8935001", "A", date(2020, 1, 1), date(2026, 11, 21)),
            CompanyPrefix("9501234", "A"),
            CompanyPrefix("9401234", "A", authorisation="Văn bản ủy quyền số 01"),
            CompanyPrefix("8936001", "A", valid_to=date(2026, 11, 20)),
            CompanyPrefix("8937001", "A", valid_from=date(2026, 11, 22)),
        ],
        {"00000002345673": "A"},
    )

    assert registry.judge(gtin(digits), organisation, on=TODAY) is expected


@pytest.mark.parametrize(
    ("digits", "use"),
    [
        ("8935001234562", Use.TRADE),
        ("2001234567893", Use.RESTRICTED),
        ("0212345678909", Use.RESTRICTED),
        ("9789999999991", Use.PUBLICATION),
        ("9520123456788", Use.DEMONSTRATION),
        ("9901234567899", Use.COUPON),
    ],
)
def test_t05_self_issued_numbers_are_seen_through(digits: str, use: Use) -> None:
    assert use_of(gtin(digits)) is use


def test_company_digits_begin_where_the_prefix_begins() -> None:
    assert company_digits(gtin("8935001234562")) == "8935001234562"
    assert company_digits(key_element("sscc", "006141411234567890")) == "06141411234567890"
    assert company_digits(Element("8003", "08935001234562A")) == "8935001234562"
    assert company_digits(Element("8004", "8935001X")) == "8935001X"
    assert company_digits(gtin("02345673")) == ""
    assert company_digits(Element("10", "8935001")) == ""
    with pytest.raises(KeyError):
        company_digits(Element("999", "x"))


def test_t03_the_issuing_organisation_is_named() -> None:
    assert issuer(gtin("8935001234562")) == "GS1 Vietnam"
    assert issuer(Element("10", "A")) is None
    assert issuer(gtin("1401234567892")) is None
