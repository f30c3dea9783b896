"""Forms of the training register: course, session, paper, question, participant, test, opinion."""

from collections.abc import Sequence
from typing import Any

from flask_wtf.file import FileField
from wtforms import HiddenField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, NumberRange, Optional

from award.forms import DateField, DateTimeField, Form, IntegerField, VersionField
from award.models import CourseField, CourseFileKind, ParticipantKind, TrainingQuestion
from award.services import file_kinds
from award.services.training import FIELD_NAMES, FILE_NAMES, CourseFacts
from award.services.training_people import PersonFacts
from award.services.training_rules import rules
from award.words import _N

LINE, LONG = 200, 2000
_KINDS = file_kinds.names(kind for kind in file_kinds.KINDS if kind.code in file_kinds.EVIDENCE)
_MARKS = {
    "5": _N("5 – Rất hài lòng"),
    "4": _N("4 – Hài lòng"),
    "3": _N("3 – Bình thường"),
    "2": _N("2 – Chưa hài lòng"),
    "1": _N("1 – Rất không hài lòng"),
}


def _line(label: str, missing: str = "", *, hint: str = "") -> StringField:
    needed = [DataRequired(missing)] if missing else []
    return StringField(label, description=hint, validators=[*needed, Length(max=LINE)])


class _PartForm(Form):
    """One of several forms of a page: its fields carry a name of their own."""

    PART = ""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{"prefix": self.PART, **options})


class CourseForm(Form):
    """What a course is."""

    version = VersionField()
    field = SelectField(
        _N("Lĩnh vực"), choices={field.value: name for field, name in FIELD_NAMES.items()}
    )
    title = _line(_N("Tên lớp"), _N("Hãy ghi tên lớp."))
    organiser = _line(_N("Đơn vị tổ chức"), _N("Hãy ghi đơn vị tổ chức."))
    place = _line(_N("Địa điểm"), _N("Hãy ghi địa điểm."))
    starts_on = DateField(_N("Ngày bắt đầu"), validators=[InputRequired(_N("Hãy ghi ngày."))])
    ends_on = DateField(_N("Ngày kết thúc"), validators=[InputRequired(_N("Hãy ghi ngày."))])
    seats = IntegerField(
        _N("Số chỗ"),
        description=_N("Bỏ trống nếu không giới hạn."),
        validators=[Optional(), NumberRange(1, 100_000, _N("Số chỗ phải từ 1 trở lên."))],
    )
    sign_up_until = DateField(
        _N("Hạn đăng ký"),
        description=_N("Bỏ trống nếu nhận đến ngày kết thúc. Ví dụ: 31/05/2026"),
        validators=[Optional()],
    )
    pass_percent = IntegerField(
        _N("Mức đạt của bài kiểm tra (%)"),
        description=_N("Bỏ trống nếu lớp không kiểm tra."),
        validators=[Optional(), NumberRange(1, 100, _N("Mức đạt từ 1 đến 100."))],
    )
    valid_months = IntegerField(
        _N("Hiệu lực của giấy chứng nhận (tháng)"),
        description=_N("Bỏ trống nếu không có thời hạn."),
        validators=[Optional(), NumberRange(1, 600, _N("Số tháng từ 1 đến 600."))],
    )
    cost_basis = _line(_N("Căn cứ kinh phí"), hint=_N("Kế hoạch, quyết định, nguồn (nếu có)"))

    def facts(self) -> CourseFacts:
        """What the form says, once it is valid."""
        return CourseFacts(
            field=CourseField(self.field.data),
            title=self.title.data or "",
            organiser=self.organiser.data or "",
            place=self.place.data or "",
            starts_on=self.starts_on.data,
            ends_on=self.ends_on.data,
            seats=self.seats.data,
            sign_up_until=self.sign_up_until.data,
            pass_percent=self.pass_percent.data,
            valid_months=self.valid_months.data,
            cost_basis=self.cost_basis.data or "",
        )


class SessionForm(_PartForm):
    """A half-day."""

    PART = "buoi"

    topic = _line(_N("Nội dung"), _N("Hãy ghi nội dung."))
    trainer = _line(_N("Giảng viên"))
    starts_at = DateTimeField(_N("Bắt đầu"), validators=[InputRequired(_N("Hãy ghi giờ."))])
    ends_at = DateTimeField(_N("Kết thúc"), validators=[InputRequired(_N("Hãy ghi giờ."))])

    @property
    def times(self) -> tuple[Any, Any]:
        """Beginning and end, once the form is valid."""
        return self.starts_at.data, self.ends_at.data


class CourseFileForm(_PartForm):
    """A paper of the course."""

    PART = "giay-to"

    kind = SelectField(
        _N("Loại giấy tờ"), choices={kind.value: name for kind, name in FILE_NAMES.items()}
    )
    file = FileField(_N("Tệp"), description=_N("Tệp nhận: {kinds}.").format(kinds=_KINDS))

    @property
    def chosen(self) -> CourseFileKind:
        """The kind that was chosen."""
        return CourseFileKind(self.kind.data)


