"""Alerts by mouse and keyboard: made with a live preview, checked, muted, told of, deleted."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect
from tests.browser.conftest import MANY_LOG_INS, USER, Watched
from tests.browser.controls import choose
from tests.browser.faults import look
from tests.browser.story import tell
from tests.outbound.receiver import Receiver, receiving
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

ALERTS = "/langfuse/project/project-test/alerts"


@pytest.fixture(scope="module")
def watched_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    """A server of its own with a history, which may call loopback."""
    settings = MANY_LOG_INS | {"GATELIGHT_OUTBOUND_ALLOWED_NETWORKS": "127.0.0.0/8"}
    with running_server(tmp_path_factory.mktemp("alerts"), settings) as running:
        tell(running.url, running.auth)
        yield running


@pytest.fixture(scope="module")
def receiver() -> Iterator[Receiver]:
    with receiving() as started:
        yield started


@pytest.fixture
def walk(context: BrowserContext, watched_server: RunningServer) -> Iterator[Page]:
    assert context.request.post(f"{watched_server.url}/api/auth/login", data=USER).ok
    watched = Watched(context, watched_server.url)
    watched.page.goto(watched_server.url + ALERTS)
    yield watched.page
    assert watched.complaints == []


def test_an_alert_from_nothing_to_its_notice(walk: Page, receiver: Receiver, axe: str) -> None:
    page = walk
    expect(page.get_by_text("Nothing is watched yet")).to_be_visible()
    look(page, "alerts-empty", axe)

    page.get_by_role("link", name="Channels", exact=True).click()
    page.get_by_role("button", name="New channel").click()
    choose(page, "Kind", "Webhook")
    page.get_by_label("Name").fill("On call")
    page.get_by_label("Address").fill("not an address")
    page.get_by_role("button", name="Create channel").click()
    expect(page.get_by_role("alert")).to_contain_text("address")
    page.get_by_label("Address").fill(receiver.url)
    page.get_by_role("button", name="Create channel").click()
    expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()
    page.get_by_role("button", name="I have kept it").click()
    page.get_by_role("button", name="Test", exact=True).click()
    expect(page.get_by_text("A test notice is through to On call.")).to_be_visible()
    assert b'"type":"test"' in receiver.requests[0][2]
    page.get_by_role("button", name="Change On call").click()
    page.get_by_label("Name").fill("On call now")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.get_by_role("cell", name="On call now Webhook")).to_be_visible()
    page.get_by_role("button", name="New signing secret for On call now").click()
    page.get_by_role("button", name="Make a new secret").click()
    expect(page.get_by_text(re.compile("^whsec_"))).to_be_visible()
    page.get_by_role("button", name="I have kept it").click()
    look(page, "alerts-channels", axe)

    page.get_by_label("Alerts", exact=True).get_by_role("link", name="Alerts").click()
    page.get_by_role("link", name="New alert").click()
    page.get_by_label("Name").fill("Many calls")
    choose(page, "Measure", "Observations")
    choose(page, "Over the last", "30 days")
    expect(page.get_by_text("It would have been over in 0 of the last 24 windows")).to_be_visible()
    page.get_by_label(re.compile("^Threshold")).fill("1")
    expect(page.get_by_text(re.compile("over in [1-9]"))).to_be_visible()
    choose(page, "For each", "Model")
    choose(page, "and each", "User")
    expect(page.get_by_label("and each", exact=True)).to_have_count(2)
    choose(page, "For each", "all together")
    choose(page, "For each", "all together")
    expect(page.get_by_label("and each", exact=True)).to_have_count(0)
    page.get_by_label("On call").check()
    look(page, "alerts-editor", axe)
    page.get_by_role("button", name="Save alert").click()
    expect(page.get_by_role("heading", name="Many calls")).to_be_visible()

    page.get_by_role("button", name="Check now").click()
    expect(page.get_by_label("State", exact=True).get_by_text("Alerting")).to_be_visible()
    expect(page.get_by_role("cell", name="1 channel")).to_be_visible()
    page.get_by_role("button", name="Mute for 8 hours").click()
    expect(page.get_by_role("button", name="Unmute")).to_be_visible()
    look(page, "alerts-one", axe)
    page.get_by_label("State", exact=True).get_by_role("link").click()
    expect(page).to_have_url(re.compile(r"/observations\?.*range="))
    expect(page.get_by_role("row", name=re.compile("chat")).first).to_be_visible()
    page.go_back()
    expect(page.get_by_role("heading", name="Many calls")).to_be_visible()
    for _ in range(100):
        if any(b"alert.alerting" in body for _, _, body in receiver.requests):
            break
        page.wait_for_timeout(200)
    assert any(b"alert.alerting" in body for _, _, body in receiver.requests)

    page.get_by_role("link", name="History", exact=True).click()
    expect(page.get_by_role("link", name="Many calls")).to_be_visible()
    expect(page.get_by_title("Open what this was measured from")).to_be_visible()
    look(page, "alerts-history", axe)
    page.get_by_role("link", name="Many calls").click()
    page.get_by_role("button", name="Delete", exact=True).click()
    page.get_by_role("button", name="Delete alert").click()
    expect(page.get_by_text("Nothing is watched yet")).to_be_visible()


def test_a_trace_opens_by_its_id_alone(walk: Page, watched_server: RunningServer) -> None:
    answer = walk.request.get(
        f"{watched_server.url}/api/public/traces?limit=1",
        headers={"X-Gatelight-Project": "project-test"},
    )
    trace_id = answer.json()["data"][0]["id"]
    walk.goto(f"{watched_server.url}/langfuse/trace/{trace_id}")
    expect(walk).to_have_url(re.compile(f"/project/project-test/traces/{trace_id}"))
