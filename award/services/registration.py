"""Registration: the conditions, the facts frozen with the printed form, type and SME class."""

from decimal import Decimal
from typing import Any

from sqlalchemy import func, select

from award import clock
from award.extensions import db
from award.models import (
    ComplianceRecord,
    Dossier,
    DossierState,
    EligibilityRecord,
    IssuedDocument,
    PastAward,
    ReentryLift,
    User,
)
from award.policies import Refusal
from award.policies import dossier as policy
from award.services import auditing, issuing, rulebooks
from award.words import _N
from scoring import eligibility as core
from scoring.canonical import sha256
from scoring.eligibility import Facts, Finding, GoldAward
from scoring.sme import SmeFinding, sme_class


def facts_of(dossier: Dossier) -> Facts:
    """What is known of the entrant at this moment, as the scoring core takes it."""
    organisation = dossier.organisation
    gold = [
        GoldAward(past.award_year, past.decision_year)
        for past in _past(dossier)
        if past.tier == "gold"
    ]
    lift = db.session.scalar(
        select(ReentryLift).where(
            ReentryLift.organisation_id == organisation.id,
            ReentryLift.award_year == dossier.cycle.year,
        )
    )
    violations = db.session.scalars(
        select(ComplianceRecord.happened_on)
        .where(ComplianceRecord.organisation_id == organisation.id, ComplianceRecord.serious)
        .order_by(ComplianceRecord.happened_on)
    )
    return Facts(
        registered_on=clock.today_local(),
        cycle_year=dossier.cycle.year,
        lawfully_established=bool(organisation.registration_number),
        operating_since=organisation.operating_since,
        compliance_declared=dossier.compliance_declared_at is not None,
        violations=tuple(violations),
        market_since=dossier.product.on_market_since if dossier.product else None,
        golds=tuple(gold),
        reentry_lifted_by=None if lift is None else lift.decision_number,
    )


def _past(dossier: Dossier) -> list[PastAward]:
    query = select(PastAward).where(PastAward.organisation_id == dossier.organisation_id)
    return list(db.session.scalars(query.order_by(PastAward.award_year)))


def findings_of(dossier: Dossier) -> tuple[Finding, ...]:
    """How every condition of the edition comes out today."""
    return core.check(rulebooks.of(dossier.cycle), facts_of(dossier))


def kind_of(dossier: Dossier) -> tuple[str, str] | None:
    """Type code and its explanation (R15); None where the edition has no types."""
    organisation = dossier.organisation
    book = rulebooks.of(dossier.cycle)
    employees = organisation.employees_permanent or 0
    kind = core.type_of(book, sector=organisation.activity, employees=employees)
    return None if kind is None else (kind.code, core.explain_type(book, kind, employees=employees))


def sme_of(dossier: Dossier) -> SmeFinding | None:
    """The SME class of NĐ 80/2021 (R16); None while a figure it needs is not declared."""
    organisation = dossier.organisation
    if organisation.employees_insured is None:
        return None
    return sme_class(
        organisation.sme_sector,
        employees=organisation.employees_insured,
        revenue=_dong(organisation.revenue_vnd),
        capital=_dong(organisation.capital_vnd),
    )


def _dong(money: Decimal | None) -> int | None:
    return None if money is None else int(money)


def prepare(dossier: Dossier, *, actor: User) -> IssuedDocument:
    """Freeze the facts of this moment and print the Đơn đăng ký tham dự from them.

    May be repeated until registration takes effect: the newest form is the one to sign.
    Raises `Refusal` for the first condition that is not met, or a product entered twice (R14).
    """
    if dossier.state is not DossierState.DRAFT:
        raise Refusal(_N("Hồ sơ đã đăng ký; đơn và các điều kiện đã cố định."))
    findings = findings_of(dossier)
    for finding in findings:
        if finding.outcome == "failed":
            raise Refusal(finding.sentence, rule=finding.article)
    if rulebooks.of(dossier.cycle).award.object == "product" and dossier.product is None:
        raise Refusal(_N("Cần khai sản phẩm, hàng hóa tham dự trước khi in đơn."), rule="R14")
    kind, size = kind_of(dossier), sme_of(dossier)
    dossier.type_code = None if kind is None else kind[0]
    dossier.sme_class = None if size is None else size.code
    dossier.number = dossier.number or _next_number(dossier)
    record = _record(dossier, findings)
    auditing.record("freeze_eligibility", record, actor=actor, data={"sha256": record.sha256})
    return issuing.issue("registration_form", dossier, actor=actor, dossier=dossier)


