"""Repairs of what LiteLLM gets wrong on the wire, the same for spans and for JSON batches.

`repair(trace_id, observation_id, fields, trace) -> Repair` takes one decoded observation and what
the same event (or the batch's `trace-create` of the same call) says about its trace, and gives both
back put right. The caller knows that LiteLLM made the event: by its tracer's scope, by the sender a
batch names, or by metadata keys `user_api_key_*`. Each repair is one function below.
"""

from __future__ import annotations

import hashlib
import re
from decimal import Decimal
from typing import Any

import msgspec

from gatelight.core.json import Json, to_text
from gatelight.core.observation import ObservationFields
from gatelight.core.trace import TraceFields
from gatelight.core.usage import openai_shape
from gatelight.ingest.conventions.litellm_claude_code import name_agent, read_claude_code_user
from gatelight.ingest.conventions.litellm_prompt import restore_system_prompt
from gatelight.ingest.conventions.litellm_providers import PROVIDERS
from gatelight.ingest.conventions.values import cost, count, json_object, text_of

FULL_MODEL_KEY = "litellm_model"
"""Metadata key that keeps the model's name with its provider."""

_HEX_32 = re.compile(r"[0-9a-f]{32}")
_GATEWAY_TEXTS = (
    ("gateway_key_alias", ("user_api_key_alias",)),
    ("gateway_key_hash", ("user_api_key_hash", "user_api_key")),
    ("gateway_user_id", ("user_api_key_user_id",)),
    ("gateway_team_id", ("user_api_key_team_id",)),
    ("gateway_team_alias", ("user_api_key_team_alias",)),
    ("gateway_call_id", ("litellm_call_id", "call_id")),
)
_COST_KEYS = ("litellm_response_cost", "response_cost")
_USAGE_PAIRS = (("input_tokens", "output_tokens"), ("prompt_tokens", "completion_tokens"))
_NAMED_TRACE = re.compile(r"trace_id|x-litellm-trace-id|traceparent")


class Repair(msgspec.Struct):
    """The observation put right. Callers store `fields` as `observation_id` of `trace_id` and, when
    it is not None, `trace` as what is said about that trace."""

    trace_id: str
    observation_id: str
    fields: ObservationFields
    trace: TraceFields | None


def repair(
    trace_id: str, observation_id: str, fields: ObservationFields, trace: TraceFields | None
) -> Repair:
    """All repairs in order. `fields` and `trace` are changed in place."""
    set_gateway(fields)
    move_cost_to_gateway(fields)
    restore_usage(fields)
    strip_provider(fields)
    drop_leaked_messages(fields)
    restore_system_prompt(fields)
    drop_first_token_of_whole_answers(fields)
    drop_repeated_error(fields, trace)
    name_agent(fields)
    if trace is not None:
        read_claude_code_user(fields, trace)
        if not fields.get("parent_observation_id"):
            name_key_owner(fields, trace)
        trace_id = split_session(trace_id, fields, trace)
    observation_id = one_id_per_failure(trace_id, observation_id, fields)
    fields["trace_id"] = trace_id
    return Repair(trace_id, observation_id, fields, trace)


def set_gateway(fields: ObservationFields) -> None:
    """Who called (key, user, team) and the call's id, from the metadata to fields of their own."""
    metadata = fields.get("metadata") or {}
    for field, keys in _GATEWAY_TEXTS:
        for key in keys:
            value = metadata.get(key)
            if isinstance(value, str) and value:
                fields[field] = value  # type: ignore[literal-required]
                break


def move_cost_to_gateway(fields: ObservationFields) -> None:
    """What LiteLLM charged is `gateway_cost`; the price book computes its own beside it.

    0 is what LiteLLM writes for a model it knows no price of: said only of cached answers.
    """
    metadata = fields.get("metadata") or {}
    provided = fields.pop("cost_details", None) or {}
    hidden = json_object(metadata.get("hidden_params")) or {}
    candidates = [
        *(metadata.get(key) for key in _COST_KEYS),
        hidden.get("response_cost"),
        provided.get("total"),
        sum(provided.values(), Decimal(0)) if provided else None,
    ]
    amounts = [amount for value in candidates if (amount := cost(value)) is not None]
    charged = next((amount for amount in amounts if amount), None)
    if charged is not None:
        fields["gateway_cost"] = charged
    elif amounts and _is_true(metadata.get("cache_hit")):
        fields["gateway_cost"] = Decimal(0)


