"""Forms of the national stage: letters, replies on paper, submission, decision, revocation."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import RadioField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from award import clock
from award.forms import DateField, Form
from award.models import ConsultationEntry, Dossier, Reply
from award.policies import Refusal
from award.services import file_kinds
from award.services.consulting import REPLY_NAMES, takes_reply
from award.services.submitting import Candidate
from award.words import _N
from scoring.rulebook import Rulebook

LINE, LONG = 200, 4000
LATER, NOT_AWARDED = "later", "none"
_KINDS = file_kinds.names(kind for kind in file_kinds.KINDS if kind.code in file_kinds.SIGNED_COPY)
_FILE_HINT = _N("Tệp nhận: {kinds}.").format(kinds=_KINDS)


def line(label: str, missing: str, *, hint: str = "") -> StringField:
    """A short text that has to be given."""
    return StringField(
        label, description=hint, validators=[DataRequired(missing), Length(max=LINE)]
    )


def day(label: str, missing: str) -> DateField:
    """A date that has to be given."""
    return DateField(label, validators=[InputRequired(missing)])


def name_of(dossier: Dossier) -> str:
    """The organisation, and the product where one entered."""
    product = "" if dossier.product is None else f" – {dossier.product.name}"
    return f"{dossier.organisation.name}{product}"


class DossiersForm(Form):
    """Which dossiers of a list something is done with."""

    dossiers = SelectMultipleField(
        _N("Tổ chức, sản phẩm"),
        coerce=int,
        validators=[InputRequired(_N("Hãy chọn ít nhất một tổ chức, sản phẩm."))],
    )

    def offer(self, dossiers: Sequence[Dossier], *, all_chosen: bool = False) -> Self:
        """Let some of these be chosen."""
        self.dossiers.choices = {dossier.id: name_of(dossier) for dossier in dossiers}
        if all_chosen and self.dossiers.raw_data is None:
            self.dossiers.data = [dossier.id for dossier in dossiers]
        return self


class AgencyForm(DossiersForm):
    """A letter to an agency: tax, environment, labour, …"""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"prefix": "agency", **options})

    agency = line(
        _N("Tên cơ quan"),
        _N("Hãy ghi tên cơ quan được hỏi ý kiến."),
        hint=_N("Ví dụ: Cục Thuế, Sở Nông nghiệp và Môi trường"),
    )


class NumberForm(Form):
    """What the agency's own registry gives a letter."""

    number = line(
        _N("Số, ký hiệu công văn"),
        _N("Hãy ghi số, ký hiệu do văn thư cấp."),
        hint=_N("Do văn thư cơ quan cấp, ví dụ 2588/TĐC-TCCL"),
    )
    sent_on = day(_N("Ngày công văn"), _N("Hãy ghi ngày của công văn."))
    due_on = day(_N("Hạn trả lời"), _N("Hãy ghi hạn trả lời."))


class PaperReplyForm(Form):
    """A reply that came on paper, to one line of a letter."""

    entry = SelectField(_N("Tổ chức, sản phẩm"), coerce=int)
    reply = RadioField(
        _N("Ý kiến"),
        choices={reply.value: name for reply, name in REPLY_NAMES.items()},
        validators=[InputRequired(_N("Hãy chọn ý kiến."))],
    )
    note = TextAreaField(_N("Nội dung ý kiến"), validators=[Length(max=LONG)])
    file = FileField(_N("Bản trả lời đã ký"), description=_FILE_HINT)

    def validate_note(self, field: TextAreaField) -> None:
        """An objection or another opinion says what it is about."""
        if self.reply.data != Reply.AGREE.value and not (field.data or "").strip():
            raise ValidationError(_N("Ý kiến không đồng ý hoặc ý kiến khác cần ghi rõ nội dung."))

    @classmethod
    def of(cls, entries: Sequence[ConsultationEntry]) -> Self:
        """The form for these lines of a letter."""
        form = cls()
        form.entry.choices = {
            entry.id: name_of(entry.dossier) for entry in entries if takes_reply(entry)
        }
        return form


class ReasonForm(Form):
    """Why something is done."""

    note = TextAreaField(
        _N("Lý do"), validators=[DataRequired(_N("Hãy ghi lý do.")), Length(max=LONG)]
    )

    def given(self) -> str:
        """The reason, where each row of a list has its own button; raises `Refusal` for none."""
        if not self.validate():
            raise Refusal(str(self.note.errors[0]))
        return str(self.note.data)


class ConflictForm(Form):
    """What the conflict of interest of somebody of the standing body is."""

    note = TextAreaField(_N("Nói rõ xung đột lợi ích"), validators=[Length(max=LONG)])


