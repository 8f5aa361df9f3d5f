"""LiteLLM's administration routes (`/key/generate`, `/user/info`, …), answered by the server.

LiteLLM's own need a database of its own. Here they are passed on, so keys, users, teams and budgets
have one home. They are reached on the gateway's own port only: the edge answers 403.
"""

from __future__ import annotations

import hmac
import json
import os
import re
from collections.abc import Mapping
from urllib.parse import quote

import httpx

from .server import Server

_ROUTES = re.compile(r"/(key|user|team|budget|spend|global)(/|$)")
SECONDS = 30.0


def is_administration(path: str) -> bool:
    """Whether the server answers `path`."""
    return bool(_ROUTES.match(path)) and os.environ.get("GATELIGHT_OWN_KEYS") == "1"


async def administrate(
    server: Server,
    method: str,
    path: str,
    query: bytes,
    headers: Mapping[bytes, bytes],
    body: bytes,
) -> tuple[int, bytes]:
    """Status and JSON body. `headers` are the request's."""
    key = _key_of(headers)
    if not key:
        return 401, _error("Missing API key: send it as `Authorization: Bearer`", "auth_error", 401)
    master = os.environ.get("LITELLM_MASTER_KEY", "")
    is_master = bool(master) and hmac.compare_digest(key.encode(), master.encode())
    passed = {"x-gatelight-master-key" if is_master else "x-gatelight-own-key": key}
    try:
        response = await server.client.request(
            method,
            f"{server.url}/api/internal/gateway/litellm{quote(path)}",
            params=query.decode("latin-1"),
            content=body,
            headers=passed,
            timeout=SECONDS,
        )
    except (httpx.HTTPError, UnicodeEncodeError) as error:
        return 503, _error(f"The server did not answer: {error!r}", "internal_server_error", 503)
    return response.status_code, response.content


def _key_of(headers: Mapping[bytes, bytes]) -> str:
    sent = headers.get(b"authorization") or headers.get(b"x-api-key") or b""
    return sent.decode("latin-1").removeprefix("Bearer ").strip()


def _error(message: str, kind: str, status: int) -> bytes:
    error = {"message": message, "type": kind, "param": None, "code": str(status)}
    return json.dumps({"error": error}).encode()
