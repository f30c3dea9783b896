"""Reads of the national stage: no points in any of them, and nothing of a conflicted dossier."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    AwardCycle,
    Consultation,
    ConsultationEntry,
    Council,
    Dossier,
    DossierState,
    EvaluationReport,
    HandOver,
    HandOverState,
    Organisation,
    Reply,
    Shortlist,
    ShortlistEntry,
    User,
)
from award.policies import facts
from award.services import consulting, verdicts

STAGE = (
    DossierState.SHORTLISTED,
    DossierState.HANDED_OVER,
    DossierState.NATIONAL_REVIEW,
    DossierState.CONSULTATION,
    DossierState.PROPOSED,
    DossierState.AWARDED,
    DossierState.NOT_AWARDED,
    DossierState.REVOKED,
)


@dataclass(frozen=True, slots=True)
class Row:
    """A dossier of the national stage: the tier proposed for it, and what closed votes said.

    `award` and `gold` are True or False once the vote is closed, None before.
    """

    dossier: Dossier
    proposed: str | None
    award: bool | None
    gold: bool | None


def stage(cycle: AwardCycle, actor: User) -> list[Row]:
    """Every dossier of the year that has come to the national stage, by state and name."""
    dossiers = db.session.scalars(
        select(Dossier)
        .join(Organisation)
        .options(
            joinedload(Dossier.organisation).joinedload(Organisation.province),
            joinedload(Dossier.product),
            joinedload(Dossier.receiving_council),
        )
        .where(Dossier.cycle_id == cycle.id, Dossier.state.in_(STAGE), facts.unconflicted(actor))
        .order_by(Organisation.sort_key, Dossier.id)
    ).all()
    award = verdicts.latest_votes(dossiers, "award")
    gold = verdicts.latest_votes(dossiers, "gold")
    tiers = _proposed(dossiers)
    rows = [
        Row(
            dossier,
            tiers.get(dossier.id),
            verdicts.carried_by(award.get(dossier.id)),
            verdicts.carried_by(gold.get(dossier.id)),
        )
        for dossier in dossiers
    ]
    return sorted(rows, key=lambda row: STAGE.index(row.dossier.state))


def _proposed(dossiers: Sequence[Dossier]) -> dict[int, str]:
    """The tier of the preliminary council's list; without such a council, of the team's report."""
    ids = [dossier.id for dossier in dossiers]
    reported = db.session.execute(
        select(EvaluationReport.dossier_id, EvaluationReport.proposed_tier)
        .where(EvaluationReport.dossier_id.in_(ids))
        .order_by(EvaluationReport.id)
    )
    listed = db.session.execute(
        select(ShortlistEntry.dossier_id, ShortlistEntry.tier).where(
            ShortlistEntry.dossier_id.in_(ids)
        )
    )
    return dict(reported.all()) | dict(listed.all())


def hand_overs_waiting(cycle: AwardCycle) -> Sequence[HandOver]:
    """Packages sent to the national council and not yet answered."""
    return db.session.scalars(
        select(HandOver)
        .join(Council, Council.id == HandOver.to_council_id)
        .options(joinedload(HandOver.shortlist).joinedload(Shortlist.council))
        .where(Council.cycle_id == cycle.id, HandOver.state == HandOverState.SENT)
        .order_by(HandOver.sent_at)
    ).all()


def entries(letter: Consultation, actor: User) -> Sequence[ConsultationEntry]:
    """The lines of a letter with organisation and product, conflicts left out."""
    return db.session.scalars(
        select(ConsultationEntry)
        .join(Dossier)
        .options(
            joinedload(ConsultationEntry.dossier).options(*consulting.WITH_ORGANISATION),
        )
        .where(ConsultationEntry.consultation_id == letter.id, facts.unconflicted(actor))
        .order_by(ConsultationEntry.id)
    ).all()


def objected(dossiers: Sequence[Dossier]) -> dict[int, ConsultationEntry]:
    """The newest objection or other opinion on each dossier since it came to this step."""
    rows = db.session.scalars(
        select(ConsultationEntry)
        .join(Dossier)
        .where(
            ConsultationEntry.dossier_id.in_([dossier.id for dossier in dossiers]),
            ConsultationEntry.reply.in_([Reply.DISAGREE, Reply.OTHER]),
            ConsultationEntry.replied_at >= consulting.last_moved_here(),
        )
        .order_by(ConsultationEntry.replied_at)
    )
    return {entry.dossier_id: entry for entry in rows}
