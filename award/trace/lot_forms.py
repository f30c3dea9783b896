"""Forms on the page of a lot: withdraw it, or take back a withdrawal made by mistake."""

from typing import Any

from wtforms import SelectField, TextAreaField
from wtforms.validators import DataRequired, Length

from award.forms import Form
from award.models import Organisation, Site
from award.services import withdrawals
from award.words import _N


class RecallForm(Form):
    """Why a lot is withdrawn, and where that is declared."""

    reason = TextAreaField(
        _N("Lý do thu hồi"),
        description=_N("Chỉ tổ chức đọc được lý do; trang công khai chỉ báo thu hồi."),
        validators=[
            DataRequired(_N("Hãy ghi lý do thu hồi.")),
            Length(max=withdrawals.LONGEST_REASON),
        ],
    )
    site = SelectField(_N("Nơi ra lệnh thu hồi"), default="")

    def chosen(self, organisation: Organisation) -> Site | None:
        """The site that was chosen, if any."""
        known = {str(one.id): one for one in withdrawals.sites(organisation.id)}
        return known.get(self.site.data)


class LiftForm(Form):
    """Why a withdrawal was a mistake."""

    lift_reason = TextAreaField(
        _N("Vì sao lệnh thu hồi là nhầm"),
        validators=[
            DataRequired(_N("Hãy ghi vì sao lệnh thu hồi là nhầm.")),
            Length(max=withdrawals.LONGEST_REASON),
        ],
    )


def recall_form(organisation: Organisation, **options: Any) -> RecallForm:
    """The form with the organisation's sites to choose from."""
    form = RecallForm(**options)
    known = {str(one.id): one.name for one in withdrawals.sites(organisation.id)}
    form.site.choices = {"": _N("Không ghi"), **known}
    return form
