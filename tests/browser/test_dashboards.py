"""Dashboards and users: numbers open what is behind them; charts are made, moved and kept."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import USER, Watched
from tests.browser.controls import choose
from tests.browser.faults import faults
from tests.browser.story import PEOPLE, iso, tell
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

BASE = "/langfuse"
PROJECT = f"{BASE}/project/project-test"
SLOW = 60_000
"""Milliseconds: a busy machine answers a whole dashboard late."""
PRESETS = ("cost", "latency", "usage", "users", "gateway", "quality")
LOOKED_AT = (
    f"{PROJECT}/dashboards",
    *(f"{PROJECT}/dashboards/preset-{name}" for name in PRESETS),
    f"{PROJECT}/users",
    f"{PROJECT}/users/{PEOPLE[0]}",
)


def settled(page: Page) -> None:
    page.wait_for_load_state("networkidle")
    expect(page.locator(".chart-wait")).to_have_count(0, timeout=SLOW)


def count_behind(server: RunningServer, url: str, column: str, value: str) -> int:
    """How many observations of the address's span the metrics API counts for a value."""
    low, high = parse_qs(urlsplit(url).query)["range"][0].split("..")
    question = {
        "view": "observations",
        "metrics": [{"measure": "count", "aggregation": "count"}],
        "dimensions": [],
        "filters": [{"column": column, "operator": "=", "type": "string", "value": value}],
        "fromTimestamp": low,
        "toTimestamp": high.replace("Z", "").rstrip("0").rstrip(".") + "Z",
    }
    answer = httpx.get(
        f"{server.url}/api/public/v2/metrics",
        params={"query": json.dumps(question)},
        auth=server.auth,
        timeout=60,
    )
    found: int = answer.json()["data"][0]["count_count"]
    return found


def test_a_number_opens_what_is_behind_it(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/dashboards")
    page.get_by_role("link", name="Cost", exact=False).first.click()
    settled(page)
    models = page.get_by_role("list", name="Models by cost")
    # which of the two models cost more depends on where the hour cuts the story off
    models.get_by_role("button", name=re.compile(r"^gpt-4o(?!-)")).click()
    expect(page).to_have_url(re.compile(r"/observations\?q=model"))
    asked = parse_qs(urlsplit(page.url).query)
    assert asked["q"] == ["model:gpt-4o"]
    wanted = count_behind(server, page.url, "providedModelName", "gpt-4o")
    assert wanted > 10
    page.go_back()
    settled(page)

    # The keyboard: the newest bar of the chart over time.
    plot = page.get_by_role("group", name="Cost by model.", exact=False)
    plot.focus()
    for key in ("Home", "ArrowUp", "Enter"):
        page.keyboard.press(key)
    expect(page).to_have_url(re.compile(r"/observations\?q=model"))
    low, high = parse_qs(urlsplit(page.url).query)["range"][0].split("..")
    assert datetime.fromisoformat(high) - datetime.fromisoformat(low) <= timedelta(hours=1)


def test_a_bar_is_clicked_and_a_span_is_drawn(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/dashboards/preset-usage")
    settled(page)
    over = page.get_by_role("group", name="Model calls by model.", exact=False).locator(".u-over")
    box = over.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 20)
    page.mouse.down()
    page.mouse.move(box["x"] + box["width"] * 0.97, box["y"] + 25, steps=6)
    page.mouse.up()
    expect(page).to_have_url(re.compile(r"range=.+\.\."))
    page.reload()  # the plot of the new span replaces this one at any moment
    settled(page)
    box = over.bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] * 0.9, box["y"] + box["height"] - 4)
    expect(page).to_have_url(re.compile(r"/observations\?q=type"))


