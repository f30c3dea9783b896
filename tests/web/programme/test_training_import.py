"""A list of participants from a workbook: shown cell by cell, taken in as a whole or not at all."""

import io
import re
from typing import Any

import pytest
from openpyxl import Workbook

from award.extensions import db
from award.models import Participant
from award.services import training_import
from tests.factories import make_course, make_participant, runner_of

HEADS = list(training_import.COLUMNS)
GOOD = [
    ["Nguyễn Văn Mẫu", "Doanh nghiệp, hợp tác xã", "mot@example.vn", 912345678, "Giám đốc",
     "Công ty Mẫu", 100109106],
    ["Lê Thị Mẫu", "Cán bộ quản lý nhà nước", "", "", "Chuyên viên", "", ""],
    ["Hồ Văn Mẫu", "household", None, None, None, "Hộ Mẫu", "001090000001"],
]  # fmt: skip


def workbook(*rows: list[Any], heads: list[str] | None = None, merge: str = ""):
    book = Workbook()
    book.active.append(heads or HEADS)
    for row in rows:
        book.active.append(row)
    if merge:
        book.active.merge_cells(merge)
    out = io.BytesIO()
    book.save(out)
    return io.BytesIO(out.getvalue()), "danh sách.xlsx"


def shown(browse, course, file):
    return browse(runner_of(course)).post(
        f"/programme/training/{course.id}/people/preview", data={"bang-file": file}
    )


def taken(browse, course, page):
    text = re.search(r'name="bang-text" value="([^"]*)"', page.text).group(1)
    return browse(runner_of(course)).post(
        f"/programme/training/{course.id}/people/take", data={"bang-text": text}
    )


def test_a_good_list_is_shown_then_taken_in(browse, app):
    course = make_course()

    page = shown(browse, course, workbook(*GOOD))
    before = db.session.query(Participant).count()
    answer = taken(browse, course, page)

    rows = db.session.query(Participant).order_by("id").all()
    assert (page.status_code, before, answer.status_code) == (200, 0, 302)
    assert [(row.full_name, row.kind, row.email, row.phone, row.tax_code) for row in rows] == [
        ("Nguyễn Văn Mẫu", "enterprise", "mot@example.vn", "0912345678", "0100109106"),
        ("Lê Thị Mẫu", "state_officer", "", "", ""),
        ("Hồ Văn Mẫu", "household", "", "", "001090000001"),
    ]


def test_a_line_is_named_by_the_number_that_the_spreadsheet_shows(browse, app):
    course = make_course()

    page = shown(browse, course, workbook(GOOD[0], [], GOOD[1]))
    taken(browse, course, page)

    assert re.findall(r'<tr><td class="app-num">(\d+)</td>', page.text) == ["2", "4"]
    assert db.session.query(Participant).count() == 2


def test_every_wrong_cell_is_marked_and_nothing_can_be_taken_in(browse, app):
    course = make_course()
    make_participant(course, email="co.roi@example.vn")
    bad = [
        ["", "Doanh nghiệp, hợp tác xã", "x", "", "", "", "0100109107"],
        ["A Mẫu", "Người lạ", "co.roi@example.vn", "", "", "", ""],
        ["B Mẫu", "Chuyên gia đánh giá", "hai@example.vn", "", "", "", ""],
        ["C Mẫu", "Chuyên gia đánh giá", "HAI@example.vn", "", "", "", ""],
        ["D Mẫu", "Chuyên gia đánh giá", "co.roi@example.vn", "", "", "", ""],
    ]

    page = shown(browse, course, workbook(*bad))

    for sentence in ("Hãy ghi họ tên.", "Địa chỉ thư điện tử chưa đúng", "Hãy ghi tên doanh nghiệp",
                     "chữ số kiểm tra không khớp", "Ghi một trong:"):  # fmt: skip
        assert sentence in page.text
    assert page.text.count("đã có trong lớp") == 2
    assert "Có 7 ô sai" in page.text
    assert 'name="bang-text" value="' not in page.text


@pytest.mark.parametrize(
    ("file", "sentence"),
    [
        (workbook(*GOOD, merge="A1:B1"), "Bảng có ô gộp ở dòng 1."),
        (workbook(*GOOD, heads=["Tên", *HEADS[1:]]), "Cột 1 phải có tiêu đề “Họ tên”"),
        (workbook(*GOOD, heads=HEADS[:6]), "Cột 7 phải có tiêu đề “Mã số thuế”"),
        (workbook(), "chưa có dòng nào"),
        ((io.BytesIO(b"PK\x03\x04xx"), "a.xlsx"), "Nội dung tệp không phải XLSX"),
        ((io.BytesIO(b"a;b"), "a.csv"), "Cột 1 phải có tiêu đề"),
        ((io.BytesIO(b""), ""), "Hãy chọn một tệp."),
    ],
)
def test_a_file_that_would_have_to_be_guessed_at_is_refused_by_name(browse, app, file, sentence):
    course = make_course()

    page = shown(browse, course, (io.BytesIO(file[0].getvalue()), file[1]))

    assert page.status_code == 422
    assert sentence in page.text


def test_a_workbook_without_anything_is_refused(browse, app):
    empty, out = Workbook(), io.BytesIO()
    empty.save(out)

    page = shown(browse, make_course(), (io.BytesIO(out.getvalue()), "a.xlsx"))

    assert "Tệp không có dòng nào." in page.text


def test_more_people_than_seats_are_not_taken_in_halfway(browse, app):
    course = make_course(seats=2)

    page = shown(browse, course, workbook(*GOOD))
    forced = browse(runner_of(course)).post(
        f"/programme/training/{course.id}/people/take",
        data={"bang-text": "\n".join(f"Mẫu {n}\tassessor" for n in range(3))},
    )

    assert "Lớp thiếu 1 chỗ" in page.text
    assert "Lớp thiếu 1 chỗ" in forced.text
    assert db.session.query(Participant).all() == []


@pytest.mark.parametrize(
    ("text", "sentence"), [("", "Hãy chọn lại tệp"), ("\tassessor", "Bảng còn 1 ô sai")]
)
def test_a_confirmation_that_was_never_shown_is_read_again_cell_by_cell(
    browse, app, text, sentence
):
    course = make_course()

    answer = browse(runner_of(course)).post(
        f"/programme/training/{course.id}/people/take", data={"bang-text": text}
    )

    assert answer.status_code == 422
    assert sentence in answer.text


def test_the_class_list_and_the_template_are_workbooks(browse, app):
    course = make_course()
    make_participant(course, "Nguyễn Mẫu")
    officer = browse(runner_of(course))

    for page in ("people.xlsx", "people/template.xlsx"):
        answer = officer.get(f"/programme/training/{course.id}/{page}")
        assert answer.data.startswith(b"PK")
        assert answer.headers["Content-Disposition"].startswith("attachment")
