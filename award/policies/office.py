"""What the standing body, a province, an administrator and the holder of a paper may do."""

from typing import Any

from sqlalchemy import select

from award.extensions import Base, db
from award.models import (
    AgendaItem,
    Award,
    AwardCycle,
    AwardSubmission,
    Complaint,
    Consultation,
    ConsultationEntry,
    ConsultationState,
    DocumentState,
    Dossier,
    IssuedDocument,
    Meeting,
    Organisation,
    RecallDrill,
    Role,
    Shortlist,
    ShortlistEntry,
    SubmissionEntry,
    User,
)
from award.policies import Hidden, Policy, Refusal, council, facts, trace
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
EDITORS = frozenset({Role.OWNER, Role.EDITOR})
FOR_TEAM = frozenset({"evaluation_report", "site_visit_record", "dossier_book"})


def manage(actor: User, _: object) -> Refusal | None:
    """Cycles, councils, users, the national stage: the standing body."""
    if facts.holds(actor, Role.STANDING_BODY):
        return None
    return Refusal(_N("Chỉ cơ quan thường trực được mở trang này."))


def administer(actor: User, _: object) -> Refusal | None:
    """Accounts and their roles: administrators and the standing body."""
    if facts.holds(actor, Role.ADMINISTRATOR, Role.STANDING_BODY):
        return None
    return Refusal(_N("Chỉ quản trị hệ thống được mở trang này."))


def grant(actor: User, role: Role) -> Refusal | None:
    """Give or take a role of the office.

    What opens dossiers is the standing body's to give: an administrator serves accounts alone and
    cannot make anybody, themselves included, a reader of the award.
    """
    if role is Role.STANDING_BODY:
        return manage(actor, role)
    return administer(actor, role)


def close_account(actor: User, person: User) -> Refusal | None:
    """Close or open an account: the administrators, never their own."""
    if why := administer(actor, person):
        return why
    if actor.id == person.id:
        return Refusal(_N("Không tự khóa tài khoản của mình; hãy nhờ người quản trị khác."))
    if facts.holds(person, Role.STANDING_BODY):
        return manage(actor, person)
    return None


def view_cycle(actor: User, cycle: AwardCycle) -> Refusal | None:
    """The award year as the standing body works on it."""
    return manage(actor, cycle)


def serve_province(actor: User, _: object) -> Refusal | None:
    """The room of a province: its officers."""
    if facts.province_of(actor) is not None:
        return None
    return Refusal(_N("Chỉ cán bộ của địa phương được mở trang này."))


def view_consultation(actor: User, letter: Consultation) -> Refusal | None:
    """A letter: the standing body, and the province it was sent to once it was sent."""
    if manage(actor, letter) is None:
        return None
    sent = letter.state is not ConsultationState.DRAFT
    if sent and letter.province_code and facts.province_of(actor) == letter.province_code:
        return None
    return Hidden()


def reply(actor: User, letter: Consultation) -> Refusal | None:
    """Reply to a letter: an officer of its province while the letter is open."""
    if facts.province_of(actor) != letter.province_code or letter.province_code is None:
        return Refusal(_N("Chỉ địa phương nhận công văn được trả lời."))
    if letter.state is not ConsultationState.SENT:
        return Refusal(_N("Công văn này đã kết thúc nhận ý kiến."))
    return None


def record_reply(actor: User, letter: Consultation) -> Refusal | None:
    """Enter a reply that came on paper, from an agency or a province: the standing body."""
    if why := manage(actor, letter):
        return why
    if letter.state is not ConsultationState.SENT:
        return Refusal(_N("Công văn này đã kết thúc nhận ý kiến."))
    return None


def view_award(actor: User, award: Award) -> Refusal | None:
    """An award as the standing body follows it up; hidden where the person has a conflict."""
    return dossiers.stand_for_award(actor, award.dossier) and Hidden()


def edit_organisation(actor: User, organisation: Organisation) -> Refusal | None:
    """The organisation's declared facts: its owners and editors."""
    if facts.in_organisation(actor, organisation.id, EDITORS):
        return None
    return Refusal(_N("Chỉ chủ tài khoản và người soạn của tổ chức được sửa thông tin này."))


def view_organisation(actor: User, organisation: Organisation) -> Refusal | None:
    """The organisation's own people see its page."""
    if facts.in_organisation(actor, organisation.id, frozenset(Role)):
        return None
    return Hidden()


def lead_organisation(actor: User, organisation: Organisation) -> Refusal | None:
    """Invite and remove people: the organisation's owner."""
    if facts.in_organisation(actor, organisation.id, {Role.OWNER}):
        return None
    return Refusal(_N("Chỉ chủ tài khoản của tổ chức được quản lý thành viên."))


def view_complaint(actor: User, complaint: Complaint) -> Refusal | None:
    """Complaints are the standing body's register; hidden where the person has a conflict."""
    if complaint.dossier_id is not None:
        dossier = db.session.get(Dossier, complaint.dossier_id)
        if dossier is not None and facts.has_conflict(actor, dossier):
            return Hidden()
    return manage(actor, complaint)


def view_document(actor: User, document: IssuedDocument) -> Refusal | None:
    """A paper is seen by whom it is for; papers on a dossier never by someone with a conflict."""
    if document.dossier is not None:
        return _view_dossier_document(actor, document)
    if (owner := _traced_owner(document)) is not None:
        return trace.view(actor, owner)
    if _names_conflict(actor, document):
        return Hidden()
    if manage(actor, document) is None or document.created_by_id == actor.id:
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
    if facts.is_secretary(actor, dossier.council_id) or manage(actor, document) is None:
        return None
    return Hidden()


def _view_by_row(actor: User, document: IssuedDocument) -> Refusal | None:
    """A paper that is not on one dossier: whoever sees the row it was made on sees the paper."""
    models: dict[str, tuple[type[Base], Policy]] = {
        Meeting.__tablename__: (Meeting, council.view_papers),
        Shortlist.__tablename__: (Shortlist, council.view_list_papers),
        Consultation.__tablename__: (Consultation, view_consultation),
    }
    if document.subject_type not in models:
        return Hidden()
    model, policy = models[document.subject_type]
    row = db.session.get(model, document.subject_id)
    return Hidden() if row is None else policy(actor, row)


def sign_document(actor: User, document: IssuedDocument) -> Refusal | None:
    """Attach the signed copy: who may see the paper and made it, or the organisation's owner."""
    if document.state is DocumentState.RENDERING:
        return Refusal(_N("Văn bản đang được lập, chưa thể đính kèm bản ký."))
    if (owner := _traced_owner(document)) is not None:
        return trace.edit(actor, owner)
    if document.created_by_id == actor.id or manage(actor, document) is None:
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
