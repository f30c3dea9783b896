"""Files that the room hands out: always attachments, never shown inline, never run."""

from flask import Response

SANDBOX = "sandbox; default-src 'none'; frame-ancestors 'none'"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def attached(content: bytes, name: str, media_type: str) -> Response:
    """Bytes to be saved under a name of ours."""
    answer = Response(content, mimetype=media_type)
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


def workbook(content: bytes, name: str) -> Response:
    """A workbook."""
    return attached(content, name, WORKBOOK)
