"""Spellings of one path, made one before anything routes by it."""

from __future__ import annotations

import re

from fastapi import FastAPI
from starlette.types import ASGIApp, Receive, Scope, Send


class OnePath:
    """`//api/public/…` is `/api/public/…`: SDKs send two slashes when their base URL ends in one.

    The API also answers below the UI's base path (`/langfuse/api/…`), where clients look for it
    whose base URL is the address people open.
    """

    def __init__(self, app: ASGIApp, base_path: str) -> None:
        self._app = app
        self._path = re.compile(rf"^/+(?:{re.escape(base_path.strip('/'))}/+(?=api/))?")
        self._raw = re.compile(self._path.pattern.encode())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            path = self._path.sub("/", scope["path"], count=1)
            if path != scope["path"]:
                raw = scope.get("raw_path") or scope["path"].encode()
                scope = {**scope, "path": path, "raw_path": self._raw.sub(b"/", raw, count=1)}
        await self._app(scope, receive, send)


def install_paths(app: FastAPI, base_path: str = "") -> None:
    app.add_middleware(OnePath, base_path=base_path)
