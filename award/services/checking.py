"""The check of a product: its events and evidence go to the pure checks, the result is kept."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, or_, select

from award import clock
from award.extensions import db
from award.models import (
    CheckRun,
    CompanyPrefix,
    ComplianceStatus,
    EventKey,
    EventObject,
    Partner,
    Product,
    RecallDrill,
    Site,
    TraceEvidence,
    User,
)
from award.policies import Refusal, trace
from award.services import (
    auditing,
    conformities,
    criteria,
    drill_results,
    event_store,
    labels,
    party_ids,
    products_register,
    rule_choices,
    tracing,
)
from award.words import _N
from traceability import chain, checks, prefixes, profiles
from traceability import metrics_subject as pure
from traceability.checks_points import Proof, Status
from traceability.metrics import decimal_text
from traceability.parties import hide_personal_numbers
from traceability.recall_record import Drill
from traceability.rule_sets import Evidence, Level, Point, RuleSet, applicable
from traceability.snapshot import Snapshot, declared
from traceability.trace import Direction

SECTION = "S"  # before the number of a section of the criteria, in codes of evidence
_CRITERIA = "criteria"
MOST_EVENTS = 20_000  # of one product's chain that one check reads
STATUS = {
    Status.PASSED: ComplianceStatus.PASS,
    Status.FAILED: ComplianceStatus.FAIL,
    Status.UNPROVEN: ComplianceStatus.INSUFFICIENT,
    Status.NOT_APPLICABLE: ComplianceStatus.NOT_APPLICABLE,
}


@dataclass(frozen=True, slots=True)
class Loaded:
    """A product's chain, and time, hash and number of each event that it was built from."""

    chain: chain.Chain
    hashes: list[tuple[Any, str]]
    numbers: list[int] = field(default_factory=list)
    voided: list[int] = field(default_factory=list)


def run(product: Product, *, actor: User | None) -> CheckRun:
    """Check a product as it is now and keep the result; flushes.

    Raises `Refusal` for a person who may not, or when the chain has more events than one check
    reads.
    """
    if actor is not None and (why := trace.edit_product(actor, product)):
        raise why
    today = clock.today_local()
    loaded = load(product)
    case = case_of(product, loaded, today)
    report = checks.run(case)
    snapshot = Snapshot.freeze(case, report, loaded.hashes)
    row = CheckRun(
        product_id=product.id,
        rule_set=_checklist_id(today),
        status=STATUS[report.status],
        index=as_decimal(report.index),
        coverage=as_decimal(report.coverage),
        machine_share=as_decimal(report.machine_share),
        content={
            "snapshot": snapshot.content,
            "findings": _findings(product, loaded.chain, report),
            # What a later run needs to be the same one, or to say why it is not (T25).
            "events": loaded.numbers,
            "voided": loaded.voided,
            "declared": declared(case),
        },
        sha256=snapshot.sha256,
        ran_at=clock.now(),
        ran_by_id=None if actor is None else actor.id,
    )
    db.session.add(row)
    db.session.flush()
    data = {"product": product.id, "status": row.status.value, "sha256": row.sha256}
    auditing.record("run_check", row, actor=actor, data=data)
    return row


def load(product: Product) -> Loaded:
    """The events of the product's lots, and of all that they were made from or became.

    Raises `Refusal` when there are more than one check reads.
    """
    return read(product.organisation_id, numbers(product))


def numbers(product: Product) -> list[int]:
    """Numbers of the events that a check of the product reads, in order."""
    if product.gtin is None:
        return []
    node = f"https://id.gs1.org/01/{product.gtin}"
    lots = db.session.scalars(
        select(EventObject.lot)
        .where(
            EventObject.organisation_id == product.organisation_id,
            or_(EventObject.lot == node, EventObject.lot.startswith(f"{node}/")),
        )
        .distinct()
    ).all()
    found = set(lots)
    for direction in Direction:
        found |= tracing.reach(product.organisation_id, lots, direction)
    return tracing.numbers_of(product.organisation_id, found)


