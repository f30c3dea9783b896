"""What a council does with dossiers: sessions, votes, its list, the hand-over."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import select

from award import clock, workflow
from award.demo import founding
from award.demo.authors import PLAIN, Author
from award.demo.who import chair_of, secretary_of, voters_of
from award.extensions import db
from award.models import (
    AwardCycle,
    Council,
    CouncilLevel,
    Dossier,
    HandOver,
    Meeting,
    MeetingState,
    Shortlist,
    ShortlistEntry,
    User,
    Vote,
    VoteMode,
)
from award.services import (
    agendas,
    ballots,
    conflicts,
    issuing,
    meetings,
    quorums,
    rulebooks,
    shortlisting,
)
from award.workflow import council_acts

Step = Callable[..., None]


def receiving_council(cycle: AwardCycle) -> Council:
    """A council that takes dossiers in: a provincial one in 2020, the national one in 2026."""
    levels = [rule.level for rule in rulebooks.of(cycle).councils]
    if "provincial" not in levels:
        return founding.the_national_council(cycle)
    found = db.session.scalar(
        select(Council)
        .where(Council.cycle_id == cycle.id, Council.level == CouncilLevel.PROVINCIAL)
        .order_by(Council.id)
        .limit(1)
    )
    return found or founding.make_council(cycle=cycle)


def make_meeting(
    council: Council,
    dossiers: Sequence[Dossier] = (),
    *,
    stage: str = "council",
    mode: VoteMode = VoteMode.ELECTRONIC,
    absent: int = 0,
    **entries: Any,
) -> Meeting:
    """A planned session with the dossiers on its agenda; all but the last `absent` are present."""
    secretary, session = secretary_of(council), meetings.next_number(council)
    given: dict[str, Any] = {
        "title": f"Phiên họp Mẫu {session}",
        "place": "Phòng họp Mẫu",
        "online": False,
        "starts_at": clock.now(),
    } | entries
    meeting = meetings.plan(
        council, session=session, stage=stage, mode=mode, actor=secretary, **given
    )
    for dossier in dossiers:
        agendas.add_dossier(meeting, dossier, vote=False, actor=secretary)
    seats = quorums.voting_seats(council)
    marks = {seat.id: (place < len(seats) - absent, "") for place, seat in enumerate(seats)}
    meetings.mark_attendance(meeting, marks, actor=secretary)
    if mode is VoteMode.PAPER:
        head, *members = (founding.make_user() for _ in range(3))
        meetings.set_counting_board(meeting, head, members, actor=secretary)
    db.session.expire(meeting)
    return meeting


def open_meeting(council: Council, dossiers: Sequence[Dossier] = (), **named: Any) -> Meeting:
    """A session that its chair has opened; every voter has signed the undertaking."""
    meeting = make_meeting(council, dossiers, **named)
    begin(meeting)
    return meeting


def begin(meeting: Meeting) -> None:
    """Every voter signs the undertaking, declares to be free where that is so; the chair opens."""
    council = meeting.council
    for voter in voters_of(council):
        founding.undertake(voter, council.cycle)
        declare_free(meeting, voter)
    workflow.perform("open", meeting, actor=chair_of(council))


def declare_free(meeting: Meeting, voter: User) -> None:
    """A member says of every dossier of the session that there is no conflict."""
    for dossier in conflicts.on_agenda(meeting, voter):
        conflicts.clear(dossier, actor=voter)


def open_vote(meeting: Meeting, dossier: Dossier, question: str) -> Vote:
    """A question on a dossier of the agenda, open for voting."""
    item = next(one for one in meeting.agenda if one.dossier_id == dossier.id)
    asked = [vote for vote in item.votes if vote.question == question]
    vote = asked[0] if asked else ballots.prepare(item, question)
    workflow.perform("open", vote, actor=chair_of(meeting.council))
    return vote


def vote_on(
    meeting: Meeting,
    dossier: Dossier,
    question: str,
    *,
    carried: bool = True,
    against: int = 0,
    author: Author = PLAIN,
) -> Vote:
    """Everybody entitled votes, `against` of them the other way, and the vote is closed."""
    vote = open_vote(meeting, dossier, question)
    recused = quorums.recused_ids(dossier)
    absent = {row.seat.user_id for row in meeting.attendance if not row.present}
    voters = [
        one for one in voters_of(meeting.council) if one.id not in recused and one.id not in absent
    ]
    yes = len(voters) - against if carried else against
    if vote.mode is VoteMode.PAPER:
        _count_papers(vote, len(voters), yes, author)
    else:
        for place, voter in enumerate(voters):
            ballots.cast(vote, "yes" if place < yes else "no", actor=voter)
    workflow.perform("close", vote, actor=chair_of(meeting.council))
    return vote


def _count_papers(vote: Vote, voters: int, yes: int, author: Author) -> None:
    """The head of the counting board enters the figures of the papers and their scan."""
    meeting = vote.agenda_item.meeting
    head = meetings.counting_board(meeting)[0].user
    ballots.enter_paper(
        vote,
        issued=voters,
        returned=voters,
        valid=voters,
        invalid=0,
        agree=yes,
        disagree=voters - yes,
        scan=author.scan("biên bản kiểm phiếu.pdf", head),
        actor=head,
    )


def end(meeting: Meeting, author: Author | None = None) -> None:
    """The chair closes; where an author tells, the minutes are written first and signed later."""
    council = meeting.council
    if author is not None:
        for item in meeting.agenda:
            discussion, conclusion = author.discussion(item.dossier)
            meetings.write_point(
                item, discussion=discussion, conclusion=conclusion, actor=secretary_of(council)
            )
        meetings.write_minutes(meeting, **author.minutes(), actor=secretary_of(council))
    workflow.perform("close", meeting, actor=chair_of(council))


def sign_minutes(meeting: Meeting, author: Author = PLAIN) -> None:
    """The signed minutes are attached and the session is closed for good."""
    chair = chair_of(meeting.council)
    for document in issuing.of_subject(meeting, "session_minutes", "counting_minutes"):
        if document.state == "rendering":
            author.render(document)
        file = author.scan(f"bản ký {document.kind}.pdf", chair)
        workflow.perform(
            "attach_signed", document, actor=chair, file=file, **author.signed(document)
        )
    if meeting.state is MeetingState.CLOSED:
        workflow.perform("sign", meeting, actor=chair)


def hold_session(dossier: Dossier, question: str, *, carried: bool = True) -> Meeting:
    """A whole session of the council in charge on one dossier and one question."""
    book = rulebooks.of(dossier.cycle)
    stage = book.question(question).stage
    meeting = open_meeting(dossier.council, [dossier], stage=stage)
    vote_on(meeting, dossier, question, carried=carried)
    end(meeting)
    return meeting


def make_shortlist(council: Council, dossiers: Sequence[Dossier], tier: str = "award") -> Shortlist:
    """The row of a proposal list with every dossier for one tier, whatever was voted."""
    shortlist = Shortlist(
        council=council, approved_at=clock.now(), approved_by_id=chair_of(council).id
    )
    for dossier in dossiers:
        shortlist.entries.append(ShortlistEntry(dossier=dossier, tier=tier))
    db.session.add(shortlist)
    db.session.flush()
    return shortlist


def approve(council: Council, tiers: Mapping[int, str] | None = None) -> Shortlist | None:
    """The chair approves what the council voted for; None where it proposes nobody."""
    chair = chair_of(council)
    if tiers is None:
        rows = shortlisting.proposals(council, actor=chair)
        tiers = {row.dossier.id: row.tier for row in rows if not row.why_not and row.tier}
    if not tiers:
        council_acts.close_without_list(council, actor=chair)
        return None
    return council_acts.approve_list(council, tiers, actor=chair)


def send_hand_over(shortlist: Shortlist, letter_number: str = "15/CV-MAU") -> HandOver:
    """The hand-over of a list to the national council, sent and not yet answered."""
    founding.the_national_council(shortlist.council.cycle)
    return council_acts.hand_over(
        shortlist, letter_number=letter_number, actor=secretary_of(shortlist.council)
    )


def list_of(dossier: Dossier) -> Shortlist:
    """The proposal list that names the dossier."""
    return db.session.scalars(
        select(Shortlist)
        .join(ShortlistEntry, ShortlistEntry.shortlist_id == Shortlist.id)
        .where(ShortlistEntry.dossier_id == dossier.id)
    ).one()


def receive_list(shortlist: Shortlist) -> None:
    """The national secretary checks the hashes of the newest package and takes the dossiers in."""
    sent = select(HandOver).where(HandOver.shortlist_id == shortlist.id)
    hand_over = db.session.scalars(sent.order_by(HandOver.id.desc()).limit(1)).one()
    council_acts.receive(hand_over, actor=secretary_of(hand_over.to_council))


def _shortlist(dossier: Dossier, **_: Any) -> None:
    hold_session(dossier, "propose")
    approve(dossier.council)


def _hand_over(dossier: Dossier, **_: Any) -> None:
    send_hand_over(list_of(dossier))


def _receive(dossier: Dossier, **_: Any) -> None:
    receive_list(list_of(dossier))


COUNCIL_STEPS: tuple[tuple[str, Step], ...] = (
    ("shortlisted", _shortlist),
    ("handed_over", _hand_over),
    ("national_review", _receive),
)
