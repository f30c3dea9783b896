"""A plain application with one page that shows every macro; made of the screen and nothing else."""

import base64
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

from flask import Flask, flash, render_template
from werkzeug.datastructures import MultiDict
from wtforms import (
    BooleanField,
    EmailField,
    FileField,
    HiddenField,
    PasswordField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired

from award import screen
from award.forms import DateField, DateTimeField, DecimalField, Form, IntegerField

HERE = Path(__file__).parent
INSTANT = datetime(2026, 5, 19, 14, 4, tzinfo=UTC)
_SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="320" height="80">'
    '<rect width="240" height="30" y="5" fill="#9f1d28"/>'
    '<rect width="180" height="30" y="45" fill="#d9a441"/></svg>'
)
SIGNED, DRAFT = SimpleNamespace(value="signed"), SimpleNamespace(value="draft")
PICTURE = "data:image/svg+xml;base64," + base64.b64encode(_SVG.encode()).decode()
BANDS = [
    SimpleNamespace(low=0, high=5, label="Chưa có cách làm"),
    SimpleNamespace(low=10, high=25, label="Bắt đầu có hệ thống"),
    SimpleNamespace(low=30, high=45, label="Hiệu lực với yêu cầu cơ bản"),
    SimpleNamespace(low=50, high=65, label="Hiệu lực với yêu cầu tổng thể, triển khai tốt"),
    SimpleNamespace(low=70, high=85, label="Đáp ứng nhiều yêu cầu, học hỏi rõ"),
    SimpleNamespace(low=90, high=100, label="Toàn diện, dẫn đầu"),
]


class GalleryForm(Form):
    """One field of every kind."""

    answer = TextAreaField("Tiếp cận", description="Cách làm có hệ thống: ai làm, khi nào.")
    name = StringField("Tên tổ chức", validators=[InputRequired("Hãy ghi tên tổ chức.")])
    email = EmailField("Thư điện tử")
    password = PasswordField("Mật khẩu")
    headcount = IntegerField("Lao động bình quân")
    revenue = DecimalField("Doanh thu")
    founded = DateField("Ngày thành lập")
    starts = DateTimeField("Phiên họp bắt đầu")
    kind = SelectField("Loại hình", choices={"sme": "Nhỏ và vừa", "large": "Lớn"})
    size = RadioField("Quy mô", choices={"small": "Nhỏ", "large": "Lớn"})
    yes = RadioField("Đã được chứng nhận?", choices={"y": "Có", "n": "Không"})
    standards = SelectMultipleField("Tiêu chuẩn", choices={"9001": "ISO 9001", "14001": "14001"})
    agree = BooleanField("Tôi cam kết bảo mật và khách quan")
    scan = FileField("Bản ký", description="PDF, tối đa 25 MB.")
    token = HiddenField()


def make_app() -> Flask:
    """The gallery at `/`, with the screen as its only extension."""
    app = Flask(
        "gallery", static_folder=None, template_folder=__file__.replace("gallery.py", "templates")
    )
    app.config["SECRET_KEY"] = "only for the gallery"
    app.config["MAX_CONTENT_LENGTH"] = 2**20
    screen.init_app(app)
    app.add_url_rule("/", view_func=gallery)
    app.add_url_rule("/documents/<int:issued_document_id>", "reports.document")
    return app


def gallery() -> str:
    flash("Đã lưu. Thư ký sẽ xem hồ sơ trong 5 ngày làm việc.", "success")
    flash("Không gửi được thư mời.", "error")
    flash("Hạn nộp đã được gia hạn đến 30/06/2026, 17:00.")
    return render_template("gallery.html", **gallery_facts())


def gallery_facts() -> dict[str, object]:
    """Everything that the gallery's template asks for."""
    return {
        "fields": _filled_form(),
        "instant": INSTANT,
        "deadline": datetime(2026, 5, 31, 10, 0, tzinfo=UTC),
        "late": datetime(2026, 5, 17, 10, 0, tzinfo=UTC),
        "bands": BANDS,
        "factors": [
            SimpleNamespace(title="Tiếp cận", texts=[f"Mô tả cách tiếp cận {n}" for n in range(6)]),
            SimpleNamespace(title="Triển khai", texts=[f"Mô tả triển khai {n}" for n in range(6)]),
        ],
        "scored": [
            ("Công ty cổ phần Mẫu Chế biến Nông sản và Xuất nhập khẩu Tây Nguyên", "in_consensus",
             [50, 55, 75], Decimal("612.75")),
            ("Công ty Mẫu B", "submitted", [60, 60], Decimal("1000.5")),
            ("Hợp tác xã Mẫu C", "awarded", [], None),
        ],
        "picture": PICTURE,
        "documents": [
            SimpleNamespace(id=1, title="Giấy tiếp nhận hồ sơ và hẹn trả kết quả", number="15/GTN",
                            issued_on=date(2026, 5, 19), created_at=INSTANT, state=SIGNED),
            SimpleNamespace(id=2, title="Thông báo yêu cầu bổ sung, hoàn thiện hồ sơ", number="",
                            issued_on=None, created_at=INSTANT, state=DRAFT),
        ],
        "nav": [("Hồ sơ", "/", True), ("Minh chứng", "/e", False),
                ("Truy xuất nguồn gốc", "/t", False)],
        "signed_in": {"name": "Cà phê Mẫu Đắk Lắk", "role": "Chủ hồ sơ",
                      "account_href": "/me", "sign_out_href": "/out"},
        "demo_data": True,
        "app_version": "0.1.0",
        "help_href": "/help",
    }  # fmt: skip


def _filled_form() -> GalleryForm:
    form = GalleryForm(
        MultiDict({"answer": "Từ năm 2023 công ty vận hành đường dây nóng.", "size": "large"}),
        meta={"csrf": False},
    )
    form.validate()
    form.founded.data = date(2010, 3, 1)
    return form
