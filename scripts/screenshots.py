"""Take docs/images/ again: every page, wide and narrow, light and dark.

Run `.venv/bin/python -m scripts.screenshots [FOLDER] [PAGE...]` from the repository after
`make web`; needs Chromium. Pages are those of the router (`tests/browser/addresses.py`), named like
`traces` or `settings-members`. The project on them is what `gatelight demo` makes.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import APIRequestContext, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError
from tests.browser.addresses import OPEN_TO_ALL, addresses
from tests.browser.building import examples
from tests.browser.chromium import launch
from tests.server import RunningServer, running_server

from gatelight.demo.fill import fill
from gatelight.transfer.wire import Wire

SIZES = {"1440": (1440, 900), "390": (390, 844)}
THEMES = ("light", "dark")
DAYS = 14
USER = {"email": "owner@example.com", "password": "correct horse battery"}


def main(folder: Path, wanted: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as data,
        running_server(Path(data)) as server,
        sync_playwright() as playwright,
    ):
        ids = team(server)
        browser = launch(playwright)
        for theme in THEMES:
            for size, (width, height) in SIZES.items():
                context = browser.new_context(
                    viewport={"width": width, "height": height},
                    color_scheme=theme,
                    reduced_motion="reduce",
                )
                page = context.new_page()
                page.goto(f"{server.url}/langfuse/sign-in")
                pages = addresses(page, ids)
                open_to_all = [path.strip("/") for path in OPEN_TO_ALL]
                for name in sorted(pages, key=lambda each: each not in open_to_all):
                    if name not in open_to_all:
                        context.request.post(f"{server.url}/api/auth/login", data=USER)
                        share(context.request, server.url, ids)
                        open_to_all = list(pages)  # once is enough
                    if wanted and name not in wanted:
                        continue
                    photograph(page, f"{server.url}/langfuse{pages[name]}")
                    page.screenshot(path=folder / f"{name}-{size}-{theme}.png")
                    shrink(folder / f"{name}-{size}-{theme}.png")
                context.close()
        browser.close()


def team(server: RunningServer) -> dict[str, str]:
    """Fill the project; what stands for the `$names` of addresses."""
    wire = Wire(server.url, *server.auth)
    made = fill(wire, DAYS)
    wire.close()
    return examples(server.url, server.auth, USER) | {
        "traceId": made.example,
        "observationId": f"{made.example}-answer",
        "sessionId": made.session,
        "userId": "ada%40shop.example",
    }


def share(request: APIRequestContext, url: str, ids: dict[str, str]) -> None:
    """Let the shared trace's page have a trace."""
    body = {"traceId": ids["traceId"], "public": True}
    answer = request.put(f"{url}/api/projects/project-test/trace-sharing", data=body)
    assert answer.ok, answer.text()


def photograph(page: Page, address: str) -> None:
    """Open an address and wait until nothing is loading; pages that refresh by themselves are
    taken as they are after a moment."""
    page.goto(address)
    try:
        page.wait_for_load_state("networkidle", timeout=8_000)
        expect(page.locator(".skeleton")).to_have_count(0, timeout=20_000)
    except (PlaywrightError, AssertionError) as error:  # it is seen on the picture
        print(f"{address}: {error}", file=sys.stderr)


def shrink(path: Path) -> None:
    """Write a screenshot again with a palette: flat colours lose nothing, and it is a third as
    large."""
    with Image.open(path) as image:
        small = image.convert("RGB").quantize(256, dither=Image.Dither.NONE)
    small.save(path, optimize=True)


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs/images"), sys.argv[2:])
