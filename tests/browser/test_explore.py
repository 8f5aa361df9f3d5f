"""Looking through traces and observations in Chromium: query, values, keyboard, time, new rows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote, urlsplit

import pytest
from playwright.sync_api import Browser, Page, Route, expect
from tests.browser.conftest import MANY_LOG_INS, USER, Watched
from tests.browser.lists import PROJECT, open_list, query_bar, trace
from tests.browser.story import AGENT, send, tell
from tests.server import RunningServer, running_server

from gatelight.ui import files
from gatelight.ui.first_requests import source_of
from gatelight.ui.page_code import code_links

# What was asked for and by what, in order.
_BEGAN = """() => performance.getEntriesByType("resource")
  .sort((one, other) => one.startTime - other.startTime)
  .map((entry) => [entry.name, entry.initiatorType])"""

pytestmark = pytest.mark.slow


def complete(page: Page, name: str) -> None:
    """Take a completion by keyboard. CodeMirror's list ignores keys in its first 75 ms
    (`interactionDelay`), lest somebody typing on takes one unseen."""
    expect(page.get_by_role("option", name=name)).to_be_visible()
    page.wait_for_timeout(300)
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("option", name=name)).to_have_attribute("aria-selected", "true")
    page.keyboard.press("Enter")


@pytest.mark.parametrize("what", ["traces", "observations"])
def test_the_query_is_completed_applied_and_kept_in_the_address(
    page: Page, server: RunningServer, what: str
) -> None:
    rows = open_list(page, server, what)
    query_bar(page).click()
    page.keyboard.type("lev")
    complete(page, "level")
    page.keyboard.type(":ERR")
    complete(page, "ERROR")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}{PROJECT}/{what}?q=level%3AERROR")
    failed = {"traces": 6, "observations": 6}[what]
    expect(rows).to_have_count(failed)
    page.reload()
    expect(rows).to_have_count(failed)
    expect(query_bar(page)).to_have_text("level:ERROR")
    page.go_back()
    expect(query_bar(page)).not_to_have_text("level:ERROR")


@pytest.mark.parametrize("by", ["mouse", "keyboard"])
def test_a_query_is_written_before_there_are_rows(
    page: Page, server: RunningServer, by: str
) -> None:
    """The editor comes after the rows, and at once when somebody wants it."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/explore/traces/rows?*", hold)
    page.goto(f"{server.url}{PROJECT}/traces")
    waiting = page.locator(".waiting-text")
    expect(waiting).to_be_visible()
    expect(page.get_by_role("textbox", name="Query")).to_have_count(0)
    if by == "mouse":
        waiting.click()
    else:
        page.keyboard.press("/")
    expect(query_bar(page)).to_be_focused()
    page.keyboard.type("level:ERROR")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    expect(page).to_have_url(f"{server.url}{PROJECT}/traces?q=level%3AERROR")
    assert held


def test_rows_stay_where_they_are_as_the_bars_come(page: Page, server: RunningServer) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/explore/traces/course?*", hold)
    row = open_list(page, server).first
    before = row.bounding_box()
    expect(page.get_by_role("slider")).to_have_count(0)
    while not held:
        page.wait_for_timeout(50)
    for route in held:
        route.continue_()
    expect(page.get_by_role("slider")).to_be_visible()
    assert row.bounding_box() == before


def test_a_mistake_is_marked_and_not_applied(page: Page, server: RunningServer) -> None:
    open_list(page, server)
    query_bar(page).click()
    page.keyboard.type("cost>much")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    alert = page.get_by_role("alert")
    expect(alert).to_contain_text("expected a number")
    expect(alert).to_contain_text("0.01")
    expect(page.locator(".q-problem")).to_have_text("much")
    assert "q=" not in page.url
    open_bad = f"{server.url}{PROJECT}/traces?q={quote('colour:red')}"
    page.goto(open_bad)
    expect(page.get_by_role("alert")).to_contain_text("there is no column colour")


