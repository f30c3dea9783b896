"""From an issued document to its PDF: the page from frozen data, the print, the stored file."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

import segno
from flask import Flask, current_app
from sqlalchemy import select

from award import workflow
from award.config import current
from award.extensions import db
from award.logs import log
from award.models import DocumentState, IssuedDocument
from award.reports import charts
from award.reports.printing import TooSlowError, press
from award.services import delivering, storage
from award.services.locking import lock, stay_open
from award.words import _N

LONGEST_RUN = 48  # signs without a space; a run wider than its line costs the renderer minutes
BREAK_HERE = "\u200b"

WAITING = frozenset({DocumentState.RENDERING, DocumentState.FAILED})
NO_BREAK = "\u00a0"

# Signs that print nothing and could turn or break a line: C0 controls and bidirectional orders.
_UNPRINTABLE = dict.fromkeys(
    [*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A)]
)

_LONG_RUN = re.compile(rf"\S{{{LONGEST_RUN}}}")
_DIGEST = re.compile(r"[0-9a-f]{64}")


def render(document_id: int) -> None:
    """Print a document that waits for it and keep the file; a second call changes nothing.

    What goes wrong with the page is recorded on the document with a sentence; what goes wrong
    with the store or the database is raised, so that the job is tried again. The caller commits.
    """
    document = db.session.get_one(IssuedDocument, document_id)
    lock(document)
    if document.state not in WAITING:
        return
    stay_open()
    try:
        content, pages = printed(document)
    except Exception as error:
        log.warning("not printed", document=document_id, kind=document.kind, error=repr(error))
        _fail(document, error)
        return
    name = f"{document.kind}-{document.verification_code}.pdf"
    file = storage.keep(name, content, media_type="application/pdf", actor=None)
    workflow.perform("rendered", document, actor=None, file=file, pages=pages)


def _fail(document: IssuedDocument, error: Exception) -> None:
    if document.state is DocumentState.FAILED:
        return
    sentence = (
        _N("Văn bản quá dài nên không lập xong trong thời gian cho phép.")
        if isinstance(error, TooSlowError)
        else _N("Không lập được tệp PDF. Hãy thử lại; nếu vẫn lỗi, hãy báo người quản trị.")
    )
    workflow.perform("failed", document, actor=None, note=sentence)


def printed(document: IssuedDocument) -> tuple[bytes, int]:
    """The PDF of a document and its number of pages; the same data give the same bytes."""
    return press().print(page(document), document.verification_code)


def page(document: IssuedDocument) -> str:
    """The HTML of a document, from its frozen data alone."""
    template = current_app.jinja_env.get_template(f"reports/{document.kind}.html")
    html = template.render(
        paper=printable(document.data),
        proof=proof(document),
        meta={"created": _pdf_time(document.data["at"]), "author": document.data["award"]},
        demo=document.data["demo"],
        charts=charts,
    )
    return unicodedata.normalize("NFC", html)


def printable(value: Any) -> Any:
    """The same data with every text fit for paper: nothing invisible, no run without an end."""
    if isinstance(value, dict):
        return {key: printable(one) for key, one in value.items()}
    if isinstance(value, list):
        return [printable(one) for one in value]
    if isinstance(value, str) and not _DIGEST.fullmatch(value):
        return _LONG_RUN.sub(rf"\g<0>{BREAK_HERE}", value.translate(_UNPRINTABLE))
    return value


def _pdf_time(instant: str) -> str:
    """An ISO instant with the seconds and the zone that a PDF's metadata ask for."""
    return datetime.fromisoformat(instant).isoformat(timespec="seconds")


def proof(document: IssuedDocument) -> dict[str, str]:
    """What the foot of every page says: code, hash of the data, where to check, as a QR too."""
    base = current().base_url.rstrip("/")
    address = f"{base}/verify?code={document.verification_code}"
    place = urlsplit(base)
    return {
        "code": document.verification_code,
        "sha256": document.data_sha256,
        "address": f"{place.netloc}{place.path}/verify",
        "qr": segno.make_qr(address, error="m").svg_data_uri(border=1, encode_minimal=True),
    }


def pending() -> list[int]:
    """Ids of the documents that wait for their PDF, oldest first; those that failed included."""
    query = select(IssuedDocument.id).where(IssuedDocument.state.in_(WAITING))
    return list(db.session.scalars(query.order_by(IssuedDocument.id)))


def from_iso(text: str | None) -> date | datetime | None:
    """A date or an instant from the text that frozen data carry; None stays None."""
    if not text:
        return None
    return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)


def together(text: str) -> str:
    """The text with spaces at which no line may end: `62,5 %`, `ngày 05 tháng 02 năm 2026`."""
    return text.replace(" ", NO_BREAK)


def qr(text: str) -> str:
    """An address as a picture for scanners, without the places at which paper may break it."""
    address = text.replace(BREAK_HERE, "")
    picture: str = segno.make_qr(address, error="m").svg_data_uri(border=2, encode_minimal=True)
    return picture


FILTERS: Mapping[str, Callable[..., Any]] = {"from_iso": from_iso, "together": together, "qr": qr}


def init_app(app: Flask) -> None:
    """Give the paper templates their filters, and messages about documents their way out."""
    app.jinja_env.filters.update(FILTERS)
    delivering.WAYS_OUT["document"] = lambda payload: render(int(payload["document_id"]))
