"""Before the close no page tells anybody anything of what was voted."""

import re

import pytest
import time_machine
from sqlalchemy import select

from award import workflow
from award.extensions import db
from award.models import Ballot, Role, VoteState
from award.services import ballots
from tests.factories import (
    chair_of,
    grant,
    make_dossier,
    make_user,
    open_meeting,
    open_vote,
    secretary_of,
    standing_body,
    voters_of,
)

# What differs between any two answers: the token of a form, the number of a request.
CHANGING = re.compile(rb'name="csrf_token" value="[^"]*"|(?<![0-9a-f])[0-9a-f]{32}(?![0-9a-f])')


def addresses(app, **ids):
    """Every address that only reads and whose ids we know."""
    found = []
    with app.test_request_context():
        adapter = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            known = {name: ids[name] for name in rule.arguments if name in ids}
            if "GET" in (rule.methods or set()) and set(known) == rule.arguments:
                found.append(adapter.build(rule.endpoint, known))
    return sorted(found)


def answers(browsers, paths):
    """What each person gets at each address, without what always differs."""
    return {
        (name, path): (answer.status_code, CHANGING.sub(b"", answer.data))
        for name, browser in browsers.items()
        for path in paths
        for answer in [browser.get(path)]
    }


@pytest.fixture
def running(app, browse):
    """A vote under way with five ballots in, and a browser for everybody who might look."""
    dossier = make_dossier("in_council")
    council = dossier.council
    meeting = open_meeting(council, [dossier])
    vote = open_vote(meeting, dossier, "propose")
    members = voters_of(council)
    administrator = make_user()
    grant(administrator, Role.ADMINISTRATOR)
    people = {
        "secretary": secretary_of(council),
        "chair": chair_of(council),
        "member": members[6],
        "standing body": standing_body(),
        "administrator": administrator,
    }
    browsers = {name: browse(person) for name, person in people.items()}
    ids = {
        "council_id": council.id,
        "dossier_id": dossier.id,
        "meeting_id": meeting.id,
        "agenda_item_id": meeting.agenda[0].id,
        "vote_id": vote.id,
        "award_cycle_id": council.cycle_id,
        "cycle_id": council.cycle_id,
        "year": council.cycle.year,
    }
    return vote, members, browsers, ids


def test_every_answer_is_the_same_whatever_was_voted(app, running):
    vote, members, browsers, ids = running
    paths = addresses(app, **ids)
    with time_machine.travel("2027-03-01 02:00:00+00:00", tick=False):
        for member in members[:5]:
            ballots.cast(vote, "yes", actor=member)
        all_yes = answers(browsers, paths)
        for ballot in db.session.scalars(select(Ballot)):
            ballot.choice = "no"
        db.session.flush()
        all_no = answers(browsers, paths)

    assert f"/votes/{ids['vote_id']}" in paths
    assert {key for key in all_yes if all_yes[key] != all_no[key]} == set()


def test_the_turnout_is_a_number_and_no_name(running, browse):
    vote, members, browsers, ids = running
    for member in members[:5]:
        ballots.cast(vote, "yes", actor=member)

    page = (
        browsers["secretary"]
        .get(f"/meetings/{ids['meeting_id']}/points/{ids['agenda_item_id']}")
        .text
    )

    assert "5/7 đã bỏ phiếu" in page
    assert [member.full_name for member in members if member.full_name in page] == []


def test_a_closed_vote_shows_its_counts_and_receipts(running):
    vote, members, browsers, ids = running
    marks = [ballots.cast(vote, "yes", actor=member) for member in members]
    workflow.perform("close", vote, actor=members[0])

    page = (
        browsers["member"].get(f"/meetings/{ids['meeting_id']}/points/{ids['agenda_item_id']}").text
    )

    assert vote.state is VoteState.CLOSED
    assert "cần ít nhất 5 phiếu để có giá trị và 4 phiếu thuận" in page
    assert [mark for mark in marks if mark not in page] == []


def test_counts_of_fewer_than_three_ballots_are_not_shown(running):
    vote, members, browsers, ids = running
    for member in members[:2]:
        ballots.cast(vote, "yes", actor=member)
    workflow.perform("close", vote, actor=members[0])

    page = (
        browsers["secretary"]
        .get(f"/meetings/{ids['meeting_id']}/points/{ids['agenda_item_id']}")
        .text
    )

    assert "không công bố số phiếu" in page
    assert "Phiếu trắng" not in page
