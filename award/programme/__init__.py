"""The provincial programme: plan, targets, registers, training and report of a province."""

from award.programme import (
    figure_views,
    organisation_views,
    picture_views,
    plan_views,
    register_views,
    survey_views,
    views,
)
from award.programme.blueprint import bp

__all__ = [
    "bp",
    "figure_views",
    "organisation_views",
    "picture_views",
    "plan_views",
    "register_views",
    "survey_views",
    "views",
]
