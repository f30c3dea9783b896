"""Forms of the public pages."""

from wtforms import StringField
from wtforms.validators import InputRequired, Length

from award.forms import Form
from award.words import _N


class VerifyForm(Form):
    """The code that stands at the foot of every document."""

    code = StringField(
        _N("Mã xác minh"),
        validators=[InputRequired(_N("Hãy ghi mã xác minh ở chân văn bản.")), Length(max=40)],
    )
