"""What an officer writes: the reply to a letter, an opinion on each line; a conflict."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, TextAreaField
from wtforms.validators import Length, Optional

from award.forms import Form
from award.models import ConsultationEntry, Reply
from award.services import file_kinds
from award.services.consulting import REPLY_NAMES
from award.words import _N

LONG = 4000
_KINDS = file_kinds.names(kind for kind in file_kinds.KINDS if kind.code in file_kinds.SIGNED_COPY)
_NOTE_MISSING = _N("Ý kiến không đồng ý hoặc ý kiến khác cần ghi rõ nội dung.")


class ConflictForm(Form):
    """What the officer's conflict of interest is."""

    reason = TextAreaField(_N("Nói rõ xung đột lợi ích"), validators=[Length(max=LONG)])


class ReplyForm(Form):
    """The signed copy for the whole letter; the lines come from `reply_form`."""

    file = FileField(
        _N("Văn bản trả lời đã ký, dùng chung cho các ý kiến ghi lần này"),
        description=_N("Tệp nhận: {kinds}. Có thể gửi ý kiến trước, bổ sung bản ký sau.").format(
            kinds=_KINDS
        ),
    )

    def line(self, entry: ConsultationEntry) -> dict[str, Any]:
        """The fields of one line of the letter: reply, note, file, seen."""
        return {name: self[f"{name}_{entry.id}"] for name in ("reply", "note", "file", "seen")}

    def seen(self, entry: ConsultationEntry) -> datetime | None:
        """When the reply that this form was made from was given."""
        text = self.line(entry)["seen"].data
        return datetime.fromisoformat(text) if text else None

    def changed(self, entries: Sequence[ConsultationEntry]) -> list[ConsultationEntry]:
        """The lines on which something is said that was not there when the form was made."""
        return [entry for entry in entries if self._says_something(entry)]

    def _says_something(self, entry: ConsultationEntry) -> bool:
        line = self.line(entry)
        if not line["reply"].data:
            return False
        said = (line["reply"].data, line["note"].data or "")
        same = entry.reply is not None and said == (entry.reply.value, entry.note)
        return not same or bool(line["file"].data) or bool(self.file.data)

    def check_notes(self, entries: Sequence[ConsultationEntry]) -> bool:
        """Whether every objection says what it is about; the sentence is put at its field."""
        good = True
        for entry in entries:
            line = self.line(entry)
            agreed = line["reply"].data in {None, "", Reply.AGREE.value}
            if not agreed and not (line["note"].data or "").strip():
                line["note"].errors = [_NOTE_MISSING]
                good = False
        return good


def reply_form(entries: Sequence[ConsultationEntry]) -> ReplyForm:
    """The form for these lines, filled with the replies there are."""
    fields: dict[str, Any] = {}
    for entry in entries:
        fields[f"reply_{entry.id}"] = RadioField(
            _N("Ý kiến"),
            choices={reply.value: name for reply, name in REPLY_NAMES.items()},
            validators=[Optional()],
            default=None if entry.reply is None else entry.reply.value,
        )
        fields[f"note_{entry.id}"] = TextAreaField(
            _N("Nội dung ý kiến"), validators=[Length(max=LONG)], default=entry.note
        )
        fields[f"file_{entry.id}"] = FileField(_N("Bản ký riêng cho mục này (nếu có)"))
        fields[f"seen_{entry.id}"] = HiddenField(
            default="" if entry.replied_at is None else entry.replied_at.isoformat(),
            validators=[Length(max=40)],
        )
    form: ReplyForm = type("AReplyForm", (ReplyForm,), fields)()
    return form
