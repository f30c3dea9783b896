"""The base of every form: Vietnamese sentences, dates and numbers; text in NFC, instants in UTC."""

import re
import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from flask import request
from flask_wtf import FlaskForm
from wtforms import DateField as PlainDateField
from wtforms import DateTimeLocalField, HiddenField, StringField
from wtforms import DecimalField as PlainDecimalField
from wtforms import IntegerField as PlainIntegerField
from wtforms.validators import ValidationError

from award import clock
from award.models.columns import LARGEST_INTEGER
from award.words import _N

_DAY, _MINUTE = "%d/%m/%Y", "%d/%m/%Y, %H:%M"
LONGEST_SEARCH = 100  # characters of a search that are read
FIRST_YEAR, LAST_YEAR = 1800, 2100  # of days that a person can have meant

_CHOICE = _N("Hãy chọn một trong các mục được nêu.")
_SENTENCES = {
    "This field is required.": _N("Hãy điền mục này."),
    "Not a valid choice.": _CHOICE,
    "Invalid Choice: could not coerce.": _CHOICE,
    "Invalid choice(s): one or more data inputs could not be coerced.": _CHOICE,
    "'%(value)s' is not a valid choice for this field.": _N("Không có lựa chọn “%(value)s”."),
    "'%(value)s' are not valid choices for this field.": _N("Không có các lựa chọn “%(value)s”."),
    "Not a valid integer value.": _N("Hãy ghi một số nguyên, ví dụ 250."),
    "Not a valid decimal value.": _N("Hãy ghi một số, ví dụ 1.000,5."),
    "Not a valid date value.": _N("Hãy ghi ngày theo dạng 31/05/2026."),
    "Not a valid datetime value.": _N("Hãy ghi ngày giờ theo dạng 31/05/2026, 17:00."),
    "Not a valid time value.": _N("Hãy ghi giờ theo dạng 17:00."),
    "Number must be at least %(min)s.": _N("Phải từ %(min)s trở lên."),
    "Number must be at most %(max)s.": _N("Không được quá %(max)s."),
    "Number must be between %(min)s and %(max)s.": _N("Phải từ %(min)s đến %(max)s."),
    "Date must be at least %(min)s.": _N("Ngày phải từ %(min)s trở đi."),
    "Date must be at most %(max)s.": _N("Ngày không được sau %(max)s."),
    "Date must be between %(min)s and %(max)s.": _N("Ngày phải từ %(min)s đến %(max)s."),
    "Field must be at least %(min)d character long.": _N("Cần ít nhất %(min)d ký tự."),
    "Field must be at least %(min)d characters long.": _N("Cần ít nhất %(min)d ký tự."),
    "Field cannot be longer than %(max)d character.": _N("Dài quá: tối đa %(max)d ký tự."),
    "Field cannot be longer than %(max)d characters.": _N("Dài quá: tối đa %(max)d ký tự."),
    "Field must be exactly %(max)d character long.": _N("Phải có đúng %(max)d ký tự."),
    "Field must be exactly %(max)d characters long.": _N("Phải có đúng %(max)d ký tự."),
    "Field must be between %(min)d and %(max)d characters long.": _N(
        "Phải có từ %(min)d đến %(max)d ký tự."
    ),
    "Field must be equal to %(other_name)s.": _N("Hai lần ghi không giống nhau."),
    "Invalid input.": _N("Nội dung không đúng dạng."),
    "Invalid email address.": _N("Địa chỉ thư điện tử không đúng dạng."),
    "Invalid URL.": _N("Địa chỉ trang không đúng dạng, ví dụ https://example.vn."),
    "File does not have an approved extension: {extensions}": _N(
        "Loại tệp không được nhận. Hãy chọn tệp: {extensions}."
    ),
    "File does not have an approved extension.": _N("Loại tệp không được nhận."),
}


class Form(FlaskForm):
    """A form of this application; every room's forms come from it."""

    class Meta(FlaskForm.Meta):
        """Where the library asks for words and how it binds fields."""

        def get_translations(self, form: Any) -> "_Vietnamese":
            return _VIETNAMESE

        def bind_field(self, form: Any, unbound_field: Any, options: Any) -> Any:
            field = super().bind_field(form, unbound_field, options)
            if isinstance(field, StringField):
                field.filters = (*field.filters, _composed)
            return field


