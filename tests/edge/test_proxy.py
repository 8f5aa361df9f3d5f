"""The reverse proxy against real sockets: raw paths, streams, disconnects, failures."""

from __future__ import annotations

import asyncio
import http.client
import socket
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import pytest
from tests.fakes.serve import serving
from tests.ports import free_port

from gatelight.edge.proxy import EdgeApp

pytestmark = pytest.mark.long

SECONDS = 20


@dataclass
class Upstream:
    """An upstream that does what the path says and remembers what it saw."""

    seen: list[dict[str, Any]] = field(default_factory=list)
    gone: threading.Event = field(default_factory=threading.Event)
    go_on: threading.Event = field(default_factory=threading.Event)
    first_chunk: threading.Event = field(default_factory=threading.Event)

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        path = scope["raw_path"].decode()
        entry = {
            "method": scope["method"],
            "path": path,
            "query": scope["query_string"].decode(),
            "headers": {k.decode(): v.decode("latin-1") for k, v in scope["headers"]},
        }
        self.seen.append(entry)
        if path.endswith("/hang"):
            await self._hang(receive)
            return
        if path.endswith("/slow-body"):
            self.first_chunk.set() if (await receive()).get("body") else None
        body = await self._body(receive)
        entry["body"] = body
        if path.endswith("/stream"):
            await self._stream(send)
            return
        if path.endswith("/break"):
            await self._start(send, [(b"content-length", b"100")])
            await send({"type": "http.response.body", "body": b"half", "more_body": True})
            raise RuntimeError("breaks off on purpose")
        headers = [
            (b"content-type", b"text/plain"),
            (b"x-gatelight-trace-id", b"a" * 32),
            (b"set-cookie", b"one=1"),
            (b"set-cookie", b"two=2"),
            (b"connection", b"x-hop"),
            (b"x-hop", b"secret"),
        ]
        await self._start(send, headers)
        await send({"type": "http.response.body", "body": b"echo:" + body})

    async def _start(self, send: Any, headers: list[tuple[bytes, bytes]]) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})

    async def _body(self, receive: Any) -> bytes:
        body = b""
        while True:
            message = await receive()
            body += message.get("body", b"")
            if not message.get("more_body"):
                return body

    async def _hang(self, receive: Any) -> None:
        self.first_chunk.set()
        while (await receive())["type"] != "http.disconnect":
            pass
        self.gone.set()

    async def _stream(self, send: Any) -> None:
        await self._start(send, [(b"content-type", b"text/event-stream")])
        await send({"type": "http.response.body", "body": b"data: 1\n\n", "more_body": True})
        await asyncio.get_running_loop().run_in_executor(None, self.go_on.wait, SECONDS)
        await send({"type": "http.response.body", "body": b"data: 2\n\n"})


@dataclass
class Edge:
    host: str
    port: int
    server: Upstream
    gateway: Upstream

    def ask(
        self, method: str, path: str, body: Any = None, headers: dict[str, str] | None = None
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=SECONDS)
        connection.request(method, path, body, headers or {})
        response = connection.getresponse()
        found = response.status, {k.lower(): v for k, v in response.getheaders()}, response.read()
        connection.close()
        return found

    def raw(self) -> socket.socket:
        return socket.create_connection((self.host, self.port), timeout=SECONDS)


def edge_on(server: str, gateway: str, trusted: frozenset[str]) -> Any:
    app = EdgeApp(server, gateway, "/langfuse", trusted)
    return serving(app, server_header=False, date_header=False, proxy_headers=False, ws="none")


@pytest.fixture
def edge() -> Iterator[Edge]:
    server, gateway = Upstream(), Upstream()
    with (
        serving(server) as server_url,
        serving(gateway) as gateway_url,
        edge_on(server_url, gateway_url, frozenset()) as url,
    ):
        parts = urlsplit(url)
        yield Edge(str(parts.hostname), int(parts.port or 0), server, gateway)


def test_grafana_is_served_where_there_is_one(edge):
    assert edge.ask("GET", "/grafana/d/x")[0] == 404
    grafana = Upstream()
    with serving(grafana) as url:
        app = EdgeApp("http://127.0.0.1:9", "http://127.0.0.1:9", "/langfuse", frozenset(), url)
        with serving(app, server_header=False, date_header=False, ws="none") as address:
            parts = urlsplit(address)
            other = Edge(str(parts.hostname), int(parts.port or 0), grafana, grafana)
            assert other.ask("GET", "/grafana/d/x?orgId=1")[0] == 200
    assert (grafana.seen[0]["path"], grafana.seen[0]["query"]) == ("/grafana/d/x", "orgId=1")


def test_requests_reach_their_target_untouched(edge):
    status, headers, body = edge.ask(
        "POST", "//api/public/v2/prompts/a%2Fb?x=%20y&z", b"hello", {"X-Mine": "yes"}
    )
    assert (status, body) == (200, b"echo:hello")
    assert headers["x-gatelight-trace-id"] == "a" * 32
    seen = edge.server.seen[0]
    assert seen["path"] == "/api/public/v2/prompts/a%2Fb"
    assert seen["query"] == "x=%20y&z"
    assert seen["headers"]["x-mine"] == "yes"
    assert seen["headers"]["host"] == f"{edge.host}:{edge.port}"
    assert edge.gateway.seen == []


def test_model_calls_reach_the_gateway(edge):
    assert edge.ask("POST", "/v1/chat/completions", b"{}")[0] == 200
    assert edge.gateway.seen[0]["path"] == "/v1/chat/completions"
    assert edge.server.seen == []


