"""Which traceability findings are read beside which item of the criteria; never scored."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from award.models import CheckOverride, ComplianceSnapshot, Dossier, User
from award.services import overriding, snapshots
from traceability.checks_points import Status


@dataclass(frozen=True, slots=True)
class Bearing:
    """One frozen product beside an item: its points that are not met, and how many bear on it."""

    snapshot: ComplianceSnapshot
    open_points: list[dict[str, Any]]
    total: int


def points_for(edition: str, item: str) -> tuple[str, ...]:
    """Codes of the control points to read beside an item of an edition."""
    found: list[str] = _table()["edition"].get(edition, {}).get(item, [])
    return tuple(found)


def source() -> str:
    """Where the assignment of points to items comes from; it is provisional."""
    return str(_table()["source"])


def beside(dossier: Dossier, item: str, *, actor: User) -> list[Bearing]:
    """For each frozen product the points that bear on an item and are not met.

    A point with a confirmed override that the person may see is shown as overridden.
    """
    wanted = points_for(dossier.cycle.rulebook_id, item)
    frozen = snapshots.current(dossier) if wanted else {}
    if not frozen:
        return []
    own: dict[int, list[CheckOverride]] = {}
    for one in overriding.shown(dossier, actor=actor):
        own.setdefault(one.product_id, []).append(one)
    return [_bearing(one, wanted, own.get(product, [])) for product, one in frozen.items()]


def _bearing(
    snapshot: ComplianceSnapshot, wanted: tuple[str, ...], overrides: list[CheckOverride]
) -> Bearing:
    after = overriding.after(snapshot.check_run.content["snapshot"], overrides)
    points = [one.as_json() for one in after.points if one.point.code in wanted]
    met = {str(Status.PASSED), str(Status.NOT_APPLICABLE)}
    unmet = [one for one in points if one["status"] not in met or one["overridden"]]
    return Bearing(snapshot, unmet, len(points))


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads((files("award.services") / "trace_bearing.toml").read_text("utf-8"))
