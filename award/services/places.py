"""Provinces: the 34 of today, and the one an old name on a paper now belongs to (R35)."""

from collections.abc import Sequence

from sqlalchemy import select

from award.extensions import db
from award.models import FormerProvince, Province
from award.words import fold


def all_provinces() -> Sequence[Province]:
    """The 34 provinces and cities in Vietnamese order."""
    return db.session.scalars(select(Province).order_by(Province.sort_key)).all()


def choices() -> list[tuple[str, str]]:
    """Code and name of every province, for a form."""
    return [(province.code, province.name) for province in all_provinces()]


def find(name: str) -> Province | None:
    """The present province behind a name of today or of before 01/07/2025; None if unknown."""
    key = fold(name)
    for rank in ("tinh ", "thanh pho ", "tp. ", "tp.", "tp "):
        key = key.removeprefix(rank)
    keys = {key, f"thanh pho {key}"}
    today = db.session.scalar(select(Province).where(Province.search_key.in_(keys)))
    if today is not None:
        return today
    former = db.session.scalar(select(FormerProvince).where(FormerProvince.search_key.in_(keys)))
    return None if former is None else former.province


def by_code(code: str) -> Province | None:
    """The province of a code."""
    return db.session.get(Province, code)
