"""A new team's whole walk through the one public address, with the real gateway behind it."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Watched
from tests.browser.test_walk import NOBODY, sign_up
from tests.fakes.provider import Provider
from tests.fakes.serve import serving
from tests.gateway.running import MASTER_KEY, USER_KEY, models_of, running_gateway
from tests.ports import free_port
from tests.server import COMMAND, clean_environment, running_server, stop
from tests.waiting import wait_until_answers

pytestmark = pytest.mark.slow

MODEL = "gpt-4o-mini"
ARRIVES_MS = 90_000


@contextmanager
def running_edge(server_url: str, gateway_url: str, base: str, folder: Path) -> Iterator[str]:
    """The edge in its own process; its address."""
    port = free_port()
    log_file = folder / "edge.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            [
                *(str(COMMAND), "edge", "--port", str(port)),
                *("--gateway-url", gateway_url, "--server-url", server_url),
            ],
            env=clean_environment() | {"GATELIGHT_BASE_PATH": base},
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{port}"
    try:
        wait_until_answers(f"{url}/healthz", process, log_file, 120, below=500)
        yield url
    finally:
        stop(process)


@pytest.mark.parametrize("base", ["/langfuse", "/a/b"])
def test_from_the_base_path_to_a_call_of_ones_own(
    browser: Browser, tmp_path: Path, base: str
) -> None:
    prefix = base.rstrip("/")
    port = free_port()
    gateway_url = f"http://127.0.0.1:{port}"
    server_settings = NOBODY | {
        "GATELIGHT_BASE_PATH": base,
        "GATELIGHT_GATEWAY_URL": gateway_url,
        "GATELIGHT_GATEWAY_MASTER_KEY": MASTER_KEY,
    }
    with ExitStack() as stack:
        provider = stack.enter_context(serving(Provider().app))
        server = stack.enter_context(running_server(tmp_path / "server", server_settings))
        edge = stack.enter_context(running_edge(server.url, gateway_url, base, tmp_path))
        context = stack.enter_context(browser.new_context(viewport={"width": 1440, "height": 900}))
        watched = Watched(context, edge)
        page = watched.page
        page.goto(f"{edge}{prefix}/")
        sign_up(page)
        page.wait_for_url("**/start", timeout=60_000)
        assert page.evaluate(IS_ADMIN) is True
        public_key, secret_key = new_project(page)
        stack.enter_context(
            running_gateway(
                tmp_path / "gateway",
                server.url,
                public_key,
                secret_key,
                {"model_list": models_of(provider)},
                port=port,
            )
        )
        page.get_by_role("link", name="Open the project").click()
        page.wait_for_url("**/traces")
        answer = httpx.post(
            f"{edge}/v1/chat/completions",
            headers={"Authorization": f"Bearer {USER_KEY}"},
            json={
                "model": MODEL,
                "messages": [{"role": "user", "content": "Say hello"}],
                "metadata": {"generation_name": "greeting", "trace_metadata": {"team": "billing"}},
            },
            timeout=120,
        )
        assert answer.status_code == 200, answer.text
        trace_id = answer.headers["x-gatelight-trace-id"]
        project = urlsplit(page.url).path.removeprefix(prefix).split("/")[2]
        call_id = wait_for_trace(edge, (public_key, secret_key), trace_id)
        page.get_by_role("link", name="Traces").click()
        row = page.locator("tbody tr").filter(has_text=MODEL).first
        expect(row).to_be_visible(timeout=ARRIVES_MS)
        page.goto(f"{edge}{prefix}/project/{project}/traces/{trace_id}?observation={call_id}")
        details = page.get_by_role("region", name="Details")
        said = answer.json()["choices"][0]["message"]["content"]
        for shown in ("Say hello", MODEL, "$", said[:20]):
            expect(details.get_by_text(shown).first).to_be_visible()

        page.goto(f"{edge}{prefix}/project/{project}/start")
        page.get_by_role("button", name="Send a test call").click()
        page.wait_for_url("**/traces/*", timeout=ARRIVES_MS)
        expect(page.get_by_text("Say hello in one short sentence.").first).to_be_visible()
        assert watched.complaints == []


IS_ADMIN = "fetch('/api/auth/session').then((a) => a.json()).then((s) => s.user.isAdmin)"


def new_project(page: Page) -> tuple[str, str]:
    """Settings → Projects → New project; its keys, which are shown this once."""
    page.get_by_role("link", name="Settings").click()
    page.get_by_role("link", name="Projects").click()
    page.get_by_role("button", name="New project").click()
    page.get_by_label("Name").fill("Billing bot")
    page.get_by_role("button", name="Make the project").click()
    public_key = page.get_by_label("public key", exact=True).inner_text()
    return public_key, page.get_by_label("secret key", exact=True).inner_text()


def wait_for_trace(edge: str, auth: tuple[str, str], trace_id: str) -> str:
    """LiteLLM exports in the background; the id of the call in the trace that came."""
    deadline = time.monotonic() + ARRIVES_MS / 1000
    while time.monotonic() < deadline:
        found = httpx.get(f"{edge}/api/public/traces/{trace_id}", auth=auth, timeout=30)
        if found.status_code == 200 and found.json()["observations"]:
            trace = found.json()
            call = next(each for each in trace["observations"] if each["model"])
            assert call["calculatedTotalCost"] > 0 and call["usageDetails"]["total"] > 0
            found_id: str = call["id"]
            return found_id
        time.sleep(0.5)
    raise AssertionError(f"trace {trace_id} did not arrive")
