"""Agreed percents: enter one with its reason, read the ones that count, name what is missing."""

from collections import defaultdict

from sqlalchemy import case, exists, or_, select
from sqlalchemy.orm import selectinload

from award import clock
from award.extensions import db
from award.models import (
    PHASES,
    ConsensusScore,
    ConsensusStance,
    Dossier,
    DossierState,
    Phase,
    ScoreSheetRecord,
    User,
)
from award.policies import Refusal
from award.policies import rating as policy
from award.services import auditing, ratings, rulebooks
from award.services.locking import lock
from award.words import _N
from scoring.errors import ScoringError
from scoring.scheme import Scheme

PHASE_OF_STATE = {
    DossierState.IN_CONSENSUS: Phase.DESK,
    DossierState.SITE_VISIT: Phase.ON_SITE,
    DossierState.NATIONAL_REVIEW: Phase.NATIONAL,
}


def phase_of(dossier: Dossier) -> Phase:
    """The phase in which an agreed percent entered now belongs; raises `Refusal` outside them."""
    phase = PHASE_OF_STATE.get(dossier.state)
    if phase is None:
        raise Refusal(_N("Hồ sơ này hiện không ở bước thống nhất điểm."))
    return phase


def enter(
    dossier: Dossier,
    item: str,
    percent: int,
    *,
    reason: str = "",
    strengths: str = "",
    improvements: str = "",
    actor: User,
) -> ConsensusScore:
    """Append an agreed percent for the running phase; earlier rows and phases stay (R25).

    Raises `Refusal`: percent off the steps, a phase whose sheet is frozen (of any dossier that
    shares the part), or no reason where the spread exceeds the edition's limit or where the phase
    is a later one than desk.
    """
    phase = phase_of(dossier)
    part = _open_part(dossier, item, percent, phase, actor)
    if not reason.strip():
        _spare_reason(dossier, item, phase)
    score = ConsensusScore(
        self_assessment_id=part,
        item=item,
        phase=phase,
        percent=percent,
        reason=reason.strip(),
        strengths=strengths,
        improvements=improvements,
        entered_at=clock.now(),
        entered_by_id=actor.id,
    )
    db.session.add(score)
    db.session.flush()
    auditing.record(
        "agree_percent",
        dossier,
        actor=actor,
        data={"item": item, "phase": phase, "percent": percent},
    )
    return score


def _open_part(dossier: Dossier, item: str, percent: int, phase: Phase, actor: User) -> int:
    """The part to write to, once person, item and percent are right and the phase is not frozen."""
    lock(dossier)
    if why := policy.agree(actor, dossier):
        raise why
    part = _part_of(dossier, item, percent)
    if _is_closed(part, phase):
        raise Refusal(_N("Điểm của bước này đã được đóng và lưu cố định nên không đổi được nữa."))
    return part


def _part_of(dossier: Dossier, item: str, percent: int) -> int:
    """The self-assessment the item belongs to, once item and percent are those of the edition."""
    book = rulebooks.of(dossier.cycle)
    try:
        Scheme.of(book).check(item, percent)
    except ScoringError as error:
        raise Refusal(str(error), rule="R5", at="percent") from error
    return rulebooks.part_of(dossier, book.item(item))


def _spare_reason(dossier: Dossier, item: str, phase: Phase) -> None:
    """Raise `Refusal` where a reason is due: a wide spread (R25), or a later phase than desk."""
    limit = rulebooks.of(dossier.cycle).consensus.spread_limit
    if spreads(dossier).get(item, 0) > limit:
        raise Refusal(
            _N("Chênh lệch vượt {limit} điểm phần trăm: cần ghi lý do của điểm thống nhất."),
            rule="R25",
            limit=limit,
        )
    if phase is not Phase.DESK:
        raise Refusal(_N("Thay đổi sau đánh giá tại chỗ cần ghi lý do."), rule="R25")


def _is_closed(part: int, phase: Phase) -> bool:
    """Whether a sheet that rests on this part is frozen for the phase."""
    frozen = exists().where(
        ScoreSheetRecord.dossier_id == Dossier.id,
        ScoreSheetRecord.phase == phase,
        or_(Dossier.own_part_id == part, Dossier.management_part_id == part),
    )
    return bool(db.session.scalar(select(frozen)))


def take_stance(score: ConsensusScore, *, agrees: bool, note: str, actor: User) -> ConsensusStance:
    """A team member agrees with an agreed percent, or disagrees with a note."""
    if not agrees and not note.strip():
        raise Refusal(_N("Cần ghi ý kiến khi không nhất trí."))
    stance = db.session.scalar(
        select(ConsensusStance).where(
            ConsensusStance.consensus_score_id == score.id, ConsensusStance.user_id == actor.id
        )
    )
    if stance is None:
        stance = ConsensusStance(consensus_score_id=score.id, user_id=actor.id)
        db.session.add(stance)
    stance.agrees, stance.note, stance.at = agrees, note.strip(), clock.now()
    db.session.flush()
    return stance


def current(dossier: Dossier, *, up_to: Phase = Phase.NATIONAL) -> dict[str, ConsensusScore]:
    """The agreed percent that counts for each item: latest phase up to `up_to`, newest row."""
    allowed = PHASES[: PHASES.index(up_to) + 1]
    order = case({phase: place for place, phase in enumerate(PHASES)}, value=ConsensusScore.phase)
    rows = db.session.scalars(
        select(ConsensusScore)
        .where(
            ConsensusScore.self_assessment_id.in_(dossier.part_ids),
            ConsensusScore.phase.in_(allowed),
        )
        .options(selectinload(ConsensusScore.stances).joinedload(ConsensusStance.user))
        .order_by(order, ConsensusScore.id)
    )
    return {score.item: score for score in rows}


def history(dossier: Dossier) -> dict[str, list[ConsensusScore]]:
    """Every agreed percent by item, oldest first."""
    rows = db.session.scalars(
        select(ConsensusScore)
        .where(ConsensusScore.self_assessment_id.in_(dossier.part_ids))
        .options(selectinload(ConsensusScore.stances).joinedload(ConsensusStance.user))
        .order_by(ConsensusScore.id)
    )
    by_item: defaultdict[str, list[ConsensusScore]] = defaultdict(list)
    for score in rows:
        by_item[score.item].append(score)
    return dict(by_item)


def spreads(dossier: Dossier) -> dict[str, int]:
    """Highest minus lowest percent of the active assessors, by item."""
    percents: defaultdict[str, list[int]] = defaultdict(list)
    for rating in ratings.pure(ratings.of_dossier(dossier)):
        percents[rating.item].append(rating.percent)
    return {item: max(values) - min(values) for item, values in percents.items()}


def missing(dossier: Dossier) -> list[str]:
    """Items without an agreed percent, in the rulebook's order."""
    agreed = current(dossier)
    return [code for code in rulebooks.items_by_part(dossier) if code not in agreed]
