"""Forms of the accounts room; they check shape, the services check right and sense."""

from collections.abc import Mapping, Sequence
from typing import Any

from wtforms import (
    BooleanField,
    EmailField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, Length, Regexp, ValidationError

from award.forms import Form
from award.models import OrganisationKind, Province, Role
from award.policies import Refusal
from award.services import enrolment, people, teams
from award.words import _N

NAME_LENGTH = 200
ADDRESS_LENGTH = 500

KIND_NAMES = {
    OrganisationKind.ENTERPRISE: _N("Doanh nghiệp"),
    OrganisationKind.COOPERATIVE: _N("Hợp tác xã"),
    OrganisationKind.PUBLIC_UNIT: _N("Đơn vị sự nghiệp"),
    OrganisationKind.HOUSEHOLD: _N("Hộ kinh doanh"),
}

CONSENT = _N("Tôi đã đọc và đồng ý cho xử lý dữ liệu cá nhân của tôi như nêu trên")
_CONSENT_NEEDED = _N("Cần sự đồng ý này để lập tài khoản. Ô này không được đánh dấu sẵn.")
_NOT_THE_SAME = _N("Hai lần nhập mật khẩu không giống nhau.")
_PHONE = _N("Số điện thoại chỉ gồm chữ số, dấu +, dấu cách, dấu chấm, gạch ngang và ngoặc.")


def _name(label: str, missing: str, length: int = NAME_LENGTH) -> StringField:
    return StringField(
        label, filters=[_one_line], validators=[DataRequired(missing), Length(max=length)]
    )


def _one_line(text: str | None) -> str:
    return people.one_line(text or "")


def _options(names: Mapping[Any, str], nothing: str = "") -> list[SelectChoice]:
    """What a list offers, after an empty line that says what to do."""
    first = [SelectChoice("", nothing)] if nothing else []
    return [*first, *(SelectChoice(str(value), name) for value, name in names.items())]


def _address_shape(_form: Form, field: EmailField) -> None:
    try:
        field.data = people.clean_address(field.data or "")
    except Refusal as why:
        raise ValidationError(str(why)) from why


def _email(label: str, hint: str = "") -> EmailField:
    return EmailField(
        label,
        description=hint,
        validators=[DataRequired(_N("Hãy ghi địa chỉ thư điện tử.")), _address_shape],
    )


def _position() -> StringField:
    return StringField(_N("Chức vụ"), filters=[_one_line], validators=[Length(max=NAME_LENGTH)])


def _phone() -> TelField:
    return TelField(
        _N("Điện thoại"),
        filters=[_one_line],
        validators=[Length(max=30), Regexp(r"^[0-9+(). -]*$", message=_PHONE)],
    )


class SignInForm(Form):
    """Any text is taken as it is: what is wrong with it must not be told apart."""

    email = EmailField(
        _N("Địa chỉ thư điện tử"), validators=[DataRequired(_N("Hãy ghi địa chỉ thư điện tử."))]
    )
    password = PasswordField(_N("Mật khẩu"), validators=[DataRequired(_N("Hãy ghi mật khẩu."))])


class ForgotForm(Form):
    """Whose password was forgotten."""

    email = _email(_N("Địa chỉ thư điện tử của tài khoản"))


class NewPasswordForm(Form):
    """A password, twice."""

    password = PasswordField(
        _N("Mật khẩu mới"),
        description=_N(
            "Ít nhất 12 ký tự; có thể dán từ trình quản lý mật khẩu. Một câu vài từ dễ nhớ là tốt."
        ),
        validators=[DataRequired(_N("Hãy ghi mật khẩu mới."))],
    )
    again = PasswordField(
        _N("Ghi lại mật khẩu mới"), validators=[DataRequired(_N("Hãy ghi lại mật khẩu mới."))]
    )

    def validate_again(self, field: PasswordField) -> None:
        """Both times the same."""
        if field.data != self.password.data:
            raise ValidationError(_NOT_THE_SAME)


class ActivationForm(NewPasswordForm):
    """The first password of somebody who was invited and has not been asked for consent yet."""

    consent = BooleanField(CONSENT, validators=[DataRequired(_CONSENT_NEEDED)])


class ChangePasswordForm(NewPasswordForm):
    """The present password, and the new one twice."""

    present = PasswordField(
        _N("Mật khẩu hiện tại"), validators=[DataRequired(_N("Hãy ghi mật khẩu hiện tại."))]
    )


class OrganisationForm(Form):
    """What is asked of an organisation at the start."""

    kind = SelectField(_N("Loại hình"), choices=_options(KIND_NAMES, _N("Chọn loại hình")))
    tax_code = StringField(
        _N("Mã số thuế"),
        description=_N(
            "10 chữ số; đơn vị phụ thuộc có thêm 3 số, ví dụ 0123456789-001. Hộ kinh doanh: số "
            "định danh cá nhân 12 chữ số của chủ hộ; người ngoài tổ chức chỉ thấy 3 số cuối."
        ),
        validators=[DataRequired(_N("Hãy ghi mã số thuế."))],
    )
    name = _name(
        _N("Tên đầy đủ"),
        _N("Hãy ghi tên tổ chức như trong giấy chứng nhận đăng ký."),
    )
    province = SelectField(_N("Tỉnh, thành phố"))
    address = _name(_N("Địa chỉ trụ sở"), _N("Hãy ghi địa chỉ trụ sở."), ADDRESS_LENGTH)

    def offer(self, provinces: Sequence[Province]) -> None:
        """Let one of these provinces be chosen."""
        names = {province.code: province.name for province in provinces}
        self.province.choices = _options(names, _N("Chọn tỉnh, thành phố"))

    def validate_kind(self, field: SelectField) -> None:
        """One of the kinds."""
        if not field.data:
            raise ValidationError(_N("Hãy chọn loại hình của tổ chức."))

    def validate_province(self, field: SelectField) -> None:
        """One of the provinces."""
        if not field.data:
            raise ValidationError(_N("Hãy chọn tỉnh, thành phố nơi đặt trụ sở."))

    def validate_tax_code(self, field: StringField) -> None:
        """A code of the kind that was chosen, in the form we keep."""
        try:
            kind = OrganisationKind(self.kind.data)
        except ValueError:
            kind = OrganisationKind.HOUSEHOLD  # not chosen yet: what can be said is said there
        try:
            field.data = enrolment.clean_tax_code_of(kind, field.data)
        except Refusal as why:
            raise ValidationError(str(why)) from why

    def facts(self) -> enrolment.OrganisationFacts:
        """What was asked for, once the form is valid."""
        return enrolment.OrganisationFacts(
            kind=OrganisationKind(self.kind.data),
            tax_code=self.tax_code.data,
            name=self.name.data,
            province_code=self.province.data,
            address=self.address.data,
        )


class RegisterForm(OrganisationForm):
    """The organisation together with its first owner."""

    full_name = _name(_N("Họ và tên"), _N("Hãy ghi họ và tên của bạn."))
    position = _position()
    phone = _phone()
    email = _email(_N("Địa chỉ thư điện tử"), _N("Liên kết kích hoạt sẽ gửi tới địa chỉ này."))
    consent = BooleanField(CONSENT, validators=[DataRequired(_CONSENT_NEEDED)])

    def person(self) -> enrolment.PersonFacts:
        """Who registers, once the form is valid."""
        return enrolment.PersonFacts(
            email=self.email.data,
            full_name=self.full_name.data,
            position=self.position.data,
            phone=self.phone.data,
        )


class ProfileForm(Form):
    """What a person may change of themselves."""

    full_name = _name(_N("Họ và tên"), _N("Hãy ghi họ và tên của bạn."))
    position = _position()
    phone = _phone()


class InviteForm(Form):
    """Somebody to join the organisation."""

    email = _email(_N("Địa chỉ thư điện tử"))
    full_name = _name(_N("Họ và tên"), _N("Hãy ghi họ và tên người được mời."))
    role = SelectField(_N("Vai trò"), choices=_options(teams.ROLE_NAMES), coerce=Role)

    def __init__(self, **given: Any) -> None:
        given.setdefault("role", Role.EDITOR)
        super().__init__(**given)


class RoleForm(Form):
    """Another role for a member."""

    role = RadioField(_N("Vai trò"), choices=_options(teams.ROLE_NAMES), coerce=Role)
