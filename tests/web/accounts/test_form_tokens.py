"""Every form of the room carries a token, and the token belongs to one session."""

import pytest

from award.services import sessions
from tests.web.accounts.visiting import PASSWORD, token_in

pytestmark = pytest.mark.usefixtures("csrf")


def unsafe_routes(app):
    return sorted(
        rule.rule.replace("<int:organisation_id>", "1")
        .replace("<int:membership_id>", "1")
        .replace("<int:session_id>", "1")
        .replace("<token>", "x" * 43)
        for rule in app.url_map.iter_rules()
        if rule.endpoint.startswith("accounts.") and "POST" in rule.methods
    )


def sign_in_by_hand(browser):
    page = browser.get("/sign-in").text
    return browser.post(
        "/sign-in",
        data={"email": "mot@example.vn", "password": PASSWORD, "csrf_token": token_in(page)},
    )


def test_no_form_of_the_room_is_taken_without_its_token(app, person):
    answers = {}
    for path in unsafe_routes(app):
        browser = app.test_client()
        browser.set_cookie("sid", sessions.begin(person))
        answers[path] = browser.post(path, data={"email": "x@example.vn"}).status_code

    assert len(answers) >= 14
    assert set(answers.values()) == {400}


def test_the_sign_in_form_needs_its_token_too(client, person):
    refused = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})

    assert refused.status_code == 400
    assert "Biểu mẫu đã hết hiệu lực" in refused.text
    assert client.get_cookie("sid") is None


def test_with_its_token_the_sign_in_form_works(client, person):
    assert sign_in_by_hand(client).status_code == 302


def test_a_token_from_before_signing_in_is_refused_after_it(client, person):
    before = token_in(client.get("/sign-in").text)
    sign_in_by_hand(client)

    response = client.post("/sign-out", data={"csrf_token": before})

    assert response.status_code == 400


def test_the_token_of_another_session_is_refused(app, person):
    mine, theirs = app.test_client(), app.test_client()
    sign_in_by_hand(mine)
    sign_in_by_hand(theirs)
    stolen = token_in(theirs.get("/account").text)

    response = mine.post("/sign-out", data={"csrf_token": stolen})

    assert response.status_code == 400
    assert mine.get("/account").status_code == 200


def test_the_signed_cookie_of_another_session_does_not_help(app, person):
    """Even with both the victim's form cookie and token replaced, the session decides."""
    mine, theirs = app.test_client(), app.test_client()
    sign_in_by_hand(mine)
    sign_in_by_hand(theirs)
    stolen = token_in(theirs.get("/account").text)
    mine.set_cookie("form", theirs.get_cookie("form").value)

    assert mine.post("/sign-out", data={"csrf_token": stolen}).status_code == 400


def test_signing_out_with_the_sessions_own_token_works(client, person):
    sign_in_by_hand(client)
    own = token_in(client.get("/account").text)

    assert client.post("/sign-out", data={"csrf_token": own}).status_code == 302
    assert client.get("/account").status_code == 302


def test_signing_out_is_not_done_by_following_a_link(client, person):
    sign_in_by_hand(client)

    assert client.get("/sign-out").status_code == 405
    assert client.get("/account").status_code == 200
