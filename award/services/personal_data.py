"""What we keep about one person, for that person to see and to take along (R36)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award.extensions import db
from award.models import (
    AuditEvent,
    AwardCycle,
    Conflict,
    Membership,
    Seat,
    TeamMember,
    Undertaking,
    User,
    UserSession,
)
from award.services import consents, training_people

FORMAT = "gtclqg-personal-data-1"


def collect(user: User) -> dict[str, Any]:
    """Everything that is kept about the person, ready for JSON; instants in UTC, ISO 8601.

    Passwords and session tokens are not in it: only their hashes are kept, and they say nothing.
    """
    return {
        "format": FORMAT,
        "account": _account(user),
        "memberships": _memberships(user),
        "council_seats": _seats(user),
        "expert_teams": _teams(user),
        "undertakings": _undertakings(user),
        "conflicts": _conflicts(user),
        "training": _training(user),
        "consents": [
            {
                "text_version": consent.text_version,
                "given_at": _iso(consent.given_at),
                "withdrawn_at": _iso(consent.withdrawn_at),
            }
            for consent in consents.all_of(user)
        ],
        "sessions": _sessions(user),
        "actions": _actions(user),
    }


def _account(user: User) -> dict[str, Any]:
    return {
        "email": user.email,
        "full_name": user.full_name,
        "position": user.position,
        "phone": user.phone,
        "active": user.active,
        "created_at": _iso(user.created_at),
        "password_changed_at": _iso(user.password_changed_at),
        "last_sign_in_at": _iso(user.last_sign_in_at),
    }


def _memberships(user: User) -> list[dict[str, Any]]:
    rows: Iterable[Membership] = db.session.scalars(
        select(Membership)
        .options(joinedload(Membership.organisation))
        .where(Membership.user_id == user.id)
        .order_by(Membership.id)
    )
    return [
        {
            "role": row.role.value,
            "organisation": row.organisation.name if row.organisation else None,
            "province": row.province_code,
            "since": _iso(row.created_at),
            "until": _iso(row.ended_at),
        }
        for row in rows
    ]


def _seats(user: User) -> list[dict[str, Any]]:
    rows: Iterable[Seat] = db.session.scalars(
        select(Seat).options(joinedload(Seat.council)).where(Seat.user_id == user.id)
    )
    return [
        {
            "council": row.council.name,
            "role": row.role.value,
            "representing": row.representing,
            "since": _iso(row.created_at),
            "until": _iso(row.ended_at),
        }
        for row in rows
    ]


def _teams(user: User) -> list[dict[str, Any]]:
    rows: Iterable[TeamMember] = db.session.scalars(
        select(TeamMember).options(joinedload(TeamMember.team)).where(TeamMember.user_id == user.id)
    )
    return [
        {
            "team": row.team.name,
            "lead": row.lead,
            "province": row.province_code,
            "sectors": row.sectors,
            "employer_tax_code": row.employer_tax_code,
            "until": _iso(row.ended_at),
        }
        for row in rows
    ]


def _undertakings(user: User) -> list[dict[str, Any]]:
    rows = db.session.execute(
        select(Undertaking, AwardCycle.year)
        .join(AwardCycle, AwardCycle.id == Undertaking.cycle_id)
        .where(Undertaking.user_id == user.id)
        .order_by(Undertaking.id)
    )
    return [
        {"award_year": year, "text_version": row.text_version, "signed_at": _iso(row.signed_at)}
        for row, year in rows
    ]


def _conflicts(user: User) -> list[dict[str, Any]]:
    rows: Iterable[Conflict] = db.session.scalars(
        select(Conflict).where(Conflict.user_id == user.id).order_by(Conflict.id)
    )
    return [
        {"dossier": row.dossier_id, "reason": row.reason, "declared_at": _iso(row.declared_at)}
        for row in rows
    ]


def _training(user: User) -> list[dict[str, Any]]:
    return [
        {
            "course": row.course.title,
            "kind": row.kind.value,
            "full_name": row.full_name,
            "email": row.email,
            "phone": row.phone,
            "position": row.position,
            "organisation": row.organisation_name,
            "tax_code": row.tax_code,
            "signed_up_at": _iso(row.signed_up_at),
            "sessions_attended": len(row.attendances),
            "certificate": None if row.certificate is None else row.certificate.number,
        }
        for row in training_people.record_of(user)
    ]


def _sessions(user: User) -> list[dict[str, Any]]:
    rows: Iterable[UserSession] = db.session.scalars(
        select(UserSession).where(UserSession.user_id == user.id).order_by(UserSession.id)
    )
    return [
        {
            "began_at": _iso(row.created_at),
            "seen_at": _iso(row.seen_at),
            "revoked_at": _iso(row.revoked_at),
            "address": row.address,
            "browser": row.browser,
        }
        for row in rows
    ]


def _actions(user: User) -> list[dict[str, Any]]:
    """What the person did, as the audit chain has it; without notes and data, which are others'."""
    rows = db.session.execute(
        select(AuditEvent.at, AuditEvent.action, AuditEvent.subject_type, AuditEvent.subject_id)
        .where(AuditEvent.actor_id == user.id)
        .order_by(AuditEvent.id)
    )
    return [
        {"at": _iso(row.at), "action": row.action, "on": f"{row.subject_type} {row.subject_id}"}
        for row in rows
    ]


def _iso(instant: datetime | None) -> str | None:
    return None if instant is None else instant.isoformat()