def restore_usage(fields: ObservationFields) -> None:
    """Streamed `/v1/responses` calls say 0 tokens; the true numbers are in `usage_object`."""
    sent = fields.get("usage_details")
    if sent and any(sent.values()):
        return
    usage = json_object((fields.get("metadata") or {}).get("usage_object"))
    if not usage:
        return
    for before, after in (
        ("input_tokens", "output_tokens"),
        ("prompt_tokens", "completion_tokens"),
    ):
        if not count(usage.get(before)) and not count(usage.get(after)):
            continue
        shape: dict[str, Any] = {name: count(usage.get(name)) or 0 for name in (before, after)}
        shape["total_tokens"] = count(usage.get("total_tokens")) or sum(shape.values())
        for name in (before, after):
            shape[f"{name}_details"] = _counts(usage.get(f"{name}_details"))
        if split := openai_shape(shape):
            fields["usage_details"] = split
        return


def _counts(value: Json) -> dict[str, int]:
    details = json_object(value) or {}
    return {key: number for key, part in details.items() if (number := count(part))}


def strip_provider(fields: ObservationFields) -> None:
    """`openai/gpt-4o-mini` is the model `gpt-4o-mini`; the full name stays in the metadata."""
    model = fields.get("model")
    if not model or "/" not in model:
        return
    provider, _, name = model.partition("/")
    if provider in PROVIDERS and name:
        fields["model"] = name
        fields["metadata"] = {**(fields.get("metadata") or {}), FULL_MODEL_KEY: model}


def drop_leaked_messages(fields: ObservationFields) -> None:
    """Refused calls carry their whole `messages` in the model parameters: they are the input."""
    parameters = fields.get("model_parameters")
    if not parameters or "messages" not in parameters:
        return
    kept = dict(parameters)
    messages = kept.pop("messages")
    fields["model_parameters"] = kept
    if not fields.get("input"):
        fields["input"] = text_of(messages)


def drop_first_token_of_whole_answers(fields: ObservationFields) -> None:
    """Answers that were not streamed say their end as the time of the first token."""
    parameters = fields.get("model_parameters") or {}
    if not _is_true(parameters.get("stream")):
        fields.pop("completion_start_time", None)


def drop_repeated_error(fields: ObservationFields, trace: TraceFields | None) -> None:
    """Failures say their message twice: as status message and as output."""
    message = fields.get("status_message")
    if fields.get("level") != "ERROR" or not message:
        return
    said = (message, to_text([message]), _quoted(message))
    if fields.get("output") in said:
        fields.pop("output", None)
    if trace is not None and trace.get("output") in said:
        trace.pop("output", None)


def _quoted(message: str) -> str:
    return to_text([message])[1:-1]


def name_key_owner(fields: ObservationFields, trace: TraceFields) -> None:
    """Without an end user, the user of a call is the owner of its key (`default_user_id` for the
    master key)."""
    owner = fields.get("gateway_user_id")
    if owner and not trace.get("user_id"):
        trace["user_id"] = owner


def split_session(trace_id: str, fields: ObservationFields, trace: TraceFields) -> str:
    """Calls that name a session only all get one trace id derived from it: give each its own.

    The id becomes the call's own; the session id stays. Not when the caller named a trace.
    """
    session, call = trace.get("session_id"), fields.get("gateway_call_id")
    if not session or not call or trace_id != hex_id(session):
        return trace_id
    metadata = fields.get("metadata") or {}
    if _NAMED_TRACE.search(text_of(metadata.get("requester_metadata"))):
        return trace_id
    return hex_id(call)


def hex_id(text: str) -> str:
    """A trace id as LiteLLM derives it from any text: 32 hex digits stay (dashes dropped), else the
    first half of SHA-256."""
    plain = text.lower().replace("-", "")
    if _HEX_32.fullmatch(plain):
        return plain
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:32]


def one_id_per_failure(trace_id: str, observation_id: str, fields: ObservationFields) -> str:
    """Failures are logged two or three times under different ids: the same call at the same start
    gets one id. Without a call id (LiteLLM ≤ 1.103) the message stands in for it."""
    if fields.get("level") != "ERROR":
        return observation_id
    call = fields.get("gateway_call_id") or fields.get("status_message")
    start = fields.get("start_time")
    if not call or start is None:
        return observation_id
    text = f"{trace_id}\n{call}\n{start}"
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]


def _is_true(value: Json) -> bool:
    return value is True or (isinstance(value, str) and value.lower() == "true")
