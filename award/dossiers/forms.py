"""Forms of a dossier's pages; they check shape, the services check right and sense."""

from collections.abc import Iterable, Sequence
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, Length, Optional

from award.dossiers.choices import options
from award.forms import DateField, Form
from award.models import AwardCycle, Council, Dossier, ProductEntry, SectorGroup
from award.services import completeness, file_kinds
from award.services.products import ProductFacts
from award.words import _N
from scoring.clauses import Item, Part
from scoring.rulebook import Rulebook

LINE, LONG, NOTE = 300, 4000, 2000
SIGNED_KINDS = file_kinds.names(
    kind for kind in file_kinds.KINDS if kind.code in file_kinds.SIGNED_COPY
)
PAPER_KINDS = file_kinds.names(
    kind for kind in file_kinds.KINDS if kind.code in file_kinds.EVIDENCE
)


class ProductForm(Form):
    """The product of an entry and its sector group (domain 3.4, ND37)."""

    name = StringField(
        _N("Tên sản phẩm, hàng hóa"),
        validators=[DataRequired(_N("Hãy ghi tên sản phẩm, hàng hóa.")), Length(max=LINE)],
    )
    sector_group = SelectField(_N("Nhóm ngành, lĩnh vực"), coerce=int)
    on_market_since = DateField(
        _N("Ngày cung ứng ra thị trường"),
        description=_N("Điều kiện 12 tháng tính từ ngày này. Ví dụ: 31/05/2024"),
        validators=[DataRequired(_N("Hãy ghi ngày theo dạng 31/05/2024."))],
    )
    standards = TextAreaField(
        _N("Tiêu chuẩn, quy chuẩn kỹ thuật áp dụng"), validators=[Length(max=LONG)]
    )
    conformity = TextAreaField(
        _N("Số công bố hợp chuẩn, hợp quy hoặc chứng nhận"), validators=[Length(max=LONG)]
    )

    def offer(self, groups: Iterable[SectorGroup]) -> Self:
        """Let one of the year's published groups be chosen."""
        self.sector_group.choices = options(
            (group.id, f"{group.code} · {group.name}") for group in groups
        )
        return self

    def facts(self) -> ProductFacts:
        """What was declared, once the form is valid."""
        return ProductFacts(
            name=self.name.data,
            sector_group_id=self.sector_group.data,
            on_market_since=self.on_market_since.data,
            standards=self.standards.data or "",
            conformity=self.conformity.data or "",
        )

    @classmethod
    def of(cls, entry: ProductEntry | None, groups: Iterable[SectorGroup]) -> Self:
        """The form as the entry stands."""
        data = {} if entry is None else {"sector_group": entry.sector_group_id}
        return cls(obj=entry, data=data).offer(groups)


class StartForm(ProductForm):
    """Which council receives the dossier; the product where the edition enters products."""

    council = RadioField(_N("Hội đồng tiếp nhận"), coerce=int)

    @classmethod
    def for_cycle(cls, cycle: AwardCycle, councils: Sequence[Council], *, product: bool) -> Self:
        """The form of one award year; fields that the edition does not ask for are gone."""
        form = cls().offer(cycle.sector_groups)
        if not product:
            for name in ("name", "sector_group", "on_market_since", "standards", "conformity"):
                del form[name]
        form.council.choices = options((council.id, council.name) for council in councils)
        if len(councils) == 1 and form.council.data is None:
            form.council.data = councils[0].id
        return form


class DeclarationForm(Form):
    """R13: explicit, never ticked beforehand."""

    declared = BooleanField(
        _N(
            "Tôi thay mặt tổ chức cam kết tuân thủ pháp luật và chịu trách nhiệm về thông tin "
            "đã khai."
        ),
        validators=[DataRequired(_N("Cần đánh dấu cam kết này để tiếp tục."))],
    )


