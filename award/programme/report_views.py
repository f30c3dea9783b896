"""A province's reports: begun with figures, written, printed, signed, sent, corrected."""

from typing import Any

from flask import Response, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads, workflow
from award.extensions import db
from award.guard import require
from award.models import ProgrammeReport, Province
from award.policies import Refusal, programme
from award.policies import report as policy
from award.programme import report_docx
from award.programme.blueprint import bp
from award.programme.paging import paged
from award.programme.report_forms import PeriodForm, ReasonForm, SignedReportForm, WordsForm
from award.refused import told_at, told_in
from award.services import (
    file_kinds,
    issuing,
    programme_reports,
    report_papers,
    storage,
    workbooks,
)
from award.services.editing import expect_version
from award.services.programme_rules import Section
from award.services.report_rules import rules
from award.words import _N

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_REPORT = "/programme/reports/<int:programme_report_id>"
_MOVES = frozenset({"send", "reopen"})


@bp.get("/programme/<province_code>/reports")
@require(programme.edit, Province)
def reports(province: Province) -> ResponseReturnValue:
    """The reports of a province, and the form for another."""
    return _list(province, PeriodForm(formdata=None, year=clock.today_local().year))


@bp.post("/programme/<province_code>/reports")
@require(programme.edit, Province)
def start_report(province: Province) -> ResponseReturnValue:
    """Begin a report with the figures of this moment."""
    form = PeriodForm()
    if form.validate():
        with told_at(form.year):
            year = form.year.data or 0
            report = programme_reports.start(province, year, form.chosen, actor=current_user)
            db.session.commit()
            flash(_N("Đã lấy số liệu từ các sổ. Hãy viết lời của từng phần."), "success")
            return _to(report)
    return _list(province, form), 422


def _list(province: Province, form: PeriodForm) -> str:
    return render_template(
        "programme/reports.html",
        province=province,
        reports=programme_reports.of_province(province),
        title_of=programme_reports.title_of,
        due_on=lambda one: rules().period(one.period).due_on(one.year),
        form=form,
    )


@bp.get(_REPORT)
@require(policy.view, ProgrammeReport)
def report(programme_report: ProgrammeReport) -> ResponseReturnValue:
    """Every section with its words and figures, and what can be done now."""
    return _page(programme_report)


@bp.post(f"{_REPORT}/draw")
@require(policy.write, ProgrammeReport)
def draw_figures(programme_report: ProgrammeReport) -> ResponseReturnValue:
    """Draw the figures anew."""
    programme_reports.draw(programme_report, actor=current_user)
    db.session.commit()
    flash(_N("Đã lấy lại số liệu của hôm nay."), "success")
    return _to(programme_report)


@bp.get(f"{_REPORT}/sections/<code>")
@require(policy.write, ProgrammeReport)
def report_section(programme_report: ProgrammeReport, code: str) -> ResponseReturnValue:
    """The words of a section beside its figures."""
    text = programme_report.words.get(code, "")
    form = WordsForm(formdata=None, version=f"{programme_report.version}", text=text)
    return _section_page(programme_report, _section(code), form)


@bp.post(f"{_REPORT}/sections/<code>")
@require(policy.write, ProgrammeReport)
def write_section(programme_report: ProgrammeReport, code: str) -> ResponseReturnValue:
    """Keep the words; whoever saves second sees both versions."""
    section, form = _section(code), WordsForm()
    if not form.validate():
        return _section_page(programme_report, section, form), 422
    text, stored = form.text.data or "", programme_report.words.get(code, "")
    expect_version(programme_report, form.version.number, [(section.title, text, stored)])
    programme_reports.write(programme_report, code, text, actor=current_user)
    db.session.commit()
    flash(_N("Đã lưu phần “{title}”.").format(title=section.title), "success")
    return _to(programme_report)


def _section(code: str) -> Section:
    found = (one for one in programme_reports.sections() if one.code == code)
    return next(found, None) or abort(404)


@bp.get(f"{_REPORT}/figures/<code>")
@require(policy.view, ProgrammeReport)
def report_figure(programme_report: ProgrammeReport, code: str) -> ResponseReturnValue:
    """The list behind a figure, as it was drawn."""
    figure = programme_reports.figure_of(programme_report, code) or abort(404)
    return render_template(
        "programme/report_figure.html",
        page=paged(figure["lines"]),
        report=programme_report,
        title=programme_reports.title_of(programme_report),
        figure=figure,
    )


