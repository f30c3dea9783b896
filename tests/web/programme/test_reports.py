"""A province's report: figures with their lists, words, paper, signature, sending."""

import io
import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from docx import Document
from docx.shared import Mm
from openpyxl import load_workbook

from award import clock
from award.demo.programme import make_denominator, make_entries, make_survey, the_province
from award.extensions import db
from award.models import (
    AuditEvent,
    IssuedDocument,
    ProgrammeReport,
    ReportPeriod,
    TraceSystem,
    Unit,
)
from award.reports import pdf
from award.services import programme_figures, programme_reports, training_certificates
from award.services.report_figures import worth
from tests.factories import (
    attend,
    make_course,
    make_participant,
    make_province_officer,
    make_session,
    runner_of,
    send_report,
    sign_report,
    standing_body,
    start_report,
)
from tests.pdf.reading import words_of
from tests.web.at_field import told_at
from tests.web.programme.registers import fill_registers


def day(offset: int = 0) -> str:
    return f"{clock.today_local() + timedelta(days=offset):%d/%m/%Y}"


def figures(report: ProgrammeReport) -> dict[str, str]:
    return {one["code"]: one["value"] for one in report.figures["figures"]}


def test_a_report_begins_with_figures_each_of_which_is_its_list(browse, app):
    officer = make_province_officer("22")
    fill_registers("22", officer)
    fill_registers("01", make_province_officer("01"), violations=3)
    year = clock.today_local().year

    answer = browse(officer).post("/programme/22/reports", data={"period": "year", "year": year})

    report = db.session.query(ProgrammeReport).one()
    found = figures(report)
    assert answer.status_code == 302
    assert all(
        Decimal(one["value"]) == worth(one["lines"], one["total"])
        for one in report.figures["figures"]
    )
    assert (found["plans"], found["tasks"], found["courses"], found["trainees"]) == (
        "1", "1", "1", "1",
    )  # fmt: skip
    assert (found["inspections"], found["violations"], found["inspections_label"]) == (
        "2", "1", "2",
    )  # fmt: skip
    assert (found["grants"], found["granted"]) == ("1", "15000000")
    assert found["metric_trained"] == "1"


@time_machine.travel("2026-11-02T03:00:00Z")  # the registers are filled in the second half
def test_the_half_year_tells_of_its_days_alone(app):
    officer = make_province_officer("22")
    year = clock.today_local().year
    fill_registers("22", officer)

    report = start_report("22", year, ReportPeriod.HALF)

    found = figures(report)
    assert report.figures["until"] == f"{year}-06-30"
    assert (found["inspections"], found["grants"], found["courses"]) == ("0", "0", "0")


@time_machine.travel("2026-11-02T03:00:00Z")
def test_what_became_so_after_the_half_year_is_in_the_year_s_report_alone(app):
    make_province_officer("22")
    for day, code, other in ((date(2026, 5, 4), "0100112437", ""), (date(2026, 9, 7), "", "x")):
        course = make_course("22", starts_on=day, ends_on=day)
        session = make_session(course)
        attend(make_participant(course, tax_code=code or "0100109106"), session)
        if other:
            attend(make_participant(course, tax_code="0100112437"), session)
    early = make_survey(["0101248141"], metric="trained")
    late = make_survey(["0101248148"], metric="trained")
    early.as_of, late.as_of = date(2026, 6, 30), date(2026, 7, 1)
    make_denominator("22", 10)
    make_denominator("22", 10, kind="cooperative")

    half, year = (start_report("22", 2026, period) for period in ReportPeriod)

    trained = [programme_reports.figure_of(one, "metric_trained") for one in (half, year)]
    assert [one["value"] for one in trained] == ["2", "4"]
    assert [one["note"].partition(";")[0] for one in trained] == ["10 % (2/20)", "20 % (4/20)"]


@time_machine.travel("2026-11-02T03:00:00Z")
def test_of_a_course_over_the_half_year_s_end_only_what_was_by_then_is_in_it(app):
    course = make_course("22", starts_on=date(2026, 6, 29), ends_on=date(2026, 7, 3))
    first = make_session(course)
    later = make_session(course, starts_at=first.starts_at + timedelta(days=3),
                         ends_at=first.ends_at + timedelta(days=3))  # fmt: skip
    early, late = (make_participant(course, tax_code=code) for code in ("0100112437", "0100109106"))
    attend(early, first, later)
    attend(late, later)
    training_certificates.issue_all(course, actor=runner_of(course))

    half, year = (figures(start_report("22", 2026, period)) for period in ReportPeriod)

    names = ("courses", "trainees", "certificates", "metric_trained")
    assert [half[name] for name in names] == ["1", "1", "0", "1"]
    assert [year[name] for name in names] == ["1", "2", "1", "2"]


