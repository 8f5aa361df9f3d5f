"""Which convention a usage map follows, told by its names; first rule that holds wins."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from gatelight.pricing.usage_keys import snake

_ANTHROPIC_CACHE = frozenset(
    {
        "cache_creation_input_tokens",
        "cache_read_input_tokens",
        "cache_creation_ephemeral_5m_input_tokens",
        "cache_creation_ephemeral_1h_input_tokens",
        "ephemeral_5m_input_tokens",
        "ephemeral_1h_input_tokens",
    }
)


class Convention(NamedTuple):
    """`holds` gets the map's names in snake case; `source` says where the shape was seen."""

    name: str
    source: str
    holds: Callable[[frozenset[str]], bool]


CONVENTIONS: tuple[Convention, ...] = (
    Convention(
        "gemini",
        "Gemini usageMetadata",
        lambda keys: bool(keys & {"prompt_token_count", "candidates_token_count"}),
    ),
    Convention(
        "openai",
        "Chat Completions usage that is not exactly the strict shape (wire reference 2.4)",
        lambda keys: bool(keys & {"prompt_tokens", "completion_tokens"}),
    ),
    Convention(
        "anthropic",
        "Messages usage: input_tokens leaves cached tokens out",
        lambda keys: bool(keys & {"input_tokens", "output_tokens"} and keys & _ANTHROPIC_CACHE),
    ),
    Convention(
        "otel",
        "OpenTelemetry gen_ai.usage.*, also Responses usage without its details",
        lambda keys: bool(keys & {"input_tokens", "output_tokens"}),
    ),
    Convention(
        "langchain",
        "Langfuse LangChain handler: input_cache_read, output_reasoning",
        lambda keys: bool(keys & {"input_cache_read", "output_reasoning"}),
    ),
    Convention(
        "langfuse",
        "Langfuse wire: input, output, total and split details",
        lambda keys: bool(keys & {"input", "output", "total"}),
    ),
)

FULL_MODEL_KEY = "litellm_model"
"""Metadata key under which ingestion keeps LiteLLM's model name with its provider."""

_LITELLM_MARKS = (
    "litellm_call_id",
    "litellm_response_cost",
    "user_api_key_hash",
    "hidden_params",
)


def convention_of(keys: frozenset[str]) -> str:
    """Name of the convention of a map with these names (any spelling), "" when none is known."""
    names = frozenset(map(snake, keys))
    return next((rule.name for rule in CONVENTIONS if rule.holds(names)), "")


def from_litellm(source_scope: str, metadata: Mapping[str, Any]) -> bool:
    """Whether LiteLLM sent the observation: its own scope, or the metadata its callback adds."""
    if source_scope == "litellm":
        return True
    return any(mark in metadata for mark in _LITELLM_MARKS)
