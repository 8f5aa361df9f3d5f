"""Chromium, and servers with a history or without anybody."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright
from tests.browser.building import build
from tests.browser.chromium import launch
from tests.browser.story import tell
from tests.server import RunningServer, running_server

# Every test logs in, all from one address.
MANY_LOG_INS = {"GATELIGHT_LOGIN_ATTEMPTS_PER_MINUTE": "1000"}
PATIENCE_MS = 60_000
"""A busy machine is slow, not wrong."""
USER = {"email": "owner@example.com", "password": "correct horse battery"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Ends with the module: Playwright keeps an event loop in this thread, and another module of
    the same worker may want to run one of its own."""
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        started = launch(playwright)
        yield started
        started.close()


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One with a history and the owner USER, at the usual base path."""
    with running_server(tmp_path_factory.mktemp("told"), MANY_LOG_INS) as running:
        tell(running.url, running.auth)
        yield running


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """One with a history and what the team builds with."""
    with running_server(tmp_path_factory.mktemp("built"), MANY_LOG_INS) as running:
        tell(running.url, running.auth)
        build(running.url, running.auth)
        yield running


class Watched:
    """A page, and everything that should not have happened on it."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.page: Page = context.new_page()
        self.page.set_default_timeout(PATIENCE_MS)
        self.complaints: list[str] = []
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", self._heard)
        self.page.on("request", lambda request: self._asked(request.url, url))

    def _heard(self, message: object) -> None:
        kind, text = message.type, message.text  # type: ignore[attr-defined]
        # Chromium reports every refused request; the pages show those themselves.
        if kind == "error" and not text.startswith("Failed to load resource"):
            self.complaints.append(text)

    def _asked(self, asked: str, url: str) -> None:
        if not asked.startswith((url, "data:", "blob:")):
            self.complaints.append(f"request to {asked}")


def settle(page: Page) -> None:
    """Wait until a page shows what it is about: a heading or an error, and nothing loading."""
    page.locator("h1, [role=alert]").first.wait_for()
    expect(page.locator(".skeleton")).to_have_count(0, timeout=PATIENCE_MS)


@pytest.fixture
def context(browser: Browser) -> Iterator[BrowserContext]:
    made = browser.new_context(viewport={"width": 1440, "height": 900})
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, server: RunningServer) -> Iterator[Page]:
    """A page of somebody who is logged in; fails when anything on it complains."""
    answer = context.request.post(f"{server.url}/api/auth/login", data=USER)
    assert answer.ok
    watched = Watched(context, server.url)
    yield watched.page
    assert watched.complaints == []


@pytest.fixture(scope="session")
def axe() -> str:
    script: str = (
        Path(__file__).parents[2] / "web" / "node_modules" / "axe-core" / "axe.min.js"
    ).read_text()
    return script
