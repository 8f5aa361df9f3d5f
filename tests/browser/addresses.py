"""Every page of the UI, read from the router of the page itself: a page added there is walked by
the tests and photographed by `scripts.screenshots` without being named again."""

from __future__ import annotations

import re

from playwright.sync_api import Page
from tests.browser.story import AGENT

EXAMPLES = {
    "projectId": "project-test",
    "traceId": AGENT,
    "observationId": f"{AGENT}-answer",
    "sessionId": "chat-00",
    "dashboardId": "preset-cost",
    "placementId": "no-such-placement",
    "userId": "ada%40example.com",
    "promptName": "support%2Fanswer",
    "datasetName": "support-questions",
    "queueId": "no-such-queue",
    "alertId": "no-such-alert",
}
"""What stands for the `$names` of addresses; a page with another name adds its example here."""

LEAD_ON = ("/", "/project/$projectId", "/project/$projectId/settings", "/trace/$traceId")
"""Addresses that show no page of their own: each leads to another."""

OPEN_TO_ALL = ("/sign-in", "/sign-up", "/set-password")
"""Pages for people who are not signed in."""

SEARCH = {
    "/project/$projectId/dashboards/$dashboardId/chart": "?placement=$placementId",
    "/project/$projectId/traces/$traceId": "?observation=$observationId",
    "/public/traces/$projectId/$traceId": "?observation=$observationId",
}
"""What an address is opened with, where it shows more."""


def routes(page: Page) -> list[str]:
    """Addresses as the router writes them, with `$names`; `page` must show any page of the UI."""
    page.locator("#root > *").first.wait_for(state="attached")
    found: list[str] = page.evaluate("Object.keys(window.__TSR_ROUTER__.routesByPath)")
    return sorted({path.rstrip("/") or "/" for path in found} - set(LEAD_ON))


def addresses(page: Page, examples: dict[str, str] | None = None) -> dict[str, str]:
    """Name and address below the base path of every page; `examples` stand before EXAMPLES.
    Raises KeyError when a `$name` has no example."""
    chosen = EXAMPLES | (examples or {})
    return {name_of(route): address_of(route, chosen) for route in routes(page)}


def name_of(route: str) -> str:
    """`/project/$projectId/settings/api-keys` is `settings-api-keys`, `…/traces/$traceId` is
    `trace`."""
    words: list[str] = []
    for word in route.removeprefix("/project/$projectId").strip("/").split("/"):
        if word.startswith("$") and words:
            words[-1] = words[-1].removesuffix("s")
        else:
            words.append(word)
    return "-".join(words) or "home"


def address_of(route: str, examples: dict[str, str]) -> str:
    return re.sub(r"\$(\w+)", lambda found: examples[found[1]], route + SEARCH.get(route, ""))
