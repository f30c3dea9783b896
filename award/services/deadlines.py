"""Until when: the receiving council's deadline, or the award year's where it has none (R19)."""

from datetime import date, datetime

from sqlalchemy import or_, select

from award import clock
from award.extensions import db
from award.models import Deadline, DeadlineExtension, DeadlineKind, Dossier, User
from award.services import auditing


def of(dossier: Dossier, kind: DeadlineKind) -> Deadline | None:
    """The deadline that binds the dossier, or None when nobody has set one."""
    return db.session.scalar(
        select(Deadline)
        .where(
            Deadline.cycle_id == dossier.cycle_id,
            Deadline.kind == kind,
            or_(
                Deadline.council_id == dossier.receiving_council_id,
                Deadline.council_id.is_(None),
            ),
        )
        .order_by(Deadline.council_id.nulls_last())
        .limit(1)
    )


def passed(deadline: Deadline) -> bool:
    """Whether the request arrived after the deadline's last instant."""
    return clock.now() > deadline.at


def extend(
    deadline: Deadline,
    new_at: datetime,
    *,
    reason: str,
    decision_number: str,
    decision_date: date,
    actor: User,
) -> DeadlineExtension:
    """Move a deadline by a recorded decision; the old instant stays on record."""
    extension = DeadlineExtension(
        deadline_id=deadline.id,
        old_at=deadline.at,
        new_at=new_at,
        reason=reason,
        decision_number=decision_number,
        decision_date=decision_date,
        recorded_by_id=actor.id,
        recorded_at=clock.now(),
    )
    deadline.at = new_at
    db.session.add(extension)
    db.session.flush()
    auditing.record(
        "extend_deadline",
        deadline,
        actor=actor,
        note=reason,
        data={"from": extension.old_at.isoformat(), "to": new_at.isoformat()},
    )
    return extension
