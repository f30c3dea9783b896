"""The participants of a course: entered one by one or from a workbook, certified, taken off."""

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import downloads, refused
from award.extensions import db
from award.guard import require
from award.models import Participant, TrainingCertificate, TrainingCourse
from award.policies import Refusal
from award.policies import training as policy
from award.programme.blueprint import bp
from award.programme.forms import differences
from award.programme.training_forms import ImportForm, OrganisationForm, PersonForm, RevokeForm
from award.refused import told_at, told_in
from award.services import (
    training_certificates,
    training_import,
    training_inviting,
    training_people,
    training_results,
    workbooks,
)
from award.services.editing import expect_version
from award.services.training_import import Preview
from award.services.training_rules import rules
from award.words import _N

_PEOPLE = "/programme/training/<int:training_course_id>/people"
_HEADS = (*training_import.COLUMNS, _N("Số buổi đã dự"), _N("Kiểm tra (%)"), _N("Giấy chứng nhận"))


@bp.get(_PEOPLE)
@require(policy.run, TrainingCourse)
def people(training_course: TrainingCourse) -> ResponseReturnValue:
    """The class list with attendance, marks and certificates."""
    return _page(training_course)


@bp.post(_PEOPLE)
@require(policy.work_on, TrainingCourse)
def add_person(training_course: TrainingCourse) -> ResponseReturnValue:
    """Enter somebody."""
    form = PersonForm()
    if form.validate():
        try:
            training_people.enter(training_course, form.facts(), actor=current_user)
            db.session.commit()
        except Refusal as why:
            refused.in_form(form, why, form.full_name)
        else:
            flash(_N("Đã ghi người tham dự."), "success")
            return _to(training_course)
    return _page(training_course, person=form), 422


@bp.get(f"{_PEOPLE}/<int:participant_id>")
@require(policy.run, TrainingCourse, Participant)
def edit_person(training_course: TrainingCourse, participant: Participant) -> ResponseReturnValue:
    """Whom a participant stands for; after the course as well."""
    form = OrganisationForm(formdata=None, obj=participant)
    return render_template("programme/person_form.html", form=form, participant=participant)


@bp.post(f"{_PEOPLE}/<int:participant_id>")
@require(policy.run, TrainingCourse, Participant)
def save_person(training_course: TrainingCourse, participant: Participant) -> ResponseReturnValue:
    """Write whom a participant stands for."""
    form = OrganisationForm()
    if form.validate():
        expect_version(participant, form.version.number, differences(form, participant))
        with told_in(form, form.tax_code):
            given = {name: form[name].data or "" for name in ("organisation_name", "tax_code")}
            training_people.name_organisation(participant, **given, actor=current_user)
            db.session.commit()
            flash(_N("Đã lưu tổ chức của người tham dự."), "success")
            return _to(training_course)
    return render_template("programme/person_form.html", form=form, participant=participant), 422


@bp.post(f"{_PEOPLE}/<int:participant_id>/remove")
@require(policy.work_on, TrainingCourse, Participant)
def remove_person(training_course: TrainingCourse, participant: Participant) -> ResponseReturnValue:
    """Take somebody off the course; name and address are forgotten."""
    training_people.remove(participant, actor=current_user)
    db.session.commit()
    flash(_N("Đã bỏ tên khỏi lớp."), "success")
    return _to(training_course)


@bp.post(f"{_PEOPLE}/preview")
@require(policy.work_on, TrainingCourse)
def preview_people(training_course: TrainingCourse) -> ResponseReturnValue:
    """Show a workbook cell by cell; nothing is written."""
    form = ImportForm()
    with told_at(form.file):
        lines = training_import.lines_of(form.file.data)
        return _page(training_course, preview=training_import.preview(training_course, lines))
    return _page(training_course, table=form), 422


