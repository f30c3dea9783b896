"""Visits, sessions, the list and the hand-over, as one wave of entrants lives them."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial

from award import clock, workflow
from award.demo import sessions_held, walk_council, walk_desk
from award.demo.entrants import Entrant
from award.demo.wave import Wave
from award.demo.who import lead_of, owner_of, secretary_of
from award.demo.window import Beat
from award.models import Council, Dossier, Meeting, Shortlist, SiteVisit, Stage, Vote
from award.services import ballots, consensus, quorums, visit_planning, visits

FIRST, VISIT, SECOND, LIST = "phiên thứ nhất", "đánh giá tại chỗ", "phiên thứ hai", "danh sách"


def tell(wave: Wave) -> Iterator[Beat]:
    """The whole of it, in the order of time."""
    if wave.preliminary:
        yield from _first_sessions(wave)
    yield from _visits(wave)
    if wave.preliminary:
        yield from _second_sessions(wave)
        yield from _running_sessions(wave)
        yield from _lists(wave)


def _first_sessions(wave: Wave) -> Iterator[Beat]:
    """The desk results are taken note of, and the plan of visits."""
    held: list[Meeting] = []
    for council, entrants in wave.by_council(wave.through("site_visit")).items():
        plan = partial(sessions_held.plan, wave, council, entrants, "council", held)
        yield from wave.once(FIRST, 172, plan)
    yield from sessions_held.hold(wave, FIRST, 176, held)


def _visits(wave: Wave) -> Iterator[Beat]:
    """Every visit is scheduled, confirmed and recorded; some are still on their way."""
    visited = wave.through("site_visit")
    yield from wave.each(
        VISIT, 180, 181, visited, lambda one: walk_desk.leave_for_visit(one.dossier)
    )
    late = [one for one in visited if one.flags & {"visit_planned", "visit_confirmed"}]
    early = [one for one in visited if one not in late]
    yield from wave.each(VISIT, 182, 184, early, partial(schedule, wave, 2))
    yield from wave.each(VISIT, 185, 186, early, confirm)
    for one in early:
        wave.window.wait_until(visit_of(one.dossier).ends_at)
        yield from wave.each(VISIT, 187, 187, [one], partial(_hold, wave))
    yield from wave.each(VISIT, 203, 204, late, partial(schedule, wave, 14))
    yield from wave.each(VISIT, 205, 205, wave.flagged("visit_confirmed", late), confirm)
    presented = [one for one in early if one.passes(_next_state(wave))]
    yield from wave.each(VISIT, 205, 207, presented, partial(_present, wave))


def _next_state(wave: Wave) -> str:
    return "in_council" if wave.preliminary else "national_review"


def schedule(wave: Wave, days: int, entrant: Entrant) -> None:
    """The secretary proposes a day some working days from now."""
    day = clock.add_working_days(clock.today_local(), days)
    given = wave.author.visit(entrant.dossier, clock.start_of_day(day) + timedelta(hours=8))
    visit_planning.schedule(entrant.dossier, actor=secretary_of(entrant.dossier.council), **given)


def visit_of(dossier: Dossier, stage: Stage = Stage.DESK_REVIEW) -> SiteVisit:
    """The visit of a stage that was not cancelled."""
    visit = visits.open_visit(dossier, stage)
    assert visit is not None, "a visit is scheduled before it is held"
    return visit


def confirm(entrant: Entrant, stage: Stage = Stage.DESK_REVIEW) -> None:
    """The organisation confirms the day."""
    workflow.perform("confirm", visit_of(entrant.dossier, stage), actor=owner_of(entrant.dossier))


def _hold(wave: Wave, entrant: Entrant) -> None:
    visit = visit_of(entrant.dossier)
    with clock.held_at(max(clock.now(), visit.ends_at)):
        walk_desk.hold_visit(visit, wave.author, countersign="visit_recorded" not in entrant.flags)


def _present(wave: Wave, entrant: Entrant) -> None:
    """The team agrees on what the visit changed, reports, and the dossier goes to its council."""
    dossier = entrant.dossier
    for item, percent, reason in wave.author.changed(dossier):
        consensus.enter(dossier, item, percent, reason=reason, actor=lead_of(dossier))
    walk_desk.to_council(dossier, wave.author)


def _second_sessions(wave: Wave) -> Iterator[Beat]:
    """The preliminary councils vote on everything but what still runs today."""
    held: list[Meeting] = []
    decided = [one for one in wave.through("in_council") if one.fate != "in_council"]
    for council, entrants in wave.by_council(decided).items():
        plan = partial(sessions_held.plan, wave, council, entrants, "council", held)
        yield from wave.once(SECOND, 212, plan)
    yield from sessions_held.hold(wave, SECOND, 216, held, partial(_vote, wave))


def _vote(wave: Wave, meeting: Meeting) -> None:
    for entrant, item in sessions_held.points(wave, meeting):
        carried = entrant.fate != "not_shortlisted"
        walk_council.vote_on(
            meeting, entrant.dossier, "propose", carried=carried, against=1, author=wave.author
        )
        if carried and any(vote.question == "propose_tier" for vote in item.votes):
            walk_council.vote_on(
                meeting, entrant.dossier, "propose_tier", against=1, author=wave.author
            )


def _running_sessions(wave: Wave) -> Iterator[Beat]:
    """Sessions that are open today: a vote is running, some have voted."""
    held: list[Meeting] = []
    for council, entrants in wave.by_council(wave.ending("in_council")).items():
        plan = partial(sessions_held.plan, wave, council, entrants, "council", held)
        yield from wave.once(SECOND, 213, plan)
    for meeting in held:
        yield from wave.once(SECOND, 223, partial(_begin_vote, wave, meeting))
    closed = [one for one in wave.ending("in_consensus") if "half_agreed" not in one.flags]
    for council, entrants in wave.by_council(closed).items():
        plan = partial(sessions_held.plan, wave, council, entrants, "council", [], 9)
        yield from wave.once(FIRST, 223, plan)


def _begin_vote(wave: Wave, meeting: Meeting) -> None:
    sessions_held.open_session(meeting)
    entrant, _ = next(sessions_held.points(wave, meeting))
    vote = walk_council.open_vote(meeting, entrant.dossier, "propose")
    if vote.mode == "electronic":
        _cast_some(vote, entrant.dossier)


def _cast_some(vote: Vote, dossier: Dossier) -> None:
    """Two of the members have voted."""
    recused = quorums.recused_ids(dossier)
    meeting = vote.agenda_item.meeting
    present = {row.seat.user_id for row in meeting.attendance if row.present}
    people = [
        seat.user
        for seat in quorums.voting_seats(meeting.council)
        if seat.user_id in present - recused
    ]
    for person in people[-2:]:
        ballots.cast(vote, "yes", actor=person)


def _lists(wave: Wave) -> Iterator[Beat]:
    """Approved, handed over and received, as far as the entrants of a council go."""
    approved: dict[int, Shortlist | None] = {}
    voted = [one for one in wave.through("in_council") if one.fate != "in_council"]
    councils = wave.by_council(voted)
    for council in councils:
        yield from wave.once(LIST, 226, partial(_approve, council, approved))
    yield from _hand_overs(wave, councils, approved)


def _approve(council: Council, approved: dict[int, Shortlist | None]) -> None:
    approved[council.id] = walk_council.approve(council)


def _hand_overs(
    wave: Wave, councils: dict[Council, list[Entrant]], approved: dict[int, Shortlist | None]
) -> Iterator[Beat]:
    sent = [
        (council, shortlist)
        for council, entrants in councils.items()
        if (shortlist := approved[council.id])
        and any(one.passes("handed_over") for one in entrants)
    ]
    for place, (_, shortlist) in enumerate(sent, 1):
        number = f"{100 + place}/CV-MAU"
        yield from wave.once(LIST, 230, partial(walk_council.send_hand_over, shortlist, number))
    for council, shortlist in sent:
        if any(one.passes("national_review") for one in councils[council]):
            yield from wave.once(LIST, 236, partial(walk_council.receive_list, shortlist))
