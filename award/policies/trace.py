"""Who may see and write what an organisation traces: its own people, and readers of a dossier."""

from sqlalchemy import select

from award.extensions import db
from award.models import (
    ORGANISATION_ROLES,
    ApiToken,
    AuthorityRequest,
    CaptureJob,
    CarrierCheck,
    CheckOverride,
    CheckRun,
    CompanyPrefix,
    ComplianceSnapshot,
    ConformityPaper,
    Dossier,
    DossierState,
    GrowingArea,
    Organisation,
    Partner,
    Product,
    RecallDrill,
    Role,
    Site,
    TraceEvidence,
    User,
)
from award.policies import Hidden, Refusal, facts, rating
from award.policies import dossier as dossiers
from award.words import _N

EDITORS = frozenset({Role.OWNER, Role.EDITOR})
S = DossierState
ASSESSED = frozenset({S.UNDER_REVIEW, S.IN_CONSENSUS, S.SITE_VISIT, S.NATIONAL_REVIEW})
_READERS = _N("Chỉ chủ tài khoản và người soạn của tổ chức được sửa dữ liệu truy xuất.")


def view(actor: User, organisation: Organisation) -> Refusal | None:
    """The organisation's traceability: its own people, in whatever role."""
    return _view(actor, organisation.id)


def edit(actor: User, organisation: Organisation) -> Refusal | None:
    """Declare, upload, check: owners and editors."""
    return _edit(actor, organisation.id)


def view_party(actor: User, party: CompanyPrefix | Site | Partner) -> Refusal | None:
    """A prefix, site or partner: the organisation's own people."""
    return _view(actor, party.organisation_id)


def edit_party(actor: User, party: CompanyPrefix | Site | Partner) -> Refusal | None:
    """Change or remove a prefix, site or partner: owners and editors."""
    return _edit(actor, party.organisation_id)


def view_conformity(actor: User, paper: ConformityPaper) -> Refusal | None:
    """A declaration or certificate: the organisation's own people."""
    return _view(actor, paper.organisation_id)


def edit_conformity(actor: User, paper: ConformityPaper) -> Refusal | None:
    """Take a declaration or certificate back: owners and editors."""
    return _edit(actor, paper.organisation_id)


def view_area(actor: User, area: GrowingArea) -> Refusal | None:
    """A growing area, its grower and place: the organisation's own people, nobody else."""
    return _view(actor, area.organisation_id)


def edit_area(actor: User, area: GrowingArea) -> Refusal | None:
    """Change or remove a growing area: owners and editors."""
    return _edit(actor, area.organisation_id)


def view_product(actor: User, product: Product) -> Refusal | None:
    """A product's page: the organisation's own people."""
    return _view(actor, product.organisation_id)


def edit_product(actor: User, product: Product) -> Refusal | None:
    """Change a product or its evidence, run its check: owners and editors."""
    return _edit(actor, product.organisation_id)


def view_run(actor: User, run: CheckRun) -> Refusal | None:
    """A run: the organisation's people, and who reads a dossier it is frozen with."""
    if _view(actor, run.product.organisation_id) is None:
        return None
    frozen = select(Dossier).join(
        ComplianceSnapshot, ComplianceSnapshot.dossier_id == Dossier.id
    ).where(ComplianceSnapshot.check_run_id == run.id)  # fmt: skip
    readable = (dossiers.view(actor, one) is None for one in db.session.scalars(frozen))
    return None if any(readable) else Hidden()


def view_job(actor: User, job: CaptureJob) -> Refusal | None:
    """One captured document: the organisation's own people."""
    return _view(actor, job.organisation_id)


def view_token(actor: User, token: ApiToken) -> Refusal | None:
    """That an API token exists: the organisation's owners and editors."""
    return Hidden() if _edit(actor, token.organisation_id) else None


def edit_token(actor: User, token: ApiToken) -> Refusal | None:
    """Revoke an API token: owners and editors."""
    return _edit(actor, token.organisation_id)


def view_drill(actor: User, drill: RecallDrill) -> Refusal | None:
    """A recall drill: the organisation's own people."""
    return _view(actor, drill.product.organisation_id)


def run_drill(actor: User, drill: RecallDrill) -> Refusal | None:
    """Write what a drill found and close it: owners and editors."""
    return _edit(actor, drill.product.organisation_id)