@bp.post(f"{_PEOPLE}/take")
@require(policy.work_on, TrainingCourse)
def take_people(training_course: TrainingCourse) -> ResponseReturnValue:
    """Take in the lines that were shown, all or none."""
    form = ImportForm()
    with told_at(form.file):
        text = form.text.data or ""
        count = len(training_import.take_in(training_course, text, actor=current_user))
        db.session.commit()
        flash(_N("Đã ghi {count} người tham dự.").format(count=count), "success")
        return _to(training_course)
    return _page(training_course, table=form), 422


@bp.get(f"{_PEOPLE}/template.xlsx")
@require(policy.run, TrainingCourse)
def people_template(training_course: TrainingCourse) -> Response:
    """An empty workbook with the heads that an import asks for."""
    content = workbooks.of_texts(_N("Danh sách"), training_import.COLUMNS, [])
    return downloads.send_made(content, downloads.XLSX, _N("Mẫu danh sách tham dự.xlsx"))


@bp.get(f"{_PEOPLE}.xlsx")
@require(policy.run, TrainingCourse)
def people_workbook(training_course: TrainingCourse) -> Response:
    """The class list as a workbook."""
    rows = [_cells(one) for one in training_results.standings(training_course)]
    content = workbooks.of_texts(_N("Danh sách"), _HEADS, rows)
    name = _N("Danh sách lớp {title}.xlsx").format(title=training_course.title[:100])
    return downloads.send_made(content, downloads.XLSX, name)


def _cells(one: training_results.Standing) -> tuple[str, ...]:
    person, certificate = one.person, one.certificate
    return (
        person.full_name,
        rules().kind_titles()[person.kind],
        person.email,
        person.phone,
        person.position,
        person.organisation_name,
        person.tax_code,
        f"{one.attended}/{one.sessions}",
        "" if one.percent is None else f"{one.percent}",
        "" if certificate is None else certificate.number,
    )


@bp.post("/programme/training/<int:training_course_id>/certificates")
@require(policy.run, TrainingCourse)
def certify(training_course: TrainingCourse) -> ResponseReturnValue:
    """Give certificates to everybody who has earned one."""
    count = training_certificates.issue_all(training_course, actor=current_user)
    db.session.commit()
    flash(_N("Đã cấp {count} giấy chứng nhận; tệp PDF đang được lập.").format(count=count),
          "success")  # fmt: skip
    return _to(training_course)


@bp.post("/programme/training/<int:training_course_id>/invite")
@require(policy.work_on, TrainingCourse)
def invite_to_course(training_course: TrainingCourse) -> ResponseReturnValue:
    """Write to the organisations of the place that have nobody in the course yet."""
    count = training_inviting.invite(training_course, actor=current_user)
    db.session.commit()
    flash(_N("Đã gửi thư mời tới {count} người.").format(count=count), "success")
    return redirect(url_for("programme.course", training_course_id=training_course.id))


@bp.post("/programme/training/certificates/<int:training_certificate_id>/revoke")
@require(policy.run, TrainingCertificate)
def revoke_certificate(training_certificate: TrainingCertificate) -> ResponseReturnValue:
    """Take a certificate back."""
    reason = RevokeForm().reason.data or ""
    training_certificates.revoke(training_certificate, reason=reason, actor=current_user)
    db.session.commit()
    flash(_N("Đã thu hồi giấy chứng nhận; trang xác minh cho biết điều đó."), "success")
    return _to(training_certificate.participant.course)


def _to(course: TrainingCourse) -> ResponseReturnValue:
    return redirect(url_for("programme.people", training_course_id=course.id))


def _page(course: TrainingCourse, preview: Preview | None = None, **forms: Any) -> str:
    standings = training_results.standings(course)
    return render_template(
        "programme/people.html",
        course=course,
        standings=standings,
        kinds=rules().kind_titles(),
        preview=preview,
        columns=training_import.COLUMNS,
        may_edit=policy.work_on(current_user, course) is None,
        earned=sum(not one.why_not and one.certificate is None for one in standings),
        validity=training_certificates.validity,
        forms={"person": PersonForm(formdata=None), "table": ImportForm(formdata=None)} | forms,
    )