class DateField(PlainDateField):
    """A day as Vietnamese write it, `31/05/2026`; what date inputs send is read too."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"format": [_DAY, "%Y-%m-%d"], **options})

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day. Raises `ValueError` for none and `ValidationError` for a strange year."""
        super().process_formdata(valuelist)
        _check_year(self)


class DateTimeField(DateTimeLocalField):
    """An instant written as Vietnam's clocks show it, `31/05/2026, 17:00`; its data are in UTC."""

    data: datetime | None

    def __init__(self, *args: Any, **options: Any) -> None:
        formats = [_MINUTE, "%d/%m/%Y %H:%M", "%Y-%m-%dT%H:%M"]
        super().__init__(*args, **{"format": formats, **options})

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the local time. Raises `ValueError`, which becomes the field's sentence."""
        super().process_formdata(valuelist)
        _check_year(self)
        if self.data is not None and self.data.tzinfo is None:
            self.data = self.data.replace(tzinfo=clock.VIETNAM).astimezone(UTC)

    def _value(self) -> str:
        if self.raw_data:
            return " ".join(self.raw_data)
        return "" if self.data is None else clock.local(self.data).strftime(_MINUTE)


class DecimalField(PlainDecimalField):
    """An exact number as Vietnamese write it: `1.000,5`; a lone point is a thousands sign."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read `1.000,5` or `1000,5`. Raises `ValueError`, which becomes the field's sentence."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        self.data = Decimal(_digits(self, valuelist[0]))

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else f"{self.data:f}".replace(".", ",")


class IntegerField(PlainIntegerField):
    """A whole number up to `largest`; `1.250` is one thousand two hundred and fifty."""

    def __init__(self, *args: Any, largest: int = LARGEST_INTEGER, **options: Any) -> None:
        super().__init__(*args, **options)
        self.largest = largest

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read digits with or without thousands points. Raises `ValueError` for anything else."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        digits = _digits(self, valuelist[0])
        if "." in digits:
            raise ValidationError(self.gettext("Not a valid integer value."))
        if len(digits) > len(f"-{self.largest}") or abs(int(digits)) > self.largest:
            raise ValidationError(_N("Số lớn quá; hãy kiểm tra lại các chữ số."))
        self.data = int(digits)


class VersionField(HiddenField):
    """The version of a row that the form was made from."""

    @property
    def number(self) -> int:
        """0, which no row has, when the form does not say."""
        written = self.data or ""
        return int(written) if re.fullmatch(r"[0-9]{1,18}", written) else 0


class _Vietnamese:
    """The two calls that the library makes for its words."""

    def gettext(self, text: str) -> str:
        return _SENTENCES.get(text, text)

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        return _SENTENCES.get(singular if count == 1 else plural, plural)


_VIETNAMESE = _Vietnamese()
_NUMBER = re.compile(r"[-+]?(\d{1,3}(\.\d{3})+|\d+)(,\d+)?")


def _check_year(field: DateField | DateTimeField) -> None:
    if field.data is not None and not FIRST_YEAR <= field.data.year <= LAST_YEAR:
        raise ValidationError(_N("Hãy kiểm tra lại năm, ví dụ 31/05/2026."))


def searched(name: str = "q", longest: int = LONGEST_SEARCH) -> str:
    """What the address asks to be searched for, in a spelling that the database can read."""
    return (_composed(request.args.get(name, "")) or "").strip()[:longest]


def _digits(field: Any, written: str) -> str:
    """`1.000,5` as `1000.5`. Raises `ValidationError` when it is not a number so written."""
    text = re.sub(r"\s", "", written)
    if not _NUMBER.fullmatch(text):
        kind = "integer" if isinstance(field, IntegerField) else "decimal"
        raise ValidationError(field.gettext(f"Not a valid {kind} value."))
    return text.replace(".", "").replace(",", ".")


# Signs that no paper shows and some refuse; word processors copy a broken line as one of two.
_CONTROLS = dict.fromkeys([*range(9), *range(14, 32), 127]) | {11: "\n", 12: "\n"}


def _composed(text: str | None) -> str | None:
    """NFC, and without control signs: PostgreSQL keeps no NUL, and XML none of the others."""
    if not isinstance(text, str):
        return text
    return unicodedata.normalize("NFC", text).translate(_CONTROLS)
