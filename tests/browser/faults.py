"""What is wrong with a page that shows, whatever it is about."""

from __future__ import annotations

from typing import Literal

from playwright.sync_api import Page
from playwright.sync_api import TimeoutError as PlaywrightTimeout

THEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
NOT_WIDER = """() => [...document.querySelectorAll("html, main, .facets")].every(
  (each) => each.scrollWidth <= each.clientWidth)"""

OVERLAPPED = """() => {
  const bars = [...document.querySelectorAll("main nav, main [role=tablist]")];
  return bars.filter((bar) => {
    if (!bar.nextElementSibling) return false;
    const [one, other] = [bar, bar.nextElementSibling].map((e) => e.getBoundingClientRect());
    return one.height > 0 && other.height > 0 && other.top < one.bottom - 1
      && other.left < one.right - 1 && one.left < other.right - 1;
  }).map((bar) => bar.ariaLabel || bar.className);
}"""
"""Bars whose neighbour lies on them."""


def scrolls_sideways(page: Page) -> bool:
    """Whether anything is wider than the window. Charts take a moment to learn a new width."""
    try:
        page.wait_for_function(NOT_WIDER, timeout=20_000)
    except PlaywrightTimeout:
        return True
    return False


def against_axe(page: Page, axe: str) -> list[str]:
    """What axe finds, in both themes."""
    found = []
    page.evaluate(axe)
    for theme in THEMES:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        result = page.evaluate("axe.run({resultTypes: ['violations']})")
        for violation in result["violations"]:
            where = [node["html"][:300] for node in violation["nodes"][:2]]
            found.append(f"{theme} {violation['id']} {where}")
    return found


def faults(page: Page, axe: str) -> list[str]:
    """To axe in both themes, and in width. One visit for all: a visit costs more than the looks."""
    found = against_axe(page, axe)
    for width in (3840, 390):
        page.set_viewport_size({"width": width, "height": 900})
        if scrolls_sideways(page):
            found.append(f"scrolls sideways at {width}")
        found += [f"{each} is covered at {width}" for each in page.evaluate(OVERLAPPED)]
    page.set_viewport_size({"width": 1440, "height": 900})
    return found


def look(page: Page, name: str, axe: str) -> None:
    """Fail when something is wrong with the page that shows."""
    page.wait_for_load_state("networkidle")
    assert faults(page, axe) == [], name
