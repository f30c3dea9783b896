"""What came of a course for its participants: the short test, satisfaction, who has earned what."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    Participant,
    ParticipantKind,
    Satisfaction,
    TrainingAttendance,
    TrainingCertificate,
    TrainingCourse,
    TrainingQuestion,
    TrainingResult,
    TrainingSession,
    User,
)
from award.policies import Refusal
from award.services import auditing, training, training_people
from award.services.locking import lock
from award.services.training_rules import rules
from award.words import _N, sort_key


def result_of(row: Participant) -> TrainingResult | None:
    """The best try of a participant, if there was one."""
    return db.session.scalar(select(TrainingResult).where(TrainingResult.participant_id == row.id))


def may_take_test(row: Participant, result: TrainingResult | None) -> Refusal | None:
    """Why the test cannot be taken now, or None."""
    if row.course.closed_on is not None:
        return Refusal(_N("Lớp đã kết thúc nên không làm bài được nữa."))
    if row.course.starts_on > clock.today_local():
        return Refusal(_N("Lớp chưa bắt đầu."))
    most = rules().limits.most_tries
    if result is not None and result.tries >= most:
        return Refusal(_N("Bạn đã làm bài {most} lần, hết số lần cho phép."), most=most)
    return None


def take_test(row: Participant, answers: Mapping[int, int], *, actor: User) -> TrainingResult:
    """Mark a try; the best one stays. `answers`: id of the question → place of the choice, from 0.

    Raises `Refusal` when it cannot be taken, or a question is left open.
    """
    lock(row)
    result = result_of(row)
    if why := may_take_test(row, result):
        raise why
    asked = training.questions(row.course)
    if not asked:
        raise Refusal(_N("Lớp này không có bài kiểm tra."))
    if any(one.id not in answers for one in asked):
        raise Refusal(_N("Hãy trả lời mọi câu hỏi."))
    percent = marked(asked, answers)
    if result is None:
        result = TrainingResult(participant_id=row.id, percent=percent, tries=0)
        db.session.add(result)
    if percent >= result.percent:
        result.percent, result.taken_at = percent, clock.now()
    result.tries += 1
    db.session.flush()
    data = {"try": result.tries, "percent": percent}
    auditing.record("take_test", row, actor=actor, data=data)
    return result


def marked(asked: Sequence[TrainingQuestion], answers: Mapping[int, int]) -> int:
    """Percent of right answers, rounded down: nobody passes by rounding."""
    right = sum(answers[one.id] == one.right for one in asked)
    return right * 100 // len(asked)


def rate(row: Participant, *, mark: int, remark: str, actor: User) -> None:
    """Keep how satisfied somebody was, apart from who it was; each person once.

    What stays with the person is the day alone, so that no order of times leads to the answer; the
    chain learns nothing. Raises `Refusal` for a second answer, or before the first session.
    """
    lock(row)
    if row.rated_at is not None:
        raise Refusal(_N("Bạn đã gửi ý kiến về lớp này."))
    if not row.attendances:
        raise Refusal(_N("Ý kiến về lớp chỉ nhận từ người đã dự."))
    row.rated_at = clock.start_of_day(clock.today_local())
    db.session.add(
        Satisfaction(training_course_id=row.training_course_id, mark=mark, remark=remark.strip())
    )
    db.session.flush()


@dataclass(frozen=True, slots=True)
class Mood:
    """Marks of satisfaction; none are told while so few are given that one could guess."""

    answers: int
    average: Decimal | None
    marks: Mapping[int, int]
    remarks: tuple[str, ...]


def satisfaction(course: TrainingCourse) -> Mood:
    """How satisfied the participants were; remarks in the order of their words, not of time."""
    rows = db.session.scalars(
        select(Satisfaction).where(Satisfaction.training_course_id == course.id)
    ).all()
    if len(rows) < rules().limits.least_answers:
        return Mood(len(rows), None, {}, ())
    marks = Counter(row.mark for row in rows)
    average = Decimal(sum(row.mark for row in rows)) / len(rows)
    remarks = sorted((row.remark for row in rows if row.remark), key=sort_key)
    return Mood(len(rows), average, {mark: marks[mark] for mark in range(5, 0, -1)}, tuple(remarks))


@dataclass(frozen=True, slots=True)
class Standing:
    """A participant with what they have done, and why there is no certificate for them yet."""

    person: Participant
    attended: int
    sessions: int
    percent: int | None
    certificate: TrainingCertificate | None
    why_not: str = ""


def standings(course: TrainingCourse) -> list[Standing]:
    """Every participant as a class list with attendance, mark and certificate; four questions."""
    people = db.session.scalars(
        select(Participant)
        .options(joinedload(Participant.certificate))
        .where(Participant.training_course_id == course.id, Participant.removed_at.is_(None))
    ).all()
    attended = _attended(course)
    percents = _percents(course)
    sessions, test = len(course.sessions), bool(training.questions(course))
    return [
        Standing(
            row,
            attended.get(row.id, 0),
            sessions,
            percents.get(row.id),
            row.certificate,
            _why_not(course, attended.get(row.id, 0), percents.get(row.id), test=test),
        )
        for row in training_people.in_order(people)
    ]


def uncounted(standings: Iterable[Standing]) -> int:
    """How many came for an enterprise whose tax code is not written: no target counts it."""
    return sum(
        bool(one.attended)
        and one.person.kind is ParticipantKind.ENTERPRISE
        and not one.person.tax_code
        for one in standings
    )


def _attended(course: TrainingCourse) -> dict[int, int]:
    rows = db.session.execute(
        select(TrainingAttendance.participant_id, func.count())
        .join(TrainingSession, TrainingSession.id == TrainingAttendance.training_session_id)
        .where(TrainingSession.training_course_id == course.id)
        .group_by(TrainingAttendance.participant_id)
    )
    return {row[0]: row[1] for row in rows}


def _percents(course: TrainingCourse) -> dict[int, int]:
    rows = db.session.execute(
        select(TrainingResult.participant_id, TrainingResult.percent)
        .join(Participant, Participant.id == TrainingResult.participant_id)
        .where(Participant.training_course_id == course.id)
    )
    return {row[0]: row[1] for row in rows}


def _why_not(course: TrainingCourse, attended: int, percent: int | None, *, test: bool) -> str:
    """Why a certificate has not been earned, or an empty text."""
    least = rules().limits.least_attendance_percent
    if not course.sessions or attended * 100 < least * len(course.sessions):
        return _N("Dự {attended}/{all} buổi, cần ít nhất {least} %").format(
            attended=attended, all=len(course.sessions), least=least
        )
    if test and (percent is None or percent < (course.pass_percent or 0)):
        return _N("Chưa đạt bài kiểm tra")
    return ""
