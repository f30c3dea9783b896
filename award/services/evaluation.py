"""The team's evaluation report: which tiers its points allow, the text, the document."""

from dataclasses import dataclass
from decimal import Decimal

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import Dossier, DossierState, EvaluationReport, Stage, User
from award.policies import Refusal
from award.services import auditing, consensus, ratings, rulebooks
from award.words import _N
from scoring.aggregate import Result, aggregate
from scoring.scheme import Scheme
from scoring.thresholds import level

NO_TIER = "none"
STAGE_OF_STATE = {
    DossierState.IN_CONSENSUS: Stage.DESK_REVIEW,
    DossierState.SITE_VISIT: Stage.DESK_REVIEW,
    DossierState.NATIONAL_REVIEW: Stage.NATIONAL,
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What the agreed percents come to, and which tiers may be proposed on them."""

    result: Result
    total: Decimal | None
    reason: str
    tiers: tuple[str, ...]
    all_agreed: bool


def standing(dossier: Dossier) -> Standing:
    """The dossier's points as they are agreed now; a median stands in where nothing is agreed."""
    book = rulebooks.of(dossier.cycle)
    scheme = Scheme.of(book)
    agreed = {item: score.percent for item, score in consensus.current(dossier).items()}
    result = aggregate(scheme, ratings.pure(ratings.of_dossier(dossier)), agreed)
    found = level(scheme, result)
    earned = () if found is None else (found.tier, found.eligible_for)
    return Standing(
        result=result,
        total=result.total,
        reason="" if found is None else found.reason,
        tiers=(NO_TIER, *(tier for tier in earned if tier)),
        all_agreed=len(agreed) == len(book.items),
    )


def choices(dossier: Dossier, tiers: tuple[str, ...]) -> list[tuple[str, str]]:
    """The tiers that may be proposed with their titles, for a form."""
    titles = {tier.code: tier.title for tier in rulebooks.of(dossier.cycle).tiers}
    titles[NO_TIER] = _N("Không đề nghị")
    return [(tier, titles[tier]) for tier in tiers]


def stage_of(dossier: Dossier) -> Stage:
    """The stage whose report is being written; raises `Refusal` outside it."""
    stage = STAGE_OF_STATE.get(dossier.state)
    if stage is None:
        raise Refusal(_N("Báo cáo đánh giá được viết từ bước thống nhất điểm trở đi."))
    return stage


def of_dossier(dossier: Dossier, stage: Stage) -> EvaluationReport | None:
    """The report of a stage, if it was begun."""
    return db.session.scalar(
        select(EvaluationReport).where(
            EvaluationReport.dossier_id == dossier.id, EvaluationReport.stage == stage
        )
    )


def newest(dossier: Dossier) -> EvaluationReport | None:
    """The report of the running stage; outside the stages, the last one written."""
    stage = STAGE_OF_STATE.get(dossier.state)
    if stage is not None:
        return of_dossier(dossier, stage)
    return db.session.scalar(
        select(EvaluationReport)
        .where(EvaluationReport.dossier_id == dossier.id)
        .order_by(EvaluationReport.id.desc())
        .limit(1)
    )


def write(
    dossier: Dossier,
    *,
    summary: str,
    strengths: str,
    improvements: str,
    proposed_tier: str,
    actor: User,
) -> EvaluationReport:
    """Write or rewrite the report of the running stage.

    Raises `Refusal` when an item has no agreed percent yet, or the tier asks for more points.
    """
    stage = stage_of(dossier)
    now = standing(dossier)
    if not now.all_agreed:
        raise Refusal(_N("Cần thống nhất điểm mọi hạng mục trước khi viết báo cáo đánh giá."))
    if proposed_tier not in now.tiers:
        raise Refusal(_N("Mức giải này vượt số điểm đạt được. {reason}"), reason=now.reason)
    report = of_dossier(dossier, stage) or EvaluationReport(dossier=dossier, stage=stage)
    report.summary, report.strengths = summary.strip(), strengths.strip()
    report.improvements, report.proposed_tier = improvements.strip(), proposed_tier
    report.written_by_id, report.written_at = actor.id, clock.now()
    db.session.add(report)
    db.session.flush()
    auditing.record("write_report", report, actor=actor, data={"tier": proposed_tier})
    return report
