"""Lists from surveys and portals: every cell judged, nothing half taken in, nobody twice."""

import io
from datetime import date

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from award.demo.programme import make_denominator, make_trained
from award.extensions import db
from award.models import AuditEvent, ReportedOrganisation, SurveyImport
from award.services.survey_import import COLUMNS
from tests.factories import make_organisation, make_province_officer, standing_body

CODE, OTHER, THIRD = "0100112437", "0100109106", "0101248141"
FORM = {
    "metric": "trained",
    "year": "2026",
    "origin": "survey",
    "source": "Khảo sát mẫu tháng 3",
    "as_of": "31/03/2026",
}
GOOD = ("Công ty Mẫu A", CODE, "Doanh nghiệp", "Quảng Ninh", "x", "70", "15/01/2026")


def book(*lines, heads=COLUMNS, merge=""):
    """An uploaded workbook of these lines."""
    workbook = Workbook()
    sheet = workbook.active
    sheet.append(heads)
    for line in lines:
        sheet.append(line)
    if merge:
        sheet.merge_cells(merge)
    out = io.BytesIO()
    workbook.save(out)
    return io.BytesIO(out.getvalue()), "khảo sát.xlsx"


def preview(browser, file, **entries):
    return browser.post("/programme/22/surveys/preview", data=FORM | entries | {"file": file})


def take_in(browser, file, **entries):
    """Preview, then take in what was shown."""
    page = preview(browser, file, **entries).text
    key = page.split('name="file_id" value="')[1].split('"')[0] if "file_id" in page else ""
    return browser.post("/programme/22/surveys", data=FORM | entries | {"file_id": key})


def reported():
    return set(db.session.scalars(select(ReportedOrganisation.tax_code)))


def test_a_right_list_is_shown_first_and_then_taken_in_whole(browse):
    officer = make_province_officer("22")
    lines = [GOOD, ("Hợp tác xã Mẫu B", OTHER, "HTX", "", "có", "", ""),
             ("Công ty Mẫu C", THIRD, "Doanh nghiệp", "Quảng Ninh", "không", "", "")]  # fmt: skip

    page = preview(browse(officer), book(*lines)).text
    before = reported()
    answer = take_in(browse(officer), book(*lines))

    assert "Sẽ ghi 2 tổ chức" in page
    assert before == set()
    assert answer.location == "/programme/22/surveys"
    assert reported() == {CODE, OTHER}
    survey = db.session.scalars(select(SurveyImport)).one()
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (survey.lines, event.action, event.actor_id) == (2, "import_survey", officer.id)


@pytest.mark.parametrize(
    ("column", "cell", "sentence"),
    [
        (0, "", "Thiếu tên tổ chức."),
        (1, "0100112438", "Mã số thuế này không có thật"),
        (1, "12", "Mã số thuế gồm 10 chữ số"),
        (1, "001090001234", "chỉ là mã số thuế của hộ kinh doanh"),
        (2, "Tập đoàn", "Ghi “Doanh nghiệp”, “Hợp tác xã” hoặc “Hộ”."),
        (3, "Hà Nội", "Nay thuộc Hà Nội, không phải tỉnh này."),
        (3, "Hà Tây", "Không có tỉnh, thành phố này."),
        (3, "Bắc Giang", "Nay thuộc Bắc Ninh, không phải tỉnh này."),
        (4, "chắc có", "Ghi “x” nếu đáp ứng, để trống nếu không."),
        (5, "nhiều", "Ghi một số từ 0 đến 100, ví dụ 70 hoặc 70,5."),
        (5, "NaN", "Ghi một số từ 0 đến 100, ví dụ 70 hoặc 70,5."),
        (5, "-Infinity %", "Ghi một số từ 0 đến 100, ví dụ 70 hoặc 70,5."),
        (5, 0.7, "Không rõ là 0,7 % hay 70 %; hãy ghi 70."),
        (5, "170 %", "Tỷ lệ phải từ 0 đến 100."),
        (6, "13/2026", "Ghi ngày theo dạng 31/05/2026."),
        (6, "31/02/2026", "Ghi ngày theo dạng 31/05/2026."),
        (6, "01/01/2027", "Ngày sau năm 2026."),
    ],
)
def test_a_wrong_cell_is_told_in_its_place_and_nothing_is_taken_in(browse, column, cell, sentence):
    browser = browse(make_province_officer("22"))
    wrong = [*GOOD[:column], cell, *GOOD[column + 1 :]]
    right = ("Công ty Mẫu B", OTHER, "Doanh nghiệp", "", "x", "", "")

    page = preview(browser, book(wrong, right)).text
    take_in(browser, book(wrong, right))

    assert "Bảng còn 1 ô sai" in page
    assert sentence in page
    assert reported() == set()