def test_numbers_are_those_of_the_api(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/dashboards/preset-cost")
    settled(page)
    now = datetime.now(UTC)
    question = {
        "view": "observations",
        "metrics": [{"measure": "totalCost", "aggregation": "sum"}],
        "dimensions": [],
        "filters": [],
        "fromTimestamp": iso(now - timedelta(hours=25)),
        "toTimestamp": iso(now),
    }
    answer = httpx.get(
        f"{server.url}/api/public/v2/metrics",
        params={"query": json.dumps(question)},
        auth=server.auth,
        timeout=60,
    )
    cost = answer.json()["data"][0]["sum_totalCost"]
    tile = page.get_by_role("region", name="Cost", exact=True)
    shown = tile.locator(".chart-number b").get_attribute("title") or ""
    assert float(shown.lstrip("$")) == pytest.approx(cost)
    # The same as a table, and as a line for a shell.
    page.get_by_role("button", name="Models by cost as a table").click(force=True)
    expect(page.get_by_role("region", name="Models by cost").get_by_role("table")).to_be_visible(
        timeout=SLOW
    )
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Models by cost: menu").click()
    page.get_by_role("menuitem", name="Copy as API query").click()
    expect(page.get_by_text("API query copied")).to_be_visible(timeout=SLOW)
    line: str = page.evaluate("navigator.clipboard.readText()")
    assert line.startswith(f"curl -sG '{server.url}/api/public/v2/metrics'")
    asked = json.loads(line.split("query=", 1)[1].rstrip("'"))
    again = httpx.get(
        f"{server.url}/api/public/v2/metrics",
        params={"query": json.dumps(asked)},
        auth=server.auth,
        timeout=60,
    )
    assert [row["providedModelName"] for row in again.json()["data"]]


def test_the_same_in_prometheus_and_grafana(page: Page, server: RunningServer) -> None:
    shown = {"grafana": "https://grafana.example.com/d/gatelight-llm-usage"}
    page.route("**/metrics-links", lambda route: route.fulfill(json=shown))
    page.goto(f"{server.url}{PROJECT}/dashboards/preset-cost")
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="Models by cost: menu").click()
    link = page.get_by_role("menuitem", name="Open in Grafana").get_attribute("href") or ""
    assert link.startswith(shown["grafana"] + "?from=")
    assert parse_qs(urlsplit(link).query)["var-project"] == ["project-test"]
    page.get_by_role("menuitem", name="Copy as PromQL").click()
    expect(page.get_by_text("PromQL copied")).to_be_visible(timeout=SLOW)
    query: str = page.evaluate("navigator.clipboard.readText()")
    counted = 'increase(gatelight_llm_cost_usd_total{project="project-test"}['
    assert query.startswith(f"sum by (model) ({counted}")
    page.get_by_role("button", name="Trace names by cost: menu").click()
    expect(page.get_by_role("menuitem", name="Copy as API query")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("menuitem", name="Copy as PromQL")).to_have_count(0)


def test_a_copy_is_edited_and_kept(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/dashboards/preset-users")
    page.get_by_role("button", name="Copy to edit").click()
    expect(page.get_by_role("heading", name="Users (copy)")).to_be_visible(timeout=SLOW)
    settled(page)
    move = page.get_by_role("button", name="Move Sessions")
    before = place(page, "Sessions")
    move.focus()
    for key in ("ArrowDown", "ArrowDown", "Shift+ArrowRight"):
        with page.expect_response(
            lambda answer: answer.request.method == "PATCH" and "/dashboards/" in answer.url
        ):
            page.keyboard.press(key)
    after = place(page, "Sessions")
    assert after != before
    page.reload()
    settled(page)
    assert place(page, "Sessions") == after

    # A chart of one's own: made, saved, there after a reload.
    page.get_by_role("button", name="Add a chart").click()
    page.get_by_role("button", name="New chart").click()
    page.get_by_label("Name").fill("Tokens by name")
    choose(page, "Drawn as", "Horizontal bars")
    choose(page, "Measure 1", "Tokens")
    choose(page, "Measure 1: aggregation", "sum")
    choose(page, "Group 1", "Trace name")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("button", name="translate", exact=False)).to_be_visible(timeout=SLOW)
    page.get_by_role("button", name="Save the chart").click()
    tile = page.get_by_role("region", name="Tokens by name", exact=True)
    expect(tile.get_by_role("button", name="translate", exact=False)).to_be_visible(timeout=SLOW)
    page.reload()
    expect(tile.get_by_role("button", name="translate", exact=False)).to_be_visible(timeout=SLOW)

    # Dragged by the pointer.
    handle = page.get_by_role("button", name="Move Tokens by name")
    handle.scroll_into_view_if_needed()
    box = handle.bounding_box()
    assert box is not None
    was = place(page, "Tokens by name")
    page.mouse.move(box["x"] + 5, box["y"] + 5)
    page.mouse.down()
    page.mouse.move(box["x"] + 500, box["y"] + 8, steps=8)
    page.mouse.up()
    page.wait_for_load_state("networkidle")
    assert place(page, "Tokens by name") != was
    page.get_by_role("button", name="Dashboard: menu").click()
    page.get_by_role("menuitem", name="Delete").click()
    page.get_by_role("button", name="Delete it").click()
    expect(page.get_by_role("heading", name="Dashboards")).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("link", name="Users (copy)")).to_have_count(0)


