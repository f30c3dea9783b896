"""Files leave the house as downloads: never shown inline, never run, never cached.

The one exception are pictures that the house has drawn itself."""

from io import BytesIO
from typing import BinaryIO

from flask import Response, abort, send_file

from award.models import StoredFile
from award.services import storage

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def send(stored: StoredFile | None, *, content: bytes | None = None, name: str = "") -> Response:
    """The stored bytes, or `content` in their place, under their display name or another one.

    404 while there is no file.
    """
    if stored is None:
        abort(404)
    stream = storage.open_bytes(stored) if content is None else BytesIO(content)
    return _download(stream, stored.media_type, name or stored.name)


def send_made(content: bytes, media_type: str, name: str) -> Response:
    """Bytes that the house has just made."""
    return _download(BytesIO(content), media_type, name)


def show_picture(stored: StoredFile | None, *, seconds: int = 0) -> Response:
    """A picture that the house has encoded itself, to stand in a page; kept so long by browsers.

    404 while there is none.
    """
    if stored is None:
        abort(404)
    response = send_file(storage.open_bytes(stored), mimetype=stored.media_type)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["Cache-Control"] = f"private, max-age={seconds}" if seconds else "no-store"
    return response


def _download(stream: BinaryIO, media_type: str, name: str) -> Response:
    response = send_file(stream, mimetype=media_type, as_attachment=True, download_name=name)
    response.headers["Content-Security-Policy"] = _SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
