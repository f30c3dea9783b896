"""Forms of the room: a product with the items that rule sets ask for, a label, evidence, tokens."""

from typing import Any

from flask_wtf.file import FileField
from wtforms import (
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from award import clock
from award.forms import DateField, Form
from award.models import EvidenceClass, Product, RiskLevel
from award.services import products_register, rule_choices
from award.services.api_tokens import Scope
from award.services.products_register import Asked, ProductFacts
from award.words import _N
from traceability.profiles import profiles

LINE, LONG = 300, 2_000
ITEM = "item_"
RISKS = {
    RiskLevel.LOW.value: _N("Thấp"),
    RiskLevel.MEDIUM.value: _N("Trung bình"),
    RiskLevel.HIGH.value: _N("Cao"),
}
SCOPES = {
    Scope.CAPTURE.value: _N("Gửi sự kiện (capture)"),
    Scope.QUERY.value: _N("Truy vấn sự kiện (query)"),
}
CLASSES = {
    EvidenceClass.DECLARED.value: _N("Tự khai: chỉ có lời trình bày"),
    EvidenceClass.DOCUMENT.value: _N("Có tài liệu: nơi cấp, số, hiệu lực và tệp"),
}
SATISFACTIONS = {"1": _N("Đáp ứng đủ"), "0.5": _N("Đáp ứng một phần"), "0": _N("Chưa đáp ứng")}


class PictureForm(Form):
    """The picture of a product."""

    picture = FileField(
        _N("Chọn ảnh"), description=_N("JPEG, PNG hoặc WebP, tối đa 15 MB; nên chụp trên nền trơn.")
    )


class ProductForm(Form):
    """What a product is; the items of the rule sets are added by `product_form`."""

    version = HiddenField()
    name = StringField(
        _N("Tên sản phẩm"),
        validators=[DataRequired(_N("Hãy ghi tên sản phẩm.")), Length(max=LINE)],
    )
    brand = StringField(_N("Nhãn hiệu"), validators=[Length(max=LINE)])
    gtin = StringField(
        _N("GTIN"),
        description=_N("8, 12, 13 hoặc 14 chữ số. Để trống nếu sản phẩm dùng mã ngoài GS1."),
        validators=[Length(max=20)],
    )
    other_code = StringField(
        _N("Mã ngoài GS1"),
        description=_N("Chỉ ghi khi sản phẩm không có GTIN. Mã này không được tính là mã GS1."),
        validators=[Length(max=64)],
    )
    profile = SelectField(_N("Hồ sơ ngành hàng"))
    risk = RadioField(_N("Mức độ rủi ro"), choices=RISKS, default=RiskLevel.LOW.value)
    ministry_list = StringField(
        _N("Danh mục của bộ quản lý"),
        description=_N("Văn bản và danh mục có tên sản phẩm, nếu thuộc danh mục."),
        validators=[Length(max=LINE)],
    )
    mandatory_from = DateField(
        _N("Ngày bắt buộc truy xuất nguồn gốc theo lộ trình"), validators=[Optional()]
    )
    vnpc_registered_on = DateField(
        _N("Ngày khai báo vào cơ sở dữ liệu VNPC"), validators=[Optional()]
    )

    def facts(self) -> ProductFacts:
        """What was typed, for the register."""
        items = {
            field.name.removeprefix(ITEM): field.data or ""
            for field in self
            if field.name.startswith(ITEM)
        }
        return ProductFacts(
            name=self.name.data or "",
            brand=self.brand.data or "",
            gtin=self.gtin.data or "",
            other_code=self.other_code.data or "",
            profile=self.profile.data,
            risk=RiskLevel(self.risk.data),
            ministry_list=self.ministry_list.data or "",
            mandatory_from=self.mandatory_from.data,
            vnpc_registered_on=self.vnpc_registered_on.data,
            details=items,
        )

    def check_codes(self) -> bool:
        """Whether one of the two codes is there and right; sentences stand at their fields."""
        return _passes(self.gtin, products_register.check_gtin) and _passes(
            self.other_code, products_register.check_other_code
        )


def version_of(form: Form) -> int:
    """The version of the row that a form was made from; 0 where somebody changed the page."""
    text = form["version"].data or ""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0


def _passes(field: StringField, check: Any) -> bool:
    if not (field.data or "").strip():
        return True
    try:
        check(field.data)
    except products_register.Refusal as why:
        field.errors = [*field.errors, str(why)]
        return False
    return True


def product_form(product: Product | None = None) -> ProductForm:
    """The form with one field for each item asked for today, filled from the product."""
    picked = () if product is None else rule_choices.chosen(product)
    asked = products_register.asked(clock.today_local(), chosen=picked)
    fields = {ITEM + one.fact: _item(one) for one in asked}
    form_class = type("ProductItemsForm", (ProductForm,), fields)
    items = {} if product is None else {ITEM + k: text for k, text in product.details.items()}
    risk = {} if product is None else {"risk": product.risk.value}
    form: ProductForm = form_class(obj=product, data={**items, **risk})
    form.profile.choices = {one.id: one.title for one in profiles()}
    if product is not None and not form.is_submitted():
        form.risk.data = product.risk.value
    return form


def _item(asked: Asked) -> TextAreaField:
    return TextAreaField(
        asked.title, description="; ".join(asked.sources), validators=[Length(max=LONG)]
    )


class LabelForm(Form):
    """What a scanner read from a label, or a photograph of the label."""

    content = TextAreaField(
        _N("Nội dung đọc được từ nhãn"),
        description=_N("Đường dẫn trong mã QR, chuỗi (01)…(10)…, hoặc các chữ số dưới mã vạch."),
        validators=[Length(max=LONG)],
    )
    photo = FileField(
        _N("Hoặc ảnh chụp nhãn"),
        description=_N("JPEG hoặc PNG. Ảnh chỉ dùng để đọc mã rồi bỏ, không lưu."),
    )


class SealedForm(Form):
    """What the page before showed, sealed."""

    packed = HiddenField()


class UploadForm(Form):
    """An EPCIS document."""

    document = FileField(_N("Tài liệu EPCIS (JSON hoặc XML)"))
    proceed = RadioField(
        _N("Khi có sự kiện sai"),
        choices={
            "rollback": _N("Không nhận sự kiện nào (khuyên dùng)"),
            "proceed": _N("Vẫn nhận các sự kiện đúng"),
        },
        default="rollback",
    )


class TokenForm(Form):
    """A bearer token for another system."""

    name = StringField(
        _N("Tên hệ thống dùng mã"),
        validators=[DataRequired(_N("Hãy đặt tên cho mã truy cập.")), Length(max=LINE)],
    )
    scopes = SelectMultipleField(
        _N("Quyền"),
        choices=SCOPES,
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validators=[DataRequired(_N("Hãy chọn ít nhất một quyền."))],
    )
    expires_on = DateField(
        _N("Dùng đến hết ngày"),
        validators=[DataRequired(_N("Hãy ghi ngày hết hạn, không quá 366 ngày."))],
    )


class EvidenceForm(Form):
    """Evidence for one control point."""

    evidence_class = RadioField(
        _N("Loại bằng chứng"), choices=CLASSES, default=EvidenceClass.DECLARED.value
    )
    satisfaction = RadioField(_N("Mức đáp ứng"), choices=SATISFACTIONS, default="1")
    statement = TextAreaField(
        _N("Trình bày"),
        validators=[DataRequired(_N("Hãy trình bày ngắn gọn việc đã làm.")), Length(max=LONG)],
    )
    issuer = StringField(_N("Nơi cấp tài liệu"), validators=[Length(max=LINE)])
    number = StringField(_N("Số tài liệu"), validators=[Length(max=100)])
    valid_from = DateField(_N("Hiệu lực từ"), validators=[Optional()])
    valid_to = DateField(_N("Hiệu lực đến"), validators=[Optional()])
    document = FileField(_N("Tệp"))


class ChooseForm(Form):
    """The products of a dossier; the choices are those of its organisation."""

    products = SelectMultipleField(
        _N("Sản phẩm"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
