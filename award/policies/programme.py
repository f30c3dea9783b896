"""The provincial programme: a province's own officers write, the national office reads it all."""

from typing import Any

from award.models import IndicatorValue, PlanTask, Province, User
from award.policies import Hidden, Refusal, facts, office
from award.words import _N


def enter(actor: User, _: object) -> Refusal | None:
    """The room: officers of provinces, and the national office."""
    if facts.province_of(actor) is not None:
        return None
    return office.manage(actor, None)


def place_of(row: Any) -> str | None:
    """The province that a row belongs to; None for the national office's own rows."""
    if isinstance(row, Province):
        return row.code
    if isinstance(row, PlanTask):
        return row.plan.province_code
    if isinstance(row, IndicatorValue):
        return row.series.province_code
    code: str | None = row.province_code
    return code


def view(actor: User, row: Any) -> Refusal | None:
    """A province sees its own rows and the national ones; the national office sees all."""
    mine = facts.province_of(actor)
    if mine is not None and place_of(row) in {None, mine}:
        return None
    return None if office.manage(actor, row) is None else Hidden()


def edit(actor: User, row: Any) -> Refusal | None:
    """A province's rows are written by its officers, the national ones by the national office."""
    place = place_of(row)
    if place is None:
        return office.manage(actor, row)
    if facts.province_of(actor) == place:
        return None
    return Refusal(_N("Chỉ cán bộ của địa phương được ghi số liệu của địa phương mình."))
