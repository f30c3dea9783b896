"""The assessor's room: undertaking, scorebook, consensus, visit, evaluation report."""

from award.assessment import (
    consensus_views,
    report_views,
    scorebook_views,
    views,
    visit_views,
)
from award.assessment.blueprint import bp

__all__ = [
    "bp",
    "consensus_views",
    "report_views",
    "scorebook_views",
    "views",
    "visit_views",
]
