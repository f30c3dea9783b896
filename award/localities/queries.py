"""Reads of a province: its letters and the registered facts of its entrants; never a score."""

from collections.abc import Sequence

from sqlalchemy import ColumnElement, exists, select
from sqlalchemy.orm import joinedload, selectinload

from award.extensions import db
from award.models import (
    AwardCycle,
    Consultation,
    ConsultationEntry,
    ConsultationState,
    Dossier,
    FormerProvince,
    Organisation,
    Province,
    User,
)
from award.policies import facts
from award.services import consulting
from award.words import fold


def province_of(officer: User) -> Province:
    """The officer's province; only for somebody who serves one."""
    code = facts.province_of(officer)
    return db.session.scalars(select(Province).where(Province.code == code)).one()


def former_names(province: Province) -> Sequence[str]:
    """The names that older papers give to parts of the province (R35)."""
    return db.session.scalars(
        select(FormerProvince.name)
        .where(FormerProvince.province_code == province.code)
        .order_by(FormerProvince.search_key)
    ).all()


def letters(province: Province, officer: User) -> Sequence[Consultation]:
    """The letters to the province that were sent, the newest first, with their lists.

    Lines on which the officer has a conflict are not loaded, nor a letter without any other.
    """
    free = ConsultationEntry.dossier_id.in_(select(Dossier.id).where(facts.unconflicted(officer)))
    return db.session.scalars(
        select(Consultation)
        .options(joinedload(Consultation.cycle), selectinload(Consultation.entries.and_(free)))
        .where(
            Consultation.province_code == province.code,
            Consultation.state != ConsultationState.DRAFT,
            Consultation.entries.any(free),
        )
        .order_by(Consultation.sent_on.desc(), Consultation.id.desc())
    ).all()


def entries(letter: Consultation, officer: User) -> Sequence[ConsultationEntry]:
    """The lines of a letter with their registered facts, conflicts left out."""
    return db.session.scalars(
        select(ConsultationEntry)
        .join(Dossier)
        .options(
            joinedload(ConsultationEntry.dossier).options(
                *consulting.WITH_ORGANISATION, joinedload(Dossier.eligibility)
            )
        )
        .where(ConsultationEntry.consultation_id == letter.id, facts.unconflicted(officer))
        .order_by(ConsultationEntry.id)
    ).all()


def cycle_of(year: int) -> AwardCycle | None:
    """The award year by its number."""
    return db.session.scalar(select(AwardCycle).where(AwardCycle.year == year))


def years(province: Province, officer: User) -> Sequence[AwardCycle]:
    """Award years in which somebody of the province registered, the newest first."""
    registered = (*_registered(province), facts.unconflicted(officer))
    return db.session.scalars(
        select(AwardCycle)
        .where(exists().where(Dossier.cycle_id == AwardCycle.id, *registered))
        .order_by(AwardCycle.year.desc())
    ).all()


def entrants(province: Province, cycle: AwardCycle, words: str, officer: User) -> Sequence[Dossier]:
    """Who registered from the province in a year, in Vietnamese order."""
    query = (
        select(Dossier)
        .options(
            joinedload(Dossier.organisation),
            joinedload(Dossier.product),
            joinedload(Dossier.eligibility),
            joinedload(Dossier.receiving_council),
        )
        .where(Dossier.cycle_id == cycle.id, *_registered(province), facts.unconflicted(officer))
        .join(Organisation)
        .order_by(Organisation.sort_key, Dossier.id)
    )
    if words:
        query = query.where(Organisation.search_key.contains(fold(words), autoescape=True))
    return db.session.scalars(query).all()


def entrant(province: Province, dossier_id: int, officer: User) -> Dossier | None:
    """One dossier that registered from the province, unless the officer has a conflict on it."""
    return db.session.scalar(
        select(Dossier).where(
            Dossier.id == dossier_id, *_registered(province), facts.unconflicted(officer)
        )
    )


def _registered(province: Province) -> tuple[ColumnElement[bool], ...]:
    mine = Dossier.organisation_id.in_(
        select(Organisation.id).where(Organisation.province_code == province.code)
    )
    return mine, Dossier.registered_at.is_not(None)
