"""Forms of accounts, roles and agencies."""

from typing import Self

from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from award.admin.council_forms import PersonForm, provinces
from award.admin.decision_forms import LINE, day, line
from award.forms import DateField, Form
from award.models import Role
from award.services.agencies import KIND_NAMES, AgencyFacts
from award.words import _N


class RoleForm(PersonForm):
    """A role of the office and who gets it."""

    role = RadioField(_N("Vai trò"), validators=[InputRequired(_N("Hãy chọn vai trò."))])
    province = SelectField(_N("Tỉnh, thành phố (cán bộ địa phương)"))

    @classmethod
    def of(cls, roles: dict[Role, str]) -> Self:
        """The form with the roles that this person may give."""
        form = cls()
        form.role.choices = {role.value: name for role, name in roles.items()}
        form.province.choices = provinces()
        return form

    def which(self) -> Role:
        """The role that was chosen."""
        return Role(self.role.data)


class AgencyForm(Form):
    """How papers name an agency from a day on."""

    kind = SelectField(_N("Loại"), choices=KIND_NAMES)
    name = line(_N("Tên cơ quan"), _N("Hãy ghi tên cơ quan."))
    superior = StringField(_N("Cơ quan chủ quản, cấp trên"), validators=[Length(max=LINE)])
    abbreviation = line(
        _N("Chữ viết tắt trong số, ký hiệu"),
        _N("Hãy ghi chữ viết tắt."),
        hint=_N("Ví dụ TĐC"),
    )
    place = line(_N("Địa danh trên văn bản"), _N("Hãy ghi địa danh."))
    seal_holder = StringField(_N("Cơ quan giữ dấu"), validators=[Length(max=LINE)])
    signer_title = line(_N("Chức vụ người ký"), _N("Hãy ghi chức vụ người ký."))
    signing_mode = StringField(
        _N("Hình thức ký"),
        description=_N("TM., KT., TL., TUQ. hoặc bỏ trống"),
        validators=[Length(max=20)],
    )
    province = SelectField(_N("Tỉnh, thành phố"))
    valid_from: DateField = day(_N("Có hiệu lực từ"), _N("Hãy ghi ngày có hiệu lực."))
    source = StringField(_N("Căn cứ"), validators=[Length(max=LINE)])

    @classmethod
    def of(cls, **given: object) -> Self:
        """The form, filled from the agency that comes before where there is one."""
        form = cls(data=given)
        form.province.choices = provinces()
        return form

    def facts(self) -> AgencyFacts:
        """What was entered, once the form is valid."""
        assert self.valid_from.data is not None, "the form was not validated"
        return AgencyFacts(
            kind=self.kind.data,
            name=self.name.data,
            superior=self.superior.data or "",
            abbreviation=self.abbreviation.data,
            place=self.place.data,
            seal_holder=self.seal_holder.data or "",
            signer_title=self.signer_title.data,
            signing_mode=self.signing_mode.data or "",
            province_code=self.province.data or None,
            valid_from=self.valid_from.data,
            source=self.source.data or "",
        )
