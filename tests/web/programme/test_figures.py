"""Targets, denominators, series: sources beside values, no percent without a denominator."""

import io
from datetime import date

import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from award.demo.founding import tax_code
from award.demo.programme import make_denominator, make_survey, make_trained
from award.extensions import db
from award.models import AuditEvent, Denominator, IndicatorValue, ProgrammeTarget
from tests.factories import make_organisation, make_province_officer, make_user, standing_body
from tests.web.at_field import told_at

DENOMINATOR = {
    "mau-kind": "enterprise",
    "mau-year": "2026",
    "mau-count": "1.250",
    "mau-source": "Niên giám thống kê mẫu",
    "mau-as_of": "31/01/2026",
}
VALUE = {
    "chuoi-programme": "gqii",
    "chuoi-title": "Chỉ số GQII",
    "chuoi-unit": "điểm",
    "chuoi-year": "2026",
    "chuoi-value": "12,5",
    "chuoi-source": "Báo cáo mẫu",
    "chuoi-as_of": "31/03/2026",
}
TARGET = {
    "chi-tieu-metric": "",
    "chi-tieu-series_title": "Chỉ số GQII",
    "chi-tieu-year": "2026",
    "chi-tieu-value": "12",
    "chi-tieu-unit": "count",
    "chi-tieu-source": "Kế hoạch mẫu",
}
PAGE = "/programme/22/figures?year=2026"


def row_of(page, name):
    """The first row of a table that names it."""
    return next(row for row in page.split("<tr>")[1:] if name in row).split("</tr>")[0]


def test_a_denominator_is_entered_with_source_and_corrected_on_record(browse):
    officer = browse(make_province_officer("22"))

    officer.post("/programme/22/denominators", data=DENOMINATOR)
    officer.post("/programme/22/denominators", data=DENOMINATOR | {"mau-count": "1.300"})

    assert [(row.count, row.source) for row in db.session.scalars(select(Denominator))] == [
        (1300, "Niên giám thống kê mẫu")
    ]
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.data["from"], event.data["to"]) == (1250, 1300)


@pytest.mark.parametrize(
    ("entries", "sentence"),
    [
        ({"mau-count": "0"}, "Mẫu số phải từ 1 trở lên; chưa biết thì để trống."),
        ({"mau-count": "70 %"}, "Hãy ghi một số nguyên, ví dụ 250."),
        ({"mau-as_of": "13/2026"}, "Hãy ghi ngày theo dạng 31/05/2026."),
        ({"mau-as_of": "31/01/2099"}, "Ngày của số liệu không được sau hôm nay."),
        ({"mau-source": ""}, "Hãy ghi nguồn của số liệu."),
    ],
)
def test_a_denominator_that_cannot_be_is_told_at_its_field(browse, entries, sentence):
    answer = browse(make_province_officer("22")).post(
        "/programme/22/denominators", data=DENOMINATOR | entries
    )

    assert answer.status_code == 422
    assert sentence in told_at(answer, next(iter(entries)))
    assert db.session.scalars(select(Denominator)).all() == []


@pytest.mark.parametrize(
    ("path", "entries", "field"),
    [("series", VALUE, "chuoi-value"), ("targets", TARGET, "chi-tieu-value")],
)
def test_a_number_beyond_all_measure_is_told_at_its_field(browse, path, entries, field):
    answer = browse(make_province_officer("22")).post(
        f"/programme/22/{path}", data=entries | {field: "9" * 150_000}
    )

    assert answer.status_code == 422
    assert "Số lớn quá" in told_at(answer, field)


def test_t31_targets_stand_against_counted_organisations(browse):
    """Quảng Ninh: 50 % trained in 2025, and with 2 of 4 enterprises trained it is reached."""
    make_denominator("22", 3, year=2025)
    make_denominator("22", 1, kind="cooperative", year=2025)
    for number in range(2):
        make_trained("22", make_organisation(province_code="22"), day=date(2025, 3, number + 1))

    page = browse(make_province_officer("22")).get("/programme/22/figures?year=2025").text

    trained = row_of(page, "Tổ chức, doanh nghiệp được đào tạo, tập huấn")
    assert "50 % (2/4)" in trained
    assert ">Đạt<" in trained
    traced = row_of(page, "Doanh nghiệp có hệ thống truy xuất nguồn gốc")
    assert "0 % (0/3)" in traced
    assert ">Chưa đạt<" in traced


def test_t31_without_a_denominator_there_is_no_percent(browse):
    make_trained("22", make_organisation(province_code="22"))
    make_denominator("22", 3)

    page = browse(make_province_officer("22")).get(PAGE).text

    trained = row_of(page, "Tổ chức, doanh nghiệp được đào tạo, tập huấn")
    assert "1 – chưa có mẫu số (hợp tác xã)" in trained
    assert "Chưa kết luận được" in trained
    assert "Chưa đạt" not in trained


