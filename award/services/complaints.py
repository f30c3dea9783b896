"""Khiếu nại, tố cáo: the register of a year (R32)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import AwardCycle, Complaint, ComplaintState, Dossier, User
from award.policies import Refusal, facts
from award.services import auditing
from award.services.people import one_line
from award.words import _N


def of_cycle(cycle: AwardCycle, actor: User) -> Sequence[tuple[Complaint, Dossier | None]]:
    """The register of the year, open ones first by their term; conflicts left out."""
    return db.session.execute(
        select(Complaint, Dossier)
        .outerjoin(Dossier, Dossier.id == Complaint.dossier_id)
        .options(joinedload(Dossier.organisation), joinedload(Dossier.product))
        .where(
            Complaint.cycle_id == cycle.id,
            or_(Complaint.dossier_id.is_(None), facts.unconflicted(actor)),
        )
        .order_by(Complaint.state != ComplaintState.OPEN, Complaint.due_on, Complaint.id)
    ).all()


def dossier_numbered(cycle: AwardCycle, number: str, actor: User) -> Dossier | None:
    """The dossier of the year with this number; None for an empty one.

    Raises `Refusal` when there is none, or none that this person may know of.
    """
    if not number.strip():
        return None
    found = db.session.scalar(
        select(Dossier).where(
            Dossier.cycle_id == cycle.id,
            Dossier.number == number.strip(),
            Dossier.registered_at.is_not(None),
            facts.unconflicted(actor),
        )
    )
    if found is None:
        raise Refusal(_N("Không có hồ sơ nào mang số này trong năm giải thưởng."))
    return found


def register(
    cycle: AwardCycle,
    dossier: Dossier | None,
    *,
    received_on: date,
    due_on: date,
    complainant: str,
    subject: str,
    assignee: str,
    freezes_publication: bool,
    actor: User,
) -> Complaint:
    """Enter a complaint. Raises `Refusal` for impossible dates or a freeze without a dossier."""
    if received_on > clock.today_local():
        raise Refusal(_N("Ngày nhận không được sau hôm nay."), at="received_on")
    if due_on < received_on:
        raise Refusal(_N("Hạn giải quyết phải từ ngày nhận trở đi."), at="due_on")
    if freezes_publication and dossier is None:
        raise Refusal(_N("Muốn tạm dừng công bố thì phải ghi số hồ sơ."))
    complaint = Complaint(
        cycle_id=cycle.id,
        dossier_id=None if dossier is None else dossier.id,
        received_on=received_on,
        due_on=due_on,
        complainant=one_line(complainant),
        subject=subject,
        assignee=one_line(assignee),
        freezes_publication=freezes_publication,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(complaint)
    db.session.flush()
    auditing.record(
        "register_complaint",
        complaint,
        actor=actor,
        data={"dossier": complaint.dossier_id, "freezes": freezes_publication},
    )
    return complaint
