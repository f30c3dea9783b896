"""The first person of a new installation, made from the command line."""

import pytest
from sqlalchemy import select

from award.extensions import db
from award.models import AuditEvent, Membership, OutboxMessage, Role, User
from tests import factories


@pytest.fixture
def opened(app):
    """Run the command; return its result."""

    def call(email, name):
        return app.test_cli_runner().invoke(args=["office", "open", email, name])

    return call


def test_an_empty_installation_gets_its_first_person_and_a_letter(opened):
    result = opened("Dau.Tien@Mau.example.vn", "Cán bộ Mẫu Đầu Tiên")

    assert result.exit_code == 0
    assert "Cán bộ Mẫu Đầu Tiên: thư mời đặt mật khẩu" in result.output
    membership = db.session.scalars(select(Membership)).one()
    assert membership.role is Role.STANDING_BODY
    assert membership.user.email == "dau.tien@mau.example.vn"
    assert membership.user.password_hash is None
    letter = db.session.scalars(select(OutboxMessage)).one()
    assert "/password/" in str(letter.payload)
    events = db.session.scalars(select(AuditEvent.action)).all()
    assert events == ["grant_role"]


def test_nobody_is_let_in_by_the_command_once_somebody_is_there(opened):
    factories.standing_body()

    result = opened("ke.xau@mau.example.vn", "Kẻ Mẫu Xấu")

    assert result.exit_code == 1
    assert "Cơ quan thường trực đã có người" in result.output
    assert db.session.scalar(select(User.id).where(User.email == "ke.xau@mau.example.vn")) is None


def test_an_address_that_is_none_is_refused_with_its_sentence(opened):
    result = opened("khong-phai-thu", "Cán bộ Mẫu")

    assert result.exit_code == 1
    assert "Địa chỉ thư điện tử chưa đúng" in result.output
