"""Each page over a server with a history: what it shows, by mouse and by keyboard, and safely."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.addresses import addresses
from tests.browser.building import examples
from tests.browser.conftest import USER, Watched, settle
from tests.browser.faults import faults
from tests.browser.lists import trace
from tests.browser.story import AGENT, send
from tests.server import RunningServer

pytestmark = pytest.mark.slow

PROJECT = "/langfuse/project/project-test"
REPORTS = """
window.reported = [];
document.addEventListener("securitypolicyviolation", (event) =>
  window.reported.push(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`));
"""


def every_page(page: Page, url: str, ids: dict[str, str]) -> Iterator[str]:
    """Show each page of the UI in turn, and one that is not there; its name."""
    page.goto(f"{url}/langfuse/sign-in")
    for name, address in {**addresses(page, ids), "nothing": "/no-such-page"}.items():
        page.goto(f"{url}/langfuse{address}")
        page.wait_for_load_state("load")
        settle(page)
        yield name


def test_every_page(context: BrowserContext, built: RunningServer, axe: str) -> None:
    """Each page of the router: to axe, in width, to its own policy and in the console."""
    assert context.request.post(f"{built.url}/api/auth/login", data=USER).ok
    watched = Watched(context, built.url)
    watched.page.add_init_script(REPORTS)
    ids = examples(built.url, built.auth, USER)
    found = []
    for name in every_page(watched.page, built.url, ids):
        wrong = faults(watched.page, axe) + watched.page.evaluate("window.reported")
        found += [f"{name}: {each}" for each in [*wrong, *watched.complaints]]
        watched.complaints.clear()
    assert found == []


def test_the_palette_finds_pages_and_ids(page: Page, server: RunningServer) -> None:
    alike = f"no {AGENT}-planner"
    send(server.url, server.auth, [trace(alike)])
    page.goto(f"{server.url}{PROJECT}/traces")
    expect(page.get_by_role("heading", name="Traces")).to_be_visible()
    page.keyboard.press("Control+k")
    box = page.get_by_role("combobox", name="Search")
    box.fill("members")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Members")).to_be_visible()
    page.keyboard.press("Control+k")
    page.get_by_role("combobox", name="Search").fill(f"{AGENT}-plan")
    chosen = page.get_by_role("option", selected=True)
    expect(page.get_by_text("With this id")).to_be_visible()
    expect(page.get_by_role("option").filter(has_text=alike)).to_be_visible()
    expect(chosen).to_contain_text(f"observation {AGENT}-plan")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}{PROJECT}/traces/{AGENT}?observation={AGENT}-plan")


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
    rows = page.get_by_role("tree", name="Tree of observations").get_by_role("treeitem")
    expect(rows.first).to_be_visible()
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.get_by_role("heading", name="plan")).to_be_visible()
    page.keyboard.press("v")
    expect(page.get_by_role("tab", name="JSON")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("k")
    page.keyboard.press("h")
    expect(rows).to_have_count(1)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Shortcuts")).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    expect(page.get_by_role("heading", name="Traces")).to_be_visible()
    page.keyboard.press("g")
    page.keyboard.press("s")
    expect(page.get_by_role("heading", name="Sessions")).to_be_visible()


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


def test_a_phone_shows_which_page_of_the_settings_is_open(
    page: Page, server: RunningServer
) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{server.url}{PROJECT}/settings/appearance")
    pages = page.get_by_role("navigation", name="Settings")
    here = pages.get_by_role("link", name="Appearance")
    expect(here).to_have_attribute("aria-current", "page")
    expect(here).to_be_in_viewport(ratio=1)
