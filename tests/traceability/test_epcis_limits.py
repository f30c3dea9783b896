"""Input that cannot be used is refused at once, in bounded memory, with one error at `$`."""

import json
import tracemalloc
from datetime import UTC, datetime

import pytest

from traceability import epcis_json, epcis_text, epcis_xml
from traceability.epcis import UnusableError, read

NOW = datetime(2026, 11, 21, tzinfo=UTC)
CONTEXT = "https://ref.gs1.org/standards/epcis/epcis-context.jsonld"
EVENT = {
    "@context": CONTEXT,
    "type": "ObjectEvent",
    "eventTime": "2026-11-20T08:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "action": "OBSERVE",
    "epcList": ["urn:epc:id:sgtin:8938501.000123.1"],
    "https://example.vn/chữ": "đ",
}
TEXT = json.dumps(EVENT, ensure_ascii=False)
XML = (
    "<ObjectEvent xmlns:m='https://example.vn/'><eventTime>2026-11-20T08:00:00Z</eventTime>"
    "<eventTimeZoneOffset>+07:00</eventTimeZoneOffset><epcList/><action>OBSERVE</action>"
    "<m:x>đ</m:x></ObjectEvent>"
)


def refusal(data: bytes) -> str:
    with pytest.raises(UnusableError) as caught:
        read(data, now=NOW)
    assert caught.value.finding.path == "$"
    assert caught.value.finding.level == "error"
    return caught.value.finding.code


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"],
)
@pytest.mark.parametrize("text", [TEXT, XML])
def test_every_unicode_encoding_is_read(text: str, encoding: str) -> None:
    document = read(text.encode(encoding), now=NOW)

    assert document.valid
    assert len(document.events) == 1


def test_declared_eight_bit_encodings_of_xml_are_read() -> None:
    latin = "<?xml version='1.0' encoding='ISO-8859-1'?>" + XML.replace("đ", "é")

    document = read(latin.encode("latin-1"), now=NOW)

    assert document.events[0].extensions == {"m:x": "é"}


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b" \n\t ", "empty"),
        (b"\xef\xbb\xbf", "empty"),
        (b'{"type": "\xff"}', "encoding"),
        (b'{"type": "\xed\xa0\x80"}', "encoding"),
        (b"\xff\xfe{\x00\x00", "encoding"),
        (b"<?xml version='1.0' encoding='utf-7'?><a/>", "encoding"),
        (b"<?xml version='1.0' encoding='no-such'?><a/>", "encoding"),
        (b"{", "not-json"),
        (b"type: ObjectEvent", "not-json"),
        (b'{"a": "\x01"}', "not-json"),
        (b"[NaN]", "number-range"),
        (b"[-Infinity]", "number-range"),
        (b"[1e999]", "number-range"),
        (b"[" + b"9" * 5000 + b"]", "number-range"),
        (b"[" * 1_000_000, "too-deep"),
        (b'{"a":' * 100_000, "too-deep"),
        (b"<a", "not-xml"),
        (b"<a><b></a>", "not-xml"),
        (b"<a>&unknown;</a>", "not-xml"),
        (b"<a>&#0;</a>", "not-xml"),
        (b"<a>" * 100_000, "too-deep"),
    ],
)
def test_unusable_input_is_refused(data: bytes, code: str) -> None:
    assert refusal(data) == code


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-32"])
@pytest.mark.parametrize(
    "start",
    [
        "<!DOCTYPE a>",
        '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        '<!DOCTYPE a SYSTEM "http://127.0.0.1/a.dtd">',
        "<!doctype a>",
    ],
)
def test_a_doctype_is_refused_in_every_encoding(start: str, encoding: str) -> None:
    assert refusal(f"{start}<a>&x;</a>".encode(encoding)) == "doctype"


def test_a_file_above_the_limit_is_refused_unread() -> None:
    assert refusal(b" " * (epcis_text.MOST_BYTES + 1)) == "too-large"


@pytest.mark.parametrize("start", [b"[", b"<a>"])
def test_more_values_than_the_limit_are_refused(start: bytes) -> None:
    body = b"1," if start == b"[" else b"<b/>"

    assert refusal(start + body * (epcis_text.MOST_VALUES + 1)) == "too-many-values"


@pytest.mark.parametrize("depth", [101, 900])
def test_fields_of_users_nest_to_a_limit(depth: int) -> None:
    text = TEXT.replace('"đ"', "[" * depth + "]" * depth)

    assert refusal(text.encode()) == "too-deep"


def test_fields_of_users_may_nest_below_the_limit() -> None:
    assert read(TEXT.replace('"đ"', "[" * 90 + "]" * 90).encode(), now=NOW).valid


def test_twenty_megabytes_are_read_in_bounded_memory() -> None:
    epcs = [f"urn:epc:id:sgtin:8938501.000123.{n}" for n in range(99)]
    body = json.dumps({**EVENT, "epcList": epcs})
    data = f"[{','.join([body] * 5400)}]".encode()
    assert len(data) > 20_000_000

    tracemalloc.start()
    document = read(data, now=NOW)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert document.event_count == 5400
    assert peak < 12 * len(data)


def test_findings_are_cut_at_a_thousand() -> None:
    document = read(b"[" + b"1," * 5000 + b"1]", now=NOW)

    assert document.errors == 5001
    assert len(document.findings) == 1001
    assert (document.findings[-1].path, document.findings[-1].code) == ("$", "more-findings")


@pytest.mark.parametrize(
    ("old", "new", "path", "code"),
    [
        ('"action": "OBSERVE"', '"action": "ADD", "action": "OBSERVE"', "$.action", "key-repeated"),
        ('"đ"', '{"a": 1, "a": 2}', "$.https://example.vn/chữ.a", "key-repeated"),
        ('"đ"', '["\\u0000"]', "$.https://example.vn/chữ[0]", "text-broken"),
        ('"đ"', '"\\ud83d x"', "$.https://example.vn/chữ", "text-broken"),
        ('"đ"', '{"\\udc00": 1}', "$.https://example.vn/chữ", "text-broken"),
    ],
)
def test_what_json_leaves_unclear_is_an_error_at_its_place(
    old: str, new: str, path: str, code: str
) -> None:
    document = read(TEXT.replace(old, new).encode(), now=NOW)

    assert (path, code) in [(f.path, f.code) for f in document.findings]
    assert not document.valid
    assert document.events == ()


def test_escaped_characters_beyond_the_bmp_are_sound() -> None:
    document = read(TEXT.replace('"đ"', '"\\ud83d\\udc1f \\u0111"').encode(), now=NOW)

    assert document.valid
    assert document.events[0].extensions["https://example.vn/chữ"] == "🐟 đ"


def test_a_broken_event_in_a_list_does_not_hide_the_others() -> None:
    text = f"[{TEXT},{TEXT.replace('đ', chr(92) + 'ud800')},{TEXT}]"

    assert read(text.encode(), now=NOW).positions == (0, 2)


def test_the_readers_take_text_as_well() -> None:
    assert epcis_json.read_json(TEXT, now=NOW).format == "json"
    assert epcis_xml.read_xml(XML, now=NOW).format == "xml"


def test_xml_that_is_no_document_is_a_finding() -> None:
    document = read(b"<html/>", now=NOW)

    assert [(f.path, f.code) for f in document.findings] == [("$", "document-unknown")]