class SubmissionForm(DossiersForm):
    """Tờ trình: number, date, which dossiers, and why where nobody replied."""

    number = line(
        _N("Số, ký hiệu tờ trình"),
        _N("Hãy ghi số, ký hiệu tờ trình."),
        hint=_N("Do văn thư cơ quan cấp, ví dụ 15/TTr-BKHCN"),
    )
    submitted_on = day(_N("Ngày tờ trình"), _N("Hãy ghi ngày tờ trình."))

    def note_for(self, dossier_id: int) -> Any:
        """The reason to propose without a reply, where the dossier has such a field."""
        return getattr(self, f"note_{dossier_id}", None)


def submission_form(candidates: Sequence[Candidate]) -> SubmissionForm:
    """The form for these dossiers, with a reason for each that somebody did not answer on."""
    reasons = {
        f"note_{one.dossier.id}": TextAreaField(
            _N("Căn cứ để trình {name} khi có nơi không trả lời").format(name=name_of(one.dossier)),
            validators=[Length(max=LONG)],
        )
        for one in candidates
        if one.without_reply
    }
    form: SubmissionForm = type("ASubmissionForm", (SubmissionForm,), reasons)()
    ready = [one.dossier for one in candidates if one.tier is not None]
    return form.offer(ready, all_chosen=True)


class DecisionForm(Form):
    """The signed decision, and for each dossier what it says."""

    authority = line(_N("Cấp quyết định"), _N("Hãy ghi cấp quyết định."))
    number = line(_N("Số, ký hiệu quyết định"), _N("Hãy ghi số, ký hiệu của quyết định."))
    decided_on = day(_N("Ngày quyết định"), _N("Hãy ghi ngày quyết định."))
    signer = line(_N("Người ký"), _N("Hãy ghi họ tên, chức vụ người ký."))
    file = FileField(_N("Quyết định đã ký"), description=_FILE_HINT)

    def field_of(self, dossier: Dossier) -> Any:
        """What the decision says of a dossier, as the field to choose it in."""
        return self[f"tier_{dossier.id}"]

    def speaks_of(self, dossier: Dossier) -> bool:
        """Whether the decision says anything of the dossier."""
        return bool(self.field_of(dossier).data != LATER)

    def tier_of(self, dossier: Dossier) -> str | None:
        """The tier it gives; None for not awarded."""
        said = self.field_of(dossier).data
        return None if said == NOT_AWARDED else str(said)


def decision_form(
    dossiers: Sequence[Dossier], proposed: dict[int, str], book: Rulebook
) -> DecisionForm:
    """The form for these dossiers; the tier that was proposed is chosen beforehand."""
    choices = {tier.code: tier.title for tier in book.tiers}
    choices |= {NOT_AWARDED: _N("Không được tặng"), LATER: _N("Không có trong quyết định này")}
    said = {
        f"tier_{dossier.id}": SelectField(
            name_of(dossier), choices=choices, default=proposed.get(dossier.id, LATER)
        )
        for dossier in dossiers
    }
    form: DecisionForm = type("ADecisionForm", (DecisionForm,), said)()
    if not form.is_submitted():
        form.authority.data = book.award.deciding_authority_label
    return form


class RevocationForm(Form):
    """Thu hồi, hủy bỏ kết quả đã trao tặng (R30)."""

    ground = RadioField(_N("Căn cứ"), validators=[InputRequired(_N("Hãy chọn căn cứ."))])
    reason = TextAreaField(
        _N("Nội dung vi phạm"),
        validators=[DataRequired(_N("Hãy ghi nội dung vi phạm.")), Length(max=LONG)],
    )
    proposal = TextAreaField(
        _N("Đề xuất của cơ quan thường trực (số, ngày, nội dung)"),
        validators=[DataRequired(_N("Hãy ghi văn bản đề xuất.")), Length(max=LONG)],
    )
    decision_number = line(
        _N("Số, ký hiệu quyết định thu hồi"), _N("Hãy ghi số quyết định thu hồi.")
    )
    decided_on = day(_N("Ngày quyết định thu hồi"), _N("Hãy ghi ngày quyết định thu hồi."))
    publication = TextAreaField(
        _N("Đã công bố ở đâu, ngày nào"),
        validators=[DataRequired(_N("Hãy ghi nơi và ngày công bố.")), Length(max=LONG)],
    )
    file = FileField(_N("Quyết định thu hồi đã ký"), description=_FILE_HINT)

    @classmethod
    def of(cls, book: Rulebook) -> Self:
        """The form with the grounds of the edition."""
        form = cls()
        form.ground.choices = {one.code: one.title for one in book.revocation.grounds}
        return form


def number_form(book: Rulebook) -> NumberForm:
    """The form of a draft letter, with today and the edition's usual term filled in."""
    form = NumberForm()
    if not form.is_submitted():
        form.sent_on.data = clock.today_local()
        form.due_on.data = form.sent_on.data + timedelta(days=book.clocks.consultation_days)
    return form
