"""Tables leave the room as downloads only."""

from collections.abc import Iterable, Sequence

from flask import Response

from award import downloads
from award.services import workbooks


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Texts as an XLSX file named after its one sheet."""
    return downloads.send_made(
        workbooks.of_texts(title[:31], heads, rows), downloads.XLSX, f"{title}.xlsx"
    )


def csv(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Texts as a CSV file."""
    content = workbooks.csv_of_texts(heads, rows)
    return downloads.send_made(content, "text/csv; charset=utf-8", f"{title}.csv")
