"""Two provinces of the demonstration: everything of the programme is there, and it adds up."""

from datetime import date, datetime
from itertools import pairwise

import pytest

from award import clock, create_app
from award.demo import places, story_programme
from award.demo.people import Cast
from award.demo.printing import open_house
from award.demo.programme import the_province
from award.demo.storyteller import Storyteller
from award.extensions import db
from award.models import (
    DocumentState,
    IssuedDocument,
    ProgrammeReport,
    ReportPeriod,
    TrainingCertificate,
    User,
)
from award.services import (
    auditing,
    programme_counts,
    programme_figures,
    programme_plans,
    programme_reports,
    training_people,
)
from award.services.programme_rules import rules
from tests.conftest import settings_for
from tests.factories import make_organisation

TODAY = date(2026, 11, 2)
FOUNDED = datetime(2024, 2, 20, 8, tzinfo=clock.VIETNAM)


@pytest.fixture(scope="module")
def beats(databases, worker):
    """The story of the programme alone, told once, on provinces of four organisations each."""
    name = f"award_test_{worker}_programme"
    app = create_app(settings_for(databases.clone(name), databases.folder))
    with app.app_context():
        yield _tell()
        db.session.remove()
        db.engine.dispose()
    databases.drop(name)


def _tell():
    with clock.held_at(FOUNDED):
        cast = Cast()
        places.enter_agencies(cast)
        places.enter_staff(cast)
        for name in ("Đại diện Mẫu 01", "Người soạn Mẫu 01"):
            cast.person(name)
        for number in range(8):
            make_organisation(province_code=("01", "31")[number % 2])
    with open_house() as house:
        beats = list(story_programme.tell(Storyteller(2025, house), TODAY))
        for beat in beats:
            beat.happen()
    return beats


def test_the_report_counts_what_the_registers_hold(beats):
    report = db.session.query(ProgrammeReport).filter_by(province_code="31").one()

    values = {one["code"]: int(float(one["value"])) for one in report.figures["figures"]}
    fields = [value for code, value in values.items() if code.startswith("inspections_")]
    assert (values["inspections"], sum(fields), values["violations"]) == (5, 5, 2)
    assert values["systems_declared"] < values["systems"]


def test_one_province_has_sent_its_half_year_and_the_other_is_writing(beats):
    reports = db.session.query(ProgrammeReport).order_by("province_code").all()

    assert [(one.province_code, one.state.value) for one in reports] == [
        ("01", "draft"),
        ("31", "sent"),
    ]
    assert all(programme_reports.is_intact(one) for one in reports)
    assert list(auditing.faults()) == []
    sent = [one.report for one in programme_reports.standings(2026, ReportPeriod.HALF)]
    assert [one.number for one in sent if one] == ["27/BC-UBND"]


def test_time_runs_forward_and_every_paper_is_printed(beats):
    assert all(one.at <= two.at for one, two in pairwise(beats))
    assert beats[-1].at <= clock.end_of_day(TODAY)
    states = {one.state for one in db.session.query(IssuedDocument)}
    assert states == {DocumentState.DRAFT}
    assert db.session.query(TrainingCertificate).count() >= 8


def test_a_percent_a_missing_denominator_and_all_three_parts_can_be_seen(beats):
    whole = {one.metric: one.share for one in _targets("31")}
    lacking = {one.metric: one.share for one in _targets("01")}

    assert whole["trained"].percent is not None
    assert whole["traced"].percent is not None
    assert lacking["trained"].missing == ("cooperative",)
    assert lacking["trained"].percent is None
    doubles = programme_counts.lines(rules().metric("trained"), 2026, the_province("31"))
    assert any(line.also for line in doubles)


def _targets(code):
    return programme_figures.with_results(the_province(code), 2026)


def test_something_is_overdue_carried_over_and_open_to_sign_up(beats):
    student = db.session.query(User).filter_by(full_name="Đại diện Mẫu 01").one()
    with clock.held_at(clock.end_of_day(TODAY)):
        plan = programme_plans.of_year(the_province("01"), 2026)
        overdue = programme_plans.overdue(plan)
        courses = training_people.open_courses(student)
        record = training_people.record_of(student)

    assert len(overdue) >= 2
    assert any(task.carried_from_id for task in plan.tasks)
    assert [course.title for course in courses] == ["Mã số mã vạch và hộ chiếu số của sản phẩm"]
    assert [row.certificate is not None for row in record] == [True]
