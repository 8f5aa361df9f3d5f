"""The browser SDK in a real Chromium, on a page of another origin, with only a public key."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, sync_playwright
from starlette.applications import Starlette
from starlette.responses import FileResponse
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from tests.browser.chromium import launch
from tests.compat.sdks import ROOT
from tests.fakes.serve import serving
from tests.server import RunningServer

pytestmark = pytest.mark.slow

MODULES = ROOT / ".envs" / "js-3" / "node_modules"
PAGE = Path(__file__).parent / "drivers" / "browser" / "page.html"
SDK = pytest.mark.parametrize("sdk", ["browser"])

SCORES = """async ([publicKey, baseUrl, traceId]) => {
  const langfuse = new LangfuseWeb({ publicKey, baseUrl });
  await langfuse.score({ traceId, name: "helpful", value: 1, dataType: "BOOLEAN" });
  await langfuse.score({ traceId, name: "verdict", value: "good", comment: "clear" });
}"""

# As the source of `@langfuse/browser` 5.10 sends it.
NEWEST = """async ([publicKey, baseUrl, traceId]) => {
  const body = { id: crypto.randomUUID(), traceId, name: "stars", value: 4 };
  const event = { id: crypto.randomUUID(), type: "score-create", timestamp: new Date(), body };
  const answer = await fetch(`${baseUrl}/api/public/ingestion`, {
    method: "POST",
    headers: {
      "Content-Type": "application/json",
      Authorization: `Bearer ${publicKey}`,
      "X-Langfuse-Public-Key": publicKey,
      "X-Langfuse-Sdk-Name": "langfuse-browser",
      "X-Langfuse-Sdk-Version": "5.10.1",
      "X-Langfuse-Sdk-Integration": "DEFAULT",
    },
    body: JSON.stringify({ batch: [event] }),
  });
  return [answer.status, await answer.json()];
}"""

TRACE = """async ([publicKey, baseUrl, traceId]) => {
  const headers = { "Content-Type": "application/json", Authorization: `Bearer ${publicKey}` };
  const event = { id: "e", type: "trace-create", timestamp: new Date(), body: { id: traceId } };
  const sent = await fetch(`${baseUrl}/api/public/ingestion`, {
    method: "POST", headers, body: JSON.stringify({ batch: [event] }),
  });
  const read = await fetch(`${baseUrl}/api/public/traces`, { headers });
  return [await sent.json(), read.status, await read.json()];
}"""


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    """A page that an application's own server sent, with the SDK's modules beside it."""
    files = [
        Mount(f"/{name}", StaticFiles(directory=MODULES / name))
        for name in ("langfuse", "langfuse-core", "mustache")
    ]
    app = Starlette(routes=[Route("/", lambda _: FileResponse(PAGE)), *files])
    with serving(app) as origin, sync_playwright() as playwright:
        browser = launch(playwright)
        opened = browser.new_page()
        opened.goto(origin)
        opened.wait_for_function("!!window.LangfuseWeb")
        yield opened
        browser.close()


def run(page: Page, server: RunningServer, script: str) -> tuple[str, Any]:
    trace_id = uuid.uuid4().hex
    return trace_id, page.evaluate(script, [server.public_key, server.url, trace_id])


def scores(server: RunningServer, trace_id: str) -> dict[str, dict[str, Any]]:
    answer = httpx.get(
        f"{server.url}/api/public/v2/scores",
        params={"traceId": trace_id},
        auth=server.auth,
        trust_env=False,
        timeout=60,
    )
    return {row["name"]: row for row in answer.json()["data"]}


@SDK
@pytest.mark.proves("scores: written")
def test_scores_of_a_page(page: Page, server: RunningServer, sdk: str) -> None:
    trace_id, _ = run(page, server, SCORES)
    found = scores(server, trace_id)
    assert set(found) == {"helpful", "verdict"}
    assert (found["helpful"]["dataType"], found["helpful"]["value"]) == ("BOOLEAN", 1)
    assert found["verdict"]["stringValue"] == "good"
    assert found["verdict"]["comment"] == "clear"


def test_the_newest_browser_client_s_request(page: Page, server: RunningServer) -> None:
    trace_id, (status, body) = run(page, server, NEWEST)
    assert status == 207
    assert body["errors"] == []
    assert scores(server, trace_id)["stars"]["value"] == 4


def test_a_public_key_writes_nothing_else_and_reads_nothing(
    page: Page, server: RunningServer
) -> None:
    """Answered with CORS headers, too: the page sees why."""
    _, (sent, status, read) = run(page, server, TRACE)
    (error,) = sent["errors"]
    assert (error["id"], error["status"]) == ("e", 401)
    assert sent["successes"] == []
    assert status in (401, 403)
    assert read["message"]
