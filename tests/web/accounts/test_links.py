"""Passwords by one-time link: once, in time, and without telling who has an account."""

from datetime import timedelta
from time import monotonic

import pytest
import time_machine
from sqlalchemy import select

from award import clock
from award.accounts import pace
from award.extensions import db
from award.models import AuditEvent, Consent, PasswordToken
from award.services import consents, invitations, links, passwords
from tests.factories import make_user
from tests.web.accounts.visiting import OTHER_PASSWORD, PASSWORD, enter, link_in

NEW = {"password": OTHER_PASSWORD, "again": OTHER_PASSWORD}


def forget(client, email="mot@example.vn"):
    return client.post("/password/forgot", data={"email": email})


def test_a_forgotten_password_is_set_anew(client, person, letters):
    assert forget(client).location == "/letter-sent"

    path = link_in(letters()[0])
    page = client.get(path).text
    assert "mot@example.vn" in page
    response = client.post(path, data=NEW)

    assert response.location == "/sign-in"
    enter(client, password=OTHER_PASSWORD)


def test_the_old_password_no_longer_works(client, person, letters):
    forget(client)
    client.post(link_in(letters()[0]), data=NEW)

    response = client.post("/sign-in", data={"email": person.email, "password": PASSWORD})

    assert response.status_code == 422


def test_the_person_is_told_by_letter(client, person, letters):
    forget(client)
    client.post(link_in(letters()[0]), data=NEW)

    assert letters()[-1]["subject"] == "Mật khẩu vừa được thay đổi"


def test_a_link_works_once(client, person, letters):
    forget(client)
    path = link_in(letters()[0])
    client.post(path, data=NEW)

    again = client.post(path, data={"password": PASSWORD, "again": PASSWORD})

    assert again.status_code == 404
    assert "Liên kết không còn dùng được" in again.text
    assert client.get(path).status_code == 404
    assert passwords.matches(OTHER_PASSWORD, person.password_hash)


def test_looking_at_the_page_does_not_use_the_link_up(client, person, letters):
    forget(client)
    path = link_in(letters()[0])

    assert [client.get(path).status_code for _ in range(3)] == [200] * 3
    assert client.post(path, data=NEW).status_code == 302


@pytest.mark.parametrize(("minutes", "status"), [(119, 302), (121, 404)])
def test_a_reset_link_lasts_two_hours(client, person, letters, minutes, status):
    forget(client)

    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=True):
        assert client.post(link_in(letters()[0]), data=NEW).status_code == status


@pytest.mark.parametrize(("hours", "status"), [(71, 302), (73, 404)])
def test_an_invitation_lasts_three_days(client, app, letters, hours, status):
    invitations.invite(make_user(), "invitation")

    with time_machine.travel(clock.now() + timedelta(hours=hours), tick=True):
        response = client.post(link_in(letters()[0]), data=NEW | {"consent": "y"})

    assert response.status_code == status


def test_a_newer_link_puts_the_older_out_of_use(client, person, letters):
    forget(client)
    forget(client)
    older, newer = (link_in(letter) for letter in letters())

    assert client.get(older).status_code == 404
    assert client.get(newer).status_code == 200


def test_the_table_keeps_no_token(client, person, letters):
    forget(client)

    row = db.session.scalar(select(PasswordToken))
    assert row.token_hash not in link_in(letters()[0])
    assert len(row.token_hash) == 64


def test_a_deactivated_account_gets_no_letter_and_its_link_stops(client, person, letters):
    forget(client)
    path = link_in(letters()[0])
    person.active = False

    assert client.get(path).status_code == 404
    assert forget(client).location == "/letter-sent"
    assert len(letters()) == 1


def test_unknown_and_known_get_the_same_answer(client, person, letters):
    known, unknown = forget(client), forget(client, "khong.co@example.vn")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert known.text == unknown.text
    assert [letter["to"] for letter in letters()] == [person.email]


def test_unknown_and_known_take_as_long(client, person, monkeypatch):
    monkeypatch.setattr(pace, "LEAST", 0.25)
    times = []
    for email in ("mot@example.vn", "khong.co@example.vn"):
        began = monotonic()
        forget(client, email)
        times.append(monotonic() - began)

    assert min(times) >= 0.25


