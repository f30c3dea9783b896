"""The command line on good input, called as anybody would call it."""

import json
import runpy
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

import scoring
from scoring import rulebook
from scoring.commands import main

ROOT = Path(scoring.__file__).parents[1]
SHEET_2020 = rulebook.load("gtclqg-2020")
ASSIGN: dict[str, Any] = {
    "team_size": 2,
    "max_load": 2,
    "dossiers": [
        {"id": "HS-1", "province": "Huế", "sector": "thực phẩm"},
        {"id": "HS-2", "province": "Đà Nẵng", "sector": "thực phẩm"},
    ],
    "assessors": [
        {"id": "CG-1", "province": "Hà Nội", "sectors": ["thực phẩm"], "lead": True},
        {"id": "CG-2", "province": "Hà Nội", "sectors": ["thực phẩm", "dệt may"]},
        {"id": "CG-3", "province": "Huế", "sectors": ["thực phẩm"], "lead": False},
    ],
    "conflicts": [],
    "costs": [["HS-1", "CG-1", 3], ["HS-2", "CG-2", 0.5]],
    "rules": {"bar_same_province": True, "need_lead": True},
}


@pytest.fixture
def run(capsysbinary: pytest.CaptureFixture[bytes]) -> Any:
    """Run a command in this process; return what it answers, as JSON."""

    def call(*arguments: str) -> Any:
        assert main(arguments) == 0
        out, err = capsysbinary.readouterr()
        assert err == b""
        assert out.endswith(b"}\n")
        return json.loads(out)

    return call


def written(folder: Path, content: object) -> str:
    path = folder / "vào.json"
    path.write_text(json.dumps(content), encoding="utf-8")
    return str(path)


def test_score_answers_exactly_as_promised(run: Any, tmp_path: Path) -> None:
    ratings = [
        {"assessor": "A", "item": "1.1", "percent": 55},
        {"assessor": "B", "item": "1.1", "percent": 70},
    ]
    consensus = {item.code: 60 for item in SHEET_2020.items if item.code != "1.1"}

    answer = run("score", "--rulebook", "gtclqg-2020",
                 written(tmp_path, {"ratings": ratings, "consensus": consensus}))  # fmt: skip

    assert list(answer) == ["total", "items", "criteria", "level", "missing", "rulebook"]
    assert answer["total"] == "601.75"
    assert answer["level"] == "award"
    assert answer["missing"] == []
    assert answer["items"]["1.1"] == {"percent": "62.5", "points": "43.75", "spread": 15}
    assert answer["items"]["1.2"] == {"percent": "60", "points": "30.00", "spread": None}
    assert answer["criteria"]["1"] == "73.75"
    assert answer["rulebook"] == {"id": "gtclqg-2020", "sha256": SHEET_2020.sha256}


def test_missing_items_leave_total_level_and_criterion_null(run: Any, tmp_path: Path) -> None:
    file = written(tmp_path, {"ratings": [{"assessor": "A", "item": "1.1", "percent": 0}]})

    answer = run("score", "--rulebook", "gtclqg-2020", file)

    assert (answer["total"], answer["level"], answer["criteria"]["1"]) == (None, None, None)
    assert answer["items"] == {"1.1": {"percent": "0", "points": "0.00", "spread": 0}}
    assert answer["missing"] == [item.code for item in SHEET_2020.items[1:]]


@pytest.mark.parametrize(
    ("content", "missing"), [({"ratings": []}, 17), ({"consensus": {"1.1": 65}}, 16)]
)
def test_ratings_may_be_empty_or_left_to_a_consensus(
    run: Any, tmp_path: Path, content: object, missing: int
) -> None:
    answer = run("score", "--rulebook", "gtclqg-2020", written(tmp_path, content))

    assert len(answer["missing"]) == missing


@pytest.mark.parametrize(
    ("percent", "level"), [(55, "none"), (60, "silver"), (80, "gold-eligible")]
)
def test_2026_calls_its_lower_tier_silver(
    run: Any, tmp_path: Path, percent: int, level: str
) -> None:
    items = [item.code for item in rulebook.load("gtclqg-2026").items]
    file = written(tmp_path, {"ratings": [], "consensus": dict.fromkeys(items, percent)})

    assert run("score", "--rulebook", "gtclqg-2026", file)["level"] == level