def test_a_percent_without_a_denominator_is_told_as_such_and_no_household_s_number_is_kept(app):
    officer = make_province_officer("22")
    fill_registers("22", officer)
    system = db.session.get_one(TraceSystem, make_entries("22")["trace_system_id"])
    system.tax_code = "001090001234"

    report = start_report("22", clock.today_local().year, ReportPeriod.YEAR)

    trained = programme_reports.figure_of(report, "metric_trained")
    systems = programme_reports.figure_of(report, "systems")
    assert "chưa có mẫu số" in trained["note"]
    assert "phải đạt 50 % năm 2025" in trained["note"]
    assert trained["lines"][0][0] == "0100109106"
    assert systems["lines"][0][0] == "*********234"


@time_machine.travel("2026-11-02T03:00:00Z")
def test_a_target_on_a_yearly_series_is_reported_with_its_newest_value_and_no_sum(browse, app):
    made = {}
    for place, value in (("22", "52.7"), ("01", "")):
        officer = make_province_officer(place)
        for year, known in ((2025, "48.2"), (2026, value)):
            if known:
                programme_figures.save_value(
                    the_province(place), programme="gqii", title="Chỉ số GQII", unit="điểm",
                    year=year, value=Decimal(known), source="Báo cáo Mẫu", as_of=date(year, 6, 1),
                    actor=officer,
                )  # fmt: skip
        programme_figures.save_target(
            the_province(place), year=2026, metric="", series_title="Chỉ số GQII",
            value=Decimal(60), unit=Unit.COUNT, source="Kế hoạch Mẫu", actor=officer,
        )  # fmt: skip
        made[place] = send_report(sign_report(start_report(place, 2026)))

    told = {place: next(one for one in report.figures["figures"] if one["title"] == "Chỉ số GQII")
            for place, report in made.items()}  # fmt: skip
    office = browse(standing_body())
    page = office.get("/programme/reports?year=2026").text
    joined = office.get(f"/programme/reports/figures/{told['22']['code']}?year=2026").text

    assert [one["value"] for one in told.values()] == ["52.7", "48.2"]
    assert [one["note"] for one in told.values()] == [
        "số liệu năm 2026; phải đạt 60 năm 2026",
        "số liệu năm 2025; phải đạt 60 năm 2026",
    ]
    assert "52,7" in page
    assert "100,9" not in page
    assert "không cộng được" in joined
    assert all(programme_reports.is_intact(report) for report in made.values())


def test_a_target_on_a_series_without_a_value_says_so_and_shows_no_nought(app):
    officer = make_province_officer("22")
    year = clock.today_local().year
    programme_figures.save_value(
        the_province("22"), programme="gqii", title="Chỉ số GQII", unit="điểm", year=year + 1,
        value=Decimal(1), source="Báo cáo Mẫu", as_of=clock.today_local(), actor=officer,
    )  # fmt: skip
    programme_figures.save_target(
        the_province("22"), year=year, metric="", series_title="Chỉ số GQII", value=Decimal(60),
        unit=Unit.COUNT, source="Kế hoạch Mẫu", actor=officer,
    )  # fmt: skip

    report = start_report("22", year)

    told = next(one for one in report.figures["figures"] if one["title"] == "Chỉ số GQII")
    assert (told["value"], told["lines"]) == (None, [])
    assert told["note"].startswith("chưa có số liệu; ")
    assert programme_reports.is_intact(report)


def test_a_second_report_of_a_period_and_one_of_a_year_to_come_are_refused(browse, app):
    officer = make_province_officer("22")
    year = clock.today_local().year
    start_report("22", year)

    again = browse(officer).post("/programme/22/reports", data={"period": "half", "year": year})
    early = browse(officer).post("/programme/22/reports", data={"period": "half", "year": year + 1})
    wrong = browse(officer).post("/programme/22/reports", data={"period": "half", "year": "x"})

    assert "Kỳ này đã có báo cáo" in again.text
    assert "Kỳ báo cáo này chưa bắt đầu." in early.text
    assert wrong.status_code == 422


