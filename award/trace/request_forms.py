"""The form of an authority's request for data."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length, Optional

from award import clock
from award.forms import DateField, DateTimeField, Form
from award.models import Product
from award.services.authority_requests import Asked
from award.trace.forms import LINE
from award.words import _N


class RequestForm(Form):
    """Who asks, on what ground, for which product, lot or time."""

    authority = StringField(
        _N("Cơ quan yêu cầu"),
        validators=[DataRequired(_N("Hãy ghi cơ quan yêu cầu.")), Length(max=LINE)],
    )
    basis = StringField(
        _N("Căn cứ"),
        description=_N("Số, ngày của văn bản yêu cầu."),
        validators=[DataRequired(_N("Hãy ghi căn cứ của yêu cầu.")), Length(max=LINE)],
    )
    received_at = DateTimeField(
        _N("Nhận yêu cầu lúc"), validators=[DataRequired(_N("Hãy ghi lúc nhận yêu cầu."))]
    )
    product = SelectField(_N("Sản phẩm"), validate_choice=False)
    lot = StringField(
        _N("Lô"),
        description=_N("Số lô của sản phẩm đã chọn, hoặc đường dẫn đầy đủ của lô."),
        validators=[Length(max=LINE)],
    )
    period_from = DateField(_N("Từ ngày"), validators=[Optional()])
    period_to = DateField(_N("Đến hết ngày"), validators=[Optional()])

    def offer(self, products: Any) -> "RequestForm":
        """The same with an organisation's products to choose from."""
        rows: list[Product] = list(products)
        self.product.choices = {"": _N("Mọi sản phẩm")} | {str(one.id): one.name for one in rows}
        return self

    def asked(self) -> Asked:
        """What was typed."""
        chosen = self.product.data or ""
        return Asked(
            authority=self.authority.data,
            basis=self.basis.data,
            received_at=self.received_at.data or clock.now(),
            product_id=int(chosen) if chosen.isdecimal() and len(chosen) < 10 else None,
            lot=self.lot.data or "",
            period_from=self.period_from.data,
            period_to=self.period_to.data,
        )
