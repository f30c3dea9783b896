"""Which rows the applicant's screens show, in which order."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import joinedload

from award.dossiers import standing
from award.extensions import db
from award.models import (
    AuditEvent,
    Dossier,
    IssuedDocument,
    Membership,
    Organisation,
    ProductEntry,
    SiteVisit,
    User,
    VisitState,
)
from award.policies import document
from award.services import rulebooks
from award.words import _N
from award.workflow.transitions import TABLES

# Notes that were written to the applicant or by it; what others noted among themselves is theirs.
OWN_NOTES = frozenset(
    {
        "request_supplement", "extend_supplement", "resubmit", "reject", "withdraw", "disqualify",
        "revoke", "request_national_supplement", "answer_national_supplement",
        "extend_national_supplement",
    }
)  # fmt: skip
EXTRA_TITLES = {
    "start": _N("Bắt đầu hồ sơ"),
    "declare_compliance": _N("Cam kết tuân thủ pháp luật"),
    "request_national_supplement": _N("Hội đồng quốc gia yêu cầu bổ sung"),
    "answer_national_supplement": _N("Đã bổ sung theo yêu cầu của Hội đồng quốc gia"),
    "extend_national_supplement": _N("Hội đồng quốc gia gia hạn bổ sung"),
}
SAME_STATE_TOLD = frozenset({"extend_supplement"})


@dataclass(frozen=True, slots=True)
class Happening:
    """One line of the timeline, in words."""

    at: datetime
    title: str
    by: str
    note: str


def dossiers_of(person: User) -> Sequence[Dossier]:
    """The dossiers of the person's organisations with what the list shows, newest year first."""
    return db.session.scalars(
        select(Dossier)
        .join(Organisation, Organisation.id == Dossier.organisation_id)
        .join(
            Membership,
            and_(
                Membership.organisation_id == Dossier.organisation_id,
                Membership.user_id == person.id,
                Membership.ended_at.is_(None),
            ),
        )
        .options(
            joinedload(Dossier.cycle),
            joinedload(Dossier.organisation),
            joinedload(Dossier.receiving_council),
            joinedload(Dossier.product).joinedload(ProductEntry.sector_group),
        )
        .order_by(Dossier.cycle_id.desc(), Organisation.sort_key, Dossier.id)
    ).all()


def history(dossier: Dossier) -> list[Happening]:
    """What happened to the dossier and its visits, newest first; no score, no inner step."""
    visits = select(SiteVisit.id).where(SiteVisit.dossier_id == dossier.id)
    events = db.session.scalars(
        select(AuditEvent)
        .options(joinedload(AuditEvent.actor))
        .where(
            or_(
                and_(AuditEvent.subject_type == "dossier", AuditEvent.subject_id == dossier.id),
                and_(AuditEvent.subject_type == "site_visit", AuditEvent.subject_id.in_(visits)),
            )
        )
        .order_by(AuditEvent.id.desc())
    ).all()
    team = _team(dossier)
    told = [_happening(dossier, event, team) for event in events]
    return [each for each in told if each is not None]


def _team(dossier: Dossier) -> frozenset[int]:
    """Everybody who is or was in the organisation: they are named, others by their body."""
    return frozenset(
        db.session.scalars(
            select(Membership.user_id).where(Membership.organisation_id == dossier.organisation_id)
        )
    )


def _happening(dossier: Dossier, event: AuditEvent, team: frozenset[int]) -> Happening | None:
    title = _title(event)
    if title is None:
        return None
    by = ""
    if event.actor is not None and event.actor_id in team:
        by = event.actor.full_name
    elif event.subject_type == "dossier" and event.from_state is not None:
        book = rulebooks.of(dossier.cycle)
        by = standing.body(dossier, book, book.actor_of(event.from_state))
    return Happening(event.at, title, by, event.note if event.action in OWN_NOTES else "")


def _title(event: AuditEvent) -> str | None:
    """The label of the move; None for what changes nothing that the applicant knows of."""
    if event.subject_type == "site_visit":
        move = TABLES[SiteVisit].get(event.action)
        return None if move is None else move.label
    if event.action in EXTRA_TITLES:
        return EXTRA_TITLES[event.action]
    move = TABLES[Dossier].get(event.action)
    inner = event.from_state == event.to_state and event.action not in SAME_STATE_TOLD
    return None if move is None or inner else move.label


def papers(dossier: Dossier) -> Sequence[IssuedDocument]:
    """The documents that are for the applicant, newest first."""
    return db.session.scalars(
        select(IssuedDocument)
        .options(joinedload(IssuedDocument.file))
        .where(
            IssuedDocument.dossier_id == dossier.id,
            IssuedDocument.kind.in_(document.FOR_APPLICANT),
        )
        .order_by(IssuedDocument.id.desc())
    ).all()


def visits(dossier: Dossier) -> Sequence[SiteVisit]:
    """The visits planned or made, newest first."""
    return db.session.scalars(
        select(SiteVisit)
        .where(SiteVisit.dossier_id == dossier.id, SiteVisit.state != VisitState.CANCELLED)
        .order_by(SiteVisit.starts_at.desc())
    ).all()
