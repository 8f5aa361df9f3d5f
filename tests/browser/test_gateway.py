"""Keys, people and budgets of the gateway: made, watched, blocked, rotated and deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256

import httpx
import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import MANY_LOG_INS, USER, Watched
from tests.browser.controls import choose
from tests.browser.faults import look
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

GATEWAY = "/langfuse/project/project-test/gateway"


@pytest.fixture(scope="module")
def quiet_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of its own: nobody has a key yet."""
    with running_server(tmp_path_factory.mktemp("gateway-pages"), MANY_LOG_INS) as running:
        yield running


@pytest.fixture
def walk(context: BrowserContext, quiet_server: RunningServer) -> Iterator[Page]:
    assert context.request.post(f"{quiet_server.url}/api/auth/login", data=USER).ok
    watched = Watched(context, quiet_server.url)
    watched.page.goto(f"{quiet_server.url}{GATEWAY}/keys")
    yield watched.page
    assert watched.complaints == []


def secret_shown_once(page: Page) -> str:
    """The secret of the dialogue, which is then closed."""
    secret = page.get_by_label("key", exact=True).inner_text()
    assert secret.startswith("sk-")
    page.get_by_role("button", name="I have kept it").click()
    expect(page.get_by_text(secret)).to_have_count(0)
    return secret


def spend(server: RunningServer, key_id: str) -> None:
    """A traced call of 2.70 USD with the key, as LiteLLM's callback tells of it."""
    now = datetime.now(UTC).isoformat()
    call = {
        "id": "call-1",
        "traceId": "trace-1",
        "startTime": now,
        "endTime": now,
        "model": "gpt-4o-mini",
        "usageDetails": {"input": 10_000_000, "output": 2_000_000},
        "metadata": {
            "user_api_key_hash": key_id,
            "user_api_key_alias": "ci",
            "user_api_key_user_id": "anna",
            "user_api_key_team_id": "platform",
            "litellm_call_id": "call-1",
        },
    }
    trace = {"id": "trace-1", "timestamp": now, "name": "translate"}
    batch = [
        {"id": f"event-{kind}", "type": f"{kind}-create", "timestamp": now, "body": body}
        for kind, body in (("trace", trace), ("generation", call))
    ]
    answer = httpx.post(
        f"{server.url}/api/public/ingestion",
        json={"batch": batch},
        headers={"user-agent": "litellm/1.102.4"},
        auth=server.auth,
        timeout=60,
    )
    assert answer.json()["errors"] == []


def tab(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="Gateway").get_by_role("link", name=name).click()


def test_a_key_and_its_budget_from_nothing_to_deleted(
    walk: Page, quiet_server: RunningServer, axe: str
) -> None:
    page = walk
    expect(page.get_by_text("No virtual keys yet")).to_be_visible()
    look(page, "gateway-keys-empty", axe)
    tab(page, "Users")
    expect(page.get_by_text("No users or teams yet")).to_be_visible()
    look(page, "gateway-people-empty", axe)
    page.get_by_role("button", name="New team").click()
    page.get_by_label("Id", exact=True).fill("platform")
    page.get_by_label("Name", exact=True).fill("Platform")
    page.get_by_label("Members").fill("grace")
    page.get_by_role("button", name="Create", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("Platform"))).to_contain_text("grace")

    tab(page, "Keys")
    page.get_by_role("button", name="New key").click()
    page.get_by_label("Name", exact=True).fill("ci")
    page.get_by_label("User", exact=True).fill("anna")
    choose(page, "Team", "Platform")
    page.get_by_label("Models", exact=True).fill("gpt-4o-mini, claude-*")
    page.get_by_label("Requests a minute").fill("60")
    look(page, "gateway-key-form", axe)
    page.get_by_role("button", name="Create", exact=True).click()
    look(page, "gateway-key-secret", axe)
    secret = secret_shown_once(page)
    row = page.get_by_role("row", name=re.compile("ci"))
    expect(row).to_contain_text("anna")
    expect(row).to_contain_text("60 req/min")

    page.get_by_role("button", name="Change ci").click()
    page.get_by_label("Requests a minute").fill("")
    page.get_by_label("Tokens a minute").fill("90000")
    page.get_by_label("Works until").fill("2099-12-31")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(row).to_contain_text("90,000 tok/min")
    expect(row).to_contain_text("2099")
    expect(row).not_to_contain_text("req/min")
    page.get_by_role("button", name="Block ci").click()
    expect(row.get_by_text("blocked", exact=True)).to_be_visible()
    page.get_by_role("button", name="Unblock ci").click()
    expect(row.get_by_text("blocked", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Rotate ci").click()
    page.get_by_role("button", name="Rotate", exact=True).click()
    assert secret_shown_once(page) != secret

    spend(quiet_server, sha256(secret.encode()).hexdigest())
    for _ in range(60):
        page.reload()
        expect(row).to_contain_text("gpt-4o-mini")
        if "$2.70" in row.inner_text():
            break
    look(page, "gateway-keys", axe)
    row.get_by_role("link", name=re.compile(r"\$2\.70")).click()
    expect(page).to_have_url(re.compile("q=key"))
    expect(page.get_by_role("row", name=re.compile("translate"))).to_be_visible()
    page.go_back()

    tab(page, "Budgets")
    expect(page.get_by_text("No budgets yet")).to_be_visible()
    page.get_by_role("button", name="New budget").click()
    choose(page, "For", "Key")
    page.get_by_label("Refuse from (USD)").fill("10")
    page.get_by_label("Warn from (USD)").fill("12")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("soft limit lies above")
    page.get_by_label("Warn from (USD)").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("meter", name="$2.70 of $10")).to_be_visible()
    page.get_by_role("button", name="New budget").click()
    choose(page, "For", "Team")
    choose(page, "Per", "Day")
    page.get_by_label("Refuse from (USD)").fill("2")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Calls are refused.")).to_be_visible()
    page.get_by_role("button", name="New budget").click()
    choose(page, "For", "Whole project")
    page.get_by_label("Warn from (USD)").fill("50")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("listitem").filter(has_text="Whole project")).to_be_visible()
    look(page, "gateway-budgets", axe)
    page.get_by_role("listitem").filter(has_text="Platform").get_by_role("link").click()
    expect(page).to_have_url(re.compile("q=gatewayTeam"))
    expect(page.get_by_role("row", name=re.compile("translate"))).to_be_visible()
    page.go_back()

    tab(page, "Users")
    anna = page.get_by_role("row", name=re.compile("^anna"))
    expect(anna).to_contain_text("$2.70")
    page.get_by_role("button", name="Change platform").click()
    page.get_by_label("Members").fill("anna")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("row", name=re.compile("^Platform"))).to_contain_text("anna")
    expect(anna).to_contain_text("platform")
    look(page, "gateway-people", axe)
    anna.get_by_role("link", name=re.compile(r"\$2\.70")).click()
    expect(page).to_have_url(re.compile("q=gatewayUser"))
    expect(page.get_by_role("row", name=re.compile("translate"))).to_be_visible()
    page.go_back()

    tab(page, "Keys")
    page.get_by_role("button", name="Delete ci").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    expect(page.get_by_text("No virtual keys yet")).to_be_visible()