def test_three_letters_an_hour_are_enough_for_one_address(client, person, letters):
    answers = {forget(client).status_code for _ in range(5)}

    assert answers == {302}
    assert len(letters()) == 3


def test_who_was_invited_and_forgot_it_is_invited_again(client, app, letters):
    make_user(email="moi@example.vn")

    forget(client, "moi@example.vn")

    assert letters()[0]["subject"] == "Kích hoạt tài khoản Giải thưởng Chất lượng Quốc gia"


def test_the_first_password_comes_with_consent(client, app, letters):
    user = make_user()
    invitations.invite(user, "invitation")
    path = link_in(letters()[0])

    without = client.post(path, data=NEW)
    assert without.status_code == 422
    assert "Cần sự đồng ý này" in without.text
    assert user.password_hash is None
    client.post(path, data=NEW | {"consent": "y"})

    assert user.password_hash is not None
    consent = db.session.scalar(select(Consent).where(Consent.user_id == user.id))
    assert consent.text_version == consents.TEXT_VERSION


def test_who_consented_at_registration_is_not_asked_twice(client, app, letters):
    user = make_user()
    consents.give(user)
    invitations.invite(user, "invitation")

    assert client.post(link_in(letters()[0]), data=NEW).status_code == 302


@pytest.mark.parametrize(
    ("password", "again", "sentence"),
    [
        ("ngắn quá", "ngắn quá", "Mật khẩu cần ít nhất 12 ký tự."),
        (OTHER_PASSWORD, OTHER_PASSWORD + "!", "Hai lần nhập mật khẩu không giống nhau."),
        ("password1234", "password1234", "danh sách mật khẩu hay dùng"),
        ("Người Mẫu Một 1990", "Người Mẫu Một 1990", "Mật khẩu này dễ đoán"),
        ("", "", "Hãy ghi mật khẩu mới."),
    ],
)
def test_a_poor_password_is_refused_and_the_link_stays_open(
    client, person, letters, password, again, sentence
):
    forget(client)
    path = link_in(letters()[0])

    response = client.post(path, data={"password": password, "again": again})

    assert response.status_code == 422
    assert sentence in response.text
    assert client.post(path, data=NEW).status_code == 302


@pytest.mark.parametrize("token", ["x", "x" * 43, "../sign-in", "%00", "'--", "a" * 3000])
def test_a_made_up_token_is_not_a_link(client, person, token):
    assert client.get(f"/password/{token}").status_code in {404, 308}
    assert client.post(f"/password/{token}", data=NEW).status_code in {404, 405}


def test_the_link_leads_to_the_configured_address_not_to_the_asked_one(client, person, letters):
    client.post("/password/forgot", data={"email": person.email}, headers={"Host": "evil.example"})

    assert "http://127.0.0.1:8000/password/" in letters()[0]["text"]
    assert "evil" not in letters()[0]["text"]


def test_after_a_reset_a_locked_out_person_comes_in_at_once(client, person, letters):
    for _ in range(6):
        client.post("/sign-in", data={"email": person.email, "password": "sai rồi"})
    forget(client)
    client.post(link_in(letters()[-1]), data=NEW)

    enter(client, password=OTHER_PASSWORD)


def test_setting_a_password_is_audited_without_the_password(client, person, letters):
    forget(client)
    client.post(link_in(letters()[0]), data=NEW)

    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "set_password"))
    assert (event.actor_id, event.subject_id) == (person.id, person.id)
    assert event.data == {"how": "reset", "sessions_ended": 0}


def test_a_link_is_not_written_into_the_log(client, person, letters, caplog):
    forget(client)
    path = link_in(letters()[0])
    caplog.clear()

    client.get(path)

    assert path.rpartition("/")[2] not in caplog.text
    assert "/password/[hidden]" in caplog.text


def test_two_people_with_the_same_link_are_one_too_many(clone_database):
    app = clone_database()
    with app.app_context():
        user = make_user()
        token = links.issue(user, links.INVITE).token
        db.session.commit()

        first = links.find(token, lock=True)
        first.used_at = clock.now()
        db.session.commit()

        assert links.find(token, lock=True) is None


def test_one_network_asks_for_sixty_letters_an_hour_at_most(client, person):
    answers = [forget(client, f"x{number}@example.vn").status_code for number in range(61)]

    assert answers == [302] * 60 + [429]
