"""Leading slashes of a path count as one, before anything routes by it."""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


class OneLeadingSlash:
    """`//api/public/…` is `/api/public/…`: SDKs send two when their base URL ends in a slash."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"].startswith("//"):
            raw = scope.get("raw_path") or scope["path"].encode()
            scope = {
                **scope,
                "path": re.sub(r"^/+", "/", scope["path"]),
                "raw_path": re.sub(rb"^/+", b"/", raw),
            }
        await self._app(scope, receive, send)


def install_paths(app: FastAPI) -> None:
    app.add_middleware(OneLeadingSlash)
