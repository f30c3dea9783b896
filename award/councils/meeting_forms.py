"""Forms of sessions and votes; they check shape, services and policies the rest."""

from collections.abc import Sequence
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import (
    BooleanField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length

from award.councils.choices import options
from award.forms import DateTimeField, Form, IntegerField, VersionField
from award.models import Meeting, PaperCount, Seat, User, VoteMode
from award.words import _N

LONG = 20_000
SHORT = 400
_NEEDED = _N("Hãy điền mục này.")
FIGURES = ("issued", "returned", "valid", "invalid", "agree", "disagree")
MODES = [
    (VoteMode.ELECTRONIC.value, _N("Điện tử: mỗi thành viên bỏ phiếu trên máy của mình")),
    (VoteMode.PAPER.value, _N("Phiếu giấy: ban kiểm phiếu đếm và nhập kết quả")),
]


class MeetingForm(Form):
    """When, where and how a session is held."""

    version = VersionField()
    session = IntegerField(_N("Phiên số"), validators=[InputRequired(_NEEDED)])
    stage = SelectField(_N("Thuộc bước"))
    title = StringField(_N("Tên phiên họp"), validators=[DataRequired(_NEEDED), Length(max=SHORT)])
    starts_at = DateTimeField(_N("Thời gian họp"), validators=[InputRequired(_NEEDED)])
    place = StringField(
        _N("Địa điểm (hoặc đường dẫn họp trực tuyến)"),
        validators=[DataRequired(_NEEDED), Length(max=SHORT)],
    )
    online = BooleanField(_N("Họp trực tuyến"))
    mode = RadioField(
        _N("Hình thức bỏ phiếu"), choices=options(MODES), default=VoteMode.ELECTRONIC.value
    )

    @classmethod
    def for_council(cls, stages: Sequence[tuple[str, str]], **filled: Any) -> Self:
        """A form for a new session, or for one that is changed."""
        form = cls(data=filled)
        form.stage.choices = options(stages)
        return form


class PointForm(Form):
    """A general point of the agenda."""

    title = StringField(_N("Nội dung mục"), validators=[DataRequired(_NEEDED), Length(max=SHORT)])


class AddDossierForm(Form):
    """A dossier for the agenda."""

    dossier = SelectField(_N("Hồ sơ"), coerce=int)
    vote = BooleanField(_N("Bỏ phiếu về hồ sơ này trong phiên (nếu hồ sơ đã đến bước bỏ phiếu)"))


class AttendanceForm(Form):
    """Who is there, seat by seat."""

    @classmethod
    def for_seats(cls, seats: Sequence[Seat], marks: dict[int, tuple[bool, str]]) -> Self:
        """One box and one note for each seat, filled with what was marked."""
        fields: dict[str, Any] = {}
        for seat in seats:
            present, note = marks.get(seat.id, (False, ""))
            fields[f"present_{seat.id}"] = BooleanField(
                _N("Có mặt"), default="checked" if present else None
            )
            fields[f"note_{seat.id}"] = StringField(
                _N("Ghi chú"), default=note, validators=[Length(max=SHORT)]
            )
        kind = type("SeatsForm", (cls,), fields)
        return kind()

    def marks(self, seats: Sequence[Seat]) -> dict[int, tuple[bool, str]]:
        """Seat id → (present, note)."""
        return {
            seat.id: (bool(self[f"present_{seat.id}"].data), self[f"note_{seat.id}"].data or "")
            for seat in seats
        }


class DelegationForm(Form):
    """Why the chair hands the session to the vice-chair."""

    reason = TextAreaField(
        _N("Lý do ủy quyền"), validators=[DataRequired(_NEEDED), Length(max=2000)]
    )


class CountingBoardForm(Form):
    """The head and the members of the counting board."""

    head = SelectField(_N("Trưởng ban kiểm phiếu"), coerce=int)

    @classmethod
    def for_people(cls, people: Sequence[User], members: int, chosen: Sequence[int]) -> Self:
        """As many members as the edition asks for, chosen among `people`."""
        choices = options([(0, _N("Chọn người")), *((user.id, user.full_name) for user in people)])
        fields = {
            f"member_{place}": SelectField(
                _N("Thành viên {}").format(place),
                coerce=int,
                choices=choices,
                default=chosen[place] if place < len(chosen) else 0,
            )
            for place in range(1, members + 1)
        }
        form: Self = type("BoardForm", (cls,), fields)(data={"head": chosen[0]} if chosen else None)
        form.head.choices = choices
        return form

    def members(self) -> list[int]:
        """The ids of the members chosen."""
        return [field.data for name, field in self._fields.items() if name.startswith("member_")]


class PointTextForm(Form):
    """What was said and concluded on a point."""

    version = VersionField()
    discussion = TextAreaField(_N("Thảo luận"), validators=[Length(max=LONG)])
    conclusion = TextAreaField(_N("Kết luận của mục"), validators=[Length(max=LONG)])


class MinutesForm(Form):
    """The general part of the minutes."""

    version = VersionField()
    opinions = TextAreaField(_N("Ý kiến chung"), validators=[Length(max=LONG)])
    conclusion = TextAreaField(_N("Kết luận của phiên họp"), validators=[Length(max=LONG)])

    @classmethod
    def of(cls, meeting: Meeting) -> Self:
        """The form as the minutes stand."""
        return cls(obj=meeting)


class BallotForm(Form):
    """A choice."""

    choice = RadioField(
        _N("Lựa chọn của ông (bà)"), validators=[InputRequired(_N("Hãy chọn một phương án."))]
    )

    @classmethod
    def for_answers(cls, answers: Sequence[tuple[str, str]]) -> Self:
        """The choices of one question; none is chosen beforehand."""
        form = cls()
        form.choice.choices = options(answers)
        return form


class PaperForm(Form):
    """The counting board's figures and the scan of its record."""

    issued = IntegerField(_N("Số phiếu phát ra"), validators=[InputRequired(_NEEDED)])
    returned = IntegerField(_N("Số phiếu thu về"), validators=[InputRequired(_NEEDED)])
    valid = IntegerField(_N("Số phiếu hợp lệ"), validators=[InputRequired(_NEEDED)])
    invalid = IntegerField(_N("Số phiếu không hợp lệ"), validators=[InputRequired(_NEEDED)])
    agree = IntegerField(_N("Số phiếu đồng ý"), validators=[InputRequired(_NEEDED)])
    disagree = IntegerField(_N("Số phiếu không đồng ý"), validators=[InputRequired(_NEEDED)])
    scan = FileField(_N("Bản quét biên bản kiểm phiếu"))

    @classmethod
    def of(cls, entered: PaperCount | None) -> Self:
        """The form with the figures as they were entered; the scan is chosen anew or kept."""
        if entered is None:
            return cls()
        return cls(data={name: getattr(entered, name) for name in FIGURES})

    def figures(self) -> dict[str, int]:
        """The six numbers by name."""
        return {name: self[name].data for name in FIGURES}

    def first_wrong_sum(self) -> Any:
        """The field at which the sums stop agreeing, for the sentence to stand there."""
        n = self.figures()
        if n["returned"] > n["issued"]:
            return self.returned
        if n["returned"] != n["valid"] + n["invalid"]:
            return self.valid
        return self.agree if n["valid"] != n["agree"] + n["disagree"] else self.issued


class OpinionForm(Form):
    """An absent member's written opinion with its scan."""

    seat = SelectField(_N("Thành viên vắng mặt"), coerce=int)
    choice = RadioField(_N("Ý kiến"), validators=[InputRequired(_NEEDED)])
    scan = FileField(_N("Bản quét phiếu ý kiến"))

    @classmethod
    def for_vote(cls, seats: Sequence[Seat], answers: Sequence[tuple[str, str]]) -> Self:
        """The absent members, and the choices of the question."""
        form = cls()
        form.seat.choices = options((seat.id, seat.user.full_name) for seat in seats)
        form.choice.choices = options(answers)
        return form
