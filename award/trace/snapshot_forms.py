"""The form of an assessor who judges a control point differently from the machine."""

from wtforms import RadioField, TextAreaField
from wtforms.validators import DataRequired, Length

from award.forms import Form
from award.trace.forms import LONG, SATISFACTIONS
from award.words import _N


class OverrideForm(Form):
    """How far the point is met, and why."""

    satisfaction = RadioField(
        _N("Mức đáp ứng theo đánh giá của tôi"),
        choices=SATISFACTIONS,
        validators=[DataRequired(_N("Hãy chọn mức đáp ứng."))],
    )
    reason = TextAreaField(
        _N("Lý do"),
        description=_N("Căn cứ trên hồ sơ hoặc tại chỗ. Người thứ hai đọc lý do này để xác nhận."),
        validators=[
            DataRequired(_N("Phải nêu lý do khi đánh giá khác với kết quả kiểm tra.")),
            Length(max=LONG),
        ],
    )
