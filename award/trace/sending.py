"""Tables leave the room as downloads only."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from flask import Response, send_file

from award.services import workbooks

_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Texts as an XLSX file named after its one sheet."""
    return _send(workbooks.of_texts(title[:31], heads, rows), _XLSX, f"{title}.xlsx")


def csv(title: str, heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Response:
    """Texts as a CSV file."""
    content = workbooks.csv_of_texts(heads, rows)
    return _send(content, "text/csv; charset=utf-8", f"{title}.csv")


def _send(content: bytes, media_type: str, name: str) -> Response:
    response = send_file(
        BytesIO(content), mimetype=media_type, as_attachment=True, download_name=name
    )
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
