"""What is known of organisations beside the year: past awards, violations, lifts, nominations."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import exists, select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    BreachRecord,
    ComplianceRecord,
    Dossier,
    Organisation,
    PastAward,
    ReentryLift,
    User,
)
from award.policies import Refusal
from award.services import auditing, rulebooks
from award.services.enrolment import clean_tax_code
from award.services.people import one_line
from award.words import _N
from scoring.clauses import Nomination


def organisation_of(tax_code: str) -> Organisation:
    """The organisation with this MST. Raises `Refusal` for a wrong one, or one not registered."""
    found = db.session.scalar(
        select(Organisation).where(Organisation.tax_code == clean_tax_code(tax_code.strip()))
    )
    if found is None:
        raise Refusal(_N("Chưa có tổ chức nào trong hệ thống mang mã số thuế này."))
    return found


def add_past_award(
    organisation: Organisation,
    *,
    award_year: int,
    decision_year: int,
    tier: str,
    decision_number: str,
    actor: User,
) -> PastAward:
    """Enter an award of an earlier year (R12). Raises `Refusal` for years that cannot be."""
    if not award_year <= decision_year <= clock.today_local().year:
        raise Refusal(_N("Năm quyết định phải từ năm giải thưởng đến năm nay."), at="decision_year")
    twin = exists().where(
        PastAward.organisation_id == organisation.id, PastAward.award_year == award_year
    )
    if db.session.scalar(select(twin)):
        raise Refusal(
            _N("Đã ghi giải năm {year} của tổ chức này."), at="award_year", year=award_year
        )
    past = PastAward(
        organisation_id=organisation.id,
        award_year=award_year,
        decision_year=decision_year,
        tier=tier,
        decision_number=one_line(decision_number),
    )
    db.session.add(past)
    db.session.flush()
    auditing.record("add_past_award", past, actor=actor, data={"year": award_year, "tier": tier})
    return past


def remember(awards: Sequence[Award], *, actor: User) -> None:
    """Enter fresh awards, so that re-entry is judged by them (R12); the highest tier of a year."""
    for award in awards:
        organisation_id, cycle = award.dossier.organisation_id, award.dossier.cycle
        worth = {tier.code: tier.threshold for tier in rulebooks.of(cycle).tiers}
        past = db.session.scalar(
            select(PastAward).where(
                PastAward.organisation_id == organisation_id, PastAward.award_year == cycle.year
            )
        )
        if past is not None and worth.get(past.tier, 0) >= worth[award.tier]:
            continue
        past = past or PastAward(organisation_id=organisation_id, award_year=cycle.year)
        past.decision_year = award.decision.decided_on.year
        past.tier, past.decision_number = award.tier, award.decision.number
        db.session.add(past)
        db.session.flush()
        auditing.record(
            "add_past_award", past, actor=actor, data={"year": cycle.year, "tier": award.tier}
        )


def past_awards() -> Sequence[tuple[PastAward, Organisation]]:
    """Every past award with its organisation, the newest year first."""
    return db.session.execute(
        select(PastAward, Organisation)
        .join(Organisation, Organisation.id == PastAward.organisation_id)
        .order_by(PastAward.award_year.desc(), Organisation.sort_key)
    ).all()


def lift_reentry(
    organisation: Organisation,
    *,
    award_year: int,
    decision_number: str,
    decision_date: date,
    reason: str,
    actor: User,
) -> ReentryLift:
    """Lift the Gold re-entry bar for one year by a recorded decision (procedure §2)."""
    if decision_date > clock.today_local():
        raise Refusal(_N("Ngày quyết định không được sau hôm nay."), at="decision_date")
    twin = exists().where(
        ReentryLift.organisation_id == organisation.id, ReentryLift.award_year == award_year
    )
    if db.session.scalar(select(twin)):
        raise Refusal(_N("Đã có quyết định cho tổ chức này tham dự lại năm {year}."),
                      at="award_year", year=award_year)  # fmt: skip
    lift = ReentryLift(
        organisation_id=organisation.id,
        award_year=award_year,
        decision_number=one_line(decision_number),
        decision_date=decision_date,
        reason=reason,
        recorded_by_id=actor.id,
        recorded_at=clock.now(),
    )
    db.session.add(lift)
    db.session.flush()
    auditing.record("lift_reentry", lift, actor=actor, note=reason, data={"year": award_year})
    return lift


def lifts() -> Sequence[tuple[ReentryLift, Organisation]]:
    """Every lift with its organisation, the newest first."""
    return db.session.execute(
        select(ReentryLift, Organisation)
        .join(Organisation, Organisation.id == ReentryLift.organisation_id)
        .order_by(ReentryLift.id.desc())
    ).all()


def record_violation(
    organisation: Organisation,
    *,
    field: str,
    description: str,
    happened_on: date,
    source: str,
    serious: bool,
    actor: User,
) -> ComplianceRecord:
    """Record a violation of law by an organisation, with where it is known from (R13)."""
    if happened_on > clock.today_local():
        raise Refusal(_N("Ngày vi phạm không được sau hôm nay."), at="happened_on")
    record = ComplianceRecord(
        organisation_id=organisation.id,
        field=one_line(field),
        description=description,
        happened_on=happened_on,
        source=one_line(source),
        serious=serious,
        recorded_by_id=actor.id,
        recorded_at=clock.now(),
    )
    db.session.add(record)
    db.session.flush()
    auditing.record(
        "record_violation", record, actor=actor, note=description, data={"serious": serious}
    )
    return record


def violations() -> Sequence[tuple[ComplianceRecord, Organisation]]:
    """Every recorded violation with its organisation, the newest first."""
    return db.session.execute(
        select(ComplianceRecord, Organisation)
        .join(Organisation, Organisation.id == ComplianceRecord.organisation_id)
        .order_by(ComplianceRecord.happened_on.desc(), ComplianceRecord.id.desc())
    ).all()


@dataclass(frozen=True, slots=True)
class Nominee:
    """A Gold winner of the latest years, who may be nominated abroad (R31)."""

    organisation: Organisation
    award_year: int
    tier: str
    decision_number: str


def nominees() -> tuple[Nomination | None, list[Nominee]]:
    """The rule of the newest decided year, and whom it allows; revoked awards are left out."""
    cycle = db.session.scalar(
        select(AwardCycle)
        .where(exists().where(Award.cycle_id == AwardCycle.id))
        .order_by(AwardCycle.year.desc())
        .limit(1)
    )
    if cycle is None:
        return None, []
    rule = rulebooks.of(cycle).nomination
    kept = exists().where(
        Award.dossier_id == Dossier.id,
        Dossier.organisation_id == PastAward.organisation_id,
        Dossier.cycle_id == AwardCycle.id,
        AwardCycle.year == PastAward.award_year,
        Award.tier == PastAward.tier,
        Award.revocation.has(),
    )
    rows = db.session.execute(
        select(PastAward, Organisation)
        .join(Organisation, Organisation.id == PastAward.organisation_id)
        .options(joinedload(Organisation.province))
        .where(
            PastAward.tier.in_(rule.tiers),
            PastAward.award_year > cycle.year - rule.years,
            PastAward.award_year <= cycle.year,
            ~kept,
        )
        .order_by(PastAward.award_year.desc(), Organisation.sort_key)
    )
    return rule, [
        Nominee(organisation, past.award_year, past.tier, past.decision_number)
        for past, organisation in rows
    ]


def record_breach(
    *, happened_at: datetime, known_at: datetime, description: str, measures: str, actor: User
) -> BreachRecord:
    """Enter a leak or loss of personal data (R36). Raises `Refusal` for impossible times."""
    if known_at > clock.now():
        raise Refusal(_N("Thời điểm biết không được ở tương lai."), at="known_at")
    if happened_at > known_at:
        raise Refusal(_N("Thời điểm xảy ra phải trước thời điểm biết."), at="happened_at")
    breach = BreachRecord(
        happened_at=happened_at,
        known_at=known_at,
        description=description,
        measures=measures,
        recorded_by_id=actor.id,
    )
    db.session.add(breach)
    db.session.flush()
    auditing.record("record_breach", breach, actor=actor)
    return breach


def report_breach(breach: BreachRecord, *, actor: User) -> None:
    """Note that the breach was reported to the authority in charge."""
    if breach.reported_at is not None:
        raise Refusal(_N("Sự cố này đã được ghi là đã báo cáo."))
    breach.reported_at = clock.now()
    db.session.flush()
    auditing.record("report_breach", breach, actor=actor)


def breaches() -> Sequence[BreachRecord]:
    """Every breach, the newest first."""
    return db.session.scalars(select(BreachRecord).order_by(BreachRecord.id.desc())).all()
