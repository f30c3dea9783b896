"""A course from its plan to its certificates, as its officer and its participants meet it."""

import re
from datetime import timedelta

import pytest

from award import clock
from award.demo.who import owner
from award.extensions import db
from award.models import (
    AuditEvent,
    OutboxMessage,
    Participant,
    TrainingAttendance,
    TrainingCourse,
    TrainingQuestion,
)
from award.services import (
    training,
    training_attendance,
    training_people,
)
from tests.factories import (
    attend,
    make_course,
    make_organisation,
    make_participant,
    make_province_officer,
    make_session,
    make_user,
    runner_of,
    standing_body,
)
from tests.web.at_field import told_at


def day(offset: int = 0) -> str:
    return f"{clock.today_local() + timedelta(days=offset):%d/%m/%Y}"


COURSE = {
    "field": "award", "title": "Lớp Mẫu viết báo cáo", "organiser": "Sở Mẫu", "place": "Hội trường",
    "seats": "2", "pass_percent": "50", "valid_months": "24",
}  # fmt: skip


def with_test(course: TrainingCourse, *rights: int) -> list[TrainingQuestion]:
    for right in rights:
        training.add_question(
            course, text="Câu hỏi Mẫu?", choices=["Một", "Hai"], right=right,
            actor=runner_of(course),
        )  # fmt: skip
    return training.questions(course)


def test_an_officer_opens_a_course_with_sessions_and_papers(browse, signed, app):
    officer = browse(make_province_officer("22"))

    made = officer.post(
        "/programme/training", data=COURSE | {"starts_on": day(), "ends_on": day(1)}
    )
    course = db.session.query(TrainingCourse).one()
    at = f"/programme/training/{course.id}"
    hours = {"buoi-topic": "Buổi sáng", "buoi-starts_at": f"{day()}, 08:00"}
    added = officer.post(f"{at}/sessions", data=hours | {"buoi-ends_at": f"{day()}, 11:00"})
    paper = officer.post(f"{at}/files", data={"giay-to-kind": "plan", "giay-to-file": signed()})

    assert (made.status_code, added.status_code, paper.status_code) == (302, 302, 302)
    assert (course.province_code, course.seats, course.valid_months) == ("22", 2, 24)
    page = officer.get(at).text
    assert "Buổi sáng" in page
    assert "Kế hoạch" in page
    assert "Lớp Mẫu viết báo cáo" in officer.get("/programme/training").text


def test_the_national_office_opens_courses_for_the_country(browse, app):
    browse(standing_body()).post(
        "/programme/training", data=COURSE | {"starts_on": day(), "ends_on": day()}
    )

    assert db.session.query(TrainingCourse).one().province_code is None


@pytest.mark.parametrize(
    ("field", "typed", "sentence"),
    [
        ("ends_on", day(-1), "Ngày kết thúc phải từ ngày bắt đầu trở đi."),
        ("sign_up_until", day(9), "Hạn đăng ký phải trước khi lớp kết thúc."),
        ("seats", "0", "Số chỗ phải từ 1 trở lên."),
        ("starts_on", "32/13/2026", "ngày"),
    ],
)
def test_a_course_that_cannot_be_is_told_at_its_field_and_nothing_is_lost(
    browse, app, field, typed, sentence
):
    data = COURSE | {"starts_on": day(), "ends_on": day(1)} | {field: typed}

    answer = browse(make_province_officer("22")).post("/programme/training", data=data)

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert "Lớp Mẫu viết báo cáo" in answer.text
    assert db.session.query(TrainingCourse).all() == []


def test_two_officers_who_edit_one_course_do_not_overwrite_each_other(browse, app):
    course = make_course("22")
    officer = browse(runner_of(course))
    data = COURSE | {"starts_on": day(), "ends_on": day(1), "version": f"{course.version}"}

    first = officer.post(f"/programme/training/{course.id}/edit", data=data)
    second = officer.post(f"/programme/training/{course.id}/edit", data=data | {"title": "Khác"})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Khác" in second.text
    assert course.title == "Lớp Mẫu viết báo cáo"


