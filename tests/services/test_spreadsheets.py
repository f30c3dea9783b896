"""Tables from spreadsheet programs: read as they are, refused with a sentence, never guessed."""

import io
import zipfile
from datetime import datetime
from decimal import Decimal

import openpyxl
import pytest
from werkzeug.datastructures import FileStorage

from award.policies import Refusal
from award.services import cell_values, sheets, spreadsheets
from award.services.cell_values import CellFault
from award.services.spreadsheets import Cell, Kind

LOTS = sheets.sheet("lots")
HALF_PAST_EIGHT = datetime.fromisoformat("2026-05-31T08:30")


def upload(content, name="bang.csv"):
    return FileStorage(io.BytesIO(content), filename=name)


def workbook(*rows, merge="", formats=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, number_format in formats:
        book.active[place].number_format = number_format
    if merge:
        book.active.merge_cells(merge)
    buffer = io.BytesIO()
    book.save(buffer)
    return upload(buffer.getvalue(), "bang.xlsx")


def texts(table):
    return [[cell.text for cell in line.cells] for line in table.lines]


@pytest.mark.parametrize(
    "content",
    [
        "a;b\n1,5;đường\n".encode(),
        "\ufeffa;b\r\n1,5;đường\r\n".encode(),
        'sep=;\r\na;b\r\n"1,5";đường\r\n'.encode(),
        "a\tb\n1,5\tđường\n".encode("utf-16"),
        'a,b\n"1,5",đường\n'.encode(),
        "a;b\n1,5;đu\u031bo\u031b\u0300ng\n\n;\n".encode(),
    ],
)
def test_csv_is_read_however_a_program_writes_it(app, content):
    assert texts(spreadsheets.read(upload(content))) == [["a", "b"], ["1,5", "đường"]]


def test_an_xlsx_keeps_what_each_cell_is(app):
    table = spreadsheets.read(
        workbook(
            ["mã", 8938505970011, 0.5, 0.12, HALF_PAST_EIGHT, "=1+1", None, True],
            formats=[("D1", "0%")],
        )
    )

    cells = table.lines[0].cells
    assert [(cell.kind.name, cell.shown) for cell in cells] == [
        ("TEXT", "mã"),
        ("NUMBER", "8938505970011"),
        ("NUMBER", "0,5"),
        ("PERCENT", "12 %"),
        ("DATE", "31/05/2026 08:30"),
        ("FORMULA", "=1+1"),
        ("TEXT", ""),
        ("TEXT", "True"),
    ]


def _bomb():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b" " * 70_000_000)
    return upload(buffer.getvalue(), "bom.xlsx")


def _unreadable():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    return upload(buffer.getvalue(), "hong.xlsx")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (lambda: None, "Hãy chọn một tệp"),
        (lambda: upload(b""), "Tệp rỗng"),
        (lambda: upload(b"x" * (spreadsheets.MOST_BYTES + 1)), "Bảng lớn hơn 5 MB"),
        (lambda: upload("a;b\nđường".encode("cp1258", "replace")), "không phải UTF-8"),
        (lambda: upload(b'a;b\n"1;2\n'), "dấu nháy chưa đóng"),
        (lambda: upload(b"a;b\n" * 2_100), "hơn 2000 dòng"),
        (lambda: upload(b";".join([b"a"] * 70)), "60 cột"),
        (lambda: upload(b"a;" + b"x" * 120_000), "dài hơn 100000 ký tự"),
        (lambda: upload(b"\xd0\xcf\x11\xe0", "cu.xls"), "Loại tệp không được nhận"),
        (lambda: upload(b"a;b", "bang.xlsx"), "không phải XLSX"),
        (lambda: workbook(["a"], *[["b"]] * 2_100), "hơn 2000 dòng"),
        (_unreadable, "Không đọc được tệp"),
        (_bomb, "bung ra quá lớn"),
    ],
)
def test_what_is_no_table_is_refused_with_the_reason(app, given, sentence):
    with pytest.raises(Refusal, match=sentence):
        spreadsheets.read(given())


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (Cell("1.250,5"), Decimal("1250.5")),
        (Cell("1250,5"), Decimal("1250.5")),
        (Cell("12.5", Kind.NUMBER), Decimal("12.5")),
    ],
)
def test_a_number_is_read_as_vietnamese_write_it(cell, value):
    assert cell_values.number_of(cell) == value


