"""Signing in: one answer for everything that is wrong, and never too many tries."""

from datetime import timedelta
from types import SimpleNamespace

import pytest
import time_machine
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import UserSession
from award.services import passwords
from tests.factories import make_user
from tests.web.accounts.visiting import PASSWORD

WRONG = "Địa chỉ thư hoặc mật khẩu không đúng."


def attempt(client, email="mot@example.vn", password=PASSWORD, query="", **options):
    return client.post(f"/sign-in{query}", data={"email": email, "password": password}, **options)


def test_the_right_password_opens_a_session(client, person):
    response = attempt(client)

    assert (response.status_code, response.location) == (302, "/")
    session = db.session.scalar(select(UserSession))
    assert session.user_id == person.id
    assert session.token_hash not in response.headers["Set-Cookie"]
    assert client.get("/account").status_code == 200


def test_the_address_is_taken_in_any_case_and_with_blanks_around(client, person):
    assert attempt(client, email="  MOT@Example.VN ").status_code == 302


def test_a_password_is_the_same_from_a_keyboard_that_decomposes(client, app):
    make_user(email="hai@example.vn", password_hash=passwords.hashed("con sông quê tôi"))

    response = attempt(client, email="hai@example.vn", password="con sông quê tôi")

    assert response.status_code == 302


@pytest.mark.parametrize(
    ("email", "password"),
    [
        ("mot@example.vn", "sai mật khẩu rồi"),
        ("khong.co@example.vn", PASSWORD),
        ("moi@example.vn", PASSWORD),
        ("khoa@example.vn", PASSWORD),
        ("không phải địa chỉ", PASSWORD),
        ("mot@example.vn\nBcc: x@example.vn", PASSWORD),
        ("không\x00có@example.vn", "sai\x00mật khẩu"),
        ("a" * 100_000, "b" * 100_000),
    ],
    ids=[
        "wrong",
        "unknown",
        "not activated",
        "deactivated",
        "no address",
        "line break",
        "NUL",
        "endless",
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same(client, person, email, password):
    make_user(email="moi@example.vn")
    make_user(email="khoa@example.vn", active=False, password_hash=passwords.hashed(PASSWORD))

    response = attempt(client, email=email, password=password)

    assert response.status_code == 422
    assert WRONG in response.text
    assert "Set-Cookie" not in response.headers or "sid=" not in response.headers["Set-Cookie"]
    assert PASSWORD not in response.text


@pytest.mark.parametrize("email", ["mot@example.vn", "khong.co@example.vn", "moi@example.vn"])
def test_one_hash_is_compared_whoever_it_is(client, person, monkeypatch, email):
    """The hash is what takes time: 30 ms at the least, everything else under 2 ms."""
    make_user(email="moi@example.vn")
    compared = []
    hasher = passwords._hasher()
    monkeypatch.setattr(
        passwords,
        "_hasher",
        lambda: SimpleNamespace(
            verify=lambda kept, given: compared.append(kept) or hasher.verify(kept, given)
        ),
    )

    attempt(client, email=email, password="không đúng đâu")

    assert len(compared) == 1
    assert compared[0].startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_empty_fields_are_told_apart_from_wrong_ones(client, person):
    response = attempt(client, email="", password="")

    assert response.status_code == 422
    assert "Hãy ghi địa chỉ thư điện tử." in response.text
    assert "Hãy ghi mật khẩu." in response.text


def test_the_sixth_try_of_an_account_waits_even_with_the_right_password(client, person):
    for _ in range(5):
        assert attempt(client, password="sai mật khẩu rồi").status_code == 422

    response = attempt(client)

    assert response.status_code == 429
    assert 890 <= int(response.headers["Retry-After"]) <= 900
    assert "bị nhập sai mật khẩu quá nhiều lần" in response.text
    assert "Quên mật khẩu" in response.text


def test_an_account_that_does_not_exist_is_limited_alike(client, person):
    for _ in range(5):
        attempt(client, email="khong.co@example.vn")

    assert attempt(client, email="khong.co@example.vn").status_code == 429
    assert attempt(client).status_code == 302


def test_after_a_quarter_of_an_hour_one_may_try_again(client, person):
    for _ in range(6):
        attempt(client, password="sai mật khẩu rồi")

    with time_machine.travel(clock.now() + timedelta(minutes=15, seconds=1), tick=True):
        response = attempt(client)

    assert response.status_code == 302


def test_the_limit_counts_failures_not_successes(client, person):
    for _ in range(12):
        assert attempt(client).status_code == 302
        client.post("/sign-out")


def test_the_thirty_first_wrong_try_from_one_network_waits(client, person):
    for number in range(30):
        attempt(client, email=f"x{number}@example.vn", password="sai mật khẩu rồi")

    response = attempt(client)

    assert response.status_code == 429
    assert "Từ mạng của bạn" in response.text
    elsewhere = attempt(client, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert elsewhere.status_code == 302


def test_an_office_behind_one_address_signs_in_all_day(client, person):
    for number in range(35):
        email = f"dong.nghiep.{number}@example.vn"
        make_user(email=email, password_hash=person.password_hash)
        assert attempt(client, email=email).status_code == 302
        client.post("/sign-out")


def test_a_forged_forwarding_header_changes_nothing(client, person):
    for number in range(30):
        attempt(
            client,
            email=f"x{number}@example.vn",
            headers={"X-Forwarded-For": f"198.51.100.{number}"},
        )

    assert attempt(client).status_code == 429


def test_an_older_hash_is_renewed_at_sign_in(client, app, person, monkeypatch):
    settings = app.config["AWARD"].model_copy(update={"password_passes": 3})
    monkeypatch.setitem(app.config, "AWARD", settings)
    before = person.password_hash

    attempt(client)

    assert person.password_hash != before
    assert passwords.outdated(before)
    assert not passwords.outdated(person.password_hash)


def test_when_no_turn_comes_to_hash_the_answer_is_503(client, person, monkeypatch):
    monkeypatch.setattr(passwords, "PATIENCE", 0.01)
    gate = passwords._gate(2)
    gate.acquire()
    gate.acquire()
    try:
        response = attempt(client)
    finally:
        gate.release()
        gate.release()

    assert response.status_code == 503
    assert response.headers["Retry-After"] == "10"


def test_who_is_signed_in_is_sent_on(client, person):
    attempt(client)

    response = client.get("/sign-in?next=/account/sessions")

    assert (response.status_code, response.location) == (302, "/account/sessions")


def test_a_page_for_persons_sends_strangers_to_sign_in_and_back(client, person):
    sent = client.get("/account/sessions")

    assert sent.status_code == 302
    assert attempt(client, query=sent.location.partition("/sign-in")[2]).location == (
        "/account/sessions"
    )


def test_the_password_never_comes_back_in_the_page(client, person):
    response = attempt(client, password="mật khẩu vừa gõ sai")

    assert "mật khẩu vừa gõ sai" not in response.text