def test_agreement_answers_with_all_coefficients_and_reasons(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "bảng.csv"
    file.write_text("9,2,5,8\n6,1,3,2\n8,4,6,8\n7,1,2,6\n10,5,6,9\n6,2,4,7\n\n", encoding="utf-8")

    answer = run("agreement", str(file))

    assert list(answer) == ["icc1", "icc2", "icc3", "icc1k", "icc2k", "icc3k",
                            "alpha_interval", "alpha_ordinal", "reasons"]  # fmt: skip
    assert round(answer["icc2"], 2) == 0.29
    assert answer["reasons"] == {}


def test_empty_cells_are_missing_also_in_one_column_and_after_a_byte_order_mark(
    run: Any, tmp_path: Path
) -> None:
    wide, narrow = tmp_path / "rộng.csv", tmp_path / "hẹp.csv"
    wide.write_bytes(b"\xef\xbb\xbf60, 65\r\n70,\r\n80,75.5\r\n")
    narrow.write_text("1\n\n2\n", encoding="utf-8")

    answers = [run("agreement", str(file)) for file in (wide, narrow)]

    assert answers[0]["icc1"] is None
    assert answers[0]["alpha_interval"] is not None
    assert answers[1]["alpha_ordinal"] is None
    assert set(answers[1]["reasons"]) == set(answers[1]) - {"reasons"}


def test_assign_answers_an_optimum_with_teams_and_reasons(run: Any, tmp_path: Path) -> None:
    answer = run("assign", written(tmp_path, ASSIGN))

    assert answer["status"] == "optimal"
    assert answer["objective"] == 3
    assert answer["teams"] == {"HS-1": ["CG-1", "CG-2"], "HS-2": ["CG-1", "CG-3"]}
    assert list(answer["why"]) == ["HS-1", "HS-2"]


def test_decimal_costs_add_up_exactly(run: Any, tmp_path: Path) -> None:
    costs = [["HS-1", "CG-1", 0.1], ["HS-1", "CG-2", 0.2]]

    answer = run("assign", written(tmp_path, {**ASSIGN, "costs": costs}))

    assert answer["objective"] == 0.3


def test_infeasible_is_an_answer_and_no_error(run: Any, tmp_path: Path) -> None:
    barred = {**ASSIGN, "conflicts": [["HS-1", "CG-1"]]}

    answer = run("assign", written(tmp_path, barred))

    assert (answer["status"], answer["objective"], answer["teams"]) == ("infeasible", None, {})
    assert list(answer["why"]) == ["HS-1"]


def test_rules_conflicts_and_costs_may_be_left_out(run: Any, tmp_path: Path) -> None:
    plain = {name: ASSIGN[name] for name in ("team_size", "max_load", "dossiers", "assessors")}

    assert run("assign", written(tmp_path, plain))["objective"] == 0


def test_check_accepts_all_editions_one_of_them_or_a_file(run: Any, tmp_path: Path) -> None:
    file = tmp_path / "mới.toml"
    file.write_text((rulebook.FOLDER / "gtclqg-2020.toml").read_text("utf-8"), encoding="utf-8")

    answers = [run("rulebook", "check"), run("rulebook", "check", "gtclqg-2020"),
               run("rulebook", "check", str(file))]  # fmt: skip

    ids = [[book["id"] for book in answer["rulebooks"]] for answer in answers]
    assert ids == [list(rulebook.known_ids()), ["gtclqg-2020"], ["gtclqg-2020"]]
    assert answers[1] == answers[2]


def test_show_gives_the_whole_rulebook_and_its_hash(run: Any) -> None:
    answer = run("rulebook", "show", "gtclqg-2026")

    assert answer["sha256"] == rulebook.load("gtclqg-2026").sha256
    assert answer["criteria"][0]["provisional"] == ["points"]
    assert {key: value for key, value in answer.items() if key != "sha256"} == (
        rulebook.load("gtclqg-2026").content
    )


def shell(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=cwd, env={"PYTHONPATH": str(ROOT), "LC_ALL": "C"}, capture_output=True, check=False,
    )  # fmt: skip


def test_the_command_runs_anywhere_and_writes_utf_8_whatever_the_locale(tmp_path: Path) -> None:
    done = shell("-m", "scoring", "rulebook", "show", "gtclqg-2020", cwd=tmp_path)
    lost = shell("-m", "scoring", "rulebook", "show", "không", cwd=tmp_path)

    assert done.returncode == 0
    assert json.loads(done.stdout.decode())["title"].startswith("Giải thưởng Chất lượng")
    assert (lost.returncode, lost.stdout) == (2, b"")
    assert lost.stderr.decode().startswith("Không có bộ quy tắc ")


@pytest.mark.parametrize("platform_has_pipes", [True, False])
def test_the_module_exits_with_the_status_of_its_command(
    monkeypatch: pytest.MonkeyPatch, capsysbinary: Any, platform_has_pipes: bool
) -> None:
    before = signal.getsignal(signal.SIGPIPE)
    monkeypatch.setattr(sys, "argv", ["scoring", "rulebook", "check"])
    if not platform_has_pipes:
        monkeypatch.delattr(signal, "SIGPIPE")

    with pytest.raises(SystemExit) as caught:
        runpy.run_module("scoring", run_name="__main__")

    monkeypatch.undo()
    signal.signal(signal.SIGPIPE, before)
    assert caught.value.code == 0
    assert json.loads(capsysbinary.readouterr().out)["valid"] is True


def test_the_core_loads_no_framework(tmp_path: Path) -> None:
    code = (
        "import sys, scoring.commands; "
        "print(sorted({'flask', 'sqlalchemy', 'award', 'wtforms'} & set(sys.modules)))"
    )

    assert shell("-c", code, cwd=tmp_path).stdout == b"[]\n"


def test_help_is_vietnamese_and_names_every_command(capsysbinary: Any) -> None:
    with pytest.raises(SystemExit) as caught:
        main(["score", "--help"])

    text = capsysbinary.readouterr().out.decode()
    assert caught.value.code == 0
    for command in ("rulebook check", "rulebook show", "score", "agreement", "assign"):
        assert f"python -m scoring {command}" in text
