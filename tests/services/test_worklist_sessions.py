"""What waits for a council's people: declarations before a session, presiding by delegation."""

import pytest

from award import workflow
from award.models import SeatRole, Stage
from award.services import conflicts, meetings, worklist
from tests.factories import (
    assign_team,
    chair_of,
    declare_free,
    lead_of,
    make_council,
    make_dossier,
    make_meeting,
    secretary_of,
    standing_body,
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


def test_the_national_lead_is_told_of_the_verification_until_the_sheet_is_frozen(app):
    dossier = make_dossier("national_review")
    assign_team(dossier)
    lead = lead_of(dossier, Stage.NATIONAL)
    before = words(lead)

    workflow.perform("close_national", dossier, actor=secretary_of(dossier.council))

    assert "Thẩm định tại chỗ, thống nhất điểm và báo cáo" in before
    assert words(lead) == []


def test_two_products_of_one_organisation_are_told_apart(app):
    dossier = make_dossier("submitted", rulebook_id="gtclqg-2026")

    tasks = worklist.of(secretary_of(dossier.council))

    assert [task.about for task in tasks] == [
        f"{dossier.organisation.name} – {dossier.product.name} · 2026"
    ]


@pytest.mark.parametrize(
    ("state", "page"), [("consultation", "admin.consultation"), ("proposed", "admin.decision")]
)
def test_the_standing_body_is_led_to_the_page_of_its_step(app, state, page):
    make_dossier(state)

    assert {task.endpoint for task in worklist.of(standing_body())} == {page}
