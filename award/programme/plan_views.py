"""The plan of a year and its tasks."""

from flask import Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads
from award.extensions import db
from award.guard import require
from award.models import PlanTask, ProgrammePlan, Province
from award.policies import programme
from award.programme import queries
from award.programme.blueprint import bp
from award.programme.forms import PlanForm, TaskForm, differences
from award.programme.views import asked_year
from award.refused import told_in
from award.screen import local_date
from award.services import issuing, programme_plans, summary_papers, workbooks
from award.services.editing import expect_version
from award.services.programme_rules import rules
from award.uploads import stored
from award.words import _N

_HEADS = (
    _N("Nhóm giải pháp"), _N("Nhiệm vụ"), _N("Đơn vị chủ trì"), _N("Thời hạn"),
    _N("Kinh phí dự kiến (đồng)"), _N("Kinh phí đã chi (đồng)"), _N("Kết quả"),
    _N("Ngày hoàn thành"),
)  # fmt: skip
_CARRIED = _N("Đã chuyển {count} nhiệm vụ chưa hoàn thành sang kế hoạch năm {year}.")


@bp.get("/programme/<province_code>/plans/new")
@require(programme.edit, Province)
def new_plan(province: Province) -> ResponseReturnValue:
    """The form for a plan."""
    form = PlanForm(formdata=None, year=asked_year())
    return _plan_form(form, province)


@bp.post("/programme/<province_code>/plans")
@require(programme.edit, Province)
def add_plan(province: Province) -> ResponseReturnValue:
    """Record a plan."""
    form = PlanForm()
    if form.validate():
        with told_in(form):
            facts = form.facts(stored(form.file, actor=current_user))
            plan = programme_plans.save_plan(province, facts, actor=current_user)
            db.session.commit()
            flash(_N("Đã ghi kế hoạch. Tiếp theo, hãy ghi các nhiệm vụ."), "success")
            return redirect(url_for("programme.plan", programme_plan_id=plan.id))
    return _plan_form(form, province), 422


@bp.get("/programme/plans/<int:programme_plan_id>")
@require(programme.view, ProgrammePlan)
def plan(programme_plan: ProgrammePlan) -> ResponseReturnValue:
    """The plan with its tasks, overdue first."""
    group = request.args.get("group", "")
    groups = rules().group_titles()
    return render_template(
        "programme/plan.html",
        plan=programme_plan,
        tasks=queries.tasks(programme_plan, group if group in groups else ""),
        group=group,
        groups=groups,
        overdue=programme_plans.overdue(programme_plan),
        carried=programme_plans.carried(programme_plan),
        may_edit=programme.edit(current_user, programme_plan) is None,
    )


@bp.get("/programme/plans/<int:programme_plan_id>/edit")
@require(programme.edit, ProgrammePlan)
def edit_plan(programme_plan: ProgrammePlan) -> ResponseReturnValue:
    """The form with what is recorded."""
    form = PlanForm(formdata=None, obj=programme_plan)
    return _plan_form(form, programme_plan.province, programme_plan)


@bp.post("/programme/plans/<int:programme_plan_id>/edit")
@require(programme.edit, ProgrammePlan)
def save_plan(programme_plan: ProgrammePlan) -> ResponseReturnValue:
    """Correct a plan."""
    form = PlanForm()
    place = programme_plan.province
    if form.validate():
        both = differences(form, programme_plan)
        expect_version(programme_plan, form.version.number, both)
        with told_in(form):
            facts = form.facts(stored(form.file, actor=current_user))
            programme_plans.save_plan(place, facts, actor=current_user, plan=programme_plan)
            db.session.commit()
            flash(_N("Đã lưu kế hoạch."), "success")
            return redirect(url_for("programme.plan", programme_plan_id=programme_plan.id))
    return _plan_form(form, place, programme_plan), 422


@bp.post("/programme/plans/<int:programme_plan_id>/carry")
@require(programme.edit, ProgrammePlan)
def carry_over(programme_plan: ProgrammePlan) -> ResponseReturnValue:
    """Put what is not done into the plan of the next year."""
    count = programme_plans.carry_over(programme_plan, actor=current_user)
    db.session.commit()
    flash(_CARRIED.format(count=count, year=programme_plan.year + 1), "success")
    return redirect(url_for("programme.plan", programme_plan_id=programme_plan.id))