def place(page: Page, name: str) -> Any:
    tile = page.get_by_role("region", name=name, exact=True).first
    return tile.evaluate("e => [e.style.gridColumn, e.style.gridRow]")


def test_a_mistake_is_shown_where_it_is(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/dashboards/preset-users")
    page.get_by_role("button", name="Copy to edit").click()
    expect(page.get_by_role("heading", name="Users (copy)")).to_be_visible(timeout=SLOW)
    settled(page)
    page.get_by_role("button", name="Active users: menu").first.click()
    page.get_by_role("menuitem", name="Edit").click()
    choose(page, "Drawn as", "Bars over time")
    page.get_by_role("button", name="Group").click()
    choose(page, "Group 1", "User")
    preview = page.get_by_role("region", name="Preview")
    expect(preview.get_by_role("alert")).to_contain_text(
        "high cardinality dimension(s) userId", timeout=SLOW
    )


def test_users_are_found_and_opened(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/users")
    expect(page.get_by_role("link", name=PEOPLE[2])).to_be_visible(timeout=SLOW)
    page.get_by_label("Find a user").fill("GRACE")
    expect(page.get_by_role("link", name=PEOPLE[2])).to_have_count(0)
    page.get_by_role("link", name=PEOPLE[1]).click()
    expect(page.get_by_role("heading", name=PEOPLE[1])).to_be_visible(timeout=SLOW)
    settled(page)
    for name in ("Cost by model", "Models by cost", "Latency of model calls", "Errors"):
        expect(page.get_by_role("region", name=name, exact=True)).to_be_visible(timeout=SLOW)
    expect(page.get_by_role("region", name="Sessions").get_by_role("link").first).to_be_visible(
        timeout=SLOW
    )
    errors = page.locator(".user-figures div", has_text="Errors").get_by_role("link")
    assert "level" in (errors.get_attribute("href") or "")
    page.goto(f"{server.url}{PROJECT}/users/nobody")
    expect(page.get_by_role("heading", name="Nothing of this user in this time")).to_be_visible(
        timeout=SLOW
    )


def test_nothing_is_wrong_with_any_page(page: Page, server: RunningServer, axe: str) -> None:
    found = []
    for path in LOOKED_AT:
        page.goto(server.url + path)
        settled(page)
        found += [f"{path} {each}" for each in faults(page, axe)]
        page.set_viewport_size({"width": 390, "height": 844})
        lefts = page.locator(".tiles > .tile").evaluate_all("all => all.map(e => e.offsetLeft)")
        if len(set(lefts)) > 1:
            found.append(f"{path} more than one column on a phone")
        page.set_viewport_size({"width": 1440, "height": 900})
    assert found == []


def test_below_another_path(browser: Browser, tmp_path: Path) -> None:
    with (
        running_server(tmp_path, {"GATELIGHT_BASE_PATH": "/a/b"}) as server,
        browser.new_context(viewport={"width": 1440, "height": 900}) as context,
    ):
        below = f"{server.url}/a/b/project/project-test"
        assert context.request.post(f"{server.url}/api/auth/login", data=USER).ok
        watched = Watched(context, server.url)
        page = watched.page
        page.goto(f"{below}/dashboards/preset-cost")
        expect(page.get_by_text("Nothing has come in yet.")).to_be_visible(timeout=SLOW)
        expect(page.get_by_role("link", name="How to send")).to_be_visible(timeout=SLOW)
        tell(server.url, server.auth)
        page.get_by_role("button", name="Refresh").click()
        models = page.get_by_role("list", name="Models by cost")
        models.get_by_role("button", name="gpt-4o-mini", exact=False).click()
        expect(page).to_have_url(re.compile(re.escape(f"{below}/observations?q=")))
        page.goto(f"{below}/users")
        page.get_by_role("link", name=PEOPLE[0]).click()
        expect(page.get_by_role("heading", name=PEOPLE[0])).to_be_visible(timeout=SLOW)
        assert watched.complaints == []
