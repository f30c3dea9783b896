"""Files leave the room as downloads only: never shown inline, never run, never cached."""

from io import BytesIO
from typing import BinaryIO

from flask import Response, send_file

from award.models import StoredFile
from award.services import storage

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def send(stored: StoredFile) -> Response:
    """The stored bytes under their display name."""
    return _download(storage.open_bytes(stored), stored.media_type, stored.name)


def send_made(content: bytes, media_type: str, name: str) -> Response:
    """Bytes that the house has just made."""
    return _download(BytesIO(content), media_type, name)


def _download(stream: BinaryIO, media_type: str, name: str) -> Response:
    response = send_file(stream, mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
