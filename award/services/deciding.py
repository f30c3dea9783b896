"""The signed decision and what follows: the certificate book, results, revocation (R28–R30)."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import exists, func, select
from sqlalchemy.orm import joinedload, selectinload

from award import clock
from award.extensions import db
from award.models import (
    Award,
    AwardCycle,
    AwardDecision,
    AwardSubmission,
    Dossier,
    DossierState,
    IssuedDocument,
    Organisation,
    Revocation,
    ScoreSheetRecord,
    StoredFile,
    User,
)
from award.policies import Refusal, facts
from award.policies.dossier import CLOSED
from award.services import auditing, issuing, registers, rulebooks, submitting
from award.services.locking import lock
from award.services.people import one_line
from award.words import _N
from scoring.months import add_months

_NOTHING_SAID = _N("Hãy ghi quyết định nói gì về ít nhất một hồ sơ.")
_ALREADY_RECORDED = _N("Quyết định này đã được ghi; không còn hồ sơ nào khác thuộc quyết định.")
TOLD = CLOSED - {DossierState.WITHDRAWN}


@dataclass(frozen=True, slots=True)
class Paper:
    """What stands on the signed decision, and its file."""

    authority: str
    number: str
    decided_on: date
    signer: str
    file: StoredFile


def proposed(cycle: AwardCycle, actor: User) -> Sequence[Dossier]:
    """The dossiers that wait for a decision, conflicts left out."""
    return _of_cycle(cycle, actor, {DossierState.PROPOSED})


def _of_cycle(
    cycle: AwardCycle, actor: User, states: set[DossierState] | frozenset[DossierState]
) -> Sequence[Dossier]:
    return db.session.scalars(
        select(Dossier)
        .join(Organisation)
        .options(
            joinedload(Dossier.organisation).joinedload(Organisation.province),
            joinedload(Dossier.product),
        )
        .where(
            Dossier.cycle_id == cycle.id,
            Dossier.state.in_(states),
            facts.unconflicted(actor),
        )
        .order_by(Organisation.sort_key, Dossier.id)
    ).all()


def record(
    cycle: AwardCycle, paper: Paper, said: Mapping[Dossier, str | None], *, actor: User
) -> AwardDecision:
    """Record what the signed decision says of each dossier: its tier, or None for not awarded.

    The caller then moves each dossier. A decision recorded before may be recorded again for
    dossiers left out by oversight. Certificates are numbered on from the last one of the year.
    Raises `Refusal` when nothing is said, the paper is dated before its submission or in the
    future, or a dossier would be given more than was proposed (R8).
    """
    lock(cycle)
    _check_paper(cycle, paper)
    tiers = {dossier: tier for dossier, tier in said.items() if tier is not None}
    _check_tiers(cycle, tiers)
    decision = _known(cycle, paper)
    if not said:
        if decision is None:
            raise Refusal(_NOTHING_SAID)
        raise Refusal(_ALREADY_RECORDED, at="number")
    decision = decision or _new(cycle, paper, actor)
    fresh = [
        Award(cycle_id=cycle.id, dossier=dossier, tier=tier, certificate_number=place)
        for place, (dossier, tier) in enumerate(tiers.items(), _last_certificate(cycle) + 1)
    ]
    decision.entries.extend(fresh)
    db.session.flush()
    registers.remember(fresh, actor=actor)
    auditing.record("record_decision", decision, actor=actor, data=_content(decision, paper, said))
    return decision


def _new(cycle: AwardCycle, paper: Paper, actor: User) -> AwardDecision:
    decision = AwardDecision(
        cycle_id=cycle.id,
        authority=one_line(paper.authority),
        number=one_line(paper.number),
        decided_on=paper.decided_on,
        signer=one_line(paper.signer),
        file=paper.file,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(decision)
    return decision


def _content(
    decision: AwardDecision, paper: Paper, said: Mapping[Dossier, str | None]
) -> dict[str, Any]:
    return {
        "number": decision.number,
        "decided_on": decision.decided_on.isoformat(),
        "sha256": paper.file.sha256,
        "said": [[dossier.id, tier] for dossier, tier in said.items()],
    }


def _known(cycle: AwardCycle, paper: Paper) -> AwardDecision | None:
    """The decision with this number and date, if the year has it already."""
    found = db.session.scalar(
        select(AwardDecision).where(
            AwardDecision.number == one_line(paper.number),
            AwardDecision.decided_on == paper.decided_on,
        )
    )
    if found is not None and found.cycle_id != cycle.id:
        raise Refusal(
            _N("Quyết định số và ngày này đã được ghi ở năm giải thưởng khác."), at="number"
        )
    return found


def _check_paper(cycle: AwardCycle, paper: Paper) -> None:
    if paper.decided_on > clock.today_local():
        raise Refusal(_N("Ngày quyết định không được sau hôm nay."), at="decided_on")
    submitted = db.session.scalar(
        select(func.min(AwardSubmission.submitted_on)).where(AwardSubmission.cycle_id == cycle.id)
    )
    if submitted is None:
        raise Refusal(
            _N("Năm này chưa có tờ trình nào nên chưa ghi quyết định được."),
            at="decided_on",
            rule="R28",
        )
    if paper.decided_on < submitted:
        raise Refusal(
            _N("Ngày quyết định phải từ ngày tờ trình ({day}) trở đi."),
            at="decided_on",
            day=f"{submitted:%d/%m/%Y}",
        )


def _check_tiers(cycle: AwardCycle, tiers: Mapping[Dossier, str]) -> None:
    """R8: a decision may give less than the council voted for, never more."""
    worth = {tier.code: tier.threshold for tier in rulebooks.of(cycle).tiers}
    asked = submitting.proposed_tiers(list(tiers))
    for dossier, tier in tiers.items():
        if dossier.id not in asked or worth[tier] > worth[asked[dossier.id]]:
            raise Refusal(
                _N("Hồ sơ {number} không được trình ở mức giải này."),
                at=f"tier_{dossier.id}",
                rule="R8",
                number=dossier.number,
            )


def _last_certificate(cycle: AwardCycle) -> int:
    last = select(func.max(Award.certificate_number)).where(Award.cycle_id == cycle.id)
    return db.session.scalar(last) or 0


def issue_certificates(
    decision: AwardDecision, dossiers: Iterable[Dossier], *, actor: User
) -> None:
    """Giấy chứng nhận of those of these dossiers that the decision awarded (R28)."""
    wanted = set(dossiers)
    for award in decision.entries:
        if award.dossier in wanted:
            issuing.issue("certificate", award, actor=actor, dossier=award.dossier)


def untold(cycle: AwardCycle, actor: User) -> list[Dossier]:
    """Applicants whose dossier has ended and who have no written result yet (R29)."""
    ended = _of_cycle(cycle, actor, TOLD)
    told = set(
        db.session.scalars(
            select(IssuedDocument.dossier_id).where(
                IssuedDocument.dossier_id.in_([dossier.id for dossier in ended]),
                IssuedDocument.kind == "result_notice",
            )
        )
    )
    return [dossier for dossier in ended if dossier.id not in told]


def announce(cycle: AwardCycle, *, actor: User) -> list[Dossier]:
    """Make the written result of everybody who has none; and the feedback, where scores froze.

    Raises `Refusal` when nobody is left to tell.
    """
    told = announce_if_due(cycle, actor=actor)
    if not told:
        raise Refusal(_N("Mọi tổ chức có kết quả đều đã có thông báo."))
    return told


def announce_if_due(cycle: AwardCycle, *, actor: User) -> list[Dossier]:
    """The same, and nothing where everybody has been told."""
    lock(cycle)
    dossiers = untold(cycle, actor)
    scored = _scored(dossiers)
    for dossier in dossiers:
        issuing.issue("result_notice", dossier, actor=actor, dossier=dossier)
        if dossier.id in scored:
            issuing.issue("feedback_report", dossier, actor=actor, dossier=dossier)
    return dossiers


def _scored(dossiers: Sequence[Dossier]) -> set[int]:
    return set(
        db.session.scalars(
            select(ScoreSheetRecord.dossier_id).where(
                ScoreSheetRecord.dossier_id.in_([dossier.id for dossier in dossiers])
            )
        )
    )


def of_cycle(cycle: AwardCycle) -> Sequence[AwardDecision]:
    """The decisions of the year with their awards, in the order they were recorded."""
    return db.session.scalars(
        select(AwardDecision)
        .options(
            joinedload(AwardDecision.file),
            selectinload(AwardDecision.entries).options(
                joinedload(Award.revocation),
                joinedload(Award.dossier)
                .joinedload(Dossier.organisation)
                .joinedload(Organisation.province),
                joinedload(Award.dossier).joinedload(Dossier.product),
            ),
        )
        .where(AwardDecision.cycle_id == cycle.id)
        .order_by(AwardDecision.id)
    ).all()


def revocable_until(award: Award) -> date:
    """The last day on which the award may be taken back (R30), clamped to the month's end."""
    months = rulebooks.of(award.dossier.cycle).clocks.revocation_months
    return add_months(award.decision.decided_on, months)


