"""Who sees a paper and who attaches its signed copy: whose it is, and who keeps the row behind."""

from typing import Any

from sqlalchemy import select

from award.extensions import Base, db
from award.models import (
    AgendaItem,
    AwardSubmission,
    Consultation,
    ConsultationEntry,
    DocumentState,
    Dossier,
    IssuedDocument,
    Meeting,
    Organisation,
    ProgrammePlan,
    ProgrammeReport,
    RecallDrill,
    Shortlist,
    ShortlistEntry,
    SubmissionEntry,
    TrainingCertificate,
    User,
)
from award.policies import (
    Hidden,
    Policy,
    Refusal,
    council,
    facts,
    office,
    programme,
    report,
    trace,
    training,
)
from award.policies import dossier as dossiers
from award.words import _N

FOR_APPLICANT = frozenset(
    {
        "registration_form",
        "intake_receipt",
        "supplement_notice",
        "dossier_book",
        "site_visit_record",
        "result_notice",
        "feedback_report",
        "certificate",
    }
)
# Names of participants and drafts of a province: being the office does not open them.
_ROW_DECIDES = frozenset({TrainingCertificate.__tablename__, ProgrammeReport.__tablename__})
FOR_TEAM = frozenset({"evaluation_report", "site_visit_record", "dossier_book"})


def view(actor: User, document: IssuedDocument) -> Refusal | None:
    """A paper is seen by whom it is for; papers on a dossier never by someone with a conflict."""
    if document.dossier is not None:
        return _view_dossier_document(actor, document)
    if (owner := _traced_owner(document)) is not None:
        return trace.view(actor, owner)
    if _names_conflict(actor, document):
        return Hidden()
    if document.subject_type in _ROW_DECIDES:
        return _view_by_row(actor, document)
    if office.manage(actor, document) is None or document.created_by_id == actor.id:
        return None
    return _view_by_row(actor, document)


def _names_conflict(actor: User, document: IssuedDocument) -> bool:
    """Whether a paper with a list of dossiers names one that does not exist for the person.

    Not even who made the paper, or the standing body, then reads it.
    """
    lists: dict[str, tuple[Any, Any]] = {
        Meeting.__tablename__: (AgendaItem.dossier_id, AgendaItem.meeting_id),
        Shortlist.__tablename__: (ShortlistEntry.dossier_id, ShortlistEntry.shortlist_id),
        Consultation.__tablename__: (
            ConsultationEntry.dossier_id,
            ConsultationEntry.consultation_id,
        ),
        AwardSubmission.__tablename__: (
            SubmissionEntry.dossier_id,
            SubmissionEntry.submission_id,
        ),
    }
    if document.subject_type not in lists:
        return False
    named, within = lists[document.subject_type]
    barred = select(Dossier.id).where(
        Dossier.id.in_(select(named).where(within == document.subject_id)),
        ~facts.unconflicted(actor),
    )
    return db.session.scalar(barred.limit(1)) is not None


def _view_dossier_document(actor: User, document: IssuedDocument) -> Refusal | None:
    dossier = document.dossier
    if dossier is None or facts.has_conflict(actor, dossier):
        return Hidden()
    if dossiers.belongs(actor, dossier) is None:
        return None if document.kind in FOR_APPLICANT else Hidden()
    if document.kind == "score_form":
        return None if document.created_by_id == actor.id else Hidden()
    if document.kind in FOR_TEAM:
        return dossiers.view(actor, dossier)
    if facts.is_secretary(actor, dossier.council_id) or office.manage(actor, document) is None:
        return None
    return Hidden()


def _view_by_row(actor: User, document: IssuedDocument) -> Refusal | None:
    """A paper that is not on one dossier: whoever sees the row it was made on sees the paper."""
    models: dict[str, tuple[type[Base], Policy]] = {
        Meeting.__tablename__: (Meeting, council.view_papers),
        Shortlist.__tablename__: (Shortlist, council.view_list_papers),
        Consultation.__tablename__: (Consultation, office.view_consultation),
        TrainingCertificate.__tablename__: (TrainingCertificate, training.view_certificate),
        ProgrammeReport.__tablename__: (ProgrammeReport, report.view),
        ProgrammePlan.__tablename__: (ProgrammePlan, programme.view),
    }
    if document.subject_type not in models:
        return Hidden()
    model, policy = models[document.subject_type]
    row = db.session.get(model, document.subject_id)
    return Hidden() if row is None else policy(actor, row)


def sign(actor: User, document: IssuedDocument) -> Refusal | None:
    """Attach the signed copy: who may see the paper and made it, or the organisation's owner."""
    if document.state is DocumentState.RENDERING:
        return Refusal(_N("Văn bản đang được lập, chưa thể đính kèm bản ký."))
    if (owner := _traced_owner(document)) is not None:
        return trace.edit(actor, owner)
    if document.subject_type == ProgrammeReport.__tablename__:
        return Refusal(_N("Bản ký của báo cáo được đính kèm ở trang báo cáo."))
    if document.created_by_id == actor.id or office.manage(actor, document) is None:
        return None
    if document.dossier is not None and _signer(document)(actor, document.dossier) is None:
        return None
    if _keeps_papers(actor, document):
        return None
    return Refusal(_N("Chỉ người lập văn bản được đính kèm bản ký."))


def _traced_owner(document: IssuedDocument) -> Organisation | None:
    """Whose own people alone read and sign a paper of traceability; None for any other paper."""
    if document.subject_type == Organisation.__tablename__:
        return db.session.get(Organisation, document.subject_id)
    if document.subject_type == RecallDrill.__tablename__:
        drill = db.session.get(RecallDrill, document.subject_id)
        return None if drill is None else drill.product.organisation
    return None


def _keeps_papers(actor: User, document: IssuedDocument) -> bool:
    """Whether the person is secretary of the council whose session or list the paper is of."""
    row: Meeting | Shortlist | None = None
    if document.subject_type == Meeting.__tablename__:
        row = db.session.get(Meeting, document.subject_id)
    elif document.subject_type == Shortlist.__tablename__:
        row = db.session.get(Shortlist, document.subject_id)
    return row is not None and facts.is_secretary(actor, row.council_id)


def _signer(document: IssuedDocument) -> Policy:
    """Whose paper it is: the organisation's own form, or a letter of the council in charge."""
    return dossiers.sign if document.kind == "registration_form" else dossiers.take_in
