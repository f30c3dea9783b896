"""The applicant's room: the organisation, its dossiers, and every part of them."""

from award.dossiers import (
    answer_views,
    evidence_views,
    organisation_views,
    registration_views,
    starting_views,
    submission_views,
    supplement_views,
    views,
    visit_views,
)
from award.dossiers.blueprint import bp

__all__ = [
    "answer_views",
    "bp",
    "evidence_views",
    "organisation_views",
    "registration_views",
    "starting_views",
    "submission_views",
    "supplement_views",
    "views",
    "visit_views",
]
