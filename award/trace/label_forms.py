"""The form for a sheet of labels."""

from typing import Any

from wtforms import SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange
from wtforms.widgets import CheckboxInput, ListWidget

from award.forms import Form, IntegerField
from award.models import Product
from award.services import label_sheets
from award.services.label_sheets import Offer, Order
from award.words import _N


class SheetForm(Form):
    """Lots, copies and paper; the lots are those that events tell of, page by page.

    `go` is a page that was asked for instead of the sheet.
    """

    search = StringField(_N("Tìm lô"), description=_N("Số lô hoặc số sê-ri, một phần cũng được."))
    go = IntegerField()
    lots = SelectMultipleField(
        _N("Lô đã có trong sự kiện"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    others = TextAreaField(
        _N("Lô hoặc số sê-ri khác"),
        description=_N(
            "Mỗi dòng một lô; thêm dấu chấm phẩy rồi số sê-ri nếu có, ví dụ L260531;0001. Không "
            "chọn và không ghi lô nào thì in nhãn chỉ có GTIN."
        ),
        validators=[Length(max=10_000)],
    )
    copies = IntegerField(
        _N("Số nhãn của mỗi lô"),
        default=24,
        validators=[
            InputRequired(_N("Hãy ghi số nhãn.")),
            NumberRange(1, label_sheets.MOST_COPIES),
        ],
    )
    layout = SelectField(_N("Giấy nhãn"))
    offer: Offer

    def order(self, product: Product) -> Order:
        """What was asked for. Raises `Refusal` for a wrong lot or too many labels."""
        marks = label_sheets.chosen(self.lots.data or ())
        marks += label_sheets.typed(product, self.others.data or "")
        return label_sheets.order(marks, self.copies.data or 1, self.layout.data)


def sheet_form(product: Product, **options: Any) -> SheetForm:
    """The form with a page of the product's lots, and the kinds of paper."""
    form = SheetForm(**options)
    form.offer = label_sheets.offer(
        product,
        (form.lots.data or [])[: label_sheets.MOST_LOTS],
        search=form.search.data or "",
        page=max(form.go.data or 1, 1),
    )
    form.lots.choices = [(one.id, one.text) for one in form.offer.lots]
    form.layout.choices = [
        (code, str(layout["title"])) for code, layout in label_sheets.layouts().items()
    ]
    return form
