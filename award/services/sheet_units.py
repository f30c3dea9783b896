"""Logistic units in template tables: whether an SSCC is used again too early."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import EventKey, EventObject, Organisation
from award.services.sheets import Entry
from award.words import _N
from traceability.metrics import settings
from traceability.months import add_months

_REUSED = _N(
    "SSCC này đã dùng để đóng gói lúc {when}. Một SSCC chỉ được dùng lại sau {months} tháng."
)


def check_reuse(organisation: Organisation, entries: Sequence[Entry]) -> None:
    """Mark lines whose unit was packed at another time within the term of reuse (M12).

    At the same time it is the same packing, written twice: the capture finds the duplicate.
    One question, whatever the table holds.
    """
    units = {entry.values["sscc"] for entry in entries if entry.values["sscc"]}
    months = settings()["reuse"]["sscc_months"]
    packed = _packed(organisation.id, units)
    for entry in entries:
        at = entry.values["time"]
        for other in packed.get(entry.values["sscc"], ()) if at else ():
            if other != at and _near(at, other, months):
                when = f"{clock.local(other):%H:%M %d/%m/%Y}"
                entry.fault("sscc", _REUSED.format(when=when, months=months))


def _near(one: datetime, other: datetime, months: int) -> bool:
    first, last = sorted((clock.local(one).date(), clock.local(other).date()))
    return last < add_months(first, months)


def _packed(organisation_id: int, units: set[str]) -> dict[str, list[datetime]]:
    """When each unit was packed, by events that stand."""
    rows = db.session.execute(
        select(EventObject.lot, EventKey.event_time)
        .join(
            EventKey,
            (EventKey.organisation_id == EventObject.organisation_id)
            & (EventKey.event_no == EventObject.event_no),
        )
        .where(
            EventObject.organisation_id == organisation_id,
            EventObject.lot.in_(units),
            EventObject.role == "parent",
            EventKey.action == "ADD",
            EventKey.voided_by.is_(None),
            EventKey.declares_error.is_(False),
        )
        .order_by(EventKey.event_time)
    )
    found: dict[str, list[datetime]] = {}
    for unit, at in rows:
        found.setdefault(unit, []).append(at)
    return found