@bp.get("/programme/plans/<int:programme_plan_id>.xlsx")
@require(programme.view, ProgrammePlan)
def plan_workbook(programme_plan: ProgrammePlan) -> Response:
    """The tasks as a workbook."""
    content = workbooks.of_texts(
        _N("Nhiệm vụ"), _HEADS, [_cells(task) for task in queries.tasks(programme_plan)]
    )
    name = _N("Kế hoạch năm {year} – {province}.xlsx").format(
        year=programme_plan.year, province=programme_plan.province.name
    )
    return downloads.send_made(content, downloads.XLSX, name)


@bp.post("/programme/plans/<int:programme_plan_id>/summary")
@require(programme.view, ProgrammePlan)
def print_summary(programme_plan: ProgrammePlan) -> ResponseReturnValue:
    """Make the one page that says how the province stands today."""
    document = issuing.issue(summary_papers.KIND, programme_plan, actor=current_user)
    db.session.commit()
    return redirect(url_for("reports.document", issued_document_id=document.id))


@bp.get("/programme/plans/<int:programme_plan_id>/file")
@require(programme.view, ProgrammePlan)
def plan_file(programme_plan: ProgrammePlan) -> Response:
    """The paper of the plan."""
    if programme_plan.file is None:
        abort(404)
    return downloads.send(programme_plan.file)


@bp.get("/programme/plans/<int:programme_plan_id>/tasks/new")
@require(programme.edit, ProgrammePlan)
def new_task(programme_plan: ProgrammePlan) -> ResponseReturnValue:
    """The form for a task."""
    form = TaskForm(formdata=None, due_on=programme_plan.period_to)
    return _task_form(form, programme_plan)


@bp.post("/programme/plans/<int:programme_plan_id>/tasks")
@require(programme.edit, ProgrammePlan)
def add_task(programme_plan: ProgrammePlan) -> ResponseReturnValue:
    """Add a task."""
    form = TaskForm()
    if form.validate():
        with told_in(form):
            facts = form.facts(stored(form.evidence, actor=current_user))
            programme_plans.save_task(programme_plan, facts, actor=current_user)
            db.session.commit()
            flash(_N("Đã ghi nhiệm vụ."), "success")
            return redirect(url_for("programme.plan", programme_plan_id=programme_plan.id))
    return _task_form(form, programme_plan), 422


@bp.get("/programme/tasks/<int:plan_task_id>")
@require(programme.edit, PlanTask)
def edit_task(plan_task: PlanTask) -> ResponseReturnValue:
    """The form with what is recorded of a task."""
    return _task_form(TaskForm(formdata=None, obj=plan_task), plan_task.plan, plan_task)


@bp.post("/programme/tasks/<int:plan_task_id>")
@require(programme.edit, PlanTask)
def save_task(plan_task: PlanTask) -> ResponseReturnValue:
    """Record what came of a task, or correct it."""
    form = TaskForm()
    if form.validate():
        expect_version(plan_task, form.version.number, differences(form, plan_task))
        with told_in(form):
            facts = form.facts(stored(form.evidence, actor=current_user))
            programme_plans.save_task(plan_task.plan, facts, actor=current_user, task=plan_task)
            db.session.commit()
            flash(_N("Đã lưu nhiệm vụ."), "success")
            return redirect(url_for("programme.plan", programme_plan_id=plan_task.plan.id))
    return _task_form(form, plan_task.plan, plan_task), 422


@bp.get("/programme/tasks/<int:plan_task_id>/evidence")
@require(programme.view, PlanTask)
def task_evidence(plan_task: PlanTask) -> Response:
    """The evidence of what came of a task."""
    if plan_task.evidence is None:
        abort(404)
    return downloads.send(plan_task.evidence)


def _cells(task: PlanTask) -> tuple[str, ...]:
    amounts = [None if one is None else f"{one:f}" for one in (task.budget_vnd, task.spent_vnd)]
    return (
        rules().group_titles()[task.solution_group], task.title, task.owner,
        local_date(task.due_on), *(one or "" for one in amounts), task.result,
        local_date(task.done_on) if task.done_on else "",
    )  # fmt: skip


def _plan_form(form: PlanForm, province: Province, plan: ProgrammePlan | None = None) -> str:
    return render_template("programme/plan_form.html", form=form, province=province, plan=plan)


def _task_form(form: TaskForm, plan: ProgrammePlan, task: PlanTask | None = None) -> str:
    return render_template("programme/task_form.html", form=form, plan=plan, task=task)
