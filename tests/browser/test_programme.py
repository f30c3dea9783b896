"""A province from nothing to a half-year report that was signed, sent and read."""

import subprocess

import pytest

from award import clock
from award.demo.founding import tax_code
from award.demo.programme import make_plan, make_task
from award.extensions import db
from tests.browser.paper import a_pdf
from tests.browser.programme import Officer, Reader, Student, workbook
from tests.factories import (
    make_province_officer,
    make_standing_body,
    make_user,
    send_report,
    sign_report,
    start_report,
)

pytestmark = [pytest.mark.browser, pytest.mark.timeout(600)]

METRIC, COURSE = "Tổ chức, doanh nghiệp được đào tạo", "Lớp Mẫu truy xuất"
KNOWN, OTHER, THIRD = (tax_code(number) for number in (801, 802, 803))
LINE = ("Công ty Mẫu A", KNOWN, "Doanh nghiệp", "Bắc Ninh", "x", "", "")
TWICE = ("Công ty Mẫu B", KNOWN, "Doanh nghiệp", "", "x", "", "13/2026")


@pytest.fixture
def addresses(site):
    """An empty province, a neighbour that has reported, the national office, a student."""
    year = clock.today_local().year
    with site.found():
        people = {
            "officer": make_province_officer("24"),
            "office": make_standing_body(),
            "student": make_user("Học viên Mẫu"),
        }
        make_province_officer("31")
        make_task(make_plan("31", year), budget_vnd=70_000_000)
        send_report(sign_report(start_report("31", year)))
        found = {role: person.email for role, person in people.items()}
        db.session.commit()
    site.give_passwords()
    return found


def text_of(path):
    done = subprocess.run(
        ["pdftotext", "-layout", str(path), "-"], capture_output=True, text=True, check=True
    )
    return done.stdout


def prepare(officer):
    """Plan, task and target; then, as there is no denominator, no percent."""
    officer.record_plan("12/KH-UBND").add_task("Tập huấn Mẫu", "50.000.000")
    officer.set_target(METRIC, "50").at_home().reads("chưa có mẫu số")
    officer.count("Doanh nghiệp", "3").at_home().reads("chưa có mẫu số (hợp tác xã)")
    officer.count("Hợp tác xã", "1").at_home().reads("0 % (0/4)")


def refuse_bad_lists(officer, folder):
    """Merged heads are refused whole; wrong cells are shown where they stand."""
    officer.show_list(METRIC, workbook(folder / "gop.xlsx", LINE, merge="A1:B1"))
    officer.reads("Bảng có ô gộp (A1:B1).")
    officer.show_list(METRIC, workbook(folder / "sai.xlsx", LINE, TWICE))
    officer.reads("Bảng còn 2 ô sai").reads("Trùng mã số thuế với dòng 2.")
    officer.reads("Ghi ngày theo dạng 31/05/2026.").does_not_read("Ghi 2 tổ chức")
    officer.press("Tải bảng khác").reads("Chưa nhập bảng nào")


def test_a_province_reports_from_nothing_and_the_office_reads_what_stands_behind(
    site, addresses, tmp_path
):
    officer = Officer(site, addresses["officer"]).sign_in()
    student = Student(site, addresses["student"]).sign_in()
    office = Reader(site, addresses["office"]).sign_in()

    prepare(officer)
    refuse_bad_lists(officer, tmp_path)
    other = ("Hợp tác xã Mẫu B", OTHER, "Hợp tác xã", "", "x", "70", "15/01/2026")
    officer.show_list(METRIC, workbook(tmp_path / "dung.xlsx", LINE, other))
    officer.press("Ghi 2 tổ chức", "Đã ghi 2 tổ chức.")
    officer.record_document("08/QĐ-UBND", "Ban hành danh mục Mẫu")
    officer.record_inspection("Cơ sở Mẫu", "Thiếu nhãn phụ.")
    officer.open_course(COURSE)
    student.sign_up(COURSE, "Công ty Mẫu C", THIRD)
    officer.certify(COURSE, "Học viên Mẫu")
    certificate = text_of(student.fetch_certificate())
    officer.at_home().reads("75 % (3/4)")
    officer.begin_report().write("Khó khăn, vướng mắc", "Thiếu kinh phí in tem.")
    printed = text_of(officer.print_report())
    officer.sign_and_send("27/BC-UBND", a_pdf(tmp_path / "ky.pdf", "Báo cáo đã ký"))

    office.room("Chương trình").press("Báo cáo các địa phương").reads("2/34 địa phương đã gửi")
    office.reads("120.000.000").follow("Bắc Ninh")
    told = office.figures()
    behind = {title: office.worth_of(address) for title, (_, address) in told.items()}

    assert "Học viên Mẫu" in certificate
    assert "Thiếu kinh phí in tem." in printed
    assert "08/QĐ-UBND" in printed
    assert behind == {title: value for title, (value, _) in told.items()}
    assert told["Kinh phí dự kiến của kế hoạch"][0] == "50.000.000"
    assert {"Lượt người đã dự", "Lượt phát hiện vi phạm", "Nhiệm vụ của kế hoạch"} <= told.keys()
