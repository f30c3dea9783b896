"""Checklists are imported from CSV; nothing of a standard's text is shipped."""

import pytest

from traceability.checks_import import MOST_POINTS, read_checklist, template
from traceability.rule_sets import Evidence, Level, Point, rule_set

SECTIONS = rule_set("tcvn-13167-2025").sections
HEADER = "phần,mã,nội dung,mức,bằng chứng,chỉ số,điều kiện\n"


def codes(text: str) -> list[str]:
    return [finding.code for finding in read_checklist(text, SECTIONS)[1]]


def test_t22_a_checklist_is_read_point_by_point() -> None:
    text = (
        "\ufeff" + HEADER + '5,5.1,"Điểm mẫu, thứ nhất",Bắt buộc,tài liệu,"M7, M9",\n'
        "6,6.1,Điểm mẫu,MC,,,Khi nhập khẩu\n,,,,,,\n"
    )

    points, findings = read_checklist(text, SECTIONS)

    assert findings == ()
    assert points == (
        Point(
            *("5.1", "Điểm mẫu, thứ nhất", Level.MANDATORY, Evidence.DOCUMENT, ("M7", "M9")),
            section="5",
        ),
        Point(
            *("6.1", "Điểm mẫu", Level.CONDITIONAL, Evidence.DECLARED, (), "Khi nhập khẩu"),
            section="6",
        ),
    )


def test_t22_semicolons_and_other_orders_of_columns_are_read_too() -> None:
    text = "mã;mức;phần;nội dung;ghi chú\n1.1;khuyến nghị;1;Điểm mẫu;bỏ qua\n"

    points, findings = read_checklist(text, SECTIONS)

    assert (points[0].level, findings) == (Level.RECOMMENDED, ())


def test_the_template_has_twelve_sections_and_no_points() -> None:
    text = template(SECTIONS)

    assert text.count("\r\n") == 13
    assert read_checklist(text, SECTIONS) == ((), ())


@pytest.mark.parametrize(
    ("row", "code"),
    [
        ("99,1.1,Điểm,M,,,", "section"),
        ("1,1.1,,M,,,", "title"),
        ("1,1.1,Điểm,cao,,,", "level"),
        ("1,1.1,Điểm,M,lời nói,,", "evidence"),
        ("1,1.1,Điểm,M,,M16,", "metrics"),
        ("1,1.1,Điểm,M,,," + "x" * 2001, "too_long"),
        ("1,1.1", "title"),
        ("1,1.1,Điểm,M,,,\n1,1.1,Điểm,M,,,", "repeated"),
    ],
)
def test_each_mistake_is_told_with_its_line(row: str, code: str) -> None:
    _, findings = read_checklist(HEADER + row + "\n", SECTIONS)

    assert code in [finding.code for finding in findings]
    assert findings[0].message.startswith(f"Dòng {2 + row.count(chr(10))}: ")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "columns"),
        ("mã,nội dung\n1.1,Điểm\n", "columns"),
        (HEADER + "1,1.1,Điểm,M,,,\n" * MOST_POINTS, "too_many"),
        (HEADER + '1,1.1,"' + "x" * 200_000, "csv"),
    ],
)
def test_a_file_that_is_no_checklist_is_refused_whole(text: str, code: str) -> None:
    assert codes(text) == [code]
