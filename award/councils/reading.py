"""What a council member reads of a dossier on a point of the agenda, if it is open to them."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from award.extensions import db
from award.models import Council, Dossier, EvaluationReport, IssuedDocument, ScoreSheetRecord, User
from award.policies import document, rating
from award.policies import dossier as policy
from award.services import scoreboard, scoresheets
from award.services.scoreboard import Standing

READ = ("dossier_book", "evaluation_report", "site_visit_record")


@dataclass(frozen=True, slots=True)
class Reading:
    """Where it stands, frozen sheets, reports and papers; empty where not yet visible."""

    standing: Standing | None
    sheets: Sequence[ScoreSheetRecord]
    reports: Sequence[EvaluationReport]
    papers: Sequence[IssuedDocument]


def of(dossier: Dossier | None, council: Council, actor: User) -> Reading | None:
    """Everything of the dossier this person may read now; None when its content is closed."""
    if dossier is None or policy.view(actor, dossier) is not None:
        return None
    scored = rating.view_scoreboard(actor, dossier) is None
    ranking = scoreboard.of_council(council, actor=actor) if scored else []
    return Reading(
        standing=next((one for one in ranking if one.dossier_id == dossier.id), None),
        sheets=scoresheets.all_of(dossier) if scored else [],
        reports=_reports(dossier) if scored else [],
        papers=[one for one in _papers(dossier) if document.view(actor, one) is None],
    )


def _reports(dossier: Dossier) -> Sequence[EvaluationReport]:
    query = select(EvaluationReport).where(EvaluationReport.dossier_id == dossier.id)
    return db.session.scalars(query.order_by(EvaluationReport.id)).all()


def _papers(dossier: Dossier) -> Sequence[IssuedDocument]:
    """The papers a member reads, newest first."""
    return db.session.scalars(
        select(IssuedDocument)
        .where(IssuedDocument.dossier_id == dossier.id, IssuedDocument.kind.in_(READ))
        .order_by(IssuedDocument.id.desc())
    ).all()
