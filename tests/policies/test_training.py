"""Who sees and runs what of a course: names of participants for its officers and themselves."""

import pytest

from award.extensions import db
from award.models import CourseFileKind, IssuedDocument, TrainingCertificate
from award.policies import document, programme, training
from award.services import training as courses
from award.services import training_certificates, training_people
from tests.factories import (
    attend,
    make_course,
    make_file,
    make_participant,
    make_province_officer,
    make_session,
    make_user,
    runner_of,
    standing_body,
)


def sees(policy, row, people):
    return {name for name, person in people.items() if policy(person, row) is None}


@pytest.fixture
def people(app):
    return {
        "own": make_province_officer("22"),
        "other": make_province_officer("01"),
        "office": standing_body(),
        "participant": make_user(),
        "stranger": make_user(),
    }


@pytest.fixture
def course(people):
    return make_course("22")


def test_everybody_learns_that_a_course_takes_place(people, course):
    assert sees(training.announce, course, people) == set(people)


def test_counts_are_for_the_province_and_the_office_names_for_the_province(people, course):
    session = make_session(course)

    assert sees(training.oversee, course, people) == {"own", "office"}
    assert sees(training.run, course, people) == {"own"}
    assert sees(training.run, session, people) == {"own"}
    assert sees(training.work_on, course, people) == {"own"}


def test_a_national_course_is_run_by_the_office_and_counted_by_every_province(people):
    course = make_course(None)

    assert sees(training.oversee, course, people) == {"own", "other", "office"}
    assert sees(training.run, course, people) == {"office"}


def test_a_closed_course_is_run_but_not_worked_on(people, course):
    courses.close(course, actor=people["own"])

    assert sees(training.run, course, people) == {"own"}
    assert sees(training.work_on, course, people) == set()


def test_a_participant_is_seen_by_the_person_and_the_course_s_officers(people, course):
    row = make_participant(course, email=people["participant"].email)

    by_address = sees(training.view_participant, row, people)
    row.user_id = people["participant"].id
    row.email = ""
    by_account = sees(training.view_participant, row, people)

    assert by_address == by_account == {"own", "participant"}
    assert sees(training.own, row, people) == {"participant"}


def test_who_was_taken_off_is_seen_by_nobody(people, course):
    row = make_participant(course, email=people["participant"].email)
    training_people.remove(row, actor=people["own"])

    assert sees(training.view_participant, row, people) == set()


@pytest.mark.parametrize(
    ("kind", "may"),
    [
        ("plan", {"own", "office"}),
        ("invitation", {"own", "other", "office", "participant", "stranger"}),
        ("programme", {"own", "other", "office", "participant", "stranger"}),
        ("material", {"own", "office", "participant"}),
    ],
)
def test_papers_of_a_course_are_for_whom_they_are_meant(people, course, kind, may):
    make_participant(course, email=people["participant"].email)
    file = courses.add_file(course, CourseFileKind(kind), make_file(), actor=people["own"])

    assert sees(training.view_file, file, people) == may


def test_a_certificate_and_its_paper_are_for_its_holder_and_the_course_s_officers(people, course):
    row = make_participant(course, email=people["participant"].email)
    attend(row, make_session(course))
    training_certificates.issue_all(course, actor=runner_of(course))
    certificate = db.session.query(TrainingCertificate).one()
    paper = db.session.get_one(IssuedDocument, certificate.document_id)

    assert sees(training.view_certificate, certificate, people) == {"own", "participant"}
    assert sees(training.run, certificate, people) == {"own"}
    assert sees(document.view, paper, people) == {"own", "participant"}


def test_the_programme_s_room_is_for_officers_and_the_office(people):
    assert sees(programme.enter, None, people) == {"own", "other", "office"}
