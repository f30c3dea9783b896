"""Documents: freeze their data, give them a code, queue their rendering."""

import secrets
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Dossier, IssuedDocument, User
from award.services import auditing, outbox, papers
from scoring.canonical import sha256

# Made while nobody may know what is in it: with its hash in the chain, whoever reads the audit
# could tell one set of percents from another before every assessor has submitted.
_SEALED = frozenset({"score_form"})

_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"  # nothing that is read for something else


def issue(
    kind: str, subject: Any, *, actor: User, dossier: Dossier | None = None, **entries: Any
) -> IssuedDocument:
    """Make one document of a kind of the edition on a flushed row.

    Its data are collected now and frozen with their hash; the PDF is rendered from them by a
    background job and never from anything else.
    """
    paper = papers.collect(kind, subject, actor=actor, **entries)
    document = IssuedDocument(
        kind=kind,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        dossier_id=None if dossier is None else dossier.id,
        title=paper.title,
        number=paper.number,
        issued_on=paper.day,
        data=paper.data,
        data_sha256=sha256(paper.data),
        verification_code=_new_code(),
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    db.session.add(document)
    db.session.flush()
    auditing.record("issue", document, actor=actor, data=_evidence(document))
    outbox.render(document)
    return document


def _evidence(document: IssuedDocument) -> dict[str, str]:
    """What the audit keeps of a document: its kind, and its hash unless that tells too early."""
    if document.kind in _SEALED:
        return {"kind": document.kind}
    return {"kind": document.kind, "sha256": document.data_sha256}


def _new_code() -> str:
    """16 signs (about 79 bits) in groups of four that can be read aloud."""
    signs = "".join(secrets.choice(_ALPHABET) for _ in range(16))
    return "-".join(signs[start : start + 4] for start in range(0, 16, 4))


def of_subject(subject: Any, *kinds: str) -> list[IssuedDocument]:
    """The documents on a row, newest first; of some kinds only where named."""
    query = select(IssuedDocument).where(
        IssuedDocument.subject_type == subject.__tablename__,
        IssuedDocument.subject_id == subject.id,
    )
    if kinds:
        query = query.where(IssuedDocument.kind.in_(kinds))
    return list(db.session.scalars(query.order_by(IssuedDocument.id.desc())))
