"""Tables of texts for other programs: whatever a text begins with, it stays a text."""

import csv
from collections.abc import Iterable, Sequence
from io import BytesIO, StringIO

import xlsxwriter

_FORMULA_SIGNS = ("=", "+", "-", "@", "\t", "\r")
WIDEST = 60  # characters


def of_texts(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX file with one sheet; every cell is written as a string."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(
        buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    )
    sheet = book.add_worksheet(title)
    bold = book.add_format({"bold": True, "text_wrap": True, "valign": "top"})
    widths = [len(head) for head in heads]
    for column, head in enumerate(heads):
        sheet.write_string(0, column, head, bold)
    for place, row in enumerate(rows, start=1):
        for column, text in enumerate(row):
            sheet.write_string(place, column, text)
            widths[column] = max(widths[column], len(text))
    for column, width in enumerate(widths):
        sheet.set_column(column, column, min(width, WIDEST) + 2)
    sheet.freeze_panes(1, 1)
    book.close()
    return buffer.getvalue()


def csv_of_texts(
    heads: Sequence[str], rows: Iterable[Sequence[str]], *, separator: str = ","
) -> bytes:
    """A CSV file in UTF-8; what a program would calculate gets an apostrophe in front."""
    out = StringIO()
    writer = csv.writer(out, delimiter=separator)
    writer.writerow(heads)
    for row in rows:
        writer.writerow([_harmless(text) for text in row])
    return out.getvalue().encode("utf-8-sig")


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA_SIGNS) else text
