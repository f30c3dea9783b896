"""The frame of every page in a real browser: nothing inline, nothing refused, nothing from afar."""

import pytest

pytestmark = pytest.mark.browser


def test_the_home_page_loads_only_what_its_policy_allows(chromium, clone_database, serve):
    address = serve(clone_database())
    complaints: list[str] = []
    requested: list[str] = []
    page = chromium.new_page()
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requested.append(request.url))

    answer = page.goto(address)

    assert answer.status == 200
    assert [url for url in requested if not url.startswith((address, "data:"))] == []
    assert [text for text in complaints if "Content Security Policy" in text] == []
    page.close()
