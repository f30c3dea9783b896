"""Digital signatures inside an uploaded PDF: who signed, and whether the bytes are as signed."""

import io
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pyhanko.pdf_utils.misc import PdfError
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from award.models import StoredFile
from award.services import storage

PDF = "application/pdf"
LARGEST = 30 * 1024 * 1024  # bytes that are read for this piece of information


@dataclass(frozen=True, slots=True)
class Signature:
    """One signature: the name in its certificate, the signer's own time, whether it holds.

    `intact` says that the signed bytes are unchanged and the signature belongs to the certificate;
    whether the certificate is to be trusted is for the reader's own tools to judge.
    """

    name: str
    at: datetime | None
    intact: bool


def of_file(stored: StoredFile | None) -> list[Signature]:
    """The signatures of a stored PDF; none for a scan, a very large file, or one gone astray."""
    if stored is None or stored.media_type != PDF or stored.size > LARGEST:
        return []
    try:
        return of_bytes(storage.read(stored))
    except (OSError, ValueError):
        return []


def of_bytes(content: bytes) -> list[Signature]:
    """The signatures of a PDF, in the order in which they were made."""
    try:
        reader = PdfFileReader(io.BytesIO(content), strict=False)
        return [_read(found) for found in reader.embedded_signatures]
    except (PdfError, ValueError, KeyError, TypeError):
        return []


def _read(found: Any) -> Signature:
    subject = found.signer_cert.subject.native if found.signer_cert else {}
    name = subject.get("common_name") or subject.get("organization_name") or ""
    return Signature(str(name), found.self_reported_timestamp, _holds(found))


def _holds(found: Any) -> bool:
    """Whether the signature fits bytes and certificate; no certificate is fetched for it."""
    try:
        status = validate_pdf_signature(
            found,
            signer_validation_context=ValidationContext(trust_roots=[], allow_fetching=False),
            skip_diff=True,
        )
    except Exception:
        return False
    return bool(status.intact and status.valid)
