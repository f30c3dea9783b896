"""Rows around a dossier that only the tables' tests need."""

from datetime import timedelta

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Complaint, Consultation, Dossier, HandOver, ShortlistEntry
from tests.factories import send_letter, standing_body


def a_hand_over(dossier: Dossier) -> HandOver:
    """The hand-over that carries the dossier."""
    return db.session.scalars(
        select(HandOver)
        .join(ShortlistEntry, ShortlistEntry.shortlist_id == HandOver.shortlist_id)
        .where(ShortlistEntry.dossier_id == dossier.id)
    ).one()


def a_consultation(dossier: Dossier) -> Consultation:
    """A letter about the dossier to its province, sent."""
    return send_letter([dossier], province_code=dossier.organisation.province_code)


def a_complaint(dossier: Dossier) -> Complaint:
    """An open complaint about the dossier."""
    complaint = Complaint(
        cycle_id=dossier.cycle_id,
        dossier_id=dossier.id,
        received_on=clock.today_local(),
        due_on=clock.today_local() + timedelta(days=30),
        complainant="Người gửi Mẫu",
        subject="Khiếu nại về minh chứng",
        assignee="Cán bộ Mẫu",
        recorded_at=clock.now(),
        recorded_by_id=standing_body().id,
    )
    db.session.add(complaint)
    db.session.flush()
    return complaint
