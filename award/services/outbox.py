"""Things to tell or make after commit: one message, one background job, the same transaction."""

from collections.abc import Iterable
from uuid import UUID, uuid4

from award import clock
from award.extensions import db
from award.models import IssuedDocument, OutboxMessage, User
from award.services import jobs


def email(recipients: Iterable[User], subject: str, text: str) -> None:
    """Queue one plain-text message to each active person, each once."""
    for person in {user.id: user for user in recipients if user.active}.values():
        _queue(
            "email",
            {
                "to": person.email,
                "subject": subject,
                "text": text,
                "message_id": f"{uuid4()}",
            },
        )


def render(document: IssuedDocument) -> None:
    """Queue the rendering of a flushed document."""
    _queue("document", {"document_id": document.id})


def portal(push_id: int, file_id: UUID) -> None:
    """Queue the sending of a kept export to a portal."""
    _queue("portal", {"push_id": push_id, "file_id": str(file_id)})


def _queue(kind: str, payload: dict[str, object]) -> None:
    message = OutboxMessage(kind=kind, payload=payload, created_at=clock.now())
    db.session.add(message)
    db.session.flush()
    jobs.defer(db.session(), "deliver", message_id=message.id)
