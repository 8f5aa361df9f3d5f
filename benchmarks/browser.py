"""What a person waits for, measured in Chromium over a real server with a million observations."""

from __future__ import annotations

import gzip
import re
import tempfile
from collections.abc import Iterator
from pathlib import Path

from playwright.sync_api import Page, Response, sync_playwright
from tests.browser.chromium import launch
from tests.browser.conftest import MANY_LOG_INS, USER
from tests.browser.large import HEAVY, JSON_ID, LARGE, send_heavy_trace, send_large_trace
from tests.server import RunningServer, running_server

from benchmarks.measure import Measure, percentile
from benchmarks.reads import OBSERVATIONS, fill_store

REPEATS = 11
ROWS_MS = 300
SCRIPT_KB = 300
TRACE_MS = 1000
JSON_MS = 200
TRACE_REPEATS = 5
PATIENCE_MS = 60_000
ASK_MS = 20
PROJECT = "/langfuse/project/project-test"

# Notes when the first row stands in the page, in milliseconds since the page was asked for.
_WATCH = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("tbody tr[aria-rowindex]")) return;
  observer.disconnect();
  requestAnimationFrame(() => { window.firstRow = performance.now(); });
}).observe(document, { childList: true, subtree: true });
"""

_SCRIPTS = re.compile(r"<script.*?</script>|<link rel=.modulepreload.*?>", re.DOTALL)

# From the press of a link until the frame after the first row of the list it leads to.
_FOLLOW = """
(link) => new Promise((resolve) => {
  const began = performance.now();
  const watch = new MutationObserver(() => {
    if (!document.querySelector(".explore tbody tr[aria-rowindex]")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
  watch.observe(document, { childList: true, subtree: true });
  link.click();
})
"""

# Notes when the first observation stands in the tree and the page has nothing left to do, so that
# it answers to a key at once.
_WATCH_TREE = """
new MutationObserver((_, observer) => {
  if (!document.querySelector("[role=tree] [role=treeitem]")) return;
  observer.disconnect();
  requestAnimationFrame(() => requestIdleCallback(() => { window.ready = performance.now(); }));
}).observe(document, { childList: true, subtree: true });
"""

# From the press of the tab until the frame after the first line of the output as JSON.
_OPEN_JSON = """
(tab) => new Promise((resolve) => {
  const began = performance.now();
  const watch = new MutationObserver(() => {
    if (!document.querySelector("[role=tree][aria-label=Output] [role=treeitem]")) return;
    watch.disconnect();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - began)));
  });
  watch.observe(document, { childList: true, subtree: true });
  for (const type of ["mousedown", "click"]) {
    tab.dispatchEvent(new MouseEvent(type, { bubbles: true, button: 0 }));
  }
})
"""


def run(scale: float) -> Iterator[Measure]:
    observations = max(2500, int(OBSERVATIONS * scale))
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        fill_store(folder, observations)
        with running_server(folder, MANY_LOG_INS) as server, sync_playwright() as playwright:
            browser = launch(playwright)
            context = browser.new_context(viewport={"width": 1440, "height": 900})
            login = context.request.post(f"{server.url}/api/auth/login", data=USER)
            assert login.ok, login.text()
            page = context.new_page()
            page.add_init_script(_WATCH)
            yield from _lists(page, server)
            page = context.new_page()
            page.add_init_script(_WATCH_TREE)
            yield from _trace(page, server)
            browser.close()


def _lists(page: Page, server: RunningServer) -> Iterator[Measure]:
    """First rows of both lists, and what was loaded for them."""
    sizes: dict[str, int] = {}

    def weigh(answer: Response) -> None:
        if answer.request.resource_type == "script" and answer.url not in sizes:
            sizes[answer.url] = len(gzip.compress(answer.body()))

    page.on("response", weigh)
    page.goto(f"{server.url}{PROJECT}/traces", wait_until="commit")
    empty_cache = _noted(page, "firstRow")
    page.remove_listener("response", weigh)  # it would have its part in what is measured next
    page.wait_for_load_state("networkidle")
    yield Measure(
        what="JavaScript until the first rows, gzip",
        value=sum(sizes.values()) / 1000,
        unit="KB",
        highest=SCRIPT_KB,
    )
    yield Measure(what="traces, first rows, empty cache", value=empty_cache, unit="ms")
    # The finished page as it stands, without a line of script and a question to the server: what
    # this browser takes on this machine to lay it out and paint it.
    still = "<!doctype html>" + _SCRIPTS.sub("", page.content())
    place = f"{server.url}{PROJECT}/still"
    page.route(place, lambda route: route.fulfill(body=still, content_type="text/html"))
    least = percentile(_first_rows(page, place, REPEATS), 50)
    page.unroute(place)
    for what in ("traces", "observations"):
        times = _first_rows(page, f"{server.url}{PROJECT}/{what}", REPEATS)
        yield Measure(
            what=f"{what}, first rows, p50",
            value=percentile(times, 50),
            unit="ms",
            baseline="the same page without scripts",
            baseline_value=least,
            highest=ROWS_MS,
        )
        yield Measure(what=f"{what}, first rows, slowest", value=max(times), unit="ms")
        times = _followed(page, server, what)
        yield Measure(
            what=f"{what}, first rows in an open window, p50",
            value=percentile(times, 50),
            unit="ms",
            highest=ROWS_MS,
        )


def _first_rows(page: Page, address: str, times: int) -> list[float]:
    """Milliseconds from asking for the page to its first row, each time anew."""
    found = []
    for _ in range(times):
        page.goto("about:blank")
        page.goto(address, wait_until="commit")
        found.append(_noted(page, "firstRow"))
        page.wait_for_load_state("networkidle")  # the next does not wait for this one's questions
    return found


def _followed(page: Page, server: RunningServer, what: str) -> list[float]:
    """Milliseconds from the press of the list's link on the page of sessions to its first row. The
    window is loaded anew each time, so neither the list's code nor its rows are at hand."""
    found = []
    for _ in range(REPEATS):
        page.goto(f"{server.url}{PROJECT}/sessions", wait_until="networkidle")
        link = page.get_by_role("navigation").get_by_role("link", name=what.capitalize())
        found.append(float(link.evaluate(_FOLLOW)))
        page.wait_for_load_state("networkidle")
    return found


