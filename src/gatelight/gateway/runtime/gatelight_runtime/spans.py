"""From what LiteLLM logs of a call to an OTLP span with Langfuse's attributes.

The same attributes as the `langfuse` callback writes, so the server reads both alike; what that
callback leaves out or doubles is put right here: tokens of streams, cache writes counted once, the
whole answer.
"""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Any

import orjson

from .trace_ids import new_trace_id, to_trace_id

Json = dict[str, Any]
REDACTED = "redacted-by-litellm"
_HEADER_PREFIX = "langfuse_"
_HEX = frozenset("0123456789abcdef")


def span_of(kwargs: Mapping[str, Any]) -> Json | None:
    """The span of a logged call, None when LiteLLM has built no payload."""
    payload = kwargs.get("standard_logging_object")
    if not isinstance(payload, dict):
        return None
    named = _named(kwargs)
    failed = payload.get("status") == "failure"
    call_id = str(kwargs.get("litellm_call_id") or payload.get("id") or "")
    trace_id, continued = _trace(named)
    attributes = _observation(kwargs, payload, named, call_id, failed=failed)
    if not continued:
        attributes |= _trace_attributes(payload, named)
    start = float(payload.get("startTime") or 0)
    span: Json = {
        "traceId": trace_id,
        "spanId": _span_id(named.get("generation_id") or f"{call_id}\n{failed}"),
        "name": str(named.get("generation_name") or _name(payload)),
        "kind": 1,
        "startTimeUnixNano": _nanos(start),
        "endTimeUnixNano": _nanos(float(payload.get("endTime") or start)),
        "attributes": [
            {"key": key, "value": _value(value)}
            for key, value in attributes.items()
            if value is not None
        ],
    }
    if parent := named.get("parent_observation_id"):
        span["parentSpanId"] = _span_id(parent)
    return span


def _named(kwargs: Mapping[str, Any]) -> Json:
    """What the caller and our hooks said of the trace: metadata, then `langfuse_*` headers."""
    params = kwargs.get("litellm_params")
    params = params if isinstance(params, dict) else {}
    found: Json = {}
    for slot in ("litellm_metadata", "metadata"):
        if isinstance(params.get(slot), dict):
            found |= params[slot]
    request = params.get("proxy_server_request")
    headers = request.get("headers") if isinstance(request, dict) else None
    for name, value in (headers or {}).items():
        if str(name).lower().startswith(_HEADER_PREFIX):
            found[str(name).lower().removeprefix(_HEADER_PREFIX)] = value
    return found


def _trace(named: Json) -> tuple[str, bool]:
    """Its id, and whether it is somebody else's, whose attributes are left alone."""
    if existing := named.get("existing_trace_id"):
        return to_trace_id(existing), True
    chosen = named.get("trace_id")
    return (to_trace_id(chosen) if chosen else new_trace_id()), False


def _observation(
    kwargs: Mapping[str, Any], payload: Json, named: Json, call_id: str, *, failed: bool
) -> Json:
    logged = payload.get("metadata")
    metadata: Json = dict(logged) if isinstance(logged, dict) else {}
    metadata |= {
        "litellm_response_cost": payload.get("response_cost"),
        "hidden_params": payload.get("hidden_params"),
        "api_base": payload.get("api_base"),
        "cache_hit": bool(payload.get("cache_hit")),
        "litellm_call_id": call_id,
        "response_id": payload.get("id"),
    }
    cost = payload.get("response_cost")
    provider, model = payload.get("custom_llm_provider"), str(payload.get("model") or "")
    first_token = payload.get("completionStartTime")
    streamed = bool(payload.get("stream"))
    found = {
        "type": "generation",
        "level": "ERROR" if failed else "DEFAULT",
        "status_message": _error(payload) if failed else None,
        "input": REDACTED if named.get("mask_input") else _text(_input(kwargs, payload)),
        "output": _output_text(payload, named, failed=failed),
        "model.name": model if not provider or "/" in model else f"{provider}/{model}",
        "model.parameters": _text(payload.get("model_parameters") or {}),
        "usage_details": None if failed else _text(_usage(payload)),
        "cost_details": None if failed or cost is None else _text({"total": cost}),
        "completion_start_time": _iso(first_token) if streamed and first_token else None,
        "version": named.get("version"),
    }
    attributes = {f"langfuse.observation.{key}": value for key, value in found.items()}
    for key, value in metadata.items():
        if value is not None:
            attributes[f"langfuse.observation.metadata.{key}"] = (
                value if isinstance(value, str) else _text(value)
            )
    return attributes


