"""Who was there: by the code on the officer's screen, or by list."""

import hmac
from collections.abc import Collection
from hashlib import sha256

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from award import clock
from award.config import current
from award.extensions import db
from award.models import (
    AttendanceBy,
    Participant,
    TrainingAttendance,
    TrainingCourse,
    TrainingSession,
    User,
)
from award.models.columns import LARGEST_INTEGER
from award.policies import Refusal
from award.services import auditing, tokens, training_people
from award.services.locking import lock
from award.services.training_rules import rules
from award.words import _N

_SIGNS = 32  # of the signature in the address: 128 bits
_STALE = _N("Mã đã hết hiệu lực. Hãy quét lại mã đang hiện trên màn hình của lớp.")


def open_door(session: TrainingSession, *, actor: User) -> None:
    """Let people check in; codes shown before this moment open nothing any more.

    Raises `Refusal` before the day of the session.
    """
    _not_ahead(session)
    session.door_token_hash = tokens.hashed(tokens.new())
    db.session.flush()
    auditing.record("open_door", session, actor=actor)


def _not_ahead(session: TrainingSession) -> None:
    """Nobody was at what has not begun; a certificate would follow."""
    if clock.local(session.starts_at).date() > clock.today_local():
        raise Refusal(_N("Chưa đến ngày của buổi học nên chưa điểm danh được."))


def close_door(session: TrainingSession, *, actor: User) -> None:
    """No code of this session opens the door any more."""
    session.door_token_hash = None
    db.session.flush()
    auditing.record("close_door", session, actor=actor)


def door_code(session: TrainingSession) -> str:
    """What the code on the screen says now: the session, until when, and our signature."""
    until = int(clock.now().timestamp()) + rules().limits.door_seconds
    return f"{session.id}-{until}-{_signature(session, until)}"


def _signature(session: TrainingSession, until: int) -> str:
    text = f"training-door:{session.id}:{until}:{session.door_token_hash}"
    key = current().secret_key.encode()
    return hmac.new(key, text.encode(), sha256).hexdigest()[:_SIGNS]


def behind(code: str) -> TrainingSession:
    """The session whose door a scanned code opens now. Raises `Refusal` for any other code."""
    parts = code.split("-")
    if len(parts) != 3 or not all(part.isascii() and part.isdigit() for part in parts[:2]):
        raise Refusal(_STALE)
    if max(len(part) for part in parts[:2]) > 12 or int(parts[1]) < clock.now().timestamp():
        raise Refusal(_STALE)
    session = db.session.get(TrainingSession, min(int(parts[0]), LARGEST_INTEGER))
    if session is None or session.door_token_hash is None:
        raise Refusal(_STALE)
    if not hmac.compare_digest(parts[2].encode(), _signature(session, int(parts[1])).encode()):
        raise Refusal(_STALE)
    return session


def check_in(session: TrainingSession, *, actor: User) -> bool:
    """The person is there; whether that is new. Raises `Refusal` for somebody not in the course."""
    row = training_people.mine(session.course, actor)
    if row is None:
        raise Refusal(_N("Bạn chưa có tên trong lớp này. Hãy đăng ký hoặc báo cán bộ của lớp."))
    row.user_id = actor.id
    return _put(session, row, AttendanceBy.DOOR, actor)


def _put(session: TrainingSession, row: Participant, how: AttendanceBy, actor: User) -> bool:
    """Whether the line is new; of two at the same moment one is."""
    done = db.session.execute(
        insert(TrainingAttendance)
        .values(
            training_session_id=session.id,
            participant_id=row.id,
            how=how,
            at=clock.now(),
            recorded_by_id=actor.id,
        )
        .on_conflict_do_nothing()
        .returning(TrainingAttendance.id)
    )
    new = done.first() is not None
    if new and how is AttendanceBy.DOOR:
        auditing.record("check_in", row, actor=actor, data={"session": session.id})
    return new


def mark(
    session: TrainingSession,
    present: Collection[int],
    shown: Collection[int],
    *,
    actor: User,
) -> tuple[int, int]:
    """Take the list as the officer ticked it: how many came in, how many were taken back.

    `shown` are those who stood as present when the list was opened, so that whoever has checked in
    at the door since then stays. Raises `Refusal` before the day of the session.
    """
    lock(session)
    course = session.course
    _not_ahead(session)
    known = {row.id: row for row in of_course(course)}
    come = [known[key] for key in sorted(set(present) - set(shown)) if key in known]
    gone = sorted((set(shown) - set(present)) & known.keys())
    added = sum(_put(session, row, AttendanceBy.LIST, actor) for row in come)
    if gone:
        db.session.execute(
            delete(TrainingAttendance).where(
                TrainingAttendance.training_session_id == session.id,
                TrainingAttendance.participant_id.in_(gone),
            )
        )
    if added or gone:
        data = {"present": [row.id for row in come], "taken_back": gone}
        auditing.record("mark_attendance", session, actor=actor, data=data)
    for row in known.values():  # the lines went in and out behind their backs
        db.session.expire(row, ["attendances"])
    return added, len(gone)


def of_course(course: TrainingCourse) -> list[Participant]:
    """The participants of a course as a class list."""
    rows = db.session.scalars(
        select(Participant).where(
            Participant.training_course_id == course.id, Participant.removed_at.is_(None)
        )
    ).all()
    return training_people.in_order(rows)


def present(session: TrainingSession) -> set[int]:
    """Ids of the participants who were there."""
    return set(
        db.session.scalars(
            select(TrainingAttendance.participant_id).where(
                TrainingAttendance.training_session_id == session.id
            )
        )
    )