def read(organisation_id: int, wanted: Sequence[int]) -> Loaded:
    """The chain of these events. Raises `Refusal` when they are more than one check reads."""
    if len(wanted) > MOST_EVENTS:
        limit = MOST_EVENTS
        raise Refusal(_N("Chuỗi có hơn {limit} sự kiện, quá mức một lần kiểm tra."), limit=limit)
    keys = db.session.execute(
        select(EventKey.event_no, EventKey.event_time, EventKey.hash, EventKey.voided_by)
        .where(EventKey.organisation_id == organisation_id, EventKey.event_no.in_(wanted))
        .order_by(EventKey.event_no)
    ).all()
    found = [key.event_no for key in keys]
    return Loaded(
        chain.build(event_store.events(organisation_id, found)),
        [(key.event_time, key.hash) for key in keys],
        found,
        [key.event_no for key in keys if key.voided_by is not None],
    )


def points(on: date) -> tuple[Point, ...]:
    """The control points that products are judged by on a day."""
    found = checklist(on)
    return () if found is None else found.points


def checklist(on: date) -> RuleSet | None:
    """The checklist that products are judged by on a day."""
    return applicable(checks.CHECKLIST, on)


def sections(on: date) -> RuleSet | None:
    """The criteria for whole systems: the points that were bought, else each section as a point.

    They enter neither gate nor index: the text of their points is not ours to ship (T22).
    """
    found = applicable(_CRITERIA, on)
    if found is None or found.points:
        return found
    bare = (Point(one.code, one.title, Level.OPTIONAL, Evidence.DECLARED) for one in found.sections)
    points = criteria.points(found) or tuple(bare)
    return replace(found, points=tuple(replace(one, code=f"{SECTION}{one.code}") for one in points))


def provable(on: date) -> tuple[Point, ...]:
    """Everything that evidence may be put to: control points, and sections of the criteria."""
    found = sections(on)
    return (*points(on), *(() if found is None else found.points))


def _checklist_id(on: date) -> str:
    found = checklist(on)
    return "" if found is None else f"{found.id} ({found.version})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under what an earlier run was made: profile and seed, and until when evidence counted."""

    profile: str
    seed: int
    known_until: datetime


def subject(product: Product) -> pure.Subject:
    """What the metrics look at of a product, as it is now. Raises `Refusal` as `load` does."""
    return _subject(product, load(product), clock.today_local(), None)


def case_of(product: Product, loaded: Loaded, at: date, terms: Terms | None = None) -> checks.Case:
    """The case of a product on a day, under the terms of an earlier run where they are given."""
    subject, chosen = _subject(product, loaded, at, terms), rule_choices.chosen(product)
    return checks.Case(
        subject=replace(subject, rule_sets=checks.rule_sets_for(subject, chosen=chosen)),
        proofs=_proofs(product, None if terms is None else terms.known_until),
        seed=product.id if terms is None else terms.seed,
        documents_valid=bool(loaded.chain.events) or None,
    )


def _subject(product: Product, loaded: Loaded, at: date, terms: Terms | None) -> pure.Subject:
    gtin = product.gtin or ""
    facts = products_register.known_facts(product)
    if rule_choices.chosen(product):
        facts = rule_choices.facts(product, loaded.chain) | facts
    return pure.Subject(
        chain=loaded.chain,
        at=at,
        profile=profiles.profile(product.profile if terms is None else terms.profile),
        organisation=party_ids.of_organisation(product.organisation),
        prefixes=_prefixes(product),
        single_keys=_single_keys(product),
        # Without any event there is nothing to judge: missing evidence is no failure (T23).
        products=(pure.Product(gtin=gtin, facts=facts),) if loaded.hashes else (),
        carriers=labels.carriers(product, shows=frozenset({*facts, *_traced(loaded)})),
        drills=_drills(product, terms) if loaded.hashes else (),
    )


def _drills(product: Product, terms: Terms | None) -> tuple[Drill, ...]:
    """The last recall drill that people had closed; without one the machine drills (M11)."""
    until = clock.now() if terms is None else terms.known_until
    query = (
        select(RecallDrill)
        .where(RecallDrill.product_id == product.id, RecallDrill.finished_at <= until)
        .order_by(RecallDrill.started_at.desc())
        .limit(1)
    )
    return tuple(drill_results.record(one) for one in db.session.scalars(query))


