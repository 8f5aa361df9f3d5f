"""Calls this server makes through the gateway for somebody who is logged in.

The gateway's key never leaves the server. `access` is the one place that knows where the gateway
is and how the server authenticates there.
"""

from __future__ import annotations

import ssl
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import anyio
import httpx
import orjson

from gatelight.errors import ApiError, ServiceUnavailable
from gatelight.gateway.launch import reachable
from gatelight.settings import Settings

TRACE_HEADER = "x-gatelight-trace-id"
CHAT = "/v1/chat/completions"
CONNECT_SECONDS = 3.0
# A model may think for long before its first byte; the gateway has its own, shorter limits.
READ_SECONDS = 900.0
LIST_SECONDS = 15.0
LONGEST_ERROR = 2000
_PASSED_ON = frozenset({400, 404, 408, 413, 422, 429})
"""Statuses of the gateway that are the caller's own; any other is answered as 502."""


@dataclass(frozen=True, slots=True)
class Caller:
    """Whom a call is attributed to. `purpose` becomes the trace's name and a tag of it."""

    project_id: str
    user: str
    purpose: str


@dataclass(frozen=True, slots=True)
class Access:
    """The gateway's address and a key it accepts."""

    url: str
    key: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.key}", "Accept-Encoding": "identity"}


class GatewayRefused(ApiError):
    """The gateway, or the model behind it, answered with an error; `status` follows it."""

    name = "GatewayError"

    def __init__(self, status: int, message: str, trace_id: str | None = None) -> None:
        headers = {TRACE_HEADER: trace_id} if trace_id else {}
        super().__init__(message, headers=headers)
        self.status = status if status in _PASSED_ON else 502


def access(settings: Settings) -> Access:
    """Raises ServiceUnavailable when the server knows no key of the gateway."""
    key = settings.gateway_master_key.get_secret_value()
    if not key:
        raise ServiceUnavailable(
            "This server knows no key of a gateway. Start both with `gatelight up`, or set "
            "GATELIGHT_GATEWAY_MASTER_KEY (and GATELIGHT_GATEWAY_URL) for the server."
        )
    return Access(address(settings), key)


def address(settings: Settings) -> str:
    """Where the gateway is, without a trailing slash."""
    url = settings.gateway_url or (
        f"http://{reachable(settings.gateway_host)}:{settings.gateway_port}"
    )
    return url.rstrip("/")


def attributed(body: Mapping[str, Any], caller: Caller) -> dict[str, Any]:
    """`body` with the metadata LiteLLM's callback makes the trace's user, name and tags of."""
    metadata = {
        "trace_user_id": caller.user,
        "trace_name": caller.purpose,
        "generation_name": caller.purpose,
        "tags": [caller.purpose],
    }
    return {**body, "metadata": metadata}


async def models(to: Access) -> list[str]:
    """Names callers may use, in order. Raises ServiceUnavailable, GatewayRefused."""
    async with _client(LIST_SECONDS) as client:
        try:
            answer = await client.get(f"{to.url}/v1/models", headers=to.headers)
        except httpx.HTTPError as error:
            raise _unreachable(to, error) from error
    if not answer.is_success:
        raise _refused(answer.status_code, answer.content, None)
    try:
        return sorted({str(each["id"]) for each in orjson.loads(answer.content)["data"]})
    except (orjson.JSONDecodeError, KeyError, TypeError):
        raise GatewayRefused(502, f"{to.url} does not answer like a gateway.") from None


@dataclass(slots=True)
class Answering:
    """An answer that has begun: `stream()` yields its bytes and closes the call at the end, also
    when whoever reads it stops."""

    trace_id: str | None
    media_type: str
    _response: httpx.Response
    _open: httpx.AsyncClient

    async def stream(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._response.aiter_raw():
                yield chunk
        except httpx.HTTPError as error:
            broken = {"error": {"message": f"The gateway's answer broke off: {error!r}"}}
            yield b"data: " + orjson.dumps(broken) + b"\n\n"
        finally:
            with anyio.CancelScope(shield=True):
                await self._response.aclose()
                await self._open.aclose()

    async def read(self) -> bytes:
        """All of it."""
        return b"".join([chunk async for chunk in self.stream()])


async def call(to: Access, path: str, body: Mapping[str, Any], caller: Caller) -> Answering:
    """Send one model call. Raises ServiceUnavailable when nobody listens, GatewayRefused for an
    error instead of an answer."""
    client = _client(READ_SECONDS)
    request = client.build_request(
        "POST", to.url + path, headers=to.headers, json=attributed(body, caller)
    )
    try:
        response = await client.send(request, stream=True)
    except BaseException as error:
        with anyio.CancelScope(shield=True):
            await client.aclose()
        if isinstance(error, httpx.HTTPError):
            raise _unreachable(to, error) from error
        raise
    trace_id = response.headers.get(TRACE_HEADER)
    answering = Answering(
        trace_id, response.headers.get("content-type", "application/json"), response, client
    )
    if response.is_success:
        return answering
    raise _refused(response.status_code, await answering.read(), trace_id)


def _client(read_seconds: float) -> httpx.AsyncClient:
    timeout = httpx.Timeout(read_seconds, connect=CONNECT_SECONDS)
    return httpx.AsyncClient(timeout=timeout, trust_env=False, verify=_certificates())


@lru_cache(maxsize=1)
def _certificates() -> ssl.SSLContext:
    return httpx.create_ssl_context()


def _unreachable(to: Access, error: httpx.HTTPError) -> ServiceUnavailable:
    if isinstance(error, httpx.ReadTimeout):
        return ServiceUnavailable(f"The gateway at {to.url} did not answer in time.")
    return ServiceUnavailable(
        f"No gateway answers at {to.url}. Start it with `gatelight up` or `gatelight gateway`, or "
        "set GATELIGHT_GATEWAY_URL to where it is."
    )


def _refused(status: int, content: bytes, trace_id: str | None) -> GatewayRefused:
    try:
        parsed = orjson.loads(content)
        message = str(parsed["error"]["message"])
    except (orjson.JSONDecodeError, KeyError, TypeError):
        message = content.decode("utf-8", "replace")
    said = message.strip()[:LONGEST_ERROR] or "no message"
    return GatewayRefused(status, f"The gateway answered {status}: {said}", trace_id)
