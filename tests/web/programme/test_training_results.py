"""What comes of a course: marks, satisfaction, certificates that anybody can verify."""

from datetime import timedelta

from award import clock
from award.extensions import db
from award.models import (
    AuditEvent,
    IssuedDocument,
    ParticipantKind,
    Satisfaction,
    TrainingCertificate,
    TrainingCourse,
    TrainingQuestion,
    TrainingResult,
)
from award.reports import pdf
from award.services import (
    programme_counts,
    programme_rules,
    training,
    training_certificates,
    training_results,
)
from tests.factories import (
    attend,
    make_course,
    make_participant,
    make_session,
    make_user,
    runner_of,
    standing_body,
)
from tests.pdf.reading import words_of
from tests.web.at_field import told_at


def with_test(course: TrainingCourse, *rights: int) -> list[TrainingQuestion]:
    for right in rights:
        training.add_question(
            course, text="Câu hỏi Mẫu?", choices=["Một", "Hai"], right=right,
            actor=runner_of(course),
        )  # fmt: skip
    return training.questions(course)


def test_the_machine_marks_the_test_keeps_the_best_try_and_stops_after_the_last(browse, app):
    course = make_course(pass_percent=60)
    person = make_user()
    row = make_participant(course, email=person.email)
    first, second = with_test(course, 0, 1)
    one = browse(person)
    at = f"/training/participants/{row.id}/test"

    half = one.post(at, data={f"q{first.id}": "0", f"q{second.id}": "0"}, follow_redirects=True)
    full = one.post(at, data={f"q{first.id}": "0", f"q{second.id}": "1"}, follow_redirects=True)
    one.post(at, data={f"q{first.id}": "1", f"q{second.id}": "0"})
    fourth = one.post(at, data={f"q{first.id}": "0", f"q{second.id}": "1"})

    result = db.session.query(TrainingResult).one()
    assert "50 %. Chưa đạt" in half.text
    assert "100 %. Bạn đã đạt." in full.text
    assert fourth.status_code == 403
    assert (result.percent, result.tries) == (100, 3)
    assert "hết số lần cho phép" in one.get(at).text


def test_a_test_with_an_open_question_is_not_marked(browse, app):
    course = make_course(pass_percent=60)
    person = make_user()
    row = make_participant(course, email=person.email)
    first, _ = with_test(course, 0, 1)

    answer = browse(person).post(
        f"/training/participants/{row.id}/test", data={f"q{first.id}": "0"}
    )

    assert answer.status_code == 422
    assert "Hãy chọn một phương án." in answer.text
    assert db.session.query(TrainingResult).all() == []


def test_questions_are_checked_and_stand_still_once_somebody_has_answered(browse, app):
    course = make_course(pass_percent=60)
    person = make_user()
    row = make_participant(course, email=person.email)
    officer = browse(runner_of(course))
    at = f"/programme/training/{course.id}/test"
    good = {"cau-hoi-text": "Mã vạch?", "cau-hoi-choices": "Một\nHai", "cau-hoi-right": "2"}

    same = officer.post(at, data=good | {"cau-hoi-choices": "Một\nMột"})
    off = officer.post(at, data=good | {"cau-hoi-right": "3"})
    officer.post(at, data=good)
    (question,) = training.questions(course)
    training_results.take_test(row, {question.id: 1}, actor=person)
    late = officer.post(at, data=good)
    removed = officer.post(f"{at}/{question.id}/remove")

    assert "từ 2 đến 6 phương án khác nhau" in told_at(same, "cau-hoi-choices")
    assert "Phương án đúng phải là số thứ tự" in told_at(off, "cau-hoi-right")
    assert question.right == 1
    assert "không đổi câu hỏi được nữa" in late.text
    assert removed.status_code == 403


