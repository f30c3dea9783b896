"""Papers of a council: invitation, minutes of a session, counting minutes, proposal list."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import (
    VOTING_SEATS,
    AgendaItem,
    Council,
    CountingBoardMember,
    Delegation,
    Dossier,
    Meeting,
    PaperCount,
    Seat,
    SeatRole,
    Shortlist,
    User,
    Vote,
    VoteMode,
    WrittenOpinion,
)
from award.services import ballots, paper_parts, quorums, rulebooks, scoresheets
from award.services.paper_parts import SEAT_TITLES, Paper
from award.words import _N
from scoring.aggregate import points_text
from scoring.rulebook import Rulebook

MODES = {
    VoteMode.ELECTRONIC: _N("bỏ phiếu kín trên hệ thống"),
    VoteMode.PAPER: _N("bỏ phiếu kín bằng phiếu giấy"),
}


def _session(kind: str, meeting: Meeting) -> dict[str, Any]:
    """What every paper of a session begins with."""
    return paper_parts.common(kind, meeting.council.cycle) | {
        "council": meeting.council.name,
        "session": meeting.session,
        "meeting": meeting.title,
        "place": meeting.place,
        "online": meeting.online,
        "mode": MODES[meeting.mode],
        "starts_at": meeting.starts_at.isoformat(),
        "opened_at": paper_parts.text(meeting.opened_at),
        "closed_at": paper_parts.text(meeting.closed_at),
    }


def invitation(
    meeting: Meeting, *, actor: User, recipients: Sequence[str] = (), note: str = "", **_: Any
) -> Paper:
    """Giấy mời họp to the members of the council, and to `recipients` beside them."""
    council = meeting.council
    data = _session("invitation", meeting)
    secretary = paper_parts.secretary_of(council)
    data |= {
        "head": paper_parts.council_head(council, "GM", clock.today_local()),
        "invited": [_seat(seat) for seat in _by_rank(council)],
        "guests": list(recipients),
        "note": note,
        "agenda": [_point_title(item) for item in meeting.agenda],
        "contact": _contact(secretary.user) if secretary else None,
        "signer": paper_parts.chair_signer(council, None),
    }
    title = _N("{kind} – {council}, phiên {session}")
    return Paper(
        title.format(kind=data["kind_title"], council=council.name, session=meeting.session), data
    )


def _contact(person: User) -> dict[str, str]:
    return {"name": person.full_name, "phone": person.phone, "email": person.email}


def _by_rank(council: Council) -> list[Seat]:
    """The seats held now: chair, vice-chair, members, secretary."""
    order = list(SeatRole)
    held = [seat for seat in council.seats if seat.ended_at is None]
    return sorted(held, key=lambda seat: (order.index(seat.role), seat.user.sort_key, seat.id))


def _seat(seat: Seat) -> dict[str, Any]:
    return {
        "name": seat.user.full_name,
        "title": SEAT_TITLES[seat.role],
        "position": seat.user.position,
        "representing": seat.representing,
    }


def _point_title(item: AgendaItem) -> dict[str, Any]:
    return {
        "title": item.title,
        "entrant": paper_parts.entrant(item.dossier) if item.dossier else None,
    }


def session_minutes(meeting: Meeting, *, actor: User, **_: Any) -> Paper:
    """Biên bản họp hội đồng: who was there, what was said, how the votes came out (domain §3.4)."""
    council = meeting.council
    book = rulebooks.of(council.cycle)
    data = _session("session_minutes", meeting)
    secretary = paper_parts.secretary_of(council)
    data |= {
        "head": _minutes_head(meeting),
        "founded_by": _founding(council),
        "present": [row for row in _attendance(meeting) if row["present"]],
        "absent": [row for row in _attendance(meeting) if not row["present"]],
        "seated": len(quorums.voting_seats(council)),
        "delegation": _delegation(meeting),
        "presided_by": meeting.presided_by.full_name if meeting.presided_by else "",
        "secretary": secretary.user.full_name if secretary else "",
        "points": [_point(item, book) for item in meeting.agenda],
        "opinions": meeting.opinions,
        "conclusion": meeting.conclusion,
        "provisional": paper_parts.vote_notes(book),
        "signers": [
            paper_parts.signer(_N("Thư ký"), secretary.user.full_name if secretary else ""),
            paper_parts.chair_signer(council, meeting.presided_by),
        ],
    }
    title = _N("{kind} – {council}, phiên {session}")
    return Paper(
        title.format(kind=data["kind_title"], council=council.name, session=meeting.session), data
    )


def _minutes_head(meeting: Meeting) -> dict[str, Any]:
    """The head of minutes bears the day of the session itself, which may be later than planned."""
    held_at = meeting.opened_at or meeting.starts_at
    return paper_parts.council_head(
        meeting.council, "BB", clock.today_local(), day=clock.local(held_at).date()
    )


def _founding(council: Council) -> dict[str, Any]:
    return {
        "authority": council.decision_authority,
        "number": council.decision_number,
        "date": paper_parts.text(council.decision_date),
    }


def _attendance(meeting: Meeting) -> list[dict[str, Any]]:
    """Every seat with whether it was filled; a seat nobody marked was empty."""
    marks = {row.seat_id: row for row in meeting.attendance}
    return [
        _seat(seat)
        | {
            "present": seat.id in marks and marks[seat.id].present,
            "note": marks[seat.id].note if seat.id in marks else "",
            "votes": seat.role in VOTING_SEATS,
        }
        for seat in _by_rank(meeting.council)
    ]


def _delegation(meeting: Meeting) -> dict[str, Any] | None:
    found = db.session.scalar(select(Delegation).where(Delegation.meeting_id == meeting.id))
    if found is None:
        return None
    return {
        "from": db.session.get_one(User, found.from_user_id).full_name,
        "to": db.session.get_one(User, found.to_user_id).full_name,
        "reason": found.reason,
        "at": found.recorded_at.isoformat(),
    }


def _point(item: AgendaItem, book: Rulebook) -> dict[str, Any]:
    """A point of the agenda with who stood aside, the discussion, the votes, the conclusion."""
    recused = quorums.recused_ids(item.dossier)
    return _point_title(item) | {
        "recused": [
            seat.user.full_name
            for seat in quorums.voting_seats(item.meeting.council)
            if seat.user_id in recused
        ],
        "discussion": item.discussion,
        "conclusion": item.conclusion,
        "votes": [_vote(vote, book) for vote in item.votes if vote.result is not None],
    }


def _vote(vote: Vote, book: Rulebook) -> dict[str, Any]:
    """A closed vote in words and counts; counts of very few ballots would tell who voted what."""
    result = vote.result or {}
    question = book.question(vote.question)
    words = dict(ballots.answers(book, question))
    few = vote.mode is VoteMode.ELECTRONIC and result["voted"] < ballots.FEWEST_SHOWN
    return {
        "question": question.text,
        "mode": vote.mode.value,
        "mode_title": MODES[vote.mode],
        "closed_at": paper_parts.text(vote.closed_at),
        "kind": question.kind,
        "few": few,
        "choices": [] if few else [[words[choice], _counted(result)[choice]] for choice in words],
        "tier": paper_parts.tier_title(book, result["tier"]) if result.get("tier") else "",
        "receipts": result["receipts"],
        **{
            key: result[key]
            for key in (
                "seated", "recused", "entitled", "present", "voted", "quorum", "quorum_met",
                "needed", "carried",
            )
        },
    }  # fmt: skip


def _counted(result: dict[str, Any]) -> dict[str, int]:
    """Ballots and written opinions together, by choice."""
    return {
        choice: count + result["written"][choice] for choice, count in result["choices"].items()
    }


def counting_minutes(meeting: Meeting, *, actor: User, **_: Any) -> Paper:
    """Biên bản kiểm phiếu: the board, the figures of every question, receipts where electronic."""
    council = meeting.council
    book = rulebooks.of(council.cycle)
    board = db.session.scalars(
        select(CountingBoardMember)
        .where(CountingBoardMember.meeting_id == meeting.id)
        .order_by(CountingBoardMember.head.desc(), CountingBoardMember.id)
    ).all()
    data = _session("counting_minutes", meeting)
    data |= {
        "head": _minutes_head(meeting),
        "board": [{"name": one.user.full_name, "head": one.head} for one in board],
        "paper": meeting.mode is VoteMode.PAPER,
        "seated": len(quorums.voting_seats(council)),
        "present": sum(row["present"] and row["votes"] for row in _attendance(meeting)),
        "counts": [
            {
                "title": item.title,
                "entrant": paper_parts.entrant(item.dossier) if item.dossier else None,
                "votes": [
                    _vote(vote, book) | {"paper": _paper_figures(vote), "written": _written(vote)}
                    for vote in item.votes
                    if vote.result is not None
                ],
            }
            for item in meeting.agenda
            if any(vote.result is not None for vote in item.votes)
        ],
        "provisional": paper_parts.vote_notes(book),
        "signers": _counting_signers(meeting, board),
    }
    title = _N("{kind} – {council}, phiên {session}")
    return Paper(
        title.format(kind=data["kind_title"], council=council.name, session=meeting.session), data
    )


def _paper_figures(vote: Vote) -> dict[str, int] | None:
    found = db.session.scalar(select(PaperCount).where(PaperCount.vote_id == vote.id))
    if found is None:
        return None
    names = ("issued", "returned", "valid", "invalid", "agree", "disagree")
    return {name: getattr(found, name) for name in names}


def _written(vote: Vote) -> int:
    """How many opinions came in writing; they are counted apart and only if the rules allow."""
    rows = db.session.scalars(
        select(WrittenOpinion.id).where(WrittenOpinion.vote_id == vote.id)
    ).all()
    return len(rows)


def _counting_signers(
    meeting: Meeting, board: Sequence[CountingBoardMember]
) -> list[dict[str, Any]]:
    """The board signs what it counted; what the system counted, the secretary and the chair."""
    if board:
        return [
            paper_parts.signer(
                _N("Trưởng ban kiểm phiếu") if one.head else _N("Ủy viên"), one.user.full_name
            )
            for one in sorted(board, key=lambda one: one.head)
        ]
    secretary = paper_parts.secretary_of(meeting.council)
    return [
        paper_parts.signer(_N("Thư ký"), secretary.user.full_name if secretary else ""),
        paper_parts.chair_signer(meeting.council, meeting.presided_by),
    ]


def shortlist(found: Shortlist, *, actor: User, **_: Any) -> Paper:
    """Danh sách đề nghị: entrants with total, vote and the tier the council proposes."""
    council = found.council
    book = rulebooks.of(council.cycle)
    approved_on = clock.local(found.approved_at).date()
    data = paper_parts.common("shortlist", council.cycle)
    names = paper_parts.entrants([entry.dossier for entry in found.entries])
    data |= {
        "head": paper_parts.council_head(council, "DS", approved_on),
        "council": council.name,
        "approved_at": found.approved_at.isoformat(),
        "addressee": _addressee(council, approved_on),
        "entries": [
            names[entry.dossier_id]
            | {
                "total": _total(entry.dossier),
                "vote": _votes_for(entry.dossier, council),
                "tier": paper_parts.tier_title(book, entry.tier),
                "tier_code": entry.tier,
            }
            for entry in found.entries
        ],
        "tiers": [
            {
                "title": tier.title,
                "count": sum(entry.tier == tier.code for entry in found.entries),
            }
            for tier in sorted(book.tiers, key=lambda tier: -tier.threshold)
        ],
        "provisional": [*paper_parts.scoring_notes(book), *paper_parts.vote_notes(book)],
        "signer": paper_parts.chair_signer(council, db.session.get(User, found.approved_by_id)),
    }
    return Paper(f"{data['kind_title']} – {council.name}", data)


def _addressee(council: Council, on: Any) -> str:
    body = paper_parts.standing_body(on)
    return body.name if body else paper_parts.STANDING_BODY


def _total(dossier: Dossier) -> str | None:
    sheet = scoresheets.counting(dossier)
    return None if sheet is None else points_text(sheet.total)


def _votes_for(dossier: Dossier, council: Council) -> dict[str, int] | None:
    """`yes` of `entitled` in the council's newest vote on the first question of the edition."""
    first = rulebooks.of(dossier.cycle).questions[0].code
    vote = db.session.scalar(
        select(Vote)
        .join(AgendaItem)
        .join(Meeting)
        .where(
            AgendaItem.dossier_id == dossier.id,
            Meeting.council_id == council.id,
            Vote.question == first,
            Vote.result.is_not(None),
        )
        .order_by(Vote.closed_at.desc(), Vote.id.desc())
        .limit(1)
    )
    if vote is None or vote.result is None or vote.result["voted"] < ballots.FEWEST_SHOWN:
        return None
    return {
        "yes": _counted(vote.result)["yes"],
        "entitled": vote.result["entitled"],
    }
