"""A kept run read back for the screen: metrics, points and findings with how to mend them."""

import tomllib
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Any

from flask import url_for

from award.models import CaptureJob, CheckRun
from traceability.chain_lots import GOODS, lot_of

FINDINGS_SHOWN = 100


def metrics(run: CheckRun, *, own: bool = False) -> list[dict[str, Any]]:
    """M1–M15 as kept, values as percents (None where a metric does not apply), with how to raise
    one that is too low; failing lots with their addresses for the organisation's own people."""
    return [
        {
            **one,
            "percent": _percent(one["value"]),
            "least": _percent(one["threshold"]),
            "remedy": _remedies()["metric"][one["id"]] if one["failing"] else "",
            "cases": [(case, _lot_address(run, case) if own else "") for case in one["failing"]],
        }
        for one in run.content["snapshot"]["result"]["metrics"]
    ]


def points(run: CheckRun) -> list[dict[str, Any]]:
    """The control points as judged."""
    found: list[dict[str, Any]] = run.content["snapshot"]["result"]["points"]
    return found


def findings(run: CheckRun, *, own: bool = False) -> list[dict[str, str]]:
    """Findings for `finding_list`, errors first, each with how to mend it; for the organisation's
    own people also where: the lot and its event, the product, the parties, the drills."""
    kept = sorted(run.content["findings"], key=lambda one: one["level"])
    return [
        {
            "severity": one["level"],
            "title": one["message"],
            "detail": f"Cách khắc phục: {remedy(one['code'])}",
            "clause": one["path"],
            "subject": one["event"],
            "href": _address(run, one) if own else "",
        }
        for one in kept[:FINDINGS_SHOWN]
    ]


def captured(job: CaptureJob) -> list[dict[str, str]]:
    """What was found while a document was read, for `finding_list`."""
    return [
        {
            "severity": one["level"],
            "title": one["message"],
            "detail": f"Cách khắc phục: {remedy(one['code'])}",
            "clause": one["path"],
            "subject": one["code"],
            "href": "",
        }
        for one in job.findings["items"]
    ]


def remedy(code: str) -> str:
    """How to mend what a finding of this code tells."""
    rules = _remedies()
    return str(rules["code"].get(code, rules["default"]))


def _address(run: CheckRun, finding: Mapping[str, str]) -> str:
    """Where what a finding tells is mended."""
    product = run.product
    for beginning, endpoint in _PLACES.items():
        if finding["code"].startswith(beginning):
            if endpoint == "trace.parties":
                return url_for(endpoint, organisation_id=product.organisation_id)
            return url_for(endpoint, product_id=product.id)
    if finding["code"] == "metric_below":
        return f"#{finding['path'].rpartition('.')[2]}"
    lot = finding.get("lot", "")  # runs of before lots were kept have none
    return _lot_address(run, lot, finding["event"]) if lot else ""


# Beginnings of codes, and the page on which what they tell is mended.
_PLACES = {
    "prefix_": "trace.parties",
    "item_missing": "trace.product",
    "product_undeclared": "trace.product",
    "carrier_": "trace.product",
    "recall_": "trace.product_drills",
}


def _lot_address(run: CheckRun, lot: str, event: str = "") -> str:
    """The page of a lot, at one of its events; empty for what is no lot."""
    if lot_of(lot).kind not in GOODS or "//" not in lot:
        return ""
    organisation = run.product.organisation_id
    return url_for("trace.lot", organisation_id=organisation, lot=lot, _anchor=event or None)


def _percent(value: str | None) -> Decimal | None:
    return None if value is None else Decimal(value) * 100


@cache
def _remedies() -> Mapping[str, Any]:
    return tomllib.loads((files("award.trace") / "remedies.toml").read_text("utf-8"))
