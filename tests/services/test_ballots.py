"""Ballots: one each, replaceable, untraceable, counted at the close and not before."""

from dataclasses import replace

import pytest
from sqlalchemy import func, select

from award import clock, workflow
from award.extensions import db
from award.models import (
    AuditEvent,
    Ballot,
    Conflict,
    PaperCount,
    Seat,
    SeatRole,
    VoteMode,
    VoterRoll,
    VoteState,
)
from award.policies import Refusal
from award.services import ballots, rulebooks, verdicts
from scoring import rulebook
from tests.factories import (
    chair_of,
    make_council,
    make_dossier,
    make_file,
    open_meeting,
    open_vote,
    voters_of,
)


@pytest.fixture
def vote(app):
    """An open question on a dossier of a council of seven, all present."""
    dossier = make_dossier("in_council")
    meeting = open_meeting(dossier.council, [dossier])
    return open_vote(meeting, dossier, "propose")


def close(vote):
    workflow.perform("close", vote, actor=chair_of(vote.agenda_item.meeting.council))
    return vote.result


def declare_conflict(user, dossier):
    db.session.add(
        Conflict(user_id=user.id, dossier_id=dossier.id, reason="Góp vốn", declared_at=clock.now())
    )
    db.session.flush()


def test_a_second_ballot_replaces_the_first(vote):
    member = voters_of(vote.agenda_item.meeting.council)[3]

    first = ballots.cast(vote, "yes", actor=member)
    second = ballots.cast(vote, "no", actor=member)

    assert first == second
    assert db.session.scalars(select(Ballot.choice)).all() == ["no"]
    assert db.session.scalars(select(VoterRoll.user_id)).all() == [member.id]


def test_the_tables_of_voters_and_of_ballots_share_no_key():
    assert {column.name for column in Ballot.__table__.columns} == {"receipt", "vote_id", "choice"}
    assert {column.name for column in VoterRoll.__table__.columns} == {
        "id", "vote_id", "user_id", "voted_at",
    }  # fmt: skip


def test_the_audit_says_that_somebody_voted_and_not_what(vote):
    member = voters_of(vote.agenda_item.meeting.council)[0]

    ballots.cast(vote, "no", actor=member)

    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.actor_id, event.note, event.data) == ("vote", member.id, "", {})


def test_an_unknown_choice_is_refused(vote):
    with pytest.raises(Refusal, match="Hãy chọn một phương án"):
        ballots.cast(vote, "maybe", actor=voters_of(vote.agenda_item.meeting.council)[0])


def test_an_absent_member_does_not_vote(app):
    dossier = make_dossier("in_council")
    meeting = open_meeting(dossier.council, [dossier], absent=1)
    vote = open_vote(meeting, dossier, "propose")

    with pytest.raises(Refusal, match="có mặt"):
        ballots.cast(vote, "yes", actor=voters_of(dossier.council)[-1])


def test_who_is_present_as_secretary_only_has_no_ballot(vote):
    council = vote.agenda_item.meeting.council
    member = voters_of(council)[-1]
    seat = db.session.scalars(
        select(Seat).where(Seat.user_id == member.id, Seat.role == SeatRole.MEMBER)
    ).one()
    seat.ended_at = clock.now()
    db.session.flush()

    with pytest.raises(Refusal, match="có mặt"):
        ballots.cast(vote, "yes", actor=member)


def test_a_recused_member_is_refused_with_a_sentence(vote):
    member = voters_of(vote.agenda_item.meeting.council)[4]
    declare_conflict(member, vote.agenda_item.dossier)

    with pytest.raises(Refusal, match="không tham gia về hồ sơ này") as why:
        ballots.cast(vote, "yes", actor=member)

    assert why.value.rule == "R24"
    assert db.session.scalars(select(Ballot)).all() == []


