"""The playground over a real gateway with the demonstration model."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import MANY_LOG_INS, USER, Watched
from tests.browser.story import tell
from tests.gateway.running import MASTER_KEY, running_gateway
from tests.ports import free_port
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

PROJECT = "/langfuse/project/project-test"
PATH = "/api/projects/project-test/playground"


@pytest.fixture(scope="module")
def both(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    folder = tmp_path_factory.mktemp("playground")
    port = free_port()
    known = {
        "GATELIGHT_GATEWAY_MASTER_KEY": MASTER_KEY,
        "GATELIGHT_GATEWAY_URL": f"http://127.0.0.1:{port}",
    }
    with running_server(folder / "server", MANY_LOG_INS | known) as server:
        tell(server.url, server.auth)
        keys = (server.public_key, server.secret_key)
        with running_gateway(folder / "gateway", server.url, *keys, port=port):
            yield server


@pytest.fixture
def page(context: BrowserContext, both: RunningServer) -> Iterator[Page]:
    assert context.request.post(f"{both.url}/api/auth/login", data=USER).ok
    watched = Watched(context, both.url)
    yield watched.page
    assert watched.complaints == []


def write(page: Page, label: str, text: str) -> None:
    page.get_by_label(label, exact=True).click()
    page.keyboard.press("Control+A")
    page.keyboard.insert_text(text)


def test_two_models_answer_and_each_run_is_a_trace(page: Page, both: RunningServer) -> None:
    page.goto(f"{both.url}{PROJECT}/playground")
    expect(page.get_by_label("Model A", exact=True).get_by_role("combobox")).to_have_value(
        "gatelight-demo"
    )
    write(page, "Message 2", "Say hello in {{language}}")
    page.get_by_label("language").fill("Italian")
    page.get_by_role("button", name="Model", exact=True).click()
    page.get_by_label("Message 2", exact=True).click()
    page.keyboard.press("Control+Enter")
    for letter in "AB":
        column = page.get_by_role("region", name=f"Model {letter}", exact=True)
        expect(column.get_by_label("Answer", exact=True)).to_have_text("Ciao!")
        expect(column.get_by_role("link", name="Trace")).to_be_visible()
        expect(column.get_by_title("Cost", exact=True)).to_contain_text("$0.0000")
    traces = httpx.get(
        f"{both.url}/api/public/traces",
        params={"tags": "playground"},
        auth=both.auth,
        timeout=60,
    ).json()
    assert traces["meta"]["totalItems"] == 2
    assert {each["userId"] for each in traces["data"]} == {USER["email"]}
    page.reload()
    expect(page.get_by_label("language")).to_have_value("Italian")

    page.get_by_role("button", name="Save as a prompt").click()
    page.get_by_label("Name", exact=True).fill("from-the-playground")
    page.get_by_role("button", name="Save the prompt").click()
    expect(page.get_by_role("heading", name="Version 1")).to_be_visible()
    made = httpx.get(
        f"{both.url}/api/public/v2/prompts/from-the-playground?version=1",
        auth=both.auth,
        timeout=60,
    )
    assert made.json()["prompt"][-1] == {"role": "user", "content": "Say hello in {{language}}"}
    assert made.json()["config"] == {"model": "gatelight-demo"}


def test_a_call_is_played_again_and_held_against_the_original(
    page: Page, both: RunningServer
) -> None:
    page.goto(f"{both.url}{PROJECT}/playground?trace=trace-000&observation=trace-000-call")
    expect(page.get_by_label("Message 2", exact=True)).to_contain_text("invoice address")
    expect(page.get_by_text("temperature 0.2, max_tokens 400")).to_be_visible()
    expect(page.get_by_text("The gateway does not list gpt-4o-mini")).to_be_visible()
    page.get_by_role("button", name="Run A").click()
    expect(page.get_by_role("alert").last).to_contain_text("The gateway answered 4")
    page.get_by_label("Model A", exact=True).get_by_role("combobox").fill("gatelight-demo")
    page.get_by_role("button", name="Run A").click()
    expect(page.get_by_label("Answer", exact=True)).to_contain_text(
        "You said: How do I change my invoice"
    )
    expect(page.get_by_title("the original", exact=False).first).to_contain_text("%")
    expect(page.get_by_role("link", name="Trace", exact=True)).to_be_visible()


def test_leaving_early_ends_the_call(both: RunningServer) -> None:
    """The stream can be closed at any time; the server is well afterwards."""
    with httpx.Client(base_url=both.url, timeout=60) as client:
        client.post("/api/auth/login", json=USER)
        said = [{"role": "user", "content": "count to 100"}]
        body = {"model": "gatelight-demo", "messages": said}
        with client.stream("POST", f"{PATH}/runs", json=body) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            assert len(answer.headers["x-gatelight-trace-id"]) == 32
            next(answer.iter_lines())
        whole = client.post(f"{PATH}/runs", json=body | {"stream": False}).json()
        assert whole["choices"][0]["message"]["content"].endswith("99, 100")
        assert MASTER_KEY not in str(whole)
        listed = client.get(f"{PATH}/models").json()["models"]
        assert listed == ["gatelight-demo"]