def test_seats_and_days_of_a_course_are_not_cut_below_what_is_there(browse, app):
    course = make_course(ends_on=clock.today_local())
    make_session(course)
    make_participant(course)
    make_participant(course)
    officer = browse(runner_of(course))
    at = f"/programme/training/{course.id}/edit"
    data = COURSE | {"version": f"{course.version}", "starts_on": day(), "ends_on": day()}

    few = officer.post(at, data=data | {"seats": "1"})
    moved = officer.post(at, data=data | {"starts_on": day(2), "ends_on": day(3)})

    assert "Lớp đã có 2 người đăng ký." in few.text
    assert "Có buổi học nằm ngoài các ngày này" in moved.text


def test_a_person_signs_up_and_sees_the_course_in_their_record(browse, app):
    course = make_course(seats=1)
    person = make_user("Người Mẫu Học")
    one = browse(person)
    data = {"kind": "enterprise", "organisation_name": "Công ty Mẫu", "tax_code": "0100109106"}

    listed = one.get("/training").text
    answer = one.post(f"/training/{course.id}/sign-up", data=data)
    again = one.post(f"/training/{course.id}/sign-up", data=data)
    late = browse(make_user()).post(f"/training/{course.id}/sign-up", data=data)

    row = db.session.query(Participant).one()
    assert course.title in listed
    assert (answer.status_code, again.status_code, late.status_code) == (302, 422, 422)
    assert (row.user_id, row.email, row.tax_code) == (person.id, person.email, "0100109106")
    assert "Bạn có tên trong lớp" in one.get(f"/training/{course.id}").text
    assert "Lớp đã đủ 1 chỗ." in late.text


def test_nobody_signs_up_after_the_closing_date_but_the_officer_may_enter_people(browse, app):
    yesterday = clock.today_local() - timedelta(days=1)
    course = make_course(sign_up_until=yesterday)

    late = browse(make_user()).post(f"/training/{course.id}/sign-up", data={"kind": "assessor"})
    entered = browse(runner_of(course)).post(
        f"/programme/training/{course.id}/people",
        data={"nguoi-kind": "assessor", "nguoi-full_name": "Nguyễn Thị Mẫu"},
    )

    assert "Lớp đã hết hạn đăng ký." in late.text
    assert entered.status_code == 302
    assert [row.full_name for row in db.session.query(Participant)] == ["Nguyễn Thị Mẫu"]


@pytest.mark.parametrize(
    ("wrong", "field", "sentence"),
    [
        ({"nguoi-tax_code": "123"}, "nguoi-tax_code", "Mã số thuế gồm 10 chữ số"),
        ({"nguoi-tax_code": "123456789012"}, "nguoi-tax_code", "bắt đầu bằng số 0"),
        ({"nguoi-email": "khong phai"}, "nguoi-email", "Địa chỉ thư điện tử chưa đúng"),
        ({"nguoi-kind": "household"}, "nguoi-organisation_name",
         "Hãy ghi tên doanh nghiệp, hợp tác xã hoặc hộ."),
    ],
)  # fmt: skip
def test_a_participant_with_a_wrong_field_is_told_there(browse, app, wrong, field, sentence):
    course = make_course()
    data = {"nguoi-kind": "state_officer", "nguoi-full_name": "Trần Văn Mẫu"} | wrong

    answer = browse(runner_of(course)).post(f"/programme/training/{course.id}/people", data=data)

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert "Trần Văn Mẫu" in answer.text


def test_a_scanned_code_checks_in_once_and_a_stale_one_opens_nothing(browse, app):
    course = make_course()
    session = make_session(course)
    person = make_user()
    make_participant(course, person.full_name, email=person.email)
    officer, one = browse(runner_of(course)), browse(person)
    at = f"/programme/training/{course.id}/sessions/{session.id}/door"

    officer.post(at)
    code = re.search(r"/training/door/([\w-]+)", officer.get(at).text).group(1)
    page = one.get(f"/training/door/{code}")
    first = one.post(f"/training/door/{code}")
    one.post(f"/training/door/{code}")
    stranger = browse(make_user()).post(f"/training/door/{code}")
    officer.post(f"{at}/close")
    closed = one.get(f"/training/door/{code}")

    assert "Tôi có mặt" in page.text
    assert (first.status_code, stranger.status_code, closed.status_code) == (302, 403, 403)
    assert [row.how for row in db.session.query(TrainingAttendance)] == ["door"]
    assert db.session.query(Participant).one().user_id == person.id
    assert [e.action for e in db.session.query(AuditEvent).filter_by(action="check_in")] == [
        "check_in"
    ]