def test_a_question_can_be_taken_back_before_anybody_answers_and_needs_a_pass_mark(browse, app):
    course, without = make_course(pass_percent=60), make_course()
    (question,) = with_test(course, 0)
    good = {"cau-hoi-text": "Mã vạch?", "cau-hoi-choices": "Một\nHai", "cau-hoi-right": "2"}
    officer = browse(runner_of(course))

    officer.post(f"/programme/training/{course.id}/test/{question.id}/remove")
    refused = officer.post(f"/programme/training/{without.id}/test", data=good)

    assert training.questions(course) == []
    assert "Hãy ghi mức đạt của bài kiểm tra" in refused.text


def test_an_opinion_is_given_once_and_kept_apart_from_the_person(browse, app):
    course = make_course()
    session = make_session(course)
    people = [make_user() for _ in range(3)]
    rows = [make_participant(course, email=person.email) for person in people]
    for row in rows[:2]:
        attend(row, session)
    absent = browse(people[2]).post(
        f"/training/participants/{rows[2].id}/opinion", data={"mark": "1"}
    )
    attend(rows[2], session)

    for person, row in zip(people, rows, strict=True):
        data = {"mark": "4", "remark": f"Góp ý Mẫu {row.id}"}
        browse(person).post(f"/training/participants/{row.id}/opinion", data=data)
        browse(person).post(f"/training/participants/{row.id}/opinion", data=data)

    assert "chỉ nhận từ người đã dự" in absent.text
    assert [row.mark for row in db.session.query(Satisfaction)] == [4, 4, 4]
    assert {row.rated_at for row in rows} == {clock.start_of_day(clock.today_local())}
    page = browse(runner_of(course)).get(f"/programme/training/{course.id}").text
    assert "4,0/5 (3 ý kiến)" in page
    assert f"Góp ý Mẫu {rows[0].id}" in page


def test_no_satisfaction_is_told_of_so_few_that_one_could_guess(app):
    course = make_course()
    session = make_session(course)
    for _ in range(2):
        person = make_user()
        row = make_participant(course, email=person.email)
        attend(row, session)
        training_results.rate(row, mark=1, remark="Chê.", actor=person)

    assert training_results.satisfaction(course) == training_results.Mood(2, None, {}, ())


def test_a_certificate_is_for_who_was_there_and_passed_and_everybody_can_verify_it(browse, app):
    course = make_course("22", pass_percent=50, valid_months=24, title="Lớp Mẫu GS1")
    session = make_session(course)
    passed, failed, absent = (
        make_participant(course, name) for name in ("Nguyễn Thị Mẫu Hoa", "Lê Hỏng", "Lê Vắng")
    )
    (question,) = with_test(course, 1)
    attend(passed, session)
    attend(failed, session)
    training_results.take_test(passed, {question.id: 1}, actor=runner_of(course))
    training_results.take_test(failed, {question.id: 0}, actor=runner_of(course))

    officer = browse(runner_of(course))
    officer.post(f"/programme/training/{course.id}/certificates")
    again = officer.post(f"/programme/training/{course.id}/certificates")

    certificate = db.session.query(TrainingCertificate).one()
    document = db.session.get_one(IssuedDocument, certificate.document_id)
    content, pages = pdf.printed(document)
    text = words_of(content)
    verified = app.test_client().get(f"/verify?code={document.verification_code}").text
    assert again.status_code == 403
    assert certificate.participant_id == passed.id
    assert certificate.number == f"0001/{clock.today_local().year}/ĐT-22"
    assert pages == 1
    assert "Nguyễn Thị Mẫu Hoa" in text
    assert document.verification_code in text
    assert "Lớp Mẫu GS1" in text
    assert "N. T. M. Hoa" in verified
    assert "Nguyễn Thị" not in verified
    assert "Còn hiệu lực" in verified
    assert absent.certificate is None


