"""Forms of the plan: the paper it stands on, and its tasks."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from award.forms import DateField, DecimalField, Form, IntegerField, VersionField
from award.services import file_kinds
from award.services.programme_plans import PlanFacts, TaskFacts
from award.services.programme_rules import rules
from award.words import _N

LINE, LONG = 200, 4000
FIRST_YEAR, LAST_YEAR = 2000, 2200
_KINDS = file_kinds.names(kind for kind in file_kinds.KINDS if kind.code in file_kinds.EVIDENCE)
FILE_HINT = _N("Tệp nhận: {kinds}.").format(kinds=_KINDS)


def line(label: str, missing: str, *, hint: str = "") -> StringField:
    """A short text that has to be given."""
    return StringField(
        label, description=hint, validators=[DataRequired(missing), Length(max=LINE)]
    )


def day(label: str, missing: str) -> DateField:
    """A date that has to be given."""
    return DateField(label, validators=[InputRequired(missing)])


def year(label: str) -> IntegerField:
    """A year that has to be given."""
    missing = _N("Hãy ghi năm, ví dụ 2026.")
    plausible = _N("Hãy ghi năm bằng bốn chữ số, ví dụ 2026.")
    return IntegerField(
        label,
        validators=[InputRequired(missing), NumberRange(FIRST_YEAR, LAST_YEAR, plausible)],
    )


def money(label: str) -> DecimalField:
    """An amount in đồng that may be left open."""
    return DecimalField(
        label,
        validators=[Optional(), NumberRange(0, 10**17, _N("Số tiền phải từ 0 đồng trở lên."))],
    )


def differences(form: Form, row: Any) -> list[tuple[str, str, str]]:
    """Label, what was typed, what is stored by now, of every field in which the two differ."""
    stored = type(form)(formdata=None, obj=row)
    pairs = [
        (field.label.text, _told(field), _told(stored[field.short_name]))
        for field in form
        if not isinstance(field, HiddenField | FileField)
    ]
    return [one for one in pairs if one[1] != one[2]]


def _told(field: Any) -> str:
    """What a field says, as the person reads it."""
    if isinstance(field, SelectField):
        return next((str(choice[1]) for choice in field.iter_choices() if choice[2]), "")
    return str(field._value()).strip()


class PlanForm(Form):
    """Number, date, signer and period, as the paper of the plan says."""

    version = VersionField()
    title = line(_N("Tên kế hoạch"), _N("Hãy ghi tên kế hoạch."))
    year = year(_N("Năm kế hoạch"))
    number = line(
        _N("Số, ký hiệu"), _N("Hãy ghi số, ký hiệu."), hint=_N("Theo sổ văn thư, ví dụ 12/KH-UBND")
    )
    issued_on = day(_N("Ngày ban hành"), _N("Hãy ghi ngày ban hành."))
    signer = line(_N("Người ký"), _N("Hãy ghi người ký."))
    period_from = day(_N("Thực hiện từ ngày"), _N("Hãy ghi ngày bắt đầu."))
    period_to = day(_N("Đến ngày"), _N("Hãy ghi ngày kết thúc."))
    file = FileField(_N("Bản kế hoạch đã ban hành (nếu có)"), description=FILE_HINT)

    def facts(self, file: Any) -> PlanFacts:
        """What the form says, once it is valid."""
        return PlanFacts(
            year=self.year.data or 0,
            title=self.title.data or "",
            number=self.number.data or "",
            issued_on=self.issued_on.data,
            signer=self.signer.data or "",
            period_from=self.period_from.data,
            period_to=self.period_to.data,
            file=file,
        )


class TaskForm(Form):
    """One task, and what came of it."""

    version = VersionField()
    solution_group = SelectField(_N("Nhóm giải pháp"))
    title = TextAreaField(
        _N("Nhiệm vụ"), validators=[DataRequired(_N("Hãy ghi nhiệm vụ.")), Length(max=1000)]
    )
    owner = line(_N("Đơn vị chủ trì"), _N("Hãy ghi đơn vị chủ trì."))
    due_on = day(_N("Thời hạn"), _N("Hãy ghi thời hạn."))
    budget_vnd = money(_N("Kinh phí dự kiến (đồng)"))
    spent_vnd = money(_N("Kinh phí đã chi (đồng)"))
    result = TextAreaField(_N("Kết quả"), validators=[Length(max=LONG)])
    done_on = DateField(
        _N("Ngày hoàn thành"),
        description=_N("Bỏ trống khi chưa hoàn thành. Ví dụ: 31/05/2026"),
        validators=[Optional()],
    )
    evidence = FileField(_N("Minh chứng (nếu có)"), description=FILE_HINT)

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.solution_group.choices = rules().group_titles()

    def facts(self, evidence: Any) -> TaskFacts:
        """What the form says, once it is valid."""
        return TaskFacts(
            solution_group=self.solution_group.data,
            title=self.title.data or "",
            owner=self.owner.data or "",
            due_on=self.due_on.data,
            budget_vnd=self.budget_vnd.data,
            spent_vnd=self.spent_vnd.data,
            result=self.result.data or "",
            done_on=self.done_on.data,
            evidence=evidence,
        )