class SignedCopyForm(Form):
    """The registration form signed by the legal representative: a scan or a signed PDF."""

    file = FileField(_N("Bản đơn đã ký"), description=SIGNED_KINDS)
    signed_by = StringField(
        _N("Người ký"),
        validators=[DataRequired(_N("Hãy ghi họ tên người ký.")), Length(max=LINE)],
    )
    signed_on = DateField(
        _N("Ngày ký"),
        validators=[DataRequired(_N("Hãy ghi ngày ký theo dạng 31/05/2026."))],
    )
    original = RadioField(
        _N("Bản này là"),
        choices=options(
            [
                ("signed", _N("Bản chính: ký số hoặc ký tay, có dấu (chữ ký số) của tổ chức")),
                ("copy", _N("Bản sao: bản quét hoặc bản chưa có dấu của tổ chức")),
            ]
        ),
        validators=[DataRequired(_N("Hãy chọn bản chính hoặc bản sao."))],
    )


class AnswerForm(Form):
    """One text, made from a version, with the applicant's own percent where the text is an item."""

    version = HiddenField()
    text = TextAreaField(_N("Nội dung"))
    own_percent = RadioField(_N("Tỷ lệ điểm tự chấm (%)"), validators=[Optional()])

    @classmethod
    def for_item(cls, book: Rulebook, item: Item | None, **data: Any) -> Self:
        """The form of one item of the edition, or of a report field (no percent)."""
        form = cls(data=data)
        if item is None:
            del form.own_percent
        else:
            form.own_percent.choices = options((step, f"{step} %") for step in book.steps)
            form.own_percent.validate_choice = False  # the service says which steps there are
        return form

    def percent(self) -> int | None:
        """The chosen percent; None when none is chosen. Raises `ValueError` for no number."""
        chosen = self.own_percent.data if "own_percent" in self else None
        return int(chosen) if chosen else None

    def made_from(self) -> int:
        """The version this form was made from; 0 when there was no text yet."""
        written = self.version.data or ""
        return int(written) if written.isdecimal() else 0


class PaperForm(Form):
    """One paper of a part."""

    file = FileField(_N("Tệp"), description=PAPER_KINDS)
    year = SelectField(_N("Năm của tài liệu"), coerce=int)
    title = StringField(
        _N("Tên tài liệu"),
        description=_N("Để trống thì lấy tên tệp"),
        validators=[Length(max=LINE)],
    )
    item = SelectField(_N("Hạng mục liên quan"))
    confidential = BooleanField(
        _N("Mật kinh doanh"),
        description=_N("Chỉ người có thẩm quyền xem, có ghi tên người xem"),
    )

    @classmethod
    def for_part(cls, dossier: Dossier, part: Part, book: Rulebook) -> Self:
        """The form of one part: with the years it asks for, with the edition's items."""
        form = cls()
        if part.years:
            years = reversed(completeness.latest_years(dossier, part.years))
            form.year.choices = options((year, str(year)) for year in years)
        else:
            del form.year
        items = [(item.code, f"{item.code} {item.title}") for item in book.items]
        form.item.choices = options([("", _N("Không gắn hạng mục")), *items])
        return form

    def chosen_year(self) -> int | None:
        """The year, where the part asks for one."""
        return self.year.data if "year" in self else None


class NoteForm(Form):
    """A reason or an answer that goes on record."""

    note = TextAreaField(
        _N("Lý do"), validators=[DataRequired(_N("Hãy ghi mục này.")), Length(max=NOTE)]
    )

    def called(self, label: str) -> Self:
        """The same field under the name that the page needs."""
        self.note.label.text = label
        return self


class ConfirmForm(Form):
    """The applicant confirms that it has read what follows from the step."""

    confirmed = BooleanField(
        _N("Tôi đã kiểm tra hồ sơ và hiểu các phần nêu trên sẽ bị khóa sau khi nộp."),
        validators=[DataRequired(_N("Cần đánh dấu xác nhận trước khi nộp."))],
    )


class ExplanationForm(Form):
    """The organisation's explanation on the record of a visit; may be empty."""

    note = TextAreaField(
        _N("Giải trình, ý kiến của tổ chức (nếu có)"), validators=[Length(max=LONG)]
    )
