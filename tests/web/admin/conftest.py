"""The standing body's room: browsers for whoever acts, files to upload."""

import io
from collections.abc import Callable

import pikepdf
import pytest
from flask import Flask
from flask.testing import FlaskClient

from award.models import User
from tests.factories import sign_in, standing_body

Browse = Callable[[User], FlaskClient]


@pytest.fixture
def browse(app: Flask) -> Browse:
    """A browser of its own for each person."""

    def opened(user: User) -> FlaskClient:
        return sign_in(app.test_client(), user)

    return opened


@pytest.fixture
def office(browse: Browse) -> FlaskClient:
    """A browser of the standing body."""
    return browse(standing_body())


@pytest.fixture
def signed() -> Callable[..., tuple[io.BytesIO, str]]:
    """Makes a small real PDF for a file field."""

    def made(name: str = "bản ký.pdf") -> tuple[io.BytesIO, str]:
        document = pikepdf.new()
        document.add_blank_page(page_size=(595, 842))
        out = io.BytesIO()
        document.save(out)
        return io.BytesIO(out.getvalue()), name

    return made
