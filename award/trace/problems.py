"""Errors of the EPCIS interface: problem documents (RFC 7807) with the standard's exceptions."""

import json
from collections.abc import Iterable
from typing import Any

from flask import Response, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from award.extensions import db
from award.logs import log
from award.policies import Refusal
from award.services.event_queries import QueryError
from award.words import _N

PREFIX = "/epcis"
MEDIA_TYPE = "application/problem+json"

# Status → exception of EPCIS 2.0 §12 and the sentence shown when nothing closer is known.
_USUAL = {
    400: ("ValidationException", _N("Yêu cầu không hợp lệ.")),
    401: ("SecurityException", _N("Cần mã truy cập (Authorization: Bearer …) còn hiệu lực.")),
    403: ("SecurityException", _N("Mã truy cập không có quyền làm việc này.")),
    404: ("NoSuchResourceException", _N("Không có tài nguyên này.")),
    405: ("UnsupportedOperationException", _N("Tài nguyên này không nhận phương thức đã dùng.")),
    406: ("NotAcceptableException", _N("Chỉ trả lời bằng JSON-LD của EPCIS 2.0.")),
    409: ("ResourceAlreadyExistsException", _N("Sự kiện này đã có.")),
    413: ("CaptureLimitExceededException", _N("Tài liệu vượt giới hạn đã công bố.")),
    414: ("URITooLongException", _N("Địa chỉ quá dài.")),
    415: ("UnsupportedMediaTypeException", _N("Chỉ nhận application/json, application/ld+json, "
                                              "application/xml và text/xml.")),
    500: ("ImplementationException", _N("Hệ thống gặp lỗi; việc vừa rồi chưa được lưu.")),
    503: ("ImplementationException", _N("Hệ thống đang bận; hãy thử lại sau ít phút.")),
}  # fmt: skip


def problem(
    status: int, detail: str | None = None, *, kind: str | None = None, findings: Iterable[Any] = ()
) -> Response:
    """The answer for an error: type, title, status, detail and what was found."""
    usual, sentence = _USUAL.get(status, _USUAL[400 if status < 500 else 500])
    content: dict[str, Any] = {
        "type": f"epcisException:{kind or usual}",
        "title": sentence,
        "status": status,
        "detail": detail or sentence,
    }
    if listed := list(findings):
        content["errors"] = listed
    text = json.dumps(content, ensure_ascii=False)
    response = Response(text, status=status, content_type=MEDIA_TYPE)
    if status == 401:
        response.headers["WWW-Authenticate"] = 'Bearer realm="epcis"'
    return response


def refused(error: Refusal) -> Response:
    """What the services refuse about the request itself."""
    return problem(400, str(error))


def unanswerable(error: QueryError) -> Response:
    """A query with wrong parameters, or one that finds too much."""
    status = 413 if error.kind == "QueryTooLargeException" else 400
    return problem(status, str(error), kind=error.kind)


def http(error: HTTPException) -> Response:
    """Anything that the framework refuses."""
    response = problem(error.code or 500)
    for name, value in error.get_headers():
        if name in {"Allow", "Retry-After"}:
            response.headers[name] = value
    return response


def away(error: OperationalError) -> Response:
    """The database cannot be reached."""
    log.error("database", error=str(error))
    db.session.rollback()
    response = problem(503)
    response.headers["Retry-After"] = "10"
    return response


def broken(error: Exception) -> Response:
    """A fault of ours; nothing of it is told."""
    log.error("broken", exc_info=error)
    db.session.rollback()
    return problem(500)


def unrouted() -> Response | None:
    """The answer for an address or method below the interface that does not exist."""
    error = request.routing_exception
    if error is None or not request.path.startswith(f"{PREFIX}/"):
        return None
    return None if (error.code or 0) < 400 else http(error)
