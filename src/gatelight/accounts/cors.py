"""Cross-origin rules of the public API: browser SDKs post from any page, without cookies."""

from __future__ import annotations

from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware
from starlette.types import ASGIApp, Receive, Scope, Send

PUBLIC_PREFIX = "/api/public/"


class PublicCors:
    """Reflects the origin on `/api/public/…` only. Requests there are authenticated by a header
    the page must know, never by a cookie, so any origin may ask."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self._with_cors = CORSMiddleware(
            app,
            allow_origin_regex=r".*",
            allow_methods=["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"],
            # reflects what the page asks for: SDKs add headers of their own over time
            allow_headers=["*"],
            allow_credentials=False,
            expose_headers=["Retry-After"],
            max_age=3600,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        public = scope["type"] == "http" and scope["path"].startswith(PUBLIC_PREFIX)
        await (self._with_cors if public else self._app)(scope, receive, send)


def install_cors(app: FastAPI) -> None:
    app.add_middleware(PublicCors)
