"""The plan of a province: who does what until when, what came of it, what goes on next year."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import aliased

from award import clock
from award.extensions import db
from award.models import PlanTask, ProgrammePlan, Province, StoredFile, User
from award.policies import Refusal
from award.services import auditing
from award.services.people import one_line
from award.services.programme_rules import rules
from award.words import _N


@dataclass(frozen=True, slots=True)
class PlanFacts:
    """Number, date, signer and period of a plan, as its paper says."""

    year: int
    title: str
    number: str
    issued_on: date
    signer: str
    period_from: date
    period_to: date
    file: StoredFile | None = None


@dataclass(frozen=True, slots=True)
class TaskFacts:
    """One task; `done_on` closes it."""

    solution_group: str
    title: str
    owner: str
    due_on: date
    budget_vnd: Decimal | None = None
    spent_vnd: Decimal | None = None
    result: str = ""
    done_on: date | None = None
    evidence: StoredFile | None = None


def of_year(province: Province, year: int) -> ProgrammePlan | None:
    """The province's plan of a year."""
    return db.session.scalar(
        select(ProgrammePlan).where(
            ProgrammePlan.province_code == province.code, ProgrammePlan.year == year
        )
    )


def save_plan(
    province: Province, facts: PlanFacts, *, actor: User, plan: ProgrammePlan | None = None
) -> ProgrammePlan:
    """Record a plan or correct it; flushes.

    Raises `Refusal` for a second plan of one year, an impossible period, or a day to come.
    """
    _check_plan(province, facts, but=plan)
    row = plan or ProgrammePlan(
        province_code=province.code, recorded_at=clock.now(), recorded_by_id=actor.id
    )
    row.year, row.title, row.number = facts.year, one_line(facts.title), one_line(facts.number)
    row.issued_on, row.signer = facts.issued_on, one_line(facts.signer)
    row.period_from, row.period_to = facts.period_from, facts.period_to
    if facts.file is not None:
        row.file_id = facts.file.id
    db.session.add(row)
    db.session.flush()
    data = {"year": row.year, "number": row.number, "issued_on": row.issued_on.isoformat()}
    auditing.record("save_plan", row, actor=actor, data=data)
    return row


def _check_plan(province: Province, facts: PlanFacts, *, but: ProgrammePlan | None) -> None:
    if facts.period_to < facts.period_from:
        raise Refusal(_N("Ngày kết thúc giai đoạn phải từ ngày bắt đầu trở đi."), at="period_to")
    if facts.issued_on > clock.today_local():
        raise Refusal(_N("Ngày ban hành không được sau hôm nay."), at="issued_on")
    twin = of_year(province, facts.year)
    if twin is not None and twin is not but:
        raise Refusal(_N("Năm {year} đã có kế hoạch số {number}."), at="year", year=twin.year,
                      number=twin.number)  # fmt: skip


def save_task(
    plan: ProgrammePlan, facts: TaskFacts, *, actor: User, task: PlanTask | None = None
) -> PlanTask:
    """Add a task or record what came of it; flushes.

    Raises `Refusal` for an unknown group, or a task that is done without a result or in the future.
    """
    if facts.solution_group not in rules().group_titles():
        raise Refusal(_N("Không có nhóm giải pháp này."), at="solution_group")
    result = facts.result.strip()
    if facts.done_on is not None and not result:
        raise Refusal(_N("Nhiệm vụ đã hoàn thành cần ghi kết quả."), at="result")
    if facts.done_on is not None and facts.done_on > clock.today_local():
        raise Refusal(_N("Ngày hoàn thành không được sau hôm nay."), at="done_on")
    row = task or PlanTask(programme_plan_id=plan.id, plan=plan)
    row.solution_group, row.title = facts.solution_group, one_line(facts.title)
    row.owner, row.due_on = one_line(facts.owner), facts.due_on
    row.budget_vnd, row.spent_vnd = facts.budget_vnd, facts.spent_vnd
    row.result, row.done_on = result, facts.done_on
    if facts.evidence is not None:
        row.evidence_id = facts.evidence.id
    db.session.add(row)
    db.session.flush()
    done = None if row.done_on is None else row.done_on.isoformat()
    data = {"title": row.title, "due_on": row.due_on.isoformat(), "done_on": done}
    auditing.record("save_task", row, actor=actor, data=data)
    return row


def overdue(plan: ProgrammePlan) -> list[PlanTask]:
    """The tasks of a plan that should be done and are not, the longest overdue first."""
    late = late_on(clock.today_local())
    rows = db.session.scalars(select(PlanTask).where(PlanTask.programme_plan_id == plan.id, late))
    return in_order(rows.all())


def late_on(day: date) -> ColumnElement[bool]:
    """SQL: a task was due before the day, is not done, and no later plan took it over."""
    heir = aliased(PlanTask)
    carried = exists().where(heir.carried_from_id == PlanTask.id)
    return PlanTask.done_on.is_(None) & (PlanTask.due_on < day) & ~carried


def carried(plan: ProgrammePlan) -> set[int]:
    """Ids of the plan's tasks that the next plan took over."""
    heir = aliased(PlanTask)
    rows = db.session.scalars(
        select(PlanTask.id)
        .join(heir, heir.carried_from_id == PlanTask.id)
        .where(PlanTask.programme_plan_id == plan.id)
    )
    return set(rows)


def in_order(tasks: Sequence[PlanTask]) -> list[PlanTask]:
    """What is overdue first, the longest at the top; then by due date; what is done last."""
    return sorted(tasks, key=lambda task: (task.done_on is not None, task.due_on, task.id))


def carry_over(plan: ProgrammePlan, *, actor: User) -> int:
    """Put what is not done into the plan of the next year, once; say how many tasks went over.

    Raises `Refusal` when there is no plan of the next year, or nothing is left to carry.
    """
    heir = of_year(plan.province, plan.year + 1)
    if heir is None:
        raise Refusal(_N("Chưa có kế hoạch năm {year}; hãy ghi kế hoạch đó trước."),
                      year=plan.year + 1)  # fmt: skip
    carried = select(PlanTask.carried_from_id).where(
        PlanTask.programme_plan_id == heir.id, PlanTask.carried_from_id.is_not(None)
    )
    left = db.session.scalars(
        select(PlanTask)
        .where(
            PlanTask.programme_plan_id == plan.id,
            PlanTask.done_on.is_(None),
            PlanTask.id.not_in(carried),
        )
        .order_by(PlanTask.id)
    ).all()
    if not left:
        raise Refusal(_N("Không còn nhiệm vụ nào chưa hoàn thành để chuyển."))
    for task in left:
        db.session.add(_heir(task, heir))
    db.session.flush()
    auditing.record(
        "carry_over", heir, actor=actor, data={"from": plan.id, "tasks": [one.id for one in left]}
    )
    return len(left)


def _heir(task: PlanTask, plan: ProgrammePlan) -> PlanTask:
    """The same task in the next plan, due at the end of its period at the latest."""
    return PlanTask(
        programme_plan_id=plan.id,
        plan=plan,
        solution_group=task.solution_group,
        title=task.title,
        owner=task.owner,
        due_on=plan.period_to,
        budget_vnd=task.budget_vnd,
        carried_from_id=task.id,
    )
