"""Certificates of training: earned, numbered in the register of the place, printed, revoked."""

from datetime import date

from sqlalchemy import Integer, cast, func, select, text

from award import clock
from award.extensions import db
from award.models import TrainingCertificate, TrainingCourse, User
from award.policies import Refusal
from award.services import auditing, issuing, training_papers, training_results
from award.services.locking import lock
from award.words import _N
from scoring.months import add_months

_NATIONAL = "QG"


def issue_all(course: TrainingCourse, *, actor: User) -> int:
    """Give a certificate to everybody who has earned one and has none yet; say how many.

    Raises `Refusal` when that is nobody.
    """
    lock(course)
    earned = [
        one.person
        for one in training_results.standings(course)
        if not one.why_not and one.certificate is None
    ]
    if not earned:
        raise Refusal(_N("Chưa có ai đủ điều kiện nhận giấy chứng nhận mới."))
    today = clock.today_local()
    place = course.province_code or _NATIONAL
    first = _next_number(place, today.year)
    for number, person in enumerate(earned, start=first):
        row = TrainingCertificate(
            participant=person,
            number=f"{number:04d}/{today.year}/ĐT-{place}",
            issued_on=today,
            valid_to=_until(course, today),
            issued_by_id=actor.id,
        )
        db.session.add(row)
        db.session.flush()
        row.document_id = issuing.issue(training_papers.KIND, row, actor=actor).id
        auditing.record("certify_training", row, actor=actor, data={"number": row.number})
    db.session.flush()
    return len(earned)


def _until(course: TrainingCourse, today: date) -> date | None:
    """The last day; months are clamped to the month's end."""
    if course.valid_months is None:
        return None
    return add_months(today, course.valid_months)


def _next_number(place: str, year: int) -> int:
    """The next number of the register of a place and year; held until the transaction ends."""
    ending = f"/{year}/ĐT-{place}"
    db.session.execute(
        text("SELECT pg_advisory_xact_lock(hashtext(:name))"), {"name": f"training{ending}"}
    )
    last = db.session.scalar(
        select(func.max(cast(func.split_part(TrainingCertificate.number, "/", 1), Integer))).where(
            TrainingCertificate.number.endswith(ending, autoescape=True)
        )
    )
    return (last or 0) + 1


def revoke(row: TrainingCertificate, *, reason: str, actor: User) -> None:
    """Take a certificate back, once, with a reason; whoever verifies it learns so."""
    lock(row)
    if row.revoked_on is not None:
        raise Refusal(_N("Giấy chứng nhận này đã bị thu hồi."))
    if not reason.strip():
        raise Refusal(_N("Cần ghi lý do thu hồi."))
    row.revoked_on, row.revoke_reason = clock.today_local(), reason.strip()
    db.session.flush()
    auditing.record("revoke_training_certificate", row, actor=actor, note=row.revoke_reason)


def validity(row: TrainingCertificate) -> str:
    """`revoked`, `expired` or `valid` today."""
    if row.revoked_on is not None:
        return "revoked"
    over = row.valid_to is not None and row.valid_to < clock.today_local()
    return "expired" if over else "valid"
