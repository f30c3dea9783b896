"""Votes: cast one that nobody can trace, count them at the close, check paper figures."""

import hashlib
import hmac
import secrets
from typing import Any

from sqlalchemy import func, select

from award import clock
from award.extensions import db
from award.models import (
    AgendaItem,
    Attendance,
    Ballot,
    PaperCount,
    Seat,
    StoredFile,
    User,
    Vote,
    VoteMode,
    VoterRoll,
    WrittenOpinion,
)
from award.policies import Refusal
from award.services import auditing, quorums, rulebooks
from award.words import _N
from scoring import votes as core
from scoring.errors import ScoringError

CHOICES = ("yes", "no", "abstain")


def prepare(item: AgendaItem, question: str) -> Vote:
    """Put a question of the edition to a point of the agenda, in the session's mode."""
    vote = Vote(
        agenda_item_id=item.id,
        question=question,
        mode=item.meeting.mode,
        key=secrets.token_hex(32),
    )
    db.session.add(vote)
    db.session.flush()
    return vote


def receipt(vote: Vote, member: User) -> str:
    """HMAC(key of the vote, member): the voter can find the ballot, the two tables cannot."""
    return hmac.new(bytes.fromhex(vote.key), f"{member.id}".encode(), hashlib.sha256).hexdigest()


def cast(vote: Vote, choice: str, *, actor: User) -> str:
    """Cast or replace one's ballot while the vote is open; return its receipt.

    The vote's row is locked, so a ballot is either before the close or refused. The audit event
    says who voted, never what. Raises `Refusal` for an unknown choice or an absent member.
    """
    if choice not in CHOICES:
        raise Refusal(_N("Hãy chọn một phương án."))
    if not _is_present(vote, actor):
        raise Refusal(_N("Chỉ thành viên được ghi nhận có mặt mới bỏ phiếu."))
    db.session.refresh(vote, with_for_update=True)
    if vote.state != "open":
        raise Refusal(_N("Câu hỏi này đã kết thúc bỏ phiếu; phiếu của ông (bà) chưa được ghi."))
    mark = receipt(vote, actor)
    ballot = db.session.get(Ballot, mark)
    if ballot is None:
        db.session.add(Ballot(receipt=mark, vote_id=vote.id, choice=choice))
        db.session.add(VoterRoll(vote_id=vote.id, user_id=actor.id, voted_at=clock.now()))
    else:
        ballot.choice = choice
    db.session.flush()
    auditing.record("vote", vote, actor=actor)
    return mark


def _is_present(vote: Vote, actor: User) -> bool:
    present = (
        select(Attendance.id)
        .join(Seat)
        .where(
            Attendance.meeting_id == vote.agenda_item.meeting_id,
            Attendance.present,
            Seat.user_id == actor.id,
        )
    )
    return db.session.scalar(present) is not None


def voted(vote: Vote) -> int:
    """How many have voted; the only thing known while the vote is open."""
    query = select(func.count()).select_from(VoterRoll).where(VoterRoll.vote_id == vote.id)
    return db.session.scalar(query) or 0


def count(vote: Vote) -> dict[str, Any]:
    """Count a vote at its close: counts by choice, quorum, majority, whether it is carried."""
    if vote.mode is VoteMode.PAPER:
        paper = db.session.scalars(select(PaperCount).where(PaperCount.vote_id == vote.id)).one()
        choices = {"yes": paper.agree, "no": paper.disagree, "abstain": 0}
        cast_papers = paper.returned
    else:
        choices = _tally(vote)
        cast_papers = sum(choices.values())
    written = _written(vote)
    members = quorums.for_vote(vote)
    rule = rulebooks.of(vote.agenda_item.meeting.council.cycle).vote
    outcome = core.outcome(
        rule,
        seated=members.seated,
        recused=members.recused,
        voted=cast_papers + sum(written.values()),
        in_favour=choices["yes"] + written["yes"],
    )
    return {
        "mode": vote.mode.value,
        "seated": members.seated,
        "recused": members.recused,
        "entitled": outcome.entitled,
        "present": members.present,
        "voted": outcome.voted,
        "choices": choices,
        "written": written,
        "quorum": outcome.quorum,
        "quorum_met": outcome.quorum_met,
        "needed": outcome.needed,
        "carried": outcome.carried,
        "receipts": _receipts(vote),
    }


def _tally(vote: Vote) -> dict[str, int]:
    rows = db.session.execute(
        select(Ballot.choice, func.count()).where(Ballot.vote_id == vote.id).group_by(Ballot.choice)
    )
    found = {choice: number for choice, number in rows}
    return {choice: found.get(choice, 0) for choice in CHOICES}


def _written(vote: Vote) -> dict[str, int]:
    """Written opinions of absent members, only where the edition counts them."""
    none = dict.fromkeys(CHOICES, 0)
    if not rulebooks.of(vote.agenda_item.meeting.council.cycle).vote.written_opinions:
        return none
    rows = db.session.execute(
        select(WrittenOpinion.choice, func.count())
        .where(WrittenOpinion.vote_id == vote.id)
        .group_by(WrittenOpinion.choice)
    )
    return none | {choice: number for choice, number in rows}


def _receipts(vote: Vote) -> list[str]:
    """Receipts in their own order, which says nothing of the order of voting."""
    return list(
        db.session.scalars(
            select(Ballot.receipt).where(Ballot.vote_id == vote.id).order_by(Ballot.receipt)
        )
    )


def enter_paper(
    vote: Vote,
    *,
    issued: int,
    returned: int,
    valid: int,
    invalid: int,
    agree: int,
    disagree: int,
    scan: StoredFile,
    actor: User,
) -> PaperCount:
    """Enter or correct the counting board's figures; raises `Refusal` when sums do not agree."""
    paper = db.session.scalar(select(PaperCount).where(PaperCount.vote_id == vote.id))
    if paper is None:
        paper = PaperCount(vote_id=vote.id)
    paper.issued, paper.returned, paper.valid = issued, returned, valid
    paper.invalid, paper.agree, paper.disagree = invalid, agree, disagree
    paper.scan_id, paper.entered_by_id, paper.entered_at = scan.id, actor.id, clock.now()
    if why := paper_fault(vote, paper):
        raise why
    db.session.add(paper)
    db.session.flush()
    auditing.record("count_papers", vote, actor=actor, data={"scan": scan.sha256})
    return paper


def paper_fault(vote: Vote, paper: PaperCount) -> Refusal | None:
    """Which sum of a paper count does not agree, if any."""
    members = quorums.for_vote(vote)
    figures = core.PaperCount(
        issued=paper.issued,
        returned=paper.returned,
        valid=paper.valid,
        invalid=paper.invalid,
        choices={"yes": paper.agree, "no": paper.disagree},
    )
    try:
        core.check_paper(figures, entitled=members.seated - members.recused)
    except ScoringError as error:
        return Refusal(str(error), rule="R26")
    return None
