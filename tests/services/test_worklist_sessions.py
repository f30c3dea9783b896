"""What waits for a council's people: declarations before a session, presiding by delegation."""

import pytest

from award.models import SeatRole
from award.services import conflicts, meetings, worklist
from tests.factories import (
    chair_of,
    declare_free,
    make_council,
    make_dossier,
    make_meeting,
    secretary_of,
    voters_of,
)

DECLARE = "Khai xung đột lợi ích trước phiên họp"


@pytest.fixture
def meeting(app):
    council = make_council()
    return make_meeting(council, [make_dossier("desk_closed", council=council)])


def words(person):
    return [task.text for task in worklist.of(person)]


def test_a_member_is_asked_to_declare_until_it_is_done(meeting):
    member = voters_of(meeting.council)[3]
    before = words(member)

    declare_free(meeting, member)

    assert (before, words(member)) == ([DECLARE], [])


def test_of_a_dossier_with_a_conflict_nothing_is_asked(meeting):
    member = voters_of(meeting.council)[3]

    conflicts.declare(meeting.agenda[0].dossier, "Có cổ phần.", actor=member)

    assert words(member) == []


def test_a_session_without_dossiers_asks_nobody(app):
    council = make_council()
    make_meeting(council)

    assert words(voters_of(council)[3]) == []


def test_who_presides_by_delegation_has_the_task_instead_of_the_chair(meeting):
    council = meeting.council
    vice = next(seat.user for seat in council.seats if seat.role is SeatRole.VICE_CHAIR)
    before = "Chủ trì phiên họp" in words(chair_of(council))

    meetings.delegate(meeting, "Đi công tác.", actor=secretary_of(council))

    assert before
    assert "Chủ trì phiên họp" in words(vice)
    assert "Chủ trì phiên họp" not in words(chair_of(council))