def test_two_officers_who_write_one_section_see_both_versions(browse, app):
    report = start_report("22", clock.today_local().year)
    one, two = browse(make_province_officer("22")), browse(make_province_officer("22"))
    at = f"/programme/reports/{report.id}/sections/difficulties"
    version = re.search(r'name="version" id="version" value="(\d+)"', one.get(at).text).group(1)

    first = one.post(at, data={"version": version, "text": "Thiếu kinh phí."})
    second = two.post(at, data={"version": version, "text": "Thiếu cán bộ."})

    assert (first.status_code, second.status_code) == (302, 409)
    assert "Thiếu cán bộ." in second.text
    assert report.words == {"difficulties": "Thiếu kinh phí."}
    assert one.get(f"/programme/reports/{report.id}/sections/khac").status_code == 404


def test_figures_are_drawn_again_while_the_report_is_a_draft(browse, app):
    officer = make_province_officer("22")
    report = start_report("22", clock.today_local().year, ReportPeriod.YEAR)
    before = report.figures_sha256

    fill_registers("22", officer)
    browse(officer).post(f"/programme/reports/{report.id}/draw")

    assert figures(report)["inspections"] == "2"
    assert report.figures_sha256 != before


def test_every_figure_opens_its_list_on_screen_and_as_a_workbook(browse, app):
    officer = make_province_officer("22")
    fill_registers("22", officer)
    report = start_report("22", clock.today_local().year, ReportPeriod.YEAR)
    one = browse(officer)
    at = f"/programme/reports/{report.id}/figures"

    pages = {
        figure["code"]: one.get(f"{at}/{figure['code']}").status_code
        for figure in report.figures["figures"]
    }
    listed = one.get(f"{at}/granted").text
    sheet = load_workbook(io.BytesIO(one.get(f"{at}/inspections.xlsx").data)).active

    assert set(pages.values()) == {200}
    assert "Hợp tác xã Mẫu" in listed
    assert "15.000.000" in listed
    assert sheet.max_row == 3
    assert one.get(f"{at}/khong-co").status_code == 404
    assert one.get(f"{at}/khong-co.xlsx").status_code == 404


def test_the_docx_reads_back_as_the_report_in_the_layout_of_the_decree(browse, app):
    officer = make_province_officer("22")
    fill_registers("22", officer)
    report = start_report("22", clock.today_local().year, ReportPeriod.YEAR)
    programme_reports.write(report, "proposals", "Đề nghị bố trí kinh phí.\nCảm ơn.", actor=officer)

    answer = browse(officer).get(f"/programme/reports/{report.id}.docx")

    paper = Document(io.BytesIO(answer.data))
    lines = [line.text for line in paper.paragraphs]
    head = [cell.text for cell in paper.tables[0].rows[0].cells]
    section = paper.sections[0]
    rows = [[cell.text for cell in row.cells] for table in paper.tables[1:-1] for row in table.rows]
    assert "Đề nghị bố trí kinh phí." in lines
    assert "Không có." in lines
    assert "Kính gửi: Bộ Khoa học và Công nghệ" in lines
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc" in head[1]
    assert "Số:           /BC" in head[0]
    assert ["2", "Tổng số tiền hỗ trợ"] not in [row[:2] for row in rows]
    assert "15.000.000" in [row[3] for row in rows if row[1] == "Tổng số tiền hỗ trợ"]
    assert "Nơi nhận:" in paper.tables[-1].rows[0].cells[0].text
    assert paper.styles["Normal"].font.name == "Times New Roman"
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one / Mm(1)) for one in margins] == [20, 20, 30, 18]


