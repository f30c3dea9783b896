"""Who may see a dossier, write it, sign for it, and lead it through the procedure."""

from sqlalchemy import exists, select

from award.extensions import db
from award.models import (
    ORGANISATION_ROLES,
    Dossier,
    DossierState,
    Evidence,
    Role,
    SeatRole,
    SupplementRequest,
    User,
)
from award.policies import Hidden, Refusal, facts
from award.words import _N

S = DossierState
CLOSED = frozenset(
    {
        S.INELIGIBLE,
        S.NOT_SHORTLISTED,
        S.AWARDED,
        S.NOT_AWARDED,
        S.REVOKED,
        S.WITHDRAWN,
        S.DISQUALIFIED,
    }
)
OPEN = frozenset(S) - CLOSED
NATIONAL = frozenset(
    {S.NATIONAL_REVIEW, S.CONSULTATION, S.PROPOSED, S.AWARDED, S.NOT_AWARDED, S.REVOKED}
)
PRESIDING = frozenset({SeatRole.CHAIR, SeatRole.VICE_CHAIR})


def belongs(actor: User, dossier: Dossier) -> Refusal | None:
    """The applicant's own people, in whatever role."""
    if facts.in_organisation(actor, dossier.organisation_id, ORGANISATION_ROLES):
        return None
    return Hidden()


def view_status(actor: User, dossier: Dossier) -> Refusal | None:
    """That the dossier exists, its registered facts and where it stands; no content, no score.

    Procedure §4: a draft is its team's alone; later the receiving and the national secretary and
    the standing body follow it.
    """
    if facts.has_conflict(actor, dossier):
        return Hidden()
    if belongs(actor, dossier) is None:
        return None
    if dossier.registered_at is None:
        return Hidden()
    if _leads(actor, dossier) or facts.holds(actor, Role.STANDING_BODY):
        return None
    return view(actor, dossier)


def view(actor: User, dossier: Dossier) -> Refusal | None:
    """The dossier's content (procedure §4, rows 1 and 2)."""
    if facts.has_conflict(actor, dossier):
        return Hidden()
    if belongs(actor, dossier) is None:
        return None
    if dossier.submitted_at is None:
        return Hidden()
    return None if _entitled(actor, dossier) else Hidden()


def _leads(actor: User, dossier: Dossier) -> bool:
    """The secretaries of the receiving council and of the one in charge, or about to be."""
    councils = {dossier.council_id, dossier.receiving_council_id}
    if any(facts.is_secretary(actor, council_id) for council_id in councils):
        return True
    handed_over = dossier.state is S.HANDED_OVER
    return handed_over and facts.is_national_secretary(actor, dossier.cycle_id)


def _entitled(actor: User, dossier: Dossier) -> bool:
    """Secretaries from intake; assessors from acceptance; members from the opening of a session."""
    if _leads(actor, dossier):
        return True
    if dossier.state in NATIONAL and facts.holds(actor, Role.STANDING_BODY):
        return True
    if not facts.has_undertaken(actor, dossier.cycle_id):
        return False
    if facts.has_accepted(actor, dossier):
        return True
    return facts.has_cleared(actor, dossier) and facts.in_held_session(actor, dossier)


def view_evidence(actor: User, evidence: Evidence) -> Refusal | None:
    """A paper of the dossier is seen by whoever sees the dossier, unless it was taken back."""
    if evidence.removed_at is not None and belongs(actor, evidence.dossier) is not None:
        return Hidden()
    return view(actor, evidence.dossier)


def write(actor: User, dossier: Dossier) -> Refusal | None:
    """Change something in the dossier: owners and editors, while any part is theirs to write.

    Which part that is, `write_part` says.
    """
    if not facts.in_organisation(actor, dossier.organisation_id, {Role.OWNER, Role.EDITOR}):
        return Refusal(_N("Chỉ chủ tài khoản và người soạn của tổ chức được sửa hồ sơ."))
    if dossier.state in {S.DRAFT, S.REGISTERED} or open_supplement(dossier) is not None:
        return None
    return Refusal(_N("Hồ sơ đã nộp nên không sửa được nữa; chỉ sửa khi có yêu cầu bổ sung."))


