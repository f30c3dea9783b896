"""What councils, provinces and the deciding authority do to a dossier, up to its award."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any

from sqlalchemy import func, select

from award import clock, workflow
from award.extensions import db
from award.models import (
    AgendaItem,
    Attendance,
    Award,
    AwardCycle,
    AwardDecision,
    AwardSubmission,
    Consultation,
    ConsultationEntry,
    Council,
    CouncilLevel,
    CountingBoardMember,
    Dossier,
    HandOver,
    Meeting,
    Reply,
    Revocation,
    Shortlist,
    ShortlistEntry,
    SubmissionEntry,
    Vote,
    VoteMode,
)
from award.services import ballots, handing_over, quorums, rulebooks
from tests import founding
from tests.who import chair_of, secretary_of, voters_of

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
) -> Meeting:
    """A planned session with the dossiers on its agenda; all but the last `absent` are present."""
    last = db.session.scalar(
        select(func.max(Meeting.session)).where(Meeting.council_id == council.id)
    )
    meeting = Meeting(
        council=council,
        stage=stage,
        session=(last or 0) + 1,
        title=f"Phiên họp Mẫu {(last or 0) + 1}",
        place="Phòng họp Mẫu",
        mode=mode,
        starts_at=clock.now(),
    )
    db.session.add(meeting)
    db.session.flush()
    for position, dossier in enumerate(dossiers, 1):
        title = f"Hồ sơ {dossier.number}"
        meeting.agenda.append(AgendaItem(position=position, title=title, dossier=dossier))
    seats = quorums.voting_seats(council)
    for place, seat in enumerate(seats):
        meeting.attendance.append(Attendance(seat_id=seat.id, present=place < len(seats) - absent))
    if mode is VoteMode.PAPER:
        for place in range(3):
            db.session.add(
                CountingBoardMember(
                    meeting_id=meeting.id, user=founding.make_user(), head=place == 0
                )
            )
    db.session.flush()
    return meeting


def open_meeting(council: Council, dossiers: Sequence[Dossier] = (), **named: Any) -> Meeting:
    """A session that its chair has opened; every voter has signed the undertaking."""
    for voter in voters_of(council):
        founding.undertake(voter, council.cycle)
    meeting = make_meeting(council, dossiers, **named)
    workflow.perform("open", meeting, actor=chair_of(council))
    return meeting


def open_vote(meeting: Meeting, dossier: Dossier, question: str) -> Vote:
    """A question on a dossier of the agenda, open for voting."""
    item = next(one for one in meeting.agenda if one.dossier_id == dossier.id)
    vote = ballots.prepare(item, question)
    workflow.perform("open", vote, actor=chair_of(meeting.council))
    return vote


def vote_on(meeting: Meeting, dossier: Dossier, question: str, *, carried: bool = True) -> Vote:
    """Everybody entitled votes the same way, and the vote is closed."""
    vote = open_vote(meeting, dossier, question)
    recused = quorums.recused_ids(dossier)
    for voter in voters_of(meeting.council):
        if voter.id not in recused:
            ballots.cast(vote, "yes" if carried else "no", actor=voter)
    workflow.perform("close", vote, actor=chair_of(meeting.council))
    return vote


def hold_session(dossier: Dossier, question: str, *, carried: bool = True) -> Meeting:
    """A whole session of the council in charge on one dossier and one question."""
    book = rulebooks.of(dossier.cycle)
    stage = book.question(question).stage
    meeting = open_meeting(dossier.council, [dossier], stage=stage)
    vote_on(meeting, dossier, question, carried=carried)
    workflow.perform("close", meeting, actor=chair_of(dossier.council))
    return meeting


def make_shortlist(council: Council, dossiers: Sequence[Dossier], tier: str = "award") -> Shortlist:
    """The proposal list of a council with every dossier proposed for one tier."""
    shortlist = Shortlist(
        council=council, approved_at=clock.now(), approved_by_id=chair_of(council).id
    )
    for dossier in dossiers:
        shortlist.entries.append(ShortlistEntry(dossier=dossier, tier=tier))
    db.session.add(shortlist)
    db.session.flush()
    return shortlist


def send_hand_over(shortlist: Shortlist) -> HandOver:
    """The hand-over of a list to the national council, sent and not yet answered."""
    secretary = secretary_of(shortlist.council)
    founding.the_national_council(shortlist.council.cycle)
    hand_over = handing_over.send(shortlist, letter_number="15/CV-MAU", actor=secretary)
    for entry in shortlist.entries:
        workflow.perform("hand_over", entry.dossier, actor=secretary)
    return hand_over


def lowest_tier(dossier: Dossier) -> str:
    """The edition's tier with the lowest threshold."""
    return min(rulebooks.of(dossier.cycle).tiers, key=lambda tier: tier.threshold).code


def send_letter(dossiers: Sequence[Dossier], *, province_code: str = "01") -> Consultation:
    """A consultation letter to a province, sent with its number."""
    today = clock.today_local()
    letter = Consultation(
        cycle=dossiers[0].cycle,
        province_code=province_code,
        number="20/CV-MAU",
        sent_on=today,
        due_on=today + timedelta(days=21),
        created_at=clock.now(),
        created_by_id=founding.standing_body().id,
    )
    for dossier in dossiers:
        letter.entries.append(ConsultationEntry(dossier=dossier))
    db.session.add(letter)
    db.session.flush()
    workflow.perform("send", letter, actor=founding.standing_body())
    return letter


