"""A built site and a browser: what every browser test starts from."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    expect,
    sync_playwright,
)

from tests.browser import library as small
from tests.browser.chromium import launch
from tests.browser.served import Site, served


@pytest.fixture(scope="session")
def library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small digest with days, code, ids and two sources."""
    folder = tmp_path_factory.mktemp("library")
    with served(small.write(folder), folder / "public") as site:
        yield site


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # As long as Playwright waits for everything else: only what never comes is a fault, not what a busy machine delays.
    expect.set_options(timeout=30_000)
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    try:
        running = launch(playwright)
    except FileNotFoundError as error:
        pytest.fail(str(error))
    yield running
    running.close()


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile with a desktop's window."""
    fresh = browser.new_context(viewport={"width": 1440, "height": 900})
    yield fresh
    fresh.close()


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture(params=[(360, 740), (1440, 900)], ids=["phone", "desktop"])
def sized_page(request: pytest.FixtureRequest, browser: Browser) -> Iterator[Page]:
    """A fresh browser profile on a phone's and on a desktop's window."""
    width, height = request.param
    context = browser.new_context(viewport={"width": width, "height": height})
    yield context.new_page()
    context.close()


@pytest.fixture
def browser_without_js(browser: Browser) -> Iterator[BrowserContext]:
    """A fresh browser profile in which JavaScript is off."""
    fresh = browser.new_context(java_script_enabled=False)
    yield fresh
    fresh.close()
