"""One's own account: what one may change, and everything that is kept about one."""

import json

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, Consent, Role
from award.services import consents, passwords
from tests.factories import grant, make_organisation, make_user
from tests.web.accounts.visiting import OTHER_PASSWORD, PASSWORD, enter

PAGES = ["/account", "/account/password", "/account/sessions", "/account/data",
         "/account/data/export"]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_strangers_are_sent_to_sign_in(client, path):
    response = client.get(path)

    assert (response.status_code, response.location) == (302, f"/sign-in?next={path}")


@pytest.mark.parametrize("path", PAGES)
def test_private_pages_are_not_kept_by_the_browser(client, person, path):
    enter(client)

    response = client.get(path)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"


def test_the_profile_is_corrected_and_the_correction_audited(client, person):
    enter(client)

    client.post(
        "/account",
        data={"full_name": "Người  Mẫu Hai", "position": "Trưởng phòng", "phone": "024 3000 0000"},
    )

    assert (person.full_name, person.position) == ("Người Mẫu Hai", "Trưởng phòng")
    event = db.session.scalar(select(AuditEvent).where(AuditEvent.action == "update_profile"))
    assert event.data == {
        "before": {"full_name": "Người Mẫu Một", "position": "", "phone": ""},
        "after": {
            "full_name": "Người Mẫu Hai",
            "position": "Trưởng phòng",
            "phone": "024 3000 0000",
        },
    }


def test_nobody_changes_their_address_or_state_through_the_profile(client, person):
    enter(client)

    client.post(
        "/account",
        data={
            "full_name": "Người Mẫu Một",
            "email": "khac@example.vn",
            "active": "",
            "password_hash": "x",
            "demo": "1",
        },
    )

    assert person.email == "mot@example.vn"
    assert (person.active, person.demo) == (True, False)
    assert passwords.matches(PASSWORD, person.password_hash)


def change(client, present=PASSWORD, password=OTHER_PASSWORD, again=OTHER_PASSWORD):
    return client.post(
        "/account/password", data={"present": present, "password": password, "again": again}
    )


def test_the_password_is_changed_and_told_by_letter(client, person, letters):
    enter(client)

    response = change(client)

    assert response.location == "/account"
    assert passwords.matches(OTHER_PASSWORD, person.password_hash)
    assert letters()[-1]["subject"] == "Mật khẩu vừa được thay đổi"


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"present": "không đúng"}, "Mật khẩu hiện tại không đúng."),
        ({"present": ""}, "Hãy ghi mật khẩu hiện tại."),
        ({"again": "khác một chút thôi"}, "Hai lần nhập mật khẩu không giống nhau."),
        ({"password": PASSWORD, "again": PASSWORD}, "trùng với mật khẩu hiện tại"),
        ({"password": "mot@example.vn1", "again": "mot@example.vn1"}, "Mật khẩu này dễ đoán"),
    ],
)
def test_a_change_that_cannot_be_made_says_why(client, person, given, sentence):
    enter(client)

    response = change(client, **given)

    assert response.status_code == 422
    assert sentence in response.text
    assert passwords.matches(PASSWORD, person.password_hash)


def test_the_present_password_cannot_be_guessed_from_a_session_left_open(real_client):
    enter(real_client)
    for _ in range(5):
        assert "Mật khẩu hiện tại không đúng." in change(real_client, present="đoán thử xem").text

    response = change(real_client)

    assert response.status_code == 422
    assert "quá nhiều lần" in response.text


def test_consent_is_given_by_hand_and_withdrawn_at_any_time(client, person):
    enter(client)
    assert "Chưa có sự đồng ý" in client.get("/account/data").text

    client.post("/account/data/consent", data={})
    assert consents.given(person) is None
    client.post("/account/data/consent", data={"consent": "y"})
    assert consents.given(person).text_version == consents.TEXT_VERSION
    client.post("/account/data/withdraw")

    assert consents.given(person) is None
    row = db.session.scalar(select(Consent))
    assert row.withdrawn_at >= row.given_at
    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert actions == ["give_consent", "withdraw_consent"]


def test_consent_can_be_given_again(client, person):
    enter(client)
    for step in ("consent", "withdraw", "consent"):
        client.post(f"/account/data/{step}", data={"consent": "y"})

    assert consents.given(person) is not None


def test_the_text_that_is_agreed_to_is_on_the_page_with_its_version(client, person):
    enter(client)

    page = client.get("/account/data").text

    assert f"(bản {consents.TEXT_VERSION})" in page
    for matter in ("Mục đích", "Bên kiểm soát", "Thời gian lưu", "Quyền của bạn", "rút lại"):
        assert matter in page


def test_the_export_holds_everything_about_this_person_and_nobody_else(client, person):
    organisation = make_organisation(owner=person, name="Công ty Mẫu Của Tôi")
    stranger = make_user("Người Mẫu Lạ", email="la@example.vn")
    grant(stranger, Role.EDITOR, organisation=organisation)
    consents.give(person)
    enter(client)

    response = client.get("/account/data/export")

    assert response.headers["Content-Disposition"].startswith("attachment")
    assert response.mimetype == "application/json"
    data = json.loads(response.text)
    assert data["account"]["email"] == "mot@example.vn"
    assert [one["organisation"] for one in data["memberships"]] == ["Công ty Mẫu Của Tôi"]
    assert [one["action"] for one in data["actions"]] == ["give_consent"]
    assert len(data["sessions"]) == 1
    assert len(data["consents"]) == 1
    assert "la@example.vn" not in response.text
    assert person.password_hash not in response.text


def test_the_account_page_asks_as_much_for_three_organisations_as_for_one(
    client, person, questions
):
    make_organisation(owner=person)
    enter(client)
    with questions() as for_one:
        client.get("/account")
    make_organisation(owner=person)
    make_organisation(owner=person)

    with questions() as for_three:
        client.get("/account")

    assert len(for_three) == len(for_one)