def test_a_certificate_of_one_day_names_it_once(app):
    today = clock.today_local()
    course = make_course("22", starts_on=today, ends_on=today)
    attend(make_participant(course), make_session(course))
    training_certificates.issue_all(course, actor=runner_of(course))
    certificate = db.session.query(TrainingCertificate).one()

    content, _ = pdf.printed(db.session.get_one(IssuedDocument, certificate.document_id))

    assert f"ngày {today:%d/%m/%Y}" in words_of(content)
    assert f"đến {today:%d/%m/%Y}" not in words_of(content)


def test_who_came_for_an_enterprise_without_its_tax_code_is_told_as_not_counted(browse, app):
    course = make_course()
    session = make_session(course)
    for code in ("", "0100109106"):
        attend(make_participant(course, tax_code=code), session)
    attend(make_participant(course, kind=ParticipantKind.STATE_OFFICER), session)
    make_participant(course)

    page = browse(runner_of(course)).get(f"/programme/training/{course.id}").text

    assert "Có 1 người dự cho doanh nghiệp, hợp tác xã chưa ghi mã số thuế" in page


def test_a_tax_code_is_written_after_the_course_and_the_organisation_counts(browse, app):
    course = make_course()
    row = make_participant(course)
    attend(row, make_session(course))
    officer = browse(runner_of(course))
    officer.post(f"/programme/training/{course.id}/close")
    at = f"/programme/training/{course.id}/people/{row.id}"
    data = {"version": f"{row.version}", "organisation_name": "Công ty Mẫu"}

    wrong = officer.post(at, data=data | {"tax_code": "0100109107"})
    right = officer.post(at, data=data | {"tax_code": "0100109106"})
    stale = officer.post(at, data=data | {"tax_code": "0100112437"})

    assert "Mã số thuế này không có thật" in told_at(wrong, "tax_code")
    assert (right.status_code, stale.status_code) == (302, 409)
    metric = programme_rules.rules().metric("trained")
    assert [one.name for one in programme_counts.lines(metric, clock.today_local().year)] == [
        "Công ty Mẫu"
    ]
    assert browse(standing_body()).get(at).status_code == 404
    event = db.session.query(AuditEvent).filter_by(action="name_organisation").one()
    assert "0100109106" not in str(event.data)


def test_of_somebody_taken_off_a_course_nothing_is_corrected(browse, app):
    course = make_course()
    row = make_participant(course)
    at = f"/programme/training/{course.id}/people/{row.id}"
    officer = browse(runner_of(course))

    before = officer.get(at)
    officer.post(f"{at}/remove")

    assert (before.status_code, officer.get(at).status_code) == (200, 404)


def test_a_revoked_certificate_says_so_to_whoever_verifies_it_and_an_old_one_has_ended(browse, app):
    course = make_course(valid_months=12)
    session = make_session(course)
    row = make_participant(course)
    attend(row, session)
    training_certificates.issue_all(course, actor=runner_of(course))
    certificate = db.session.query(TrainingCertificate).one()
    at = f"/programme/training/certificates/{certificate.id}/revoke"
    officer = browse(runner_of(course))

    with clock.held_at(clock.now() + timedelta(days=400)):
        old = training_certificates.validity(certificate)
    without = officer.post(at, data={"reason": " "})
    officer.post(at, data={"reason": "Cấp nhầm."})
    twice = officer.post(at, data={"reason": "Cấp nhầm."})
    code = db.session.get_one(IssuedDocument, certificate.document_id).verification_code

    assert (old, without.status_code, twice.status_code) == ("expired", 403, 403)
    assert "đã bị thu hồi" in app.test_client().get(f"/verify?code={code}").text


def test_numbers_of_the_register_run_on_over_the_courses_of_a_place(app):
    for _ in range(2):
        course = make_course(None)
        attend(make_participant(course), make_session(course))
        training_certificates.issue_all(course, actor=runner_of(course))
    numbers = [row.number for row in db.session.query(TrainingCertificate).order_by("id")]

    year = clock.today_local().year
    assert numbers == [f"0001/{year}/ĐT-QG", f"0002/{year}/ĐT-QG"]
