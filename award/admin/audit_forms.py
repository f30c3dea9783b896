"""The search in the audit; it comes by address, so that a search can be kept and sent on."""

from wtforms import SelectField, StringField
from wtforms.validators import Length, Optional

from award.admin.event_words import SUBJECTS
from award.admin.record_queries import Wanted
from award.forms import DateField, Form, IntegerField
from award.words import _N


class AuditForm(Form):
    """By subject, person and days."""

    class Meta(Form.Meta):
        """A search changes nothing and needs no token."""

        csrf = False

    subject = SelectField(
        _N("Đối tượng"), choices={"": _N("Mọi đối tượng")} | dict(SUBJECTS), validate_choice=False
    )
    number = IntegerField(_N("Số của đối tượng"), validators=[Optional()])
    person = StringField(_N("Người làm (tên hoặc thư điện tử)"), validators=[Length(max=100)])
    first = DateField(_N("Từ ngày"), validators=[Optional()])
    last = DateField(_N("Đến ngày"), validators=[Optional()])

    def wanted(self) -> Wanted:
        """What was asked for; what cannot be read is left out and told at its field."""
        return Wanted(
            subject_type=self.subject.data if self.subject.data in SUBJECTS else "",
            subject_id=None if self.number.errors else self.number.data,
            person=(self.person.data or "").strip(),
            first=None if self.first.errors else self.first.data,
            last=None if self.last.errors else self.last.data,
        )
