"""The form of an organisation's declared facts, in the order of the Đơn đăng ký tham dự."""

from decimal import Decimal
from typing import Any

from wtforms import (
    FieldList,
    FormField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional, ValidationError

from award import clock
from award.dossiers.choices import options
from award.forms import DateField, DecimalField, Form, IntegerField
from award.models import Organisation, OrganisationKind
from award.policies import Refusal
from award.services import enrolment, people
from award.services.organisations import System, YearFigures
from award.words import _N

LINE, LONG = 300, 4000
MOST_MONEY = Decimal(10) ** 18  # đồng; what the column bears, far above any company
MOST_PEOPLE = 10_000_000
YEARS = 3
EMPTY_SYSTEMS = 2
MOST_SYSTEMS = 20

KINDS = {
    OrganisationKind.ENTERPRISE: _N("Doanh nghiệp"),
    OrganisationKind.COOPERATIVE: _N("Hợp tác xã"),
    OrganisationKind.PUBLIC_UNIT: _N("Đơn vị sự nghiệp"),
    OrganisationKind.HOUSEHOLD: _N("Hộ kinh doanh"),
}
ACTIVITIES = {"production": _N("Sản xuất"), "service": _N("Dịch vụ")}
SME_SECTORS = {
    "agriculture_industry": _N("Nông, lâm nghiệp, thủy sản; công nghiệp và xây dựng"),
    "trade_service": _N("Thương mại và dịch vụ"),
}
OWNERSHIPS = {
    "": _N("Chọn thành phần kinh tế"),
    "state": _N("Nhà nước"),
    "collective": _N("Kinh tế tập thể, hợp tác xã"),
    "private": _N("Tư nhân"),
    "foreign": _N("Có vốn đầu tư nước ngoài"),
}


def _one_line(text: str | None) -> str | None:
    return people.one_line(text) if isinstance(text, str) else text


def _line(label: str, hint: str = "", *, needed: str = "", length: int = LINE) -> StringField:
    checks = [DataRequired(needed)] if needed else []
    return StringField(
        label, description=hint, filters=[_one_line], validators=[*checks, Length(max=length)]
    )


def _day(label: str, hint: str = "") -> DateField:
    return DateField(label, description=hint, validators=[Optional(), _not_to_come])


def _not_to_come(_form: Any, field: DateField) -> None:
    """How old an organisation can be is not ours to say; the field itself refuses odd years."""
    if field.data is not None and field.data > clock.today_local():
        raise ValidationError(_N("Ngày không được sau hôm nay."))


def _money(label: str, hint: str = "", *, negative: bool = False) -> DecimalField:
    def check(_form: Any, field: DecimalField) -> None:
        if field.data is None:
            return
        if field.data != field.data.to_integral_value():
            raise ValidationError(_N("Hãy ghi số tiền tròn đồng, ví dụ 90.000.000.000."))
        if field.data < 0 and not negative:
            raise ValidationError(_N("Số tiền không được âm."))
        if abs(field.data) >= MOST_MONEY:
            raise ValidationError(_N("Số tiền lớn quá mức có thể. Đơn vị là đồng."))

    return MoneyField(label, description=hint, validators=[Optional(), check])


class MoneyField(DecimalField):
    """Whole đồng, shown with thousands points: `90.000.000.000`."""

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:,.0f}".replace(",", ".")


def _count(label: str, hint: str = "") -> IntegerField:
    def check(_form: Any, field: IntegerField) -> None:
        if field.data is not None and not 0 <= field.data <= MOST_PEOPLE:
            raise ValidationError(_N("Số lao động phải từ 0 đến 10.000.000."))

    return IntegerField(label, description=hint, validators=[Optional(), check])


class FiguresForm(Form):
    """Money of one year; the year itself is the house's, not the person's, to choose."""

    class Meta:
        """No token of its own inside a bigger form."""

        csrf = False

    year = HiddenField()
    revenue = _money(_N("Doanh thu"))
    profit = _money(_N("Lợi nhuận sau thuế"), negative=True)
    budget = _money(_N("Nộp ngân sách nhà nước"))


