"""Votes: cast one that nobody can trace, count them at the close, check paper figures."""

import hashlib
import hmac
import secrets
from typing import Any

from sqlalchemy import func, select

from award import clock
from award.extensions import db
from award.models import (
    VOTING_SEATS,
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
    VoteState,
    WrittenOpinion,
)
from award.policies import Refusal
from award.services import auditing, quorums, rulebooks
from award.services.locking import lock
from award.words import _N
from scoring import votes as core
from scoring.clauses import Question
from scoring.errors import ScoringError
from scoring.rulebook import Rulebook

CHOICES = ("yes", "no", "abstain")
FEWEST_SHOWN = 3  # ballots; the counts of fewer would tell who voted what (reliability.md §1.3)


def answers(book: Rulebook, question: Question) -> tuple[tuple[str, str], ...]:
    """The choices of a question with their words; of a tier question `yes` is the highest tier."""
    if question.kind == "tier":
        lowest, highest = _tiers(book)
        yes, no = book.tier(highest).title, book.tier(lowest).title
    else:
        yes, no = question.yes or _N("Đồng ý"), question.no or _N("Không đồng ý")
    return (("yes", yes), ("no", no), ("abstain", _N("Phiếu trắng (không có ý kiến)")))


def _tiers(book: Rulebook) -> tuple[str, str]:
    """The lowest and the highest tier of an edition."""
    ordered = sorted(book.tiers, key=lambda tier: tier.threshold)
    return ordered[0].code, ordered[-1].code


