"""Withdrawing a lot: an event with disposition “recalled” says so wherever the lot is shown."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, CaptureSource, EventKey, EventObject, Organisation, Site, User
from award.policies import Refusal, trace
from award.services import auditing, capturing, event_store, lots
from award.services.public_items import RECALLED
from award.words import _N
from traceability.chain_lots import LotKind, lot_of
from traceability.epcis_context import EPCIS_CONTEXT

LONGEST_REASON = 2_000
_STEP = "holding"
_BY_ERROR = "incorrect_data"


@dataclass(frozen=True, slots=True)
class Recall:
    """A recall that stands: its event, when, and why where it was declared here."""

    event_no: int
    event_id: str
    at: datetime
    reason: str


def standing(organisation_id: int, node: str) -> Recall | None:
    """The first event that counts and says that the lot is recalled."""
    query = (
        select(EventKey.event_no, EventKey.event_id, EventKey.event_time)
        .join(
            EventObject,
            (EventObject.organisation_id == EventKey.organisation_id)
            & (EventObject.event_no == EventKey.event_no),
        )
        .where(
            EventObject.organisation_id == organisation_id,
            EventObject.lot == node,
            EventKey.disposition == RECALLED,
            EventKey.voided_by.is_(None),
            EventKey.declares_error.is_(False),
        )
        .order_by(EventKey.event_time, EventKey.event_no)
        .limit(1)
    )
    found = db.session.execute(query).first()
    if found is None:
        return None
    reason = _reason(organisation_id, found.event_id)
    return Recall(found.event_no, found.event_id, found.event_time, reason)


def recall(
    organisation: Organisation, node: str, reason: str, *, site: Site | None, actor: User
) -> None:
    """Withdraw a lot from now on; flushes.

    Raises `Refusal` for a person who may not, an empty reason, a lot that no event names, a whole
    class of goods, or a lot that is recalled already.
    """
    if why := trace.edit(actor, organisation):
        raise why
    if not reason.strip():
        raise Refusal(_N("Hãy ghi lý do thu hồi."))
    if lot_of(node).kind is LotKind.CLASS or not lots.known(organisation.id, node):
        raise Refusal(_N("Chỉ thu hồi được lô, số sê-ri hoặc đơn vị hậu cần có trong sự kiện."))
    if standing(organisation.id, node) is not None:
        raise Refusal(_N("Lô này đã bị thu hồi từ trước."))
    event = _event(node, site)
    _capture(organisation, event, _N("Thu hồi lô"), actor)
    data = {"lot": node, "event": event["eventID"]}
    auditing.record("recall_lot", organisation, actor=actor, note=reason.strip(), data=data)


def lift(organisation: Organisation, node: str, reason: str, *, actor: User) -> None:
    """Declare the recall a mistake, so that it no longer counts but stays in sight; flushes.

    Raises `Refusal` for a person who may not, an empty reason, or a lot that is not recalled.
    """
    if why := trace.edit(actor, organisation):
        raise why
    if not reason.strip():
        raise Refusal(_N("Hãy ghi vì sao lệnh thu hồi là nhầm."))
    found = standing(organisation.id, node)
    if found is None:
        raise Refusal(_N("Lô này không bị thu hồi."))
    event = event_store.read(organisation.id, [found.event_no])[found.event_no]
    event.pop("recordTime", None)
    declared = {"declarationTime": _now(), "reason": _BY_ERROR}
    _capture(
        organisation, event | {"errorDeclaration": declared}, _N("Rút lệnh thu hồi ghi nhầm"), actor
    )
    data = {"lot": node, "event": found.event_id}
    auditing.record("lift_recall", organisation, actor=actor, note=reason.strip(), data=data)


def sites(organisation_id: int) -> list[Site]:
    """Sites with a GLN, where a recall may be declared to happen."""
    query = select(Site).where(Site.organisation_id == organisation_id, Site.gln.is_not(None))
    return list(db.session.scalars(query.order_by(Site.name)))


def _event(node: str, site: Site | None) -> dict[str, Any]:
    named: dict[str, Any] = {"epcList": [node]}
    if lot_of(node).kind is LotKind.LOT:
        named = {"quantityList": [{"epcClass": node}]}
    place = {} if site is None else {"readPoint": {"id": f"https://id.gs1.org/414/{site.gln}"}}
    return {
        "type": "ObjectEvent",
        "eventID": f"urn:uuid:{uuid4()}",
        "eventTime": _now(),
        "eventTimeZoneOffset": "+07:00",
        "action": "OBSERVE",
        "bizStep": _STEP,
        "disposition": RECALLED,
        **place,
        **named,
    }


def _capture(organisation: Organisation, event: dict[str, Any], name: str, actor: User) -> None:
    """Take the event in like any other, at once. Raises `Refusal` when it is not accepted."""
    context = [EPCIS_CONTEXT, *event.pop("@context", [])]
    document = {
        "@context": context,
        "type": "EPCISDocument",
        "schemaVersion": "2.0",
        "creationDate": _now(),
        "epcisBody": {"eventList": [event]},
    }
    job = capturing.keep(
        json.dumps(document, ensure_ascii=False).encode(),
        organisation=organisation,
        source=CaptureSource.TEMPLATE,
        name=name,
        actor=actor,
    )
    capturing.run(job.id)
    if not job.accepted:
        raise Refusal(_N("Sự kiện thu hồi không được nhận. Hãy thử lại sau một phút."))


def _reason(organisation_id: int, event_id: str) -> str:
    query = select(AuditEvent.note).where(
        AuditEvent.subject_type == Organisation.__tablename__,
        AuditEvent.subject_id == organisation_id,
        AuditEvent.action == "recall_lot",
        AuditEvent.data["event"].as_string() == event_id,
    )
    return db.session.scalar(query.limit(1)) or ""


def _now() -> str:
    return clock.local(clock.now()).isoformat(timespec="milliseconds")
