"""An organisation registers itself; the screen tells nobody who has an account."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import select

from award import clock
from award.extensions import db
from award.models import AuditEvent, Consent, Membership, Organisation, Role, User
from tests.factories import grant, make_organisation, make_user
from tests.web.accounts.visiting import PASSWORD, enter, link_in

TAX_CODE = "0100112437"  # the documentation example of python-stdnum's vn.mst
FORM = {
    "kind": "enterprise",
    "tax_code": TAX_CODE,
    "name": "Công ty Cổ phần Mẫu Đá Quý",
    "province": "01",
    "address": "Số 1, phố Mẫu",
    "full_name": "Người Mẫu Chủ",
    "position": "Giám đốc",
    "phone": "+84 900 000 000",
    "email": "Chu@Example.vn",
    "consent": "y",
}


def register(client, **changes):
    return client.post("/register", data=FORM | changes)


def the_organisation():
    return db.session.scalar(select(Organisation).where(Organisation.tax_code == TAX_CODE))


def test_from_the_form_through_the_letter_to_the_first_page(client, letters):
    sent = register(client)

    assert (sent.status_code, sent.location) == (302, "/letter-sent")
    assert [letter["to"] for letter in letters()] == ["chu@example.vn"]
    link = link_in(letters()[0])
    done = client.post(link, data={"password": PASSWORD, "again": PASSWORD})
    assert (done.status_code, done.location) == (302, "/sign-in")
    enter(client, "chu@example.vn")
    page = client.get("/account").text
    assert "Công ty Cổ phần Mẫu Đá Quý" in page
    assert "Chủ tài khoản" in page


def test_what_was_said_is_what_is_kept(client):
    register(client, name="  Công ty   Mẫu Đá Quý ", tax_code="01.00.112.437")

    organisation = the_organisation()
    assert organisation.name == "Công ty Mẫu Đá Quý"
    assert organisation.search_key == "cong ty mau da quy"
    assert (organisation.province_code, organisation.address) == ("01", "Số 1, phố Mẫu")
    owner = db.session.scalar(select(User).where(User.email == "chu@example.vn"))
    assert (owner.full_name, owner.position) == ("Người Mẫu Chủ", "Giám đốc")
    assert owner.password_hash is None
    membership = db.session.scalar(select(Membership).where(Membership.user_id == owner.id))
    assert (membership.role, membership.organisation_id) == (Role.OWNER, organisation.id)
    assert db.session.scalar(select(Consent).where(Consent.user_id == owner.id)) is not None


def test_registration_is_audited(client):
    register(client)

    events = db.session.scalars(select(AuditEvent).order_by(AuditEvent.id)).all()
    assert [event.action for event in events] == [
        "register_organisation", "grant_membership", "give_consent"
    ]  # fmt: skip


def test_the_letter_carries_no_free_text_of_a_stranger(client, letters):
    register(client, name="Nhận quà tại evil.example", full_name="Bấm http://evil.example")

    assert "evil" not in letters()[0]["text"]
    assert TAX_CODE in letters()[0]["text"]


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("kind", "", "Hãy chọn loại hình của tổ chức."),
        ("kind", "bank", "Hãy chọn một trong các mục được nêu."),
        ("tax_code", "", "Hãy ghi mã số thuế."),
        ("tax_code", "0100112438", "chữ số kiểm tra không khớp"),
        ("tax_code", "123", "Mã số thuế gồm 10 chữ số"),
        ("tax_code", "01001124AB", "Mã số thuế chỉ gồm chữ số"),
        ("tax_code", "0100112437-000", "Mã số thuế chỉ gồm chữ số"),
        ("tax_code", "0000000000", "Mã số thuế chỉ gồm chữ số"),
        ("name", "   ", "Hãy ghi tên tổ chức"),
        ("name", "x" * 201, "Dài quá: tối đa 200 ký tự."),
        ("province", "", "Hãy chọn tỉnh, thành phố"),
        ("province", "99", "Hãy chọn một trong các mục được nêu."),
        ("address", "", "Hãy ghi địa chỉ trụ sở."),
        ("full_name", "\u202e", "Hãy ghi họ và tên của bạn."),
        ("phone", "gọi tôi", "Số điện thoại chỉ gồm chữ số"),
        ("email", "", "Hãy ghi địa chỉ thư điện tử."),
        ("email", "không phải", "Địa chỉ thư điện tử chưa đúng."),
        ("email", "a@example.vn\nBcc: b@example.vn", "Địa chỉ thư điện tử chưa đúng."),
        ("consent", "", "Cần sự đồng ý này"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_made(client, letters, field, value, sentence):
    response = register(client, **{field: value})

    assert response.status_code == 422
    assert sentence in response.text
    assert the_organisation() is None
    assert letters() == []


def test_the_consent_is_not_ticked_beforehand_nor_after_a_mistake(client):
    fresh = client.get("/register").text
    again = register(client, name="", consent="").text

    assert 'name="consent"' in fresh
    assert "checked" not in fresh
    assert "checked" not in again


def test_all_34_provinces_can_be_chosen_in_vietnamese_order(client):
    page = client.get("/register").text

    options = page.partition('name="province"')[2].partition("</select>")[0]
    assert options.count("<option") == 35
    assert options.index("Cần Thơ") < options.index("Đà Nẵng") < options.index("Đồng Nai")


def test_a_dependent_unit_has_thirteen_digits(client):
    register(client, tax_code="0100112437 001")

    assert db.session.scalar(select(Organisation.tax_code)) == "0100112437-001"


def test_a_tax_code_that_is_here_is_refused_without_naming_anybody(client, letters):
    owner = make_user("Người Mẫu Kín", email="kin@example.vn", password_hash="x")
    make_organisation(owner=owner, tax_code=TAX_CODE, name="Công ty Mẫu Kín")

    response = register(client)

    assert response.status_code == 422
    assert "Tổ chức có mã số thuế này đã đăng ký." in response.text
    assert "nhờ chủ tài khoản của tổ chức mời" in response.text
    assert "Kín" not in response.text
    assert "kin@" not in response.text
    assert letters() == []


def test_an_address_that_has_an_account_gets_the_same_answer_and_another_letter(
    client, person, letters
):
    known = register(client, email=person.email)
    unknown = register(client, tax_code="0312687878")

    assert (known.status_code, known.location) == (unknown.status_code, unknown.location)
    assert the_organisation() is None
    assert [(one["to"], one["subject"]) for one in letters()] == [
        ("mot@example.vn", "Địa chỉ thư này đã có tài khoản"),
        ("chu@example.vn", "Kích hoạt tài khoản Giải thưởng Chất lượng Quốc gia"),
    ]


def test_a_registration_nobody_opened_gives_way_after_its_link_ran_out(client, letters):
    register(client, email="dau.tien@example.vn", name="Tên Mẫu cũ")
    assert register(client).status_code == 422

    with time_machine.travel(clock.now() + timedelta(hours=73), tick=True):
        response = register(client)

    assert response.status_code == 302
    assert the_organisation().name == FORM["name"]
    owners = db.session.scalars(
        select(User.email).join(Membership).where(Membership.ended_at.is_(None))
    ).all()
    assert owners == ["chu@example.vn"]


def test_an_organisation_that_others_entered_does_not_give_way(client):
    organisation = make_organisation(owner=make_user(), tax_code=TAX_CODE)
    grant(make_user(password_hash="x"), Role.READER, organisation=organisation)

    assert register(client).status_code == 422


def test_who_is_signed_in_adds_an_organisation_without_being_asked_who_they_are(client, person):
    enter(client)
    page = client.get("/register").text
    assert "Họ và tên" not in page

    response = register(client)

    assert response.location == f"/team/{the_organisation().id}"
    membership = db.session.scalar(select(Membership).where(Membership.user_id == person.id))
    assert membership.role is Role.OWNER


def test_who_is_signed_in_cannot_take_an_organisation_of_others(client, person):
    make_organisation(owner=make_user(password_hash="x"), tax_code=TAX_CODE)
    enter(client)

    response = register(client)

    assert response.status_code == 422
    assert "Tổ chức có mã số thuế này đã đăng ký." in response.text


PERSONAL_NUMBER = "001185012345"  # the shape of a personal number; nobody's that is known


def test_a_household_registers_with_the_personal_number_of_its_owner(client, letters):
    answer = register(client, kind="household", tax_code="001 185 012 345", name="Hộ Mẫu")

    made = db.session.scalars(select(Organisation)).one()
    assert (answer.status_code, made.tax_code) == (302, PERSONAL_NUMBER)
    assert PERSONAL_NUMBER not in letters()[0]["text"]
    assert "*********345" in letters()[0]["text"]


@pytest.mark.parametrize(
    ("kind", "code", "sentence"),
    [
        ("enterprise", PERSONAL_NUMBER, "Số định danh cá nhân 12 chữ số chỉ là mã số thuế của hộ"),
        ("household", "101185012345", "12 chữ số, bắt đầu bằng số 0"),
        ("household", "00118501234", "hoặc 12 chữ số đối với hộ kinh doanh"),
        ("", "101185012345", "12 chữ số, bắt đầu bằng số 0"),
    ],
)
def test_a_personal_number_is_taken_from_households_only(client, kind, code, sentence):
    answer = register(client, kind=kind, tax_code=code)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert f'value="{code}"' in answer.text
    assert db.session.scalars(select(Organisation)).all() == []
