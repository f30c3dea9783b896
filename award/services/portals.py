"""Portals of traceability as data, and an organisation's connection to each of them (T30)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import select

from award.extensions import db
from award.models import Organisation, PortalLink, PortalPush, PortalState, User
from award.policies import Refusal, trace
from award.services import auditing, http_out, sealing, storage
from award.words import _N

PURPOSE = "portal token"
FORMATS = {"json": "JSON", "csv": "CSV", "epcis": "EPCIS 2.0 (JSON-LD)"}
SHOWN = 20


@dataclass(frozen=True, slots=True)
class Portal:
    """A portal as law or the press tells of it; `minimum` is the group of rules it asks for."""

    id: str
    title: str
    owner: str
    source: str
    minimum: str
    provisional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Connection:
    """What an organisation says of its connection; an empty token keeps the one there is."""

    state: PortalState
    format: str
    field_map: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    token: str = ""


def all_portals() -> tuple[Portal, ...]:
    """Every portal known, in order."""
    return tuple(_portals().values())


def portal(identifier: str) -> Portal | None:
    """One portal; None for an id that the list lacks."""
    return _portals().get(identifier)


def links(organisation: Organisation) -> dict[str, PortalLink]:
    """The organisation's connections by portal."""
    query = select(PortalLink).where(PortalLink.organisation_id == organisation.id)
    return {row.portal: row for row in db.session.scalars(query)}


def pushes(link: PortalLink) -> Sequence[PortalPush]:
    """The latest exports that were sent, or are to be sent, newest first."""
    query = select(PortalPush).where(PortalPush.portal_link_id == link.id)
    return db.session.scalars(query.order_by(PortalPush.id.desc()).limit(SHOWN)).all()


def save(
    organisation: Organisation,
    known: Portal,
    wanted: Connection,
    upload: storage.Upload | None,
    *,
    actor: User,
) -> PortalLink:
    """Save a connection; flushes.

    Raises `Refusal` for a person who may not, an address that nothing may be sent to, and for
    “đã kết nối” without a proof.
    """
    if why := trace.edit(actor, organisation):
        raise why
    if wanted.url:
        http_out.check_address(wanted.url)
    row = links(organisation).get(known.id) or PortalLink(
        organisation_id=organisation.id, portal=known.id
    )
    if upload is not None and upload.filename:
        row.proof_file_id = storage.store(upload, actor=actor).id
    if wanted.state is PortalState.CONNECTED and row.proof_file_id is None:
        raise Refusal(
            _N("Để ghi “đã kết nối”, hãy đính kèm bằng chứng, như xác nhận của cổng."), at="proof"
        )
    row.connection, row.format, row.url = wanted.state, wanted.format, wanted.url
    row.field_map = dict(wanted.field_map)
    if wanted.token:
        row.token_sealed = sealing.seal(wanted.token, purpose=PURPOSE)
    db.session.add(row)
    db.session.flush()
    data = {"portal": known.id, "state": wanted.state.value, "format": wanted.format}
    auditing.record("save_portal", row, actor=actor, data=data)
    return row


@cache
def _portals() -> Mapping[str, Portal]:
    text = (files("award.services") / "portals.toml").read_text("utf-8")
    rows: list[dict[str, Any]] = tomllib.loads(text)["portal"]
    return {row["id"]: Portal(**row) for row in rows}
