"""The form of a signed copy: the file, its number and date, who signed, the seal."""

from typing import Any, Self

from flask_wtf.file import FileField
from wtforms import BooleanField, RadioField, StringField
from wtforms.validators import InputRequired, Length, Optional

from award import clock
from award.forms import DateField, Form
from award.models import IssuedDocument
from award.services import file_kinds
from award.words import _N

ORIGINAL, COPY = "signed", "copy"
_KINDS = file_kinds.names(kind for kind in file_kinds.KINDS if kind.code in file_kinds.SIGNED_COPY)


class SignedCopyForm(Form):
    """What is known of a signed copy; number and date come from the agency's own registry."""

    status = RadioField(
        _N("Bản đính kèm là"),
        choices={
            ORIGINAL: _N(
                "Bản chính: có chữ ký của người có thẩm quyền và dấu (chữ ký số) của cơ quan"
            ),
            COPY: _N("Bản sao: bản chụp, bản sao chưa đủ chữ ký và dấu"),
        },
        default=ORIGINAL,
        validators=[InputRequired()],
    )
    file = FileField(_N("Tệp bản ký"), description=_N("Tệp nhận: {kinds}.").format(kinds=_KINDS))
    number = StringField(
        _N("Số, ký hiệu"),
        description=_N("Số do văn thư của cơ quan ban hành cấp. Để trống nếu văn bản không có số."),
        validators=[Length(max=100)],
    )
    issued_on = DateField(_N("Ngày văn bản"), validators=[Optional()])
    signed_by = StringField(_N("Người ký"), validators=[Length(max=200)])
    signed_on = DateField(_N("Ngày ký"), validators=[Optional()])
    organisation_seal = BooleanField(_N("Có dấu hoặc chữ ký số của cơ quan, tổ chức"))

    @classmethod
    def prefilled(cls, document: IssuedDocument) -> Self:
        """The form with what the document itself already says of its signer, number and date."""
        head = document.data.get("head", {})
        signer = document.data.get("signer", {})
        return cls(
            formdata=None,
            data={
                "status": ORIGINAL,
                "number": document.number or head.get("number", ""),
                "issued_on": document.issued_on,
                "signed_by": signer.get("name", "") if isinstance(signer, dict) else signer,
                "signed_on": clock.today_local(),
            },
        )

    def facts(self) -> dict[str, Any]:
        """What the move is told beside the file."""
        return {
            "number": (self.number.data or "").strip(),
            "issued_on": self.issued_on.data,
            "signed_by": (self.signed_by.data or "").strip(),
            "signed_on": self.signed_on.data,
            "organisation_seal": self.organisation_seal.data,
        }

    def check_days(self) -> bool:
        """Whether no day lies in the future; the sentence is put at its field."""
        good = True
        for field in (self.issued_on, self.signed_on):
            if field.data is not None and field.data > clock.today_local():
                field.errors = [_N("Ngày này chưa tới. Hãy kiểm tra lại.")]
                good = False
        return good
