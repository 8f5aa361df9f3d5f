"""Take docs/images/ again: every page, wide and narrow, light and dark.

Run `.venv/bin/python -m scripts.screenshots [FOLDER] [PAGE...]` from the repository after
`make web`; needs Chromium.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright
from tests.browser.chromium import launch
from tests.browser.story import AGENT, tell
from tests.server import running_server

PROJECT = "/project/project-test"
PAGES = {
    "sign-in": "/sign-in",
    "traces": f"{PROJECT}/traces",
    "trace": f"{PROJECT}/traces/{AGENT}?observation={AGENT}-answer",
    "sessions": f"{PROJECT}/sessions",
    "session": f"{PROJECT}/sessions/chat-00",
    "ingestion": f"{PROJECT}/ingestion",
    "set-up": f"{PROJECT}/start",
    "api-keys": f"{PROJECT}/settings/api-keys",
    "projects": f"{PROJECT}/settings/projects",
}
SIZES = {"1440": (1440, 900), "390": (390, 844)}
THEMES = ("light", "dark")
USER = {"email": "owner@example.com", "password": "correct horse battery"}


def main(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running_server(Path(data)) as server,
        sync_playwright() as playwright,
    ):
        tell(server.url, server.auth)
        browser = launch(playwright)
        for theme in THEMES:
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=theme
                )
                page = context.new_page()
                for name, path in PAGES.items():
                    page.goto(f"{server.url}/langfuse{path}")
                    page.wait_for_load_state("networkidle")
                    if not wanted or name in wanted:
                        page.screenshot(path=folder / f"{name}-{size}-{theme}.png")
                    if name == "sign-in":
                        context.request.post(f"{server.url}/api/auth/login", data=USER)
                context.close()
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"), sys.argv[2:])