def _noted(page: Page, name: str) -> float:
    """What a watcher noted on the page. Asked for again and again: `wait_for_function` needs an
    `eval` that the pages' policy refuses."""
    for _ in range(PATIENCE_MS // ASK_MS):
        noted = page.evaluate(f"window.{name}")
        if noted is not None:
            return float(noted)
        page.wait_for_timeout(ASK_MS)
    raise TimeoutError(f"{page.url} has no {name} after {PATIENCE_MS} ms")


def _trace(page: Page, server: RunningServer) -> Iterator[Measure]:
    """A trace of 10,000 observations until it answers to keys; an output of 5 MB of JSON."""
    send_large_trace(server.url, server.auth)
    send_heavy_trace(server.url, server.auth)
    times = []
    for _ in range(TRACE_REPEATS):
        page.goto("about:blank")
        page.goto(f"{server.url}{PROJECT}/traces/{LARGE}", wait_until="commit")
        times.append(_noted(page, "ready"))
    yield Measure(
        what="trace of 10,000 observations, interactive, p50",
        value=percentile(times, 50),
        unit="ms",
        highest=TRACE_MS,
    )
    times = []
    for _ in range(TRACE_REPEATS):
        page.goto("about:blank")
        page.goto(f"{server.url}{PROJECT}/traces/{HEAVY}?observation={JSON_ID}")
        tab = page.get_by_role("region", name="Details").get_by_role("tab", name="JSON")
        tab.wait_for(timeout=PATIENCE_MS)
        page.wait_for_load_state("networkidle")
        times.append(float(tab.evaluate(_OPEN_JSON)))
    yield Measure(
        what="5 MB of JSON, from press to first line, p50",
        value=percentile(times, 50),
        unit="ms",
        highest=JSON_MS,
    )
