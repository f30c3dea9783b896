"""The people of an organisation: the owner decides, one owner stays, nobody else looks in."""

import re

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, Membership, Role, User
from tests.factories import grant, make_organisation, make_user
from tests.web.accounts.visiting import enter, link_in


@pytest.fixture
def organisation(person):
    """An organisation whose owner is the person."""
    return make_organisation(owner=person, name="Công ty Mẫu Đội Ngũ")


@pytest.fixture
def owner(client, person, organisation):
    """The owner's browser."""
    enter(client)
    return client


def member(organisation, role, email):
    user = make_user(email=email, password_hash="x")
    return grant(user, role, organisation=organisation)


def roles(organisation):
    rows = db.session.execute(
        select(User.email, Membership.role)
        .join(Membership.user)
        .where(Membership.organisation_id == organisation.id, Membership.ended_at.is_(None))
        .order_by(Membership.id)
    )
    return dict(rows.all())


def invite(browser, organisation, email="moi@example.vn", role="editor"):
    return browser.post(
        f"/team/{organisation.id}/invite",
        data={"email": email, "full_name": "Người Mẫu Mới", "role": role},
    )


def test_the_owner_invites_somebody_new(owner, organisation, letters):
    response = invite(owner, organisation)

    assert response.status_code == 302
    assert roles(organisation) == {"mot@example.vn": Role.OWNER, "moi@example.vn": Role.EDITOR}
    letter = letters()[-1]
    assert letter["to"] == "moi@example.vn"
    assert "Công ty Mẫu Đội Ngũ" in letter["text"]
    assert "Người soạn" in letter["text"]
    assert link_in(letter)


def test_somebody_with_an_account_is_invited_in_the_same_words(owner, organisation, letters):
    make_user("Người Mẫu Kín", email="kin@example.vn", password_hash="x")

    known = owner.post(
        f"/team/{organisation.id}/invite",
        data={"email": "kin@example.vn", "full_name": "Ai đó", "role": "reader"},
        follow_redirects=True,
    ).text
    unknown = owner.post(
        f"/team/{organisation.id}/invite",
        data={"email": "lạ@example.vn".replace("ạ", "a"), "full_name": "Ai đó", "role": "reader"},
        follow_redirects=True,
    ).text

    assert "Đã gửi thư mời tới kin@example.vn." in known
    assert "Đã gửi thư mời tới la@example.vn." in unknown
    assert "Người Mẫu Kín" not in known
    assert unknown.count("Đã mời, chưa đăng nhập") == 2
    assert "/password/" not in letters()[0]["text"]


def test_the_letter_makes_no_link_of_the_organisations_name(owner, organisation, letters):
    organisation.name = "Nhận quà https://evil.example/x và evil.example"

    invite(owner, organisation)

    assert "evil.example" not in letters()[-1]["text"]
    assert "://evil" not in letters()[-1]["text"]


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        ({"email": "mot@example.vn"}, "Người này đã có trong danh sách."),
        ({"email": "không phải"}, "Địa chỉ thư điện tử chưa đúng."),
        ({"email": "a@b.vn\r\nBcc: c@d.vn"}, "Địa chỉ thư điện tử chưa đúng."),
        ({"role": "standing_body"}, "Hãy chọn một trong các mục được nêu."),
        ({"role": "administrator"}, "Hãy chọn một trong các mục được nêu."),
    ],
)
def test_an_invitation_that_cannot_be_says_why(owner, organisation, letters, given, sentence):
    response = invite(owner, organisation, **given)

    assert response.status_code == 422
    assert sentence in response.text
    assert roles(organisation) == {"mot@example.vn": Role.OWNER}
    assert letters() == []


def test_the_letter_can_be_sent_again(owner, organisation, letters):
    invite(owner, organisation)
    invited = db.session.scalar(select(Membership).where(Membership.role == Role.EDITOR))

    owner.post(f"/team/{organisation.id}/members/{invited.id}/invite")

    older, newer = (link_in(letter) for letter in letters())
    assert owner.get(older).status_code == 404
    assert owner.get(newer).status_code == 200


def test_roles_are_changed_and_the_change_audited(owner, organisation, person):
    other = member(organisation, Role.READER, "hai@example.vn")

    owner.post(f"/team/{organisation.id}/members/{other.id}/role", data={"role": "editor"})

    assert roles(organisation)["hai@example.vn"] is Role.EDITOR
    event = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id.desc())).first()
    assert (event.action, event.actor_id) == ("grant_membership", person.id)
    assert event.data == {
        "user": other.user_id,
        "organisation": organisation.id,
        "role": "editor",
        "role_before": "reader",
    }


def test_a_member_has_a_page_where_the_present_role_is_chosen(owner, organisation):
    other = member(organisation, Role.READER, "hai@example.vn")

    page = owner.get(f"/team/{organisation.id}/members/{other.id}").text

    assert page.count("hai@example.vn") >= 2
    assert other.user.full_name not in page
    assert re.findall(r'value="(\w+)" checked', page) == ["reader"]