class SystemForm(Form):
    """One management system; an empty row is no system."""

    class Meta:
        """No token of its own inside a bigger form."""

        csrf = False

    standard = _line(_N("Hệ thống"), length=100)
    certificate_number = _line(_N("Số chứng chỉ"), length=100)
    issuer = _line(_N("Tổ chức cấp"), length=200)
    valid_until = DateField(_N("Hiệu lực đến"), validators=[Optional()])

    def validate_standard(self, field: StringField) -> None:
        """A certificate belongs to a named system."""
        if not field.data and (self.certificate_number.data or self.issuer.data):
            raise ValidationError(_N("Hãy ghi tên hệ thống, ví dụ ISO 9001:2015."))


class OrganisationForm(Form):
    """Everything the organisation declares of itself; most may still be empty before printing."""

    version = HiddenField()
    kind = SelectField(
        _N("Loại hình tổ chức"), choices=options(KINDS.items()), coerce=OrganisationKind
    )
    tax_code = _line(
        _N("Mã số thuế"),
        _N(
            "10 chữ số; đơn vị phụ thuộc có thêm 3 số, ví dụ 0123456789-001. Hộ kinh doanh: số "
            "định danh cá nhân 12 chữ số của chủ hộ; người ngoài tổ chức chỉ thấy 3 số cuối."
        ),
        needed=_N("Hãy ghi mã số thuế."),
    )
    name = _line(_N("Tên đầy đủ"), needed=_N("Hãy ghi tên tổ chức."))
    name_en = _line(_N("Tên tiếng Anh"))
    short_name = _line(_N("Tên viết tắt"), length=100)
    registration_number = _line(
        _N("Số giấy chứng nhận đăng ký doanh nghiệp hoặc quyết định thành lập"), length=100
    )
    registered_on = _day(_N("Ngày cấp"))
    registered_by = _line(_N("Nơi cấp"))
    province_code = SelectField(_N("Tỉnh, thành phố"))
    address = _line(_N("Địa chỉ trụ sở"), needed=_N("Hãy ghi địa chỉ trụ sở."), length=500)
    production_sites = TextAreaField(
        _N("Cơ sở sản xuất, kinh doanh"),
        description=_N("Mỗi cơ sở một dòng: tên, địa chỉ."),
        validators=[Length(max=LONG)],
    )
    phone = _line(_N("Điện thoại"), length=50)
    email = _line(_N("Thư điện tử"))
    website = _line(_N("Trang thông tin điện tử"))
    legal_representative = _line(_N("Người đại diện theo pháp luật"))
    representative_position = _line(_N("Chức vụ người đại diện"))
    contact_name = _line(_N("Người liên hệ"))
    contact_phone = _line(_N("Điện thoại người liên hệ"), length=50)
    contact_email = _line(_N("Thư điện tử người liên hệ"))
    operating_since = _day(
        _N("Ngày bắt đầu hoạt động"), _N("Điều kiện 36 tháng tính từ ngày này. Ví dụ: 31/05/2015")
    )
    ownership = SelectField(_N("Thành phần kinh tế"), choices=options(OWNERSHIPS.items()))
    activity = RadioField(_N("Lĩnh vực xét loại hình"), choices=options(ACTIVITIES.items()))
    main_products = TextAreaField(_N("Sản phẩm, dịch vụ chính"), validators=[Length(max=LONG)])
    employees_permanent = _count(
        _N("Lao động chính thức"), _N("Hợp đồng lao động từ 1 năm trở lên")
    )
    employees_insured = _count(
        _N("Lao động tham gia bảo hiểm xã hội bình quân năm"),
        _N("Cộng số cuối của 12 tháng rồi chia 12"),
    )
    sme_sector = RadioField(_N("Lĩnh vực xét quy mô"), choices=options(SME_SECTORS.items()))
    revenue_vnd = _money(_N("Doanh thu năm trước"))
    capital_vnd = _money(_N("Tổng nguồn vốn"))
    charter_capital_vnd = _money(_N("Vốn điều lệ"))
    yearly = FieldList(FormField(FiguresForm), min_entries=0, max_entries=YEARS)
    certified = FieldList(FormField(SystemForm), min_entries=0, max_entries=MOST_SYSTEMS)

    def validate_tax_code(self, field: StringField) -> None:
        """A code of the organisation's kind, in the form we keep."""
        try:
            field.data = enrolment.clean_tax_code_of(self.kind.data, field.data or "")
        except Refusal as why:
            raise ValidationError(str(why)) from why

    def validate_email(self, field: StringField) -> None:
        """Empty, or an address."""
        _check_address(field)

    def validate_contact_email(self, field: StringField) -> None:
        """Empty, or an address."""
        _check_address(field)

    def validate_website(self, field: StringField) -> None:
        """Empty, or an address of the web: nothing else may become a link."""
        if field.data and not field.data.lower().startswith(("https://", "http://")):
            raise ValidationError(_N("Hãy ghi địa chỉ đầy đủ, ví dụ https://example.vn."))

    def fill(self, organisation: Organisation) -> None:
        """Write the declared columns onto the row; a text that was left out is an empty one."""
        columns = Organisation.__table__.columns
        for field in self:
            if field.name in columns and field.name != "version":
                if field.data is None and not columns[field.name].nullable:
                    field.data = ""
                field.populate_obj(organisation, field.name)

    def years(self) -> list[YearFigures]:
        """What was declared of the latest years; rows of other years are not taken."""
        known = latest_years()
        return [
            YearFigures(int(row.year.data), row.revenue.data, row.profit.data, row.budget.data)
            for row in self.yearly
            if row.year.data in {str(year) for year in known}
        ]

    def named_systems(self) -> list[System]:
        """The systems with a name; clearing the name takes a row out."""
        return [
            System(
                row.standard.data,
                row.certificate_number.data or "",
                row.issuer.data or "",
                row.valid_until.data,
            )
            for row in self.certified
            if row.standard.data
        ]


