"""The forms of the assessor's room; percents and tiers are the rulebook's, not the form's."""

from collections.abc import Sequence

from wtforms import BooleanField, HiddenField, RadioField, StringField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import InputRequired, Length, Optional

from award.forms import Form, IntegerField, VersionField
from award.words import _N
from scoring.conflicts import relations

LONG = 8000  # characters of one comment, about three printed pages
SHORT = 2000


class UndertakingForm(Form):
    """An explicit, unticked agreement to one version of the text."""

    version = HiddenField()
    agree = BooleanField(
        _N("Tôi đã đọc, hiểu và cam kết thực hiện đúng nội dung trên."),
        validators=[InputRequired(_N("Hãy đánh dấu để ký cam kết."))],
    )


class RecusalForm(Form):
    """Which relation stands in the way, and what it is."""

    relation = RadioField(
        _N("Quan hệ với tổ chức"), validators=[InputRequired(_N("Hãy chọn loại quan hệ."))]
    )
    detail = TextAreaField(
        _N("Nói rõ quan hệ đó"),
        validators=[InputRequired(_N("Hãy ghi rõ xung đột lợi ích.")), Length(max=SHORT)],
    )

    @classmethod
    def offered(cls) -> "RecusalForm":
        """The form with the relations of the conflict table."""
        form = cls()
        form.relation.choices = [SelectChoice(one.code, _capital(one.title)) for one in relations()]
        return form

    def reason(self) -> str:
        """The relation in words, then what the person wrote."""
        titles = {choice.value: choice.label for choice in self.relation.choices}
        return f"{titles[self.relation.data]}: {(self.detail.data or '').strip()}"


class RatingForm(Form):
    """One item: a percent on the scale and the comments; either may come first."""

    version = HiddenField()
    percent = IntegerField(_N("Tỷ lệ điểm (%)"), validators=[Optional()])
    strengths = TextAreaField(_N("Điểm mạnh"), validators=[Length(max=LONG)])
    improvements = TextAreaField(_N("Cơ hội cải tiến"), validators=[Length(max=LONG)])
    evidence = TextAreaField(
        _N("Minh chứng đã dựa vào"),
        description=_N("Tài liệu, trang, bảng biểu. Ví dụ: Phần 3, trang 12, bảng 4."),
        validators=[Length(max=SHORT)],
    )
    to_verify = TextAreaField(
        _N("Vấn đề cần xác minh tại chỗ"),
        description=_N("Được đưa vào danh mục vấn đề khi lập lịch đánh giá tại chỗ."),
        validators=[Length(max=SHORT)],
    )

    def seen(self) -> int | None:
        """The version the page showed; None when the form does not say."""
        text = self.version.data or ""
        return int(text) if text.isdecimal() else None


class AgreementForm(Form):
    """The agreed percent of one item with the team's comments."""

    percent = IntegerField(
        _N("Tỷ lệ điểm thống nhất (%)"),
        validators=[InputRequired(_N("Hãy chọn tỷ lệ điểm thống nhất."))],
    )
    reason = TextAreaField(_N("Lý do của điểm thống nhất"), validators=[Length(max=SHORT)])
    strengths = TextAreaField(_N("Điểm mạnh"), validators=[Length(max=LONG)])
    improvements = TextAreaField(_N("Cơ hội cải tiến"), validators=[Length(max=LONG)])


class StanceForm(Form):
    """Agree with an agreed percent, or disagree with a note."""

    agrees = RadioField(
        _N("Ý kiến của tôi về điểm thống nhất"),
        choices=[
            SelectChoice("yes", _N("Nhất trí")),
            SelectChoice("no", _N("Không nhất trí")),
        ],
        validators=[InputRequired(_N("Hãy chọn nhất trí hoặc không nhất trí."))],
    )
    note = TextAreaField(
        _N("Ý kiến"), description=_N("Bắt buộc khi không nhất trí."), validators=[Length(max=SHORT)]
    )


class IssueForm(Form):
    """A further matter to verify on site."""

    item = StringField(_N("Hạng mục"), validators=[Length(max=20)])
    question = TextAreaField(
        _N("Vấn đề cần xác minh"),
        validators=[InputRequired(_N("Hãy ghi vấn đề cần xác minh.")), Length(max=SHORT)],
    )


class RecordForm(Form):
    """The text of the visit's record; findings come beside it, one for each matter."""

    version = HiddenField()
    record = TextAreaField(_N("Nội dung biên bản"), validators=[Length(max=LONG)])


class ReportForm(Form):
    """The team's evaluation report with the tier it proposes."""

    version = VersionField()
    summary = TextAreaField(
        _N("Nhận xét chung"),
        validators=[InputRequired(_N("Hãy viết nhận xét chung.")), Length(max=LONG)],
    )
    strengths = TextAreaField(_N("Điểm mạnh nổi bật"), validators=[Length(max=LONG)])
    improvements = TextAreaField(_N("Cơ hội cải tiến chính"), validators=[Length(max=LONG)])
    proposed_tier = RadioField(
        _N("Mức giải đề nghị"), validators=[InputRequired(_N("Hãy chọn mức giải đề nghị."))]
    )

    @classmethod
    def offering(cls, tiers: Sequence[tuple[str, str]], **values: str) -> "ReportForm":
        """The form with the tiers that the agreed points allow."""
        form = cls(**values)
        form.proposed_tier.choices = [SelectChoice(code, title) for code, title in tiers]
        return form


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
