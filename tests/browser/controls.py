"""What the pages' own controls take to be used."""

from __future__ import annotations

from playwright.sync_api import Locator, Page, expect


def choose(within: Page | Locator, label: str, option: str) -> None:
    """Take an option of a select: its list lies outside of what holds the select."""
    within.get_by_label(label, exact=True).click()
    page = within if isinstance(within, Page) else within.page
    wanted = page.get_by_role("option", name=option, exact=True)
    expect(wanted).to_be_visible()
    place, window = page.get_by_role("listbox").bounding_box(), page.viewport_size
    assert place and window and place["y"] + place["height"] <= window["height"]
    wanted.click()
