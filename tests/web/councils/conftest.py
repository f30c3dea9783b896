"""What the tests of the councils' room share: a browser for whoever acts."""

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from award.models import User
from tests.factories import sign_in

Browse = Callable[[User], FlaskClient]


@pytest.fixture
def browse(app: Flask) -> Browse:
    """A browser of its own for each person."""

    def opened(user: User) -> FlaskClient:
        return sign_in(app.test_client(), user)

    return opened
