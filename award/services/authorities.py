"""Agencies as papers name them: the row that is valid on the paper's own date."""

from datetime import date

from sqlalchemy import or_, select

from award.extensions import db
from award.models import Authority


def valid_on(kind: str, day: date, province_code: str | None = None) -> Authority | None:
    """The agency of a kind (and, where named, of a province) on a day; the latest if several."""
    query = select(Authority).where(
        Authority.kind == kind,
        Authority.valid_from <= day,
        or_(Authority.valid_to.is_(None), Authority.valid_to > day),
    )
    if province_code is not None:
        query = query.where(Authority.province_code == province_code)
    return db.session.scalar(query.order_by(Authority.valid_from.desc(), Authority.id).limit(1))


def as_of(authority: Authority, day: date) -> Authority:
    """The agency itself, or on a later day the one that has taken its place."""
    seen = {authority.id}
    while authority.valid_to is not None and authority.valid_to <= day:
        successor = db.session.get(Authority, authority.successor_id or 0)
        if successor is None or successor.id in seen:
            break
        seen.add(successor.id)
        authority = successor
    return authority
