"""An assessor judges a control point differently; it counts once a second person agrees."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import CheckOverride, ComplianceSnapshot, Conflict, Dossier, User
from award.policies import Refusal, rating, trace
from award.services import auditing
from award.words import _N
from traceability.checks_points import Override
from traceability.reconsider import Reconsidered, reconsider


def point_of(snapshot: ComplianceSnapshot, code: str) -> dict[str, Any] | None:
    """A control point as the frozen run judged it; None for a code it lacks."""
    points = snapshot.check_run.content["snapshot"]["result"]["points"]
    return next((one for one in points if one["code"] == code), None)


def propose(
    snapshot: ComplianceSnapshot, code: str, satisfaction: Decimal, reason: str, *, actor: User
) -> CheckOverride:
    """Propose to judge a point differently, or change one's own proposal; flushes.

    Raises `Refusal` for a person who may not, an unknown point, no reason, or a point for which
    a proposal of somebody else or a confirmed one exists.
    """
    if why := trace.propose_override(actor, snapshot):
        raise why
    if point_of(snapshot, code) is None:
        raise Refusal(_N("Kết quả đã cố định không có điểm kiểm soát này."))
    if not reason.strip():
        raise Refusal(_N("Phải nêu lý do khi đánh giá khác với kết quả kiểm tra."))
    row = _existing(snapshot, code)
    if row is not None and (row.confirmed_at is not None or row.proposed_by_id != actor.id):
        raise Refusal(_N("Điểm này đã có một đề nghị đánh giá khác của nhóm chuyên gia."))
    row = row or CheckOverride(
        dossier_id=snapshot.dossier_id, product_id=snapshot.product_id, control_point=code
    )
    row.satisfaction, row.reason = satisfaction, reason.strip()
    row.proposed_by_id, row.proposed_at = actor.id, clock.now()
    db.session.add(row)
    db.session.flush()
    # What was judged stays out of the chain until the team may see it (procedure §4).
    auditing.record("propose_override", row, actor=actor, data={"point": code})
    return row


def confirm(override: CheckOverride, *, actor: User) -> None:
    """Agree as the second person: from now on it counts. Flushes."""
    if why := trace.confirm_override(actor, override):
        raise why
    override.confirmed_by_id, override.confirmed_at = actor.id, clock.now()
    db.session.flush()
    auditing.record(
        "confirm_override",
        override,
        actor=actor,
        note=override.reason,
        data={"point": override.control_point, "satisfaction": str(override.satisfaction)},
    )


def shown(dossier: Dossier, *, actor: User) -> list[CheckOverride]:
    """The overrides of a dossier that the person may see, by point (procedure §4)."""
    found = CheckOverride.proposed_by_id == actor.id
    if rating.view_peers(actor, dossier) is None:
        found = CheckOverride.dossier_id == dossier.id
    elif trace.sees_overrides(actor, dossier):
        found |= CheckOverride.confirmed_at.is_not(None)
    return _of(dossier, found)


def confirmed(dossier: Dossier) -> list[CheckOverride]:
    """The overrides that count, by point; for papers and packages, whose readers are settled."""
    return _of(dossier, CheckOverride.confirmed_at.is_not(None))


def after(content: Mapping[str, Any], overrides: Iterable[CheckOverride]) -> Reconsidered:
    """A frozen result with the confirmed ones of these overrides put over it."""
    return reconsider(
        content,
        [
            Override(
                point=row.control_point,
                satisfaction=Fraction(row.satisfaction),
                reason=row.reason,
                by=str(row.proposed_by_id),
                second=str(row.confirmed_by_id),
            )
            for row in overrides
            if row.confirmed_at is not None
        ],
    )


def _of(dossier: Dossier, which: ColumnElement[bool]) -> list[CheckOverride]:
    """Overrides of which neither person has a conflict with the dossier's organisation."""
    conflicted = (
        select(Conflict.user_id)
        .join(Dossier, Dossier.id == Conflict.dossier_id)
        .where(Dossier.organisation_id == dossier.organisation_id)
    )
    second = CheckOverride.confirmed_by_id
    query = (
        select(CheckOverride)
        .where(
            CheckOverride.dossier_id == dossier.id,
            which,
            CheckOverride.proposed_by_id.not_in(conflicted),
            second.is_(None) | second.not_in(conflicted),
        )
        .options(joinedload(CheckOverride.proposed_by), joinedload(CheckOverride.confirmed_by))
        .order_by(CheckOverride.control_point, CheckOverride.id)
    )
    return list(db.session.scalars(query))


def _existing(snapshot: ComplianceSnapshot, code: str) -> CheckOverride | None:
    return db.session.scalar(
        select(CheckOverride).where(
            CheckOverride.dossier_id == snapshot.dossier_id,
            CheckOverride.product_id == snapshot.product_id,
            CheckOverride.control_point == code,
        )
    )
