"""The assessor's room: browsers of assessors, leads and others, and a count of questions."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from award.models import User
from tests.factories import sign_in


@pytest.fixture
def browser(app: Flask) -> Callable[[User], FlaskClient]:
    """A browser that this person signed in with."""

    def signed_in(user: User) -> FlaskClient:
        return sign_in(app.test_client(), user)

    return signed_in
