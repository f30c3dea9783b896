"""The provincial programme: plan, targets, registers, training and report of a province."""

from award.programme import (
    figure_views,
    organisation_views,
    overview_views,
    picture_views,
    plan_views,
    register_views,
    report_views,
    survey_views,
    training_door_views,
    training_own_views,
    training_people_views,
    training_test_views,
    training_views,
    views,
)
from award.programme.blueprint import bp

__all__ = [
    "bp",
    "figure_views",
    "organisation_views",
    "overview_views",
    "picture_views",
    "plan_views",
    "register_views",
    "report_views",
    "survey_views",
    "training_door_views",
    "training_own_views",
    "training_people_views",
    "training_test_views",
    "training_views",
    "views",
]
