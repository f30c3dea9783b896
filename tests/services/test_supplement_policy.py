"""Who may write which part of a dossier, state by state (procedure 2 and 4)."""

import pytest

from award import clock
from award.extensions import db
from award.models import Role, SupplementRequest
from award.policies import dossier as policy
from award.services import supplements
from tests.factories import grant, make_dossier, make_user, owner_of, secretary_of

OPEN_STATES = ("draft", "registered")
CLOSED_STATES = ("submitted", "accepted", "under_review", "in_council", "withdrawn", "ineligible")


@pytest.mark.parametrize("state", OPEN_STATES)
def test_every_part_is_open_before_submission(app, state):
    dossier = make_dossier(state)
    owner = owner_of(dossier)

    refusals = [policy.write_part(owner, dossier, part) for part in ("1", "2", "3", "4", "7")]

    assert refusals == [None] * 5


@pytest.mark.parametrize("state", CLOSED_STATES)
def test_no_part_is_open_after_submission(app, state):
    dossier = make_dossier(state)

    assert "đã nộp" in str(policy.write_part(owner_of(dossier), dossier, "3"))


def test_a_request_opens_what_it_names_and_nothing_else(app):
    dossier = make_dossier("supplement_requested")
    owner = owner_of(dossier)

    assert policy.write_part(owner, dossier, "7") is None
    assert "không có trong yêu cầu" in str(policy.write_part(owner, dossier, "3"))


def test_an_unanswered_request_opens_nothing_once_the_dossier_has_moved_on(app):
    dossier = make_dossier("consultation")
    db.session.add(
        SupplementRequest(
            dossier=dossier, national=True, parts=["7"], reason="Thiếu.", due_at=clock.now(),
            requested_at=clock.now(), requested_by_id=secretary_of(dossier.council).id,
        )
    )  # fmt: skip
    db.session.flush()

    assert policy.open_supplement(dossier) is None
    assert policy.write(owner_of(dossier), dossier) is not None


def test_a_national_request_opens_its_parts_until_it_is_answered(app):
    dossier = make_dossier("national_review")
    owner = owner_of(dossier)
    request = supplements.request_national(
        dossier, parts=["2"], reason="Làm rõ.",
        due_at=clock.end_of_day(clock.add_working_days(clock.today_local(), 5)),
        actor=secretary_of(dossier.council),
    )  # fmt: skip
    before = policy.write_part(owner, dossier, "2")

    supplements.answer(request, "Đã làm rõ.", actor=owner)

    assert before is None
    assert policy.write_part(owner, dossier, "2") is not None


@pytest.mark.parametrize(("role", "writes"), [(Role.EDITOR, True), (Role.READER, False)])
def test_editors_write_and_readers_do_not(app, role, writes):
    dossier = make_dossier("draft")
    person = make_user()
    grant(person, role, organisation=dossier.organisation)

    assert (policy.write_part(person, dossier, "3") is None) is writes


def test_nobody_else_writes(app):
    dossier = make_dossier("submitted")

    assert policy.write_part(secretary_of(dossier.council), dossier, "3") is not None
    assert policy.write_part(make_user(), dossier, "3") is not None
