"""Forms of the registers: past awards, re-entry, violations, complaints, breaches."""

from wtforms import BooleanField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from award.admin.cycle_forms import PartForm
from award.admin.decision_forms import LINE, LONG, ReasonForm, day, line
from award.forms import DateTimeField, Form, IntegerField
from award.words import _N

TIERS = {
    "gold": _N("Giải Vàng"),
    "award": _N("Giải thưởng Chất lượng Quốc gia"),
    "silver": _N("Giải Bạc"),
}


def text(label: str, missing: str, *, hint: str = "") -> TextAreaField:
    """A longer text that has to be given."""
    return TextAreaField(
        label, description=hint, validators=[DataRequired(missing), Length(max=LONG)]
    )


def year(label: str) -> IntegerField:
    """A year that has to be given."""
    return IntegerField(label, validators=[InputRequired(_N("Hãy ghi năm, ví dụ 2024."))])


def tax_code() -> StringField:
    """The organisation an entry is about."""
    return line(_N("Mã số thuế của tổ chức"), _N("Hãy ghi mã số thuế của tổ chức."))


class PastAwardForm(PartForm):
    """An award of an earlier year."""

    PART = "past"

    tax_code = tax_code()
    award_year = year(_N("Năm giải thưởng"))
    decision_year = year(_N("Năm ra quyết định"))
    tier = SelectField(_N("Mức giải"), choices=TIERS)
    decision_number = StringField(_N("Số, ký hiệu quyết định"), validators=[Length(max=LINE)])


class LiftForm(PartForm):
    """A decision that lets a Gold winner enter again."""

    PART = "lift"

    tax_code = tax_code()
    award_year = year(_N("Được tham dự lại năm"))
    decision_number = line(_N("Số, ký hiệu quyết định"), _N("Hãy ghi số quyết định."))
    decision_date = day(_N("Ngày quyết định"), _N("Hãy ghi ngày quyết định."))
    reason = text(_N("Lý do"), _N("Hãy ghi lý do."))


class ViolationForm(Form):
    """A recorded violation of law (R13)."""

    tax_code = tax_code()
    field = line(
        _N("Lĩnh vực"), _N("Hãy ghi lĩnh vực vi phạm."), hint=_N("Thuế, môi trường, lao động…")
    )
    description = text(_N("Nội dung vi phạm"), _N("Hãy ghi nội dung vi phạm."))
    happened_on = day(_N("Ngày vi phạm"), _N("Hãy ghi ngày vi phạm."))
    source = line(_N("Nguồn (văn bản, cơ quan)"), _N("Hãy ghi nguồn thông tin."))
    serious = BooleanField(_N("Nghiêm trọng: chặn việc đề nghị cho đến khi hội đồng có ý kiến"))


class NoteForm(ReasonForm):
    """What a council said on a violation."""

    note = text(_N("Ý kiến của hội đồng"), _N("Hãy ghi ý kiến của hội đồng."))


class ComplaintForm(Form):
    """Khiếu nại, tố cáo (R32)."""

    number = StringField(
        _N("Số hồ sơ liên quan"),
        description=_N("Bỏ trống nếu không về một hồ sơ cụ thể."),
        validators=[Length(max=40)],
    )
    received_on = day(_N("Ngày nhận"), _N("Hãy ghi ngày nhận."))
    complainant = line(_N("Người khiếu nại, tố cáo"), _N("Hãy ghi người khiếu nại, tố cáo."))
    subject = text(_N("Nội dung"), _N("Hãy ghi nội dung."))
    assignee = line(_N("Người giải quyết"), _N("Hãy ghi người giải quyết."))
    due_on = day(_N("Hạn giải quyết"), _N("Hãy ghi hạn giải quyết."))
    freezes_publication = BooleanField(_N("Tạm dừng công bố kết quả của hồ sơ này"))


class BreachForm(Form):
    """A leak or loss of personal data (R36)."""

    happened_at = DateTimeField(
        _N("Xảy ra lúc"), validators=[InputRequired(_N("Hãy ghi thời điểm xảy ra."))]
    )
    known_at = DateTimeField(
        _N("Biết lúc"), validators=[InputRequired(_N("Hãy ghi thời điểm biết."))]
    )
    description = text(_N("Nội dung sự cố"), _N("Hãy ghi nội dung sự cố."))
    measures = text(_N("Biện pháp đã làm"), _N("Hãy ghi biện pháp đã làm."))