def prepare(item: AgendaItem, question: str) -> Vote:
    """Put a question of the edition to a point of the agenda, in the session's mode."""
    vote = Vote(
        agenda_item=item,
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
    says who voted, never what. Raises `Refusal` for an unknown choice, an absent or a recused
    member.
    """
    if choice not in CHOICES:
        raise Refusal(_N("Hãy chọn một phương án."))
    if actor.id in quorums.recused_ids(vote.agenda_item.dossier):
        raise Refusal(_N("Ông (bà) không tham gia về hồ sơ này nên không bỏ phiếu."), rule="R24")
    if not _is_present(vote, actor):
        raise Refusal(_N("Chỉ thành viên được ghi nhận có mặt mới bỏ phiếu."))
    _hold_open(vote, _N("Câu hỏi này đã kết thúc bỏ phiếu; phiếu của ông (bà) chưa được ghi."))
    mark = receipt(vote, actor)
    ballot = db.session.get(Ballot, mark, populate_existing=True)
    if ballot is None:
        db.session.add(Ballot(receipt=mark, vote_id=vote.id, choice=choice))
        db.session.add(VoterRoll(vote_id=vote.id, user_id=actor.id, voted_at=clock.now()))
    elif not _rule(vote).replaceable_while_open:
        raise Refusal(_N("Ông (bà) đã bỏ phiếu; phiếu không đổi được."))
    else:
        ballot.choice = choice
    db.session.flush()
    auditing.record("vote", vote, actor=actor)
    return mark


def _rule(vote: Vote) -> core.VoteRule:
    return rulebooks.of(vote.agenda_item.meeting.council.cycle).vote


def _hold_open(vote: Vote, sentence: str) -> None:
    """Lock the vote until the end of the transaction; refuse once it is no longer open."""
    lock(vote)
    if vote.state is not VoteState.OPEN:
        raise Refusal(sentence)


def _is_present(vote: Vote, actor: User) -> bool:
    present = (
        select(Attendance.id)
        .join(Seat)
        .where(
            Attendance.meeting_id == vote.agenda_item.meeting_id,
            Attendance.present,
            Seat.user_id == actor.id,
            Seat.role.in_(VOTING_SEATS),
            Seat.ended_at.is_(None),
        )
    )
    return db.session.scalar(present) is not None


def has_voted(vote: Vote, member: User) -> bool:
    """Whether the member's own ballot is in; never what it says."""
    mine = select(VoterRoll.id).where(VoterRoll.vote_id == vote.id, VoterRoll.user_id == member.id)
    return db.session.scalar(mine) is not None


def voted(vote: Vote) -> int:
    """How many have voted; the only thing known while the vote is open."""
    query = select(func.count()).select_from(VoterRoll).where(VoterRoll.vote_id == vote.id)
    return db.session.scalar(query) or 0


def count(vote: Vote) -> dict[str, Any]:
    """Count a vote at its close: counts by choice, quorum, majority, whether it is carried.

    Only ballots of members who may vote on the dossier at this moment are counted, so that a
    conflict declared after voting takes the ballot out of the count as well as out of the base.
    """
    if vote.mode is VoteMode.PAPER:
        paper = db.session.scalars(select(PaperCount).where(PaperCount.vote_id == vote.id)).one()
        choices = {"yes": paper.agree, "no": paper.disagree, "abstain": 0}
        cast_papers = paper.returned
    else:
        choices = _tally(vote)
        cast_papers = sum(choices.values())
    written = _written(vote)
    members = quorums.for_vote(vote)
    outcome = core.outcome(
        _rule(vote),
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
        "tier": _tier(vote, outcome, choices["no"] + written["no"]),
        "receipts": _receipts(vote),
    }


def _tier(vote: Vote, outcome: core.Outcome, for_lowest: int) -> str | None:
    """The tier that a tier question came to; None for every other question."""
    item = vote.agenda_item
    book = rulebooks.of(item.meeting.council.cycle)
    if book.question(vote.question).kind != "tier":
        return None
    lowest, highest = _tiers(book)
    return core.tier_carried(
        book.vote,
        entitled=outcome.entitled,
        votes={highest: outcome.in_favour, lowest: for_lowest},
        tiers=(lowest, highest),
    )


def _valid_receipts(vote: Vote) -> list[str]:
    """The receipts that members who may vote on the dossier would have."""
    recused = quorums.recused_ids(vote.agenda_item.dossier)
    seats = quorums.voting_seats(vote.agenda_item.meeting.council)
    return [receipt(vote, seat.user) for seat in seats if seat.user_id not in recused]


def _tally(vote: Vote) -> dict[str, int]:
    rows = db.session.execute(
        select(Ballot.choice, func.count())
        .where(Ballot.vote_id == vote.id, Ballot.receipt.in_(_valid_receipts(vote)))
        .group_by(Ballot.choice)
    )
    found = {choice: number for choice, number in rows}
    return {choice: found.get(choice, 0) for choice in CHOICES}


def _written(vote: Vote) -> dict[str, int]:
    """Written opinions of absent members, only where the edition counts them."""
    none = dict.fromkeys(CHOICES, 0)
    if not _rule(vote).written_opinions:
        return none
    recused = quorums.recused_ids(vote.agenda_item.dossier)
    rows = db.session.execute(
        select(WrittenOpinion.choice, func.count())
        .join(Seat, Seat.id == WrittenOpinion.seat_id)
        .where(WrittenOpinion.vote_id == vote.id, Seat.user_id.not_in(recused))
        .group_by(WrittenOpinion.choice)
    )
    return none | {choice: number for choice, number in rows}


def _receipts(vote: Vote) -> list[str]:
    """Receipts in their own order, which says nothing of the order of voting."""
    return list(
        db.session.scalars(
            select(Ballot.receipt)
            .where(Ballot.vote_id == vote.id, Ballot.receipt.in_(_valid_receipts(vote)))
            .order_by(Ballot.receipt)
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
    """Enter or correct the counting board's figures; raises `Refusal` when sums do not agree.

    The vote's row is locked, so figures are either in before the close or refused.
    """
    _hold_open(vote, _N("Câu hỏi này đã kết thúc bỏ phiếu; số liệu chưa được ghi."))
    figures = {
        "issued": issued, "returned": returned, "valid": valid, "invalid": invalid,
        "agree": agree, "disagree": disagree,
    }  # fmt: skip
    if why := sums_fault(vote, **figures):
        raise why
    paper = db.session.scalar(select(PaperCount).where(PaperCount.vote_id == vote.id))
    if paper is None:
        paper = PaperCount(vote_id=vote.id)
    paper.issued, paper.returned, paper.valid = issued, returned, valid
    paper.invalid, paper.agree, paper.disagree = invalid, agree, disagree
    paper.scan_id, paper.entered_by_id, paper.entered_at = scan.id, actor.id, clock.now()
    db.session.add(paper)
    db.session.flush()
    auditing.record("count_papers", vote, actor=actor, data={"scan": scan.sha256})
    return paper


def paper_count(vote: Vote) -> PaperCount | None:
    """What the counting board has entered for a vote, if anything."""
    return db.session.scalar(select(PaperCount).where(PaperCount.vote_id == vote.id))


def paper_fault(vote: Vote, paper: PaperCount) -> Refusal | None:
    """Which sum of a paper count does not agree, if any."""
    return sums_fault(
        vote,
        issued=paper.issued,
        returned=paper.returned,
        valid=paper.valid,
        invalid=paper.invalid,
        agree=paper.agree,
        disagree=paper.disagree,
    )


def sums_fault(
    vote: Vote,
    *,
    issued: int,
    returned: int,
    valid: int,
    invalid: int,
    agree: int,
    disagree: int,
) -> Refusal | None:
    """Which sum of these figures does not agree, if any; told with rule R26."""
    members = quorums.for_vote(vote)
    count = core.PaperCount(
        issued=issued,
        returned=returned,
        valid=valid,
        invalid=invalid,
        choices={"yes": agree, "no": disagree},
    )
    try:
        core.check_paper(count, entitled=members.seated - members.recused)
    except ScoringError as error:
        return Refusal(str(error), rule="R26")
    return None


def record_opinion(
    vote: Vote, seat: Seat, choice: str, *, scan: StoredFile, actor: User
) -> WrittenOpinion:
    """Record an absent member's written opinion while the vote is open; counted apart.

    Raises `Refusal` where the edition does not allow it, and for a member who is present,
    recused, or has already given one.
    """
    if not _rule(vote).written_opinions:
        raise Refusal(_N("Quy định của năm giải thưởng không lấy ý kiến bằng văn bản."))
    if choice not in CHOICES:
        raise Refusal(_N("Hãy chọn một phương án."))
    _hold_open(vote, _N("Câu hỏi này đã kết thúc bỏ phiếu; ý kiến chưa được ghi."))
    if seat.id not in {absent.id for absent in absent_seats(vote)}:
        raise Refusal(
            _N("Chỉ ghi ý kiến bằng văn bản của thành viên vắng mặt, chưa có ý kiến."), at="seat"
        )
    opinion = WrittenOpinion(
        vote_id=vote.id,
        seat_id=seat.id,
        choice=choice,
        scan_id=scan.id,
        recorded_by_id=actor.id,
        recorded_at=clock.now(),
    )
    db.session.add(opinion)
    db.session.flush()
    auditing.record("record_opinion", vote, actor=actor, data={"scan": scan.sha256})
    return opinion


def absent_seats(vote: Vote) -> list[Seat]:
    """Members who may vote on the dossier, are not marked present and gave no written opinion."""
    item = vote.agenda_item
    recused = quorums.recused_ids(item.dossier)
    present = select(Attendance.seat_id).where(
        Attendance.meeting_id == item.meeting_id, Attendance.present
    )
    given = select(WrittenOpinion.seat_id).where(WrittenOpinion.vote_id == vote.id)
    out = set(db.session.scalars(present.union(given)))
    return [
        seat
        for seat in quorums.voting_seats(item.meeting.council)
        if seat.id not in out and seat.user_id not in recused
    ]
