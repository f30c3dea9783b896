"""Until when: the receiving council's deadline, or the award year's where it has none (R19)."""

from collections.abc import Iterable, Sequence
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


def of_cycles(cycle_ids: Iterable[int]) -> Sequence[Deadline]:
    """Every deadline of some award years, in one query."""
    return db.session.scalars(select(Deadline).where(Deadline.cycle_id.in_(list(cycle_ids)))).all()


def binding(dossier: Dossier, kind: DeadlineKind, among: Iterable[Deadline]) -> Deadline | None:
    """The one of `among` that binds the dossier: its receiving council's, else the year's."""
    fitting = {
        deadline.council_id: deadline
        for deadline in among
        if deadline.cycle_id == dossier.cycle_id and deadline.kind is kind
    }
    return fitting.get(dossier.receiving_council_id) or fitting.get(None)


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
