"""The page of a trace and of a session: views, keyboard, sharing, large and hostile content."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Watched, settle
from tests.browser.faults import against_axe
from tests.browser.large import HEAVY, HUGE_ID, JSON_ID, LARGE, send_heavy_trace, send_large_trace
from tests.browser.story import AGENT, event, iso, send
from tests.server import RunningServer
from tests.ui.test_session_page import CODING, call

pytestmark = pytest.mark.slow

PROJECT = "/langfuse/project/project-test"
TRICKS = """# Report

<script>document.title='owned'</script>
<img src=x onerror="document.title='owned'">
<svg onload="document.title='owned'"></svg>

[a page](https://example.com/x) [a trick](javascript:alert(1)) [data](data:text/html,x)
![tracked](https://example.com/pixel.png)

```python
def harmless(): return "\u202egnp.exe"
```
\x1b[31mred\x1b[0m
"""


@pytest.fixture(scope="module")
def filled(server: RunningServer) -> Iterator[RunningServer]:
    send_large_trace(server.url, server.auth)
    send_heavy_trace(server.url, server.auth)
    body = {
        "id": "tricks",
        "traceId": "trace-tricks",
        "name": "tricks \u202egnp.exe",
        "startTime": iso(datetime.now(UTC)),
        "input": [{"role": "user", "content": TRICKS}],
        "output": TRICKS,
    }
    head = {"id": "trace-tricks", "timestamp": iso(datetime.now(UTC)), "name": "tricks"}
    send(
        server.url,
        server.auth,
        [event("trace-create", head), event("generation-create", body)],
    )
    yield server


def test_the_keyboard_alone_reads_a_trace(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/traces/{AGENT}")
    rows = page.get_by_role("tree", name="Tree of observations").get_by_role("treeitem")
    expect(rows).to_have_count(7)
    page.keyboard.press("]")  # the error
    expect(page.get_by_role("heading", name="prune_cache")).to_be_visible()
    page.keyboard.press("h")  # a leaf: up to its parent
    expect(page.get_by_role("heading", name="build-doctor")).to_be_visible()
    page.keyboard.press("h")
    expect(rows).to_have_count(1)
    page.keyboard.press("l")
    expect(rows).to_have_count(7)
    page.keyboard.press("/")
    page.keyboard.type("answer")
    expect(rows).to_have_count(2)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="answer")).to_be_visible()
    page.keyboard.press("t")
    expect(page.get_by_role("tab", name="Transcript")).to_have_attribute("aria-selected", "true")
    page.keyboard.press("m")
    expect(page.locator(".graph-node")).to_have_count(7)


def test_the_transcript_pairs_tools_and_says_nothing_twice(
    page: Page, server: RunningServer
) -> None:
    page.goto(f"{server.url}{PROJECT}/traces/{AGENT}?show=transcript")
    transcript = page.locator(".transcript")
    expect(transcript.get_by_text("The nightly build fails since Tuesday.")).to_have_count(1)
    call = transcript.locator("[data-kind=call]", has_text="read_log")
    expect(call.get_by_text("E: no space left on device")).to_be_visible()
    expect(transcript.get_by_text("E: no space left on device")).to_have_count(1)
    expect(transcript.locator("details[data-kind=thinking]")).not_to_have_attribute("open", "")
    transcript.get_by_role("button", name="answer").click()
    expect(page).to_have_url(
        f"{server.url}{PROJECT}/traces/{AGENT}?show=transcript&observation={AGENT}-answer"
    )


def test_the_graph_selects(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/traces/{AGENT}?pane=graph")
    page.locator(".graph-node", has_text="search-runbook").click()
    expect(page.get_by_role("heading", name="search-runbook")).to_be_visible()


def test_a_shared_trace_opens_without_a_log_in(
    page: Page, browser: Browser, server: RunningServer
) -> None:
    page.goto(f"{server.url}{PROJECT}/traces/{AGENT}")
    page.get_by_role("button", name="Share").click()
    page.get_by_role("switch").check()
    address = page.get_by_label("public address", exact=True).inner_text()
    with browser.new_context() as context:
        watched = Watched(context, server.url)
        reader = watched.page
        for start in (address, f"{server.url}/project/project-test/traces/{AGENT}"):
            reader.goto(start)
            expect(reader.get_by_text("shared, read only")).to_be_visible()
        reader.get_by_role("treeitem", name="answer").click()
        expect(reader.get_by_text("The runner's disk is full", exact=False)).to_be_visible()
        for name in ("Score", "Share", "More", "Comment"):
            expect(reader.get_by_role("button", name=name, exact=True)).to_have_count(0)
        reader.goto(f"{server.url}{PROJECT}/traces/trace-001")
        expect(reader.get_by_role("heading", name="Sign in")).to_be_visible()
        assert watched.complaints == []
    page.get_by_role("switch").uncheck()
    expect(page.get_by_label("public address", exact=True)).to_have_count(0)
    with browser.new_context() as context:
        reader = context.new_page()
        reader.goto(address)
        expect(reader.get_by_text("There is no shared trace here")).to_be_visible()


def test_scores_and_comments_are_written(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/traces/{AGENT}?observation={AGENT}-plan")
    page.get_by_role("button", name="Score", exact=True).click()
    dialog = page.get_by_role("dialog", name="Give a score")
    dialog.get_by_label("Name").fill("careful")
    dialog.get_by_label("Value").fill("0.8")
    dialog.get_by_role("button", name="Give the score").click()
    expect(page.get_by_role("list", name="Scores").get_by_text("careful")).to_be_visible()
    page.get_by_text("Comments").click()
    page.get_by_label("New comment").fill("**Why** the log first?")
    page.get_by_role("button", name="Comment", exact=True).click()
    expect(page.locator(".comments strong", has_text="Why")).to_be_visible()
    expect(page.get_by_role("treeitem", name="plan").locator(".mark").first).to_be_visible()
    page.get_by_role("button", name="Delete the comment").click()
    expect(page.locator(".comments li")).to_have_count(0)
    page.get_by_role("button", name="Take the score careful back").click()
    expect(page.get_by_role("list", name="Scores").get_by_text("careful")).to_have_count(0)


def test_ten_thousand_observations(page: Page, filled: RunningServer) -> None:
    page.goto(f"{filled.url}{PROJECT}/traces/{LARGE}")
    rows = page.get_by_role("tree", name="Tree of observations").get_by_role("treeitem")
    expect(rows.first).to_be_visible()
    expect(page.get_by_text("10,000 observations")).to_be_visible()
    assert rows.count() < 100
    page.get_by_role("tree", name="Tree of observations").evaluate("e => e.scrollTo(0, 150000)")
    expect(rows.first).not_to_have_text("run")
    page.get_by_label("Search the observations").fill("look_up")
    expect(page.get_by_text("3,333 hits")).to_be_visible()


def test_megabytes_of_json(page: Page, filled: RunningServer) -> None:
    page.goto(f"{filled.url}{PROJECT}/traces/{HEAVY}?observation={JSON_ID}")
    details = page.get_by_role("region", name="Details")
    details.get_by_role("tab", name="JSON").click()
    output = details.get_by_role("tree", name="Output")
    expect(output.get_by_role("treeitem").first).to_be_visible()
    details.get_by_label("Search in Output").fill("the needle")
    expect(output.get_by_text("the needle")).to_be_visible()
    expect(details.get_by_title("$.rows[65000].name", exact=True)).to_be_visible()
    assert output.get_by_role("treeitem").count() < 150


def test_a_huge_output_is_a_beginning_and_a_download(page: Page, filled: RunningServer) -> None:
    page.goto(f"{filled.url}{PROJECT}/traces/{HEAVY}?observation={HUGE_ID}")
    details = page.get_by_role("region", name="Details")
    expect(details.get_by_text("more than a page can show well")).to_be_visible()
    with page.expect_download() as started:
        details.get_by_role("link", name="21 MB").click()
    assert started.value.suggested_filename == f"{HUGE_ID}-output.txt"


def test_tricks_are_inert(page: Page, filled: RunningServer) -> None:
    dangerous = (
        "script, iframe, object, embed, form[action], img, [onerror], [onload], "
        "a[href^='javascript' i], a[href^='data:']"
    )
    for path in (
        f"{PROJECT}/traces/trace-tricks?observation=tricks",
        f"{PROJECT}/traces/trace-tricks?show=transcript",
    ):
        page.goto(f"{filled.url}{path}")
        details = page.get_by_role("region", name="Details")
        link = details.get_by_role("link", name="a page").first
        expect(link).to_have_attribute("rel", "noopener noreferrer nofollow ugc")
        assert details.locator(dangerous).count() == 0
        expect(details.get_by_text("⟨RLO⟩gnp.exe").first).to_be_visible()
        expect(details.get_by_text("␛[31mred").first).to_be_visible()
    page.goto(f"{filled.url}{PROJECT}/traces/trace-tricks?observation=tricks")
    for view in ("JSON", "Raw"):
        details.get_by_role("tab", name=view).click()
        expect(details.get_by_text("<script>").first).to_be_visible()
        assert details.locator(dangerous).count() == 0
    expect(page.get_by_role("treeitem", name="⟨RLO⟩").first).to_be_visible()
    assert "owned" not in page.title()


def test_a_session_shows_its_turns(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}{PROJECT}/sessions/chat-00")
    expect(page.locator(".turn")).to_have_count(4)
    expect(page.locator(".turn").first.get_by_role("link").first).to_be_visible()


def test_a_coding_session_shows_agents_and_context(page: Page, server: RunningServer) -> None:
    batch = [
        *call(0, context=20_000, cached=0),
        *call(1, context=40_000, cached=19_000),
        *call(2, context=6_000, cached=0, agent="explorer"),
        *call(3, context=90_000, cached=39_000),
        *call(4, context=15_000, cached=0),
    ]
    send(server.url, server.auth, batch)
    page.goto(f"{server.url}{PROJECT}/sessions/{CODING}")
    expect(page.get_by_role("heading", name="Context, tokens of each call")).to_be_visible()
    expect(page.locator(".lanes").get_by_text("explorer")).to_be_visible()
    expect(page.get_by_role("list", name="Compactions").get_by_text("90K → 15K")).to_be_visible()
    dearest = page.get_by_role("region", name="Most expensive turns")
    expect(dearest.get_by_role("row").nth(1)).to_contain_text("4.")


def test_axe_finds_nothing_here(page: Page, filled: RunningServer, axe: str) -> None:
    found = []
    for path in (
        f"{PROJECT}/traces/{AGENT}?show=transcript",
        f"{PROJECT}/traces/{AGENT}?pane=graph&observation={AGENT}-plan",
        f"{PROJECT}/traces/trace-tricks?observation=tricks",
        f"{PROJECT}/sessions/chat-00",
    ):
        page.goto(filled.url + path)
        page.wait_for_load_state("networkidle")
        settle(page)
        if "plan" in path:
            page.get_by_role("tab", name="JSON").click()
        found += [f"{path} {each}" for each in against_axe(page, axe)]
    assert found == []