@bp.get(f"{_REPORT}/figures/<code>.xlsx")
@require(policy.view, ProgrammeReport)
def report_figure_workbook(programme_report: ProgrammeReport, code: str) -> Response:
    """The same list as a workbook."""
    figure = programme_reports.figure_of(programme_report, code) or abort(404)
    content = workbooks.of_texts(_N("Danh sách"), figure["heads"], figure["lines"])
    return downloads.send_made(content, downloads.XLSX, f"{figure['title'][:100]}.xlsx")


@bp.post(f"{_REPORT}/print")
@require(policy.edit, ProgrammeReport)
def print_report(programme_report: ProgrammeReport) -> ResponseReturnValue:
    """Make the PDF of the report as it stands."""
    document = issuing.issue(report_papers.KIND, programme_report, actor=current_user)
    db.session.commit()
    return redirect(url_for("reports.document", issued_document_id=document.id))


@bp.get(f"{_REPORT}.docx")
@require(policy.view, ProgrammeReport)
def report_file(programme_report: ProgrammeReport) -> Response:
    """The report as a DOCX."""
    content = report_docx.made(report_papers.content(programme_report))
    name = _N("Báo cáo {title} – {province}.docx").format(
        title=programme_reports.title_of(programme_report), province=programme_report.province.name
    )
    return downloads.send_made(content, DOCX, name)


@bp.post(f"{_REPORT}/sign")
@require(policy.write, ProgrammeReport)
def sign_report(programme_report: ProgrammeReport) -> ResponseReturnValue:
    """Attach the signed copy with its number, date and signer."""
    form = SignedReportForm()
    if form.validate():
        with told_in(form, form.file):
            if form.issued_on.data > clock.today_local():
                raise Refusal(_N("Ngày báo cáo không được sau hôm nay."), at="issued_on")
            kinds = file_kinds.SIGNED_COPY
            stored = storage.store(form.file.data, actor=current_user, kinds=kinds)
            given = {name: form[name].data for name in ("number", "issued_on", "signer")}
            moved = workflow.perform(
                "sign", programme_report, actor=current_user, file=stored, **given
            )
            db.session.commit()
            flash(moved.notice, "success")
            return _to(programme_report)
    return _page(programme_report, form), 422


@bp.get(f"{_REPORT}/signed-file")
@require(policy.view, ProgrammeReport)
def signed_report(programme_report: ProgrammeReport) -> Response:
    """The signed copy."""
    if programme_report.signed_file is None:
        abort(404)
    return downloads.send(programme_report.signed_file)


@bp.post(f"{_REPORT}/moves/<move>")
@require(policy.edit, ProgrammeReport)
def move_report(programme_report: ProgrammeReport, move: str) -> ResponseReturnValue:
    """Send the report, or take a signed one back to be changed."""
    if move not in _MOVES:
        abort(404)
    reason = ReasonForm().reason.data or ""
    moved = workflow.perform(move, programme_report, actor=current_user, note=reason)
    db.session.commit()
    flash(moved.notice, "success")
    return _to(programme_report)


@bp.post(f"{_REPORT}/correct")
@require(policy.edit, ProgrammeReport)
def correct_report(programme_report: ProgrammeReport) -> ResponseReturnValue:
    """Begin the next edition of a sent report."""
    following = programme_reports.correct(programme_report, actor=current_user)
    db.session.commit()
    flash(_N("Đã lập bản đính chính; báo cáo đã gửi vẫn được giữ nguyên."), "success")
    return _to(following)


def _to(report: ProgrammeReport) -> ResponseReturnValue:
    return redirect(url_for("programme.report", programme_report_id=report.id))


def _page(report: ProgrammeReport, form: SignedReportForm | None = None) -> str:
    choices = workflow.available(report, actor=current_user)
    return render_template(
        "programme/report.html",
        report=report,
        title=programme_reports.title_of(report),
        sections=programme_reports.sections(),
        due_on=rules().period(report.period).due_on(report.year),
        choices={one.transition.name for one in choices},
        may_edit=policy.edit(current_user, report) is None,
        may_write=policy.write(current_user, report) is None,
        is_intact=programme_reports.is_intact(report),
        editions=programme_reports.editions(report),
        documents=issuing.of_subject(report, report_papers.KIND),
        form=form or SignedReportForm(formdata=None),
    )


def _section_page(report: ProgrammeReport, section: Section, form: Any) -> str:
    return render_template(
        "programme/report_section.html",
        report=report,
        title=programme_reports.title_of(report),
        section=section,
        figures=[one for one in report.figures["figures"] if one["section"] == section.code],
        form=form,
    )
