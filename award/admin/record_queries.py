"""Reads of the audit and of the access log; nothing of drafts or of conflicted dossiers."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, Table, and_, func, not_, or_, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import Base, db
from award.models import AccessRecord, AuditEvent, Dossier, User
from award.policies import facts
from award.words import normal

PAGE = 100
EXPORT_LIMIT = 50_000  # rows of one exported file


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is searched for in the audit; empty where it does not matter."""

    subject_type: str = ""
    subject_id: int | None = None
    person: str = ""
    first: date | None = None
    last: date | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and how many there are."""

    rows: Sequence[Any]
    total: int
    number: int
    pages: int


def events(wanted: Wanted, number: int, reader: User) -> Page:
    """Events that fit, the newest first."""
    query = _events(wanted, reader).order_by(AuditEvent.id.desc())
    return _page(query.options(joinedload(AuditEvent.actor)), number)


def all_events(wanted: Wanted, reader: User) -> Sequence[AuditEvent]:
    """The same for a file, the oldest first."""
    query = _events(wanted, reader).options(joinedload(AuditEvent.actor))
    return db.session.scalars(query.order_by(AuditEvent.id).limit(EXPORT_LIMIT)).all()


def _events(wanted: Wanted, reader: User) -> Select[AuditEvent]:
    query = select(AuditEvent).where(not_(_hidden(AuditEvent, reader)))
    if wanted.subject_type:
        query = query.where(AuditEvent.subject_type == wanted.subject_type)
    if wanted.subject_id is not None:
        query = query.where(AuditEvent.subject_id == wanted.subject_id)
    if wanted.person:
        query = query.where(AuditEvent.actor_id.in_(_people(wanted.person)))
    if wanted.first is not None:
        query = query.where(AuditEvent.at >= clock.start_of_day(wanted.first))
    if wanted.last is not None:
        query = query.where(AuditEvent.at <= clock.end_of_day(wanted.last))
    return query


def _people(words: str) -> Select[int]:
    sought = normal(words)
    return select(User.id).where(
        or_(
            User.email.icontains(sought, autoescape=True),
            User.full_name.icontains(sought, autoescape=True),
        )
    )


def _hidden(record: type[AuditEvent | AccessRecord], reader: User) -> ColumnElement[bool]:
    """Records on a dossier, or on anything of one, that this person may not know of.

    A draft is its team's alone, and a conflicted dossier does not exist for the person.
    """
    hidden = select(Dossier.id).where(
        or_(Dossier.registered_at.is_(None), not_(facts.unconflicted(reader)))
    )
    return or_(
        and_(record.subject_type == "dossier", record.subject_id.in_(hidden)),
        *(
            and_(
                record.subject_type == table.name,
                record.subject_id.in_(select(table.c.id).where(table.c.dossier_id.in_(hidden))),
            )
            for table in _of_dossiers()
        ),
    )


def _of_dossiers() -> list[Table]:
    """Tables whose rows belong to a dossier."""
    tables = (mapper.local_table for mapper in Base.registry.mappers)
    return sorted(
        (
            table
            for table in tables
            if isinstance(table, Table) and {"id", "dossier_id"} <= set(table.c.keys())
        ),
        key=lambda table: table.name,
    )


def access(words: str, number: int, reader: User) -> Page:
    """The access log, the newest first, by reader where named."""
    query = (
        select(AccessRecord, User)
        .join(User, User.id == AccessRecord.user_id)
        .where(not_(_hidden(AccessRecord, reader)))
    )
    if words:
        query = query.where(AccessRecord.user_id.in_(_people(words)))
    return _page(query.order_by(AccessRecord.id.desc()), number, scalars=False)


def _page(query: Select[*tuple[Any, ...]], number: int, *, scalars: bool = True) -> Page:
    total = db.session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    pages = max(1, -(-(total or 0) // PAGE))
    number = min(max(number, 1), pages)
    part = query.limit(PAGE).offset((number - 1) * PAGE)
    rows: Sequence[Any] = (
        db.session.scalars(part).all() if scalars else db.session.execute(part).all()
    )
    return Page(rows, total or 0, number, pages)
