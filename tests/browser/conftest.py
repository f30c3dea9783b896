"""Whole houses for browsers, one for each test that asks for one."""

from collections.abc import Iterator
from contextlib import contextmanager
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


@contextmanager
def running_site(
    request: pytest.FixtureRequest, browser: Browser, databases: Databases, folder: Path
) -> Iterator[Site]:
    """A running system with an empty database, stopped and removed afterwards.

    Parallel workers have folders of the same names, and one server for their databases.
    """
    worker = request.getfixturevalue("worker")
    name = f"award_site_{worker}_{folder.name.lower()}"[:60]
    site = Site(databases.clone(name), folder, browser)
    try:
        site.start()
        yield site
        if FAILED in request.node.stash:
            site.photograph()
    finally:
        site.stop()
        databases.drop(name)


@pytest.fixture
def site(
    request: pytest.FixtureRequest, chromium: Browser, databases: Databases, tmp_path: Path
) -> Iterator[Site]:
    """A running system for one test; what a browser complains of fails the test."""
    with running_site(request, chromium, databases, tmp_path) as site:
        yield site
    assert site.complaints == []