def test_nobody_votes_after_the_close(vote):
    members = voters_of(vote.agenda_item.meeting.council)
    for member in members[:6]:
        ballots.cast(vote, "yes", actor=member)
    close(vote)

    with pytest.raises(Refusal, match="đã kết thúc bỏ phiếu"):
        ballots.cast(vote, "yes", actor=members[6])


@pytest.mark.parametrize(
    ("yes", "no", "abstain", "carried"),
    [(4, 3, 0, True), (3, 4, 0, False), (4, 0, 3, True), (3, 1, 3, False), (4, 1, 0, True)],
)
def test_more_than_half_of_all_seven_must_be_in_favour(vote, yes, no, abstain, carried):
    members = iter(voters_of(vote.agenda_item.meeting.council))
    for choice, number in (("yes", yes), ("no", no), ("abstain", abstain)):
        for _ in range(number):
            ballots.cast(vote, choice, actor=next(members))

    result = close(vote)

    assert result["choices"] == {"yes": yes, "no": no, "abstain": abstain}
    assert (result["quorum"], result["needed"], result["carried"]) == (5, 4, carried)


def test_without_the_quorum_nothing_is_decided(vote):
    for member in voters_of(vote.agenda_item.meeting.council)[:4]:
        ballots.cast(vote, "yes", actor=member)

    result = close(vote)

    assert (result["voted"], result["quorum"], result["quorum_met"]) == (4, 5, False)
    assert result["carried"] is False
    assert verdicts.outcome(vote.agenda_item.dossier, "propose") is None


def test_a_conflict_declared_after_voting_leaves_count_and_base(vote):
    members = voters_of(vote.agenda_item.meeting.council)
    for member in members:
        ballots.cast(vote, "yes", actor=member)
    declare_conflict(members[6], vote.agenda_item.dossier)

    result = close(vote)

    assert result["choices"]["yes"] == 6
    assert (result["seated"], result["recused"], result["entitled"]) == (7, 1, 6)
    assert ballots.receipt(vote, members[6]) not in result["receipts"]
    assert len(result["receipts"]) == 6


def test_every_receipt_is_in_the_result_and_none_extra(vote):
    members = voters_of(vote.agenda_item.meeting.council)
    marks = [ballots.cast(vote, "yes", actor=member) for member in members]

    result = close(vote)

    assert result["receipts"] == sorted(marks)


@pytest.mark.parametrize(("gold", "tier"), [(7, "gold"), (4, "gold"), (3, "award"), (0, "award")])
def test_a_tier_needs_the_same_majority_else_the_lower_one_is_left(app, gold, tier):
    dossier = make_dossier("in_council", percent=85, percents=(85, 85, 85))
    meeting = open_meeting(dossier.council, [dossier])
    members = voters_of(dossier.council)
    first = open_vote(meeting, dossier, "propose")
    for member in members:
        ballots.cast(first, "yes", actor=member)
    close(first)
    second = open_vote(meeting, dossier, "propose_tier")
    for place, member in enumerate(members):
        ballots.cast(second, "yes" if place < gold else "no", actor=member)

    result = close(second)

    assert result["tier"] == tier
    assert result["carried"] is (tier == "gold")


def test_a_tier_question_names_its_tiers_as_choices():
    book = rulebook.load("gtclqg-2020")

    assert ballots.answers(book, book.question("propose_tier"))[:2] == (
        ("yes", "Giải Vàng Chất lượng Quốc gia"),
        ("no", "Giải thưởng Chất lượng Quốc gia"),
    )


@pytest.fixture
def paper_vote(app):
    """An open paper vote in a council of seven with its counting board."""
    dossier = make_dossier("in_council")
    meeting = open_meeting(dossier.council, [dossier], mode=VoteMode.PAPER)
    return open_vote(meeting, dossier, "propose")


GOOD = {"issued": 7, "returned": 7, "valid": 6, "invalid": 1, "agree": 4, "disagree": 2}


