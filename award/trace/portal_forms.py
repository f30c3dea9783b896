"""Forms of a connection to a portal, and of an export to try or send."""

from flask_wtf.file import FileField
from wtforms import HiddenField, PasswordField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError

from award.forms import Form
from award.models import PortalLink, PortalState
from award.services import portal_exports
from award.services.portals import FORMATS, Connection
from award.trace.forms import LINE
from award.words import _N

LONGEST_MAP = 8_000
_ONLY_LEFT_OUT = _N("Trường “{fact}” của EPCIS chỉ bỏ được: để trống bên phải.")
STATES = {
    PortalState.NONE.value: _N("Chưa kết nối"),
    PortalState.CONNECTING.value: _N("Đang kết nối"),
    PortalState.CONNECTED.value: _N("Đã kết nối"),
}


class PortalForm(Form):
    """State, format, field map, address, token, proof."""

    state = RadioField(_N("Tình trạng kết nối"), choices=STATES, default=PortalState.NONE.value)
    format = RadioField(_N("Định dạng gửi"), choices=FORMATS, default="json")
    field_map = TextAreaField(
        _N("Tên trường của cổng"),
        description=_N(
            "Mỗi dòng: trường của ta = tên trường của cổng. Để trống bên phải thì không gửi trường "
            "đó. Trường không nêu giữ nguyên tên. Với EPCIS 2.0 chỉ bỏ được các trường của sự kiện "
            "(từ readPoint trở đi), không đổi tên."
        ),
        validators=[Length(max=LONGEST_MAP)],
    )
    url = StringField(
        _N("Địa chỉ nhận dữ liệu"),
        description=_N("Địa chỉ https:// do cổng cấp. Hệ thống không ghi sẵn địa chỉ nào."),
        validators=[Length(max=LINE)],
    )
    token = PasswordField(
        _N("Mã truy cập"),
        description=_N("Lưu dưới dạng mã hóa, không hiện lại. Để trống để giữ mã đang lưu."),
        validators=[Length(max=4_000)],
    )
    proof = FileField(_N("Bằng chứng kết nối"))

    @classmethod
    def of(cls, link: PortalLink | None) -> "PortalForm":
        """The form as the connection stands."""
        if link is None:
            return cls(formdata=None)
        lines = "\n".join(f"{fact} = {name}" for fact, name in link.field_map.items())
        return cls(
            formdata=None,
            data={
                "state": link.connection.value,
                "format": link.format,
                "field_map": lines,
                "url": link.url,
            },
        )

    def validate_field_map(self, field: TextAreaField) -> None:
        """Each line names a field that there is, once, and no two fields go under one name."""
        known, seen = set(portal_exports.fields()), _pairs(field.data or "")
        for fact, name in seen:
            if fact not in known:
                raise ValidationError(
                    _N("Không có trường “{fact}”. Các trường: {known}.").format(
                        fact=fact[:60], known=", ".join(sorted(known))
                    )
                )
            if name and fact in portal_exports.EPCIS_FIELDS:
                raise ValidationError(
                    _N("Trường “{fact}” của EPCIS chỉ bỏ được: để trống bên phải.").format(
                        fact=fact
                    )
                )
            if len(name) > 100:
                raise ValidationError(_N("Tên trường của cổng dài quá 100 ký tự."))
        names = [name for _, name in seen if name]
        if len({fact for fact, _ in seen}) < len(seen) or len(set(names)) < len(names):
            raise ValidationError(_N("Một trường hoặc một tên được nêu hai lần."))

    def connection(self) -> Connection:
        """What was typed."""
        return Connection(
            state=PortalState(self.state.data),
            format=self.format.data,
            field_map=dict(_pairs(self.field_map.data or "")),
            url=(self.url.data or "").strip(),
            token=(self.token.data or "").strip(),
        )


def _pairs(text: str) -> list[tuple[str, str]]:
    lines = (line.partition("=") for line in text.splitlines() if line.strip())
    return [(fact.strip(), name.strip()) for fact, _, name in lines]


class ExportForm(Form):
    """Which lot of which product; tried first, sent or taken along afterwards."""

    product = SelectField(_N("Sản phẩm"))
    lot = StringField(_N("Số lô"), validators=[DataRequired(_N("Hãy ghi số lô.")), Length(max=20)])
    act = HiddenField(default="try")
