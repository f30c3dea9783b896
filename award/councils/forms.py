"""Forms of intake, teams, visits and lists; they check shape, services and policies the rest."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Self

from wtforms import (
    BooleanField,
    HiddenField,
    RadioField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
)
from wtforms.validators import DataRequired, InputRequired, Length, Optional

from award.councils.choices import options
from award.forms import DateField, DateTimeField, Form, IntegerField
from award.models import Dossier, IntakeCheck, User
from award.services.intake import Check
from award.services.shortlisting import Proposal, within_reach
from award.words import _N
from scoring.clauses import Part
from scoring.rulebook import Rulebook

LONG = 4000
SHORT = 400
_NEEDED = _N("Hãy điền mục này.")


class ReasonForm(Form):
    """The reason that a move asks for."""

    reason = TextAreaField(_N("Lý do"), validators=[Length(max=LONG)])


class DeclarationForm(Form):
    """For each dossier of a session: no conflict, or a conflict and what it is."""

    rows: Sequence[Dossier] = ()

    @classmethod
    def for_dossiers(cls, rows: Sequence[Dossier], cleared: Collection[int]) -> Self:
        """A form with two lines for each dossier; nothing is chosen that was not said before."""
        fields: dict[str, Any] = {"rows": rows}
        answers = options(
            [("none", _N("Tôi không có xung đột lợi ích")), ("conflict", _N("Tôi có xung đột"))]
        )
        for dossier in rows:
            fields[f"answer_{dossier.id}"] = RadioField(
                choices=answers,
                default="none" if dossier.id in cleared else None,
                validators=[Optional()],
            )
            fields[f"detail_{dossier.id}"] = StringField(validators=[Length(max=SHORT)])
        kind = type("SessionDeclarationForm", (cls,), fields)
        return kind()

    def answer(self, dossier: Dossier) -> Any:
        """The field with what is said of a dossier."""
        return self[f"answer_{dossier.id}"]

    def detail(self, dossier: Dossier) -> Any:
        """The field that says what the conflict is."""
        return self[f"detail_{dossier.id}"]

    def has_conflict(self, dossier: Dossier) -> bool:
        """Whether a conflict is declared."""
        return self.answer(dossier).data == "conflict"

    def has_none(self, dossier: Dossier) -> bool:
        """Whether it is declared that there is none."""
        return self.answer(dossier).data == "none"

    def reason(self, dossier: Dossier) -> str:
        """What the conflict is."""
        return (self.detail(dossier).data or "").strip()

    def validate(self, extra_validators: Any = None) -> bool:
        """A conflict says what it is, and what is written there is said to be one."""
        sound = super().validate(extra_validators)
        for dossier in self.rows:
            if self.has_conflict(dossier) and not self.reason(dossier):
                sound = self._fault(self.detail(dossier), _N("Hãy ghi rõ xung đột lợi ích."))
            elif self.reason(dossier) and not self.has_conflict(dossier):
                sound = self._fault(
                    self.answer(dossier), _N("Đã ghi quan hệ: hãy chọn “Tôi có xung đột”.")
                )
        return sound

    def _fault(self, field: Any, sentence: str) -> bool:
        field.errors = [*field.errors, sentence]
        return False


class ChecklistForm(Form):
    """One line for each part: good or not, and a note."""

    parts: Sequence[Part] = ()

    @classmethod
    def for_parts(cls, parts: Sequence[Part], saved: Mapping[str, IntakeCheck]) -> Self:
        """A form with the lines of an edition, filled with what was saved."""
        fields: dict[str, Any] = {"parts": parts}
        for part in parts:
            row = saved.get(part.code)
            fields[f"good_{part.code}"] = RadioField(
                _N("Kết quả kiểm tra"),
                choices=options([("yes", _N("Đạt")), ("no", _N("Chưa đạt"))]),
                default=None if row is None else ("yes" if row.good else "no"),
                validators=[Optional()],
            )
            fields[f"note_{part.code}"] = StringField(
                _N("Ghi chú"),
                default="" if row is None else row.note,
                validators=[Length(max=SHORT)],
            )
        kind = type("PartsForm", (cls,), fields)
        return kind()

    def good(self, part: str) -> Any:
        """The field that says whether a part is good."""
        return self[f"good_{part}"]

    def note(self, part: str) -> Any:
        """The field with the note on a part."""
        return self[f"note_{part}"]

    def found(self) -> dict[str, Check]:
        """What was found on each part that was looked at."""
        return {
            part.code: (self.good(part.code).data == "yes", self.note(part.code).data or "")
            for part in self.parts
            if self.good(part.code).data in {"yes", "no"}
        }

    def validate(self, extra_validators: Any = None) -> bool:
        """A part that is not good says what is missing."""
        sound = super().validate(extra_validators)
        for code, (good, note) in self.found().items():
            if not good and not note.strip():
                field = self.note(code)
                field.errors = [*field.errors, _N("Ghi rõ phần này thiếu gì để tổ chức bổ sung.")]
                sound = False
        return bool(sound)


class SupplementForm(Form):
    """Which parts must be completed, why, and in how many working days."""

    parts = SelectMultipleField(
        _N("Các phần phải bổ sung"), validators=[DataRequired(_N("Hãy chọn ít nhất một phần."))]
    )
    reason = TextAreaField(
        _N("Nội dung cần bổ sung và lý do"), validators=[DataRequired(_NEEDED), Length(max=LONG)]
    )
    days = IntegerField(_N("Thời hạn (ngày làm việc)"), validators=[InputRequired(_NEEDED)])

    @classmethod
    def for_edition(cls, known: Iterable[Part], **filled: Any) -> Self:
        """The form with the parts of an edition to choose from."""
        form = cls(data=filled)
        form.parts.choices = options((part.code, f"{part.code}. {part.title}") for part in known)
        return form


class ExtensionForm(Form):
    """A longer term for supplements, with its reason."""

    days = IntegerField(_N("Thời hạn mới, tính từ hôm nay (ngày làm việc)"),
                        validators=[InputRequired(_NEEDED)])  # fmt: skip
    reason = TextAreaField(
        _N("Lý do gia hạn"), validators=[DataRequired(_NEEDED), Length(max=LONG)]
    )


class ViolationForm(Form):
    """A violation of law by an organisation, and where it is known from (R13)."""

    field = StringField(_N("Lĩnh vực"), validators=[DataRequired(_NEEDED), Length(max=SHORT)])
    description = TextAreaField(_N("Hành vi"), validators=[DataRequired(_NEEDED), Length(max=LONG)])
    happened_on = DateField(_N("Ngày vi phạm"), validators=[InputRequired(_NEEDED)])
    source = StringField(
        _N("Nguồn (số quyết định, văn bản)"), validators=[DataRequired(_NEEDED), Length(max=SHORT)]
    )
    serious = BooleanField(_N("Vi phạm nghiêm trọng (chặn đề nghị cho đến khi hội đồng có ý kiến)"))


class CouncilNoteForm(Form):
    """The council's note on a violation."""

    note = TextAreaField(_N("Ý kiến của hội đồng"), validators=[Length(max=LONG)])