class QuestionForm(_PartForm):
    """A question of the short test."""

    PART = "cau-hoi"

    text = TextAreaField(
        _N("Câu hỏi"), validators=[DataRequired(_N("Hãy ghi câu hỏi.")), Length(max=LONG)]
    )
    choices = TextAreaField(
        _N("Phương án trả lời"),
        description=_N("Mỗi dòng một phương án, từ 2 đến 6 dòng."),
        validators=[DataRequired(_N("Hãy ghi các phương án.")), Length(max=LONG)],
    )
    right = IntegerField(
        _N("Phương án đúng là dòng số"), validators=[InputRequired(_N("Hãy ghi số dòng."))]
    )


class PersonForm(_PartForm):
    """A participant as the officer enters them."""

    PART = "nguoi"

    kind = SelectField(_N("Đối tượng"))
    full_name = _line(_N("Họ tên"), _N("Hãy ghi họ tên."))
    email = _line(_N("Thư điện tử"), hint=_N("Để người này tự điểm danh và xem giấy chứng nhận"))
    phone = StringField(_N("Điện thoại"), validators=[Length(max=30)])
    position = _line(_N("Chức vụ"))
    organisation_name = _line(_N("Tổ chức"), hint=_N("Bắt buộc với doanh nghiệp và hộ"))
    tax_code = StringField(
        _N("Mã số thuế của tổ chức"),
        description=_N("Để tính số tổ chức được đào tạo, mỗi tổ chức một lần"),
        validators=[Length(max=20)],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind.choices = rules().kind_titles()

    def facts(self) -> PersonFacts:
        """What the form says, once it is valid."""
        return PersonFacts(
            kind=ParticipantKind(self.kind.data),
            full_name=self.full_name.data or "",
            email=self.email.data or "",
            phone=self.phone.data or "",
            position=self.position.data or "",
            organisation_name=self.organisation_name.data or "",
            tax_code=self.tax_code.data or "",
        )


class OrganisationForm(Form):
    """Whom a participant stands for."""

    version = VersionField()
    organisation_name = _line(_N("Tổ chức"), hint=_N("Bắt buộc với doanh nghiệp và hộ"))
    tax_code = StringField(_N("Mã số thuế của tổ chức"), validators=[Length(max=20)])


class SignUpForm(Form):
    """What a person says when signing up; name and address are those of the account."""

    kind = SelectField(_N("Bạn tham dự với tư cách"))
    position = _line(_N("Chức vụ"))
    phone = StringField(_N("Điện thoại"), validators=[Length(max=30)])
    organisation_name = _line(_N("Tổ chức"), hint=_N("Bắt buộc với doanh nghiệp và hộ"))
    tax_code = StringField(
        _N("Mã số thuế của tổ chức"),
        description=_N("Không có mã số thuế thì tổ chức chưa được tính là đã được đào tạo"),
        validators=[Length(max=20)],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.kind.choices = rules().kind_titles()

    def facts(self) -> PersonFacts:
        """What the form says, once it is valid."""
        return PersonFacts(
            kind=ParticipantKind(self.kind.data),
            full_name="",
            phone=self.phone.data or "",
            position=self.position.data or "",
            organisation_name=self.organisation_name.data or "",
            tax_code=self.tax_code.data or "",
        )


class ImportForm(_PartForm):
    """A workbook with participants, or the text of one that was shown."""

    PART = "bang"

    file = FileField(_N("Tệp XLSX"), description=_N("Mỗi dòng một người, đúng các cột của mẫu."))
    text = HiddenField()


class OpinionForm(Form):
    """How satisfied a participant was."""

    mark = RadioField(
        _N("Mức hài lòng"), choices=_MARKS, validators=[InputRequired(_N("Hãy chọn một mức."))]
    )
    remark = TextAreaField(
        _N("Góp ý (nếu có)"),
        description=_N("Không ghi tên; ý kiến được lưu tách khỏi người gửi."),
        validators=[Length(max=LONG)],
    )


class RevokeForm(Form):
    """Why a certificate is taken back."""

    reason = TextAreaField(_N("Lý do"), validators=[Length(max=LONG)])


class AnswersForm(Form):
    """One choice for each question; the fields come from `answers_form`."""

    def answers(self, asked: Sequence[TrainingQuestion]) -> dict[int, int]:
        """Id of the question → place of the choice, from 0."""
        return {one.id: int(self[f"q{one.id}"].data) for one in asked if self[f"q{one.id}"].data}


def answers_form(asked: Sequence[TrainingQuestion]) -> AnswersForm:
    """The form of a test."""
    fields = {
        f"q{one.id}": RadioField(
            f"{number}. {one.text}",
            choices={f"{place}": choice for place, choice in enumerate(one.choices)},
            validators=[InputRequired(_N("Hãy chọn một phương án."))],
        )
        for number, one in enumerate(asked, start=1)
    }
    form: AnswersForm = type("AnAnswersForm", (AnswersForm,), fields)()
    return form
