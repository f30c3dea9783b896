"""One command leads a whole award year through the real services and proves it."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
import psycopg
import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from award import create_app
from award.demo import cycle
from scoring import rulebook
from tests.conftest import Databases, settings_for

KEYS = [
    "regime", "dossiers", "levels", "totals", "documents", "audit", "invariants", "seconds",
]  # fmt: skip


@pytest.fixture(scope="module")
def runner(databases: Databases, worker: str) -> Iterator[FlaskCliRunner]:
    """The `flask` command of an application with a server, but without any data of its own."""
    name = f"award_test_{worker}_cycle"
    app = create_app(settings_for(databases.clone(name), databases.folder))
    yield app.test_cli_runner()
    databases.drop(name)


@pytest.fixture(scope="module", params=["gtclqg-2020", "gtclqg-2026"])
def proof(
    request: pytest.FixtureRequest, runner: FlaskCliRunner, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, dict[str, Any]]:
    """The folder and the summary of a year with two dossiers."""
    out = tmp_path_factory.mktemp(request.param)
    done = run(runner, request.param, 2, out)
    assert done.exit_code == 0, done.output
    return out, json.loads((out / "summary.json").read_text())


def run(runner: FlaskCliRunner, regime: str, dossiers: int, out: Path) -> Any:
    """Run the command."""
    return runner.invoke(
        args=["demo", "cycle", "--regime", regime, "--dossiers", f"{dossiers}", "--out", f"{out}"]
    )


def left_over(app: Flask) -> list[str]:
    """Throw-away databases that are still on the server."""
    url = app.config["AWARD"].database_url.replace("+psycopg", "")
    with psycopg.connect(url) as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE datname LIKE 'award\\_cycle\\_%'"
        )
        return [name for (name,) in rows]


@pytest.mark.timeout(1500)
def test_the_summary_has_its_keys_and_nothing_is_violated(
    proof: tuple[Path, dict[str, Any]],
) -> None:
    _, summary = proof

    assert list(summary) == KEYS
    assert summary["dossiers"] == {"awarded": 1, "not_awarded": 1}
    assert summary["levels"].pop("gold-eligible") == 1
    assert sum(summary["levels"].values()) == 1
    assert len(summary["totals"]) == 2
    assert summary["audit"]["events"] > 300
    assert len(summary["audit"]["head"]) == 64
    assert summary["invariants"]["checked"] >= 30
    assert summary["invariants"]["violated"] == 0
    assert all(spent >= 0 for spent in summary["seconds"].values())


@pytest.mark.timeout(1500)
def test_every_kind_of_document_is_there_with_its_pages_and_hash(
    proof: tuple[Path, dict[str, Any]],
) -> None:
    out, summary = proof
    kinds = {document.code for document in rulebook.load(summary["regime"]).documents}

    found = {document["kind"] for document in summary["documents"]}

    assert found == kinds
    assert {path.name for path in out.glob("*.pdf")} == {
        document["file"] for document in summary["documents"]
    }
    for document in summary["documents"]:
        content = (out / document["file"]).read_bytes()
        assert hashlib.sha256(content).hexdigest() == document["sha256"]
        with pikepdf.open(out / document["file"]) as pdf:
            assert len(pdf.pages) == document["pages"]


@pytest.mark.timeout(1500)
def test_the_database_is_gone_afterwards(
    proof: tuple[Path, dict[str, Any]], runner: FlaskCliRunner
) -> None:
    assert left_over(runner.app) == []


@pytest.mark.timeout(600)
def test_one_dossier_is_enough_and_the_same_seed_gives_the_same_year(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    first = run(runner, "gtclqg-2026", 1, tmp_path / "first")
    second = run(runner, "gtclqg-2026", 1, tmp_path / "second")

    assert (first.exit_code, second.exit_code) == (0, 0)
    years = [
        json.loads((tmp_path / name / "summary.json").read_text()) for name in ("first", "second")
    ]
    for key in ("dossiers", "levels", "totals"):
        assert years[0][key] == years[1][key]
    assert [one["kind"] for one in years[0]["documents"]] == [
        one["kind"] for one in years[1]["documents"]
    ]


def test_the_database_goes_even_when_somebody_interrupts(
    runner: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        assert len(left_over(runner.app)) == 1
        raise KeyboardInterrupt

    monkeypatch.setattr(cycle, "run", interrupted)

    done = run(runner, "gtclqg-2020", 1, tmp_path)

    assert done.exit_code == 1
    assert left_over(runner.app) == []


def test_a_violation_ends_the_command_with_an_error(
    runner: FlaskCliRunner, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    summary = {"dossiers": {"awarded": 1}, "documents": [], "invariants": {"violated": 2}}
    monkeypatch.setattr(cycle, "run", lambda *_: summary)

    done = run(runner, "gtclqg-2020", 1, tmp_path)

    assert done.exit_code == 1
    assert "2 vi phạm" in done.output


@pytest.mark.parametrize(
    ("regime", "dossiers"), [("gtclqg-2020", 0), ("gtclqg-2011", 1), ("gtclqg-2020", -3)]
)
def test_awkward_input_is_refused_before_anything_begins(
    runner: FlaskCliRunner, tmp_path: Path, regime: str, dossiers: int
) -> None:
    done = run(runner, regime, dossiers, tmp_path)

    assert done.exit_code == 2
    assert list(tmp_path.iterdir()) == []
