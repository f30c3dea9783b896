"""The room's first page, and award years: planned, founded, opened, closed."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import workflow
from award.admin import cycle_queries
from award.admin.blueprint import bp
from award.admin.cycle_forms import (
    DeadlineForm,
    ExtensionForm,
    FoundingForm,
    GroupsForm,
    MoveForm,
    PlanForm,
)
from award.extensions import db
from award.guard import require
from award.models import AwardCycle
from award.policies import office
from award.refused import told_at
from award.services import cycles, rulebooks, worklist, yearly_figures
from award.words import _N
from award.workflow.transitions import TABLES

_PLANNED = _N("Đã lập năm giải thưởng. Việc tiếp theo: ghi quyết định tổ chức và các thời hạn.")
_FOUNDED = _N("Đã ghi quyết định tổ chức năm giải thưởng.")


@bp.get("/office")
@require(office.administer)
def index() -> ResponseReturnValue:
    """What waits, and how many dossiers stand where; an administrator sees the accounts only."""
    stands = office.manage(current_user, None) is None
    rows = cycle_queries.cycles() if stands else []
    counted = cycle_queries.counts(rows, current_user)
    return render_template(
        "admin/index.html",
        stands=stands,
        tasks=worklist.of(current_user) if stands else [],
        cycles=[(row, cycle_queries.by_stage(row, counted[row.id])) for row in rows],
    )


@bp.get("/office/cycles/new")
@require(office.manage)
def plan() -> ResponseReturnValue:
    """The form of a new award year, with what is provisional in each edition."""
    return _plan_page(PlanForm.of(cycles.editions()))


@bp.post("/office/cycles/new")
@require(office.manage)
def create_cycle() -> ResponseReturnValue:
    """Plan an award year."""
    form = PlanForm.of(cycles.editions())
    if form.validate():
        with told_at(form.year):
            made = cycles.create(form.year.data or 0, form.rulebook.data, actor=current_user)
            db.session.commit()
            flash(_PLANNED, "success")
            return redirect(url_for("admin.cycle", award_cycle_id=made.id))
    return _plan_page(form), 422


@bp.get("/office/cycles/<int:award_cycle_id>")
@require(office.manage, AwardCycle)
def cycle(award_cycle: AwardCycle) -> ResponseReturnValue:
    """The year: its funnel, decision, groups, deadlines, and what can be done next."""
    return cycle_page(award_cycle)


@bp.post("/office/cycles/<int:award_cycle_id>/founding")
@require(office.manage, AwardCycle)
def found_cycle(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Record the decision that founds the year."""
    form = FoundingForm()
    if form.validate():
        with told_at(form.decided_on):
            cycles.found(award_cycle, form.founding(), actor=current_user)
            db.session.commit()
            flash(_FOUNDED, "success")
            return to_cycle(award_cycle)
    return cycle_page(award_cycle, founding=form), 422


@bp.post("/office/cycles/<int:award_cycle_id>/open")
@require(office.manage, AwardCycle)
def open_cycle(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Open the year for registration."""
    return _move(award_cycle, "open")


@bp.post("/office/cycles/<int:award_cycle_id>/close")
@require(office.manage, AwardCycle)
def close_cycle(award_cycle: AwardCycle) -> ResponseReturnValue:
    """End the year."""
    return _move(award_cycle, "close")


def _move(award_cycle: AwardCycle, name: str) -> ResponseReturnValue:
    workflow.perform(name, award_cycle, actor=current_user)
    db.session.commit()
    flash(TABLES[AwardCycle][name].notice, "success")
    return to_cycle(award_cycle)


def to_cycle(award_cycle: AwardCycle) -> ResponseReturnValue:
    """Back to the page of the year."""
    return redirect(url_for("admin.cycle", award_cycle_id=award_cycle.id))


def cycle_page(award_cycle: AwardCycle, **forms: Any) -> str:
    """The page of the year; a form that was sent and is not right stands in for its empty one."""
    councils = cycle_queries.receiving_councils(award_cycle)
    book, after = rulebooks.of(award_cycle), cycles.successors(award_cycle)
    counted = cycle_queries.counts([award_cycle], current_user)
    empty: dict[str, Any] = {
        "founding": FoundingForm(formdata=None, data=_founding(award_cycle)),
        "groups": GroupsForm(formdata=None),
        "deadline": DeadlineForm.of(councils, empty=True),
        "extension": ExtensionForm.of(councils, empty=True),
        "move": MoveForm.of(after, empty=True),
    }
    return render_template(
        "admin/cycle.html",
        cycle=award_cycle,
        book=book,
        stages=cycle_queries.by_stage(award_cycle, counted[award_cycle.id]),
        funnel=yearly_figures.funnel(award_cycle, current_user),
        deadlines=cycle_queries.deadlines(award_cycle),
        extensions=cycle_queries.extensions(award_cycle),
        kinds=cycles.KIND_NAMES,
        successors=after,
        choices=list(workflow.available(award_cycle, actor=current_user)),
        forms=empty | forms,
    )


def _founding(award_cycle: AwardCycle) -> dict[str, Any]:
    return {
        "proposal_letter": award_cycle.proposal_letter,
        "authority": award_cycle.decision_authority,
        "number": award_cycle.decision_number,
        "decided_on": award_cycle.decision_date,
    }


def _plan_page(form: PlanForm) -> str:
    return render_template("admin/plan.html", form=form, books=cycles.editions())
