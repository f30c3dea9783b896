"""EPC URNs and Digital Links say the same thing both ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.checkdigits import CHARACTER_SET_82, check_digit
from traceability.digital_link import read
from traceability.element_strings import Element
from traceability.epc import canonical, to_digital_link, to_elements, to_urn
from traceability.problem import CodeError

PAIRS = [
    ("urn:epc:id:sgtin:9520123.045678.7", "/01/09520123456788/21/7"),
    ("urn:epc:class:lgtin:9520123.045678.A.B%2FC", "/01/09520123456788/10/A.B%2FC"),
    ("urn:epc:idpat:sgtin:9520123.045678.*", "/01/09520123456788"),
    ("urn:epc:id:upui:9520123.045678.51qIgY)%3C%26Jp3*j7'SDB", None),
    ("urn:epc:id:itip:9520123.045678.01.02.987", "/8006/095201234567880102/21/987"),
    ("urn:epc:idpat:itip:9520123.045678.01.02.*", "/8006/095201234567880102"),
    ("urn:epc:id:sscc:0614141.0123456789", "/00/006141411234567890"),
    ("urn:epc:id:sgln:9520123.45678.0", "/414/9520123456788"),
    ("urn:epc:id:sgln:9520123.45678.32a%2Fb", "/414/9520123456788/254/32a%2Fb"),
    ("urn:epc:id:sgln:952012345678..0", "/414/9520123456788"),
    ("urn:epc:id:pgln:9520123.45678", "/417/9520123456788"),
    ("urn:epc:id:grai:9520123.45678.A1", "/8003/09520123456788A1"),
    ("urn:epc:idpat:grai:9520123.45678.*", "/8003/09520123456788"),
    ("urn:epc:id:gdti:9520123.45678.A1", "/253/9520123456788A1"),
    ("urn:epc:id:sgcn:9520123.45678.01", "/255/952012345678801"),
    ("urn:epc:id:gsrn:4012345.0000000001", "/8018/401234500000000012"),
    ("urn:epc:id:gsrnp:4012345.0000000001", "/8017/401234500000000012"),
    ("urn:epc:id:gsin:4012345.222222222", "/402/40123452222222221"),
    ("urn:epc:id:giai:9520123.A.5%2F", "/8004/9520123A.5%2F"),
    ("urn:epc:id:ginc:9520123.xyz", "/401/9520123xyz"),
    ("urn:epc:id:cpi:9520123.PQ7%2FZ%23.12345", "/8010/9520123PQ7%2FZ%23/8011/12345"),
    ("urn:epc:idpat:cpi:9520123.PQ7.*", "/8010/9520123PQ7"),
]


@pytest.mark.parametrize(("urn", "path"), PAIRS)
def test_urn_and_digital_link_say_the_same_both_ways(urn: str, path: str | None) -> None:
    prefix_length = len(urn.split(":")[4].split(".")[0])
    elements = to_elements(urn)

    link = to_digital_link(urn, stem="https://example.com")

    assert path is None or link == f"https://example.com{path}"
    assert read(link).elements == elements
    assert to_urn(elements, prefix_length=prefix_length) == urn


@pytest.mark.parametrize(
    ("urn", "code"),
    [
        ("urn:epc:id:sgtin", "epc_scheme"),
        ("urn:epc:id:usdod:2S194.1", "epc_scheme"),
        ("URN:EPC:ID:SGTIN:9520123.045678.7", "epc_scheme"),
        ("urn:epc:id:sgtin:9520123.045678", "epc_fields"),
        ("urn:epc:id:sgtin:95201.04567890.7", "epc_prefix"),
        ("urn:epc:id:sgtin:952012A.045678.7", "epc_prefix"),
        ("urn:epc:id:sgtin:9520123.04567.7", "epc_reference"),
        ("urn:epc:id:sgtin:9520123.04567X.7", "epc_reference"),
        ("urn:epc:id:sgtin:9520123.045678.A/B", "epc_escape"),
        ("urn:epc:id:sgtin:9520123.045678.A%4G", "epc_escape"),
        ("urn:epc:id:sgtin:9520123.045678.Lô", "epc_escape"),
        ("urn:epc:id:sgtin:9520123.045678.", "length"),
        ("urn:epc:id:sgtin:9520123.045678.123456789012345678901", "length"),
        ("urn:epc:id:itip:9520123.045678.03.02.1", "part"),
        ("urn:epc:id:sgcn:9520123.45678.A", "characters"),
        ("urn:epc:idpat:sgtin:9520123.045678.7", "epc_pattern"),
    ],
)
def test_a_wrong_urn_is_refused_with_a_reason(urn: str, code: str) -> None:
    with pytest.raises(CodeError) as caught:
        to_elements(urn)

    assert [problem.code for problem in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("elements", "prefix_length", "code"),
    [
        ([Element("01", "09520123456788")], 5, "epc_prefix"),
        ([Element("01", "09520123456788")], 13, "epc_prefix"),
        ([Element("8013", "1987654Ad4X4bL5ttr2310c2K")], 7, "epc_scheme"),
        ([Element("01", "09520123456788"), Element("22", "A")], 7, "epc_scheme"),
        ([Element("414", "9520123456788"), Element("254", "0")], 7, "epc_scheme"),
        ([Element("8004", "9520A")], 7, "epc_prefix"),
        ([Element("8004", "9520ABC1")], 7, "epc_prefix"),
        ([Element("01", "09520123456780")], 7, "check_digit"),
        ([Element("10", "A")], 7, "no_key"),
    ],
)
def test_elements_that_no_urn_says_are_refused(
    elements: list[Element], prefix_length: int, code: str
) -> None:
    with pytest.raises(CodeError) as caught:
        to_urn(elements, prefix_length=prefix_length)

    assert [problem.code for problem in caught.value.problems] == [code]


def test_one_thing_has_one_canonical_spelling() -> None:
    expected = "https://id.gs1.org/01/09520123456788/10/A%2FB"

    assert canonical("urn:epc:class:lgtin:9520123.045678.A%2FB") == expected
    assert canonical("HTTP://shop.example:80/x/01/09520123456788/10/A%2fB?17=261100#y") == expected
    assert canonical("urn:uuid:3f8a") == "urn:uuid:3f8a"
    assert canonical("urn:epc:id:sgtin:1.2") == "urn:epc:id:sgtin:1.2"
    assert canonical("https://example.com/lot/1") == "https://example.com/lot/1"
    assert canonical("Lô 7") == "Lô 7"


@given(
    st.text("0123456789", min_size=13, max_size=13),
    st.text(CHARACTER_SET_82, min_size=1, max_size=20),
    st.integers(6, 12),
    st.sampled_from(["10", "21", "235"]),
)
def test_any_lot_and_serial_survive_the_way_there_and_back(
    body: str, text: str, prefix_length: int, qualifier: str
) -> None:
    elements = (Element("01", body + check_digit(body)), Element(qualifier, text))

    urn = to_urn(elements, prefix_length=prefix_length)

    assert to_elements(urn) == elements
    assert canonical(urn) == to_digital_link(urn)


@given(st.text(max_size=40), st.sampled_from(["", "urn:epc:id:sgtin:", "urn:epc:idpat:cpi:"]))
def test_any_text_has_a_canonical_spelling(text: str, head: str) -> None:
    assert canonical(canonical(head + text)) == canonical(head + text)
