"""Reads of award years for the overview: counts without scores, deadlines, extensions."""

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    AwardCycle,
    Council,
    Deadline,
    DeadlineExtension,
    Dossier,
    DossierState,
    User,
)
from award.policies import facts
from award.services import rulebooks


def cycles() -> Sequence[AwardCycle]:
    """Every award year, the newest first."""
    return db.session.scalars(select(AwardCycle).order_by(AwardCycle.year.desc())).all()


def counts(cycles: Sequence[AwardCycle], actor: User) -> dict[int, dict[DossierState, int]]:
    """How many dossiers stand in each state, by cycle id; drafts are nobody's but their team's."""
    rows = db.session.execute(
        select(Dossier.cycle_id, Dossier.state, func.count())
        .where(
            Dossier.cycle_id.in_([cycle.id for cycle in cycles]),
            Dossier.registered_at.is_not(None),
            facts.unconflicted(actor),
        )
        .group_by(Dossier.cycle_id, Dossier.state)
    )
    found: dict[int, dict[DossierState, int]] = {cycle.id: {} for cycle in cycles}
    for cycle_id, state, count in rows:
        found[cycle_id][state] = count
    return found


def by_stage(cycle: AwardCycle, counted: dict[DossierState, int]) -> list[tuple[str, int]]:
    """The counts by stage of the edition, in its order; stages nobody is in are left out."""
    rows = [
        (stage.label, sum(counted.get(DossierState(state), 0) for state in stage.states))
        for stage in rulebooks.of(cycle).stages
    ]
    return [(label, count) for label, count in rows if count]


def receiving_councils(cycle: AwardCycle) -> Sequence[Council]:
    """The councils that may have deadlines of their own: the preliminary ones of the year."""
    return db.session.scalars(
        select(Council)
        .where(Council.cycle_id == cycle.id, Council.level != "national")
        .order_by(Council.name)
    ).all()


def deadlines(cycle: AwardCycle) -> Sequence[Deadline]:
    """Every deadline of the year, its own before those of councils."""
    return db.session.scalars(
        select(Deadline)
        .outerjoin(Council)
        .options(joinedload(Deadline.council))
        .where(Deadline.cycle_id == cycle.id)
        .order_by(Deadline.council_id.is_not(None), Council.name, Deadline.kind)
    ).all()


def extensions(cycle: AwardCycle) -> Sequence[tuple[DeadlineExtension, Deadline, User]]:
    """What moved deadlines of the year, with who recorded it, the newest first."""
    return db.session.execute(
        select(DeadlineExtension, Deadline, User)
        .join(Deadline, Deadline.id == DeadlineExtension.deadline_id)
        .join(User, User.id == DeadlineExtension.recorded_by_id)
        .options(joinedload(Deadline.council))
        .where(Deadline.cycle_id == cycle.id)
        .order_by(DeadlineExtension.id.desc())
    ).all()
