"""Where a document belongs on screen: the page of the row it was made on."""

from typing import Any

from flask import current_app, url_for

from award.extensions import db
from award.models import (
    IssuedDocument,
    Meeting,
    ProgrammePlan,
    ProgrammeReport,
    RecallDrill,
    User,
)
from award.policies import council
from award.policies import dossier as dossiers
from award.words import _N


def of(document: IssuedDocument, actor: User) -> tuple[str, str] | None:
    """Label and address of the page to go back to, if there is one that this person may see."""
    if document.dossier is not None and dossiers.belongs(actor, document.dossier) is None:
        label = _N("Hồ sơ {number}").format(number=document.dossier.number or "")
        return _link(label.strip(), "dossiers.show", dossier_id=document.dossier.id)
    if document.kind == "lot_steps":
        lot = document.data["lot"]
        return _link(lot["text"], "trace.lot", organisation_id=document.subject_id, lot=lot["id"])
    if document.kind == "label_sheet":
        product = document.data["product"]
        return _link(product["name"], "trace.product", product_id=product["id"])
    if document.subject_type == RecallDrill.__tablename__:
        drill = db.session.get_one(RecallDrill, document.subject_id)
        label, about = _N("Diễn tập"), {"product_id": drill.product_id, "recall_drill_id": drill.id}
        return _link(label, "trace.drill", **about)
    if document.subject_type == Meeting.__tablename__:
        meeting = db.session.get(Meeting, document.subject_id)
        if meeting is not None and council.view_meeting(actor, meeting) is None:
            return _link(meeting.title, "councils.meeting", meeting_id=meeting.id)
    return _of_programme(document)


def _of_programme(document: IssuedDocument) -> tuple[str, str] | None:
    """The report that a paper was printed of, or the province of a plan's one page."""
    if document.subject_type == ProgrammeReport.__tablename__:
        row = db.session.get_one(ProgrammeReport, document.subject_id)
        label = _N("Báo cáo của {province}").format(province=row.province.name)
        return _link(label, "programme.report", programme_report_id=row.id)
    if document.subject_type == ProgrammePlan.__tablename__:
        plan = db.session.get_one(ProgrammePlan, document.subject_id)
        about = {"province_code": plan.province_code, "year": plan.year}
        return _link(plan.province.name, "programme.province", **about)
    return None


def _link(label: str, endpoint: str, **values: Any) -> tuple[str, str] | None:
    if endpoint not in current_app.view_functions:
        return None
    return label, url_for(endpoint, **values)
