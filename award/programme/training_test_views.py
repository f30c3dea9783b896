"""The short test: its questions as the officer writes them, a try as a participant makes it."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import refused
from award.extensions import db
from award.guard import require
from award.models import Participant, TrainingCourse, TrainingQuestion
from award.policies import Refusal
from award.policies import training as policy
from award.programme.blueprint import bp
from award.programme.training_forms import QuestionForm, answers_form
from award.services import training, training_results
from award.services.training_rules import rules
from award.words import _N

_TEST = "/programme/training/<int:training_course_id>/test"
_DONE = _N("Kết quả lần này: {percent} %. {outcome}")


@bp.get(_TEST)
@require(policy.run, TrainingCourse)
def questions(training_course: TrainingCourse) -> ResponseReturnValue:
    """The questions with their right answers."""
    return _page(training_course, QuestionForm(formdata=None))


@bp.post(_TEST)
@require(policy.work_on, TrainingCourse)
def add_question(training_course: TrainingCourse) -> ResponseReturnValue:
    """Add a question."""
    form = QuestionForm()
    if form.validate():
        try:
            training.add_question(
                training_course,
                text=form.text.data or "",
                choices=(form.choices.data or "").splitlines(),
                right=(form.right.data or 0) - 1,
                actor=current_user,
            )
            db.session.commit()
        except Refusal as why:
            refused.in_form(form, why, form.choices)
        else:
            return redirect(url_for("programme.questions", training_course_id=training_course.id))
    return _page(training_course, form), 422


@bp.post(f"{_TEST}/<int:training_question_id>/remove")
@require(policy.work_on, TrainingCourse, TrainingQuestion)
def remove_question(
    training_course: TrainingCourse, training_question: TrainingQuestion
) -> ResponseReturnValue:
    """Take back a question."""
    training.remove_question(training_question, actor=current_user)
    db.session.commit()
    flash(_N("Đã bỏ câu hỏi."), "success")
    return redirect(url_for("programme.questions", training_course_id=training_course.id))


def _page(course: TrainingCourse, form: QuestionForm) -> str:
    return render_template(
        "programme/questions.html",
        course=course,
        questions=training.questions(course),
        form=form,
        may_edit=policy.work_on(current_user, course) is None,
        most=rules().limits.most_tries,
    )


@bp.get("/training/participants/<int:participant_id>/test")
@require(policy.own, Participant)
def my_test(participant: Participant) -> ResponseReturnValue:
    """The test of one's course."""
    return _test_page(participant, answers_form(training.questions(participant.course)))


@bp.post("/training/participants/<int:participant_id>/test")
@require(policy.own, Participant)
def take_test(participant: Participant) -> ResponseReturnValue:
    """Mark a try."""
    asked = training.questions(participant.course)
    form = answers_form(asked)
    if not form.validate():
        return _test_page(participant, form), 422
    answers = form.answers(asked)
    training_results.take_test(participant, answers, actor=current_user)
    db.session.commit()
    percent = training_results.marked(asked, answers)
    passed = percent >= (participant.course.pass_percent or 0)
    outcome = _N("Bạn đã đạt.") if passed else _N("Chưa đạt; kết quả tốt nhất được giữ.")
    flash(_DONE.format(percent=percent, outcome=outcome), "success" if passed else "info")
    return redirect(
        url_for("programme.my_course", training_course_id=participant.training_course_id)
    )


def _test_page(participant: Participant, form: Any) -> str:
    result = training_results.result_of(participant)
    return render_template(
        "programme/my_test.html",
        course=participant.course,
        participant=participant,
        questions=training.questions(participant.course),
        form=form,
        result=result,
        why_not=training_results.may_take_test(participant, result),
        most=rules().limits.most_tries,
    )