@pytest.mark.parametrize(
    "wrong", [{"issued": 8}, {"returned": 8}, {"valid": 7}, {"invalid": 2}, {"agree": 5}]
)
def test_paper_sums_that_do_not_agree_are_refused_and_the_old_figures_stay(paper_vote, wrong):
    counter = chair_of(paper_vote.agenda_item.meeting.council)
    ballots.enter_paper(paper_vote, **GOOD, scan=make_file(), actor=counter)

    with pytest.raises(Refusal) as why:
        ballots.enter_paper(paper_vote, **(GOOD | wrong), scan=make_file(), actor=counter)

    assert why.value.rule == "R26"
    stored = db.session.scalars(select(PaperCount)).one()
    assert {name: getattr(stored, name) for name in GOOD} == GOOD


def test_a_paper_vote_closes_only_with_its_figures(paper_vote):
    council = paper_vote.agenda_item.meeting.council

    with pytest.raises(Refusal, match="chưa nhập kết quả"):
        workflow.perform("close", paper_vote, actor=chair_of(council))
    ballots.enter_paper(paper_vote, **GOOD, scan=make_file(), actor=chair_of(council))
    result = close(paper_vote)

    assert paper_vote.state is VoteState.CLOSED
    assert result["choices"] == {"yes": 4, "no": 2, "abstain": 0}
    assert (result["voted"], result["carried"], result["receipts"]) == (7, True, [])


def test_paper_figures_come_too_late_after_the_close(paper_vote):
    council = paper_vote.agenda_item.meeting.council
    ballots.enter_paper(paper_vote, **GOOD, scan=make_file(), actor=chair_of(council))
    close(paper_vote)

    with pytest.raises(Refusal, match="đã kết thúc bỏ phiếu"):
        ballots.enter_paper(paper_vote, **GOOD, scan=make_file(), actor=chair_of(council))


def test_written_opinions_are_not_taken_where_the_edition_does_not_allow_them(vote):
    seat = vote.agenda_item.meeting.council.seats[-1]

    with pytest.raises(Refusal, match="không lấy ý kiến bằng văn bản"):
        ballots.record_opinion(vote, seat, "yes", scan=make_file(), actor=seat.user)


@pytest.fixture
def with_opinions(monkeypatch):
    """The edition as if it counted written opinions."""
    book = rulebooks.of

    def allowing(cycle):
        edition = book(cycle)
        return replace(edition, vote=replace(edition.vote, written_opinions=True))

    monkeypatch.setattr(rulebooks, "of", allowing)


def test_a_written_opinion_of_an_absent_member_is_counted_apart(with_opinions, app):
    dossier = make_dossier("in_council")
    meeting = open_meeting(dossier.council, [dossier], absent=1)
    vote = open_vote(meeting, dossier, "propose")
    members = voters_of(dossier.council)
    for member in members[:6]:
        ballots.cast(vote, "yes", actor=member)
    absent = ballots.absent_seats(vote)

    ballots.record_opinion(vote, absent[0], "no", scan=make_file(), actor=members[0])
    with pytest.raises(Refusal, match="thành viên vắng mặt"):
        ballots.record_opinion(vote, absent[0], "yes", scan=make_file(), actor=members[0])
    result = close(vote)

    assert [seat.user_id for seat in absent] == [members[6].id]
    assert result["choices"]["yes"] == 6
    assert result["written"] == {"yes": 0, "no": 1, "abstain": 0}
    assert result["voted"] == 7


def test_a_larger_council_needs_two_thirds_rounded_up(app):
    council = make_council(seats=11)
    dossier = make_dossier("in_council", council=council)
    meeting = open_meeting(council, [dossier])
    vote = open_vote(meeting, dossier, "propose")
    for member in voters_of(council)[:8]:
        ballots.cast(vote, "yes", actor=member)

    result = close(vote)

    assert (result["entitled"], result["quorum"], result["needed"]) == (11, 8, 6)
    assert result["carried"] is True
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 8