def _traced(loaded: Loaded) -> tuple[str, ...]:
    return ("events",) if loaded.hashes else ()


def _prefixes(product: Product) -> tuple[prefixes.CompanyPrefix, ...] | None:
    """Prefixes of the organisation and its partners; None when none is declared."""
    rows = db.session.scalars(
        select(CompanyPrefix).where(CompanyPrefix.organisation_id == product.organisation_id)
    )
    own = [
        prefixes.CompanyPrefix(
            digits=row.digits,
            # Theirs to use: `row.holder` may be abroad.
            holder=party_ids.of_organisation(product.organisation),
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            authorisation=str(row.authorisation_id or ""),
        )
        for row in rows
    ]
    theirs = [
        prefixes.CompanyPrefix(digits=digits, holder=party_ids.of_partner(partner))
        for partner in _partner_rows(product)
        for digits in partner.prefixes
    ]
    return (*own, *theirs) or None


def _single_keys(product: Product) -> dict[str, str]:
    """The organisation's GLNs, whose keys it may hold one by one."""
    found = select(Site.gln).where(
        Site.organisation_id == product.organisation_id, Site.gln.is_not(None)
    )
    owner = party_ids.of_organisation(product.organisation)
    return {str(gln): owner for gln in db.session.scalars(found)}


def _partner_rows(product: Product) -> list[Partner]:
    query = select(Partner).where(Partner.organisation_id == product.organisation_id)
    return list(db.session.scalars(query))


def _proofs(product: Product, known_until: datetime | None) -> tuple[Proof, ...]:
    """The evidence that stands, or that stood at a moment."""
    stands: ColumnElement[bool] = TraceEvidence.removed_at.is_(None)
    query = select(TraceEvidence).where(TraceEvidence.product_id == product.id)
    if known_until is not None:
        stands |= TraceEvidence.removed_at > known_until
        query = query.where(TraceEvidence.added_at <= known_until)
    query = query.where(stands).order_by(TraceEvidence.id)
    proofs = [
        Proof(
            point=row.control_point,
            evidence=Evidence(row.evidence_class.value),
            satisfaction=Fraction(row.satisfaction),
            issuer=row.issuer,
            number=row.number,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row in db.session.scalars(query)
    ]
    papers = (
        Proof(
            point=conformities.POINT,
            evidence=Evidence.DOCUMENT,
            satisfaction=Fraction(1),
            issuer=paper.issuer,
            number=paper.number,
            valid_from=paper.issued_on,
            valid_to=paper.valid_to,
        )
        for paper in conformities.of(product.organisation_id, known_until=known_until)
    )
    return (*proofs, *papers)


def _findings(product: Product, built: chain.Chain, report: checks.Report) -> list[dict[str, Any]]:
    """Findings with the event and lot each is about, and plots whose place is not known."""
    told = [
        told.finding.as_json()
        | {
            "event": "" if told.place is None else _event_name(built, told.place),
            "lot": _lot(built, told),
        }
        for told in report.told
    ]
    codes = rule_choices.unlocated(product, built) if rule_choices.chosen(product) else []
    return told + [
        {
            "level": "warning",
            "path": "$.plots",
            "code": "plot_unlocated",
            "message": _N(
                "Vùng trồng {code} chưa có tọa độ, hoặc trên 4 ha mà chỉ có một điểm."
            ).format(code=code),
            "event": "",
        }
        for code in codes
    ]


def _event_name(built: chain.Chain, place: int) -> str:
    """The id of an event as pages and links name it: a number that may be a person's masked."""
    return hide_personal_numbers(built.events[place].event_id or "", year=clock.today_local().year)


def _lot(built: chain.Chain, told: checks.Told) -> str:
    """The lot a finding is about: itself, or the first one that its event names."""
    if told.about in built.touched:
        return told.about
    objects = () if told.place is None else built.objects[told.place]
    return next((node for _, node, _ in objects), "")


def as_decimal(value: Fraction | None) -> Decimal | None:
    """A share or an index as it is kept."""
    shown = decimal_text(value)
    return None if shown is None else Decimal(shown)