def test_values_edit_the_text_of_the_query(page: Page, server: RunningServer) -> None:
    rows = open_list(page, server)
    values = page.get_by_role("group", name="Filter by values")
    values.get_by_role("button", name="translate", exact=False).first.click()
    expect(query_bar(page)).to_have_text("name:translate")
    expect(rows).to_have_count(12)
    values.get_by_role("button", name="classify-mail", exact=False).first.click()
    expect(query_bar(page)).to_have_text("name:(translate OR classify-mail)")
    expect(rows).to_have_count(24)
    values.get_by_role("button", name="Leave out level ERROR").click()
    expect(query_bar(page)).to_have_text("name:(translate OR classify-mail) -level:ERROR")
    page.get_by_role("button", name="Clear the query").click()
    expect(query_bar(page)).not_to_contain_text("translate")
    assert "q=" not in page.url


def test_the_keyboard_alone_finds_looks_and_opens(page: Page, server: RunningServer) -> None:
    rows = open_list(page, server)
    page.keyboard.press("/")
    expect(query_bar(page)).to_be_focused()
    page.keyboard.type("tag:agent")
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    page.keyboard.press("Escape")
    expect(rows).to_have_count(1)
    page.keyboard.press("j")
    page.keyboard.press("p")
    panel = page.get_by_role("complementary", name="The row beside the list")
    expect(panel.get_by_role("heading", name="fix-nightly-build")).to_be_visible()
    expect(panel.get_by_text("The runner's disk is full").first).to_be_visible()
    page.keyboard.press("Escape")
    expect(panel).to_have_count(0)
    page.keyboard.press("Enter")
    expect(page.get_by_role("treeitem").first).to_be_visible()


def test_a_name_leads_to_the_trace_and_its_neighbours_in_the_list(
    page: Page, server: RunningServer
) -> None:
    rows = open_list(page, server, query="?q=name%3Atranslate")
    expect(rows).to_have_count(12)
    rows.first.get_by_role("link", name="translate").click()
    page.wait_for_url("**/traces/trace-002*")
    page.get_by_role("button", name="Next trace").click()
    page.wait_for_url("**/traces/trace-007*")
    page.get_by_role("button", name="Trace before").click()
    page.wait_for_url("**/traces/trace-002*")
    expect(page.get_by_role("button", name="Trace before")).to_be_disabled()
    page.get_by_role("link", name="Back to traces").click()
    expect(page).to_have_url(f"{server.url}{PROJECT}/traces?q=name%3Atranslate")


def test_the_strip_looks_closer_and_back(page: Page, server: RunningServer) -> None:
    open_list(page, server, query="?range=24h")
    strip = page.get_by_role("slider", name="Time; Enter looks closer", exact=False)
    expect(strip).to_be_visible()
    strip.focus()
    page.keyboard.press("End")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_url("**range=20*")
    expect(page.get_by_role("button", name="Earlier by this span")).to_be_visible()
    for measure in ("Cost", "Latency"):
        page.get_by_role("button", name=measure, exact=True).first.click()
        expect(page.get_by_role("region", name=f"{measure} over time")).to_be_visible()
    page.get_by_role("button", name="Time range", exact=False).click()
    page.get_by_role("button", name="7 days").click()
    assert "range=" not in page.url


def test_new_rows_wait_while_somebody_looks(page: Page, server: RunningServer) -> None:
    rows = open_list(page, server)
    first = rows.first.inner_text()
    rows.first.hover()
    send(server.url, server.auth, [trace("arrived-late")])
    pill = page.get_by_role("button", name="1 new (n)")
    expect(pill).to_be_visible()
    pill.hover()  # it lies on the rows, often under the pointer that holds them
    page.wait_for_timeout(500)
    expect(pill).to_be_visible()
    assert rows.first.inner_text() == first
    page.keyboard.press("n")
    expect(rows.first).to_contain_text("arrived-late")
    expect(pill).to_have_count(0)
    page.mouse.move(5, 5)
    send(server.url, server.auth, [trace("arrived-later")])
    expect(rows.first).to_contain_text("arrived-later")  # nobody looks: by itself


