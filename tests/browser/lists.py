"""The lists of traces and observations as the tests of their pages meet them."""

from __future__ import annotations

from datetime import UTC, datetime

from playwright.sync_api import Locator, Page, expect
from tests.browser.story import event, iso
from tests.server import RunningServer

PROJECT = "/langfuse/project/project-test"
PATIENCE_MS = 30_000
expect.set_options(timeout=PATIENCE_MS)


def open_list(page: Page, server: RunningServer, what: str = "traces", query: str = "") -> Locator:
    """Open a list; its rows."""
    page.goto(f"{server.url}{PROJECT}/{what}{query}")
    rows = page.locator("tbody tr[aria-rowindex]")
    expect(rows.first).to_be_visible()
    return rows


def query_bar(page: Page) -> Locator:
    bar = page.get_by_role("textbox", name="Query")
    expect(bar).to_be_visible()
    return bar


def trace(name: str, **more: object) -> dict[str, object]:
    now = iso(datetime.now(UTC))
    body = {"id": f"new-{name}", "timestamp": now, "name": name} | more
    return event("trace-create", body)