@pytest.mark.parametrize(
    ("reader", "cell", "sentence"),
    [
        (cell_values.number_of, Cell("12,5 %"), "Ô ghi phần trăm"),
        (cell_values.number_of, Cell("0.125", Kind.PERCENT), "Ô ghi phần trăm"),
        (cell_values.number_of, Cell("mười"), "“mười” không phải số"),
        (cell_values.number_of, Cell("12 kg"), "“12 kg” không phải số"),
        (cell_values.number_of, Cell("1.5"), "“1.5” không phải số"),
        (cell_values.number_of, Cell("2026-05-01T00:00:00", Kind.DATE), "thành ngày"),
        (cell_values.number_of, Cell("=A1", Kind.FORMULA), "Ô chứa công thức"),
        (cell_values.text_of, Cell("=A1", Kind.FORMULA), "Ô chứa công thức"),
        (cell_values.digits_of, Cell("8,93851E+12"), "đã làm tròn"),
        (cell_values.digits_of, Cell("1234567890123456", Kind.NUMBER), "đã làm tròn"),
        (cell_values.digits_of, Cell("2026-05-01T00:00:00", Kind.DATE), "Ô là ngày"),
        (cell_values.day_of, Cell("13/2026"), "“13/2026” không phải ngày"),
        (cell_values.day_of, Cell("31/04/2026"), "không phải ngày"),
        (cell_values.day_of, Cell("46173", Kind.NUMBER), "không phải ngày"),
        (cell_values.day_of, Cell("01/01/0026"), "Năm 26 không hợp lý"),
        (cell_values.moment_of, Cell("31/05/2026 25:00"), "ví dụ 31/05/2026 08:30"),
    ],
)
def test_a_cell_that_cannot_be_read_says_why(reader, cell, sentence):
    with pytest.raises(CellFault, match=sentence):
        reader(cell)


@pytest.mark.parametrize(
    ("text", "instant"),
    [
        ("31/05/2026 08:30", HALF_PAST_EIGHT),
        ("31/5/2026, 8:30", HALF_PAST_EIGHT),
        ("2026-05-31T08:30:00", HALF_PAST_EIGHT),
        ("31/05/2026", datetime.fromisoformat("2026-05-31")),
    ],
)
def test_a_moment_is_read_in_the_ways_people_write_it(text, instant):
    assert cell_values.moment_of(Cell(text)) == instant
    assert cell_values.moment_of(Cell(instant.isoformat(), Kind.DATE)) == instant


READERS = {column.key: cell_values.text_of for column in LOTS.columns}
HEAD = [column.title for column in LOTS.columns]


@pytest.mark.parametrize(
    ("rows", "merge", "sentence"),
    [
        ([["tên", "tuổi"], ["a", 1]], "", "Không thấy dòng tiêu đề"),
        ([HEAD, ["x"] * 10], "A1:B1", "có ô gộp"),
        ([[*HEAD[:-2], "Nơi tạo lập"], ["x"] * 9], "", "hai cột “Nơi tạo lập”"),
        ([[one for one in HEAD if one != "Số lô"], ["x"] * 9], "", "Bảng thiếu cột: Số lô."),
        ([HEAD], "", "chưa có dòng nào"),
    ],
)
def test_a_table_under_a_wrong_head_is_refused(app, rows, merge, sentence):
    table = spreadsheets.read(workbook(*rows, merge=merge))

    with pytest.raises(Refusal, match=sentence):
        sheets.read(LOTS, table, READERS)


def test_lines_are_read_by_the_names_of_columns_and_faults_stand_at_cells(app):
    rows = [
        ["Bảng của xưởng"],
        ["Màu", *reversed(HEAD), "Ghi chú"],
        ["đỏ", *["v"] * 10, "Ví dụ"],
        ["đỏ", *["a"] * 9, "=B1", ""],
        ["đỏ", *["b"] * 10],
        ["đỏ", *["b"] * 10],
        ["đỏ", *["c"] * 4],
    ]

    preview = sheets.read(LOTS, spreadsheets.read(workbook(*rows)), READERS)

    assert preview.ignored == ("Màu",)
    assert [(entry.number, sorted(entry.faults)) for entry in preview.entries] == [
        (4, ["time"]),
        (5, []),
        (6, ["time"]),
        (7, ["lot", "product", "quantity", "site", "time", "unit"]),
    ]
    assert preview.faults == 8
    assert "lặp lại nguyên dòng 5" in preview.entries[2].faults["time"]
    assert preview.shown_first[0].shown(LOTS)[0].text == "=B1"


@pytest.mark.parametrize("template", [sheets.sheet("areas"), *sheets.event_sheets()])
def test_a_template_has_its_heads_one_marked_example_and_instructions(app, template):
    content = sheets.workbook(template)

    book = openpyxl.load_workbook(io.BytesIO(content))
    assert book.sheetnames == ["Dữ liệu", "Hướng dẫn"]
    assert book["Dữ liệu"]["A2"].value.startswith("Ví dụ")
    assert all(cell.number_format == "@" for cell in book["Dữ liệu"][2])
    with pytest.raises(Refusal, match="chưa có dòng nào"):
        sheets.read(template, spreadsheets.read(upload(content, "mau.xlsx")), {})
