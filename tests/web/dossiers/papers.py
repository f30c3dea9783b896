"""Small real files to upload: each opens in its own program."""

import io
import zipfile
from typing import Any

import pikepdf
from openpyxl import Workbook
from PIL import Image

from award import clock
from award.extensions import db
from award.models import Dossier, Evidence
from award.services import storage
from tests.factories import owner_of


def pdf(text: str = "Bản mẫu", pages: int = 1) -> bytes:
    """A PDF whose bytes depend on `text`."""
    document = pikepdf.new()
    for _ in range(pages):
        document.add_blank_page(page_size=(595, 842))
    document.docinfo["/Title"] = text
    out = io.BytesIO()
    document.save(out, deterministic_id=True)
    return out.getvalue()


def image(kind: str = "JPEG") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (60, 40), (120, 30, 40)).save(out, format=kind)
    return out.getvalue()


def xlsx() -> bytes:
    """A workbook with one filled cell."""
    book = Workbook()
    book.active["A1"] = "Doanh thu"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx(extra: dict[str, bytes] | None = None) -> bytes:
    """The least that counts as a text document, with further members where given."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("word/document.xml", "<document>Bản mẫu</document>")
        for name, content in (extra or {}).items():
            archive.writestr(name, content)
    return out.getvalue()


def upload(content: bytes, name: str, **fields: Any) -> dict[str, Any]:
    """The data of a multipart form with one file."""
    return {"file": (io.BytesIO(content), name), **fields}


class Upload:
    """An upload as a form hands it over."""

    def __init__(self, content: bytes, filename: str | None) -> None:
        self.stream = io.BytesIO(content)
        self.filename = filename


def paper_in(dossier: Dossier, text: str = "Bản mẫu", **columns: Any) -> Evidence:
    """A paper that lies in a dossier with its bytes, whatever state the dossier is in."""
    owner = owner_of(dossier)
    row = Evidence(
        dossier=dossier,
        file=storage.store(Upload(pdf(text), f"{text}.pdf"), actor=owner),
        **{"part": "6", "year": 2025, "title": text} | columns,
        added_at=clock.now(),
        added_by_id=owner.id,
    )
    db.session.add(row)
    db.session.flush()
    return row
