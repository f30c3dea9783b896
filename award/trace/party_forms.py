"""Forms of the parties page: a company prefix, a site, a partner."""

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from award.forms import DateField, Form
from award.models import Organisation, User
from award.services import parties
from award.words import _N
from traceability.parties import PartyKind

LINE = 300
KINDS = {
    PartyKind.MST.value: _N("Mã số thuế"),
    PartyKind.GLN.value: _N("GLN"),
    PartyKind.GROWING_AREA.value: _N("Mã số vùng trồng"),
    PartyKind.PERSONAL_NUMBER.value: _N("Số định danh cá nhân"),
    PartyKind.INTERNAL.value: _N("Mã nội bộ"),
}


class PrefixForm(Form):
    """A company prefix of GS1."""

    heading = _N("Thêm mã doanh nghiệp GS1")
    code = StringField(
        _N("Mã doanh nghiệp"),
        description=_N("Các chữ số trên giấy chứng nhận sử dụng mã số, mã vạch."),
        validators=[DataRequired(_N("Hãy ghi mã doanh nghiệp.")), Length(max=20)],
    )
    valid_to = DateField(_N("Hiệu lực đến"), validators=[Optional()])

    def add(self, organisation: Organisation, actor: User) -> None:
        """Declare what was typed."""
        parties.add_prefix(organisation, self.code.data, self.valid_to.data, actor=actor)


class SiteForm(Form):
    """A place of the organisation."""

    heading = _N("Thêm địa điểm")
    name = StringField(
        _N("Tên địa điểm"), validators=[DataRequired(_N("Hãy ghi tên địa điểm.")), Length(max=LINE)]
    )
    code = StringField(
        _N("GLN"), description=_N("13 chữ số; để trống nếu chưa có."), validators=[Length(max=20)]
    )
    address = StringField(_N("Địa chỉ"), validators=[Length(max=LINE)])

    def add(self, organisation: Organisation, actor: User) -> None:
        """Declare what was typed."""
        code, address = self.code.data or "", self.address.data or ""
        parties.add_site(organisation, self.name.data, code, address, actor=actor)


class PartnerForm(Form):
    """A supplier or customer."""

    heading = _N("Thêm đối tác")
    name = StringField(
        _N("Tên đối tác"), validators=[DataRequired(_N("Hãy ghi tên đối tác.")), Length(max=LINE)]
    )
    kind = SelectField(_N("Loại mã"), choices=KINDS)
    code = StringField(
        _N("Mã"), validators=[DataRequired(_N("Hãy ghi mã của đối tác.")), Length(max=100)]
    )

    def add(self, organisation: Organisation, actor: User) -> None:
        """Declare what was typed."""
        kind = PartyKind(self.kind.data)
        parties.add_partner(organisation, self.name.data, kind, self.code.data, actor=actor)


FORMS = {"prefix": PrefixForm, "site": SiteForm, "partner": PartnerForm}
