"""Until when an assessor is asked to submit: the edition's working days, or a day by hand."""

from datetime import date, datetime

from award import clock
from award.extensions import db
from award.models import ACTIVE_ASSIGNMENT, Assignment, AssignmentState, Dossier, Stage, User
from award.policies import Refusal
from award.services import auditing, outbox, rulebooks
from award.words import _N


def usual_day(dossier: Dossier, stage: Stage) -> date | None:
    """The last day of the edition's term for a review that is asked for today; None without one."""
    days = rulebooks.of(dossier.cycle).clocks.review_working_days
    if days is None or stage is not Stage.DESK_REVIEW:
        return None
    return clock.add_working_days(clock.today_local(), days)


def due_at(dossier: Dossier, stage: Stage, day: date | None) -> datetime | None:
    """The instant that a term ends, for a day given by hand or the usual one.

    Raises `Refusal` for a day that is past.
    """
    last = day or usual_day(dossier, stage)
    if last is None:
        return None
    if last < clock.today_local():
        raise Refusal(_N("Hạn nộp phiếu không được trước hôm nay."), at="due_on")
    return clock.end_of_day(last)


def may_change(assignment: Assignment) -> Refusal | None:
    """Why the term of an assignment cannot be changed any more, if so."""
    waits = assignment.state in ACTIVE_ASSIGNMENT - {AssignmentState.SUBMITTED}
    if waits:
        return None
    return Refusal(_N("Phiếu đã nộp hoặc phân công đã kết thúc nên không đổi hạn được."))


def change(assignment: Assignment, day: date, *, actor: User) -> None:
    """Give the assessor another last day; the assessor is told and the old one stays on record."""
    if why := may_change(assignment):
        raise why
    before = assignment.due_at
    assignment.due_at = due_at(assignment.dossier, assignment.stage, day)
    db.session.flush()
    auditing.record(
        "change_term",
        assignment,
        actor=actor,
        data={"from": None if before is None else before.isoformat(), "to": day.isoformat()},
    )
    outbox.email(
        [assignment.user],
        _N("Hạn nộp phiếu chấm điểm thay đổi"),
        _N(
            "Kính gửi {name},\n\nHạn nộp phiếu của một hồ sơ mà ông (bà) được phân công nay là "
            "{day}. Xin đăng nhập để xem là hồ sơ nào.\n"
        ).format(name=assignment.user.full_name, day=f"{day:%d/%m/%Y}"),
    )


def is_late(assignment: Assignment) -> bool:
    """Whether the sheet is waited for and its term has passed."""
    if assignment.due_at is None or may_change(assignment) is not None:
        return False
    return clock.now() > assignment.due_at
