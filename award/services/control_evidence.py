"""Evidence for the control points of a product's check: declared, or a document with its issuer."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from award import clock
from award.extensions import db
from award.models import EvidenceClass, Product, TraceEvidence, User
from award.policies import Refusal, trace
from award.services import auditing, checking, storage
from award.services.people import one_line
from award.words import _N


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """What is put forward for a point; issuer, number, validity and file belong to documents."""

    control_point: str
    evidence_class: EvidenceClass
    satisfaction: Decimal
    statement: str
    issuer: str = ""
    number: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


def add(
    product: Product, claim: Claim, upload: storage.Upload | None, *, actor: User
) -> TraceEvidence:
    """Put evidence to a point; flushes.

    Raises `Refusal` for a person who may not, an unknown point, an empty statement, a document
    without issuer, number or file, or an end of validity before its beginning (T24).
    """
    if why := trace.edit_product(actor, product):
        raise why
    documented = claim.evidence_class is EvidenceClass.DOCUMENT
    issuer, number = one_line(claim.issuer), one_line(claim.number)
    _check(claim)
    if documented and not (issuer and number):
        raise Refusal(_N("Bằng chứng tài liệu phải có nơi cấp và số tài liệu."),
                      at="number" if issuer else "issuer")  # fmt: skip
    row = TraceEvidence(
        product_id=product.id,
        control_point=claim.control_point,
        evidence_class=claim.evidence_class,
        satisfaction=claim.satisfaction,
        statement=claim.statement.strip(),
        issuer=issuer if documented else "",
        number=number if documented else "",
        valid_from=claim.valid_from,
        valid_to=claim.valid_to,
        file_id=storage.store(upload, actor=actor).id if documented else None,
        added_at=clock.now(),
        added_by_id=actor.id,
    )
    db.session.add(row)
    db.session.flush()
    data = {"product": product.id, "point": row.control_point}
    auditing.record("add_trace_evidence", row, actor=actor, data=data)
    return row


def _check(claim: Claim) -> None:
    known = {point.code for point in checking.provable(clock.today_local())}
    if claim.control_point not in known:
        raise Refusal(
            _N("Không có điểm kiểm soát này trong bộ quy định đang có hiệu lực."), at="statement"
        )
    if not claim.statement.strip():
        raise Refusal(_N("Hãy trình bày ngắn gọn việc đã làm."), at="statement")
    if claim.valid_from and claim.valid_to and claim.valid_to < claim.valid_from:
        raise Refusal(_N("Ngày hết hiệu lực phải sau ngày bắt đầu."), at="valid_to")


def remove(evidence: TraceEvidence, *, actor: User) -> None:
    """Take evidence back: it no longer counts and stays on record. Flushes."""
    if why := trace.edit_evidence(actor, evidence):
        raise why
    if evidence.removed_at is None:
        evidence.removed_at = clock.now()
        db.session.flush()
        auditing.record("remove_trace_evidence", evidence, actor=actor)
