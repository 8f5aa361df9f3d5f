"""Counts and times HTTP requests, by the route's template: never by the address people send."""

from __future__ import annotations

import re
import secrets
import time

from fastapi import FastAPI
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from gatelight.monitoring.server import Monitor
from gatelight.telemetry.logs import request_facts

_ID_HEADERS = (b"x-request-id", b"traceparent")
_PLAIN = re.compile(r"[A-Za-z0-9._:/-]{1,100}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-[0-9a-f]{16}-")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})


class MeasuredHttp:
    """ASGI middleware; a request no route took is `unmatched`."""

    def __init__(self, app: ASGIApp, monitor: Monitor) -> None:
        self._app = app
        self._monitor = monitor

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        status = 500
        facts = request_facts.set(_facts(scope))
        began = time.perf_counter()

        async def watched(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                sent = [(b"x-request-id", request_facts.get({}).get("request", "").encode())]
                message = {**message, "headers": [*message.get("headers", ()), *sent]}
            await send(message)

        try:
            await self._app(scope, receive, watched)
        finally:
            request_facts.reset(facts)
            route = getattr(scope.get("route"), "path", "unmatched")
            method = scope["method"] if scope["method"] in _METHODS else "other"
            monitor = self._monitor
            monitor.http_requests.labels(method, route, f"{status // 100}xx").inc()
            monitor.http_seconds.labels(route).observe(time.perf_counter() - began)


def _facts(scope: Scope) -> dict[str, str]:
    """The ids of a request: what the caller calls it, else a new one, and its trace."""
    given = {name: value for name, value in scope["headers"] if name in _ID_HEADERS}
    request = given.get(b"x-request-id", b"").decode("latin-1")
    facts = {"request": request if _PLAIN.fullmatch(request) else secrets.token_hex(8)}
    if traced := _TRACEPARENT.match(given.get(b"traceparent", b"").decode("latin-1")):
        facts["trace"] = traced[1]
    return facts


def install_measuring(app: FastAPI, monitor: Monitor) -> None:
    app.add_middleware(MeasuredHttp, monitor=monitor)
