"""Who reads and writes a province's report, from the draft to the day after it was sent."""

import pytest

from award.extensions import db
from award.models import IssuedDocument
from award.policies import document, report
from award.services import issuing, report_papers
from tests.factories import (
    make_province_officer,
    make_user,
    render,
    send_report,
    sign_report,
    standing_body,
    start_report,
)


@pytest.fixture
def people(app):
    return {
        "own": make_province_officer("22"),
        "other": make_province_officer("01"),
        "office": standing_body(),
        "stranger": make_user(),
    }


def sees(policy, row, people):
    return {name for name, person in people.items() if policy(person, row) is None}


def test_a_draft_and_a_signed_report_are_the_province_s_alone(people):
    row = start_report("22", 2025)

    draft = [sees(policy, row, people) for policy in (report.view, report.edit, report.write)]
    sign_report(row)
    signed = [sees(policy, row, people) for policy in (report.view, report.edit, report.write)]

    assert draft == [{"own"}, {"own"}, {"own"}]
    assert signed == [{"own"}, {"own"}, set()]


def test_a_sent_report_is_read_by_the_office_and_written_by_nobody(people):
    row = send_report(sign_report(start_report("22", 2025)))

    assert sees(report.view, row, people) == {"own", "office"}
    assert sees(report.edit, row, people) == {"own"}
    assert sees(report.write, row, people) == set()


def test_its_paper_follows_the_report_and_takes_no_signed_copy_of_its_own(people):
    row = start_report("22", 2025)
    paper = issuing.issue(report_papers.KIND, row, actor=people["own"])
    render(paper)

    before = sees(document.view, paper, people)
    send_report(sign_report(row))
    after = sees(document.view, db.session.get_one(IssuedDocument, paper.id), people)

    assert (before, after) == ({"own"}, {"own", "office"})
    assert sees(document.sign, paper, people) == set()
