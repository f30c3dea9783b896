"""Forms of the figures: targets, denominators, yearly series."""

from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length, NumberRange

from award.forms import DecimalField, Form, IntegerField
from award.models import DenominatorKind, Unit
from award.programme.forms import LINE, day, line, year
from award.services.programme_figures import KIND_NAMES
from award.services.programme_rules import rules
from award.words import _N

UNIT_NAMES = {Unit.PERCENT.value: _N("Phần trăm"), Unit.COUNT.value: _N("Số lượng")}
_SERIES = ""
LARGEST = 10**15


def _value(label: str, missing: str) -> DecimalField:
    """A number that has to be given, of a size that a table can show."""
    too_large = _N("Số lớn quá; hãy kiểm tra lại các chữ số.")
    return DecimalField(
        label, validators=[InputRequired(missing), NumberRange(-LARGEST, LARGEST, too_large)]
    )


class PartForm(Form):
    """One of several forms of a page: its fields carry a name of their own."""

    PART = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"prefix": self.PART, **options})


class DenominatorForm(PartForm):
    """How many there are of a kind."""

    PART = "mau"

    kind = SelectField(_N("Loại"), choices={kind.value: name for kind, name in KIND_NAMES.items()})
    year = year(_N("Năm"))
    count = IntegerField(
        _N("Số lượng"),
        validators=[
            InputRequired(_N("Hãy ghi số lượng, ví dụ 1.250.")),
            NumberRange(1, 10**9, _N("Mẫu số phải từ 1 trở lên; chưa biết thì để trống.")),
        ],
    )
    source = line(
        _N("Nguồn"), _N("Hãy ghi nguồn của số liệu."), hint=_N("Ví dụ: Niên giám thống kê tỉnh")
    )
    as_of = day(_N("Số liệu tính đến ngày"), _N("Hãy ghi ngày của số liệu."))

    @property
    def chosen(self) -> DenominatorKind:
        """The kind that was chosen."""
        return DenominatorKind(self.kind.data)


class TargetForm(PartForm):
    """A target on a measure of the software, or on a yearly series."""

    PART = "chi-tieu"

    metric = SelectField(_N("Đo bằng"))
    series_title = StringField(
        _N("Tên chuỗi số liệu"),
        description=_N("Chỉ ghi khi đo bằng chuỗi số liệu hằng năm."),
        validators=[Length(max=LINE)],
    )
    year = year(_N("Năm phải đạt"))
    value = _value(_N("Mức phải đạt"), _N("Hãy ghi mức phải đạt, ví dụ 70."))
    unit = SelectField(_N("Đơn vị"), choices=UNIT_NAMES)
    source = line(_N("Căn cứ"), _N("Hãy ghi căn cứ của chỉ tiêu."), hint=_N("Văn bản, số, ngày"))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = {metric.code: metric.title for metric in rules().metrics}
        self.metric.choices = choices | {_SERIES: _N("Chuỗi số liệu hằng năm")}


class ValueForm(PartForm):
    """The value of a yearly series."""

    PART = "chuoi"

    programme = SelectField(_N("Chương trình"))
    title = line(
        _N("Chỉ tiêu"), _N("Hãy ghi tên chỉ tiêu."),
        hint=_N("Ghi đúng tên đã dùng để thêm một năm vào chuỗi sẵn có."),
    )  # fmt: skip
    unit = line(_N("Đơn vị tính"), _N("Hãy ghi đơn vị tính."), hint=_N("Ví dụ: cơ quan, %"))
    year = year(_N("Năm"))
    value = _value(_N("Giá trị"), _N("Hãy ghi giá trị, ví dụ 12,5."))
    source = line(_N("Nguồn"), _N("Hãy ghi nguồn của số liệu."))
    as_of = day(_N("Số liệu tính đến ngày"), _N("Hãy ghi ngày của số liệu."))

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.programme.choices = rules().programme_titles()
