"""The proposal list of a preliminary council: what the votes came to, the tiers, the approval."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from award import clock
from award.extensions import db
from award.models import (
    ComplianceRecord,
    Council,
    Dossier,
    DossierState,
    HandOver,
    Organisation,
    Shortlist,
    ShortlistEntry,
    User,
    Vote,
)
from award.policies import Refusal, facts
from award.services import auditing, issuing, rulebooks, scoreboard, verdicts
from award.services.scoreboard import Standing
from award.words import _N


@dataclass(frozen=True, slots=True)
class Proposal:
    """A dossier before the council: its vote, the tier it came to, and why it cannot be listed.

    `carried` is None while undecided. `tier` is None unless carried. `why_not` is "" when the
    dossier may go on the list.
    """

    dossier: Dossier
    standing: Standing | None
    vote: Vote | None
    carried: bool | None
    tier: str | None
    why_not: str


def proposals(council: Council, *, actor: User) -> list[Proposal]:
    """Every dossier before the council, by number; a constant number of queries."""
    dossiers = _before_council(council, actor)
    standings = {one.dossier_id: one for one in scoreboard.of_council(council, actor=actor)}
    votes = verdicts.latest_votes(dossiers, "propose")
    tiers = verdicts.latest_votes(dossiers, "propose_tier")
    violated = _open_violations(dossiers)
    return [
        _proposal(
            dossier,
            standings.get(dossier.id),
            votes.get(dossier.id),
            tiers.get(dossier.id),
            dossier.organisation_id in violated,
        )
        for dossier in dossiers
    ]


def _before_council(council: Council, actor: User) -> list[Dossier]:
    return list(
        db.session.scalars(
            select(Dossier)
            .join(Organisation)
            .options(joinedload(Dossier.organisation), joinedload(Dossier.cycle))
            .where(
                Dossier.council_id == council.id,
                Dossier.state == DossierState.IN_COUNCIL,
                facts.unconflicted(actor),
            )
            .order_by(Dossier.number)
        )
    )


def _open_violations(dossiers: list[Dossier]) -> frozenset[int]:
    """Organisations with a serious violation that no council has noted on (R13)."""
    return frozenset(
        db.session.scalars(
            select(ComplianceRecord.organisation_id).where(
                ComplianceRecord.organisation_id.in_([one.organisation_id for one in dossiers]),
                ComplianceRecord.serious,
                ComplianceRecord.council_note == "",
            )
        )
    )


def _proposal(
    dossier: Dossier,
    standing: Standing | None,
    vote: Vote | None,
    tier_vote: Vote | None,
    violated: bool,
) -> Proposal:
    carried = verdicts.carried_by(vote)
    tier = _tier(dossier, standing, tier_vote) if carried else None
    why = _why_not(standing, carried, violated)
    return Proposal(dossier, standing, vote, carried, tier, why)


def _why_not(standing: Standing | None, carried: bool | None, violated: bool) -> str:
    if carried is None:
        return _N("Chưa có kết quả bỏ phiếu có giá trị.")
    if not carried:
        return _N("Hội đồng không đề nghị.")
    if standing is None or (standing.tier is None and standing.eligible_for is None):
        return _N("Tổng điểm chưa đạt ngưỡng.")
    if violated:
        return _N("Có vi phạm nghiêm trọng mà hội đồng chưa có ý kiến.")
    return ""


def _tier(dossier: Dossier, standing: Standing | None, tier_vote: Vote | None) -> str | None:
    """The tier voted for; where it was not asked, the one that the points earn."""
    if verdicts.carried_by(tier_vote) is not None and tier_vote and tier_vote.result:
        return str(tier_vote.result["tier"])
    if standing is not None and standing.tier is not None:
        return standing.tier
    return next(tier.code for tier in rulebooks.of(dossier.cycle).tiers if not tier.by_decision)


def record(council: Council, tiers: Mapping[int, str], *, actor: User) -> Shortlist:
    """Record the approved list: dossier id → tier; the caller moves each dossier.

    Raises `Refusal` for an empty list and for a tier beyond what the points allow (R8).
    """
    if not tiers:
        raise Refusal(_N("Chưa có hồ sơ nào đủ điều kiện vào danh sách đề nghị."))
    ready = {row.dossier.id: row for row in proposals(council, actor=actor) if not row.why_not}
    shortlist = Shortlist(council_id=council.id, approved_at=clock.now(), approved_by_id=actor.id)
    db.session.add(shortlist)
    db.session.flush()
    for dossier_id, tier in tiers.items():
        row = ready.get(dossier_id)
        if row is None or tier not in within_reach(row):
            raise Refusal(_N("Mức giải đề nghị không phù hợp với kết quả bỏ phiếu và tổng điểm."))
        db.session.add(ShortlistEntry(shortlist_id=shortlist.id, dossier_id=dossier_id, tier=tier))
    db.session.flush()
    auditing.record(
        "approve", shortlist, actor=actor, data={str(key): tier for key, tier in tiers.items()}
    )
    issuing.issue("shortlist", shortlist, actor=actor)
    return shortlist


def within_reach(row: Proposal) -> tuple[str, ...]:
    """The tiers the council's vote and the points allow, the voted one last."""
    if row.standing is None or row.tier is None:
        return ()
    earned = (row.standing.tier,) if row.standing.tier else ()
    return tuple(dict.fromkeys((*earned, row.tier)))


def lists(council: Council) -> list[Shortlist]:
    """The approved lists of a council, newest first."""
    query = select(Shortlist).where(Shortlist.council_id == council.id)
    return list(db.session.scalars(query.order_by(Shortlist.id.desc())))


def hand_overs(*, shortlist: Shortlist | None = None, to: Council | None = None) -> list[HandOver]:
    """Hand-overs of a list, or those sent to a council, newest first."""
    query = select(HandOver).options(joinedload(HandOver.shortlist).joinedload(Shortlist.council))
    if shortlist is not None:
        query = query.where(HandOver.shortlist_id == shortlist.id)
    if to is not None:
        query = query.where(HandOver.to_council_id == to.id)
    return list(db.session.scalars(query.order_by(HandOver.id.desc())))
