"""What the pages that people open from links and bookmarks ask for first, told to the browser
together with the page: it then asks while the page's own code is still on its way. Data by `Link`
headers of the kind *preload*, code by `page_code`."""

from __future__ import annotations

import re
from typing import NamedTuple
from urllib.parse import quote, unquote

SESSION = "/api/auth/session"
_PLAIN = "!'()*-._~"
"""What `encodeURIComponent` leaves as it is, letters and digits aside."""


class Opened(NamedTuple):
    """A page by its path below the base path, and the address of its data with the parts of the
    path. `usual`: with a query, the page asks for something else. `source` of its code, where that
    is not part of the client's entry (web/src/router.tsx)."""

    path: re.Pattern[str]
    data: str
    usual: bool
    source: str = ""


def _list(surface: str) -> Opened:
    path = re.compile(f"project/([^/]+)/{surface}")
    # the span and the size of a page as the client asks for them (web/src/lib/explore.ts)
    rows = f"/api/projects/{{}}/explore/{surface}/rows?from=7d&limit=50"
    return Opened(path, rows, usual=True)


OPENED = (
    _list("traces"),
    _list("observations"),
    Opened(
        re.compile("project/([^/]+)/traces/([^/]+)"),
        "/api/projects/{}/traces/{}",
        usual=False,
        source="src/pages/Trace.tsx",
    ),
)


def source_of(path: str) -> str:
    """The source of the page at `path`; "" for pages that name none."""
    return next((page.source for page in OPENED if page.path.fullmatch(path)), "")


def link_header(path: str, query: str, *, logged_in: bool) -> str:
    """For a page by its path below the base path and its query, as they were sent, and whether who
    asks brings a session; "" when nothing is known before.

    The addresses are those the page's client makes, letter by letter: others would be asked twice.
    """
    if path.startswith("public/"):
        return ""
    addresses = [SESSION]
    for page in OPENED if logged_in else ():
        found = page.path.fullmatch(path)
        if found and not (page.usual and query):
            parts = (quote(unquote(part), safe=_PLAIN) for part in found.groups())
            addresses.append(page.data.format(*parts))
    return ", ".join(f"<{each}>; rel=preload; as=fetch; crossorigin" for each in addresses)
