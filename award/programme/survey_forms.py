"""The form for a list of organisations."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField

from award.forms import Form
from award.models import ClaimOrigin
from award.programme.forms import day, line, year
from award.services.programme_rules import rules
from award.services.survey_import import ImportFacts
from award.words import _N


class SurveyForm(Form):
    """What the list is about; `file_id` names the file once it was shown."""

    metric = SelectField(_N("Danh sách nói về"))
    year = year(_N("Số liệu của năm"))
    origin = SelectField(
        _N("Ai xác nhận"),
        choices={
            ClaimOrigin.SURVEY.value: _N("Tổ chức tự báo cáo qua khảo sát"),
            ClaimOrigin.PORTAL.value: _N("Danh sách của cổng truy xuất"),
        },
    )
    source = line(
        _N("Nguồn"), _N("Hãy ghi nguồn của danh sách."), hint=_N("Phiếu khảo sát, công văn, cổng")
    )
    as_of = day(_N("Số liệu tính đến ngày"), _N("Hãy ghi ngày của số liệu."))
    file = FileField(_N("Bảng (XLSX)"))
    file_id = HiddenField()

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.metric.choices = {metric.code: metric.title for metric in rules().metrics}

    def facts(self) -> ImportFacts:
        """What the form says, once it is valid."""
        return ImportFacts(
            year=self.year.data or 0,
            metric=self.metric.data,
            origin=ClaimOrigin(self.origin.data),
            source=self.source.data or "",
            as_of=self.as_of.data,
        )
