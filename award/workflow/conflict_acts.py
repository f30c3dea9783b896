"""A conflict declared in any role: one's own assignments with the organisation end with it."""

from sqlalchemy import select

from award.extensions import db
from award.models import ACTIVE_ASSIGNMENT, Assignment, Dossier, User
from award.policies import Refusal
from award.policies import dossier as dossiers
from award.services import conflicts
from award.words import _N
from award.workflow.engine import perform


def declare(dossier: Dossier, reason: str, *, actor: User) -> None:
    """Declare a conflict with the dossier's organisation, whatever the person is in the procedure.

    Raises `Refusal` without a reason, and for the organisation's own people: they take no part in
    its dossiers anyway, and would lose sight of their own.
    """
    if dossiers.belongs(actor, dossier) is None:
        raise Refusal(
            _N("Ông (bà) là người của tổ chức này nên đương nhiên không tham gia về hồ sơ."),
            rule="R24",
        )
    mine = select(Assignment).join(Dossier).where(
        Assignment.user_id == actor.id,
        Assignment.state.in_(ACTIVE_ASSIGNMENT),
        Dossier.organisation_id == dossier.organisation_id,
    )  # fmt: skip
    for assignment in db.session.scalars(mine).all():
        perform("recuse", assignment, actor=actor, note=reason)
    conflicts.declare(dossier, reason, actor=actor)
