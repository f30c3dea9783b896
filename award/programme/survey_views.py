"""Lists of organisations from surveys and portals: upload, preview by cell, take in whole."""

from uuid import UUID

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from award import clock, downloads
from award.extensions import db
from award.guard import require
from award.models import Province, StoredFile, SurveyImport
from award.policies import Refusal, programme
from award.programme.blueprint import bp
from award.programme.figure_views import ORIGIN_NAMES
from award.programme.survey_forms import SurveyForm
from award.refused import told_at
from award.services import storage, survey_import, workbooks
from award.services.programme_rules import rules
from award.words import _N

_TAKEN = _N("Đã ghi {count} tổ chức.")
_GONE = _N("Tệp xem trước không còn. Hãy tải bảng lên lại.")


@bp.get("/programme/<province_code>/surveys")
@require(programme.view, Province)
def surveys(province: Province) -> ResponseReturnValue:
    """What was taken in, and the form for another list."""
    year = clock.today_local().year
    return _page(province, SurveyForm(formdata=None, year=year))


@bp.get("/programme/surveys/template.xlsx")
@require(programme.enter)
def survey_template() -> Response:
    """An empty list with the heads that are asked for, and one line as an example."""
    content = workbooks.of_texts(_N("Khảo sát"), survey_import.COLUMNS, [survey_import.EXAMPLE])
    return downloads.send_made(content, downloads.XLSX, _N("Mẫu khảo sát.xlsx"))


@bp.post("/programme/<province_code>/surveys/preview")
@require(programme.edit, Province)
def preview_survey(province: Province) -> ResponseReturnValue:
    """Show every line and what is wrong with it; nothing is taken in yet."""
    form = SurveyForm()
    if form.validate():
        with told_at(form.file):
            file = storage.store(form.file.data, actor=current_user, kinds=("xlsx",))
            preview = survey_import.read(province, form.facts(), file)
            form.file_id.data = str(file.id)
            db.session.commit()
            return render_template(
                "programme/survey_preview.html", province=province, form=form, preview=preview,
                columns=survey_import.COLUMNS, rows=survey_import.shown(preview),
            )  # fmt: skip
    return _page(province, form), 422


@bp.post("/programme/<province_code>/surveys")
@require(programme.edit, Province)
def take_in_survey(province: Province) -> ResponseReturnValue:
    """Take in the list that was shown, whole or not at all."""
    form = SurveyForm()
    if form.validate():
        with told_at(form.file):
            file = _uploaded(form.file_id.data or "")
            done = survey_import.take_in(province, form.facts(), file, actor=current_user)
            db.session.commit()
            flash(_TAKEN.format(count=done.lines), "success")
            return redirect(url_for("programme.surveys", province_code=province.code))
    return _page(province, form), 422


@bp.get("/programme/surveys/<int:survey_import_id>/file")
@require(programme.edit, SurveyImport)
def survey_file(survey_import: SurveyImport) -> Response:
    """The workbook as it was taken in."""
    return downloads.send(survey_import.file)


@bp.post("/programme/surveys/<int:survey_import_id>/remove")
@require(programme.edit, SurveyImport)
def remove_survey(survey_import: SurveyImport) -> ResponseReturnValue:
    """Undo an import."""
    code = survey_import.province_code
    _take_back(survey_import)
    flash(_N("Đã bỏ lần nhập này."), "success")
    return redirect(url_for("programme.surveys", province_code=code))


def _take_back(row: SurveyImport) -> None:
    survey_import.take_back(row, actor=current_user)
    db.session.commit()


def _uploaded(key: str) -> StoredFile:
    """The file that this person uploaded for the preview."""
    try:
        file = db.session.get(StoredFile, UUID(key))
    except ValueError:
        file = None
    if file is None or file.created_by_id != current_user.id:
        raise Refusal(_GONE)
    return file


def _page(province: Province, form: SurveyForm) -> str:
    return render_template(
        "programme/surveys.html",
        province=province,
        form=form,
        surveys=survey_import.of_place(province),
        metrics={metric.code: metric.title for metric in rules().metrics},
        origins={origin.value: name for origin, name in ORIGIN_NAMES.items()},
        columns=survey_import.COLUMNS,
        may_edit=programme.edit(current_user, province) is None,
    )
