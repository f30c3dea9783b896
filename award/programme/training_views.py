"""Courses as their officers run them: the list, a course with its sessions and papers."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads
from award.extensions import db
from award.guard import require
from award.models import CourseFile, TrainingCourse, TrainingSession
from award.policies import programme
from award.policies import training as policy
from award.programme import training_queries
from award.programme.blueprint import bp
from award.programme.forms import differences
from award.programme.training_forms import CourseFileForm, CourseForm, SessionForm
from award.refused import told_at, told_in
from award.services import places, storage, training, training_people, training_results
from award.services.editing import expect_version
from award.words import _N

_COURSE = "/programme/training/<int:training_course_id>"
_EARLIEST, _LATEST = 2000, 2200


@bp.get("/programme/training")
@require(programme.enter)
def courses() -> ResponseReturnValue:
    """The courses of a year: one's own, and the national office's."""
    asked = request.args.get("year", type=int) or 0
    year = asked if _EARLIEST <= asked <= _LATEST else clock.today_local().year
    province = request.args.get("province", "")[:10]
    return render_template(
        "programme/courses.html",
        year=year,
        province=province,
        place=training_queries.place_of(current_user),
        lines=training_queries.courses(current_user, year, province.replace("\x00", "")),
        provinces=places.choices(),
    )


@bp.get("/programme/training/new")
@require(programme.enter)
def new_course() -> ResponseReturnValue:
    """The form for a course."""
    return _form(CourseForm(formdata=None))


@bp.post("/programme/training")
@require(programme.enter)
def add_course() -> ResponseReturnValue:
    """Record a course."""
    form = CourseForm()
    if form.validate():
        with told_in(form, form.ends_on):
            place = training_queries.place_of(current_user)
            course = training.save_course(place, form.facts(), actor=current_user)
            db.session.commit()
            flash(_N("Đã ghi lớp. Tiếp theo, hãy ghi các buổi học."), "success")
            return _to(course)
    return _form(form), 422


@bp.get(_COURSE)
@require(policy.oversee, TrainingCourse)
def course(training_course: TrainingCourse) -> ResponseReturnValue:
    """The course: days, sessions, papers, counts; names only for whoever runs it."""
    return _page(training_course)


@bp.get(f"{_COURSE}/edit")
@require(policy.work_on, TrainingCourse)
def edit_course(training_course: TrainingCourse) -> ResponseReturnValue:
    """The form with what is recorded."""
    return _form(CourseForm(formdata=None, obj=training_course), training_course)


@bp.post(f"{_COURSE}/edit")
@require(policy.work_on, TrainingCourse)
def save_course(training_course: TrainingCourse) -> ResponseReturnValue:
    """Correct a course; whoever saves second sees both."""
    form = CourseForm()
    if form.validate():
        both = differences(form, training_course)
        expect_version(training_course, form.version.number, both)
        with told_in(form, form.ends_on):
            training.save_course(None, form.facts(), actor=current_user, course=training_course)
            db.session.commit()
            flash(_N("Đã lưu thông tin lớp."), "success")
            return _to(training_course)
    return _form(form, training_course), 422


@bp.post(f"{_COURSE}/close")
@require(policy.work_on, TrainingCourse)
def close_course(training_course: TrainingCourse) -> ResponseReturnValue:
    """End the course."""
    training.close(training_course, actor=current_user)
    db.session.commit()
    flash(_N("Đã kết thúc lớp; giấy chứng nhận vẫn cấp được."), "success")
    return _to(training_course)


@bp.post(f"{_COURSE}/sessions")
@require(policy.work_on, TrainingCourse)
def add_session(training_course: TrainingCourse) -> ResponseReturnValue:
    """Add a half-day."""
    form = SessionForm()
    if form.validate():
        with told_in(form, form.starts_at):
            training.add_session(
                training_course,
                topic=form.topic.data or "",
                trainer=form.trainer.data or "",
                starts_at=form.times[0],
                ends_at=form.times[1],
                actor=current_user,
            )
            db.session.commit()
            flash(_N("Đã ghi buổi học."), "success")
            return _to(training_course)
    return _page(training_course, session=form), 422


@bp.post(f"{_COURSE}/sessions/<int:training_session_id>/remove")
@require(policy.work_on, TrainingCourse, TrainingSession)
def remove_session(
    training_course: TrainingCourse, training_session: TrainingSession
) -> ResponseReturnValue:
    """Take back a half-day."""
    training.remove_session(training_session, actor=current_user)
    db.session.commit()
    flash(_N("Đã bỏ buổi học."), "success")
    return _to(training_course)


@bp.post(f"{_COURSE}/files")
@require(policy.work_on, TrainingCourse)
def add_course_file(training_course: TrainingCourse) -> ResponseReturnValue:
    """Put a paper with the course."""
    form = CourseFileForm()
    if form.validate():
        with told_at(form.file):
            stored = storage.store(form.file.data, actor=current_user)
            training.add_file(training_course, form.chosen, stored, actor=current_user)
            db.session.commit()
            flash(_N("Đã thêm giấy tờ của lớp."), "success")
            return _to(training_course)
    return _page(training_course, file=form), 422


@bp.get(f"{_COURSE}/files/<int:course_file_id>")
@require(policy.view_file, TrainingCourse, CourseFile)
def course_file(training_course: TrainingCourse, course_file: CourseFile) -> Response:
    """A paper of the course."""
    return downloads.send(course_file.file)


@bp.post(f"{_COURSE}/files/<int:course_file_id>/remove")
@require(policy.work_on, TrainingCourse, CourseFile)
def remove_course_file(
    training_course: TrainingCourse, course_file: CourseFile
) -> ResponseReturnValue:
    """Take a paper away from the course."""
    training.remove_file(course_file, actor=current_user)
    db.session.commit()
    flash(_N("Đã bỏ giấy tờ."), "success")
    return _to(training_course)


def _to(course: TrainingCourse) -> ResponseReturnValue:
    return redirect(url_for("programme.course", training_course_id=course.id))


def _form(form: CourseForm, course: TrainingCourse | None = None) -> str:
    return render_template("programme/course_form.html", form=form, course=course)


def _page(course: TrainingCourse, **forms: Any) -> str:
    runs = policy.run(current_user, course) is None
    standings = training_results.standings(course)
    return render_template(
        "programme/course.html",
        course=course,
        files=training_queries.files(course),
        file_names=training.FILE_NAMES,
        field_name=training.FIELD_NAMES[course.field],
        questions=training.questions(course),
        standings=standings,
        uncounted=training_results.uncounted(standings),
        mood=training_results.satisfaction(course),
        runs=runs,
        may_edit=policy.work_on(current_user, course) is None,
        is_open=training_people.is_open(course),
        earned=sum(not one.why_not and one.certificate is None for one in standings),
        forms={
            "session": SessionForm(formdata=None),
            "file": CourseFileForm(formdata=None),
        }
        | forms,
    )
