"""The scoreboard as a workbook: text is text, whatever it begins with; points stay numbers."""

from collections.abc import Sequence
from io import BytesIO

import xlsxwriter

from award.models import AwardCycle
from award.services import rulebooks
from award.services.scoreboard import Standing
from award.words import _N

HEADERS = (
    _N("Hạng"),
    _N("Đồng hạng"),
    _N("Số hồ sơ"),
    _N("Tổ chức, sản phẩm"),
    _N("Nhóm xét"),
    _N("Bước chấm"),
    _N("Tổng điểm"),
    _N("Căn cứ"),
    _N("Nhất nhóm"),
    _N("Chênh lệch lớn nhất"),
    _N("Số hạng mục chênh lệch lớn"),
)


def workbook(standings: Sequence[Standing], cycle: AwardCycle) -> bytes:
    """An XLSX file with one row for each standing, in their order."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(_N("Bảng điểm"))
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    points = book.add_format({"num_format": "#,##0.00####"})
    for column, title in enumerate(HEADERS):
        sheet.write_string(0, column, title, bold)
    rulebook = rulebooks.of(cycle)
    phases = {phase.code: phase.label for phase in rulebook.phases}
    for row, one in enumerate(standings, start=1):
        sheet.write_number(row, 0, one.rank)
        sheet.write_string(row, 1, _N("x") if one.tied else "")
        sheet.write_string(row, 2, one.number)
        sheet.write_string(row, 3, one.name)
        sheet.write_string(row, 4, one.group)
        sheet.write_string(row, 5, phases[one.phase])
        sheet.write_number(row, 6, float(one.total), points)
        sheet.write_string(row, 7, one.reason)
        sheet.write_string(row, 8, _N("x") if one.best else "")
        sheet.write_number(row, 9, one.widest)
        sheet.write_number(row, 10, one.wide_items)
    sheet.freeze_panes(1, 4)
    sheet.set_column(3, 3, 45)
    sheet.set_column(7, 7, 60)
    book.close()
    return buffer.getvalue()
