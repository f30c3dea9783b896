"""Messages of the outbox leave the house: e-mail to a folder, the console or a mail server."""

import os
import re
import smtplib
import ssl
import sys
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from sqlalchemy import update

from award import clock
from award.config import current
from award.extensions import db
from award.models import OutboxMessage
from award.services.own_transaction import own_transaction
from award.services.people import clean_address, one_line

PATIENCE = 20  # seconds for each step of a talk with the mail server

_ID = re.compile(r"[0-9A-Za-z-]{8,64}")
_SECRET = re.compile(r"(/password/)[\w-]{20,}")


class MailError(Exception):
    """The settings of the mail server cannot be used; the sentence says why."""


def deliver(message_id: int) -> None:
    """Do what the message asks, once; the caller commits, or notes what the way out raises.

    May run twice after a crash: an e-mail then goes out under the same Message-ID, and a file or a
    document is written over by itself.
    """
    with own_transaction() as apart:
        message = apart.get_one(OutboxMessage, message_id)
        kind, payload, done = message.kind, message.payload, message.delivered_at is not None
    if done:
        return
    WAYS_OUT[kind](payload)
    db.session.execute(
        update(OutboxMessage)
        .where(OutboxMessage.id == message_id)
        .values(
            delivered_at=clock.now(),
            attempts=OutboxMessage.attempts + 1,
            error="",
            payload=_without_links(payload),
        )
    )


def send_email(payload: Mapping[str, Any]) -> None:
    """Send {to, subject, text, message_id} in plain text by the way that `mail_url` names.

    Raises `Refusal` for an address that is none, `MailError` for settings that do not work, and
    what `smtplib` raises when the server refuses.
    """
    message = _letter(payload)
    scheme, _, rest = current().mail_url.partition(":")
    if scheme == "console":
        sys.stdout.write(f"{message['To']}\n{message['Subject']}\n\n{message.get_content()}\n")
        sys.stdout.flush()
    elif scheme == "file":
        _write(Path(rest), f"{payload['message_id']}.eml", message.as_bytes())
    elif scheme in {"smtp", "smtps"}:
        _hand_over(urlsplit(current().mail_url), message)
    else:
        raise MailError(f"AWARD_MAIL: không biết cách gửi “{scheme}:”.")


# How each kind of message leaves; the room that makes documents adds its own way at start.
WAYS_OUT: dict[str, Callable[[Mapping[str, Any]], None]] = {"email": send_email}


def _letter(payload: Mapping[str, Any]) -> EmailMessage:
    """The message itself; no value can begin a header of its own."""
    identity = str(payload["message_id"])
    if not _ID.fullmatch(identity):
        raise ValueError(f"not a message id: {identity!r}")
    sender = current().mail_from
    message = EmailMessage(policy=SMTP)
    message["From"] = sender
    message["To"] = clean_address(str(payload["to"]))
    message["Subject"] = one_line(str(payload["subject"]))
    message["Date"] = format_datetime(clock.now())
    message["Message-ID"] = f"<{identity}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(str(payload["text"]))
    return message


def _write(folder: Path, name: str, content: bytes) -> None:
    """Put the letter into the folder, whole or not at all; again means over itself."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = folder / f".{name}.{os.getpid()}"
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)
    draft.replace(folder / name)


def _hand_over(server: SplitResult, message: EmailMessage) -> None:
    """Give the letter to a mail server, encrypted wherever it can be; a password never in clear."""
    host, context = server.hostname or "localhost", ssl.create_default_context()
    if server.scheme == "smtps":
        talk: smtplib.SMTP = smtplib.SMTP_SSL(
            host, server.port or 465, timeout=PATIENCE, context=context
        )
    else:
        talk = smtplib.SMTP(host, server.port or 25, timeout=PATIENCE)
    with talk:
        talk.ehlo()
        encrypted = server.scheme == "smtps"
        if not encrypted and talk.has_extn("starttls"):
            talk.starttls(context=context)
            talk.ehlo()
            encrypted = True
        if server.username:
            if not encrypted:
                raise MailError("AWARD_MAIL: máy chủ thư không mã hoá, không gửi mật khẩu tới đó.")
            talk.login(unquote(server.username), unquote(server.password or ""))
        talk.send_message(message)


def _without_links(payload: Mapping[str, Any]) -> dict[str, Any]:
    """What is kept of a message that has left: everything but the one-time links in it."""
    if "text" not in payload:
        return dict(payload)
    return {**payload, "text": _SECRET.sub(r"\1…", str(payload["text"]))}