def write_part(actor: User, dossier: Dossier, part: str, *, shared: bool = False) -> Refusal | None:
    """Change one part of the dossier; `shared` is text of the management part of several entries.

    After submission only the parts that an open request for supplements names are open, in the
    preliminary and in the national stage. A shared text is locked for every entry as soon as one
    of them is submitted, and opens again only through a request that names the part.
    """
    if why := write(actor, dossier):
        return why
    request = open_supplement(dossier)
    if request is not None:
        if part in request.parts:
            return None
        return Refusal(_N("Phần này không có trong yêu cầu bổ sung nên vẫn khóa."))
    if shared and is_shared_part_locked(dossier):
        return Refusal(
            _N(
                "Phần mô hình quản trị dùng chung đã nộp cùng một sản phẩm khác nên đã khóa; "
                "chỉ mở lại khi có yêu cầu bổ sung phần này."
            )
        )
    return None


def open_supplement(dossier: Dossier) -> SupplementRequest | None:
    """The request for supplements that waits for the organisation, in the stage it belongs to."""
    if dossier.state not in {S.SUPPLEMENT_REQUESTED, S.NATIONAL_REVIEW}:
        return None
    return db.session.scalar(
        select(SupplementRequest)
        .where(
            SupplementRequest.dossier_id == dossier.id,
            SupplementRequest.answered_at.is_(None),
        )
        .order_by(SupplementRequest.id.desc())
        .limit(1)
    )


def is_shared_part_locked(dossier: Dossier) -> bool:
    """Whether an entry that shares the management part was submitted and is still in the running.

    An entry that was withdrawn or turned away no longer holds the text.
    """
    if dossier.management_part_id is None:
        return False
    submitted = exists().where(
        Dossier.management_part_id == dossier.management_part_id,
        Dossier.submitted_at.is_not(None),
        Dossier.state.not_in([S.WITHDRAWN, S.INELIGIBLE, S.DISQUALIFIED]),
    )
    return bool(db.session.scalar(select(submitted)))


def sign(actor: User, dossier: Dossier) -> Refusal | None:
    """Act for the organisation: register, submit, withdraw, confirm, sign."""
    if facts.in_organisation(actor, dossier.organisation_id, {Role.OWNER}):
        return None
    return Refusal(_N("Chỉ chủ tài khoản của tổ chức được thực hiện bước này."))


def take_in(actor: User, dossier: Dossier) -> Refusal | None:
    """Intake and everything up to the hand-over: the secretary of the council in charge."""
    if facts.has_conflict(actor, dossier):
        return Hidden()
    if facts.is_secretary(actor, dossier.council_id):
        return None
    return Refusal(_N("Chỉ thư ký của hội đồng đang thụ lý hồ sơ được thực hiện bước này."))


def receive_national(actor: User, dossier: Dossier) -> Refusal | None:
    """Receive or send back a handed-over dossier: the secretary of the national council."""
    if facts.has_conflict(actor, dossier):
        return Hidden()
    if facts.is_national_secretary(actor, dossier.cycle_id):
        return None
    return Refusal(_N("Chỉ thư ký Hội đồng quốc gia được tiếp nhận hồ sơ bàn giao."))


def stand_for_award(actor: User, dossier: Dossier) -> Refusal | None:
    """Consultation, submission, decision, revocation: the standing body."""
    if facts.has_conflict(actor, dossier):
        return Hidden()
    if facts.holds(actor, Role.STANDING_BODY):
        return None
    return Refusal(_N("Chỉ cơ quan thường trực được thực hiện bước này."))


def preside(actor: User, dossier: Dossier) -> Refusal | None:
    """Approve the council's result: its chair or vice-chair, or the secretary on their minutes."""
    if facts.has_conflict(actor, dossier):
        return Hidden()
    if facts.sits(actor, dossier.council_id, PRESIDING | {SeatRole.SECRETARY}):
        return None
    return Refusal(_N("Chỉ chủ tịch, phó chủ tịch hoặc thư ký hội đồng được thực hiện bước này."))


def view_supplement(actor: User, request: SupplementRequest) -> Refusal | None:
    """A request is seen with its dossier."""
    return view(actor, request.dossier)


def answer_supplement(actor: User, request: SupplementRequest) -> Refusal | None:
    """The organisation answers while the request is open."""
    if request.answered_at is not None:
        return Refusal(_N("Yêu cầu bổ sung này đã được trả lời."))
    return sign(actor, request.dossier)
