"""Errors in the shape of the API that was called: Anthropic's or OpenAI's."""

from __future__ import annotations

import json
from typing import Any

from .calls import Refusal

Headers = list[tuple[bytes, bytes]]

_ANTHROPIC_TYPES = {
    400: "invalid_request_error",
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
}
_OPENAI_TYPES = {401: "authentication_error", 403: "permission_error", 429: "rate_limit_error"}

_PASSING = ("_per_minute", "budget_held")
"""How the codes of refusals end that are over in a minute at most."""


def is_anthropic(path: str) -> bool:
    """Whether callers of `path` expect Anthropic's bodies."""
    return "/v1/messages" in path


def error_body(path: str, status: int, message: str, **more: Any) -> bytes:
    """`more`: `param` and `code` of OpenAI's shape, further keys of both."""
    fallback = "api_error" if status >= 500 else "invalid_request_error"
    if is_anthropic(path):
        more.pop("param", None)
        kind = _ANTHROPIC_TYPES.get(status, fallback)
        error = {"type": kind, "message": message} | more
        return json.dumps({"type": "error", "error": error}).encode()
    kind = _OPENAI_TYPES.get(status, fallback)
    if more.get("code") == "budget_exceeded":
        kind = "insufficient_quota"
    defaults = {"param": None, "code": str(status)}
    return json.dumps({"error": {"message": message, "type": kind} | defaults | more}).encode()


def refusal_answer(path: str, refusal: Refusal) -> tuple[Headers, bytes]:
    """Headers and body of a refused call. SDKs wait and try again after what passes by itself;
    after anything else they are told that it is no use."""
    more = {"resets_at": refusal.resets_at} if refusal.resets_at else {}
    body = error_body(path, refusal.status, refusal.message, code=refusal.code, **more)
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    if refusal.retry_after is not None:
        headers.append((b"retry-after", str(refusal.retry_after).encode()))
    if refusal.status < 500 and not refusal.code.endswith(_PASSING):
        headers.append((b"x-should-retry", b"false"))
    return headers, body
