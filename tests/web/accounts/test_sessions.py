"""A session ends when it should: a copied cookie is worth nothing after that."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select

from award import clock, create_app
from award.accounts import browser
from award.extensions import db
from award.models import UserSession
from award.services import sessions
from tests.conftest import settings_for
from tests.factories import make_user
from tests.web.accounts.visiting import OTHER_PASSWORD, PASSWORD, enter, link_in


@pytest.fixture
def thief(app):
    """Another browser, which copied the cookie."""

    def with_cookie(value):
        other = app.test_client()
        other.set_cookie("sid", value)
        return other

    return with_cookie


def is_in(client):
    return client.get("/account").status_code == 200


def test_the_cookie_is_for_the_server_only(client, person):
    response = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})

    cookie = next(
        line for line in response.headers.getlist("Set-Cookie") if line.startswith("sid=")
    )
    assert set(cookie.split("; ")[1:]) == {"HttpOnly", "Path=/", "SameSite=Lax"}


def test_in_production_the_cookie_is_bound_to_the_host_and_to_https(tmp_path):
    settings = settings_for("postgresql:///none", tmp_path).model_copy(update={"env": "production"})

    assert settings.cookie_name == "__Host-sid"
    app = create_app(settings)
    with app.test_request_context():
        response = browser.keep(app.response_class(), "token")
    assert set(response.headers["Set-Cookie"].split("; ")) == {
        "__Host-sid=token", "Secure", "HttpOnly", "Path=/", "SameSite=Lax"
    }  # fmt: skip


def test_the_signed_cookie_of_forms_signs_nobody_in(client, person, app):
    with client.session_transaction() as session:
        session["_user_id"] = str(person.id)
        session["_fresh"] = True

    assert not is_in(client)


def test_a_cookie_planted_before_signing_in_is_not_the_session_afterwards(client, person, thief):
    client.set_cookie("sid", "planted-by-somebody-else")

    token = enter(client)

    assert token != "planted-by-somebody-else"
    assert is_in(client)
    assert not is_in(thief("planted-by-somebody-else"))


def test_signing_in_again_gives_another_session(client, person):
    first = enter(client)
    client.delete_cookie("sid")

    assert enter(client) != first


def test_after_signing_out_a_copied_cookie_fails(client, person, thief):
    copied = enter(client)
    assert is_in(thief(copied))

    response = client.post("/sign-out")

    assert response.location == "/sign-in"
    assert client.get_cookie("sid") is None
    assert not is_in(thief(copied))


def test_after_a_password_change_a_copied_cookie_fails(client, person, thief):
    copied = enter(client)

    client.post(
        "/account/password",
        data={"present": PASSWORD, "password": OTHER_PASSWORD, "again": OTHER_PASSWORD},
    )

    assert client.get_cookie("sid").value != copied
    assert is_in(client)
    assert not is_in(thief(copied))


def test_after_a_reset_a_copied_cookie_fails(client, person, thief, letters):
    copied = enter(client)
    client.post("/password/forgot", data={"email": person.email})

    client.post(link_in(letters()[-1]), data={"password": OTHER_PASSWORD, "again": OTHER_PASSWORD})

    assert not is_in(thief(copied))


def test_after_deactivation_a_cookie_fails_at_once(client, person, thief):
    copied = enter(client)

    person.active = False

    assert not is_in(thief(copied))


def test_after_deactivation_and_reactivation_an_ended_session_stays_ended(client, person, thief):
    copied = enter(client)
    person.active = False
    sessions.end_all(person)

    person.active = True

    assert not is_in(thief(copied))


@pytest.mark.parametrize(("minutes", "still_in"), [(29, True), (31, False)])
def test_a_session_ends_after_thirty_idle_minutes(client, person, minutes, still_in):
    enter(client)

    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True):
        assert is_in(client) is still_in


def test_use_keeps_a_session_alive_but_not_for_ever(real_client):
    enter(real_client)
    began = clock.now()

    alive = []
    for visit in range(1, 29):
        with time_machine.travel(began + timedelta(minutes=26 * visit), tick=True):
            alive.append(is_in(real_client))

    assert alive == [True] * 27 + [False]  # 27 × 26 minutes = 11 h 42, then 12 h are over


def test_a_request_that_fails_still_counts_as_use(real_client):
    enter(real_client)

    with time_machine.travel(clock.now() + timedelta(minutes=20), tick=True):
        assert real_client.post("/account", data={"full_name": ""}).status_code == 422

    with time_machine.travel(clock.now() + timedelta(minutes=45), tick=True):
        assert is_in(real_client)


def test_looking_at_pages_within_a_minute_writes_nothing(client, person):
    enter(client)
    before = db.session.scalar(select(UserSession.seen_at))

    is_in(client)

    assert db.session.scalar(select(UserSession.seen_at)) == before


def test_an_ended_session_says_so_on_the_sign_in_page(client, person):
    enter(client)

    with time_machine.travel(clock.now() + timedelta(hours=1), tick=True):
        page = client.get("/sign-in").text

    assert "Phiên đăng nhập trước đã kết thúc." in page


def test_the_table_keeps_no_token(client, person):
    token = enter(client)

    row = db.session.scalar(select(UserSession))
    assert token not in (row.token_hash, row.browser, row.address)
    assert len(row.token_hash) == 64


def test_the_list_shows_every_browser_and_marks_this_one(client, person, app):
    enter(client)
    sessions.begin(person, address="192.0.2.9", browser="Mozilla/5.0 (Windows NT 10.0) Firefox/150")

    page = client.get("/account/sessions").text

    assert "Firefox, Windows" in page
    assert "192.0.2.9" in page
    assert page.count("Phiên này") == 1


def test_one_session_can_be_ended(client, person, thief):
    enter(client)
    other = sessions.begin(person)
    other_id = db.session.scalar(select(func.max(UserSession.id)))

    response = client.post(f"/account/sessions/{other_id}/end")

    assert response.status_code == 302
    assert not is_in(thief(other))
    assert is_in(client)


def test_all_other_sessions_can_be_ended_at_once(client, person, thief):
    enter(client)
    others = [sessions.begin(person) for _ in range(3)]

    page = client.post("/account/sessions/end-others", follow_redirects=True).text

    assert "Đã kết thúc 3 phiên đăng nhập khác." in page
    assert [is_in(thief(other)) for other in others] == [False] * 3
    assert is_in(client)


def test_somebody_elses_session_does_not_exist_here(client, person, thief):
    enter(client)
    theirs = sessions.begin(make_user())
    their_id = db.session.scalar(select(func.max(UserSession.id)))

    response = client.post(f"/account/sessions/{their_id}/end")

    assert response.status_code == 404
    assert is_in(thief(theirs))


@pytest.mark.parametrize("junk", ["", "x", "\x00", "a" * 5000, "ĐÂY", "' OR 1=1 --"])
def test_a_junk_cookie_is_nobody(app, person, junk):
    browser = app.test_client()

    response = browser.get("/account", headers={"Cookie": f"sid={junk}".encode().decode("latin-1")})

    assert response.status_code == 302


def test_the_list_asks_as_many_questions_for_three_sessions_as_for_one(client, person, questions):
    enter(client)
    with questions() as for_one:
        client.get("/account/sessions")
    sessions.begin(person)
    sessions.begin(person)

    with questions() as for_three:
        client.get("/account/sessions")

    assert len(for_three) == len(for_one)
