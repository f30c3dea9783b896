"""Forms of the registers: documents, systems, products, support, inspections."""

from enum import StrEnum
from typing import Any

from flask_wtf.file import FileField
from wtforms import SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from award.forms import DateField, DecimalField, Form, IntegerField, VersionField
from award.models import User
from award.programme.forms import FILE_HINT, LINE, LONG, day, line
from award.services import programme_registers as words
from award.uploads import stored
from award.words import _N


class EntryForm(Form):
    """An entry of a register; `seen` is the version that the form was made from."""

    seen = VersionField()
    takes_file = False

    def fill(self, row: Any, actor: User) -> None:
        """Write what was typed into the row; a file that came along is the actor's."""
        for name, field in self._fields.items():
            if name not in {"seen", "csrf_token", "file"}:
                field.populate_obj(row, name)


def choice(label: str, names: dict[Any, str]) -> SelectField:
    """One of the words of an enum."""
    kind: type[StrEnum] = type(next(iter(names)))
    choices = {key.value: name for key, name in names.items()}
    return SelectField(label, choices=choices, coerce=lambda value: kind(value))


def tax_code() -> StringField:
    """The organisation's tax code, where it is known."""
    return StringField(
        _N("Mã số thuế"), description=_N("10 hoặc 13 chữ số; hộ: 12 chữ số. Bỏ trống nếu chưa rõ."),
        validators=[Length(max=20)], default="",
    )  # fmt: skip


def open_day(label: str) -> DateField:
    """A date that may stay open."""
    return DateField(label, validators=[Optional()])


def open_line(label: str, hint: str = "") -> StringField:
    """A short text that may stay open."""
    return StringField(label, description=hint, validators=[Length(max=LINE)], default="")


class DocumentForm(EntryForm):
    """A document that the province issued."""

    takes_file = True
    kind = choice(_N("Loại văn bản"), words.DOCUMENTS)
    number = line(_N("Số, ký hiệu"), _N("Hãy ghi số, ký hiệu."), hint=_N("Ví dụ 12/QĐ-UBND"))
    issued_on = day(_N("Ngày ban hành"), _N("Hãy ghi ngày ban hành."))
    issuer = line(_N("Cơ quan ban hành"), _N("Hãy ghi cơ quan ban hành."))
    title = TextAreaField(
        _N("Trích yếu"), validators=[DataRequired(_N("Hãy ghi trích yếu.")), Length(max=1000)]
    )
    file = FileField(_N("Tệp văn bản (nếu có)"), description=FILE_HINT)

    def fill(self, row: Any, actor: User) -> None:
        """Write what was typed into the row, and the file when one was chosen."""
        file = stored(self.file, actor=actor)
        super().fill(row, actor)
        row.file = file or row.file


class SystemForm(EntryForm):
    """A traceability system, or who provides one."""

    kind = choice(_N("Loại"), words.SYSTEM_KINDS)
    name = line(_N("Tên hệ thống, giải pháp"), _N("Hãy ghi tên hệ thống."))
    operator = line(_N("Đơn vị vận hành"), _N("Hãy ghi đơn vị vận hành."))
    tax_code = tax_code()
    url = open_line(_N("Địa chỉ trang"))
    conformity = choice(_N("Công bố hợp chuẩn"), words.CONFORMITIES)
    declaration_number = open_line(_N("Số bản công bố"))
    valid_to = open_day(_N("Hiệu lực đến"))
    portal_state = choice(_N("Kết nối Cổng truy xuất nguồn gốc quốc gia"), words.PORTAL_STATES)
    connected_on = open_day(_N("Ngày kết nối"))
    source = line(_N("Nguồn"), _N("Hãy ghi nguồn thông tin."))


class ProductForm(EntryForm):
    """A priority or OCOP product."""

    list = choice(_N("Danh mục"), words.LISTS)
    name = line(_N("Tên sản phẩm"), _N("Hãy ghi tên sản phẩm."))
    organisation_name = line(_N("Tổ chức, hộ sản xuất"), _N("Hãy ghi tổ chức sản xuất."))
    tax_code = tax_code()
    decision_number = line(_N("Số, ký hiệu quyết định"), _N("Hãy ghi số quyết định."))
    decided_on = day(_N("Ngày quyết định"), _N("Hãy ghi ngày quyết định."))
    stars = IntegerField(
        _N("Số sao OCOP"), validators=[Optional(), NumberRange(1, 5, _N("Từ 1 đến 5 sao."))]
    )
    criteria = TextAreaField(_N("Tiêu chí"), validators=[Length(max=LONG)], default="")


class SupportForm(EntryForm):
    """Support that was given."""

    recipient = line(_N("Bên được hỗ trợ"), _N("Hãy ghi bên được hỗ trợ."))
    tax_code = tax_code()
    purpose = TextAreaField(
        _N("Nội dung hỗ trợ"),
        validators=[DataRequired(_N("Hãy ghi nội dung hỗ trợ.")), Length(max=LONG)],
    )
    amount_vnd = DecimalField(
        _N("Số tiền (đồng)"),
        validators=[
            InputRequired(_N("Hãy ghi số tiền, ví dụ 50.000.000.")),
            NumberRange(1, 10**17, _N("Số tiền hỗ trợ phải lớn hơn 0 đồng.")),
        ],
    )
    legal_basis = line(_N("Căn cứ"), _N("Hãy ghi căn cứ."), hint=_N("Nghị quyết, quyết định, số"))
    granted_on = day(_N("Ngày hỗ trợ"), _N("Hãy ghi ngày hỗ trợ."))


class InspectionForm(EntryForm):
    """One field inspected at one site."""

    organisation_name = line(_N("Tổ chức, hộ được kiểm tra"), _N("Hãy ghi tên tổ chức."))
    tax_code = tax_code()
    site = line(_N("Địa điểm"), _N("Hãy ghi địa điểm kiểm tra."))
    field = choice(_N("Lĩnh vực"), words.FIELDS)
    inspected_on = day(_N("Ngày kiểm tra"), _N("Hãy ghi ngày kiểm tra."))
    result = choice(_N("Kết quả"), words.RESULTS)
    finding = TextAreaField(_N("Nội dung vi phạm"), validators=[Length(max=LONG)], default="")
    sanction = open_line(_N("Xử phạt"), _N("Quyết định, mức phạt"))
    follow_up = TextAreaField(_N("Yêu cầu khắc phục"), validators=[Length(max=LONG)], default="")
    follow_up_on = open_day(_N("Hạn khắc phục"))
