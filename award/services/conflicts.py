"""Declarations on dossiers (R24): a conflict ends all sight, its absence is said before reading."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import AgendaItem, Clearance, Conflict, Dossier, Meeting, User
from award.policies import Refusal, facts
from award.services import auditing, outbox, recipients
from award.words import _N


def add(dossier: Dossier, reason: str, *, actor: User) -> bool:
    """Put a conflict on record; False when it is there already. Raises `Refusal` without reason."""
    if not reason.strip():
        raise Refusal(_N("Hãy ghi rõ xung đột lợi ích."), rule="R24")
    known = select(Conflict.id).where(
        Conflict.user_id == actor.id, Conflict.dossier_id == dossier.id
    )
    if db.session.scalar(known) is not None:
        return False
    db.session.add(
        Conflict(
            user_id=actor.id,
            dossier_id=dossier.id,
            reason=reason.strip(),
            declared_at=clock.now(),
        )
    )
    db.session.flush()
    return True


def declare(dossier: Dossier, reason: str, *, actor: User) -> None:
    """Somebody who does not assess the dossier declares a conflict; who takes over is told."""
    if not add(dossier, reason, actor=actor):
        return
    auditing.record("declare_conflict", dossier, actor=actor, note=reason.strip())
    outbox.email(
        _free(_successors(dossier, actor), dossier),
        _N("Có người khai xung đột lợi ích"),
        _N(
            "{name} đã khai xung đột lợi ích với hồ sơ {number}. Hồ sơ này không còn hiện ra với "
            "người ấy; việc của người ấy về hồ sơ cần người khác làm, túc số khi bỏ phiếu được "
            "tính lại.\n"
        ).format(name=actor.full_name, number=dossier.number or ""),
    )


def _successors(dossier: Dossier, actor: User) -> list[User]:
    """The secretaries in charge; for an officer of its province also whoever can reply instead."""
    told = recipients.secretaries(dossier)
    code = dossier.organisation.province_code
    if facts.province_of(actor) != code:
        return told
    colleagues = _free(recipients.province(code), dossier)
    return [*told, *(colleagues or recipients.standing_body())]


def _free(people: Sequence[User], dossier: Dossier) -> list[User]:
    """Those of the people for whom the dossier still exists."""
    return [one for one in people if not facts.has_conflict(one, dossier)]


def clear(dossier: Dossier, *, actor: User) -> None:
    """Somebody declares to have no conflict with the dossier; said once."""
    if facts.has_cleared(actor, dossier):
        return
    db.session.add(Clearance(user_id=actor.id, dossier_id=dossier.id, declared_at=clock.now()))
    db.session.flush()
    auditing.record("declare_no_conflict", dossier, actor=actor)


def on_agenda(meeting: Meeting, actor: User) -> Sequence[Dossier]:
    """The dossiers of a session that still exist for the person, in the order of the agenda."""
    return db.session.scalars(
        select(Dossier)
        .join(AgendaItem, AgendaItem.dossier_id == Dossier.id)
        .options(joinedload(Dossier.organisation), joinedload(Dossier.product))
        .where(AgendaItem.meeting_id == meeting.id, facts.unconflicted(actor))
        .order_by(AgendaItem.position)
    ).all()


def cleared_ids(dossiers: Sequence[Dossier], actor: User) -> frozenset[int]:
    """Of these dossiers the ones with which the person has declared to have no conflict."""
    ids = [dossier.id for dossier in dossiers]
    mine = select(Clearance.dossier_id).where(
        Clearance.user_id == actor.id, Clearance.dossier_id.in_(ids)
    )
    return frozenset(db.session.scalars(mine))


def waiting(meeting: Meeting, actor: User) -> int:
    """On how many dossiers of a session the person has said nothing yet."""
    dossiers = on_agenda(meeting, actor)
    return len(dossiers) - len(cleared_ids(dossiers, actor))
