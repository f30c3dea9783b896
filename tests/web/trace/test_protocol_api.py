"""The frame of the EPCIS interface: tokens, scopes, headers, problems."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import ApiToken
from award.policies import Refusal
from award.services import api_tokens, capturing
from award.services.api_tokens import Scope
from tests.factories import make_organisation, make_user
from tests.web.trace.epcis import document, event, make_system


@pytest.fixture
def system(client):
    return make_system(client)


def the_token():
    return db.session.scalars(select(ApiToken)).one()


def problem_of(answer):
    assert answer.content_type == "application/problem+json"
    return answer.status_code, answer.json["type"]


def test_without_a_token_nothing_is_answered(client):
    answer = client.get("/epcis/events")

    assert problem_of(answer) == (401, "epcisException:SecurityException")
    assert answer.headers["WWW-Authenticate"] == 'Bearer realm="epcis"'


@pytest.mark.parametrize("given", ["Bearer wrong", "Bearer ", "Basic YTpi", "nonsense"])
def test_a_wrong_token_is_no_token(client, given):
    assert client.get("/epcis/events", headers={"Authorization": given}).status_code == 401


def test_a_token_serves_its_scopes_only(client):
    reader, writer = make_system(client, Scope.QUERY), make_system(client, Scope.CAPTURE)

    assert problem_of(reader.post("/capture", document(event(1)))) == (
        403, "epcisException:SecurityException",
    )  # fmt: skip
    assert reader.get("/events").status_code == 200
    assert writer.get("/events").status_code == 403
    assert writer.post("/capture", document(event(1))).status_code == 202


def test_a_revoked_or_expired_token_is_refused(system):
    api_tokens.revoke(the_token(), actor=make_user())
    revoked = system.get("/events").status_code
    the_token().revoked_at = None
    now = clock.now()
    the_token().created_at, the_token().expires_at = now - timedelta(days=2), now

    expired = system.get("/events").status_code

    assert (revoked, expired) == (401, 401)


def test_the_text_of_a_token_is_not_kept(system):
    kept = the_token()

    assert system.token not in (kept.token_hash, kept.name)
    assert len(kept.token_hash) == 64


def test_the_use_of_a_token_is_noted(clone_database):
    app = clone_database()
    with app.app_context():
        system = make_system(app.test_client())
        db.session.commit()

    system.get("/events")

    with app.app_context():
        assert the_token().last_used_at is not None


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"name": " "}, "Hãy đặt tên cho mã truy cập để nhận ra hệ thống dùng nó."),
        ({"scopes": ()}, "Hãy chọn ít nhất một quyền cho mã truy cập."),
        ({"days": -1}, "Thời hạn phải ở tương lai và không quá 366 ngày."),
        ({"days": 400}, "Thời hạn phải ở tương lai và không quá 366 ngày."),
    ],
)
def test_a_token_needs_a_name_a_scope_and_an_end(db_session, fields, sentence):
    given = {"name": "Hệ thống", "scopes": (Scope.QUERY,), "days": 10} | fields
    end = clock.now() + timedelta(days=given.pop("days"))

    with pytest.raises(Refusal) as refusal:
        api_tokens.create(make_organisation(), expires_at=end, actor=make_user(), **given)

    assert str(refusal.value) == sentence


def test_nobody_sees_another_organisations_jobs_or_events(client):
    mine, theirs = make_system(client), make_system(client)
    job = theirs.capture(event(1))

    assert mine.get(f"/capture/{job['captureID']}").status_code == 404
    assert mine.get("/capture").json == []
    assert mine.found() == []
    assert mine.get(f"/events/{event(1)['eventID']}").status_code == 404
    assert mine.get("/epcs").json["member"] == []
    assert mine.capture(event(1))["accepted"] == 1


@pytest.mark.parametrize("path", ["/epcis/", "/epcis/capture", "/epcis/events"])
def test_limits_and_versions_are_announced(system, path):
    answer = system.client.options(path)

    assert answer.status_code == 200
    assert answer.headers["GS1-EPCIS-Version"] == "2.0.0"
    assert answer.headers["GS1-CBV-Version"] == "2.0.0"
    assert answer.headers["GS1-EPCIS-Capture-Limit"] == str(capturing.MOST_EVENTS)
    assert answer.headers["GS1-EPCIS-Capture-File-Size-Limit"] == str(capturing.MOST_BYTES)


def test_the_root_tells_what_there_is_to_whoever_has_a_token(system):
    answer = system.get("/")

    assert answer.json["member"][:3] == ["capture", "events", "eventTypes"]
    assert all(system.get(f"/{one}").status_code == 200 for one in answer.json["member"])
    assert system.client.get("/epcis/").status_code == 401
    assert system.client.get("/epcis").status_code == 308


def test_too_much_is_refused_with_413(system):
    too_large = system.post("/capture", b" " * (capturing.MOST_BYTES + 1))
    far_too_large = system.post("/capture", b" " * (30 * 1024 * 1024))
    too_many = system.post("/capture", b'"eventTime":' * (capturing.MOST_EVENTS + 1))

    expected = (413, "epcisException:CaptureLimitExceededException")
    assert [problem_of(one) for one in (too_large, far_too_large, too_many)] == [expected] * 3


@pytest.mark.parametrize(
    ("path", "content_type", "headers", "status"),
    [
        ("/capture", "text/plain", {}, 415),
        ("/capture", "application/json", {"GS1-Capture-Error-Behaviour": "maybe"}, 400),
        ("/capture", "application/json", {"Accept": "image/png"}, 406),
        ("/capture", "application/json", {"GS1-EPCIS-Min": "3.0.0"}, 406),
        ("/nowhere", "application/json", {}, 404),
        ("/events/urn:x", "application/json", {}, 405),
    ],
)
def test_what_is_not_spoken_is_refused(system, path, content_type, headers, status):
    answer = system.post(path, document(event(1)), content_type, **headers)

    assert problem_of(answer)[0] == status


def test_an_empty_document_is_refused(system):
    assert problem_of(system.post("/capture", b"")) == (400, "epcisException:ValidationException")


def test_no_form_token_is_asked_of_a_system(system, app, monkeypatch):
    monkeypatch.setitem(app.config, "WTF_CSRF_ENABLED", True)

    assert system.post("/capture", document(event(1))).status_code == 202


def test_a_fault_of_ours_tells_nothing(system, monkeypatch):
    def fail(*_arguments):
        raise RuntimeError("inside")

    monkeypatch.setattr("award.services.event_queries.find", fail)

    answer = system.get("/events")

    assert problem_of(answer) == (500, "epcisException:ImplementationException")
    assert "inside" not in answer.text


def test_jobs_are_listed_in_pages(system):
    made = [system.capture(event(number))["captureID"] for number in range(3)]

    first = system.get("/capture", perPage=2)
    path = first.headers["Link"].partition(">")[0].removeprefix("</epcis")
    second = system.get(path)

    listed = [job["captureID"] for answer in (first, second) for job in answer.json]
    assert sorted(listed) == sorted(made)
    assert "Link" not in second.headers


def test_a_single_event_is_captured_at_once(system):
    body = {"@context": "https://ref.gs1.org/standards/epcis/epcis-context.jsonld", **event(1)}

    answer = system.post("/events", body)
    again = system.post("/events", body)
    wrong = system.post("/events", {**body, "action": "MAKE", "eventID": "urn:uuid:b"})

    assert answer.status_code == 201
    location = answer.headers["Location"].removeprefix("/epcis")
    assert system.get(location).json["eventID"] == event(1)["eventID"]
    assert problem_of(again) == (409, "epcisException:ResourceAlreadyExistsException")
    assert problem_of(wrong) == (400, "epcisException:ValidationException")
    assert wrong.json["errors"][0]["path"] == "$.action"
