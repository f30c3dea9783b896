"""The applicant's room: browsers of an owner, an editor, a reader, and of strangers."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from award.models import Organisation, Role, User
from tests.factories import grant, make_user, sign_in


@pytest.fixture
def browser(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser that this person signed in with."""

    def signed_in(user: User) -> FlaskClient:
        return sign_in(app.test_client(), user)

    return signed_in


@pytest.fixture
def member(app: Flask) -> Callable[[Organisation, Role], User]:
    """Somebody with a role in an organisation."""

    def made(organisation: Organisation, role: Role) -> User:
        user = make_user(f"Thành viên Mẫu {role.value}")
        grant(user, role, organisation=organisation)
        return user

    return made
