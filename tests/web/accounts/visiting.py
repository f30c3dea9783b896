"""What the tests of this room share: two passwords, and how to read a letter and a page."""

import re
from typing import Any

from flask.testing import FlaskClient

PASSWORD = "ba con mèo vàng qua sông"
OTHER_PASSWORD = "bốn cái ghế gỗ ngoài hiên"


def enter(client: FlaskClient, email: str = "mot@example.vn", password: str = PASSWORD) -> str:
    """Sign in by hand; the value of the session cookie."""
    response = client.post("/sign-in", data={"email": email, "password": password})
    assert response.status_code == 302, response.text
    cookie = client.get_cookie("sid")
    assert cookie is not None
    return cookie.value


def link_in(letter: dict[str, Any]) -> str:
    """The path of the one-time link in a letter."""
    found = re.search(r"https?://[^/\s]+(/password/[\w-]{43})\n", letter["text"])
    assert found is not None, letter["text"]
    return found.group(1)


def token_in(page: str) -> str:
    """The form token of a page."""
    found = re.search(r'name="csrf_token" value="([^"]+)"', page)
    assert found is not None
    return found.group(1)