def test_a_count_above_its_denominator_is_shown_as_a_contradiction(browse):
    make_denominator("22", 1)
    make_denominator("22", 9, kind="cooperative")
    for number in range(2):
        make_trained("22", make_organisation(province_code="22"), day=date(2026, 3, number + 1))

    page = browse(make_province_officer("22")).get(PAGE).text

    trained = row_of(page, "Tổ chức, doanh nghiệp được đào tạo, tập huấn")
    assert "Mâu thuẫn" in trained
    assert "đếm được 2; nhiều hơn mẫu số: doanh nghiệp." in trained
    assert "20 %" not in trained
    assert "Chưa đạt" not in trained


def test_the_list_behind_a_figure_names_the_organisations_and_leaves_as_a_workbook(browse):
    organisation = make_organisation(province_code="22")
    make_trained("22", organisation)
    officer = browse(make_province_officer("22"))

    page = officer.get("/programme/22/lists/trained?year=2026").text
    content = officer.get("/programme/22/lists/trained.xlsx?year=2026").data

    rows = list(load_workbook(io.BytesIO(content)).active.iter_rows(values_only=True))
    assert organisation.name in page
    assert rows[1][:2] == (organisation.tax_code, organisation.name)
    assert rows[1][4] == "Xác minh trên hệ thống"


def test_a_measure_nobody_knows_has_no_list(browse):
    assert browse(make_province_officer("22")).get("/programme/22/lists/luck").status_code == 404


def test_a_target_on_a_series_is_added_without_code_and_taken_back(browse):
    officer = browse(make_province_officer("22"))
    early = officer.post("/programme/22/targets", data=TARGET)
    officer.post("/programme/22/series", data=VALUE)
    officer.post("/programme/22/targets", data=TARGET)
    twice = officer.post("/programme/22/targets", data=TARGET)

    page = officer.get(PAGE).text

    row = row_of(page, "Kế hoạch mẫu")
    assert "Chưa có chuỗi số liệu mang tên này" in told_at(early, "chi-tieu-series_title")
    assert "Năm 2026 đã có chỉ tiêu này." in told_at(twice, "chi-tieu-year")
    assert "12,5" in row
    assert ">Đạt<" in row
    target = db.session.scalars(select(ProgrammeTarget)).one()
    officer.post(f"/programme/targets/{target.id}/remove")
    assert db.session.scalars(select(ProgrammeTarget)).all() == []


def test_a_percent_above_one_hundred_is_no_target(browse):
    data = TARGET | {"chi-tieu-metric": "traced", "chi-tieu-value": "120",
                     "chi-tieu-unit": "percent"}  # fmt: skip

    answer = browse(make_province_officer("22")).post("/programme/22/targets", data=data)

    assert answer.status_code == 422
    assert "Chỉ tiêu theo phần trăm không được quá 100." in told_at(answer, "chi-tieu-value")


def test_a_series_keeps_one_unit_and_one_value_a_year(browse):
    officer = browse(make_province_officer("22"))
    officer.post("/programme/22/series", data=VALUE)
    officer.post("/programme/22/series", data=VALUE | {"chuoi-value": "13"})

    other = officer.post("/programme/22/series", data=VALUE | {"chuoi-unit": "%"})

    assert [f"{one.value:.1f}" for one in db.session.scalars(select(IndicatorValue))] == ["13.0"]
    assert "đang dùng đơn vị “điểm”" in told_at(other, "chuoi-unit")


def test_the_country_is_the_national_offices_to_write_and_every_provinces_to_read(browse):
    office, officer = browse(standing_body()), browse(make_province_officer("22"))

    office.post("/programme/national/denominators", data=DENOMINATOR | {"mau-kind": "provider"})
    statuses = [
        officer.get("/programme/national/figures").status_code,
        officer.post("/programme/national/denominators", data=DENOMINATOR).status_code,
        officer.get("/programme/national/lists/traced").status_code,
        browse(make_user()).get("/programme/national/figures").status_code,
        office.get("/programme/national/lists/traced").status_code,
    ]

    page = officer.get("/programme/national/figures?year=2026").text
    assert [row.province_code for row in db.session.scalars(select(Denominator))] == [None]
    assert statuses == [200, 404, 404, 404, 200]
    assert "Tiêu chuẩn quốc gia (TCVN) về truy xuất nguồn gốc" in page


def test_a_long_list_comes_by_pages_and_its_workbook_has_every_line(browse):
    codes = [tax_code(number) for number in range(7000, 7201)]
    make_survey(codes, metric="trained")
    browser = browse(make_province_officer("22"))
    at = "/programme/22/lists/trained"

    first, last, beyond = (
        browser.get(f"{at}?year=2026&page={page}").text for page in ("1", "2", "99999")
    )
    sheet = load_workbook(io.BytesIO(browser.get(f"{at}.xlsx?year=2026").data)).active

    assert sum(code in first for code in codes) == 200
    assert sum(code in last for code in codes) == 1
    assert [code in beyond for code in codes] == [code in last for code in codes]
    assert "201" in first
    assert sheet.max_row == 202