@pytest.mark.parametrize("what", ["traces", "observations"])
def test_the_usual_columns_fit_on_a_phone(page: Page, server: RunningServer, what: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    open_list(page, server, what)
    table = page.locator(".table-scroll")
    assert table.evaluate("table => table.scrollWidth <= table.clientWidth")


def without_tail(asked: list[str]) -> list[str]:
    """Addresses but those that ask for what is newer than a time (`from=2026-…`)."""
    return [address for address in asked if "from=20" not in address]


@pytest.mark.parametrize("what", ["traces", "observations", "traces/{}"])
def test_what_a_page_needs_first_is_asked_for_with_it_and_once(
    page: Page, server: RunningServer, what: str
) -> None:
    """Its code and its data: neither waits for the client to start, and no address differs."""
    path = f"project/project-test/{what.format(AGENT)}"
    page.goto(f"{server.url}/langfuse/{path}")
    expect(page.locator("tbody tr[aria-rowindex], [role=treeitem]").first).to_be_visible()
    page.wait_for_load_state("networkidle")
    began = [(str(address), by) for address, by in page.evaluate(_BEGAN)]
    addresses = [address for address, _ in began]
    data, by = next(each for each in began if "/api/projects/" in each[0])
    place = urlsplit(data).path
    assert by == "link" and place.endswith(("/rows", AGENT))
    asked = [address for address in addresses if urlsplit(address).path == place]
    assert without_tail(asked) == [data]
    code = re.findall(r'href="./([^"]+)"', code_links(source_of(path), files.FOLDER))
    assert bool(code) == (what == "traces/{}")  # the lists' code is the entry's
    for address in (f"{server.url}/langfuse/{name}" for name in code):
        assert addresses.count(address) == 1
        assert (address, "script") not in began and (address, "fetch") not in began


def test_rows_are_read_once_and_those_out_of_sight_are_drawn_last(
    page: Page, server: RunningServer
) -> None:
    rows = open_list(page, server)
    page.wait_for_load_state("networkidle")
    asked = [address for address, _ in page.evaluate(_BEGAN) if "/traces/rows?" in address]
    assert len(without_tail(asked)) == 1
    page.wait_for_timeout(1_500)  # the page has had nothing to do
    height = page.locator(".table-scroll").evaluate("table => table.clientHeight")
    row = rows.first.bounding_box()
    assert row
    in_sight = height / row["height"]
    expect(rows.nth(int(in_sight) + 5)).to_be_attached()


@pytest.fixture(params=["/", "/a/b"])
def elsewhere(
    request: pytest.FixtureRequest, tmp_path: Path, browser: Browser
) -> Iterator[tuple[Page, str]]:
    """A page of a server at another base path, and the address of its project."""
    base: str = request.param
    with (
        running_server(tmp_path, MANY_LOG_INS | {"GATELIGHT_BASE_PATH": base}) as server,
        browser.new_context(viewport={"width": 1440, "height": 900}) as context,
    ):
        tell(server.url, server.auth)
        assert context.request.post(f"{server.url}/api/auth/login", data=USER).ok
        watched = Watched(context, server.url)
        yield watched.page, f"{server.url}{base.rstrip('/')}/project/project-test"
        assert watched.complaints == []


def test_at_other_base_paths(elsewhere: tuple[Page, str]) -> None:
    page, address = elsewhere
    for what in ("traces", "observations"):
        page.goto(f"{address}/{what}?q=level%3AERROR")
        rows = page.locator("tbody tr[aria-rowindex]")
        expect(rows).to_have_count(6)
        expect(query_bar(page)).to_have_text("level:ERROR")
    rows.first.get_by_role("link").first.click()
    expect(page.get_by_role("treeitem").first).to_be_visible()