def latest_years() -> list[int]:
    """The whole years before this one, newest first."""
    this = clock.today_local().year
    return [this - back for back in range(1, YEARS + 1)]


def filled(organisation: Organisation) -> OrganisationForm:
    """The form as the row stands, with empty rows to write into; what was posted stands over it."""
    known = {row.year: row for row in organisation.figures}
    figures = [
        {
            "year": year,
            "revenue": known[year].revenue_vnd if year in known else None,
            "profit": known[year].profit_vnd if year in known else None,
            "budget": known[year].budget_vnd if year in known else None,
        }
        for year in latest_years()
    ]
    systems: list[Any] = list(organisation.systems)
    data = {"yearly": figures, "certified": [*map(_row, systems), *[{}] * EMPTY_SYSTEMS]}
    return OrganisationForm(obj=organisation, data=data)


def differences(form: OrganisationForm, organisation: Organisation) -> list[tuple[str, str, str]]:
    """Label, what was typed, what is stored, of every field where the two differ."""
    stored = OrganisationForm(formdata=None, obj=organisation)
    return [
        (field.label.text, str(field.data or ""), str(stored[field.name].data or ""))
        for field in form
        if field.name in Organisation.__table__.columns
        and field.name != "version"
        and (field.data or "") != (stored[field.name].data or "")
    ]


def _row(system: Any) -> dict[str, Any]:
    names = ("standard", "certificate_number", "issuer", "valid_until")
    return {name: getattr(system, name) for name in names}


def _check_address(field: StringField) -> None:
    if not field.data:
        return
    try:
        field.data = people.clean_address(field.data)
    except Refusal as why:
        raise ValidationError(str(why)) from why
