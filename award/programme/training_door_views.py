"""Attendance: the code on the screen at the door, scanned by whoever comes in, or a list."""

import segno
from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award.config import current
from award.extensions import db
from award.guard import require, signed_in
from award.models import TrainingCourse, TrainingSession
from award.policies import training as policy
from award.programme.blueprint import bp
from award.services import training_attendance, training_people
from award.services.training_rules import rules
from award.words import _N

_SESSION = "/programme/training/<int:training_course_id>/sessions/<int:training_session_id>"
_MARKED = _N("Đã ghi: thêm {come} người, bỏ {gone} người.")


@bp.get(f"{_SESSION}/door")
@require(policy.work_on, TrainingCourse, TrainingSession)
def door(training_course: TrainingCourse, training_session: TrainingSession) -> ResponseReturnValue:
    """The screen at the door; script asks for a fresh code before the old one ends."""
    code = address = picture = ""
    if training_session.door_token_hash is not None:
        code = training_attendance.door_code(training_session)
        address = current().base_url.rstrip("/") + url_for("programme.my_door", code=code)
        picture = segno.make_qr(address, error="m").svg_data_uri(border=2, encode_minimal=True)
    part = request.headers.get("HX-Request") == "true"
    return render_template(
        "programme/_door.html" if part else "programme/door.html",
        course=training_course,
        session=training_session,
        address=address,
        picture=picture,
        came=len(training_attendance.present(training_session)),
        seconds=rules().limits.door_seconds // 3,
    )


@bp.post(f"{_SESSION}/door")
@require(policy.work_on, TrainingCourse, TrainingSession)
def open_door(
    training_course: TrainingCourse, training_session: TrainingSession
) -> ResponseReturnValue:
    """Let people check in."""
    training_attendance.open_door(training_session, actor=current_user)
    db.session.commit()
    return _to("programme.door", training_session)


@bp.post(f"{_SESSION}/door/close")
@require(policy.work_on, TrainingCourse, TrainingSession)
def close_door(
    training_course: TrainingCourse, training_session: TrainingSession
) -> ResponseReturnValue:
    """Let nobody check in any more."""
    training_attendance.close_door(training_session, actor=current_user)
    db.session.commit()
    flash(_N("Đã đóng điểm danh bằng mã QR."), "success")
    return _to("programme.attendance", training_session)


@bp.get(f"{_SESSION}/attendance")
@require(policy.run, TrainingCourse, TrainingSession)
def attendance(
    training_course: TrainingCourse, training_session: TrainingSession
) -> ResponseReturnValue:
    """The list of a session, ticked."""
    return render_template(
        "programme/attendance.html",
        course=training_course,
        session=training_session,
        people=training_attendance.of_course(training_course),
        present=training_attendance.present(training_session),
        may_edit=policy.work_on(current_user, training_course) is None,
    )


@bp.post(f"{_SESSION}/attendance")
@require(policy.work_on, TrainingCourse, TrainingSession)
def mark_attendance(
    training_course: TrainingCourse, training_session: TrainingSession
) -> ResponseReturnValue:
    """Take the list as it was ticked."""
    come, gone = training_attendance.mark(
        training_session,
        request.form.getlist("present", type=int),
        request.form.getlist("shown", type=int),
        actor=current_user,
    )
    db.session.commit()
    flash(_MARKED.format(come=come, gone=gone), "success")
    return _to("programme.attendance", training_session)


@bp.get("/training/door/<code>")
@signed_in
def my_door(code: str) -> ResponseReturnValue:
    """What a scanned code leads to: the session, and the button that says “I am here”."""
    session = training_attendance.behind(code)
    return render_template(
        "programme/my_door.html",
        session=session,
        code=code,
        mine=training_people.mine(session.course, current_user),
        is_open=training_people.is_open(session.course),
    )


@bp.post("/training/door/<code>")
@signed_in
def check_in(code: str) -> ResponseReturnValue:
    """The person is there."""
    session = training_attendance.behind(code)
    new = training_attendance.check_in(session, actor=current_user)
    db.session.commit()
    flash(_N("Đã ghi bạn có mặt.") if new else _N("Bạn đã điểm danh buổi này."), "success")
    return redirect(url_for("programme.my_course", training_course_id=session.training_course_id))


def _to(endpoint: str, session: TrainingSession) -> ResponseReturnValue:
    return redirect(
        url_for(
            endpoint,
            training_course_id=session.training_course_id,
            training_session_id=session.id,
        )
    )