def test_a_role_can_change_back_and_forth(owner, organisation):
    other = member(organisation, Role.READER, "hai@example.vn")
    for role in ("editor", "reader", "editor", "owner", "editor"):
        present = db.session.scalar(
            select(Membership).where(
                Membership.user_id == other.user_id, Membership.ended_at.is_(None)
            )
        )
        owner.post(f"/team/{organisation.id}/members/{present.id}/role", data={"role": role})

        assert roles(organisation)["hai@example.vn"].value == role


def test_a_member_is_let_go_and_may_come_back(owner, organisation):
    other = member(organisation, Role.EDITOR, "hai@example.vn")

    owner.post(f"/team/{organisation.id}/members/{other.id}/end")
    assert roles(organisation) == {"mot@example.vn": Role.OWNER}
    invite(owner, organisation, email="hai@example.vn")

    assert roles(organisation)["hai@example.vn"] is Role.EDITOR


@pytest.mark.parametrize("step", ["end", "role"])
def test_the_last_owner_stays(owner, organisation, step):
    own = db.session.scalar(select(Membership.id).where(Membership.role == Role.OWNER))

    response = owner.post(f"/team/{organisation.id}/members/{own}/{step}", data={"role": "reader"})

    assert response.status_code == 403
    assert "Tổ chức cần ít nhất một chủ tài khoản." in response.text
    assert roles(organisation) == {"mot@example.vn": Role.OWNER}


def test_the_last_owner_cannot_leave(owner, organisation):
    assert owner.post(f"/team/{organisation.id}/leave").status_code == 403


def test_of_two_owners_one_may_leave(owner, organisation):
    member(organisation, Role.OWNER, "hai@example.vn")

    response = owner.post(f"/team/{organisation.id}/leave")

    assert response.location == "/account"
    assert roles(organisation) == {"hai@example.vn": Role.OWNER}
    assert owner.get(f"/team/{organisation.id}").status_code == 404


@pytest.mark.parametrize("role", [Role.EDITOR, Role.READER])
def test_others_of_the_team_look_but_do_not_manage(client, person, role):
    organisation = make_organisation(owner=make_user())
    grant(person, role, organisation=organisation)
    other = member(organisation, Role.READER, "ba@example.vn")
    enter(client)

    page = client.get(f"/team/{organisation.id}")
    assert page.status_code == 200
    assert "Mời thêm người" not in page.text
    refusals = [
        invite(client, organisation),
        client.post(f"/team/{organisation.id}/members/{other.id}/role", data={"role": "owner"}),
        client.post(f"/team/{organisation.id}/members/{other.id}/end"),
        client.post(f"/team/{organisation.id}/members/{other.id}/invite"),
        client.get(f"/team/{organisation.id}/members/{other.id}"),
    ]

    assert [answer.status_code for answer in refusals] == [403] * 5
    assert "Chỉ chủ tài khoản của tổ chức được quản lý thành viên." in refusals[0].text
    assert roles(organisation)["ba@example.vn"] is Role.READER


def test_another_organisation_does_not_exist(owner, organisation):
    theirs = make_organisation(owner=make_user())
    their_member = member(theirs, Role.READER, "ho@example.vn")

    missing = owner.get("/team/999999")
    hidden = [
        owner.get(f"/team/{theirs.id}"),
        invite(owner, theirs),
        owner.post(f"/team/{theirs.id}/leave"),
        owner.post(f"/team/{organisation.id}/members/{their_member.id}/end"),
        owner.get(f"/team/{organisation.id}/members/{their_member.id}"),
        owner.post(f"/team/{organisation.id}/members/{their_member.id}/role",
                   data={"role": "owner"}),
    ]  # fmt: skip

    assert missing.status_code == 404
    assert [answer.status_code for answer in hidden] == [404] * 6
    assert roles(theirs)["ho@example.vn"] is Role.READER


def test_an_unknown_role_is_refused(owner, organisation):
    other = member(organisation, Role.READER, "hai@example.vn")

    response = owner.post(
        f"/team/{organisation.id}/members/{other.id}/role", data={"role": "standing_body"}
    )

    assert response.status_code == 422
    assert "Hãy chọn một trong các mục được nêu." in response.text
    assert roles(organisation)["hai@example.vn"] is Role.READER


def test_the_list_asks_as_much_for_three_members_as_for_one(owner, organisation, questions):
    path = f"/team/{organisation.id}"
    with questions() as for_one:
        owner.get(path)
    member(organisation, Role.READER, "hai@example.vn")
    member(organisation, Role.EDITOR, "ba@example.vn")

    with questions() as for_three:
        owner.get(path)

    assert len(for_three) == len(for_one)