def view_evidence(actor: User, evidence: TraceEvidence) -> Refusal | None:
    """Evidence of a control point: the organisation's own people."""
    return _view(actor, evidence.product.organisation_id)


def edit_evidence(actor: User, evidence: TraceEvidence) -> Refusal | None:
    """Take evidence back: owners and editors."""
    return _edit(actor, evidence.product.organisation_id)


def view_label(actor: User, check: CarrierCheck) -> Refusal | None:
    """A label that was read: the organisation's own people."""
    return _view(actor, check.product.organisation_id)


def edit_label(actor: User, check: CarrierCheck) -> Refusal | None:
    """Take a recorded label back: owners and editors."""
    return _edit(actor, check.product.organisation_id)


def choose_products(actor: User, dossier: Dossier) -> Refusal | None:
    """Say which products a dossier enters with: who may write it, until it is submitted."""
    return dossiers.write(actor, dossier)


def view_request(actor: User, request: AuthorityRequest) -> Refusal | None:
    """A request of an authority for data: the organisation's own people."""
    return _view(actor, request.organisation_id)


def answer_request(actor: User, request: AuthorityRequest) -> Refusal | None:
    """Answer a request: owners and editors, once."""
    if why := _edit(actor, request.organisation_id):
        return why
    if request.answered_at is not None:
        return Refusal(_N("Yêu cầu này đã được trả lời; gói dữ liệu đã lập vẫn tải lại được."))
    return None


def view_snapshot(actor: User, snapshot: ComplianceSnapshot) -> Refusal | None:
    """The result frozen with a dossier: whoever reads the dossier."""
    return dossiers.view(actor, snapshot.dossier)


def sees_overrides(actor: User, dossier: Dossier) -> bool:
    """Whether confirmed overrides of a dossier are shown to the person (procedure §4).

    The team sees them once every sheet is in, the council from the closing of consensus, the
    applicant with the result, as assessors' scores and comments.
    """
    if dossiers.belongs(actor, dossier) is None:
        told = dossiers.CLOSED - {S.WITHDRAWN}
        return dossier.state in told and dossiers.view(actor, dossier) is None
    return rating.view_consensus(actor, dossier) is None


def view_override(actor: User, override: CheckOverride) -> Refusal | None:
    """One's own proposal; others' proposals once every sheet is in; confirmed ones as above."""
    dossier = override.dossier
    if dossiers.view(actor, dossier) is not None:
        return Hidden()
    if override.proposed_by_id == actor.id or rating.view_peers(actor, dossier) is None:
        return None
    confirmed = override.confirmed_at is not None
    return None if confirmed and sees_overrides(actor, dossier) else Hidden()


def propose_override(actor: User, snapshot: ComplianceSnapshot) -> Refusal | None:
    """Judge a point differently from the machine: an accepted assessor, while it is assessed."""
    return _assess(actor, snapshot.dossier)


def confirm_override(actor: User, override: CheckOverride) -> Refusal | None:
    """The second person: another assessor of the dossier, once every sheet is in."""
    if why := _assess(actor, override.dossier):
        return why
    if override.proposed_by_id == actor.id:
        return Refusal(_N("Người đề nghị không tự xác nhận; cần một chuyên gia khác của hồ sơ."))
    if override.confirmed_at is not None:
        return Refusal(_N("Đánh giá khác này đã được xác nhận."))
    return rating.view_peers(actor, override.dossier)


def _assess(actor: User, dossier: Dossier) -> Refusal | None:
    if dossiers.view(actor, dossier) is not None:
        return Hidden()
    if dossiers.belongs(actor, dossier) is None or not facts.has_accepted(actor, dossier):
        return Refusal(_N("Chỉ chuyên gia đã nhận phân công của hồ sơ đánh giá khác kết quả này."))
    if dossier.state not in ASSESSED:
        return Refusal(_N("Chỉ đánh giá khác được khi hồ sơ đang được đánh giá."))
    return None


def _view(actor: User, organisation_id: int) -> Refusal | None:
    inside = facts.in_organisation(actor, organisation_id, ORGANISATION_ROLES)
    return None if inside else Hidden()


def _edit(actor: User, organisation_id: int) -> Refusal | None:
    if facts.in_organisation(actor, organisation_id, EDITORS):
        return None
    return Refusal(_READERS)
