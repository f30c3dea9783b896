"""Forms of the report: which period, the words of a section, the signed copy, a reason."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange

from award.forms import DateField, Form, IntegerField, VersionField
from award.models import ReportPeriod
from award.services import file_kinds
from award.services.report_rules import rules
from award.words import _N

LONG = 20_000
FIRST_YEAR, LAST_YEAR = 2000, 2200
_KINDS = file_kinds.names(kind for kind in file_kinds.KINDS if kind.code in file_kinds.SIGNED_COPY)


class PeriodForm(Form):
    """A period to report on."""

    period = SelectField(_N("Kỳ báo cáo"))
    year = IntegerField(
        _N("Năm"),
        validators=[
            InputRequired(_N("Hãy ghi năm.")),
            NumberRange(FIRST_YEAR, LAST_YEAR, _N("Năm chưa đúng.")),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.period.choices = {one.code: one.title for one in rules().periods}

    @property
    def chosen(self) -> ReportPeriod:
        """The period that was chosen."""
        return ReportPeriod(self.period.data)


class WordsForm(Form):
    """The words of a section, and the version that they were written on."""

    version = VersionField()
    text = TextAreaField(_N("Nội dung"), validators=[Length(max=LONG)])


class SignedReportForm(Form):
    """The signed copy; number and date come from the agency's own registry."""

    number = StringField(
        _N("Số, ký hiệu"),
        description=_N("Số do văn thư của cơ quan cấp, ví dụ 15/BC-UBND"),
        validators=[DataRequired(_N("Hãy ghi số, ký hiệu.")), Length(max=100)],
    )
    issued_on = DateField(_N("Ngày báo cáo"), validators=[InputRequired(_N("Hãy ghi ngày."))])
    signer = StringField(
        _N("Người ký"), validators=[DataRequired(_N("Hãy ghi người ký.")), Length(max=200)]
    )
    file = FileField(_N("Tệp bản đã ký"), description=_N("Tệp nhận: {kinds}.").format(kinds=_KINDS))


class ReasonForm(Form):
    """Why a signed report goes back."""

    reason = TextAreaField(_N("Lý do"), validators=[Length(max=2000)])