def _record(dossier: Dossier, findings: tuple[Finding, ...]) -> EligibilityRecord:
    """The one record of the dossier, rewritten until registration takes effect."""
    facts = _facts_content(dossier)
    record = dossier.eligibility or EligibilityRecord()
    record.at = clock.now()
    record.facts = facts
    record.findings = {"conditions": [_finding_content(finding) for finding in findings]}
    record.sha256 = sha256([record.facts, record.findings, record.at.isoformat()])
    dossier.eligibility = record
    db.session.flush()
    return record


def _facts_content(dossier: Dossier) -> dict[str, Any]:
    """Every declared fact of organisation and product, as plain JSON."""
    organisation = dossier.organisation
    content: dict[str, Any] = {
        "organisation": _columns(organisation),
        "figures": [_columns(row) for row in organisation.figures],
        "systems": [_columns(row) for row in organisation.systems],
    }
    if dossier.product is not None:
        content["product"] = _columns(dossier.product)
    return content


def _columns(row: Any) -> dict[str, Any]:
    values = {
        column.key: getattr(row, column.key)
        for column in row.__table__.columns
        if column.key != "version"
    }
    return {key: _as_json(value) for key, value in values.items()}


def _as_json(value: Any) -> Any:
    """Money is whole đồng, so an exact integer says it all; dates and words are texts."""
    if isinstance(value, Decimal):
        return int(value)
    return value if value is None or isinstance(value, str | int | bool) else str(value)


def facts_changed(dossier: Dossier) -> bool:
    """Whether something was declared anew since the form was printed: it must be printed again."""
    record = dossier.eligibility
    return record is not None and record.facts != _facts_content(dossier)


def declare_compliance(dossier: Dossier, *, actor: User) -> None:
    """R13: the organisation declares that it complies with the law; said once, kept with its time.

    Raises `Refusal` when the person may not act for the organisation or the draft is over.
    """
    if why := policy.sign(actor, dossier):
        raise why
    if dossier.state is not DossierState.DRAFT:
        raise Refusal(_N("Hồ sơ đã đăng ký; cam kết đã được ghi nhận."))
    if dossier.compliance_declared_at is None:
        dossier.compliance_declared_at = clock.now()
        db.session.flush()
        auditing.record("declare_compliance", dossier, actor=actor)


def _finding_content(finding: Finding) -> dict[str, str]:
    return {
        "rule": finding.rule,
        "outcome": finding.outcome,
        "sentence": finding.sentence,
        "article": finding.article,
    }


def _next_number(dossier: Dossier) -> str:
    """The next number of our own register, per award year: `2025-007`."""
    db.session.execute(
        select(func.pg_advisory_xact_lock(func.hashtext(f"dossier-number-{dossier.cycle_id}")))
    )
    used = db.session.scalars(
        select(Dossier.number).where(
            Dossier.cycle_id == dossier.cycle_id, Dossier.number.is_not(None)
        )
    )
    last = max((int(str(number).rpartition("-")[2]) for number in used), default=0)
    return f"{dossier.cycle.year}-{last + 1:03d}"


def first_failure(dossier: Dossier) -> Finding | None:
    """The first condition that the frozen facts did not meet; a form must have been printed."""
    record = dossier.eligibility
    if record is None:
        return Finding(
            "form", "failed", _N("Cần in Đơn đăng ký tham dự để kiểm tra điều kiện."), ""
        )
    for content in record.findings["conditions"]:
        if content["outcome"] == "failed":
            return Finding(**content)
    return None


def current_form(dossier: Dossier) -> IssuedDocument | None:
    """The newest printed form: the only one whose signed copy makes the registration effective."""
    return db.session.scalar(
        select(IssuedDocument)
        .where(
            IssuedDocument.dossier_id == dossier.id,
            IssuedDocument.kind == "registration_form",
        )
        .order_by(IssuedDocument.id.desc())
        .limit(1)
    )
