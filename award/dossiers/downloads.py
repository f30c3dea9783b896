"""Files leave the house as downloads only: never shown inline, never run, never cached."""

from io import BytesIO

from flask import Response, send_file

from award.models import Evidence, StoredFile, User
from award.policies import dossier as policy
from award.services import reading, storage

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"


def hand_out(paper: Evidence, *, reader: User) -> Response:
    """The paper for this reader: a confidential one carries the name of a reader from outside."""
    own = policy.belongs(reader, paper.dossier) is None
    if own or not paper.confidential:
        return send(paper.file)
    return send(paper.file, reading.stamped(paper, reader=reader))


def send(stored: StoredFile, content: bytes | None = None) -> Response:
    """A download of the stored bytes, or of `content` in their place, under the display name."""
    stream = storage.open_bytes(stored) if content is None else BytesIO(content)
    response = send_file(
        stream, mimetype=stored.media_type, as_attachment=True, download_name=stored.name
    )
    response.headers["Content-Security-Policy"] = SANDBOX
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cache-Control"] = "no-store"
    return response
