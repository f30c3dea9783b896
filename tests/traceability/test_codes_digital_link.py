"""GS1 Digital Link: strict reading, building, and where biip decides otherwise."""

import pytest
from biip.gs1_digital_link_uris import GS1DigitalLinkURI
from hypothesis import given
from hypothesis import strategies as st

from traceability import digital_link, uri
from traceability.checkdigits import CHARACTER_SET_82, check_digit
from traceability.digital_link import build, parse, read
from traceability.element_strings import Element
from traceability.problem import CodeError

GTIN = Element("01", "09520123456788")
LINK = "https://id.gs1.org/01/09520123456788"


def codes(text: str) -> list[str]:
    return [problem.code for problem in read(text).problems]


def test_t06_a_link_is_taken_apart_in_its_order() -> None:
    link = parse("https://example.com/vi/01/09520123456788/10/A%2FB/21/7?17=261100&lang=vi&x")

    assert link.stem == "https://example.com/vi"
    assert link.key == GTIN
    assert link.qualifiers == (Element("10", "A/B"), Element("21", "7"))
    assert link.attributes == (Element("17", "261100"),)
    assert link.other_parameters == ("lang=vi", "x")
    assert [element.ai for element in link.elements] == ["01", "10", "21", "17"]


@pytest.mark.parametrize(
    "text",
    [
        "HTTP://a/01/09520123456788",
        "https://a./01/09520123456788",
        "https://a:1/01/09520123456788",
        "https://[2001:db8::1]/01/09520123456788",
        "https://[::1]:8080/01/09520123456788",
        "https://0xC0.0xA8.0x01.0x01/01/09520123456788",
        "https://a/01/09520123456788/8004/9520X",
        "https://a/01/09520123456788/22/A+B",
        "https://a/414/9520123456788/254/32a%2Fb",
        "https://a/417/9520123456788/7040/1AB-",
        "https://a/8003/09520123456788A1",
        "https://a/8006/095201234567880102/21/X",
        "https://a/01/09520123456788/235/XYZ?10=ABC",
        "https://a/01/09520123456788?&&x=%20#fragment?and/more",
        "https://a/01/09520123456788#",
    ],
)
def test_t06_legal_links_are_accepted(text: str) -> None:
    assert read(text).problems == ()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("https://a/01/09520123456780", ["check_digit"]),
        ("https://a/01/9520123456788", ["length"]),
        ("https://a/gtin/09520123456788", ["no_key"]),
        ("https://a/01/09520123456788/lot/A", ["no_key"]),
        ("https://a/01/09520123456788/", ["no_key"]),
        ("https://a/01/09520123456788/10/", ["empty"]),
        ("https://a/10/A/01/", ["empty"]),
        ("https://a/21/A", ["no_key"]),
        ("https://a", ["no_key"]),
        ("https://a/01/09520123456788/10/A/22/B", ["qualifier_order"]),
        ("https://a/01/09520123456788/10/A/10/A", ["qualifier_order"]),
        ("https://a/01/09520123456788/22/A/235/B", ["qualifier_order"]),
        ("https://a/00/006141411234567890/21/A", ["qualifier_order"]),
        ("https://a/01/09520123456788?10=A", ["misplaced_qualifier"]),
        ("https://a/01/09520123456788/10/A?10=A", ["repeated_ai"]),
        ("https://a/01/09520123456788?21=A", ["not_an_attribute"]),
        ("https://a/01/09520123456788?17=261100&17=261100", ["repeated_ai"]),
        ("https://a/01/09520123456788?01=09520123456788", ["repeated_ai"]),
        ("https://a/01/09520123456788?37=2", ["barred_pair"]),
        ("https://a/01/09520123456788?17=261301", ["date"]),
        ("https://a/01/09520123456788?99=", ["length"]),
        ("https://a/01/09520123456788?999=x", ["unknown_ai"]),
        ("https://a/01/09520123456788?98=A+B", ["characters"]),
        ("https://a/01/09520123456788?98=L%C3%B4", ["characters"]),
        ("https://a/01/09520123456788?98=%FF", ["characters"]),
        ("https://a/01/09520123456788?98=%00", ["characters"]),
        ("https://a/01/09520123456788?98=%4G", ["percent_encoding"]),
        ("https://a/01/09520123456788/10/A%", ["percent_encoding"]),
        ("https://a/01/09520123456788/10/[1]", ["uri"]),
        ("https://a/01/09520123456788/10/Lô", ["uri"]),
        ("https://a/01/09520123456788/10/A B", ["uri"]),
        ("https://a/01/09520123456788\n", ["uri"]),
        ("https:/a/01/09520123456788", ["uri"]),
        ("Https://a/01/09520123456788", ["scheme"]),
        ("ftp://a/01/09520123456788", ["scheme"]),
        ("https:///01/09520123456788", ["host"]),
        ("https://-a/01/09520123456788", ["host"]),
        ("https://a_b/01/09520123456788", ["host"]),
        ("https://a..b/01/09520123456788", ["host"]),
        (f"https://{'a.' * 127}/01/09520123456788", ["host"]),
        ("https://[fe80::1%25lo]/01/09520123456788", ["host"]),
        ("https://[12345::1]/01/09520123456788", ["host"]),
        ("https://[::1/01/09520123456788", ["host"]),
        ("https://a:0/01/09520123456788", ["port"]),
        ("https://a:65536/01/09520123456788", ["port"]),
        ("https://a:/01/09520123456788", ["port"]),
        ("https://[::1]:x/01/09520123456788", ["port"]),
        ("https://user:secret@a/01/09520123456788", ["userinfo"]),
    ],
)
def test_t06_illegal_links_are_refused_with_a_reason(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_the_allowed_qualifiers_are_told() -> None:
    several = read("https://a/01/09520123456788/235/A/10/B").problems[0]
    none = read("https://a/00/006141411234567890/10/A").problems[0]

    assert several.message == (
        "Sau (01) chỉ được có, theo đúng thứ tự: (22), (10), (21) hoặc (235)."
    )
    assert none.message == "Sau (00) chỉ được có, theo đúng thứ tự: không gì cả."


def test_a_wrong_link_is_not_parsed() -> None:
    with pytest.raises(CodeError) as broken:
        parse("https://a/01/09520123456780?17=261301")
    with pytest.raises(CodeError) as foreign:
        parse("mailto:x")

    assert [problem.code for problem in broken.value.problems] == ["check_digit", "date"]
    assert [problem.code for problem in foreign.value.problems] == ["uri"]


def test_a_link_is_built_with_qualifiers_in_order_and_attributes_sorted() -> None:
    elements = [Element("21", "7"), Element("17", "261100"), GTIN, Element("10", "A/B(")]

    assert build(elements) == f"{LINK}/10/A%2FB%28/21/7?17=261100"
    assert build([*elements, GTIN], stem="http://a:80/vi/") == (
        "http://a:80/vi/01/09520123456788/10/A%2FB%28/21/7?17=261100"
    )
    assert build([GTIN, Element("235", "X"), Element("10", "L")]) == f"{LINK}/235/X?10=L"


@pytest.mark.parametrize(
    ("elements", "stem", "expected"),
    [
        ([Element("10", "A")], "https://a", "no_key"),
        ([Element("01", "09520123456780")], "https://a", "check_digit"),
        ([GTIN, Element("8200", "http://a")], "https://a", "not_an_attribute"),
        ([GTIN, Element("22", "A"), Element("235", "B")], "https://a", "not_an_attribute"),
        ([GTIN], "ftp://a", "scheme"),
        ([GTIN], "https://a?x", "no_key"),
    ],
)
def test_nothing_is_built_that_the_reader_refuses(
    elements: list[Element], stem: str, expected: str
) -> None:
    with pytest.raises(CodeError) as caught:
        build(elements, stem=stem)

    assert [problem.code for problem in caught.value.problems] == [expected]


def test_values_decode_plus_only_in_a_query() -> None:
    assert uri.decode("A+B%2B", in_query=False) == "A+B+"
    assert uri.decode("A+B%2B", in_query=True) == "A B+"


texts = st.text(CHARACTER_SET_82, min_size=1, max_size=20)
gtins = st.text("0123456789", min_size=13, max_size=13).map(lambda body: body + check_digit(body))


@given(gtins, texts, texts, st.sampled_from(["https://id.gs1.org", "http://[::1]:80/a/b"]))
def test_t06_what_is_built_reads_back_the_same_and_biip_agrees(
    gtin: str, lot: str, note: str, stem: str
) -> None:
    elements = (Element("01", gtin), Element("10", lot), Element("98", note))

    text = build(elements, stem=stem)
    reading = read(text)
    second_opinion = GS1DigitalLinkURI.parse(text)

    assert reading.problems == ()
    assert reading.elements == elements
    assert [(e.ai.ai, e.value) for e in second_opinion.element_strings] == [
        ("01", gtin),
        ("10", lot),
        ("98", note),
    ]


@given(gtins, st.data())
def test_t06_any_single_changed_digit_of_the_gtin_is_detected(
    gtin: str, data: st.DataObject
) -> None:
    position = data.draw(st.integers(0, 13))
    other = data.draw(st.sampled_from([d for d in "0123456789" if d != gtin[position]]))

    assert codes(f"https://a/01/{gtin[:position]}{other}{gtin[position + 1 :]}") == ["check_digit"]


@given(st.text(max_size=60), st.sampled_from(["", "https://a/01/", "https://", f"{LINK}?"]))
def test_any_text_is_inspected_without_raising(text: str, head: str) -> None:
    link, problems = digital_link.inspect(head + text)

    assert problems or link is not None
