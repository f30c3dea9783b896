"""The form of a declaration or certificate of conformity."""

from flask_wtf.file import FileField
from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from award.forms import DateField, Form
from award.models import ConformityKind
from award.services.conformities import Facts
from award.words import _N

LINE = 300
KINDS = {
    ConformityKind.STANDARD.value: _N("Công bố hợp chuẩn"),
    ConformityKind.REGULATION.value: _N("Công bố hợp quy"),
    ConformityKind.CERTIFICATE.value: _N("Giấy chứng nhận của tổ chức chứng nhận theo TCVN 12851"),
}


class ConformityForm(Form):
    """A declaration of conformity, or a certificate."""

    kind = RadioField(_N("Loại"), choices=KINDS, default=ConformityKind.STANDARD.value)
    norm = StringField(
        _N("Tiêu chuẩn, quy chuẩn"),
        description=_N("Ví dụ: TCVN 12850:2019"),
        validators=[DataRequired(_N("Hãy ghi tiêu chuẩn hoặc quy chuẩn.")), Length(max=LINE)],
    )
    number = StringField(
        _N("Số văn bản"), validators=[DataRequired(_N("Hãy ghi số văn bản.")), Length(max=100)]
    )
    issuer = StringField(
        _N("Nơi cấp hoặc tiếp nhận"),
        description=_N("Tổ chức chứng nhận, hoặc cơ quan tiếp nhận bản công bố."),
        validators=[DataRequired(_N("Hãy ghi nơi cấp hoặc tiếp nhận.")), Length(max=LINE)],
    )
    issued_on = DateField(
        _N("Ngày ban hành"), validators=[InputRequired(_N("Hãy ghi ngày ban hành."))]
    )
    valid_to = DateField(_N("Hiệu lực đến"), validators=[Optional()])
    document = FileField(_N("Tệp"))

    def facts(self) -> Facts:
        """What was typed, for the service."""
        return Facts(
            kind=ConformityKind(self.kind.data),
            norm=self.norm.data or "",
            number=self.number.data or "",
            issuer=self.issuer.data or "",
            issued_on=self.issued_on.data,
            valid_to=self.valid_to.data,
        )
