"""The standing body's room: award years, councils, people, the national stage, records."""

from award.admin import (
    agency_views,
    audit_views,
    consultation_views,
    council_views,
    decision_views,
    national_views,
    people_views,
    record_views,
    register_views,
    team_views,
    term_views,
    views,
)
from award.admin.blueprint import bp

__all__ = [
    "agency_views",
    "audit_views",
    "bp",
    "consultation_views",
    "council_views",
    "decision_views",
    "national_views",
    "people_views",
    "record_views",
    "register_views",
    "team_views",
    "term_views",
    "views",
]
