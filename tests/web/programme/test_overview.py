"""The national office reads what was sent: who, in time or late, sums, lists behind."""

import io
from datetime import date, timedelta
from decimal import Decimal

import time_machine
from openpyxl import load_workbook

from award import clock
from award.demo.programme import make_entries, make_survey, the_province
from award.extensions import db
from award.models import OutboxMessage, ProgrammeReport, ReportPeriod, Unit
from award.services import programme_figures, programme_reports
from award.services.report_rules import rules
from tests.factories import (
    make_province_officer,
    send_report,
    sign_report,
    standing_body,
    start_report,
)
from tests.web.programme.registers import fill_registers


def test_the_office_sees_who_reported_adds_up_without_doubles_and_compares(browse, app):
    year = clock.today_local().year
    for place, violations in (("22", 1), ("01", 2)):
        fill_registers(place, make_province_officer(place), violations=violations)
        send_report(sign_report(start_report(place, year, ReportPeriod.YEAR)))
    start_report("66", year, ReportPeriod.YEAR)

    page = browse(standing_body()).get(f"/programme/reports?year={year}&period=year").text
    rows = {row.code: row for row in programme_reports.compared(_sent(year))}
    book = browse(standing_body()).get(f"/programme/reports.xlsx?year={year}&period=year")

    sheet = load_workbook(io.BytesIO(book.data)).active
    assert "2/34 địa phương đã gửi" in page
    assert rows["violations"].values == {"22": Decimal(1), "01": Decimal(2)}
    assert rows["violations"].total == 3
    assert rows["granted"].total == 30_000_000
    assert [sheet.cell(row=36, column=1).value, sheet.max_row] == [
        "Cộng (không đếm trùng)",
        36,
    ]
    assert browse(standing_body()).get("/programme/reports?year=1&period=x").status_code == 200


def test_the_office_opens_the_list_behind_a_sum_and_sees_who_is_late_beside_the_plan(browse, app):
    year = clock.today_local().year
    programme_figures.save_target(
        the_province("01"), year=year, metric="trained", series_title="", value=Decimal(5),
        unit=Unit.PERCENT, source="Mẫu", actor=make_province_officer("01"),
    )  # fmt: skip
    for place in ("22", "01"):
        fill_registers(place, make_province_officer(place))
        send_report(sign_report(start_report(place, year, ReportPeriod.YEAR)))
    office = browse(standing_body())
    at = f"/programme/reports/figures/{{}}?year={year}&period=year"

    trained = office.get(at.format("metric_trained")).text
    granted = office.get(at.format("granted")).text
    index = office.get(f"/programme?year={year}").text

    assert "Tổ chức, doanh nghiệp được đào tạo, tập huấn: 1 tổ chức" in trained
    assert "Hà Nội, Quảng Ninh" in trained
    assert "Tổng số tiền hỗ trợ: 30.000.000 đồng" in granted
    assert granted.count("Hợp tác xã Mẫu") == 2
    assert index.count("0/1 hoàn thành") == 2
    assert index.count("Đã gửi") == 2
    assert office.get(at.format("khong-co")).status_code == 404
    assert office.get("/programme/reports/figures/granted?year=2001").status_code == 404


@time_machine.travel("2026-07-10T03:00:00Z", tick=False)
def test_a_correction_after_the_term_does_not_make_a_timely_report_late(app):
    report = send_report(sign_report(start_report("22", 2026)))
    with time_machine.travel("2026-08-03T03:00:00Z", tick=False):
        send_report(sign_report(programme_reports.correct(report, actor=standing_body())))

    found = {one.province.code: one for one in programme_reports.standings(2026, ReportPeriod.HALF)}

    assert found["22"].report.edition == 2
    assert not found["22"].is_late


def _sent(year: int) -> list[ProgrammeReport]:
    found = programme_reports.standings(year, ReportPeriod.YEAR, figures=True)
    return [one.report for one in found if one.report is not None]


def test_what_two_provinces_name_is_one_in_the_sum_and_their_households_stay_apart(browse, app):
    year = 2026
    shared, first, second = "079080000123", "001080000456", "031080000456"
    for place, household in (("22", first), ("01", second)):
        programme_figures.save_target(
            the_province(place), year=year, metric="traced", series_title="", value=Decimal(10),
            unit=Unit.PERCENT, source="Kế hoạch mẫu", actor=make_province_officer(place),
        )  # fmt: skip
        make_survey(["0100109106", shared, household], place, year=year)
        make_entries(place)
        send_report(sign_report(start_report(place, year, ReportPeriod.YEAR)))

    found = {one.code: one for one in programme_reports.compared(_sent(year))}
    at = f"/programme/reports/figures/metric_traced?year={year}&period=year"
    page = browse(standing_body()).get(at).text

    assert found["metric_traced"].values == {"22": 3, "01": 3}
    assert found["metric_traced"].total == 4
    assert found["systems"].total == 1
    assert found["granted"].total == 100_000_000
    assert page.count("*********456") == 2


def test_provinces_that_have_not_reported_are_reminded_each_once(browse, app):
    year = clock.today_local().year
    make_province_officer("66")
    make_province_officer("66")
    make_province_officer("22")
    send_report(sign_report(start_report("22", year)))
    at = f"/programme/reports/remind?year={year}&period=half"

    answer = browse(standing_body()).post(at, follow_redirects=True)

    letters = db.session.query(OutboxMessage).filter_by(kind="email").all()
    assert "1 địa phương chưa báo cáo" in answer.text
    assert len(letters) == 2
    assert all("6 tháng đầu năm" in one.payload["subject"] for one in letters)


def test_without_anybody_to_remind_no_letter_goes_out(browse, app):
    answer = browse(standing_body()).post("/programme/reports/remind")

    assert answer.status_code == 403


def test_terms_are_data_and_late_is_told(app):
    half, year = rules().period(ReportPeriod.HALF), rules().period(ReportPeriod.YEAR)

    late = programme_reports.Standing(None, None, clock.today_local() - timedelta(days=1))
    in_time = programme_reports.Standing(None, None, clock.today_local())

    assert (half.due_on(2026), year.due_on(2026)) == (date(2026, 7, 15), date(2027, 1, 15))
    assert (late.is_late, in_time.is_late) == (True, False)
