"""Documents leave the room as downloads only: never shown inline, never run, never cached."""

from flask import Response, abort, send_file

from award.models import StoredFile
from award.services import storage


def send(stored: StoredFile | None, name: str = "") -> Response:
    """The stored bytes under a name that says what they are; 404 while there are none."""
    if stored is None:
        abort(404)
    response = send_file(
        storage.open_bytes(stored),
        mimetype=stored.media_type,
        as_attachment=True,
        download_name=name or stored.name,
    )
    response.headers["Content-Security-Policy"] = (
        "sandbox; default-src 'none'; frame-ancestors 'none'"
    )
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
