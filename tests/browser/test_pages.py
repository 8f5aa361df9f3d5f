"""Each page over a server with a history: what it shows, by mouse and by keyboard, and safely."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.browser.story import AGENT
from tests.server import RunningServer

pytestmark = pytest.mark.slow

PROJECT = "/langfuse/project/project-test"
PAGES = (
    "/langfuse/sign-in",
    f"{PROJECT}/traces",
    f"{PROJECT}/traces/{AGENT}?observation={AGENT}-answer",
    f"{PROJECT}/traces/{AGENT}?observation={AGENT}-read_log",
    f"{PROJECT}/sessions",
    f"{PROJECT}/sessions/chat-00",
    f"{PROJECT}/ingestion",
    f"{PROJECT}/start",
    f"{PROJECT}/settings/api-keys",
    f"{PROJECT}/settings/projects",
    "/langfuse/no-such-page",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing(page: Page, server: RunningServer, axe: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    found = {}
    for path in PAGES:
        page.goto(server.url + path)
        page.wait_for_load_state("networkidle")
        page.evaluate(axe)
        result = page.evaluate("axe.run({resultTypes: ['violations']})")
        for violation in result["violations"]:
            targets = [node["html"] for node in violation["nodes"][:2]]
            found[f"{path} {violation['id']}"] = targets
    assert found == {}


@pytest.mark.parametrize("width", [390, 3840])
def test_no_page_scrolls_sideways(page: Page, server: RunningServer, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 900})
    wide = []
    for path in PAGES:
        page.goto(server.url + path)
        page.wait_for_load_state("networkidle")
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            wide.append(path)
        inner = "(e => e && e.scrollWidth > e.clientWidth)(document.querySelector('main'))"
        if page.evaluate(inner):
            wide.append(f"{path} main")
    assert wide == []


def test_the_keyboard_alone_walks_to_an_observation(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/traces")
    expect(page.get_by_role("link", name="fix-nightly-build")).to_be_visible()
    page.keyboard.press("l")  # live refresh off: no row moves meanwhile
    expect(page.get_by_role("button", name="Live")).to_have_attribute("aria-pressed", "false")
    for _ in range(70):
        if page.locator("tr.active", has_text="fix-nightly-build").count():
            break
        page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}{PROJECT}/traces/{AGENT}")
    expect(page.get_by_role("treeitem").first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="plan")).to_be_visible()
    page.keyboard.press("v")
    expect(page.get_by_role("tab", name="JSON")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("k")
    page.keyboard.press("h")
    expect(page.get_by_role("treeitem")).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Traces")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()


def test_filters_live_in_the_address(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/traces?range=all")
    page.get_by_role("button", name="Filter").click()
    page.get_by_label("Column").select_option("level")
    page.get_by_label("Value").select_option("ERROR")
    page.get_by_role("button", name="Apply").click()
    expect(page.get_by_text("Level is ERROR")).to_be_visible()
    expect(page.get_by_role("heading", name="Traces")).to_have_text("Traces6")
    page.get_by_role("button", name="Cost").click()
    expect(page.get_by_role("columnheader", name="Cost")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.reload()
    expect(page.get_by_role("heading", name="Traces")).to_have_text("Traces6")
    expect(page.get_by_role("columnheader", name="Cost")).to_have_attribute(
        "aria-sort", "descending"
    )
    page.get_by_role("button", name="Remove Level is ERROR").click()
    expect(page.get_by_text("support-answer").first).to_be_visible()


def test_a_filter_the_api_refuses_is_explained(page: Page, server: RunningServer) -> None:
    bad = [{"type": "string", "column": "colour", "operator": "=", "value": "red"}]
    page.goto(f"{server.url}{PROJECT}/traces?filter={quote(json.dumps(bad))}")
    expect(page.get_by_role("alert")).to_contain_text("colour")


def test_hostile_text_stays_text(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/traces/{AGENT}?observation={AGENT}-check-html")
    details = page.get_by_role("region", name="Details")
    for view in ("Chat", "JSON", "Raw"):
        details.get_by_role("tab", name=view).click()
        expect(details.get_by_text("<script>").first).to_be_visible()
        assert details.locator("img, script, iframe, a[href^='javascript']").count() == 0
    assert page.title() != "owned"


def test_ingestion_answers_why_a_trace_is_missing(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/ingestion")
    expect(page.get_by_text("refused", exact=True).first).to_be_visible()
    box = page.get_by_label("Id of a trace, observation or score")
    box.fill("never-sent")
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_text("it never reached this project")).to_be_visible()
    box.fill(AGENT)
    page.get_by_role("button", name="Look").click()
    expect(page.get_by_role("link", name="open it")).to_be_visible()


def test_keys_are_made_shown_once_and_deleted(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/settings/api-keys")
    page.get_by_label("Note", exact=True).fill("for the test")
    page.get_by_role("button", name="New key pair").click()
    public_key = page.get_by_label("public key", exact=True).inner_text()
    page.get_by_role("button", name="I have kept it").click()
    row = page.get_by_role("row", name="for the test")
    expect(row).to_contain_text(public_key)
    row.get_by_role("button", name=f"Delete {public_key}").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("row", name="for the test")).to_have_count(0)


def test_signing_out(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/traces")
    page.get_by_role("button", name="Your account").click()
    page.get_by_role("menuitem", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
    page.goto(f"{server.url}{PROJECT}/traces")
    expect(page.get_by_role("heading", name="Sign in")).to_be_visible()
