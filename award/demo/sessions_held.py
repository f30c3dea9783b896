"""Sessions of a council in a story: planned with everything that belongs to them, and held."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from functools import partial

from award import clock
from award.demo import walk_council
from award.demo.entrants import Entrant
from award.demo.wave import Wave
from award.demo.who import secretary_of
from award.demo.window import Beat
from award.models import AgendaItem, Council, Meeting, VoteMode
from award.services import agendas, issuing, meetings, quorums

PAPER_COUNCILS = frozenset({"31", "66"})  # keys of councils that vote on paper
OPENING = "Khai mạc, giới thiệu thành phần, thông qua chương trình"

Votes = Callable[[Meeting], None]


def _no_votes(_: Meeting) -> None:
    """A session that only takes note."""


def plan(
    wave: Wave,
    council: Council,
    entrants: Sequence[Entrant],
    stage: str,
    held: list[Meeting],
    days: int = 2,
) -> None:
    """The secretary plans a session, puts the dossiers on its agenda and invites."""
    secretary = secretary_of(council)
    key = next(key for key, one in wave.ground.councils.items() if one.id == council.id)
    number = meetings.next_number(council)
    meeting = meetings.plan(
        council,
        session=number,
        stage=stage,
        title=f"Phiên họp thứ {number}",
        place="Phòng họp Mẫu, tầng 2",
        online=False,
        mode=VoteMode.PAPER if key in PAPER_COUNCILS else VoteMode.ELECTRONIC,
        starts_at=_morning(days),
        actor=secretary,
    )
    agendas.add_point(meeting, OPENING, actor=secretary)
    for one in entrants:
        agendas.add_dossier(meeting, one.dossier, actor=secretary)
    if meeting.mode is VoteMode.PAPER:
        _name_counting_board(wave, meeting)
    meetings.invite(meeting, actor=secretary)
    held.append(meeting)


def _morning(days: int) -> datetime:
    """Eight o'clock, some working days from now."""
    day = clock.add_working_days(clock.today_local(), days)
    return clock.start_of_day(day) + timedelta(hours=8)


def _name_counting_board(wave: Wave, meeting: Meeting) -> None:
    """Three persons who do not vote count the papers."""
    short = meeting.council.authority.place
    head, *members = (
        wave.cast.person(f"Kiểm phiếu Mẫu {short} {place:02d}") for place in (1, 2, 3)
    )
    meetings.set_counting_board(meeting, head, members, actor=secretary_of(meeting.council))


def hold(
    wave: Wave, phase: str, day: float, held: list[Meeting], votes: Votes = _no_votes
) -> Iterator[Beat]:
    """Planned sessions are opened, voted in and closed; then their minutes are signed."""
    for meeting in held:
        wave.window.wait_until(meeting.starts_at)
        yield from wave.once(phase, day, partial(_sit, wave, meeting, votes))
    for meeting in held:
        sign = partial(walk_council.sign_minutes, meeting, wave.author)
        yield from wave.once(phase, day + 2, sign)


def _sit(wave: Wave, meeting: Meeting, votes: Votes) -> None:
    open_session(meeting)
    votes(meeting)
    walk_council.end(meeting, wave.author)
    for document in issuing.of_subject(meeting, "session_minutes", "counting_minutes"):
        wave.author.order(document)


def open_session(meeting: Meeting) -> None:
    """All but one member come, and the chair opens."""
    seats = quorums.voting_seats(meeting.council)
    marks = {
        seat.id: (False, "Đi công tác") if place == len(seats) - 2 else (True, "")
        for place, seat in enumerate(seats)
    }
    meetings.mark_attendance(meeting, marks, actor=secretary_of(meeting.council))
    walk_council.begin(meeting)


def points(wave: Wave, meeting: Meeting) -> Iterator[tuple[Entrant, AgendaItem]]:
    """The dossiers on an agenda with their entrants."""
    known = {one.dossier.id: one for one in wave.entrants if one.made is not None}
    for item in meeting.agenda:
        if item.dossier_id is not None:
            yield known[item.dossier_id], item
