"""Reads of the public pages: only what is published."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, exists, or_, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    AwardDecision,
    Complaint,
    ComplaintState,
    CycleState,
    Deadline,
    DeadlineKind,
    Dossier,
    IssuedDocument,
    Organisation,
    ProductEntry,
    TrainingCertificate,
)
from award.services import rulebooks, training_papers
from award.words import fold

CERTIFICATE = "certificate"
CODE_LENGTH = 16  # signs, without the hyphens


def cycles_with_deadlines(*, running: bool = False) -> list[tuple[AwardCycle, list[Deadline]]]:
    """Award years that are open or ended, newest first, with their deadlines in order.

    `running` leaves out those that have ended.
    """
    states = [CycleState.OPEN] if running else [CycleState.OPEN, CycleState.CLOSED]
    cycles = db.session.scalars(
        select(AwardCycle).where(AwardCycle.state.in_(states)).order_by(AwardCycle.year.desc())
    ).all()
    deadlines = db.session.scalars(
        select(Deadline)
        .options(joinedload(Deadline.council))
        .where(Deadline.cycle_id.in_([cycle.id for cycle in cycles]))
        .order_by(Deadline.at, Deadline.id)
    ).all()
    return [(cycle, [d for d in deadlines if d.cycle_id == cycle.id]) for cycle in cycles]


@dataclass(frozen=True, slots=True)
class Terms:
    """An award year for the home page: first and last deadline of each kind, over all councils."""

    year: int
    registration: tuple[datetime, datetime] | None
    submission: tuple[datetime, datetime] | None


def running_terms() -> list[Terms]:
    """The terms of every open award year that can still be entered, the newest first."""
    now = clock.now()
    return [
        Terms(
            cycle.year,
            _span(deadlines, DeadlineKind.REGISTRATION),
            _span(deadlines, DeadlineKind.SUBMISSION),
        )
        for cycle, deadlines in cycles_with_deadlines(running=True)
        if not deadlines or any(one.at > now for one in deadlines)
    ]


def _span(deadlines: Sequence[Deadline], kind: DeadlineKind) -> tuple[datetime, datetime] | None:
    instants = [one.at for one in deadlines if one.kind is kind]
    return (min(instants), max(instants)) if instants else None


def _frozen() -> ColumnElement[bool]:
    """SQL: publication of the award's dossier is held back by an open complaint (R32)."""
    return exists().where(
        Complaint.dossier_id == Award.dossier_id,
        Complaint.state == ComplaintState.OPEN,
        Complaint.freezes_publication,
    )


def laureates(year: int | None, words: str) -> Sequence[Award]:
    """Awards by recorded decision, Gold first, in Vietnamese order of names.

    Dossiers with an open complaint that freezes publication are left out (R32); revoked awards
    stay in the list and say so (R30).
    """
    query = (
        select(Award)
        .join(Dossier, Dossier.id == Award.dossier_id)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .join(AwardCycle, AwardCycle.id == Award.cycle_id)
        .outerjoin(ProductEntry, ProductEntry.dossier_id == Dossier.id)
        .options(
            joinedload(Award.dossier)
            .joinedload(Dossier.organisation)
            .joinedload(Organisation.province),
            joinedload(Award.dossier).joinedload(Dossier.cycle),
            joinedload(Award.dossier).joinedload(Dossier.product),
            joinedload(Award.decision),
            joinedload(Award.revocation),
        )
        .where(~_frozen())
        .order_by(AwardCycle.year.desc(), Award.tier != "gold", Organisation.sort_key, Award.id)
    )
    if year is not None:
        query = query.where(AwardCycle.year == year)
    if key := fold(words):
        query = query.where(
            or_(
                Organisation.search_key.contains(key, autoescape=True),
                ProductEntry.search_key.contains(key, autoescape=True),
            )
        )
    return db.session.scalars(query).all()


def award_years() -> Sequence[int]:
    """Years with a recorded decision, newest first."""
    return db.session.scalars(
        select(AwardCycle.year)
        .where(exists().where(AwardDecision.cycle_id == AwardCycle.id))
        .order_by(AwardCycle.year.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Verified:
    """What a code tells anybody: the kind of paper and its hash, never whose dossier it is on.

    A certificate also tells what it certifies, as it stands today; `held` where an open complaint
    holds the publication back. One of training tells its holder by initials.
    """

    document: IssuedDocument
    kind: str
    award: Award | None
    tier: str
    held: bool
    training: TrainingCertificate | None = None


def verified(code: str) -> Verified | None:
    """The document with this verification code, however it was typed; None when there is none."""
    signs = "".join(sign for sign in code.upper() if sign.isalnum())
    if len(signs) != CODE_LENGTH:
        return None
    spaced = "-".join(signs[start : start + 4] for start in range(0, CODE_LENGTH, 4))
    document = db.session.scalar(
        select(IssuedDocument).where(IssuedDocument.verification_code == spaced)
    )
    if document is None:
        return None
    kind = str(document.data.get("kind_title", document.kind))
    if document.kind == training_papers.KIND:
        row = db.session.get(TrainingCertificate, document.subject_id)
        return Verified(document, kind, None, "", held=False, training=row)
    if document.kind != CERTIFICATE:
        return Verified(document, kind, None, "", held=False)
    held = db.session.scalar(select(exists().where(Award.id == document.subject_id, _frozen())))
    award = None if held else _certified(document)
    tier = "" if award is None else rulebooks.of(award.dossier.cycle).tier(award.tier).title
    return Verified(document, kind, award, tier, held=bool(held))


def _certified(document: IssuedDocument) -> Award | None:
    return db.session.scalar(
        select(Award)
        .options(
            joinedload(Award.decision),
            joinedload(Award.revocation),
            joinedload(Award.dossier).options(
                joinedload(Dossier.organisation),
                joinedload(Dossier.product),
                joinedload(Dossier.cycle),
            ),
        )
        .where(Award.id == document.subject_id)
    )
