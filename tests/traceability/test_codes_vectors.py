"""T6: the verdicts of GS1's own test vectors, read from the data beside the project."""

import json
from pathlib import Path
from typing import Any

import pytest

from traceability.digital_link import read
from traceability.element_strings import read_bracketed, write_bracketed, write_raw
from traceability.verdict import judge

VECTORS = Path(__file__).parents[2].parent / "shared" / "data" / "gs1" / "vectors.json"


def vectors(group: str) -> list[Any]:
    if not VECTORS.exists():
        reason = "GS1 vectors not at hand"
        return [pytest.param({}, marks=pytest.mark.skip(reason=reason))]
    return list(json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"][group])


@pytest.mark.parametrize("vector", vectors("parse_digital_link"))
def test_t06_digital_link_vectors(vector: dict[str, Any]) -> None:
    verdict = judge(vector["uri"], year=2026)

    assert verdict.valid is vector["ok"]
    if vector["ok"]:
        assert verdict.kind == "digital-link"
        assert write_raw(read(vector["uri"]).elements, fnc1="^") == vector["expect_ai"]


@pytest.mark.parametrize("vector", vectors("parse_bracketed_ai"))
def test_t06_bracketed_vectors(vector: dict[str, Any]) -> None:
    verdict = judge(vector["ai"], year=2026)

    assert verdict.valid is vector["ok"]
    if vector["ok"]:
        assert write_raw(read_bracketed(vector["ai"]).elements, fnc1="^") == vector["expect"]
        assert write_bracketed(verdict.elements) == vector["ai"]


@pytest.mark.parametrize("vector", vectors("process_unbracketed"))
def test_t06_unbracketed_vectors(vector: dict[str, Any]) -> None:
    verdict = judge(vector["data"], year=2026)

    assert verdict.valid is vector["ok"]
    if vector["ok"]:
        assert write_raw(verdict.elements, fnc1="^").rstrip("^") == vector["data"].replace(
            "1231^99", "123199"
        ).rstrip("^")
