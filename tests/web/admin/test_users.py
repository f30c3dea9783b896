"""Accounts and roles: who may give what, and what closing an account ends."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, Membership, OutboxMessage, Role, User, UserSession
from award.services import sessions
from tests.factories import (
    grant,
    make_administrator,
    make_province_officer,
    make_standing_body,
    make_user,
    standing_body,
)
from tests.web.at_field import told_at


def roles_of(email: str) -> list[tuple[str, str | None]]:
    rows = db.session.scalars(
        select(Membership)
        .join(User)
        .where(User.email == email, Membership.ended_at.is_(None))
        .order_by(Membership.role)
    )
    return [(one.role.value, one.province_code) for one in rows]


def entry(role: str, email: str = "moi@example.vn", province: str = "") -> dict[str, str]:
    return {"role": role, "email": email, "name": "Cán bộ Mẫu", "province": province}


def test_a_role_is_given_and_the_person_is_told_by_letter(office):
    office.post("/office/users", data=entry("province", province="01"))

    letter = db.session.scalars(select(OutboxMessage)).one().payload
    assert roles_of("moi@example.vn") == [("province", "01")]
    assert letter["to"] == "moi@example.vn"
    assert "Cán bộ địa phương" in letter["text"]
    assert "/password/" in letter["text"]


def test_an_administrator_gives_every_role_but_the_one_that_opens_dossiers(browse):
    browser = browse(make_administrator())

    page = browser.get("/office/users").text
    answers = [
        browser.post("/office/users", data=entry(role, f"{role}@example.vn", "01"))
        for role in ("administrator", "province", "standing_body")
    ]

    assert 'value="standing_body"' not in page.partition("Giao vai trò")[2]
    assert [answer.status_code for answer in answers] == [302, 302, 422]
    assert roles_of("standing_body@example.vn") == []


@pytest.mark.parametrize(
    ("data", "field", "sentence"),
    [
        (entry("province"), "province", "Hãy chọn tỉnh, thành phố của cán bộ địa phương."),
        (entry("owner"), "role", "Hãy chọn một trong các mục được nêu."),
        (entry("province", "không phải thư", "01"), "email", "Địa chỉ thư điện tử chưa đúng."),
        (entry("province", province="98"), "province", "Hãy chọn một trong các mục được nêu."),
    ],
)
def test_a_role_with_a_wrong_entry_is_refused_at_its_field(office, data, field, sentence):
    answer = office.post("/office/users", data=data)

    assert answer.status_code == 422
    assert sentence in told_at(answer, field)
    assert roles_of("moi@example.vn") == []


def test_a_role_is_held_once_and_can_be_given_again_after_it_ended(office):
    office.post("/office/users", data=entry("administrator"))
    twice = office.post("/office/users", data=entry("administrator"))
    person = db.session.scalars(select(User).where(User.email == "moi@example.vn")).one()
    make_administrator()
    held = person.memberships[0]

    office.post(f"/office/users/{person.id}/roles/{held.id}/end")
    ended = roles_of(person.email)
    office.post("/office/users", data=entry("administrator"))

    assert "Người này đã có vai trò ấy." in told_at(twice, "role")
    assert ended == []
    assert roles_of(person.email) == [("administrator", None)]


def test_the_last_of_a_role_is_not_taken_and_nobody_takes_their_own(office, browse):
    last = make_administrator()
    held = last.memberships[0]
    own = standing_body().memberships[0]

    alone = office.post(f"/office/users/{last.id}/roles/{held.id}/end")
    mine = office.post(f"/office/users/{own.user_id}/roles/{own.id}/end")

    assert "Cần ít nhất một người giữ vai trò" in alone.text
    assert "Không tự bỏ vai trò của mình" in mine.text
    assert [held.ended_at, own.ended_at] == [None, None]


def test_closing_an_account_ends_its_sessions_at_once(office, browse):
    person = make_province_officer("01")
    browser = browse(person)
    before = browser.get("/province").status_code

    office.post(f"/office/users/{person.id}/close")

    after = browser.get("/province")
    open_sessions = db.session.scalars(
        select(UserSession).where(
            UserSession.user_id == person.id, UserSession.revoked_at.is_(None)
        )
    ).all()
    assert before == 200
    assert after.headers["Location"].startswith("/sign-in")
    assert open_sessions == []
    assert not person.active


def test_a_closed_account_opens_again_with_its_roles(office):
    person = make_province_officer("01")
    office.post(f"/office/users/{person.id}/close")
    again = office.post(f"/office/users/{person.id}/close")

    opened = office.post(f"/office/users/{person.id}/open")
    twice = office.post(f"/office/users/{person.id}/open")

    assert [again.status_code, opened.status_code, twice.status_code] == [403, 302, 403]
    assert person.active
    assert roles_of(person.email) == [("province", "01")]


def test_nobody_closes_their_own_account_and_an_administrator_not_the_standing_body(browse, office):
    administrator, body = make_administrator(), standing_body()
    make_standing_body()

    own = browse(administrator).post(f"/office/users/{administrator.id}/close")
    above = browse(administrator).post(f"/office/users/{body.id}/close")

    assert [own.status_code, above.status_code] == [403, 403]
    assert [administrator.active, body.active] == [True, True]


def test_the_last_of_the_standing_body_keeps_an_open_account(browse):
    body, administrator = standing_body(), make_administrator()
    grant(administrator, Role.STANDING_BODY)
    administrator.active = True
    other = browse(administrator)
    ended = next(one for one in administrator.memberships if one.role is Role.STANDING_BODY)
    ended_answer = browse(body).post(f"/office/users/{administrator.id}/roles/{ended.id}/end")

    answer = other.post(f"/office/users/{body.id}/close")

    assert ended_answer.status_code == 302
    assert answer.status_code == 403
    assert body.active


def test_a_closed_account_gets_no_role(office):
    person = make_user(email="khoa@example.vn", active=False)

    answer = office.post("/office/users", data=entry("administrator", person.email))

    assert answer.status_code == 422
    assert "đã bị khóa" in answer.text


def test_every_change_is_in_the_audit(office):
    office.post("/office/users", data=entry("administrator"))
    person = db.session.scalars(select(User).where(User.email == "moi@example.vn")).one()
    make_administrator()
    office.post(f"/office/users/{person.id}/close")
    office.post(f"/office/users/{person.id}/open")
    office.post(f"/office/users/{person.id}/roles/{person.memberships[0].id}/end")

    actions = db.session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)).all()
    assert list(actions) == ["grant_role", "deactivate", "reactivate", "end_role"]


def test_names_are_found_without_accents_and_people_by_role(office):
    make_user("Đặng Thị Mẫu Đỏ")
    make_province_officer("01")

    plain = office.get("/office/users?q=dang+thi+mau+do").text
    capital = office.get("/office/users?q=ĐẶNG").text
    officers = office.get("/office/users?role=province").text
    missed = office.get("/office/users?q=100%25").text

    assert "Đặng Thị Mẫu Đỏ" in plain
    assert "Đặng Thị Mẫu Đỏ" in capital
    assert "Cán bộ Mẫu địa phương" in officers
    assert "Đặng Thị Mẫu Đỏ" not in officers
    assert "Không có tài khoản nào" in missed


def test_last_sign_in_and_open_invitations_are_shown(office):
    person = make_user("Người Mẫu cũ", last_sign_in_at=clock.now() - timedelta(days=2))
    sessions.begin(person)

    page = office.get("/office/users?q=nguoi+mau+cu").text

    assert f"{clock.local(person.last_sign_in_at):%d/%m/%Y}" in page
    assert "Đã mời" in page


def test_the_invitation_is_sent_again_only_to_who_needs_it(office):
    waiting, there = make_user(), make_user(password_hash="x")

    sent = office.post(f"/office/users/{waiting.id}/invite")
    refused = office.post(f"/office/users/{there.id}/invite")

    assert [sent.status_code, refused.status_code] == [302, 403]
    assert [one.payload["to"] for one in db.session.scalars(select(OutboxMessage))] == [
        waiting.email
    ]


def test_people_without_the_role_reach_no_account(browse):
    person = make_user()
    browser = browse(make_province_officer("01"))

    answers = [
        browser.get(f"/office/users/{person.id}"),
        browser.post(f"/office/users/{person.id}/close"),
        browser.post("/office/users", data=entry("administrator")),
    ]

    assert [answer.status_code for answer in answers] == [404, 404, 404]


def test_a_page_of_accounts_asks_no_more_questions_for_three_than_for_one(office, questions):
    asked = []
    for _ in range(3):
        make_province_officer("01")
        office.get("/office/users?role=province")
        with questions() as statements:
            office.get("/office/users?role=province")
        asked.append(len(statements))

    assert asked[0] == asked[2]
