"""Whole houses for browsers, one for each test that asks for one."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.site import Site
from tests.conftest import Databases

FAILED = pytest.StashKey[bool]()


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Remember that a test failed, so that its windows are photographed before they close."""
    outcome = yield
    if outcome.get_result().failed:  # type: ignore[attr-defined]
        item.stash[FAILED] = True


@pytest.fixture
def site(
    request: pytest.FixtureRequest,
    chromium: Browser,
    databases: Databases,
    worker: str,
    tmp_path: Path,
) -> Iterator[Site]:
    """A running system with an empty database; what a browser complains of fails the test."""
    name = f"award_site_{worker}"
    site = Site(databases.clone(name), tmp_path, chromium)
    try:
        site.start()
        yield site
        if FAILED in request.node.stash:
            site.photograph()
    finally:
        site.stop()
        databases.drop(name)
    assert site.complaints == []
