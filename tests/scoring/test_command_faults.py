"""Input that cannot be used: exit status 2, nothing on stdout, one Vietnamese sentence."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scoring import intake, rulebook
from scoring.commands import main

from .test_commands import ASSIGN, written

Refusal = Callable[..., str]


@pytest.fixture
def refused(capsysbinary: pytest.CaptureFixture[bytes]) -> Refusal:
    """Run a command that must be refused; return its sentence."""

    def call(*arguments: str) -> str:
        assert main(arguments) == 2
        out, err = capsysbinary.readouterr()
        assert out == b""
        sentence = err.decode()
        assert sentence.endswith(".\n")
        assert sentence.count("\n") == 1
        return sentence[:-1]

    return call


def score(folder: Path, content: object) -> tuple[str, ...]:
    return ("score", "--rulebook", "gtclqg-2020", written(folder, content))


def rated(**changes: object) -> dict[str, object]:
    return {"ratings": [{"assessor": "A", "item": "1.1", "percent": 65, **changes}]}


RATING = {"assessor": "A", "item": "1.1", "percent": 65}


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (rated(item="9.9"), "Hạng mục 9.9 không có trong bộ quy tắc gtclqg-2020."),
        (rated(item="a.1"), "Hạng mục a.1 không có trong bộ quy tắc gtclqg-2020."),
        (rated(percent=63), "Tỷ lệ điểm 63 của hạng mục 1.1 không đúng thang: "
                            "phải từ 0 đến 100, cách nhau 5."),
        (rated(percent=105), "Tỷ lệ điểm 105 của hạng mục 1.1 không đúng thang: "
                             "phải từ 0 đến 100, cách nhau 5."),
        (rated(percent=True), "Tỷ lệ điểm của hạng mục 1.1 phải là số nguyên, không phải True."),
        (rated(percent=65.0), "Tỷ lệ điểm của hạng mục 1.1 phải là số nguyên, không phải 65.0."),
        (rated(percent="65"), "Tỷ lệ điểm của hạng mục 1.1 phải là số nguyên, không phải 65."),
        (rated(percent=None), "Tỷ lệ điểm của hạng mục 1.1 phải là số nguyên, không phải None."),
        (rated(item=1.1), "ratings[0].item: phải là một chuỗi không rỗng."),
        (rated(assessor=""), "ratings[0].assessor: phải là một chuỗi không rỗng."),
        (rated(assessor="\ud800"), "ratings[0].assessor: có ký tự không hợp lệ."),
        (rated(weight=2), "ratings[0]: có khóa lạ “weight”."),
        ({"ratings": [RATING, RATING]}, "Chuyên gia A có hai lượt chấm cho hạng mục 1.1."),
        ({"ratings": [{"assessor": "A", "item": "1.1"}]}, "ratings[0]: thiếu khóa “percent”."),
        ({"ratings": [5]}, "ratings[0]: phải là một đối tượng JSON."),
        ({"ratings": {}}, "ratings: phải là một danh sách."),
        ({"ratings": [], "consensus": []}, "consensus: phải là một đối tượng JSON."),
        ({"ratings": [], "consensus": {"9.9": 60}},
         "Hạng mục 9.9 không có trong bộ quy tắc gtclqg-2020."),
        ({"ratings": [], "consensus": {"1.1": 61}},
         "Tỷ lệ điểm 61 của hạng mục 1.1 không đúng thang: phải từ 0 đến 100, cách nhau 5."),
    ],
)  # fmt: skip
def test_a_score_input_that_cannot_be_is_refused(
    refused: Refusal, tmp_path: Path, content: object, sentence: str
) -> None:
    assert refused(*score(tmp_path, content)) == sentence


@pytest.mark.parametrize(
    ("content", "ending"),
    [
        ([], "phải là một đối tượng JSON."),
        ({}, "thiếu khóa “ratings”."),
        ({"ratings": [], "note": 1}, "có khóa lạ “note”."),
    ],
)
def test_the_whole_of_a_score_input_is_checked(
    refused: Refusal, tmp_path: Path, content: object, ending: str
) -> None:
    assert refused(*score(tmp_path, content)).endswith(f"vào.json: {ending}")


def test_a_long_or_broken_value_stays_one_short_line(refused: Refusal, tmp_path: Path) -> None:
    sentence = refused(*score(tmp_path, rated(item="x\n\u2028" * 500)))

    assert sentence.startswith("Hạng mục x x x")
    assert len(sentence) < 300


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "không phải là JSON hợp lệ: dòng 1, cột 1."),
        (b"{", "không phải là JSON hợp lệ: dòng 1, cột 2."),
        (b"ratings", "không phải là JSON hợp lệ: dòng 1, cột 1."),
        (b'{"ratings": [], "ratings": []}',
         "không phải là JSON hợp lệ: khóa “ratings” xuất hiện hai lần."),
        (b'{"ratings": [{"assessor": "A", "item": "1.1", "percent": NaN}]}',
         "không phải là JSON hợp lệ: NaN không phải là số."),
        (b"-Infinity", "không phải là JSON hợp lệ: -Infinity không phải là số."),
        (b"[" * 100_000, "không phải là JSON hợp lệ: lồng nhau quá sâu."),
        (b"1" * 5_000, "không phải là JSON hợp lệ: có số quá dài."),
        (b"\xff\xfe{}", "không phải là văn bản UTF-8."),
    ],
)  # fmt: skip
@pytest.mark.parametrize("command", [["score", "--rulebook", "gtclqg-2020"], ["assign"]])
def test_a_file_that_is_not_json_is_refused(
    refused: Refusal, tmp_path: Path, command: list[str], data: bytes, reason: str
) -> None:
    file = tmp_path / "vào.json"
    file.write_bytes(data)

    assert refused(*command, str(file)) == f"Tệp {file} {reason}"


@pytest.mark.parametrize(
    "command",
    [["score", "--rulebook", "gtclqg-2020"], ["assign"], ["agreement"], ["rulebook", "check"]],
)
def test_a_file_that_cannot_be_read_is_refused(
    refused: Refusal, tmp_path: Path, command: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, large = str(tmp_path / "mất.toml"), tmp_path / "lớn.toml"
    large.write_bytes(b"1" * 101)
    monkeypatch.setattr(intake, "_LIMIT", 100)

    assert refused(*command, lost) == f"Không đọc được tệp {lost}: không tìm thấy tệp."
    assert refused(*command, str(tmp_path)) == (
        f"Không đọc được tệp {tmp_path}: đây là một thư mục."
    )
    assert refused(*command, f"{large}/x.toml").endswith("hệ điều hành từ chối.")
    assert refused(*command, str(large)) == f"Tệp {large} lớn hơn 100 byte."


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"60,cao\n", "Dòng 1, cột 2: “cao” không phải là số."),
        (b"60,65\n70,nan\n", "Dòng 2, cột 2: “nan” không phải là số."),
        (b"60,1e400\n", "Dòng 1, cột 2: “1e400” không phải là số."),
        (b"60,6_5\n", "Dòng 1, cột 2: “6_5” không phải là số."),
        (b"60;65\n", "Dòng 1, cột 1: “60;65” không phải là số."),
        ("６０,65\n".encode(), "Dòng 1, cột 1: “６０” không phải là số."),
        (b"60,65\n70\n", "Dòng 2 có 1 ô, phải có 2 ô như dòng đầu."),
        (b"60,65\n\n70,75\n", "Dòng 2 có 1 ô, phải có 2 ô như dòng đầu."),
        (b"60\n70,75\n", "Dòng 2 có 2 ô, phải có 1 ô như dòng đầu."),
    ],
)
def test_a_table_that_is_not_numbers_is_refused(
    refused: Refusal, tmp_path: Path, data: bytes, sentence: str
) -> None:
    file = tmp_path / "bảng.csv"
    file.write_bytes(data)

    assert refused("agreement", str(file)) == sentence


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "không có dòng dữ liệu nào."),
        (b" \n\n", "không có dòng dữ liệu nào."),
        (b'"60\n', "không phải là CSV hợp lệ: dấu ngoặc kép hoặc ô sai."),
        (b"1" * 200_000, "không phải là CSV hợp lệ: dấu ngoặc kép hoặc ô sai."),
        (b"\xff", "không phải là văn bản UTF-8."),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    refused: Refusal, tmp_path: Path, data: bytes, reason: str
) -> None:
    file = tmp_path / "bảng.csv"
    file.write_bytes(data)

    assert refused("agreement", str(file)) == f"Tệp {file} {reason}"


def person(**changes: object) -> list[dict[str, object]]:
    return [{**ASSIGN["assessors"][0], **changes}]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"team_size": 0}, "team_size: phải là số nguyên từ 1 đến 1000000."),
        ({"team_size": True}, "team_size: phải là số nguyên từ 1 đến 1000000."),
        ({"team_size": "3"}, "team_size: phải là số nguyên từ 1 đến 1000000."),
        ({"max_load": -1}, "max_load: phải là số nguyên từ 0 đến 1000000."),
        ({"max_load": 2.5}, "max_load: phải là số nguyên từ 0 đến 1000000."),
        ({"dossiers": [{"id": "HS-1", "province": "Huế"}]}, "dossiers[0]: thiếu khóa “sector”."),
        ({"dossiers": ASSIGN["dossiers"] * 2}, "dossiers.id: “HS-1” xuất hiện hai lần."),
        ({"assessors": ASSIGN["assessors"] * 2}, "assessors.id: “CG-1” xuất hiện hai lần."),
        ({"assessors": person(sectors="dệt")}, "assessors[0].sectors: phải là một danh sách."),
        ({"assessors": person(sectors=[7])}, "assessors[0].sectors: phải là một chuỗi không rỗng."),
        ({"assessors": person(lead=1)}, "assessors[0].lead: phải là true hoặc false."),
        ({"assessors": person(province=None)},
         "assessors[0].province: phải là một chuỗi không rỗng."),
        ({"conflicts": [["HS-9", "CG-1"]]}, "conflicts[0]: “HS-9” chưa được khai báo."),
        ({"conflicts": [["CG-1", "HS-1"]]}, "conflicts[0]: “CG-1” chưa được khai báo."),
        ({"conflicts": [["HS-1"]]}, "conflicts[0]: phải có đúng 2 giá trị."),
        ({"costs": [["HS-1", "CG-9", 1]]}, "costs[0]: “CG-9” chưa được khai báo."),
        ({"costs": [["HS-1", "CG-1", 1]] * 2}, "costs[1]: “HS-1, CG-1” xuất hiện hai lần."),
        ({"costs": [["HS-1", "CG-1", "1"]]},
         "costs[0][2]: phải là một số từ -1000000000 đến 1000000000."),
        ({"costs": [["HS-1", "CG-1", 1e300]]},
         "costs[0][2]: phải là một số từ -1000000000 đến 1000000000."),
        ({"rules": {"need_lead": "yes"}}, "rules.need_lead: phải là true hoặc false."),
        ({"rules": {"need_leads": True}}, "rules: có khóa lạ “need_leads”."),
        ({"rules": None}, "rules: phải là một đối tượng JSON."),
    ],
)  # fmt: skip
def test_an_assignment_input_that_cannot_be_is_refused(
    refused: Refusal, tmp_path: Path, changes: dict[str, Any], sentence: str
) -> None:
    content = {**ASSIGN, "costs": [], "conflicts": [], **changes}

    assert refused("assign", written(tmp_path, content)) == sentence


@pytest.mark.parametrize(
    "arguments",
    [
        (), ("no",), ("rulebook",), ("rulebook", "show"), ("score", "x.json"),
        ("score", "--rule", "gtclqg-2020", "x.json"), ("agreement", "a.csv", "b.csv"), ("assign",),
    ],
)  # fmt: skip
def test_a_command_that_is_none_is_refused(refused: Refusal, arguments: tuple[str, ...]) -> None:
    assert refused(*arguments) == (
        "Lệnh không đúng: thiếu, thừa hoặc sai tham số; xem python -m scoring --help."
    )


@pytest.mark.parametrize(
    "arguments",
    [
        ("rulebook", "show", "gtclqg-1996"),
        ("rulebook", "check", "gtclqg-1996"),
        ("score", "--rulebook", "gtclqg-1996", "x.json"),
    ],
)
def test_an_unknown_rulebook_is_refused(refused: Refusal, arguments: tuple[str, ...]) -> None:
    assert refused(*arguments) == (
        "Không có bộ quy tắc gtclqg-1996; hiện có: gtclqg-2011, gtclqg-2020, gtclqg-2026."
    )


def test_a_rulebook_file_with_a_fault_is_refused_with_file_key_and_reason(
    refused: Refusal, tmp_path: Path
) -> None:
    text = (rulebook.FOLDER / "gtclqg-2020.toml").read_text(encoding="utf-8")
    file = tmp_path / "sửa.toml"
    file.write_text(text.replace("points = 70", "points = 71", 1), encoding="utf-8")

    assert refused("rulebook", "check", str(file)) == (
        "sửa.toml: criteria[1].points: là 120, nhưng các hạng mục của tiêu chí cộng lại 121 điểm."
    )


def test_a_rulebook_cannot_be_reached_through_a_path(refused: Refusal) -> None:
    sentence = refused("rulebook", "show", "../rulebooks/gtclqg-2020")

    assert sentence.startswith("Không có bộ quy tắc ../rulebooks/gtclqg-2020;")


def test_half_a_letter_in_a_name_is_still_written(refused: Refusal, tmp_path: Path) -> None:
    file = tmp_path / "vào.json"
    file.write_text(json.dumps({"ratings": [], "\ud800": 1}), encoding="utf-8")

    assert "có khóa lạ" in refused("score", "--rulebook", "gtclqg-2020", str(file))
