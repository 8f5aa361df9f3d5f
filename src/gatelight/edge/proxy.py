"""The edge: an ASGI reverse proxy over the path table. Nothing is buffered in either direction."""

from __future__ import annotations

import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import anyio
import httpcore

from gatelight.edge.paths import Route, route
from gatelight.errors import ServiceUnavailable, json_response

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

log = logging.getLogger("gatelight.edge")

CONNECT_SECONDS = 5.0
# A model may think for long before its first byte; the gateway has its own, shorter limits.
READ_SECONDS = 3600.0
MOST_CONNECTIONS = 1000
# Below the 5 s after which uvicorn closes an idle connection, so none is reused while it closes.
IDLE_SECONDS = 4.0
# RFC 9110 §7.6.1, and `expect`, which uvicorn has answered already.
_HOP_BY_HOP = frozenset(
    [
        b"connection",
        b"keep-alive",
        b"proxy-authenticate",
        b"proxy-authorization",
        b"proxy-connection",
        b"te",
        b"trailer",
        b"transfer-encoding",
        b"upgrade",
        b"expect",
    ]
)
_FORWARDED = frozenset(
    [b"forwarded", b"x-forwarded-for", b"x-forwarded-proto", b"x-forwarded-host", b"x-real-ip"]
)
_PLAIN = [(b"content-type", b"text/plain; charset=utf-8")]
_TRACE_HEADER = b"x-gatelight-trace-id"


class ClientGoneError(Exception):
    """The client closed its connection before its request body was complete."""


