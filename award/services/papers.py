"""What each kind of document says: collected from rows into plain data, frozen before printing."""

from collections.abc import Callable
from typing import Any

from award.models import User
from award.services import (
    book_papers,
    council_papers,
    dossier_papers,
    label_sheets,
    office_papers,
    report_papers,
    result_papers,
    review_papers,
    summary_papers,
    trace_papers,
    training_papers,
)
from award.services.paper_parts import Paper

__all__ = ["BUILDERS", "PROGRAMME", "TRACED", "Paper", "collect"]

# Kind of document (a code of the rulebooks) → what collects its data from its row.
BUILDERS: dict[str, Callable[..., Paper]] = {
    "registration_form": dossier_papers.registration_form,
    "intake_receipt": dossier_papers.intake_receipt,
    "supplement_notice": dossier_papers.supplement_notice,
    "dossier_book": book_papers.dossier_book,
    "score_form": review_papers.score_form,
    "evaluation_report": review_papers.evaluation_report,
    "site_visit_record": review_papers.site_visit_record,
    "invitation": council_papers.invitation,
    "session_minutes": council_papers.session_minutes,
    "counting_minutes": council_papers.counting_minutes,
    "shortlist": council_papers.shortlist,
    "consultation_letter": office_papers.consultation_letter,
    "submission_letter": office_papers.submission_letter,
    "draft_decision": office_papers.draft_decision,
    "result_notice": result_papers.result_notice,
    "feedback_report": result_papers.feedback_report,
    "certificate": result_papers.certificate,
}

# Papers of traceability, which belong to no award year and so to no rulebook.
TRACED: dict[str, Callable[..., Paper]] = {
    "label_sheet": label_sheets.label_sheet,
    "lot_steps": trace_papers.lot_steps,
    "recall_drill_record": trace_papers.recall_drill_record,
}

# Papers of the provincial programme: certificates of its courses, its report, its one page.
PROGRAMME: dict[str, Callable[..., Paper]] = {
    training_papers.KIND: training_papers.paper,
    report_papers.KIND: report_papers.paper,
    summary_papers.KIND: summary_papers.paper,
}


def collect(kind: str, subject: Any, *, actor: User, **entries: Any) -> Paper:
    """The data of a document of `kind` on `subject`, as they are at this moment.

    Raises `Refusal` when the procedure does not allow the document yet, `LookupError` for a kind
    that no rulebook knows and that is no paper of traceability or the programme.
    """
    builder = BUILDERS.get(kind) or TRACED.get(kind) or PROGRAMME.get(kind)
    if builder is None:
        raise LookupError(f"no document of kind {kind!r}")
    return builder(subject, actor=actor, **entries)
