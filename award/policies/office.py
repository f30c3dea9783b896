"""What the standing body, a province and an administrator may do."""

from sqlalchemy import select

from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    Complaint,
    Consultation,
    ConsultationEntry,
    ConsultationState,
    Dossier,
    Organisation,
    Role,
    User,
)
from award.policies import Hidden, Refusal, facts
from award.policies import dossier as dossiers
from award.words import _N

EDITORS = frozenset({Role.OWNER, Role.EDITOR})


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
    """A letter: the standing body, and the province it was sent to once it was sent.

    An officer with a conflict on everything that it asks about has no such letter.
    """
    if manage(actor, letter) is None:
        return None
    if letter.province_code is None or letter.state is ConsultationState.DRAFT:
        return Hidden()
    if facts.province_of(actor) != letter.province_code:
        return Hidden()
    lines = select(ConsultationEntry.id).join(Dossier).where(
        ConsultationEntry.consultation_id == letter.id, facts.unconflicted(actor)
    )  # fmt: skip
    return Hidden() if db.session.scalar(lines.limit(1)) is None else None


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
