"""Every route against everybody who has no business there: nothing is shown, nothing happens."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.routing import Rule

from award.extensions import db
from award.models import IssuedDocument, User
from tests.factories import sign_in
from tests.web import scene as scenes
from tests.web.reviewed import ANYBODY, ENTERED
from tests.web.scene import Scene

SHUT = {401, 403, 404, 405}  # 401: machines at /epcis bring a token instead of a session


def every_call(app: Flask) -> Iterator[tuple[Rule, str]]:
    """Every rule with each method that it answers."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda one: one.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield rule, method


def entered(app: Flask, client: FlaskClient, scene: Scene, person: User | None) -> set[str]:
    """What answered something else than “not here”, “not you” or the sign-in page."""
    found = set()
    for rule, method in every_call(app):
        if person is not None:
            sign_in(client, person)  # anew each time: signing out is one of the routes
        answer = client.open(scene.address(app, rule), method=method)
        at_the_door = answer.status_code == 302 and answer.location.startswith("/sign-in")
        assert answer.status_code < 500, (rule.rule, method)
        if answer.status_code not in SHUT and not at_the_door:
            found.add(f"{method} {rule.endpoint}")
    return found


def test_somebody_who_did_not_sign_in_enters_public_pages_only(app, client):
    assert entered(app, client, scenes.make_scene(), None) == ANYBODY


@pytest.mark.parametrize("who", ENTERED)
def test_a_stranger_to_the_dossier_enters_nothing_of_it(app, client, who):
    scene = scenes.make_scene()
    person = getattr(scenes, who)(scene)

    assert entered(app, client, scene, person) == ENTERED[who]


@pytest.mark.parametrize("who", [who for who in ENTERED if who != "the_standing_body"])
def test_no_paper_of_the_dossier_exists_for_a_stranger(app, client, who):
    scene = scenes.make_scene()
    stranger = sign_in(client, getattr(scenes, who)(scene))
    mine = select(IssuedDocument.id).where(IssuedDocument.dossier_id == scene.dossier.id)

    answers = {
        f"{key}{page}": stranger.get(f"/documents/{key}{page}").status_code
        for key in db.session.scalars(mine).all()
        for page in ("", "/file", "/signed-file")
    }

    assert answers
    assert set(answers.values()) == {404}


@pytest.mark.parametrize("who", ["another_applicant", "another_member", "an_administrator"])
def test_a_draft_exists_for_its_own_people_alone(app, client, who):
    scene = scenes.make_scene("draft")
    stranger = sign_in(client, getattr(scenes, who)(scene))

    answers = {
        rule.rule: stranger.get(scene.address(app, rule)).status_code
        for rule, method in every_call(app)
        if method == "GET" and "dossier_id" in rule.arguments
    }

    assert set(answers.values()) == {404}
