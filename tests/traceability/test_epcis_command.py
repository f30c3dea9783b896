"""`python -m traceability epcis validate|hash FILE` keeps its contract to the letter."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from traceability.cli import main

ROOT = Path(__file__).resolve().parents[2]
EVENT = {
    "@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld",
    "type": "ObjectEvent",
    "eventTime": "2026-11-20T08:00:00+07:00",
    "eventTimeZoneOffset": "+07:00",
    "action": "OBSERVE",
    "epcList": ["urn:epc:id:sgtin:8938501.000123.1"],
}
XML_1_2 = """<e:EPCISDocument xmlns:e="urn:epcglobal:epcis:xsd:1" schemaVersion="1.2"
creationDate="2026-11-20T10:00:00Z"><EPCISBody><EventList/></EPCISBody></e:EPCISDocument>"""


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, Any]:
    code = main(["epcis", *arguments])
    return code, json.loads(capsysbinary.readouterr().out)


@pytest.fixture
def written(tmp_path: Path) -> Any:
    def write(content: bytes | str) -> str:
        path = tmp_path / "tệp.json"
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    return write


def test_a_conforming_document(written: Any, capsysbinary: Any) -> None:
    code, answer = run(capsysbinary, "validate", written(json.dumps(EVENT)))

    assert code == 0
    assert answer == {
        "valid": True,
        "format": "json",
        "version": "2.0",
        "events": 1,
        "findings": [],
    }


def test_an_error_finding(written: Any, capsysbinary: Any) -> None:
    code, answer = run(capsysbinary, "validate", written(json.dumps({**EVENT, "action": "X"})))

    assert code == 1
    assert answer == {
        "valid": False,
        "format": "json",
        "version": "2.0",
        "events": 1,
        "findings": [
            {
                "level": "error",
                "path": "$.action",
                "code": "action-unknown",
                "message": "“action” phải là ADD, OBSERVE hoặc DELETE, không phải “X”.",
            }
        ],
    }


def test_a_warning_leaves_the_document_conforming(written: Any, capsysbinary: Any) -> None:
    late = {**EVENT, "eventTime": "2999-01-01T00:00:00+07:00"}

    code, answer = run(capsysbinary, "validate", written(json.dumps(late)))

    assert (code, answer["valid"]) == (0, True)
    assert [f["level"] for f in answer["findings"]] == ["warning"]


def test_xml_says_its_version(written: Any, capsysbinary: Any) -> None:
    code, answer = run(capsysbinary, "validate", written(XML_1_2.replace("<EventList/>", "")))

    assert code == 0
    assert (answer["format"], answer["version"], answer["events"]) == ("xml", "1.2", 0)


def test_one_hash_for_each_event_in_order(written: Any, capsysbinary: Any) -> None:
    other = {**EVENT, "action": "ADD"}

    code, answer = run(capsysbinary, "hash", written(json.dumps([EVENT, other, EVENT])))

    assert code == 0
    assert len(answer) == 3
    assert answer[0] == answer[2] != answer[1]
    assert all(h.startswith("ni:///sha-256;") and h.endswith("?ver=CBV2.0") for h in answer)


def test_an_event_with_errors_has_no_hash(written: Any, capsysbinary: Any) -> None:
    code, answer = run(capsysbinary, "hash", written(json.dumps([EVENT, {**EVENT, "action": 1}])))

    assert code == 1
    assert answer[0].startswith("ni:")
    assert answer[1] is None


@pytest.mark.parametrize("action", ["validate", "hash"])
@pytest.mark.parametrize(
    ("content", "form", "code"),
    [
        ("", "json", "empty"),
        ("không phải", "json", "not-json"),
        ("[" * 1_000_000, "json", "too-deep"),
        (b"\xff", "json", "encoding"),
        (" <a>", "xml", "not-xml"),
        ("<!DOCTYPE a><a/>", "xml", "doctype"),
    ],
)
def test_unusable_input(
    action: str, content: Any, form: str, code: str, written: Any, capsysbinary: Any
) -> None:
    exit_code, answer = run(capsysbinary, action, written(content))

    assert exit_code == 2
    assert (answer["valid"], answer["format"], answer["events"]) == (False, form, 0)
    assert [(f["level"], f["path"], f["code"]) for f in answer["findings"]] == [
        ("error", "$", code)
    ]


@pytest.mark.parametrize("path", ["/khong/co/tep.json", "-", "", "a\0b", str(ROOT)])
def test_a_file_that_cannot_be_read(path: str, capsysbinary: Any) -> None:
    code, answer = run(capsysbinary, "validate", path)

    assert code == 2
    assert [(f["path"], f["code"]) for f in answer["findings"]] == [("$", "unreadable")]


@pytest.mark.parametrize("arguments", [[], ["validate"], ["prove", "a"], ["hash", "a", "b"]])
def test_misuse_is_answered_in_json(arguments: list[str], capsysbinary: Any) -> None:
    code, answer = run(capsysbinary, *arguments)

    assert code == 2
    assert answer["findings"][0]["code"] == "usage"


def test_the_module_runs_as_a_program(written: Any) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "traceability", "epcis", "hash", written(json.dumps(EVENT))],
        capture_output=True,
        cwd=ROOT,
        check=True,
    )

    assert json.loads(done.stdout) == [
        "ni:///sha-256;2e88b0589fdb00223c40cf08b8c755ace3ad621e6985ed8b6049772452ab168a?ver=CBV2.0"
    ]


@pytest.mark.parametrize(
    "field",
    [
        {"eventID": "079085001234"},
        {"079085001234": 1},
        {"eventTime": "079085001234"},
        {"eventTime": f"{'x' * 70} 079085001234"},
    ],
)
def test_findings_mask_what_could_be_a_persons_number(
    written: Any, capsysbinary: Any, field: dict[str, Any]
) -> None:
    code, answer = run(capsysbinary, "validate", written(json.dumps({**EVENT, **field})))

    assert code == 1
    assert "0790850" not in json.dumps(answer)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_a_refusal_knows_xml_in_any_encoding(
    written: Any, capsysbinary: Any, encoding: str
) -> None:
    code, answer = run(capsysbinary, "validate", written("<!DOCTYPE a><a/>".encode(encoding)))

    assert (code, answer["format"]) == (2, "xml")
