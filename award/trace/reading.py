"""A kept run read back for the screen: metrics, points and findings with how to mend them."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from award.models import CheckRun

FINDINGS_SHOWN = 100


def metrics(run: CheckRun) -> list[dict[str, Any]]:
    """M1–M15 as kept, values as percents; None where a metric does not apply."""
    return [
        {**one, "percent": _percent(one["value"]), "least": _percent(one["threshold"])}
        for one in run.content["snapshot"]["result"]["metrics"]
    ]


def points(run: CheckRun) -> list[dict[str, Any]]:
    """The control points as judged."""
    found: list[dict[str, Any]] = run.content["snapshot"]["result"]["points"]
    return found


def findings(run: CheckRun) -> list[dict[str, str]]:
    """Findings for `finding_list`, errors first, each with how to mend it."""
    kept = sorted(run.content["findings"], key=lambda one: one["level"])
    return [
        {
            "severity": one["level"],
            "title": one["message"],
            "detail": f"Cách khắc phục: {remedy(one['code'])}",
            "clause": one["path"],
            "subject": one["event"],
            "href": "",
        }
        for one in kept[:FINDINGS_SHOWN]
    ]


def remedy(code: str) -> str:
    """How to mend what a finding of this code tells."""
    rules = _remedies()
    return str(rules["code"].get(code, rules["default"]))


def _percent(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value) * 100


@cache
def _remedies() -> Mapping[str, Any]:
    return tomllib.loads((files("award.trace") / "remedies.toml").read_text("utf-8"))
