"""The standing body's room: award years, councils, people, the national stage, records."""

from award.admin import (
    consultation_views,
    decision_views,
    national_views,
    term_views,
    views,
)
from award.admin.blueprint import bp

__all__ = [
    "bp",
    "consultation_views",
    "decision_views",
    "national_views",
    "term_views",
    "views",
]
