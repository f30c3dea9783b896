"""The tables of the procedure: what each stateful noun can become, by whom, and when."""

from collections.abc import Iterable, Mapping
from typing import Any

from award.models import (
    Assignment,
    AwardCycle,
    Complaint,
    Consultation,
    Dossier,
    HandOver,
    IssuedDocument,
    Meeting,
    ProgrammeReport,
    SiteVisit,
    Vote,
)
from award.workflow.council_table import HAND_OVER, MEETING, VOTE
from award.workflow.dossier_table import DOSSIER
from award.workflow.move import Transition
from award.workflow.office_table import COMPLAINT, CONSULTATION, CYCLE, DOCUMENT
from award.workflow.report_table import REPORT
from award.workflow.review_table import REVIEW, VISIT


def _by_name(rows: Iterable[Transition]) -> Mapping[str, Transition]:
    return {row.name: row for row in rows}


TABLES: Mapping[type[Any], Mapping[str, Transition]] = {
    AwardCycle: _by_name(CYCLE),
    Dossier: _by_name(DOSSIER),
    Assignment: _by_name(REVIEW),
    SiteVisit: _by_name(VISIT),
    Meeting: _by_name(MEETING),
    Vote: _by_name(VOTE),
    HandOver: _by_name(HAND_OVER),
    Consultation: _by_name(CONSULTATION),
    Complaint: _by_name(COMPLAINT),
    IssuedDocument: _by_name(DOCUMENT),
    ProgrammeReport: _by_name(REPORT),
}
