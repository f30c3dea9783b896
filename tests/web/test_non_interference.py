"""What nobody may know yet changes nothing that others see: not one byte of any page."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, text

from award import workflow
from award.extensions import db
from award.models import IssuedDocument, User
from award.services import ballots
from tests.factories import (
    assignments_of,
    chair_of,
    make_administrator,
    make_standing_body,
    open_meeting,
    open_vote,
    rate,
    secretary_of,
    sign_in,
    voters_of,
)
from tests.web import scene as scenes
from tests.web.scene import Scene

REQUEST_ID = re.compile(rb"[0-9a-f]{32}")  # shown on error pages
TOLD = ("Content-Type", "Content-Disposition", "Location", "Cache-Control")
Seen = dict[tuple[str, str], tuple[int, list[str | None], bytes]]


@pytest.fixture(autouse=True)
def stopped_clock() -> Iterator[None]:
    """No page differs from another by its time."""
    with time_machine.travel(datetime(2026, 3, 2, 8, 0, tzinfo=UTC), tick=False):
        yield


def everything_seen(app: Flask, scene: Scene, browsers: dict[str, FlaskClient]) -> Seen:
    """Every answer to every GET that each person can ask for, every document included."""
    addresses = [
        scene.address(app, rule)
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and not rule.endpoint.startswith(("health.", "epcis."))
    ]
    for key in db.session.scalars(select(IssuedDocument.id)).all():
        addresses += [f"/documents/{key}", f"/documents/{key}/file"]
    return {
        (who, address): _told(browser.get(address))
        for who, browser in browsers.items()
        for address in addresses
    }


def _told(answer) -> tuple[int, list[str | None], bytes]:
    body = REQUEST_ID.sub(b"", answer.data) if answer.status_code >= 400 else answer.data
    return answer.status_code, [answer.headers.get(name) for name in TOLD], body


def differences(app, scene, people: dict[str, User], *worlds: Callable[[], None]) -> list:
    """What two worlds show differently; each world is undone before the next begins."""
    browsers = {who: sign_in(app.test_client(), person) for who, person in people.items()}
    seen = []
    numbers = _numbers()
    for world in worlds:
        with undone(numbers):
            world()
            seen.append(everything_seen(app, scene, browsers))
    first, second = seen
    assert {status for status, _, _ in first.values()} > {200, 404}
    return sorted(key for key in first.keys() | second.keys() if first.get(key) != second.get(key))


@contextmanager
def undone(numbers: dict[str, int]) -> Iterator[None]:
    """A block whose every change is taken back afterwards, the next ids included."""
    db.session.commit()
    savepoint = db.engine.begin_nested()  # type: ignore[attr-defined]
    try:
        yield
    finally:
        db.session.rollback()
        savepoint.rollback()
        db.session.expire_all()
        for name, last in numbers.items():
            db.session.execute(text("SELECT setval(:name, :last)"), {"name": name, "last": last})
        db.session.commit()


def _numbers() -> dict[str, int]:
    rows = db.session.execute(
        text("SELECT sequencename, last_value FROM pg_sequences WHERE last_value IS NOT NULL")
    )
    return {name: last for name, last in rows}


def test_ratings_change_nothing_for_others_before_everybody_has_submitted(app):
    scene = scenes.make_scene("under_review")
    lead, peer, third = assignments_of(scene.dossier)
    people = {
        "secretary": secretary_of(scene.dossier.council),
        "chair": chair_of(scene.dossier.council),
        "standing body": make_standing_body(),
        "administrator": make_administrator(),
        "peer": peer.user,
        "submitted peer": third.user,
    }
    rate(peer, 60, ["1.1", "1.2"])
    rate(third, 65)
    workflow.perform("submit", third, actor=third.user)

    def world(percent: int) -> Callable[[], None]:
        def happens() -> None:
            rate(lead, percent)
            workflow.perform("submit", lead, actor=lead.user)

        return happens

    assert differences(app, scene, people, world(10), world(95)) == []


def test_ballots_change_nothing_for_anybody_before_the_vote_is_closed(app):
    scene = scenes.make_scene("in_council")
    council = scene.dossier.council
    meeting = open_meeting(council, [scene.dossier], stage="council")
    vote = open_vote(meeting, scene.dossier, "propose")
    scene.ids |= {
        "meeting_id": meeting.id,
        "agenda_item_id": vote.agenda_item_id,
        "vote_id": vote.id,
    }
    voters = voters_of(council)
    people = {
        "secretary": secretary_of(council),
        "chair": chair_of(council),
        "member who has not voted": voters[-1],
        "standing body": make_standing_body(),
        "administrator": make_administrator(),
    }

    def world(choice: str) -> Callable[[], None]:
        def happens() -> None:
            for voter in voters[:-1]:
                ballots.cast(vote, choice, actor=voter)

        return happens

    assert differences(app, scene, people, world("yes"), world("no")) == []
