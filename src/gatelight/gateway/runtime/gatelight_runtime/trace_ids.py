"""Which trace a request belongs to, decided before LiteLLM sees it.

LiteLLM picks the trace id deep inside its callback, from whichever of a dozen places named one,
and never tells the caller. Here the same places are read in the same order; the outcome is then
pinned by two request headers that LiteLLM's callbacks obey above everything else, so the id in
our response header is the id that is stored. A session id alone no longer decides the trace id:
LiteLLM would put all calls of a session into one trace.
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

RESPONSE_HEADER = b"x-gatelight-trace-id"
_HEX_32 = re.compile(r"(?=.*[1-9a-f])[0-9a-f]{32}")
_TRACEPARENT = re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}(-.*)?")
# A body without one of these bytes cannot name a trace, so it need not be parsed for it.
BODY_MARKS = (b"trace_id",)

Headers = Sequence[tuple[bytes, bytes]]


@dataclass(slots=True)
class TraceChoice:
    """`trace_id`: 32 lowercase hex. `continued`: the caller appends to a trace of its own.

    Changed once, by the callback module, for a request that is refused at the door.
    """

    trace_id: str
    continued: bool = False


def to_trace_id(value: object) -> str:
    """Any text as a trace id: hex is kept (dashes dropped), the rest is hashed as LiteLLM does."""
    text = str(value)
    plain = text.lower().replace("-", "")
    if _HEX_32.fullmatch(plain):
        return plain
    return sha256(text.encode("utf-8", "surrogatepass")).digest()[:16].hex()


def new_trace_id() -> str:
    """A random W3C trace id."""
    return secrets.token_hex(16)


def _metadata_of(body: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    return [
        slot
        for name in ("litellm_metadata", "metadata")
        if isinstance(slot := body.get(name), dict)
    ]


def choose_trace(headers: Headers, body: Mapping[str, Any] | None) -> TraceChoice:
    """The trace named by the caller, else a new one.

    `headers` are raw ASGI headers (lower-case names); `body` is the parsed JSON object or form.
    """
    named = {name: value.decode("latin-1") for name, value in headers}
    body = body or {}
    slots = _metadata_of(body)

    def in_body(key: str) -> list[object]:
        return [slot.get(key) for slot in slots]

    for candidate in (named.get(b"langfuse_existing_trace_id"), *in_body("existing_trace_id")):
        if candidate:
            return TraceChoice(to_trace_id(candidate), continued=True)
    parent = _TRACEPARENT.fullmatch(named.get(b"traceparent", "").strip())
    for candidate in (
        named.get(b"langfuse_trace_id"),
        named.get(b"x-litellm-trace-id"),
        *in_body("trace_id"),
        body.get("litellm_trace_id"),
        parent.group(1) if parent and _HEX_32.fullmatch(parent.group(1)) else None,
    ):
        if candidate:
            return TraceChoice(to_trace_id(candidate))
    return TraceChoice(new_trace_id())


def pin_trace(headers: Headers, choice: TraceChoice) -> list[tuple[bytes, bytes]]:
    """`headers` with the decision written where the callbacks look.

    `langfuse` obeys `langfuse_[existing_]trace_id`, `langfuse_otel` obeys `traceparent`; a
    caller's own `traceparent` stays when it names the chosen trace.
    """
    pin = b"langfuse_existing_trace_id" if choice.continued else b"langfuse_trace_id"
    trace = choice.trace_id.encode()
    replaced = {b"langfuse_trace_id", b"langfuse_existing_trace_id"}
    parent = next((value for name, value in headers if name == b"traceparent"), b"")
    keep_parent = parent[3:35] == trace and _TRACEPARENT.fullmatch(parent.decode("latin-1"))
    if not keep_parent:
        replaced |= {b"traceparent", b"tracestate"}
    pinned = [(name, value) for name, value in headers if name not in replaced]
    pinned.append((pin, trace))
    if not keep_parent:
        span = secrets.token_hex(8).encode()
        pinned.append((b"traceparent", b"00-" + trace + b"-" + span + b"-01"))
    return pinned
