"""The verdict on one code and the command line that prints it."""

import json
import runpy
import subprocess
import sys
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from traceability.cli import main
from traceability.forms import Kind
from traceability.verdict import LONGEST_CODE, judge


def run(capsysbinary: pytest.CaptureFixture[bytes], *arguments: str) -> tuple[int, Any]:
    status = main(list(arguments))
    return status, json.loads(capsysbinary.readouterr().out.decode("utf-8"))


def test_a_digital_link_is_answered_in_full(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    status, answer = run(
        capsysbinary, "code", "https://a/01/09520123456788/10/A%2FB/21/7?17=261100&lang=vi"
    )

    assert status == 0
    assert answer == {
        "valid": True,
        "kind": "digital-link",
        "ai": {"01": "09520123456788", "10": "A/B", "21": "7", "17": "261100"},
        "element_string": "(01)09520123456788(10)A/B(21)7(17)261100",
        "errors": [],
    }


def test_a_wrong_code_is_answered_with_its_errors(
    capsysbinary: pytest.CaptureFixture[bytes],
) -> None:
    status, answer = run(capsysbinary, "code", "8935001234567")

    assert status == 1
    assert answer == {
        "valid": False,
        "kind": "gtin",
        "ai": {},
        "element_string": "",
        "errors": [
            {
                "path": "$",
                "code": "check_digit",
                "message": (
                    "Chữ số kiểm tra của GTIN sai: đang là 7, đúng phải là 2. Nếu đây là mã số "
                    "thuế của đơn vị phụ thuộc, viết dấu - trước 3 chữ số cuối."
                ),
            }
        ],
    }


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ("https://a/01/09520123456788", 0, "digital-link"),
        ("HtTp://a/01/09520123456788", 1, "digital-link"),
        ("(01)09520123456788(10)A", 0, "element-string"),
        ("\x1d0109520123456788", 0, "element-string"),
        ("]d20109520123456788", 0, "element-string"),
        ("010952012345678810A", 1, "element-string"),
        ("urn:epc:id:sgtin:9520123.045678.7", 0, "epc-urn"),
        ("urn:epc:id:sgtin:9520123.045678", 1, "epc-urn"),
        ("02345673", 0, "gtin"),
        ("614141000036", 0, "gtin"),
        ("614141000037", 1, "gtin"),
        ("9520123456788", 0, "gtin"),
        ("09520123456788", 0, "gtin"),
        ("006141411234567890", 0, "sscc"),
        ("006141411234567891", 1, "sscc"),
        ("0100112437", 0, "mst"),
        ("0100112437-001", 0, "mst"),
        ("0100112438", 1, "mst"),
        ("001099012345", 0, "personal-number"),
        ("VN-TGOR-0001", 0, "growing-area"),
        ("LO-2026", 1, "non-gs1"),
        ("99123456789", 1, "non-gs1"),
        ("01X", 1, "non-gs1"),
        (" 9520123456788", 1, "non-gs1"),
        ("９５２０１２３４５６７８８", 1, "non-gs1"),
        ("☕", 1, "non-gs1"),
        ("\x07", 1, "non-gs1"),
        ("-x", 1, "non-gs1"),
        ("--kind", 1, "non-gs1"),
        ("", 2, "unknown"),
        ("\udcff", 2, "unknown"),
        ("9" * (LONGEST_CODE + 1), 2, "unknown"),
        ("(10)" * 250_000, 2, "unknown"),
    ],
)
def test_every_text_has_a_kind_and_an_exit_code(
    capsysbinary: pytest.CaptureFixture[bytes], text: str, status: int, kind: str
) -> None:
    found, answer = run(capsysbinary, "code", text)

    assert (found, answer["kind"], answer["valid"]) == (status, kind, status == 0)
    assert (answer["errors"] == []) is answer["valid"]
    assert all(set(error) == {"path", "code", "message"} for error in answer["errors"])


@pytest.mark.parametrize(
    ("kind", "text", "status", "ai"),
    [
        ("gln", "9520123456788", 0, {"414": "9520123456788"}),
        ("gtin", "001099012345", 1, {}),
        ("mst", "0100112437001", 0, {}),
        ("personal-number", "9520123456788", 1, {}),
        ("digital-link", "9520123456788", 1, {}),
        ("element-string", "LO-2026", 1, {}),
        ("epc-urn", "x", 1, {}),
    ],
)
def test_the_kind_can_be_said_where_the_shape_leaves_it_open(
    capsysbinary: pytest.CaptureFixture[bytes],
    kind: str,
    text: str,
    status: int,
    ai: dict[str, str],
) -> None:
    found, answer = run(capsysbinary, "code", "--kind", kind, text)

    assert (found, answer["kind"], answer["ai"]) == (status, kind, ai)