def _trace_attributes(payload: Json, named: Json) -> Json:
    tags = payload.get("request_tags")
    session = named.get("session_id") or payload.get("session_id")
    attributes = {
        "langfuse.trace.name": named.get("trace_name") or f"litellm-{payload.get('call_type')}",
        "user.id": named.get("trace_user_id") or payload.get("end_user") or None,
        "session.id": session or None,
        "langfuse.trace.tags": [str(tag) for tag in tags] if isinstance(tags, list) else None,
        "langfuse.release": named.get("trace_release"),
        "langfuse.version": named.get("trace_version") or named.get("version"),
    }
    if isinstance(more := named.get("trace_metadata"), dict):
        attributes |= {f"langfuse.trace.metadata.{k}": _text(v) for k, v in more.items()}
    return attributes


def _name(payload: Json) -> str:
    metadata = payload.get("metadata")
    alias = metadata.get("user_api_key_alias") if isinstance(metadata, dict) else None
    return f"litellm:{alias}" if alias else f"litellm-{payload.get('call_type')}"


def _input(kwargs: Mapping[str, Any], payload: Json) -> object:
    messages = payload.get("messages")
    options = kwargs.get("optional_params")
    tools = options.get("tools") if isinstance(options, dict) else None
    return {"messages": messages} | ({"tools": tools} if tools else {})


def _output_text(payload: Json, named: Json, *, failed: bool) -> str | None:
    if failed:
        return None
    if named.get("mask_output"):
        return REDACTED
    response = payload.get("response")
    if isinstance(response, dict):
        choices = response.get("choices")
        if isinstance(choices, list) and choices and isinstance(choices[0], dict):
            answers = [choice.get("message") or choice.get("text") for choice in choices]
            return _text(answers[0] if len(answers) == 1 else answers)
        for key in ("output", "content"):
            if response.get(key):
                return _text(response[key])
        if response.get("object") == "list" and "data" in response:
            return None  # vectors
    return _text(response) if response else None


def _usage(payload: Json) -> Json:
    """Parts that do not overlap: cached and newly cached tokens are no `input`."""
    metadata = payload.get("metadata")
    usage = metadata.get("usage_object") if isinstance(metadata, dict) else None
    usage = usage if isinstance(usage, dict) else {}
    details = usage.get("prompt_tokens_details") or usage.get("input_tokens_details")
    details = details if isinstance(details, dict) else {}
    read = _count(usage.get("cache_read_input_tokens")) or _count(details.get("cached_tokens"))
    written = _count(usage.get("cache_creation_input_tokens"))
    prompt = _count(payload.get("prompt_tokens"))
    return {
        "input": max(prompt - read - written, 0),
        "output": _count(payload.get("completion_tokens")),
        "total": _count(payload.get("total_tokens")),
        "cache_creation_input_tokens": written,
        "cache_read_input_tokens": read,
    }


def _error(payload: Json) -> str:
    known = payload.get("error_information")
    told = known.get("error_message") if isinstance(known, dict) else None
    return str(payload.get("error_str") or told or "failed")


def _count(value: object) -> int:
    return int(value) if isinstance(value, int | float) and value > 0 else 0


def _span_id(name: object) -> str:
    text = str(name)
    if len(text) == 16 and set(text) <= _HEX and set(text) != {"0"}:
        return text
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def _nanos(seconds: float) -> str:
    return str(int(seconds * 1_000_000) * 1_000)


def _iso(seconds: object) -> str | None:
    from datetime import UTC, datetime

    return (
        datetime.fromtimestamp(seconds, UTC).isoformat()
        if isinstance(seconds, int | float)
        else None
    )


def _text(value: object) -> str:
    return orjson.dumps(value, default=str, option=orjson.OPT_NON_STR_KEYS).decode()


def _value(value: object) -> Json:
    if isinstance(value, bool):
        return {"boolValue": value}
    if isinstance(value, list):
        return {"arrayValue": {"values": [{"stringValue": str(item)} for item in value]}}
    return {"stringValue": str(value)}
