"""The file store: bytes lie under their id, are checked on the way in, and proven by SHA-256."""

import hashlib
import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any, BinaryIO, Protocol
from uuid import UUID, uuid4

import fsspec
import structlog
from sqlalchemy import event, select
from sqlalchemy.orm import Session, SessionTransaction

from award import clock
from award.config import current
from award.extensions import db
from award.models import StoredFile, User
from award.policies import Refusal
from award.services import antivirus, file_kinds, image_metadata
from award.services.people import one_line
from award.words import _N

_UNSETTLED = "bytes written in this transaction"
_NAME = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
LONGEST_NAME = 180  # characters; with UTF-8 and an extension it stays under what file systems bear
MEGABYTE = 1024 * 1024


class Upload(Protocol):
    """What a form hands over: a name as the browser sent it, and a stream of bytes."""

    filename: str | None
    stream: BinaryIO


def store(
    upload: Upload | None, *, actor: User, kinds: Iterable[str] = file_kinds.EVIDENCE
) -> StoredFile:
    """Check an upload and keep it; flushes.

    Raises `Refusal` with the sentence for the field: no file, empty, over the limit of the
    settings, of a kind that is not taken, not what its extension says, unsafe inside, or infected.
    Of a picture only the picture is kept, not where and when it was taken.
    """
    if upload is None or not upload.filename:
        raise Refusal(_N("Hãy chọn một tệp."))
    limit = current().max_upload_mb
    content = upload.stream.read(limit * MEGABYTE + 1)
    if not content:
        raise Refusal(_N("Tệp rỗng. Hãy kiểm tra lại tệp rồi tải lên."))
    if len(content) > limit * MEGABYTE:
        raise Refusal(_N("Tệp lớn hơn {limit} MB. Hãy giảm dung lượng hoặc tách tệp."), limit=limit)
    name = display_name(upload.filename)
    kind = file_kinds.kind_of(name, content, kinds)
    antivirus.scan(content)
    kept = image_metadata.without(kind.code, content)
    return keep(name, kept, media_type=kind.media_type, actor=actor)


def keep(name: str, content: bytes, *, media_type: str, actor: User | None) -> StoredFile:
    """Keep bytes that the house itself made or has already checked; flushes.

    The bytes are written before the row is committed, so that no row is ever without its bytes; if
    the transaction is given up, they are taken away again. What a crash leaves, `sweep` takes.
    """
    stored = StoredFile(
        id=uuid4(),
        name=display_name(name),
        media_type=media_type,
        size=len(content),
        sha256=hashlib.sha256(content).hexdigest(),
        created_at=clock.now(),
        created_by_id=None if actor is None else actor.id,
    )
    place = _place(stored.id)
    db.session.info.setdefault(_UNSETTLED, []).append(place)
    with fsspec.open(place, "wb", auto_mkdir=True) as stream:
        stream.write(content)
    db.session.add(stored)
    db.session.flush()
    return stored


@event.listens_for(Session, "after_commit")
def _settle(session: Session) -> None:
    """What was written belongs to rows that are there now; a savepoint does not decide that."""
    if not session.in_nested_transaction():
        session.info.pop(_UNSETTLED, None)


@event.listens_for(Session, "after_transaction_end")
def _give_up(session: Session, transaction: SessionTransaction) -> None:
    """A transaction that ends without a commit leaves no bytes behind."""
    if transaction.parent is None:
        for place in session.info.pop(_UNSETTLED, ()):
            _remove(place)


def _remove(place: str) -> None:
    """Take bytes away; what cannot be taken now is left for `sweep`."""
    files, path = fsspec.core.url_to_fs(place)
    try:
        if files.exists(path):
            files.rm(path)
    except OSError as error:
        structlog.get_logger().warning("storage_left_over", error=repr(error))


def sweep(*, older_than: timedelta = timedelta(days=1)) -> int:
    """Remove bytes that no row knows and that no running request can still be writing; how many.

    A file whose age the store does not tell stays, and what others lay there in folders of theirs.
    """
    files, root = fsspec.core.url_to_fs(current().storage_url)
    known = {str(one) for one in db.session.scalars(select(StoredFile.id))}
    limit = clock.now() - older_than
    gone = 0
    for path, told in files.find(root, detail=True).items():
        name = path.rpartition("/")[2]
        ours = _NAME.fullmatch(name) and path == f"{root.rstrip('/')}/{name[:2]}/{name}"
        if ours and name not in known and _is_older(told, limit):
            files.rm(path)
            gone += 1
    return gone


def _is_older(told: dict[str, Any], limit: datetime) -> bool:
    """Whether the store says that a file was last written before `limit`."""
    written = told.get("mtime", told.get("LastModified"))
    if isinstance(written, int | float):
        written = datetime.fromtimestamp(written, UTC)
    return isinstance(written, datetime) and written < limit


def open_bytes(stored: StoredFile) -> BinaryIO:
    """A stream of the bytes. Raises `FileNotFoundError` when they are gone."""
    stream: BinaryIO = fsspec.open(_place(stored.id), "rb").open()
    return stream


def read(stored: StoredFile) -> bytes:
    """All bytes, proven by the hash. Raises `ValueError` when they are not the bytes kept."""
    with open_bytes(stored) as stream:
        content = stream.read()
    if hashlib.sha256(content).hexdigest() != stored.sha256:
        raise ValueError(f"stored_file {stored.id}: bytes do not match their SHA-256")
    return content


def display_name(name: str) -> str:
    """The name as shown: NFC, one line, no path, no control or text-turning signs; `tệp` if none.

    The extension survives shortening, since it says what the file is.
    """
    composed = unicodedata.normalize("NFC", name.encode("utf-8", "ignore").decode())
    last = composed.replace("\\", "/").rpartition("/")[2]
    visible = "".join(sign for sign in one_line(last) if unicodedata.category(sign) != "Cf")
    clean = visible.strip(" .")
    if not clean:
        return _N("tệp")
    stem, dot, extension = clean.rpartition(".")
    if not dot or not stem:
        return clean[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(extension) - 1]}.{extension[:20]}"


def _place(file_id: UUID) -> str:
    """Where the bytes of an id lie; two characters of folder keep folders small."""
    key = str(file_id)
    return f"{current().storage_url.rstrip('/')}/{key[:2]}/{key}"