def test_the_pdf_says_what_the_report_says_and_its_signed_copy_belongs_to_the_report(browse, app):
    officer = make_province_officer("22")
    fill_registers("22", officer)
    report = start_report("22", clock.today_local().year, ReportPeriod.YEAR)
    programme_reports.write(report, "difficulties", "Thiếu kinh phí.", actor=officer)

    answer = browse(officer).post(f"/programme/reports/{report.id}/print")

    document = db.session.query(IssuedDocument).one()
    content, pages = pdf.printed(document)
    text = words_of(content)
    assert answer.location == f"/documents/{document.id}"
    back = f"/programme/reports/{report.id}"
    assert back in browse(officer).get(answer.location).text
    assert "Thiếu kinh phí." in text
    assert "15.000.000" in text
    assert "Kính gửi: Bộ Khoa học và Công nghệ" in text
    assert pages >= 2
    assert browse(standing_body()).get(f"/documents/{document.id}").status_code == 404


def test_a_report_is_signed_sent_locked_and_corrected_by_a_new_edition(browse, signed, app):
    officer = make_province_officer("22")
    report = start_report("22", clock.today_local().year)
    one, office = browse(officer), browse(standing_body())
    at = f"/programme/reports/{report.id}"
    given = {"number": "15/BC-UBND", "issued_on": day(), "signer": "Nguyễn Văn Mẫu"}

    early = one.post(f"{at}/moves/send")
    hidden = office.get(at)
    one.post(f"{at}/sign", data=given | {"file": signed()})
    reopened = one.post(f"{at}/moves/reopen", data={"reason": "Sai số liệu."})
    one.post(f"{at}/sign", data=given | {"file": signed()})
    sent = one.post(f"{at}/moves/send")
    locked = [
        one.post(f"{at}/draw").status_code,
        one.post(f"{at}/sections/difficulties", data={"text": "x"}).status_code,
        one.post(f"{at}/moves/reopen", data={"reason": "x"}).status_code,
        one.post(f"{at}/moves/khac").status_code,
    ]
    corrected = one.post(f"{at}/correct")
    twice = one.post(f"{at}/correct")

    first, second = db.session.query(ProgrammeReport).order_by("edition")
    assert (early.status_code, hidden.status_code) == (403, 404)
    assert (reopened.status_code, sent.status_code) == (302, 302)
    assert locked == [403, 403, 403, 404]
    assert (corrected.status_code, twice.status_code) == (302, 403)
    assert (first.state, first.number, first.edition) == ("sent", "15/BC-UBND", 1)
    assert (second.state, second.number, second.edition) == ("draft", "", 2)
    assert office.get(at).status_code == 200
    assert office.get(f"{at}/signed-file").data.startswith(b"%PDF")
    assert office.get(f"/programme/reports/{second.id}").status_code == 404
    moves = db.session.query(AuditEvent).filter(AuditEvent.to_state.is_not(None)).order_by("id")
    assert [e.action for e in moves] == ["sign", "reopen", "sign", "send"]


@pytest.mark.parametrize(
    ("field", "wrong", "sentence"),
    [
        ("number", {"number": ""}, "Hãy ghi số, ký hiệu."),
        ("issued_on", {"issued_on": day(3)}, "Ngày báo cáo không được sau hôm nay."),
        ("file", {"file": (io.BytesIO(b"xx"), "a.exe")}, "Loại tệp không được nhận"),
        ("file", {}, "Hãy chọn một tệp."),
    ],
)
def test_a_signed_copy_with_something_missing_is_told_at_its_field(
    browse, app, field, wrong, sentence
):
    report = start_report("22", clock.today_local().year)
    given = {"number": "15/BC-UBND", "issued_on": day(), "signer": "Nguyễn Văn Mẫu"}

    answer = browse(make_province_officer("22")).post(
        f"/programme/reports/{report.id}/sign", data=given | wrong
    )

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert report.state == "draft"
    signed_file = browse(make_province_officer("22")).get(
        f"/programme/reports/{report.id}/signed-file"
    )
    assert signed_file.status_code == 404


def test_figures_that_were_tampered_with_are_neither_signed_nor_sent(app):
    report = start_report("22", clock.today_local().year)
    sign_report(report)
    changed = [one | {"value": "9"} for one in report.figures["figures"]]
    report.figures = report.figures | {"figures": changed}

    with pytest.raises(Exception, match="không khớp với mã băm"):
        send_report(report)


def test_another_province_finds_no_report_here(browse, app):
    report = start_report("22", clock.today_local().year)
    send_report(sign_report(report))
    other = browse(make_province_officer("01"))

    answers = [
        other.get(path).status_code
        for path in (f"/programme/reports/{report.id}", "/programme/22/reports")
    ]

    assert answers == [404, 404]