def test_a_tax_code_twice_in_one_list_names_the_first_line(browse):
    page = preview(browse(make_province_officer("22")), book(GOOD, GOOD)).text

    assert "Trùng mã số thuế với dòng 2." in page


def test_a_line_is_named_by_the_number_that_the_spreadsheet_shows(browse):
    page = preview(browse(make_province_officer("22")), book(GOOD, ("",) * 7, GOOD)).text

    assert '<th scope="row">4</th>' in page
    assert '<th scope="row">3</th>' not in page


def test_numbers_that_a_spreadsheet_has_changed_are_read_as_they_were_meant(browse):
    line = ("Công ty Mẫu A", int(CODE), "Doanh nghiệp", "Quảng Ninh", 1, "70,5 %",
            date(2026, 1, 15))  # fmt: skip

    take_in(browse(make_province_officer("22")), book(line))

    row = db.session.scalars(select(ReportedOrganisation)).one()
    assert (row.tax_code, f"{row.percent:.1f}", row.since) == (CODE, "70.5", date(2026, 1, 15))


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (lambda: book(GOOD, merge="A1:B1"), "Bảng có ô gộp (A1:B1)."),
        (lambda: book(GOOD, heads=("Tên", *COLUMNS[1:])), "phải có đúng các cột"),
        (lambda: book(), "Bảng không có dòng nào."),
        (lambda: (io.BytesIO(b"khong phai"), "a.xlsx"), "Nội dung tệp không phải XLSX"),
        (lambda: (io.BytesIO(b"x"), "a.csv"), "Loại tệp không được nhận."),
        (lambda: "", "Hãy chọn một tệp."),
    ],
)
def test_what_is_not_the_list_is_refused_at_the_file(browse, file, sentence):
    answer = preview(browse(make_province_officer("22")), file())

    assert answer.status_code == 422
    assert sentence in answer.text
    assert "Khảo sát mẫu tháng 3" in answer.text


def test_what_was_there_before_is_not_counted_again(browse):
    browser = browse(make_province_officer("22"))
    take_in(browser, book(GOOD))

    page = preview(browser, book(GOOD, ("Công ty Mẫu B", OTHER, "DN", "", "x"))).text
    answer = take_in(browser, book(GOOD))

    assert "Sẽ ghi 1 tổ chức" in page
    assert "Đã có từ lần nhập trước" in page
    assert answer.status_code == 422
    assert reported() == {CODE}


def test_a_list_is_taken_in_by_whoever_was_shown_it(browse):
    page = preview(browse(make_province_officer("22")), book(GOOD)).text
    key = page.split('name="file_id" value="')[1].split('"')[0]
    colleague = browse(make_province_officer("22"))

    answers = [
        colleague.post("/programme/22/surveys", data=FORM | {"file_id": one})
        for one in (key, "x", "")
    ]

    assert {answer.status_code for answer in answers} == {422}
    assert "Hãy tải bảng lên lại." in answers[0].text
    assert reported() == set()


def test_an_import_can_be_undone_and_its_file_fetched(browse):
    browser = browse(make_province_officer("22"))
    take_in(browser, book(GOOD))
    survey = db.session.scalars(select(SurveyImport)).one()

    file = browser.get(f"/programme/surveys/{survey.id}/file")
    browser.post(f"/programme/surveys/{survey.id}/remove")

    assert file.data.startswith(b"PK")
    assert reported() == set()
    assert "Chưa nhập bảng nào" in browser.get("/programme/22/surveys").text


def test_three_origins_of_one_organisation_make_one_line(browse):
    organisation = make_organisation(province_code="22", tax_code=CODE)
    make_trained("22", organisation)
    make_denominator("22", 4)
    make_denominator("22", 1, kind="cooperative")
    browser = browse(make_province_officer("22"))
    take_in(browser, book(GOOD, ("Công ty Mẫu B", OTHER, "DN", "", "x")))
    take_in(browser, book(GOOD), origin="portal")

    page = browser.get("/programme/22/lists/trained?year=2026").text

    assert "40 % (2/5)" in page
    assert page.count("cũng có:") == 2
    assert "cũng có: khảo sát tự báo cáo" in page


def test_the_template_has_the_heads_that_are_asked_for(browse):
    content = browse(make_province_officer("22")).get("/programme/surveys/template.xlsx").data

    page = preview(browse(make_province_officer("22")), (io.BytesIO(content), "mẫu.xlsx")).text

    assert "Từng dòng của bảng" in page


def test_the_national_office_reads_and_does_not_import(browse):
    office = browse(standing_body())

    statuses = [office.get("/programme/22/surveys").status_code,
                preview(office, book(GOOD)).status_code]  # fmt: skip

    assert statuses == [200, 403]
