"""“Đào tạo của tôi”: own record, open courses, sign-up, opinion; the record of an organisation."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user
from sqlalchemy import select

from award import refused
from award.extensions import db
from award.guard import require, signed_in
from award.models import Membership, Organisation, Participant, TrainingCourse
from award.policies import Refusal, office, programme
from award.policies import training as policy
from award.programme import training_queries
from award.programme.blueprint import bp
from award.programme.training_forms import OpinionForm, SignUpForm
from award.refused import told_at
from award.services import training, training_certificates, training_people, training_results
from award.services.training_rules import rules
from award.words import _N

_COURSE = "/training/<int:training_course_id>"
_SIGNED_UP = _N("Đã đăng ký. Đến lớp, hãy quét mã QR ở cửa để điểm danh.")


@bp.get("/training")
@signed_in
def my_training() -> ResponseReturnValue:
    """What one takes or took part in, and what one can sign up for."""
    return render_template(
        "programme/my_training.html",
        rows=training_people.record_of(current_user),
        courses=training_people.open_courses(current_user),
        organisations=_organisations(),
        fields=training.FIELD_NAMES,
        validity=training_certificates.validity,
        runs=programme.enter(current_user, None) is None,
    )


def _organisations() -> list[Organisation]:
    rows = db.session.scalars(
        select(Organisation)
        .join(Membership)
        .where(Membership.user_id == current_user.id, Membership.ended_at.is_(None))
        .distinct()
        .order_by(Organisation.id)
    )
    return list(rows)


@bp.get(_COURSE)
@require(policy.announce, TrainingCourse)
def my_course(training_course: TrainingCourse) -> ResponseReturnValue:
    """A course as anybody sees it; for a participant with what is theirs in it."""
    first = next(iter(_organisations()), None)
    form = SignUpForm(
        formdata=None,
        kind="enterprise" if first else "state_officer",
        position=current_user.position,
        phone=current_user.phone,
        organisation_name=first.name if first else "",
        tax_code=first.tax_code if first else "",
    )
    return _page(training_course, form, OpinionForm(formdata=None))


@bp.post(f"{_COURSE}/sign-up")
@require(policy.announce, TrainingCourse)
def sign_up(training_course: TrainingCourse) -> ResponseReturnValue:
    """Sign oneself up."""
    form = SignUpForm()
    if form.validate():
        try:
            training_people.sign_up(training_course, form.facts(), actor=current_user)
            db.session.commit()
        except Refusal as why:
            refused.in_form(form, why, form.kind)
        else:
            flash(_SIGNED_UP, "success")
            return _to(training_course)
    return _page(training_course, form, OpinionForm(formdata=None)), 422


@bp.post("/training/participants/<int:participant_id>/leave")
@require(policy.own, Participant)
def leave_course(participant: Participant) -> ResponseReturnValue:
    """Take oneself off a course."""
    course = participant.course
    training_people.remove(participant, actor=current_user)
    db.session.commit()
    flash(_N("Đã hủy đăng ký."), "success")
    return _to(course)


@bp.post("/training/participants/<int:participant_id>/opinion")
@require(policy.own, Participant)
def give_opinion(participant: Participant) -> ResponseReturnValue:
    """Say how satisfied one was; kept apart from who said it."""
    form = OpinionForm()
    if form.validate():
        with told_at(form.mark):
            training_results.rate(
                participant,
                mark=int(form.mark.data),
                remark=form.remark.data or "",
                actor=current_user,
            )
            db.session.commit()
            flash(_N("Cảm ơn bạn đã góp ý."), "success")
            return _to(participant.course)
    return _page(participant.course, SignUpForm(formdata=None), form), 422


@bp.get("/training/organisations/<int:organisation_id>")
@require(office.view_organisation, Organisation)
def organisation_training(organisation: Organisation) -> ResponseReturnValue:
    """What an organisation's people took part in: counts per course."""
    return render_template(
        "programme/organisation_training.html",
        organisation=organisation,
        lines=training_queries.of_organisation(organisation.tax_code),
    )


def _to(course: TrainingCourse) -> ResponseReturnValue:
    return redirect(url_for("programme.my_course", training_course_id=course.id))


def _page(course: TrainingCourse, form: SignUpForm, opinion: OpinionForm) -> str:
    mine = training_people.mine(course, current_user)
    visible = [
        one for one in training_queries.files(course) if policy.view_file(current_user, one) is None
    ]
    return render_template(
        "programme/my_course.html",
        course=course,
        mine=mine,
        files=visible,
        file_names=training.FILE_NAMES,
        field_name=training.FIELD_NAMES[course.field],
        result=None if mine is None else training_results.result_of(mine),
        questions=training.questions(course),
        is_open=training_people.is_open(course),
        full=course.seats is not None and training.count(course) >= course.seats,
        validity=training_certificates.validity,
        form=form,
        opinion=opinion,
        kinds=rules().kind_titles(),
    )
