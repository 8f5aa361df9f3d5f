"""Google's Agent Development Kit (scope `gcp.vertex.agent`)."""

from __future__ import annotations

from collections.abc import Mapping

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import (
    Convention,
    Payload,
    PayloadRule,
    Scope,
    UsageRule,
)
from gatelight.ingest.conventions.token_usage import attribute_usage
from gatelight.ingest.conventions.values import count, first, json_object
from gatelight.ingest.otlp.model import Span

SCOPE = "gcp.vertex.agent"
_RESPONSE = "gcp.vertex.agent.llm_response"


def _payload(span: Span, _scope: Scope) -> Payload | None:
    def either(name: str, other: str) -> Json:
        value = span.attributes.get(f"{SCOPE}.{name}")
        return value if value not in (None, "", "{}", {}) else first(span.attributes, (other,))

    given = either("llm_request", f"{SCOPE}.tool_call_args")
    produced = either("llm_response", f"{SCOPE}.tool_response")
    return None if given is None and produced is None else Payload(given, produced)


def _usage(span: Span, scope: Scope) -> Mapping[str, Json] | None:
    """The generic counts, and the cached tokens only the response object tells."""
    usage = attribute_usage(span, scope)
    if usage is None or scope.name != SCOPE or "input_cached_tokens" in usage:
        return usage
    sent = (json_object(span.attributes.get(_RESPONSE)) or {}).get("usage_metadata")
    cached = count(sent.get("cached_content_token_count")) if isinstance(sent, dict) else None
    if not cached:
        return usage
    whole = usage.get("input", 0)
    return {**usage, "input": max(0, whole - cached), "input_cached_tokens": cached}


CONVENTION = Convention(
    name="google_adk",
    scopes=(SCOPE,),
    prefixes=(SCOPE + ".",),
    payload=(PayloadRule(rank=8, read=_payload),),
    usage=(UsageRule(rank=8.5, read=_usage),),
    payload_keys=(
        f"{SCOPE}.llm_request",
        _RESPONSE,
        f"{SCOPE}.tool_call_args",
        f"{SCOPE}.tool_response",
    ),
)
