"""Two runs of one product side by side: figures, metrics, points that changed, and why (T25)."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from award.extensions import db
from award.models import AwardCycle, CheckRun, ComplianceSnapshot, Dossier
from award.words import _N
from traceability.snapshot import Snapshot, explain_causes

_YEAR = 365  # days: a run of about last year, where no award year says which


@dataclass(frozen=True, slots=True)
class Line:
    """One figure in both runs; `difference` is None where one of them has none."""

    id: str
    name: str
    old: Decimal | None
    new: Decimal | None

    @property
    def difference(self) -> Decimal | None:
        """By how much the newer is higher."""
        return None if self.old is None or self.new is None else self.new - self.old


@dataclass(frozen=True, slots=True)
class Change:
    """A control point whose verdict differs; empty where a run does not know the point."""

    code: str
    title: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """An older and a newer run; `rules` names rule sets that differ, `reasons` all causes."""

    old: CheckRun
    new: CheckRun
    figures: list[Line]
    metrics: list[Line]
    points: list[Change]
    rules: list[tuple[str, str, str]]
    reasons: Sequence[str]


def of(one: CheckRun, other: CheckRun) -> Comparison:
    """Both runs side by side, the older first, whichever way they come."""
    old, new = sorted((one, other), key=lambda run: (run.ran_at, run.id))
    before, after = old.content["snapshot"], new.content["snapshot"]
    return Comparison(
        old,
        new,
        _figures(old, new),
        _metrics(before["result"], after["result"]),
        _points(before["result"], after["result"]),
        _rules(old, new),
        explain_causes(_snapshot(before), _snapshot(after)),
    )


def years(runs: Sequence[CheckRun]) -> dict[int, int]:
    """The award years with whose dossiers runs are frozen, by run; one question."""
    query = (
        select(ComplianceSnapshot.check_run_id, AwardCycle.year)
        .join(Dossier, Dossier.id == ComplianceSnapshot.dossier_id)
        .join(AwardCycle, AwardCycle.id == Dossier.cycle_id)
        .where(ComplianceSnapshot.check_run_id.in_([run.id for run in runs]))
        .order_by(AwardCycle.year)
    )
    return {run: year for run, year in db.session.execute(query)}


def counterpart(run: CheckRun, others: Sequence[CheckRun]) -> CheckRun | None:
    """The run to compare with unless another is asked for: that of the award year before, else the
    latest at least a year older, else the one before; `others` are the newest first."""
    older = [one for one in others if one.id < run.id]
    of_year = years([run, *older])
    year = of_year.get(run.id)
    if year is not None:
        before = [one for one in older if of_year.get(one.id) == year - 1]
        if before:
            return before[0]
    distant = [one for one in older if (run.ran_at - one.ran_at).days >= _YEAR]
    return next(iter([*distant, *older]), None)


def _figures(old: CheckRun, new: CheckRun) -> list[Line]:
    return [
        Line("", _N("Chỉ số (0–100)"), old.index, new.index),
        Line("", _N("Phủ bằng chứng, %"), _hundred(old.coverage), _hundred(new.coverage)),
        Line("", _N("Máy xác minh, %"), _hundred(old.machine_share), _hundred(new.machine_share)),
    ]


def _metrics(before: dict[str, Any], after: dict[str, Any]) -> list[Line]:
    olds = {one["id"]: one for one in before["metrics"]}
    news = {one["id"]: one for one in after["metrics"]}
    return [
        Line(
            key,
            (news.get(key) or olds[key])["name"],
            _percent(olds.get(key)),
            _percent(news.get(key)),
        )
        for key in dict.fromkeys([*olds, *news])
    ]


def _points(before: dict[str, Any], after: dict[str, Any]) -> list[Change]:
    olds = {one["code"]: one for one in before["points"]}
    news = {one["code"]: one for one in after["points"]}
    return [
        Change(code, (news.get(code) or olds[code])["title"], old, new)
        for code in dict.fromkeys([*olds, *news])
        if (old := olds.get(code, {}).get("status", ""))
        != (new := news.get(code, {}).get("status", ""))
    ]


def _rules(old: CheckRun, new: CheckRun) -> list[tuple[str, str, str]]:
    """Rule sets whose version or wording differs: id, version before, version after."""
    sets = [{one["id"]: one for one in run.content["snapshot"]["rule_sets"]} for run in (old, new)]
    found = [
        (name, *(one.get(name, {}).get("version", "") for one in sets))
        for name in sorted(sets[0].keys() | sets[1].keys())
        if sets[0].get(name) != sets[1].get(name)
    ]
    if old.rule_set != new.rule_set:
        found.append((_N("Danh mục điểm kiểm soát"), old.rule_set, new.rule_set))
    return [(name, before, after) for name, before, after in found]


def _snapshot(content: dict[str, Any]) -> Snapshot:
    return Snapshot(json.dumps(content))


def _percent(metric: dict[str, Any] | None) -> Decimal | None:
    return None if metric is None or metric["value"] is None else Decimal(metric["value"]) * 100


def _hundred(share: Decimal | None) -> Decimal | None:
    return None if share is None else share * 100