def test_a_code_ends_after_its_time_and_a_forged_one_never_begins(app):
    course = make_course()
    session = make_session(course)
    training_attendance.open_door(session, actor=runner_of(course))
    code = training_attendance.door_code(session)
    number, until, _ = code.split("-")

    late = clock.now() + timedelta(seconds=200)
    with clock.held_at(late), pytest.raises(training_attendance.Refusal, match="hết hiệu lực"):
        training_attendance.behind(code)
    for forged in ("", "x", f"{number}-{until}-é", f"{number}-{int(until) + 9}-{code[-32:]}",
                   f"{'9' * 12}-{until}-x", f"{number}-{'9' * 30}-x"):  # fmt: skip
        with pytest.raises(training_attendance.Refusal, match="hết hiệu lực"):
            training_attendance.behind(forged)
    assert training_attendance.behind(code) is session


def test_a_list_takes_in_and_takes_back_and_leaves_who_came_by_the_door_meanwhile(browse, app):
    course = make_course()
    session = make_session(course)
    an, binh, chi = (make_participant(course, name) for name in ("Lê An", "Lê Bình", "Lê Chi"))
    attend(an, session)
    attend(binh, session)

    answer = browse(runner_of(course)).post(
        f"/programme/training/{course.id}/sessions/{session.id}/attendance",
        data={"shown": [an.id], "present": [chi.id, 999_999]},
        follow_redirects=True,
    )

    assert "Đã ghi: thêm 1 người, bỏ 1 người." in answer.text
    assert training_attendance.present(session) == {binh.id, chi.id}


def test_nobody_is_marked_as_present_before_the_day_of_a_session(browse, app):
    tomorrow = clock.today_local() + timedelta(days=1)
    course = make_course(starts_on=tomorrow, ends_on=tomorrow)
    session, person = make_session(course), make_participant(course)
    officer = browse(runner_of(course))
    at = f"/programme/training/{course.id}/sessions/{session.id}"

    answers = [officer.post(f"{at}/attendance", data={"present": person.id}),
               officer.post(f"{at}/door")]  # fmt: skip

    assert [one.status_code for one in answers] == [403, 403]
    assert all("Chưa đến ngày của buổi học" in one.text for one in answers)
    assert training_attendance.present(session) == set()


def test_a_closed_course_takes_nobody_in_and_marks_nothing(browse, app):
    course = make_course(pass_percent=50)
    session = make_session(course)
    person = make_user()
    row = make_participant(course, email=person.email)
    (question,) = with_test(course, 0)
    officer = browse(runner_of(course))
    at = f"/programme/training/{course.id}"

    officer.post(f"{at}/close")
    answers = [
        officer.post(f"{at}/people", data={}).status_code,
        officer.post(
            f"{at}/sessions/{session.id}/attendance", data={"present": row.id}
        ).status_code,
        browse(person).post(f"/training/participants/{row.id}/leave").status_code,
        browse(person)
        .post(f"/training/participants/{row.id}/test", data={f"q{question.id}": "0"})
        .status_code,
    ]

    assert answers == [403, 403, 403, 403]
    assert browse(person).get(f"/training/{course.id}").status_code == 200


def test_a_course_is_not_closed_before_it_began_nor_a_session_removed_that_somebody_attended(
    browse, app
):
    tomorrow = clock.today_local() + timedelta(days=1)
    coming = make_course(starts_on=tomorrow, ends_on=tomorrow)
    course = make_course()
    session, empty = make_session(course, 8), make_session(course, 13)
    attend(make_participant(course), session)
    officer = browse(runner_of(course))
    at = f"/programme/training/{course.id}/sessions"

    assert officer.post(f"/programme/training/{coming.id}/close").status_code == 403
    assert officer.post(f"{at}/{session.id}/remove").status_code == 403
    assert officer.post(f"{at}/{empty.id}/remove").status_code == 302