def reply_to(letter: Consultation, reply: Reply = Reply.AGREE, note: str = "") -> None:
    """The province answers on every line of a letter, and the letter is closed."""
    officer = founding.make_province_officer(letter.province_code or "01")
    for entry in letter.entries:
        entry.reply, entry.note = reply, note
        entry.replied_at, entry.replied_by_id = clock.now(), officer.id
    db.session.flush()
    workflow.perform("close", letter, actor=founding.standing_body())


def decide(cycle: AwardCycle, awards: Sequence[tuple[Dossier, str]]) -> AwardDecision:
    """The signed decision of the deciding authority, recorded with its winners."""
    number = db.session.scalars(select(func.count(AwardDecision.id))).one() + 1
    taken = db.session.scalar(
        select(func.max(Award.certificate_number)).where(Award.cycle_id == cycle.id)
    )
    decision = AwardDecision(
        cycle_id=cycle.id,
        authority="Cấp quyết định Mẫu",
        number=f"{number}/QĐ-MAU",
        decided_on=clock.today_local(),
        signer="Trần Thị Mẫu",
        file=founding.make_file("quyết định.pdf"),
        recorded_at=clock.now(),
        recorded_by_id=founding.standing_body().id,
    )
    for place, (dossier, tier) in enumerate(awards, (taken or 0) + 1):
        decision.entries.append(
            Award(cycle_id=cycle.id, dossier=dossier, tier=tier, certificate_number=place)
        )
    db.session.add(decision)
    db.session.flush()
    return decision


def _shortlist(dossier: Dossier, **_: Any) -> None:
    hold_session(dossier, "propose")
    workflow.perform("shortlist", dossier, actor=chair_of(dossier.council))


def _hand_over(dossier: Dossier, **_: Any) -> None:
    send_hand_over(make_shortlist(dossier.council, [dossier], lowest_tier(dossier)))


def _receive(dossier: Dossier, **_: Any) -> None:
    hand_over = db.session.scalars(
        select(HandOver)
        .join(ShortlistEntry, ShortlistEntry.shortlist_id == HandOver.shortlist_id)
        .where(ShortlistEntry.dossier_id == dossier.id)
    ).one()
    secretary = secretary_of(hand_over.to_council)
    if hand_over.state == "sent":
        workflow.perform("receive", hand_over, actor=secretary)
    workflow.perform("receive", dossier, actor=secretary)


def _consult(dossier: Dossier, **_: Any) -> None:
    hold_session(dossier, "award")
    workflow.perform("consult", dossier, actor=founding.standing_body())


def _propose(dossier: Dossier, **_: Any) -> None:
    reply_to(send_letter([dossier], province_code=dossier.organisation.province_code))
    submit_to_authority([dossier])
    workflow.perform("propose", dossier, actor=founding.standing_body())


def submit_to_authority(dossiers: Sequence[Dossier]) -> AwardSubmission:
    """Tờ trình with every dossier proposed for the lowest tier."""
    number = db.session.scalars(select(func.count(AwardSubmission.id))).one() + 1
    submission = AwardSubmission(
        cycle_id=dossiers[0].cycle_id,
        number=f"{number}/TTr-MAU",
        submitted_on=clock.today_local(),
        recorded_at=clock.now(),
        recorded_by_id=founding.standing_body().id,
    )
    for dossier in dossiers:
        submission.entries.append(SubmissionEntry(dossier=dossier, tier=lowest_tier(dossier)))
    db.session.add(submission)
    db.session.flush()
    return submission


def _award(dossier: Dossier, **_: Any) -> None:
    decide(dossier.cycle, [(dossier, lowest_tier(dossier))])
    workflow.perform("award", dossier, actor=founding.standing_body())


def revoke(dossier: Dossier, **_: Any) -> None:
    """Ground, decision and publication are recorded, then the award is taken back."""
    body = founding.standing_body()
    award = db.session.scalars(select(Award).where(Award.dossier_id == dossier.id)).one()
    db.session.add(
        Revocation(
            award=award,
            ground="fraud",
            proposal="Tờ trình Mẫu",
            decision_number="99/QĐ-MAU",
            decided_on=date(2027, 3, 1),
            publication="Báo Mẫu",
            file_id=founding.make_file().id,
            recorded_at=clock.now(),
            recorded_by_id=body.id,
        )
    )
    workflow.perform("revoke", dossier, actor=body, note="Gian dối trong hồ sơ.")


COUNCIL_STEPS: tuple[tuple[str, Step], ...] = (
    ("shortlisted", _shortlist),
    ("handed_over", _hand_over),
    ("national_review", _receive),
)
LAST_STEPS: tuple[tuple[str, Step], ...] = (
    ("consultation", _consult),
    ("proposed", _propose),
    ("awarded", _award),
    ("revoked", revoke),
)
