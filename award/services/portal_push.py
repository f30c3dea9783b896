"""Exports leave for a portal through the outbox: queued with the act, sent by the worker."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import update

from award import clock
from award.config import VERSION
from award.extensions import db
from award.models import PortalLink, PortalPush, Product, StoredFile, User
from award.policies import Refusal
from award.services import (
    auditing,
    delivering,
    http_out,
    outbox,
    portal_exports,
    portals,
    sealing,
    storage,
)
from award.services.own_transaction import own_transaction
from award.services.portals import Portal
from award.words import _N

BUSY = frozenset({408, 425, 429})  # answers that ask to try again later, as 5xx do


class NotTakenError(OSError):
    """The portal could not take the export now; it is tried again."""


def queue(
    link: PortalLink, known: Portal, product: Product, lot: str, *, actor: User
) -> PortalPush:
    """Freeze an export and queue it; flushes.

    Raises `Refusal` as `portal_exports.build` does, for a link without an address, and while
    items that the portal's rules ask for are missing.
    """
    if not link.url:
        raise Refusal(_N("Chưa có địa chỉ nhận dữ liệu. Hãy ghi địa chỉ do cổng cấp."))
    http_out.check_address(link.url)
    export = portal_exports.build(link, known, product, lot, actor=actor)
    if export.missing:
        items = "; ".join(export.missing)
        raise Refusal(_N("Còn thiếu thông tin tối thiểu: {items}."), items=items)
    kept = storage.keep(export.name, export.body, media_type=export.media_type, actor=actor)
    push = PortalPush(
        portal_link_id=link.id,
        lot=lot.strip(),
        body_sha256=kept.sha256,
        created_at=clock.now(),
        created_by_id=actor.id,
    )
    db.session.add(push)
    db.session.flush()
    outbox.portal(push.id, kept.id)
    data = {"portal": link.portal, "lot": push.lot, "sha256": push.body_sha256}
    auditing.record("push_to_portal", push, actor=actor, data=data)
    return push


def send(payload: Mapping[str, Any]) -> None:
    """Send one queued export and note what the portal said.

    Raises `NotTakenError` for an answer that asks to come back, and `OSError` when nobody
    answers: the worker then tries again. Any other answer is final.
    """
    push = db.session.get_one(PortalPush, payload["push_id"])
    link = db.session.get_one(PortalLink, push.portal_link_id)
    kept = db.session.get_one(StoredFile, UUID(payload["file_id"]))
    try:
        found = http_out.post(link.url, storage.read(kept), _headers(link, push, kept))
    except Refusal as why:
        _note(push.id, None, str(why), final=True)
        return
    except OSError as error:
        _note(push.id, None, _N("Cổng không trả lời; hệ thống sẽ gửi lại."), final=False)
        raise NotTakenError(type(error).__name__) from error
    busy = found.status in BUSY or found.status >= 500
    _note(push.id, found.status, found.text, final=not busy)
    if busy:
        raise NotTakenError(f"status {found.status}")


def _headers(link: PortalLink, push: PortalPush, kept: StoredFile) -> dict[str, str]:
    headers = {
        "Content-Type": kept.media_type,
        "User-Agent": f"GTCLQG/{VERSION}",
        "Idempotency-Key": f"{push.id}-{push.body_sha256[:32]}",
    }
    if link.token_sealed:
        token = sealing.unseal(link.token_sealed, purpose=portals.PURPOSE)
        headers["Authorization"] = f"Bearer {token}"
    return headers


def _note(push_id: int, status: int | None, text: str, *, final: bool) -> None:
    """What came back, in its own transaction: it stays whatever becomes of the delivery."""
    with own_transaction() as apart:
        apart.execute(
            update(PortalPush)
            .where(PortalPush.id == push_id)
            .values(status_code=status, answer=text, sent_at=clock.now() if final else None)
        )


delivering.WAYS_OUT["portal"] = send
