"""Which rows the assessor's screens show, in a number of queries that does not grow with them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import contains_eager, joinedload

from award.extensions import db
from award.models import (
    ACTIVE_ASSIGNMENT,
    Assignment,
    AwardCycle,
    Conflict,
    Dossier,
    Organisation,
    ProductEntry,
    Rating,
    Undertaking,
    User,
)
from award.policies import facts
from award.services import review_terms, rulebooks


@dataclass(frozen=True, slots=True)
class MyAssignment:
    """One line of the list: the assignment and how many items are rated."""

    assignment: Assignment
    rated: int
    items: int

    @property
    def late(self) -> bool:
        """Whether the sheet is still to come and its term has passed."""
        return review_terms.is_late(self.assignment)


def _visible(actor: User) -> tuple[ColumnElement[bool], ...]:
    """One's own active assignments, nothing where a conflict stands or no undertaking is signed."""
    conflicted = (
        select(Dossier.organisation_id)
        .join(Conflict, Conflict.dossier_id == Dossier.id)
        .where(Conflict.user_id == actor.id)
    )
    undertaken = select(Undertaking.cycle_id).where(
        Undertaking.user_id == actor.id, Undertaking.text_version == facts.UNDERTAKING_VERSION
    )
    return (
        Assignment.user_id == actor.id,
        Assignment.state.in_(ACTIVE_ASSIGNMENT),
        Dossier.organisation_id.not_in(conflicted),
        Dossier.cycle_id.in_(undertaken),
    )


def mine(actor: User) -> list[MyAssignment]:
    """Every assignment of the person with its progress, the newest award year first."""
    rows = db.session.scalars(
        select(Assignment)
        .join(Assignment.dossier)
        .options(
            contains_eager(Assignment.dossier).options(
                joinedload(Dossier.organisation).joinedload(Organisation.province),
                joinedload(Dossier.cycle),
                joinedload(Dossier.product).joinedload(ProductEntry.sector_group),
            )
        )
        .where(*_visible(actor))
        .order_by(Dossier.cycle_id.desc(), Dossier.number, Assignment.id)
    ).all()
    rated = _rated(actor, [part for row in rows for part in row.dossier.part_ids])
    return [
        MyAssignment(
            row,
            sum(rated.get(part, 0) for part in row.dossier.part_ids),
            len(rulebooks.of(row.dossier.cycle).items),
        )
        for row in rows
    ]


def _rated(actor: User, parts: list[int]) -> dict[int, int]:
    """Self-assessment → items to which the person has given a percent."""
    rows = db.session.execute(
        select(Rating.self_assessment_id, func.count(Rating.item.distinct()))
        .where(
            Rating.user_id == actor.id,
            Rating.self_assessment_id.in_(parts),
            Rating.percent.is_not(None),
        )
        .group_by(Rating.self_assessment_id)
    )
    return {part: count for part, count in rows}


def waiting_behind_undertaking(actor: User) -> dict[int, int]:
    """Award year → how many assignments wait until the undertaking is signed; nothing else."""
    rows = db.session.execute(
        select(AwardCycle.id, func.count(Assignment.id))
        .join(Dossier, Dossier.cycle_id == AwardCycle.id)
        .join(Assignment, Assignment.dossier_id == Dossier.id)
        .where(Assignment.user_id == actor.id, Assignment.state.in_(ACTIVE_ASSIGNMENT))
        .group_by(AwardCycle.id)
    )
    return {cycle: count for cycle, count in rows}


def of_organisation(assignment: Assignment) -> list[Assignment]:
    """The person's active assignments on the same organisation, this one first."""
    rows = db.session.scalars(
        select(Assignment)
        .join(Dossier)
        .options(joinedload(Assignment.dossier))
        .where(
            Assignment.user_id == assignment.user_id,
            Assignment.state.in_(ACTIVE_ASSIGNMENT),
            Dossier.organisation_id == assignment.dossier.organisation_id,
        )
        .order_by(Assignment.id)
    )
    return sorted(rows, key=lambda row: row.id != assignment.id)
