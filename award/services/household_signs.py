"""What makes a line one organisation in lists kept for good: never a household's own number.

Since 01/07/2025 the tax code of a household is its owner's personal number. In its place a list
keeps the number of a row, which tells nothing and stays the same in every province's list.
"""

from collections.abc import Collection, Sequence

from sqlalchemy import select, text

from award.extensions import db
from award.models import HouseholdSign, masked_tax_code
from award.services.programme_counts import key_of

_REMEMBER = text(
    "INSERT INTO household_sign (tax_code) SELECT unnest(CAST(:codes AS text[])) "
    "ON CONFLICT DO NOTHING"
)


def keys(named: Sequence[tuple[str, str]]) -> list[str]:
    """The key of each (tax code, name), in order; writes down the households not yet known."""
    signs = _signs({code for code, _ in named if masked_tax_code(code) != code})
    return [signs.get(code) or key_of(code, name) for code, name in named]


def _signs(codes: Collection[str]) -> dict[str, str]:
    if not codes:
        return {}
    db.session.execute(_REMEMBER, {"codes": sorted(codes)})
    rows = db.session.scalars(select(HouseholdSign).where(HouseholdSign.tax_code.in_(codes)))
    return {row.tax_code: f"household {row.id}" for row in rows}
