"""The annex “Truy xuất nguồn gốc” of papers and packages: frozen results and nothing else."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any

from award.models import CheckOverride, ComplianceSnapshot, Dossier
from award.services import overriding, paper_parts, snapshots
from traceability.metrics import decimal_text
from traceability.reconsider import Reconsidered

FINDINGS = 20  # of a product that an annex prints; the count of all stands beside them


def annex(dossier: Dossier, *, overrides: bool) -> list[dict[str, Any]]:
    """Each frozen product of a dossier as plain content; empty when nothing was frozen.

    `overrides` where the paper's readers may see what assessors judged differently.
    """
    rows: dict[int, list[CheckOverride]] = {}
    for one in overriding.confirmed(dossier) if overrides else ():
        rows.setdefault(one.product_id, []).append(one)
    frozen = snapshots.current(dossier)
    return [_product(one, rows.get(product, [])) for product, one in frozen.items()]


def _product(snapshot: ComplianceSnapshot, overrides: Sequence[CheckOverride]) -> dict[str, Any]:
    run, product = snapshot.check_run, snapshot.product
    kept = run.content["snapshot"]
    found = sorted(run.content["findings"], key=lambda one: one["level"])
    return {
        "name": product.name,
        "code": product.gtin or product.other_code,
        "gs1": product.gtin is not None,
        "frozen_at": snapshot.frozen_at.isoformat(),
        "ran_at": run.ran_at.isoformat(),
        "on": kept["at"],
        "rule_set": snapshots.rule_set_title(run.rule_set),
        "rule_sets": [f"{one['id']} ({one['version']})" for one in kept["rule_sets"]],
        "seed": kept["seed"],
        "events": kept["data"]["events"],
        "data_sha256": kept["data"]["sha256"],
        "sha256": run.sha256,
        "result": _result(kept["result"]),
        "after": _after(overriding.after(kept, overrides)) if overrides else None,
        "metrics": [
            {
                "id": one["id"],
                "name": one["name"],
                "status": one["status"],
                "percent": _percent(one["value"]),
            }
            for one in kept["result"]["metrics"]
        ],
        "points": kept["result"]["points"],
        "findings": [
            {"level": one["level"], "message": one["message"]} for one in found[:FINDINGS]
        ],
        "errors": sum(one["level"] == "error" for one in found),
        "warnings": sum(one["level"] == "warning" for one in found),
        "overrides": [_override(one) for one in overrides],
    }


def _result(kept: dict[str, Any]) -> dict[str, Any]:
    return {
        "status": kept["status"],
        "index": kept["index"],
        "coverage": _percent(kept["evidence_coverage"]),
        "machine_share": _percent(kept["machine_verified"]),
    }


def _percent(share: str | None) -> str | None:
    """A share from 0 to 1 as a percentage."""
    return None if share is None else format(Decimal(share) * 100, "f")


def _after(found: Reconsidered) -> dict[str, Any]:
    return {
        "status": str(found.status),
        "index": decimal_text(found.index),
        "coverage": _percent(decimal_text(found.coverage)),
        "machine_share": _percent(decimal_text(found.machine_share)),
    }


def _override(row: CheckOverride) -> dict[str, Any]:
    """An override without the names of assessors, which papers do not give."""
    return {
        "point": row.control_point,
        "satisfaction": _percent(str(row.satisfaction)),
        "reason": row.reason,
        "confirmed_at": paper_parts.text(row.confirmed_at),
    }
