"""The walk of a new team: sign up, a project and its keys, a first trace; at several base paths."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from tests.browser.conftest import Watched
from tests.browser.story import AGENT, agent_run, calls, send
from tests.server import RunningServer, running_server

pytestmark = pytest.mark.slow

NOBODY = {"LANGFUSE_INIT_USER_EMAIL": "", "LANGFUSE_INIT_USER_PASSWORD": ""}


@pytest.mark.parametrize("base", ["/langfuse", "/", "/a/b"])
def test_from_nothing_to_a_trace(browser: Browser, tmp_path: Path, base: str) -> None:
    prefix = base.rstrip("/")
    with (
        running_server(tmp_path, NOBODY | {"GATELIGHT_BASE_PATH": base}) as server,
        browser.new_context(viewport={"width": 1440, "height": 900}) as context,
    ):
        watched = Watched(context, server.url)
        page = watched.page
        page.goto(f"{server.url}{prefix}/")
        sign_up(page)
        expect(page).to_have_url(f"{server.url}{prefix}/project/project-test/start")

        page.get_by_role("link", name="Settings").click()
        page.get_by_role("link", name="Projects").click()
        page.get_by_role("button", name="New project").click()
        page.get_by_label("Name").fill("Billing bot")
        page.get_by_role("button", name="Make the project").click()
        public_key = page.get_by_label("public key", exact=True).inner_text()
        secret_key = page.get_by_label("secret key", exact=True).inner_text()
        assert public_key.startswith("pk-lf-") and secret_key.startswith("sk-lf-")
        page.get_by_role("link", name="Open the project").click()
        expect(page.get_by_role("heading", name="No traces in this time")).to_be_visible()

        from_now(server, (public_key, secret_key))
        page.get_by_role("link", name="fix-nightly-build").click()
        page.get_by_role("treeitem", name="answer").click()
        details = page.get_by_role("region", name="Details")
        for text in ("claude-sonnet-4-5", "8.50 s", "ada@example.com", "ok", "The nightly build"):
            expect(details.get_by_text(text).first).to_be_visible()
        expect(details.get_by_text("The runner's disk is full", exact=False)).to_be_visible()
        expect(details.get_by_role("row", name="output 388")).to_be_visible()
        details.get_by_text("Why this cost").click()
        expect(details.get_by_text("Tokens × prices of")).to_be_visible()
        expect(details.get_by_text("Model parameters")).to_be_visible()

        project = page.url.split("/project/")[1].split("/")[0]
        page.goto(f"{server.url}/project/{project}/traces/{AGENT}?observation={AGENT}-plan")
        expect(page).to_have_url(
            f"{server.url}{prefix}/project/{project}/traces/{AGENT}?observation={AGENT}-plan"
        )
        expect(page.get_by_role("heading", name="plan")).to_be_visible()
        page.goto(f"{server.url}/project/{project}/sessions/chat-00")
        expect(page.get_by_role("heading", name="chat-00")).to_be_visible()
        assert watched.complaints == []


def sign_up(page: Page) -> None:
    expect(page.get_by_role("heading", name="Welcome to Gatelight")).to_be_visible()
    page.get_by_label("Name").fill("Ada")
    page.get_by_label("E-mail").fill("ada@example.com")
    page.get_by_label("Password").fill("correct horse battery")
    page.get_by_role("button", name="Make the first account").click()


def from_now(server: RunningServer, auth: tuple[str, str]) -> None:
    assert send(server.url, auth, agent_run(datetime.now(UTC)))["errors"] == []


def test_the_set_up_page_opens_the_trace_it_waits_for(page: Page, server: RunningServer) -> None:
    page.goto(f"{server.url}/langfuse/project/project-test/start")
    page.get_by_role("button", name="Make a key pair").click()
    expect(page.get_by_label("curl example", exact=True)).to_contain_text("pk-lf-")
    expect(page.get_by_text("GATELIGHT_GATEWAY_MASTER_KEY").first).to_be_visible()
    pair = [
        page.get_by_label(name, exact=True).inner_text() for name in ("public key", "secret key")
    ]
    expect(page.get_by_text("Waiting for the next trace")).to_be_visible()
    call = calls(datetime.now(UTC) + timedelta(minutes=2), count=1)
    for each in call:
        each["body"] |= {"id": f"{each['body']['id']}-later"}
    assert send(server.url, (pair[0], pair[1]), call[:1])["errors"] == []
    expect(page.get_by_role("heading", name="support-answer").first).to_be_visible()
    assert "/traces/" in page.url


def test_a_link_survives_signing_in(browser: Browser, server: RunningServer) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{server.url}/project/project-test/traces/{AGENT}?observation={AGENT}-plan")
        page.get_by_label("E-mail").fill("owner@example.com")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_be_visible()
        page.get_by_label("Password").fill("correct horse battery")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("heading", name="plan")).to_be_visible()