@pytest.mark.parametrize(
    "text", ["(10)001099012345", "https://a/01/09520123456788/10/001099012345", "^10001099012345"]
)
def test_a_number_that_could_be_a_persons_is_masked_in_other_codes(
    capsysbinary: pytest.CaptureFixture[bytes], text: str
) -> None:
    status, answer = run(capsysbinary, "code", text)

    assert (status, answer["ai"]["10"]) == (0, "*********345")
    assert answer["element_string"].endswith("(10)*********345")


@pytest.mark.parametrize("command", [[], ["code"], ["epcis"], ["trace"], ["check"]])
def test_help_is_json_too(capsysbinary: pytest.CaptureFixture[bytes], command: list[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([*command, "-h"])

    answer = json.loads(capsysbinary.readouterr().out)
    assert stop.value.code == 0
    assert answer["help"][0].startswith(" ".join(["usage: python -m traceability", *command]))


def test_a_personal_number_is_in_no_output(capsysbinary: pytest.CaptureFixture[bytes]) -> None:
    for arguments in (
        ["code", "001099012345"],
        ["code", "--kind", "gtin", "001099012345"],
        ["code", "--kind", "mst", "001099012345"],
        ["code", "001099012345X"],
        ["code", "(001099012345)x"],
    ):
        main(arguments)

    assert b"001099012345" not in capsysbinary.readouterr().out


@pytest.mark.parametrize(
    "arguments", [["code"], ["code", "a", "b"], ["code", "--kind", "x", "a"], ["code", "--no", "a"]]
)
def test_misuse_of_code_is_one_error_at_the_root(
    capsysbinary: pytest.CaptureFixture[bytes], arguments: list[str]
) -> None:
    status, answer = run(capsysbinary, *arguments)

    assert status == 2
    assert (answer["valid"], answer["kind"]) == (False, "unknown")
    assert [(error["path"], error["code"]) for error in answer["errors"]] == [("$", "usage")]


@pytest.mark.parametrize("arguments", [[], ["nonsense"], ["--nonsense"]])
def test_an_unknown_command_is_one_error_at_the_root(
    capsysbinary: pytest.CaptureFixture[bytes], arguments: list[str]
) -> None:
    status, answer = run(capsysbinary, *arguments)

    assert status == 2
    assert answer["valid"] is False
    assert [(error["path"], error["code"]) for error in answer["errors"]] == [("$", "usage")]
    assert answer["errors"][0]["message"].startswith("Không hiểu dòng lệnh. Cách dùng: python")


def test_the_module_runs_as_a_program(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: pytest.CaptureFixture[bytes]
) -> None:
    monkeypatch.setattr(sys, "argv", ["traceability", "code", "9520123456788"])

    with pytest.raises(SystemExit) as ended:
        runpy.run_module("traceability", run_name="__main__")

    assert ended.value.code == 0
    assert json.loads(capsysbinary.readouterr().out)["kind"] == "gtin"


def test_the_command_answers_in_utf_8_whatever_the_terminal_says() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "traceability", "code", b"\xff"],
        capture_output=True,
        env={"LC_ALL": "C", "PYTHONIOENCODING": "ascii"},
        check=False,
    )

    assert done.returncode == 2
    assert done.stderr == b""
    assert json.loads(done.stdout.decode("utf-8"))["errors"] == [
        {"path": "$", "code": "encoding", "message": "Mã không phải văn bản UTF-8."}
    ]


@given(st.text(), st.sampled_from([None, *Kind]))
def test_any_text_is_judged_without_raising(text: str, kind: Kind | None) -> None:
    verdict = judge(text, year=2026, kind=kind)

    assert json.loads(json.dumps(verdict.as_dict()))["valid"] is verdict.valid


@given(st.text("()[]^\x1d/?=&%:.0123456789ABab", max_size=40))
def test_any_text_of_code_characters_is_judged_without_raising(text: str) -> None:
    for head in ("", "(01)09520123456788", "https://a/01/09520123456788", "urn:epc:id:sgtin:"):
        assert judge(head + text, year=2026).as_dict()["kind"] != ""