class AssignForm(Form):
    """Somebody for the team of a dossier."""

    person = SelectField(_N("Chuyên gia"), coerce=int)
    lead = BooleanField(_N("Làm trưởng nhóm của hồ sơ"))
    due_on = DateField(_N("Hạn nộp phiếu"), validators=[Optional()])

    @classmethod
    def for_people(cls, people: Sequence[tuple[User, str]], due_on: date | None = None) -> Self:
        """The form with those who may be asked, a word beside each name, and the usual term."""
        form = cls(data={"due_on": due_on})
        form.person.choices = options(
            (user.id, f"{user.full_name} ({note})" if note else user.full_name)
            for user, note in people
        )
        return form


class ReplaceForm(AssignForm):
    """Somebody in another's place, and lead if that one was, with the reason."""

    lead = None
    reason = TextAreaField(_N("Lý do thay"), validators=[Length(max=LONG)])


class TermForm(Form):
    """Another last day for a review."""

    due_on = DateField(_N("Hạn nộp phiếu mới"), validators=[InputRequired(_NEEDED)])


class ApplyForm(Form):
    """The proposal that was seen."""

    seen = HiddenField()


class VisitForm(Form):
    """When, where and what of a visit."""

    starts_at = DateTimeField(_N("Bắt đầu"), validators=[InputRequired(_NEEDED)])
    ends_at = DateTimeField(_N("Kết thúc"), validators=[InputRequired(_NEEDED)])
    place = StringField(_N("Địa điểm"), validators=[DataRequired(_NEEDED), Length(max=SHORT)])
    agenda = TextAreaField(_N("Chương trình làm việc"), validators=[Length(max=LONG)])


class HandOverForm(Form):
    """The number that the agency's own registry gave the letter."""

    letter_number = StringField(
        _N("Số văn bản gửi danh sách"), validators=[DataRequired(_NEEDED), Length(max=SHORT)]
    )


class ListForm(Form):
    """A tier for every dossier that may be listed."""

    @classmethod
    def for_rows(cls, rows: Sequence[Proposal], book: Rulebook) -> Self:
        """One choice of tier for each dossier that the vote and the points allow to be listed."""
        fields = {
            f"tier_{row.dossier.id}": RadioField(
                _N("Mức giải đề nghị"),
                choices=options((tier, book.tier(tier).title) for tier in within_reach(row)),
                default=row.tier,
            )
            for row in rows
            if not row.why_not
        }
        kind = type("TiersForm", (cls,), fields)
        return kind()

    def tiers(self) -> dict[int, str]:
        """Dossier id → chosen tier."""
        return {
            int(name.removeprefix("tier_")): field.data
            for name, field in self._fields.items()
            if name.startswith("tier_")
        }

    def field_of(self, dossier_id: int) -> Any:
        """The field with the tier of one dossier."""
        return self[f"tier_{dossier_id}"]
