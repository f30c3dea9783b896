"""Courses of a half-year: held, tested, certified, and one that still takes people in."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial

from sqlalchemy import select

from award import clock
from award.demo import founding, people
from award.demo.storyteller import Storyteller
from award.demo.training import attend, make_course, make_participant, make_session
from award.extensions import db
from award.models import (
    CourseField,
    CourseFileKind,
    IssuedDocument,
    Organisation,
    Participant,
    ParticipantKind,
    TrainingCertificate,
    TrainingCourse,
    User,
)
from award.services import (
    training,
    training_attendance,
    training_certificates,
    training_people,
    training_results,
)
from award.services.training_people import PersonFacts

Step = tuple[date, Callable[[], None]]
QUESTIONS = (
    ("Mã truy xuất nguồn gốc xác định cuối cùng điều gì?",
     ("Sản phẩm ở từng công đoạn", "Giá bán", "Người mua"), 0),
    ("Khi nào ghi dữ liệu của một công đoạn?",
     ("Cuối năm", "Mỗi khi công đoạn diễn ra"), 1),
    ("Mã GTIN dùng để định danh gì?", ("Địa điểm", "Thương phẩm", "Chuyến xe"), 1),
)  # fmt: skip
STUDENTS = ("Đại diện Mẫu 01", "Người soạn Mẫu 01")  # who can sign in and see their own record


def organisations(province_code: str) -> Sequence[Organisation]:
    """Those registered in a province, the first first."""
    return db.session.scalars(
        select(Organisation)
        .where(Organisation.province_code == province_code)
        .order_by(Organisation.id)
    ).all()


def steps(author: Storyteller, codes: Sequence[str], year: int, today: date) -> list[Step]:
    """The courses of the provinces and one of the national office, each on its day."""
    held: list[Step] = []
    for place, code in enumerate(codes):
        day = date(year, 5, 19) + timedelta(days=7 * place)
        held.append((day, partial(_course_of_province, author, code)))
    held.append((date(year, 4, 14), partial(_course_of_country, author)))
    held.append((min(today, date(year, 7, 1)), partial(_course_to_come, codes[-1], today)))
    return held


def _course_of_province(author: Storyteller, code: str) -> None:
    """A day of two sessions for enterprises and officers; certificates without a test."""
    course = make_course(
        code,
        title="Truy xuất nguồn gốc cho doanh nghiệp, hợp tác xã",
        organiser="Sở Khoa học và Công nghệ",
        ends_on=clock.today_local(),
        seats=60,
        cost_basis="Kế hoạch năm, nhiệm vụ tập huấn",
    )
    _invite(author, course)
    sessions = [make_session(course, 8, topic="Yêu cầu chung"),
                make_session(course, 14, topic="Thực hành khai báo sự kiện")]  # fmt: skip
    sent = [
        make_participant(
            course, f"Học viên Mẫu {code} {number:02d}", organisation_name=one.name,
            tax_code=one.tax_code, position="Quản lý chất lượng",
        )
        for number, one in enumerate(organisations(code)[:3], start=1)
    ]  # fmt: skip
    sent += [
        make_participant(
            course, f"Cán bộ Mẫu xã {code} {number:02d}", kind=ParticipantKind.STATE_OFFICER,
            organisation_name="", position="Công chức cấp xã",
        )
        for number in range(1, 3)
    ]  # fmt: skip
    for place, person in enumerate(sent):
        attend(person, *sessions[: 1 if place == 1 else 2])
    _end(author, course, sent)


def _course_of_country(author: Storyteller) -> None:
    """A course on the award for those who write dossiers and those who judge them, with a test."""
    course = make_course(
        None,
        field=CourseField.AWARD,
        title="Viết báo cáo tự đánh giá và đánh giá hồ sơ Giải thưởng",
        organiser="Ủy ban Tiêu chuẩn Đo lường Chất lượng Quốc gia",
        ends_on=clock.today_local(),
        pass_percent=60,
        valid_months=24,
    )
    session = make_session(course, 8, topic="Tiêu chí và cách viết")
    _ask(course)
    sent = [_signed_up(course, name) for name in STUDENTS]
    sent += [
        make_participant(
            course, f"Chuyên gia Mẫu Lớp {number:02d}", kind=ParticipantKind.ASSESSOR,
            organisation_name="", position="Chuyên gia đánh giá",
        )
        for number in range(1, 3)
    ]  # fmt: skip
    training_attendance.open_door(session, actor=founding.standing_body())
    for name in STUDENTS:
        training_attendance.check_in(session, actor=_account(name))
    attend(sent[2], session)
    _sit_test(course)
    _end(author, course, sent[:3])


def _course_to_come(code: str, today: date) -> None:
    """A course after today, still open to everybody."""
    begins = today + timedelta(days=21)
    course = make_course(
        code,
        title="Mã số mã vạch và hộ chiếu số của sản phẩm",
        organiser="Sở Khoa học và Công nghệ",
        starts_on=begins,
        ends_on=begins,
        seats=40,
        sign_up_until=begins - timedelta(days=3),
        pass_percent=60,
    )
    make_session(course, 8, topic="Đăng ký và sử dụng mã")
    _ask(course)
    make_participant(course, "Học viên Mẫu sắp học")


def _account(name: str) -> User:
    return db.session.scalars(select(User).where(User.email == people.address_of(name))).one()


def _signed_up(course: TrainingCourse, name: str) -> Participant:
    facts = PersonFacts(
        ParticipantKind.ENTERPRISE, name, organisation_name=organisations("01")[0].name,
        tax_code=organisations("01")[0].tax_code, position="Ban chất lượng",
    )  # fmt: skip
    return training_people.sign_up(course, facts, actor=_account(name))


def _invite(author: Storyteller, course: TrainingCourse) -> None:
    officer = founding.officer_of(course.province_code or "")
    for kind, name in (
        (CourseFileKind.PLAN, "kế hoạch mở lớp.pdf"),
        (CourseFileKind.INVITATION, "giấy mời.pdf"),
    ):
        training.add_file(course, kind, author.scan(name, officer), actor=officer)


def _ask(course: TrainingCourse) -> None:
    body = founding.standing_body()
    for text, choices, right in QUESTIONS:
        training.add_question(course, text=text, choices=list(choices), right=right, actor=body)


def _sit_test(course: TrainingCourse) -> None:
    """One of the two passes, the other has tries left."""
    asked = training.questions(course)
    for place, name in enumerate(STUDENTS):
        person = training_people.mine(course, _account(name))
        assert person is not None
        answers = {one.id: one.right if place == 0 else 0 for one in asked}
        training_results.take_test(person, answers, actor=_account(name))


def _end(author: Storyteller, course: TrainingCourse, sent: Sequence[Participant]) -> None:
    """What the people thought of it, certificates printed, the course closed."""
    runner = founding.officer_of(course.province_code) if course.province_code else None
    actor = runner or founding.standing_body()
    for place, person in enumerate(sent):
        remark = "Nên có thêm giờ thực hành." if place == 0 else ""
        training_results.rate(person, mark=5 - place % 2, remark=remark, actor=actor)
    training_certificates.issue_all(course, actor=actor)
    documents = _certificates(course)
    for document in documents:
        author.order(document)
    for document in documents:
        author.render(document)
    training.close(course, actor=actor)


def _certificates(course: TrainingCourse) -> Sequence[IssuedDocument]:
    return db.session.scalars(
        select(IssuedDocument)
        .join(TrainingCertificate, TrainingCertificate.document_id == IssuedDocument.id)
        .join(Participant)
        .where(Participant.training_course_id == course.id)
        .order_by(IssuedDocument.id)
    ).all()
