"""Working with the rows of the two lists in Chromium: views, export, bulk actions, columns."""

from __future__ import annotations

import csv
from pathlib import Path
from urllib.parse import quote

import pytest
from playwright.sync_api import Page, expect
from tests.browser.lists import PROJECT, open_list, trace
from tests.browser.story import HOSTILE, send
from tests.server import RunningServer

pytestmark = pytest.mark.slow


def test_a_view_is_kept_and_shown_again(page: Page, server: RunningServer) -> None:
    rows = open_list(page, server, query="?q=name%3Atranslate&order=cost.desc")
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("menuitem", name="Save this view").click()
    page.get_by_label("Name", exact=True).fill("Dear translations")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_text("View Dear translations saved.")).to_be_visible()
    open_list(page, server)
    page.get_by_role("button", name="Saved views").click()
    page.get_by_role("menuitem", name="Dear translations").click()
    expect(rows).to_have_count(12)
    expect(page).to_have_url(f"{server.url}{PROJECT}/traces?q=name%3Atranslate&order=cost.desc")
    expect(page.get_by_role("columnheader", name="Cost")).to_have_attribute(
        "aria-sort", "descending"
    )


def test_what_is_selected_is_exported(page: Page, server: RunningServer, tmp_path: Path) -> None:
    open_list(page, server, query="?q=name%3Atranslate")
    page.get_by_role("button", name="Export").click()
    with page.expect_download() as started:
        page.get_by_role("menuitem", name="CSV").click()
    file = tmp_path / "traces.csv"
    started.value.save_as(file)
    with file.open(newline="", encoding="utf-8") as lines:
        found = list(csv.DictReader(lines))
    assert len(found) == 12
    assert {row["name"] for row in found} == {"translate"}


def test_rows_are_selected_tagged_and_deleted(page: Page, server: RunningServer) -> None:
    send(server.url, server.auth, [trace("to-tag"), trace("to-tag-too")])
    rows = open_list(page, server, query="?q=name%3Ato-tag*")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("j")
    page.keyboard.press("x")
    bar = page.get_by_role("toolbar", name="Selected rows")
    expect(bar).to_contain_text("2 traces selected")
    bar.get_by_role("button", name="Add tag").click()
    page.get_by_label("Tag", exact=True).fill("by-hand")
    page.get_by_role("button", name="Add the tag").click()
    expect(page.get_by_text("Tag by-hand added to 2 traces.")).to_be_visible()
    rows = open_list(page, server, query="?q=tag%3Aby-hand")
    expect(rows).to_have_count(2)
    page.get_by_label("Select all that are loaded").check()
    bar.get_by_role("button", name="Delete").click()
    page.get_by_role("button", name="Delete 2 traces").click()
    expect(page.get_by_role("heading", name="No trace meets this query")).to_be_visible()


def test_columns_are_chosen_and_remembered(page: Page, server: RunningServer) -> None:
    open_list(page, server)
    page.get_by_role("button", name="Columns").click()
    page.get_by_label("Environment", exact=True).check()
    page.get_by_label("Tokens", exact=True).uncheck()
    page.keyboard.press("Escape")
    for _ in range(2):
        expect(page.get_by_role("columnheader", name="Environment")).to_be_visible()
        expect(page.get_by_role("columnheader", name="Tokens")).to_have_count(0)
        page.reload()


def test_hostile_text_in_cells_stays_text(page: Page, server: RunningServer) -> None:
    body = {"userId": HOSTILE[:150], "tags": ["<b>tag</b>"], "input": HOSTILE, "output": HOSTILE}
    send(server.url, server.auth, [trace(f"hostile {HOSTILE}", **body)])
    page.set_viewport_size({"width": 2200, "height": 900})
    rows = open_list(page, server, query=f"?q={quote('name:hostile*')}")
    expect(rows.first).to_contain_text("<script>")
    rows.first.locator("td").nth(1).click()
    expect(page.get_by_role("complementary")).to_contain_text("<script>")
    inert = "tbody :is(img, script, iframe, b), .peek :is(img, script, iframe, a[href^=javascript])"
    assert page.locator(inert).count() == 0
    assert page.title() != "owned"


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_with_everything_open(
    page: Page, server: RunningServer, axe: str, theme: str
) -> None:
    page.emulate_media(color_scheme=theme, reduced_motion="reduce")
    open_list(page, server)
    page.get_by_role("group", name="Filter by values").get_by_role("button").first.wait_for()
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("p")
    expect(page.get_by_role("complementary")).to_be_visible()
    page.wait_for_load_state("networkidle")
    page.evaluate(axe)

    def violations() -> dict[str, list[str]]:
        found = page.evaluate("axe.run({resultTypes: ['violations']})")["violations"]
        return {each["id"]: [node["html"] for node in each["nodes"][:2]] for each in found}

    assert violations() == {}
    page.get_by_role("button", name="How to write a query").click()
    expect(page.get_by_role("dialog", name="Queries")).to_be_visible()
    assert violations() == {}


def test_a_narrow_window_has_the_values_in_a_drawer(page: Page, server: RunningServer) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    rows = open_list(page, server)
    expect(page.get_by_role("group", name="Filter by values")).to_have_count(0)
    page.get_by_role("button", name="Values to filter by").click()
    drawer = page.get_by_role("dialog", name="Values to filter by")
    drawer.get_by_role("button", name="translate", exact=False).first.click()
    page.keyboard.press("Escape")
    expect(drawer).to_have_count(0)
    expect(rows).to_have_count(12)
