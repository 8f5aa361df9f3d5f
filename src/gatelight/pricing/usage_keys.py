"""Every name a client gives a kind of token, and the bucket it means.

Names are compared in snake case (`promptTokens`, `prompt-tokens` and `prompt.tokens` are one).
`WHOLE` names are synonyms: two of them in one map tell the same number twice, and the first in this
order counts. `PARTS` are further pieces of a bucket, added to it.
"""

from __future__ import annotations

import re
from functools import lru_cache

WHOLE: dict[str, tuple[str, ...]] = {
    # Langfuse wire; Responses, Anthropic and OpenTelemetry; Chat Completions; OpenInference.
    "input": ("input", "input_tokens", "prompt_tokens", "prompt", "prompt_token_count"),
    "output": (
        "output",
        "output_tokens",
        "completion_tokens",
        "completion",
        "candidates_token_count",
    ),
    "unsplit": ("total", "total_tokens", "total_token_count"),
    "cache_read": (
        "input_cached_tokens",  # OpenAI details, split by the wire (2.4)
        "input_cache_read",  # Langfuse LangChain handler
        "cache_read_input_tokens",  # Anthropic, LiteLLM
        "input_cache_read_tokens",
        "input_cached",
        "cached_tokens",
        "cached_input_tokens",  # Vercel AI SDK
        "cache_read_tokens",  # genai-prices, Pydantic AI
        "cache_read",
        "prompt_cache_hit_tokens",  # DeepSeek
        "cached_content_token_count",  # Gemini
    ),
    "cache_write_5m": (
        "input_cache_creation",
        "cache_creation_input_tokens",  # Anthropic, LiteLLM
        "cache_creation_tokens",
        "input_cache_creation_tokens",
        "input_cache_write",  # Bedrock through the Vercel AI SDK
        "cache_write_input_tokens",  # Bedrock Converse
        "cache_write_tokens",  # genai-prices, OpenTelemetry
        "cache_write",
        "cache_creation",
    ),
    "cache_write_1h": (
        "input_cache_creation_1h",
        "cache_creation_ephemeral_1h_input_tokens",
        "input_ephemeral_1h_input_tokens",
        "ephemeral_1h_input_tokens",  # Anthropic
        "cache_write_1h_tokens",  # genai-prices
        "cache_write_1h",
    ),
    "reasoning": (
        "output_reasoning_tokens",
        "output_reasoning",  # Langfuse LangChain handler
        "reasoning_tokens",
        "reasoning",
        "thoughts_token_count",  # Gemini
    ),
    "input_audio": ("input_audio_tokens", "input_audio", "audio_prompt_tokens"),
    "output_audio": ("output_audio_tokens", "output_audio", "audio_completion_tokens"),
    "input_image": ("input_image_tokens", "input_image", "image_prompt_tokens"),
    "output_image": ("output_image_tokens", "output_image", "image_completion_tokens"),
    "input_video": ("input_video_tokens", "input_video"),
    "output_video": ("output_video_tokens", "output_video"),
    "input_tool": ("input_tool_tokens", "tool_use_prompt_token_count"),
    "citation": ("output_citation_tokens", "citation_tokens"),
    "cache_read_audio": (
        "input_cached_audio_tokens",
        "input_cache_read_audio",
        "cache_audio_read_tokens",
        "cache_read_audio",
    ),
    "cache_read_image": (
        "input_cached_image_tokens",
        "input_cache_read_image",
        "cache_image_read_tokens",
        "cache_read_image",
    ),
    "web_searches": ("web_searches", "web_search_requests", "num_search_queries"),
    "social_searches": ("social_searches",),
    "storage_searches": ("storage_searches",),
    "code_executions": ("code_executions",),
    "rerank_searches": ("rerank_searches", "search_units"),
    "requests": ("requests",),
    "input_characters": ("input_characters",),
    "input_messages": ("input_messages",),
    "audio_seconds": ("audio_seconds",),
    "input_audio_seconds": ("input_audio_seconds",),
    "output_audio_seconds": ("output_audio_seconds",),
    "pages": ("pages", "input_document_pages"),
    "annotated_pages": ("annotated_pages", "input_annotated_document_pages"),
    "pixels": ("pixels",),
}

PARTS: dict[str, tuple[str, ...]] = {
    "input": ("input_text_tokens", "input_text", "text_prompt_tokens", "prompt_cache_miss_tokens"),
    "output": (
        "output_text_tokens",
        "output_text",
        "accepted_prediction_tokens",
        "output_accepted_prediction_tokens",
        "output_accepted_prediction",
        "rejected_prediction_tokens",
        "output_rejected_prediction_tokens",
        "output_rejected_prediction",
    ),
    "cache_write_5m": (
        "input_cache_creation_5m",
        "cache_creation_ephemeral_5m_input_tokens",
        "input_ephemeral_5m_input_tokens",
        "ephemeral_5m_input_tokens",  # Anthropic
        "cache_write_5m_tokens",  # genai-prices
        "cache_write_5m",
    ),
}

_WHOLE_KEYS = {
    key: (bucket, place) for bucket, keys in WHOLE.items() for place, key in enumerate(keys)
}
_PART_KEYS = {key: bucket for bucket, keys in PARTS.items() for key in keys}

_CAMEL = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_SEPARATORS = re.compile(r"[.\-\s/]+")
_DETAILS = re.compile(r"^(?:details|usage)_")


@lru_cache(maxsize=4096)
def snake(key: str) -> str:
    """`key` in lower snake case, without a leading `details.` or `usage.`."""
    return _DETAILS.sub("", _SEPARATORS.sub("_", _CAMEL.sub("_", key)).lower().strip("_"))


def whole_bucket(key: str) -> tuple[str, int] | None:
    """Bucket of a synonym and its rank among the bucket's synonyms, else None."""
    return _WHOLE_KEYS.get(snake(key))


def part_bucket(key: str) -> str | None:
    """Bucket to which `key` adds, else None."""
    return _PART_KEYS.get(snake(key))


def bucket_of(key: str) -> str | None:
    """The bucket `key` belongs to, as a synonym or as a part; None when the name is not known."""
    whole = whole_bucket(key)
    return whole[0] if whole else part_bucket(key)
