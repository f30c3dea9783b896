"""Tờ trình: the dossiers proposed to the deciding authority, each with the tier it was voted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import selectinload

from award import clock
from award.extensions import db
from award.models import AwardCycle, AwardSubmission, Dossier, SubmissionEntry, User
from award.policies import Refusal
from award.services import auditing, consulting, issuing, rulebooks, verdicts
from award.services.locking import lock
from award.services.people import one_line
from award.words import _N


@dataclass(frozen=True, slots=True)
class Candidate:
    """A dossier that may be proposed: the tier the council voted, and whether a reply is missing.

    `tier` is None while no vote on it stands, for instance after an objection.
    """

    dossier: Dossier
    tier: str | None
    without_reply: bool


def candidates(cycle: AwardCycle, actor: User) -> list[Candidate]:
    """The dossiers in consultation with what a submission needs to know of each."""
    dossiers = consulting.in_consultation(cycle, actor)
    silent, tiers = consulting.unanswered(dossiers), verdicts.national_tiers(dossiers)
    return [Candidate(dossier, tiers[dossier.id], dossier.id in silent) for dossier in dossiers]


def record(
    cycle: AwardCycle,
    dossiers: Sequence[Dossier],
    *,
    number: str,
    submitted_on: date,
    actor: User,
) -> AwardSubmission:
    """Record the submission letter and make its papers; the caller then proposes each dossier.

    The tier is the one the national council voted for (R8); nobody chooses it here. Raises
    `Refusal` for an empty list, a date to come, a number used before, or a dossier without a vote.
    """
    lock(cycle)
    number = one_line(number)
    _check_letter(cycle, dossiers, number, submitted_on)
    submission = AwardSubmission(
        cycle_id=cycle.id,
        number=number,
        submitted_on=submitted_on,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    for dossier in dossiers:
        submission.entries.append(SubmissionEntry(dossier=dossier, tier=_tier(dossier)))
    db.session.add(submission)
    db.session.flush()
    auditing.record(
        "submit_to_authority",
        submission,
        actor=actor,
        data={"dossiers": [[entry.dossier_id, entry.tier] for entry in submission.entries]},
    )
    return submission


def issue_papers(submission: AwardSubmission, *, actor: User) -> None:
    """The letter with its list, and the draft of the decision."""
    issuing.issue("submission_letter", submission, actor=actor)
    issuing.issue("draft_decision", submission, actor=actor)


def _check_letter(
    cycle: AwardCycle, dossiers: Sequence[Dossier], number: str, submitted_on: date
) -> None:
    if not dossiers:
        raise Refusal(_N("Hãy chọn ít nhất một hồ sơ để trình."))
    if submitted_on > clock.today_local():
        raise Refusal(_N("Ngày tờ trình không được sau hôm nay."), at="submitted_on")
    used = exists().where(AwardSubmission.cycle_id == cycle.id, AwardSubmission.number == number)
    if db.session.scalar(select(used)):
        raise Refusal(
            _N("Tờ trình số {number} đã được ghi trong năm này."), at="number", number=number
        )


def _tier(dossier: Dossier) -> str:
    tier = verdicts.national_tier(dossier)
    if tier is None:
        raise Refusal(
            _N("Hồ sơ {number} không có kết quả bỏ phiếu còn hiệu lực của Hội đồng quốc gia."),
            rule="R26",
            number=dossier.number,
        )
    return tier


def of_cycle(cycle: AwardCycle) -> Sequence[AwardSubmission]:
    """The submissions of the year with their lists, newest first."""
    return db.session.scalars(
        select(AwardSubmission)
        .options(
            selectinload(AwardSubmission.entries)
            .joinedload(SubmissionEntry.dossier)
            .joinedload(Dossier.organisation)
        )
        .where(AwardSubmission.cycle_id == cycle.id)
        .order_by(AwardSubmission.id.desc())
    ).all()


def proposed_tiers(dossiers: Sequence[Dossier]) -> dict[int, str]:
    """The tier of the newest submission that names each dossier."""
    rows = db.session.execute(
        select(SubmissionEntry.dossier_id, SubmissionEntry.tier)
        .where(SubmissionEntry.dossier_id.in_([dossier.id for dossier in dossiers]))
        .order_by(SubmissionEntry.id)
    )
    return {dossier_id: tier for dossier_id, tier in rows}


def titles(cycle: AwardCycle) -> dict[str, str]:
    """Tier code → its title in the edition, the highest first."""
    tiers = sorted(rulebooks.of(cycle).tiers, key=lambda tier: -tier.threshold)
    return {tier.code: tier.title for tier in tiers}
