"""Reads of the public pages: only what is published."""

from collections.abc import Sequence

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    AwardDecision,
    Complaint,
    ComplaintState,
    CycleState,
    Deadline,
    Dossier,
    IssuedDocument,
    Organisation,
)
from award.words import fold

PUBLISHED_KINDS = frozenset({"certificate", "result_notice", "draft_decision"})


def cycles_with_deadlines() -> list[tuple[AwardCycle, list[Deadline]]]:
    """Award years that are open or ended, newest first, with their deadlines in order."""
    cycles = db.session.scalars(
        select(AwardCycle)
        .where(AwardCycle.state != CycleState.PLANNED)
        .order_by(AwardCycle.year.desc())
    ).all()
    deadlines = db.session.scalars(
        select(Deadline)
        .options(joinedload(Deadline.council))
        .where(Deadline.cycle_id.in_([cycle.id for cycle in cycles]))
        .order_by(Deadline.at, Deadline.id)
    ).all()
    return [(cycle, [d for d in deadlines if d.cycle_id == cycle.id]) for cycle in cycles]


def laureates(year: int | None, words: str) -> Sequence[Award]:
    """Awards by recorded decision, Gold first, in Vietnamese order of names.

    Dossiers with an open complaint that freezes publication are left out (R32); revoked awards
    stay in the list and say so (R30).
    """
    frozen = exists().where(
        Complaint.dossier_id == Award.dossier_id,
        Complaint.state == ComplaintState.OPEN,
        Complaint.freezes_publication,
    )
    query = (
        select(Award)
        .join(Dossier)
        .join(Organisation)
        .join(AwardCycle, AwardCycle.id == Award.cycle_id)
        .options(
            joinedload(Award.dossier)
            .joinedload(Dossier.organisation)
            .joinedload(Organisation.province),
            joinedload(Award.dossier).joinedload(Dossier.cycle),
            joinedload(Award.dossier).joinedload(Dossier.product),
            joinedload(Award.decision),
            joinedload(Award.revocation),
        )
        .where(~frozen)
        .order_by(AwardCycle.year.desc(), Award.tier != "gold", Organisation.sort_key)
    )
    if year is not None:
        query = query.where(AwardCycle.year == year)
    if words:
        query = query.where(Organisation.search_key.contains(fold(words), autoescape=True))
    return db.session.scalars(query).all()


def award_years() -> Sequence[int]:
    """Years with a recorded decision, newest first."""
    return db.session.scalars(
        select(AwardCycle.year)
        .where(exists().where(AwardDecision.cycle_id == AwardCycle.id))
        .order_by(AwardCycle.year.desc())
    ).all()


def document_by_code(code: str) -> IssuedDocument | None:
    """The document with this verification code, however it was typed."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    spaced = "-".join(signs[start : start + 4] for start in range(0, len(signs), 4))
    return db.session.scalar(
        select(IssuedDocument).where(IssuedDocument.verification_code == spaced)
    )