def test_hop_by_hop_headers_stay_on_their_hop(edge):
    sent = {"Connection": "close, X-Private", "X-Private": "1", "TE": "trailers", "X-Kept": "1"}
    _, answered, _ = edge.ask("GET", "/api/public/health", None, sent)
    seen = edge.server.seen[0]["headers"]
    assert "x-private" not in seen
    assert "te" not in seen
    assert seen["x-kept"] == "1"
    assert "x-hop" not in answered


def test_every_cookie_passes(edge):
    connection = http.client.HTTPConnection(edge.host, edge.port, timeout=SECONDS)
    connection.request("GET", "/api/x")
    assert connection.getresponse().headers.get_all("set-cookie") == ["one=1", "two=2"]


def test_forwarded_headers_of_strangers_are_replaced(edge):
    claimed = {"X-Forwarded-For": "6.6.6.6", "X-Forwarded-Proto": "https", "Forwarded": "for=6"}
    edge.ask("GET", "/api/x", None, claimed)
    seen = edge.server.seen[0]["headers"]
    assert seen["x-forwarded-for"] == "127.0.0.1"
    assert seen["x-forwarded-proto"] == "http"
    assert seen["x-forwarded-host"] == f"{edge.host}:{edge.port}"
    assert "forwarded" not in seen


def test_forwarded_headers_of_a_trusted_proxy_are_kept():
    upstream = Upstream()
    with (
        serving(upstream) as url,
        edge_on(url, url, frozenset(["127.0.0.1"])) as edge_url,
    ):
        parts = urlsplit(edge_url)
        edge = Edge(str(parts.hostname), int(parts.port or 0), upstream, upstream)
        claimed = {"X-Forwarded-For": "9.9.9.9", "X-Forwarded-Proto": "https"}
        edge.ask("GET", "/api/x", None, claimed)
    seen = upstream.seen[0]["headers"]
    assert seen["x-forwarded-for"] == "9.9.9.9, 127.0.0.1"
    assert seen["x-forwarded-proto"] == "https"


@pytest.mark.parametrize("path", ["/key/generate", "/KEY/x", "//key/x", "/%6bey/x", "/v1/../ui/"])
def test_administration_is_refused_without_asking_the_gateway(edge, path):
    status, headers, body = edge.ask("POST", path, b"{}")
    assert status == 403
    assert headers["content-type"].startswith("text/plain")
    assert body == b"Forbidden: not available from outside.\n"
    assert edge.gateway.seen == edge.server.seen == []


def test_front_page_and_base_path_redirect(edge):
    assert edge.ask("GET", "/")[:2][1]["location"] == "/langfuse/"
    status, headers, _ = edge.ask("GET", "/langfuse?x=1")
    assert (status, headers["location"]) == (308, "/langfuse/?x=1")
    assert edge.ask("GET", "/healthz")[::2] == (200, b"ok\n")
    assert edge.ask("GET", "/nothing")[0] == 404


def test_a_stream_arrives_while_it_is_written(edge):
    connection = http.client.HTTPConnection(edge.host, edge.port, timeout=SECONDS)
    connection.request("POST", "/v1/stream", b"{}")
    response = connection.getresponse()
    assert response.readline() == b"data: 1\n"
    edge.gateway.go_on.set()  # only now may the upstream write the second event
    assert response.read() == b"\ndata: 2\n\n"


def test_a_request_body_is_not_held_back(edge):
    with edge.raw() as client:
        client.sendall(
            b"POST /v1/slow-body HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n"
            b"5\r\nfirst\r\n"
        )
        assert edge.gateway.first_chunk.wait(SECONDS)  # the body is not complete yet
        client.sendall(b"6\r\nsecond\r\n0\r\n\r\n")
        assert client.recv(65536).startswith(b"HTTP/1.1 200")
    assert edge.gateway.seen[0]["headers"]["transfer-encoding"] == "chunked"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_client_that_leaves_cancels_the_upstream(edge, method):
    client = edge.raw()
    client.sendall(f"{method} /v1/hang HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n".encode())
    assert edge.gateway.first_chunk.wait(SECONDS)
    client.close()
    assert edge.gateway.gone.wait(SECONDS)


def test_a_broken_answer_is_broken_for_the_client_too(edge):
    with pytest.raises((http.client.IncompleteRead, ConnectionError)):
        edge.ask("GET", "/api/break")


def test_an_upstream_that_is_down_answers_503():
    nowhere = f"http://127.0.0.1:{free_port()}"
    with edge_on(nowhere, nowhere, frozenset()) as url:
        parts = urlsplit(url)
        edge = Edge(str(parts.hostname), int(parts.port or 0), Upstream(), Upstream())
        status, headers, body = edge.ask("POST", "/v1/chat/completions", b"{}")
    assert status == 503
    assert headers["content-type"] == "application/json"
    assert headers["retry-after"] == "2"
    assert b"gateway cannot be reached" in body


def test_large_bodies_pass_both_ways(edge):
    large = bytes(range(256)) * 40_000
    status, _, body = edge.ask("PUT", "/api/media", large)
    assert status == 200
    assert body == b"echo:" + large


def test_a_head_request_has_no_body(edge):
    assert edge.ask("HEAD", "/api/public/health")[::2] == (200, b"")


def test_many_calls_at_once(edge):
    results: list[int] = []

    def call() -> None:
        results.append(edge.ask("POST", "/v1/x", b"y" * 1000)[0])

    threads = [threading.Thread(target=call) for _ in range(32)]
    started = time.monotonic()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(SECONDS)
    assert results == [200] * 32, time.monotonic() - started
