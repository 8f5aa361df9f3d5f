"""Writes that carry a session cookie must come from our own pages."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.requests import Request

from gatelight.errors import Forbidden, InvalidRequest

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


def check_same_origin(request: Request, public_url: str) -> None:
    """Raises Forbidden for a write another site's page has started, InvalidRequest for a body
    that is not JSON (the kinds a plain HTML form can send).

    Browsers send `Sec-Fetch-Site`, older ones `Origin`; a request with neither is no browser's,
    and no browser can be made to leave both out of a cross-site write.
    """
    if request.method in _SAFE:
        return
    if request.method in _WITH_BODY:
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise InvalidRequest("Send the body as JSON: Content-Type: application/json.")
    site = request.headers.get("sec-fetch-site")
    if site in ("same-origin", "none"):
        return
    origin = request.headers.get("origin")
    if site is None and origin is None:
        return
    if origin is not None:
        asked = urlsplit(origin)
        ours = urlsplit(public_url)
        if (asked.scheme, asked.netloc) == (ours.scheme, ours.netloc):
            return
        if site is None and asked.netloc and asked.netloc == request.headers.get("host"):
            return
    raise Forbidden("This request was started by a page of another site.")
