"""Traceability: the EPCIS interface for systems, and the room's pages for people."""

from flask import Flask

from award.trace import (
    api,
    api_capture_views,
    api_event_views,
    area_import_views,
    area_views,
    capture_views,
    catalogue_views,
    check_views,
    commands,
    compare_views,
    conformity_views,
    dossier_views,
    drill_views,
    label_sheet_views,
    label_views,
    lot_action_views,
    lot_views,
    party_views,
    picture_views,
    portal_views,
    product_views,
    public_views,
    request_views,
    rule_choice_views,
    sheet_views,
    snapshot_views,
)
from award.trace.blueprint import bp

__all__ = [
    "api_capture_views",
    "api_event_views",
    "area_import_views",
    "area_views",
    "bp",
    "capture_views",
    "catalogue_views",
    "check_views",
    "commands",
    "compare_views",
    "conformity_views",
    "dossier_views",
    "drill_views",
    "init_app",
    "label_sheet_views",
    "label_views",
    "lot_action_views",
    "lot_views",
    "party_views",
    "picture_views",
    "portal_views",
    "product_views",
    "public_views",
    "request_views",
    "rule_choice_views",
    "sheet_views",
    "snapshot_views",
]


def init_app(app: Flask) -> None:
    """Put the EPCIS interface beside the room."""
    api.init_app(app)
