"""Lists of the programme ask the database no more for many rows than for one."""

from collections.abc import Callable
from decimal import Decimal
from itertools import count

import pytest

from award import clock
from award.demo.founding import next_number, tax_code
from award.demo.programme import (
    make_denominator,
    make_entries,
    make_plan,
    make_survey,
    make_task,
    make_trained,
    the_province,
)
from award.extensions import db
from award.models import (
    Inspection,
    PriorityProduct,
    ProgrammeDocument,
    ProgrammePlan,
    ReportPeriod,
    TraceSystem,
    TrainingCourse,
    Unit,
)
from award.services import programme_figures
from tests.factories import (
    attend,
    make_course,
    make_organisation,
    make_participant,
    make_province_officer,
    make_session,
    make_user,
    send_report,
    sign_report,
    standing_body,
    start_report,
)

PLACES = ("22", "01", "66", "79")  # Quảng Ninh first, where the officer is
_years = count(2001)


def a_task() -> None:
    plan = db.session.query(ProgrammePlan).first() or make_plan("22")
    make_task(plan)


def a_figure() -> None:
    """A denominator, a series with a value, and a target on it."""
    year, place = next(_years), the_province("22")
    officer, title = make_province_officer("22"), f"Chuỗi Mẫu {year}"
    make_denominator("22", year=year)
    programme_figures.save_value(
        place, programme="other", title=title, unit="%", year=year, value=Decimal(1),
        source="Mẫu", as_of=clock.today_local(), actor=officer,
    )  # fmt: skip
    programme_figures.save_target(
        place, year=year, metric="", series_title=title, value=Decimal(2), unit=Unit.COUNT,
        source="Mẫu", actor=officer,
    )  # fmt: skip


def a_series() -> None:
    """Two years of a series: a picture of its own."""
    officer, title = make_province_officer("22"), f"Chuỗi Mẫu {next_number()}"
    for year in (2024, 2025):
        programme_figures.save_value(
            the_province("22"), programme="other", title=title, unit="%", year=year,
            value=Decimal(year), source="Mẫu", as_of=clock.today_local(), actor=officer,
        )  # fmt: skip


def an_organisation() -> None:
    """One that was trained and one that a survey names."""
    make_trained("22", make_organisation(province_code="22"))
    make_survey([tax_code(next_number())], metric="trained")


def an_entry() -> None:
    """One in each register."""
    rows = make_entries("22")
    number = next_number()
    document = db.session.get_one(ProgrammeDocument, rows["programme_document_id"])
    document.number = f"{number}/QĐ-UBND"
    db.session.get_one(TraceSystem, rows["trace_system_id"]).name = f"Hệ thống {number}"
    db.session.get_one(PriorityProduct, rows["priority_product_id"]).name = f"Hàng {number}"
    inspection = db.session.get_one(Inspection, rows["inspection_id"])
    inspection.result, inspection.finding = "violation", "Thiếu nhãn"
    inspection.tax_code = tax_code(number)
    db.session.flush()


def a_course() -> None:
    course = make_course("22")
    attend(make_participant(course), make_session(course))


def a_participant() -> None:
    course = db.session.query(TrainingCourse).first() or make_course("22")
    session = course.sessions[0] if course.sessions else make_session(course)
    attend(make_participant(course, tax_code=tax_code(next_number())), session)


def a_report() -> None:
    """Quảng Ninh's of one more year."""
    start_report("22", clock.today_local().year - next(_years) % 20, ReportPeriod.YEAR)


def a_sent_report() -> None:
    """One more province has planned and reported."""
    place = PLACES[db.session.query(ProgrammePlan).count()]
    year = clock.today_local().year
    make_task(make_plan(place, year))
    send_report(sign_report(start_report(place, year)))


OFFICER, OFFICE = "officer", "office"
LISTS: dict[str, tuple[Callable[[], None], str, str]] = {
    "tasks": (a_task, OFFICER, "/programme/plans/{plan}"),
    "province": (a_task, OFFICER, "/programme/22"),
    "figures": (a_figure, OFFICER, "/programme/22/figures"),
    "pictures": (a_series, OFFICER, "/programme/22/pictures"),
    "list behind": (an_organisation, OFFICER, "/programme/22/lists/trained"),
    "national list": (an_organisation, OFFICE, "/programme/national/lists/trained"),
    "surveys": (an_organisation, OFFICER, "/programme/22/surveys"),
    "documents": (an_entry, OFFICER, "/programme/22/registers/documents"),
    "systems": (an_entry, OFFICER, "/programme/22/registers/systems"),
    "products": (an_entry, OFFICER, "/programme/22/registers/products"),
    "support": (an_entry, OFFICER, "/programme/22/registers/support"),
    "inspections": (an_entry, OFFICER, "/programme/22/registers/inspections"),
    "courses": (a_course, OFFICER, "/programme/training"),
    "open courses": (a_course, OFFICER, "/training"),
    "course": (a_participant, OFFICER, "/programme/training/{course}"),
    "people": (a_participant, OFFICER, "/programme/training/{course}/people"),
    "reports": (a_report, OFFICER, "/programme/22/reports"),
    "provinces": (a_sent_report, OFFICE, "/programme"),
    "overview": (a_sent_report, OFFICE, "/programme/reports"),
    "sum": (a_sent_report, OFFICE, "/programme/reports/figures/tasks"),
}


@pytest.fixture
def people():
    return {OFFICER: make_province_officer("22"), OFFICE: standing_body()}


@pytest.mark.parametrize("name", LISTS)
def test_a_list_asks_no_more_questions_for_three_rows_than_for_one(browse, questions, people, name):
    add, who, address = LISTS[name]
    make_user()
    add()
    browser, page = browse(people[who]), address.format(**_ids(address))

    asked = [_counted(browser, questions, page)]
    add()
    add()
    asked.append(_counted(browser, questions, page))

    assert asked[0] == asked[1]


def _ids(address: str) -> dict[str, int]:
    """The rows that the address names."""
    found: dict[str, int] = {}
    if "{plan}" in address:
        found["plan"] = db.session.query(ProgrammePlan).one().id
    if "{course}" in address:
        found["course"] = db.session.query(TrainingCourse).one().id
    return found


def _counted(browser, questions, page: str) -> int:
    browser.get(page)
    db.session.expire_all()
    with questions() as statements:
        answer = browser.get(page)
    assert answer.status_code == 200
    return len(statements)
