"""The assignment as an integer program, solved by HiGHS: one thread, fixed seed, no gap."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

import highspy
import numpy as np

from scoring.errors import ScoringError

_SEED: Final = 20260123


@dataclass(frozen=True, slots=True)
class Model:
    """Allowed pairs with their costs, grouped by dossier; `leads` None: no lead is needed.

    `carried` is what an assessor has to do already. An elastic model may leave seats empty and
    teams without a lead, and leaves as few as it can.
    """

    dossiers: list[str]
    pairs: list[tuple[str, str]]
    costs: list[float]
    leads: frozenset[str] | None
    team_size: int
    max_load: int
    elastic: bool = False
    carried: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Chosen:
    """The pairs chosen; in an elastic model also the empty seats and the teams without a lead."""

    chosen: list[tuple[str, str]]
    empty_seats: dict[str, int]
    leaderless: frozenset[str]


@dataclass(frozen=True, slots=True)
class _Row:
    columns: list[int]
    low: float
    high: float


def minimise(model: Model) -> Chosen | None:
    """Return a proven cheapest choice; None when there is none.

    Raises:
        ScoringError: the solver stopped for another reason.
    """
    if not model.dossiers:
        return Chosen([], {}, frozenset())
    solver = highspy.Highs()
    for option, value in (
        ("output_flag", False), ("threads", 1), ("random_seed", _SEED),
        ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0),
    ):  # fmt: skip
        solver.setOptionValue(option, value)
    solver.passModel(_program(model))
    solver.run()
    status = solver.getModelStatus()
    if status == highspy.HighsModelStatus.kInfeasible:
        return None
    if status != highspy.HighsModelStatus.kOptimal:
        raise ScoringError("solver_stopped", status=solver.modelStatusToString(status))
    return _chosen(model, [round(value) for value in solver.getSolution().col_value])


def _program(model: Model) -> highspy.HighsLp:
    rows = _rows(model)
    slack = len(model.dossiers) if model.elastic else 0
    program = highspy.HighsLp()
    program.num_col_ = len(model.pairs) + 2 * slack
    program.num_row_ = len(rows)
    program.col_cost_ = np.array(
        [0.0] * len(model.pairs) + [1.0] * 2 * slack if model.elastic else model.costs
    )
    program.col_lower_ = np.zeros(program.num_col_)
    program.col_upper_ = np.array(
        [1.0] * len(model.pairs) + [float(model.team_size)] * slack + [1.0] * slack
    )
    program.integrality_ = [highspy.HighsVarType.kInteger] * program.num_col_
    program.row_lower_ = np.array([row.low for row in rows])
    program.row_upper_ = np.array([row.high for row in rows])
    program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    program.a_matrix_.start_ = np.cumsum([0, *(len(row.columns) for row in rows)])
    program.a_matrix_.index_ = np.array([column for row in rows for column in row.columns])
    program.a_matrix_.value_ = np.ones(len(program.a_matrix_.index_))
    return program


def _rows(model: Model) -> list[_Row]:
    by_dossier: dict[str, list[int]] = {dossier: [] for dossier in model.dossiers}
    by_assessor: dict[str, list[int]] = {}
    for column, (dossier, assessor) in enumerate(model.pairs):
        by_dossier[dossier].append(column)
        by_assessor.setdefault(assessor, []).append(column)
    seats = [
        _Row(columns + _slack(model, place, 0), model.team_size, model.team_size)
        for place, columns in enumerate(by_dossier.values())
    ]
    loads = [
        _Row(columns, 0, max(model.max_load - model.carried.get(assessor, 0), 0))
        for assessor, columns in by_assessor.items()
    ]
    if model.leads is None:
        return seats + loads
    heads = [
        _Row(
            [c for c in columns if model.pairs[c][1] in model.leads] + _slack(model, place, 1),
            1,
            highspy.kHighsInf,
        )
        for place, columns in enumerate(by_dossier.values())
    ]
    return seats + loads + heads


def _slack(model: Model, place: int, block: int) -> list[int]:
    if not model.elastic:
        return []
    return [len(model.pairs) + block * len(model.dossiers) + place]


def _chosen(model: Model, values: list[int]) -> Chosen:
    pairs = len(model.pairs)
    chosen = [pair for pair, value in zip(model.pairs, values, strict=False) if value]
    if not model.elastic:
        return Chosen(chosen, {}, frozenset())
    empty = values[pairs : pairs + len(model.dossiers)]
    headless = values[pairs + len(model.dossiers) :]
    return Chosen(
        chosen,
        {d: seats for d, seats in zip(model.dossiers, empty, strict=True) if seats},
        frozenset(d for d, missing in zip(model.dossiers, headless, strict=True) if missing),
    )
