"""The EPCIS 2.0 REST interface's frame: its blueprint, headers of discovery, forms of answers."""

import json
from typing import Any
from urllib.parse import quote, urlencode

from flask import Blueprint, Flask, Response, current_app, request
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from award.config import VERSION
from award.extensions import csrf
from award.policies import Refusal
from award.services import capturing
from award.services.event_queries import QueryError
from award.trace import problems

api = Blueprint("epcis", __name__, url_prefix=problems.PREFIX)

EPCIS_VERSION = "2.0.0"
JSON_TYPES = ("application/ld+json", "application/json")
XML_TYPES = ("application/xml", "text/xml")

api.register_error_handler(Refusal, problems.refused)
api.register_error_handler(QueryError, problems.unanswerable)
api.register_error_handler(HTTPException, problems.http)
api.register_error_handler(OperationalError, problems.away)
api.register_error_handler(Exception, problems.broken)


def init_app(app: Flask) -> None:
    """Put the interface beside the room: tokens instead of cookies, so no form tokens."""
    csrf.exempt(api)
    app.before_request(problems.unrouted)
    app.register_blueprint(api)


@api.before_request
def refuse_what_is_not_spoken() -> Response | None:
    """Only JSON-LD of EPCIS 2.0 is answered; a client that bears neither is told so."""
    accepted = request.accept_mimetypes
    if request.headers.get("Accept") and not accepted.best_match(
        [*JSON_TYPES, problems.MEDIA_TYPE]
    ):
        return problems.problem(406)
    lowest = request.headers.get("GS1-EPCIS-Min", EPCIS_VERSION)
    highest = request.headers.get("GS1-EPCIS-Max", EPCIS_VERSION)
    unspoken = (lowest[:1].isdigit() and lowest > EPCIS_VERSION) or highest.startswith("1.")
    return problems.problem(406) if unspoken else None


@api.after_request
def discover(response: Response) -> Response:
    """Say in every answer which versions are spoken, and what the limits of capture are."""
    headers = {
        "GS1-EPCIS-Version": EPCIS_VERSION,
        "GS1-EPCIS-Min": EPCIS_VERSION,
        "GS1-EPCIS-Max": EPCIS_VERSION,
        "GS1-CBV-Version": EPCIS_VERSION,
        "GS1-CBV-Min": EPCIS_VERSION,
        "GS1-CBV-Max": EPCIS_VERSION,
        "GS1-EPC-Format": "No_Preference",
        "GS1-CBV-XML-Format": "No_Preference",
        "GS1-Vendor-Version": VERSION,
        "GS1-EPCIS-Capture-Limit": str(capturing.MOST_EVENTS),
        "GS1-EPCIS-Capture-File-Size-Limit": str(most_bytes()),
    }
    for name, value in headers.items():
        response.headers.setdefault(name, value)
    return response


def most_bytes() -> int:
    """The largest document taken: our own limit, or a lower one of the server's settings."""
    return min(capturing.MOST_BYTES, int(current_app.config["MAX_CONTENT_LENGTH"]))


def answer(content: Any, *, status: int = 200, next_token: str | None = None) -> Response:
    """A JSON-LD answer, with a link to the next page where there is one."""
    spoken = request.accept_mimetypes.best_match(JSON_TYPES, "application/ld+json")
    text = json.dumps(content, ensure_ascii=False)
    response = Response(text, status=status, content_type=spoken)
    if next_token is not None:
        response.headers["Link"] = f'<{_next_page(next_token)}>; rel="next"'
    return response


def parameters() -> dict[str, list[str]]:
    """The parameters of the address, each with all its values."""
    return dict(request.args.lists())


def _next_page(token: str) -> str:
    given = {name: values for name, values in parameters().items() if name != "nextPageToken"}
    return f"{quote(request.path)}?{urlencode({**given, 'nextPageToken': token}, doseq=True)}"
