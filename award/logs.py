"""Logs: one JSON object a line on standard error, each with the id of its request."""

import logging
import sys
import uuid
from time import perf_counter
from typing import TextIO

import structlog
from flask import Flask, Response, g, request
from structlog.tracebacks import ExceptionDictTransformer
from structlog.typing import EventDict, Processor, WrappedLogger

from award import clock
from award.config import Settings
from traceability.parties import hide_personal_numbers

HIDDEN = "[hidden]"
_SECRET_WORDS = ("password", "secret", "token", "cookie", "authorization", "csrf")

_TRACEBACK = ExceptionDictTransformer(show_locals=False)  # local variables hold secrets

log = structlog.stdlib.get_logger("award")


def init_app(app: Flask, settings: Settings) -> None:
    """Set up the log and the request's frame: its id, its fixed instant, its closing line."""
    _configure(settings.log_level)
    app.before_request(_arrive)
    app.after_request(_leave)
    app.teardown_request(_gone)


def request_id() -> str:
    """The id of this request: on error pages, in every log line, in audit events."""
    return str(g.get("request_id", ""))


def hide_secrets(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Never write a secret: values under telling names are replaced, whatever they hold."""
    for name in event:
        if any(word in name.lower() for word in _SECRET_WORDS):
            event[name] = HIDDEN
    return event


def hide_persons(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Never write a person's number, such as one that somebody put into an address."""
    year = clock.today_local().year
    for name, value in event.items():
        if isinstance(value, str) and name != "request_id":
            event[name] = hide_personal_numbers(value, year=year)
    return event


class _Console(logging.StreamHandler[TextIO]):
    """Writes to what is standard error now, not to what it was at the start."""

    def emit(self, record: logging.LogRecord) -> None:
        self.stream = sys.stderr
        super().emit(record)


def _configure(level: str) -> None:
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = _Console()
    handler.set_name("award")
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.ExceptionRenderer(_TRACEBACK),
                hide_persons,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [old for old in root.handlers if old.get_name() != "award"] + [handler]
    root.setLevel(level)
    for chatty in ("alembic", "procrastinate", "fontTools", "weasyprint"):
        logging.getLogger(chatty).setLevel(logging.WARNING)


def _arrive() -> None:
    clock.hold()
    g.request_id = uuid.uuid4().hex
    g.request_began = perf_counter()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def _leave(response: Response) -> Response:
    response.headers["X-Request-Id"] = request_id()
    if request.endpoint not in {"static", "health.live", "health.ready"}:
        log.info(
            "request",
            method=request.method,
            path=_path(),
            endpoint=request.endpoint,
            status=response.status_code,
            milliseconds=round(1000 * (perf_counter() - g.get("request_began", perf_counter()))),
            address=request.remote_addr,
        )
    return response


def _path() -> str:
    """The path of the request without the secrets that it carries, such as a one-time link's."""
    path = request.path
    for name, value in (request.view_args or {}).items():
        if any(word in name for word in _SECRET_WORDS):
            path = path.replace(str(value), HIDDEN)
    return path


def _gone(_error: BaseException | None) -> None:
    clock.release()
    structlog.contextvars.clear_contextvars()