@dataclass(frozen=True, slots=True)
class Upstream:
    """One target's address, as `httpcore` wants it."""

    scheme: bytes
    host: bytes
    port: int

    @classmethod
    def parse(cls, url: str) -> Upstream:
        """From `http(s)://host[:port]`. Raises ValueError."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError(f"not an address: {url!r}")
        port = parts.port or (443 if parts.scheme == "https" else 80)
        return cls(parts.scheme.encode(), parts.hostname.encode(), port)


class EdgeApp:
    """ASGI app. `trusted` are peer addresses whose `X-Forwarded-*` headers are believed.

    Without `grafana_url` Grafana's paths are not served.
    """

    def __init__(
        self,
        server_url: str,
        gateway_url: str,
        base_path: str,
        trusted: frozenset[str],
        grafana_url: str = "",
    ) -> None:
        self._upstreams = {
            "server": Upstream.parse(server_url),
            "gateway": Upstream.parse(gateway_url),
        }
        if grafana_url:
            self._upstreams["grafana"] = Upstream.parse(grafana_url)
        self._base_path = base_path
        self._trusted = trusted
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=MOST_CONNECTIONS,
            max_keepalive_connections=100,
            keepalive_expiry=IDLE_SECONDS,
            http1=True,
            http2=False,
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._lifespan(receive, send)
        elif scope["type"] == "http":
            await self._http(scope, receive, send)

    async def _lifespan(self, receive: Receive, send: Send) -> None:
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await self._pool.aclose()
        await send({"type": "lifespan.shutdown.complete"})

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        found = route(_raw_path(scope), self._base_path)
        if found.target in self._upstreams:
            await self._forward(found, scope, receive, send)
        elif found.target == "edge":
            await _plain(send, 200, "ok\n")
        elif found.target == "redirect":
            query = scope.get("query_string", b"")
            location = found.path.encode() + (b"?" + query if query else b"")
            await _plain(send, 308, "", [(b"location", location)])
        elif found.target == "blocked":
            log.warning("403 %s %s", scope["method"], found.path)
            await _plain(send, 403, "Forbidden: not available from outside.\n")
        else:
            await _plain(send, 404, "Not found.\n")

    async def _forward(self, found: Route, scope: Scope, receive: Receive, send: Send) -> None:
        body_read = anyio.Event()
        started = time.perf_counter()

        async def watch_client(scope_of_call: anyio.CancelScope) -> None:
            await body_read.wait()
            while (await receive())["type"] != "http.disconnect":
                pass
            scope_of_call.cancel()

        exchange = _Exchange(send)
        async with anyio.create_task_group() as group:
            group.start_soon(watch_client, group.cancel_scope)
            try:
                await self._exchange(found, scope, _body(receive, body_read), exchange)
            except ClientGoneError:
                exchange.status = 499
            except (httpcore.NetworkError, httpcore.TimeoutException) as error:
                await exchange.fail(found.target, error)
            except (httpcore.ProtocolError, httpcore.LocalProtocolError) as error:
                await exchange.fail(found.target, error)
            group.cancel_scope.cancel()
        log.info(
            "%s %s",
            scope["method"],
            found.path,
            extra={
                "status": exchange.status or "client gone",
                "ms": round((time.perf_counter() - started) * 1000),
                **({"trace_id": exchange.trace} if exchange.trace else {}),
            },
        )

    async def _exchange(
        self, found: Route, scope: Scope, body: AsyncIterator[bytes], exchange: _Exchange
    ) -> None:
        upstream = self._upstreams[found.target]
        query = scope.get("query_string", b"")
        headers, has_body = self._request_headers(scope)
        url = httpcore.URL(
            scheme=upstream.scheme,
            host=upstream.host,
            port=upstream.port,
            target=found.path.encode("ascii") + (b"?" + query if query else b""),
        )
        timeout = {
            "connect": CONNECT_SECONDS,
            "pool": CONNECT_SECONDS,
            "read": READ_SECONDS,
            "write": READ_SECONDS,
        }
        if not has_body:
            async for _ in body:  # nothing, but the client's goodbye is watched for after it
                pass
        async with self._pool.stream(
            scope["method"],
            url,
            headers=headers,
            content=body if has_body else None,
            extensions={"timeout": timeout},
        ) as response:
            await exchange.start(response.status, response.headers)
            async for chunk in response.aiter_stream():
                await exchange.chunk(chunk)
            await exchange.finish()

    def _request_headers(self, scope: Scope) -> tuple[Headers, bool]:
        """Headers to send on, and whether a body follows."""
        received: Headers = list(scope["headers"])
        named = dict(received)
        peer = (scope.get("client") or ("", 0))[0]
        believed = peer in self._trusted or "*" in self._trusted
        drop = _HOP_BY_HOP | _connection_names(received) | _FORWARDED
        chunked = b"transfer-encoding" in named
        if chunked:
            drop |= {b"content-length"}
        headers = [(name, value) for name, value in received if name not in drop]
        earlier = named.get(b"x-forwarded-for", b"") if believed else b""
        scheme = named.get(b"x-forwarded-proto") if believed else None
        host = named.get(b"x-forwarded-host") if believed else None
        headers += [
            (b"x-forwarded-for", b", ".join(part for part in (earlier, peer.encode()) if part)),
            (b"x-forwarded-proto", scheme or scope.get("scheme", "http").encode()),
            (b"x-forwarded-host", host or named.get(b"host", b"")),
        ]
        if b"host" not in named:
            headers.append((b"host", b"localhost"))
        if chunked:
            headers.append((b"transfer-encoding", b"chunked"))
        return headers, chunked or b"content-length" in named


class _Exchange:
    """The answer being written to the client."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self.status: int | None = None
        self.trace = ""

    async def start(self, status: int, received: Headers) -> None:
        drop = _HOP_BY_HOP | _connection_names(received)
        headers = [(name, value) for name, value in received if name.lower() not in drop]
        self.status = status
        self.trace = next((v.decode() for n, v in headers if n.lower() == _TRACE_HEADER), "")
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def chunk(self, chunk: bytes) -> None:
        await self._send({"type": "http.response.body", "body": chunk, "more_body": True})

    async def finish(self) -> None:
        await self._send({"type": "http.response.body", "body": b""})

    async def fail(self, target: str, error: Exception) -> None:
        """503 while nothing is sent yet; a broken answer is broken off for the client as well."""
        log.error("the %s cannot be reached: %r", target, error)
        if self.status is not None:
            raise error
        problem = ServiceUnavailable(f"The {target} cannot be reached; it may still be starting.")
        response = json_response(problem.body(), problem.status, problem.headers)
        await self.start(problem.status, response.raw_headers)
        await self.chunk(bytes(response.body))
        await self.finish()


def _raw_path(scope: Scope) -> str:
    """The path as the client wrote it; bytes outside ASCII come percent-encoded."""
    raw: bytes = scope.get("raw_path") or scope["path"].encode()
    text = raw.split(b"?", 1)[0].decode("latin-1")
    return "".join(c if "!" <= c <= "~" else f"%{ord(c):02X}" for c in text)


def _connection_names(headers: Headers) -> frozenset[bytes]:
    """Headers that `Connection` declares to be for this hop only."""
    return frozenset(
        name.strip().lower()
        for key, value in headers
        if key.lower() == b"connection"
        for name in value.split(b",")
    )


async def _body(receive: Receive, done: anyio.Event) -> AsyncIterator[bytes]:
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise ClientGoneError
        if chunk := message.get("body", b""):
            yield chunk
        if not message.get("more_body"):
            done.set()
            return


async def _plain(send: Send, status: int, text: str, headers: Headers | None = None) -> None:
    body = text.encode()
    every = [*_PLAIN, (b"content-length", str(len(body)).encode()), *(headers or [])]
    await send({"type": "http.response.start", "status": status, "headers": every})
    await send({"type": "http.response.body", "body": body})
