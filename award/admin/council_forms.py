"""Forms of councils and expert teams: their founding, seats, members, a table of experts."""

from collections.abc import Mapping
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, ValidationError

from award.admin.cycle_forms import PartForm
from award.admin.decision_forms import LINE, line
from award.forms import Form
from award.models import CouncilLevel, SeatRole
from award.policies import Refusal
from award.services import assigning, places
from award.services.enrolment import clean_tax_code
from award.services.founding import SEAT_NAMES, Expert
from award.words import _N

NOWHERE = ""
NO_GROUP = 0
_TABLE_LIMIT = 200_000  # characters of a pasted table
_NO_PROVINCE = {NOWHERE: _N("Không ghi")}


def provinces() -> dict[str, str]:
    """Every province for a list, with the possibility to name none."""
    return _NO_PROVINCE | dict(places.choices())


class PersonForm(PartForm):
    """Somebody who gets a part: their address and name."""

    email = line(_N("Thư điện tử"), _N("Hãy ghi địa chỉ thư điện tử."))
    name = line(
        _N("Họ tên"),
        _N("Hãy ghi họ tên."),
        hint=_N("Dùng khi địa chỉ thư này chưa có tài khoản."),
    )


class CouncilForm(Form):
    """A council that is to be founded."""

    level = RadioField(_N("Cấp"), validators=[InputRequired(_N("Hãy chọn cấp của hội đồng."))])
    name = line(_N("Tên hội đồng"), _N("Hãy ghi tên hội đồng."))
    province = SelectField(_N("Tỉnh, thành phố (hội đồng cấp tỉnh)"), validate_choice=True)
    authority = SelectField(_N("Cơ quan đóng dấu, ghi trên văn bản"), coerce=int)

    @classmethod
    def of(cls, levels: Mapping[str, str], agencies: Mapping[int, str]) -> Self:
        """The form with the levels of the edition and the agencies of today."""
        form = cls()
        form.level.choices = dict(levels)
        form.province.choices = provinces()
        form.authority.choices = dict(agencies)
        return form

    def which(self) -> CouncilLevel:
        """The level that was chosen."""
        return CouncilLevel(self.level.data)


class SeatForm(PersonForm):
    """A seat and who takes it."""

    PART = "seat"

    role = SelectField(
        _N("Vị trí"), choices={role.value: name for role, name in SEAT_NAMES.items()}
    )
    representing = StringField(_N("Đại diện cơ quan, tổ chức"), validators=[Length(max=LINE)])

    def which(self) -> SeatRole:
        """The seat that was chosen."""
        return SeatRole(self.role.data)


class TeamForm(PartForm):
    """An expert team that is to be founded."""

    PART = "team"

    name = line(_N("Tên tổ (nhóm) chuyên gia"), _N("Hãy ghi tên tổ (nhóm) chuyên gia."))
    sector_group = SelectField(_N("Nhóm ngành, lĩnh vực"), coerce=int)

    @classmethod
    def of(cls, groups: Mapping[int, str], *, empty: bool = False) -> Self:
        """The form with the year's sector groups."""
        form = cls(formdata=None) if empty else cls()
        form.sector_group.choices = {NO_GROUP: _N("Mọi nhóm ngành, lĩnh vực")} | dict(groups)
        return form


class MemberForm(PersonForm):
    """An expert of a team."""

    PART = "member"

    lead = BooleanField(_N("Có thể làm trưởng nhóm của một hồ sơ"))
    province = SelectField(_N("Tỉnh, thành phố"))
    sectors = SelectMultipleField(
        _N("Lĩnh vực"), validators=[InputRequired(_N("Hãy chọn ít nhất một lĩnh vực."))]
    )
    employer_tax_code = StringField(
        _N("Mã số thuế nơi làm việc"),
        description=_N("Để nhận ra xung đột lợi ích; bỏ trống nếu không có."),
        validators=[Length(max=20)],
    )

    def validate_employer_tax_code(self, field: StringField) -> None:
        """An MST, or nothing."""
        code = (field.data or "").strip()
        try:
            field.data = clean_tax_code(code) if code else ""
        except Refusal as why:
            raise ValidationError(str(why)) from why

    @classmethod
    def of(cls, council: Any, *, empty: bool = False) -> Self:
        """The form with the sectors of the council's year."""
        form = cls(formdata=None) if empty else cls()
        form.province.choices = provinces()
        form.sectors.choices = dict(assigning.sectors_of(council))
        return form

    def expert(self) -> Expert:
        """What was entered, once the form is valid."""
        return Expert(
            email=self.email.data,
            name=self.name.data,
            lead=self.lead.data,
            province_code=self.province.data or None,
            sectors=tuple(self.sectors.data),
            employer_tax_code=self.employer_tax_code.data or "",
        )


class TableForm(PartForm):
    """A table of experts: pasted, or as a CSV file."""

    PART = "table"

    text = TextAreaField(_N("Dán bảng ở đây"), validators=[Length(max=_TABLE_LIMIT)])
    file = FileField(_N("Hoặc chọn tệp CSV (UTF-8)"))

    def table(self) -> str:
        """The table as text. Raises `Refusal` for a file that is no text in UTF-8."""
        if not self.file.data:
            return self.text.data or ""
        content = self.file.data.stream.read(_TABLE_LIMIT + 1)
        if len(content) > _TABLE_LIMIT:
            raise Refusal(_N("Tệp quá lớn cho một bảng chuyên gia; hãy chia nhỏ."), at="file")
        try:
            return str(content.decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise Refusal(
                _N("Tệp không phải văn bản UTF-8; hãy lưu lại dạng CSV UTF-8."), at="file"
            ) from error