def revoke(
    award: Award,
    *,
    ground: str,
    proposal: str,
    decision_number: str,
    decided_on: date,
    publication: str,
    file: StoredFile,
    actor: User,
) -> Revocation:
    """Record ground, proposal, decision and publication; the caller then moves the dossier (R30).

    Raises `Refusal` outside the window of the edition, for a ground it does not know, or twice.
    """
    lock(award.dossier)
    _check_revocation(award, ground, decided_on)
    revocation = Revocation(
        award_id=award.id,
        ground=ground,
        proposal=proposal,
        decision_number=one_line(decision_number),
        decided_on=decided_on,
        publication=publication,
        file_id=file.id,
        recorded_at=clock.now(),
        recorded_by_id=actor.id,
    )
    db.session.add(revocation)
    db.session.flush()
    content = {"award": award.id, "ground": ground, "sha256": file.sha256}
    auditing.record("record_revocation", revocation, actor=actor, data=content)
    return revocation


def _check_revocation(award: Award, ground: str, decided_on: date) -> None:
    book = rulebooks.of(award.dossier.cycle)
    if ground not in {one.code for one in book.revocation.grounds}:
        raise Refusal(
            _N("Căn cứ này không có trong quy định thu hồi của năm giải thưởng."), at="ground"
        )
    if not award.decision.decided_on <= decided_on <= clock.today_local():
        raise Refusal(_N("Ngày thu hồi phải từ ngày tặng giải đến hôm nay."))
    if decided_on > revocable_until(award):
        raise Refusal(
            _N("Đã quá {months} tháng kể từ ngày tặng giải nên không thu hồi được."),
            rule="R30",
            months=book.clocks.revocation_months,
        )
    if db.session.scalar(select(exists().where(Revocation.award_id == award.id))):
        raise Refusal(_N("Giải thưởng này đã bị thu hồi."))