def test_sessions_lie_within_the_course_and_not_over_one_another(browse, app):
    course = make_course()
    make_session(course, 8)
    officer = browse(runner_of(course))
    at = f"/programme/training/{course.id}/sessions"
    base = {"buoi-topic": "Buổi"}

    outside = {"buoi-starts_at": f"{day(7)}, 08:00", "buoi-ends_at": f"{day(7)}, 09:00"}
    over = {"buoi-starts_at": f"{day()}, 09:00", "buoi-ends_at": f"{day()}, 11:00"}

    late = over | {"buoi-ends_at": f"{day(7)}, 11:00"}
    backwards = over | {"buoi-ends_at": f"{day()}, 08:30"}
    told = [
        (told_at(answer, "buoi-starts_at"), told_at(answer, "buoi-ends_at"))
        for answer in (
            officer.post(at, data=base | one) for one in (outside, over, late, backwards)
        )
    ]

    assert "phải nằm trong các ngày của lớp" in told[0][0]
    assert "Đã có buổi học vào giờ này." in told[1][0]
    assert "phải nằm trong các ngày của lớp" in told[2][1]
    assert "phải kết thúc sau khi bắt đầu" in told[3][1]


def test_who_leaves_before_attending_is_forgotten(browse, app):
    course = make_course()
    person = make_user()
    row = make_participant(course, person.full_name, email=person.email)

    answer = browse(person).post(f"/training/participants/{row.id}/leave")

    assert answer.status_code == 302
    assert (row.full_name, row.email, row.phone, row.user_id) == ("(đã bỏ tên)", "", "", None)
    assert training_people.mine(course, person) is None


def test_who_has_attended_is_not_taken_off(browse, app):
    course = make_course()
    row = make_participant(course)
    attend(row, make_session(course))

    answer = browse(runner_of(course)).post(
        f"/programme/training/{course.id}/people/{row.id}/remove"
    )

    assert answer.status_code == 403
    assert row.removed_at is None


def test_an_organisation_sees_counts_of_its_people_and_branches_and_no_names(browse, app):
    owner = make_user()
    organisation = make_organisation(owner=owner)
    course = make_course()
    session = make_session(course)
    code = organisation.tax_code
    first = make_participant(course, "Phạm Thị Kín", tax_code=code)
    make_participant(course, tax_code=f"{code}-001")
    attend(first, session)

    page = browse(owner).get(f"/training/organisations/{organisation.id}").text

    assert re.findall(r'class="app-num">(\d+)<', page) == ["2", "1", "0"]
    assert "Phạm Thị Kín" not in page


def test_organisations_of_the_place_that_have_nobody_in_the_course_are_invited(browse, app):
    officer = make_province_officer("01")
    course = make_course("01", title="Lớp Mẫu mời")
    made = {place: make_organisation(province_code=place) for place in ("01", "31")}
    sent = make_organisation(province_code="01")
    make_participant(course, tax_code=sent.tax_code)

    answer = browse(officer).post(f"/programme/training/{course.id}/invite", follow_redirects=True)

    letters = db.session.query(OutboxMessage).filter_by(kind="email").all()
    assert "Đã gửi thư mời tới 1 người." in answer.text
    assert [one.payload["to"] for one in letters] == [owner(made["01"]).email]
    assert letters[0].payload["subject"] == "Mời dự lớp: Lớp Mẫu mời"
    assert f"/training/{course.id}" in letters[0].payload["text"]


def test_nobody_is_invited_to_what_is_over_or_where_all_have_come(browse, app):
    officer = browse(make_province_officer("01"))
    make_organisation(province_code="31")
    empty = make_course("01")
    over = make_course("01", sign_up_until=clock.today_local() - timedelta(days=1))

    answers = [officer.post(f"/programme/training/{one.id}/invite") for one in (empty, over)]

    assert [answer.status_code for answer in answers] == [403, 403]
    assert "Không có tổ chức nào" in answers[0].text
    assert "hết hạn đăng ký" in answers[1].text
    assert db.session.query(OutboxMessage).count() == 0
