"""Forms of the award year: plan, found, groups, deadlines, another edition."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from wtforms import RadioField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length

from award.admin.decision_forms import LONG, day, line
from award.forms import DateTimeField, Form, IntegerField
from award.models import Council, DeadlineKind
from award.services.cycles import KIND_NAMES, Extension, Founding
from award.words import _N
from scoring.rulebook import Rulebook

WHOLE_YEAR = 0


class PartForm(Form):
    """One of several forms of a page: its fields carry a name of their own."""

    PART = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"prefix": self.PART, **options})


def given(field: DateTimeField) -> datetime:
    """The instant of a field that has to be given, once its form is valid."""
    assert field.data is not None, "the form was not validated"
    return field.data


class PlanForm(Form):
    """A new award year under an edition."""

    year = IntegerField(
        _N("Năm giải thưởng"),
        validators=[
            InputRequired(_N("Hãy ghi năm giải thưởng, ví dụ 2026.")),
        ],
    )
    rulebook = RadioField(
        _N("Bộ quy tắc"), validators=[InputRequired(_N("Hãy chọn bộ quy tắc của năm."))]
    )

    @classmethod
    def of(cls, books: Iterable[Rulebook]) -> Self:
        """The form with the editions there are."""
        form = cls()
        form.rulebook.choices = {book.id: book.title for book in books}
        return form


class FoundingForm(PartForm):
    """A founding decision: of a year, a council or an expert team."""

    PART = "founding"

    proposal_letter = line(
        _N("Văn bản đề nghị (số, ngày, cơ quan)"), _N("Hãy ghi văn bản đề nghị.")
    )
    authority = line(_N("Cơ quan ra quyết định"), _N("Hãy ghi cơ quan ra quyết định."))
    number = line(_N("Số, ký hiệu quyết định"), _N("Hãy ghi số, ký hiệu của quyết định."))
    decided_on = day(_N("Ngày quyết định"), _N("Hãy ghi ngày quyết định."))

    def founding(self) -> Founding:
        """What was entered, once the form is valid."""
        return Founding(
            self.proposal_letter.data, self.authority.data, self.number.data, self.decided_on.data
        )


class GroupsForm(PartForm):
    """Sector groups pasted as lines, with the document that publishes them."""

    PART = "groups"

    number = line(_N("Số, ký hiệu văn bản công bố"), _N("Hãy ghi số văn bản công bố."))
    published_on = day(_N("Ngày văn bản"), _N("Hãy ghi ngày của văn bản."))
    groups = TextAreaField(
        _N("Danh mục"),
        description=_N("Mỗi dòng một nhóm: mã; tên. Dán được từ bảng tính."),
        validators=[DataRequired(_N("Hãy dán ít nhất một dòng.")), Length(max=20_000)],
    )


def _kinds() -> RadioField:
    return RadioField(
        _N("Thời hạn"),
        choices={kind.value: name for kind, name in KIND_NAMES.items()},
        validators=[InputRequired(_N("Hãy chọn loại thời hạn."))],
    )


class TermForm(PartForm):
    """Which deadline: its kind, and of the whole year or of one council."""

    kind = _kinds()
    council = SelectField(_N("Của"), coerce=int)

    @classmethod
    def of(cls, councils: Iterable[Council], *, empty: bool = False) -> Self:
        """The form with the receiving councils of the year; `empty` where another was sent."""
        form = cls(formdata=None) if empty else cls()
        names = {WHOLE_YEAR: _N("Thời hạn chung của năm")}
        form.council.choices = names | {council.id: council.name for council in councils}
        return form

    def which(self) -> DeadlineKind:
        """The kind that was chosen."""
        return DeadlineKind(self.kind.data)


class DeadlineForm(TermForm):
    """A first deadline."""

    PART = "deadline"

    at = DateTimeField(
        _N("Ngày, giờ"),
        validators=[InputRequired(_N("Hãy ghi ngày giờ, ví dụ 31/05/2026, 17:00."))],
    )


class ExtensionForm(TermForm):
    """A recorded decision that moves a deadline."""

    PART = "extension"

    new_at = DateTimeField(
        _N("Thời hạn mới"), validators=[InputRequired(_N("Hãy ghi thời hạn mới."))]
    )
    reason = TextAreaField(
        _N("Lý do gia hạn"),
        validators=[DataRequired(_N("Hãy ghi lý do gia hạn.")), Length(max=LONG)],
    )
    number = line(_N("Số, ký hiệu quyết định gia hạn"), _N("Hãy ghi số quyết định gia hạn."))
    decided_on = day(_N("Ngày quyết định"), _N("Hãy ghi ngày quyết định."))

    def extension(self) -> Extension:
        """What was entered, once the form is valid."""
        return Extension(
            given(self.new_at), self.reason.data, self.number.data, self.decided_on.data
        )


class MoveForm(PartForm):
    """Another edition for the year."""

    PART = "move"

    rulebook = RadioField(
        _N("Bộ quy tắc kế tiếp"), validators=[InputRequired(_N("Hãy chọn bộ quy tắc kế tiếp."))]
    )

    @classmethod
    def of(cls, books: Iterable[Rulebook], *, empty: bool = False) -> Self:
        """The form with the declared successors."""
        form = cls(formdata=None) if empty else cls()
        form.rulebook.choices = {book.id: book.title for book in books}
        return form
