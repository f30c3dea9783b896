"""Forms of the parties page: a company prefix, a site, a partner."""

from dataclasses import replace

from flask_wtf.file import FileField
from wtforms import HiddenField, SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from award.forms import DateField, Form
from award.models import Organisation, Partner, Site, User
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
        description=_N(
            "Các chữ số trên giấy chứng nhận sử dụng mã số, mã vạch: 7, 8, 9, 10 hoặc 12 chữ số "
            "nếu bắt đầu bằng 893."
        ),
        validators=[DataRequired(_N("Hãy ghi mã doanh nghiệp.")), Length(max=20)],
    )
    valid_from = DateField(_N("Hiệu lực từ"), validators=[Optional()])
    valid_to = DateField(_N("Hiệu lực đến"), validators=[Optional()])
    holder = StringField(
        _N("Chủ mã"),
        description=_N("Chỉ ghi khi mã là của đơn vị khác ủy quyền cho tổ chức dùng."),
        validators=[Length(max=LINE)],
    )
    authorisation = FileField(
        _N("Văn bản ủy quyền của chủ mã"),
        description=_N("Bắt buộc với mã nước ngoài. PDF, DOCX, JPG hoặc PNG."),
    )

    def add(self, organisation: Organisation, actor: User) -> None:
        """Declare what was typed."""
        parties.add_prefix(
            organisation,
            self.code.data,
            self.valid_to.data,
            actor=actor,
            holder=self.holder.data or "",
            valid_from=self.valid_from.data,
            authorisation=self.authorisation.data or None,
        )


class SiteForm(Form):
    """A place of the organisation."""

    heading = _N("Thêm địa điểm")
    version = HiddenField()
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

    def change(self, site: Site, actor: User) -> None:
        """Change a site to what was typed."""
        code, address = self.code.data or "", self.address.data or ""
        parties.change_site(site, self.name.data, code, address, actor=actor)


class PartnerForm(Form):
    """A supplier or customer."""

    heading = _N("Thêm đối tác")
    version = HiddenField()
    name = StringField(
        _N("Tên đối tác"), validators=[DataRequired(_N("Hãy ghi tên đối tác.")), Length(max=LINE)]
    )
    kind = SelectField(_N("Loại mã"), choices=KINDS)
    code = StringField(
        _N("Mã"),
        description=_N(
            "Hộ kinh doanh, cá nhân: ghi 12 chữ số của mã số thuế, tức số định danh cá nhân. Số "
            "này luôn được che và không đi vào sự kiện, nhãn hay trang công khai."
        ),
        validators=[DataRequired(_N("Hãy ghi mã của đối tác.")), Length(max=100)],
    )
    prefixes = StringField(
        _N("Mã doanh nghiệp GS1 của đối tác"),
        description=_N("Để kiểm tra biết mã hàng nào là của đối tác; nhiều mã cách nhau dấu phẩy."),
        validators=[Length(max=LINE)],
    )
    address = StringField(_N("Địa chỉ"), validators=[Length(max=LINE)])

    def add(self, organisation: Organisation, actor: User) -> None:
        """Declare what was typed."""
        facts = self._facts()
        parties.add_partner(
            organisation,
            facts.name,
            facts.kind,
            facts.identifier,
            prefixes=facts.prefixes,
            address=facts.address,
            actor=actor,
        )

    def change(self, partner: Partner, actor: User) -> None:
        """Change a partner to what was typed; a masked number that was left alone stays."""
        facts = self._facts()
        if facts.identifier == parties.shown(partner):
            facts = replace(facts, identifier=partner.identifier)
        parties.change_partner(partner, facts, actor=actor)

    def _facts(self) -> parties.PartnerFacts:
        return parties.PartnerFacts(
            name=self.name.data or "",
            kind=PartyKind(self.kind.data),
            identifier=self.code.data or "",
            prefixes=self.prefixes.data or "",
            address=self.address.data or "",
        )


PartyForm = PrefixForm | SiteForm | PartnerForm
FORMS: dict[str, type[PartyForm]] = {
    "prefix": PrefixForm,
    "site": SiteForm,
    "partner": PartnerForm,
}


def site_form(site: Site) -> SiteForm:
    """The form of a site as it stands."""
    return SiteForm(obj=site, data={"code": site.gln or ""})


def partner_form(partner: Partner) -> PartnerForm:
    """The form of a partner as it stands; a person's number is shown masked and typed anew."""
    shown = {"code": parties.shown(partner), "prefixes": ", ".join(partner.prefixes)}
    columns = ("version", "name", "kind", "address")
    return PartnerForm(data={name: getattr(partner, name) for name in columns} | shown)
