"""Forms of a recall drill: starting one, and what people found of each lot."""

from typing import Any

from wtforms import StringField, TextAreaField
from wtforms.validators import Length, NumberRange, Optional

from award.forms import DecimalField, Form, IntegerField, VersionField
from award.models import RecallDrill
from award.services import drill_results, drills
from award.services.drill_results import NUMBERS, Typed
from award.words import _N

LONGEST, MOST = 20_000, 10**14
_WORDS = {
    "produced": _N("Lượng đã làm ra hoặc nhận"),
    "moved": _N("Đã dùng, giao, bán"),
    "stock": _N("Tồn kho đếm được"),
    "destroyed": _N("Đã hủy, chưa có trong sự kiện"),
    "loss": _N("Hao hụt"),
}


class StartForm(Form):
    """How many lots to draw, and from which seed."""

    size = IntegerField(_N("Số lô của mẫu"), validators=[Optional()])
    seed = IntegerField(
        _N("Số khởi tạo"),
        description=_N("Để trống để hệ thống rút ngẫu nhiên. Cùng số khởi tạo cho cùng một mẫu."),
        validators=[Optional()],
        largest=2**63 - 1,
    )


class DrillForm(Form):
    """What was found of each lot; `drill_form` adds the fields."""

    version = VersionField()

    def differences(self, drill: RecallDrill) -> list[tuple[str, str, str]]:
        """What this form says against what is kept by now: label, own text, kept text."""
        found = []
        for place, lot in enumerate(drill.sample):
            typed = "; ".join(str(field._value()) for field in self.of_lot(place))
            kept = drill_results.typed_of(drill, lot).as_json()
            lines = "\n".join(kept.pop("recipients"))
            found.append(
                (lot, typed, "; ".join([lines, *(str(one or "") for one in kept.values())]))
            )
        return found

    def typed(self, drill: RecallDrill) -> dict[str, Typed]:
        """What was written, by lot."""
        return {lot: self._of(place) for place, lot in enumerate(drill.sample)}

    def of_lot(self, place: int) -> list[Any]:
        """The fields of one lot, in order."""
        return [self[_name(place, part)] for part in ("recipients", *NUMBERS)]

    def _of(self, place: int) -> Typed:
        lines = (self[_name(place, "recipients")].data or "").splitlines()
        numbers = {name: self[_name(place, name)].data for name in NUMBERS}
        return Typed(recipients=tuple(line.strip() for line in lines if line.strip()), **numbers)


def drill_form(drill: RecallDrill, **options: Any) -> DrillForm:
    """The form with the fields of the sample, filled with what is known or was written."""
    fields: dict[str, StringField | TextAreaField | DecimalField] = {}
    data: dict[str, Any] = {"version": str(drill.version)}
    for place, lot in enumerate(drill.sample):
        typed = drill_results.typed_of(drill, lot)
        fields[_name(place, "recipients")] = TextAreaField(
            _N("Các bên nhận đã tìm ra và báo tin"),
            description=_N("Mỗi dòng một bên: tên đã khai, GLN hoặc mã số thuế."),
            validators=[Length(max=LONGEST)],
        )
        data[_name(place, "recipients")] = "\n".join(typed.recipients)
        for name in NUMBERS:
            fields[_name(place, name)] = DecimalField(
                _WORDS[name], validators=[Optional(), NumberRange(min=0, max=MOST)]
            )
            data[_name(place, name)] = getattr(typed, name)
    form: DrillForm = type("SampleForm", (DrillForm,), fields)(data=data, **options)
    return form


def start_form(**options: Any) -> StartForm:
    """The form to start, with the size that the rules say."""
    return StartForm(data={"size": drills.rules().sample}, **options)


def _name(place: int, part: str) -> str:
    return f"lot{place}_{part}"
