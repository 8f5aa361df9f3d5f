"""Vercel AI SDK (scope `ai`, `ai.*`), versions 3 to 6. Version 7 writes `gen_ai.*` (see genai).

The outer `ai.generateText` repeats the model and usage of the inner `doGenerate` spans: only the
inner ones count.
"""

from __future__ import annotations

from collections.abc import Mapping

from gatelight.core.json import Json
from gatelight.ingest.conventions import genai
from gatelight.ingest.conventions.convention import (
    Convention,
    Payload,
    PayloadRule,
    Scope,
    TypeRule,
    UsageRule,
)
from gatelight.ingest.conventions.langfuse import prompt_version
from gatelight.ingest.conventions.values import (
    count,
    first,
    json_object,
    parameters_of,
    parsed,
    text_of,
)
from gatelight.ingest.otlp.model import Span

METADATA = "ai.telemetry.metadata."
GENERATIONS = (
    "ai.generateText.doGenerate",
    "ai.streamText.doStream",
    "ai.generateObject.doGenerate",
    "ai.streamObject.doStream",
)
EMBEDDINGS = ("ai.embed.doEmbed", "ai.embedMany.doEmbed")
_CALL_MODELS = ("gen_ai.response.model", "gen_ai.request.model")
_MODELS = ("gen_ai.response.model", "ai.model.id", "gen_ai.request.model")

_INPUT = ("ai.prompt.messages", "ai.prompt", "ai.toolCall.args", "ai.value", "ai.values")
_OUTPUT = (
    "ai.response.text",
    "ai.result.text",
    "ai.toolCall.result",
    "ai.response.object",
    "ai.result.object",
    "ai.response.toolCalls",
    "ai.result.toolCalls",
)

_PARAMETERS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("maxSteps", ("ai.settings.maxSteps",)),
    ("toolChoice", ("ai.prompt.toolChoice",)),
    ("maxTokens", ("gen_ai.request.max_tokens", "ai.settings.maxOutputTokens")),
    ("finishReason", ("gen_ai.response.finish_reasons", "gen_ai.finishReason")),
    ("system", ("gen_ai.system", "ai.model.provider")),
    ("maxRetries", ("ai.settings.maxRetries",)),
    ("mode", ("ai.settings.mode",)),
    ("temperature", ("gen_ai.request.temperature",)),
    ("service_tier", ("gen_ai.request.service_tier",)),
)

_COUNTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "input",
        (
            "gen_ai.usage.prompt_tokens",
            "gen_ai.usage.input_tokens",
            "ai.usage.inputTokens",
            "ai.usage.promptTokens",
        ),
    ),
    (
        "output",
        (
            "gen_ai.usage.completion_tokens",
            "gen_ai.usage.output_tokens",
            "ai.usage.outputTokens",
            "ai.usage.completionTokens",
        ),
    ),
    ("total", ("ai.usage.totalTokens",)),
    ("input_cached_tokens", ("ai.usage.cachedInputTokens",)),
    ("output_reasoning_tokens", ("ai.usage.reasoningTokens",)),
)
_PROVIDER_COUNTS: tuple[tuple[tuple[str, ...], str], ...] = (
    (("openai", "cachedPromptTokens"), "input_cached_tokens"),
    (("openai", "acceptedPredictionTokens"), "accepted_prediction_tokens"),
    (("openai", "rejectedPredictionTokens"), "rejected_prediction_tokens"),
    (("openai", "reasoningTokens"), "output_reasoning_tokens"),
    (("anthropic", "usage", "cache_creation_input_tokens"), "input_cache_creation"),
    (("anthropic", "usage", "cache_read_input_tokens"), "input_cached_tokens"),
    (
        ("anthropic", "usage", "cache_creation", "ephemeral_5m_input_tokens"),
        "input_cache_creation_5m",
    ),
    (
        ("anthropic", "usage", "cache_creation", "ephemeral_1h_input_tokens"),
        "input_cache_creation_1h",
    ),
    (("bedrock", "usage", "cacheReadInputTokens"), "input_cache_read"),
    (("bedrock", "usage", "cacheWriteInputTokens"), "input_cache_write"),
    (("bedrock", "usage", "cacheCreationInputTokens"), "input_cache_creation"),
)
_INSIDE_INPUT = (
    "input_cached_tokens",
    "input_cache_creation",
    "input_cache_creation_5m",
    "input_cache_creation_1h",
    "input_cache_read",
)


def operation(span: Span) -> str:
    """`ai.operationId`, or the first word of `operation.name` (`ai.streamText.doStream app`)."""
    named = text_of(span.attributes.get("ai.operationId"))
    return named or text_of(span.attributes.get("operation.name")).partition(" ")[0]


def _ours(span: Span, scope: Scope) -> bool:
    return scope.name == "ai" or "ai.operationId" in span.attributes


def _name(span: Span, _scope: Scope) -> str | None:
    tool = text_of(span.attributes.get("ai.toolCall.name"))
    if tool:
        return tool
    named = text_of(span.attributes.get("ai.operationId"))
    function = text_of(span.attributes.get("ai.telemetry.functionId"))
    return (f"{function}:{named}" if function else named) if named else None


def _payload(span: Span, scope: Scope) -> Payload | None:
    if not _ours(span, scope):
        return None
    given = first(span.attributes, _INPUT)
    produced = _answer(span)
    if given is None or produced is None:
        filler = genai.messages_payload(span.attributes)
        if filler is not None:
            given = filler.input if given is None else given
            produced = filler.output if produced is None else produced
    return Payload(given, produced)


def _answer(span: Span) -> Json:
    text = first(span.attributes, ("ai.response.text",))
    calls = first(span.attributes, ("ai.response.toolCalls",))
    if text is not None and calls is not None:
        return {"role": "assistant", "content": text, "tool_calls": parsed(calls)}
    return first(span.attributes, _OUTPUT)


def _type(span: Span, _scope: Scope) -> str | None:
    name = operation(span)
    has_model = first(span.attributes, _MODELS) is not None
    if name in GENERATIONS and has_model:
        return "GENERATION"
    if name in EMBEDDINGS and has_model:
        return "EMBEDDING"
    return "TOOL" if name == "ai.toolCall" else None


def _repeats_usage(span: Span, _scope: Scope) -> bool:
    """Outer spans name their model by `ai.model.id` alone; a `gen_ai.*` model is a call's own."""
    name = operation(span)
    if not name.startswith("ai.") or name in GENERATIONS or name in EMBEDDINGS:
        return False
    return first(span.attributes, _CALL_MODELS) is None


def _usage(span: Span, scope: Scope) -> Mapping[str, Json] | None:
    if not _ours(span, scope):
        return None
    usage: dict[str, int] = {}
    for kind, names in _COUNTS:
        if (number := count(first(span.attributes, names))) is not None:
            usage[kind] = number
    tokens = count(span.attributes.get("ai.usage.tokens"))
    if tokens is not None:
        usage.setdefault("total", tokens)
        if operation(span) in EMBEDDINGS:
            usage.setdefault("input", tokens)
    _add_provider_counts(usage, span)
    inside = sum(usage.get(kind, 0) for kind in _INSIDE_INPUT)
    if "input" in usage:
        usage["input"] = max(0, usage["input"] - inside)
    if "output" in usage:
        usage["output"] = max(0, usage["output"] - usage.get("output_reasoning_tokens", 0))
    return usage


def _add_provider_counts(usage: dict[str, int], span: Span) -> None:
    metadata = json_object(span.attributes.get("ai.response.providerMetadata"))
    for path, kind in _PROVIDER_COUNTS if metadata else ():
        place: Json = metadata
        for part in path:
            place = place.get(part) if isinstance(place, dict) else None
        if (number := count(place)) is not None:
            usage[kind] = number
    by_age = sum(usage.get(f"input_cache_creation_{age}", 0) for age in ("5m", "1h"))
    if by_age and "input_cache_creation" in usage:
        usage["input_cache_creation"] = max(0, usage["input_cache_creation"] - by_age)


def _parameters(span: Span, scope: Scope) -> dict[str, Json] | None:
    if not _ours(span, scope):
        return None
    found = {name: first(span.attributes, names) for name, names in _PARAMETERS}
    metadata = json_object(span.attributes.get("ai.response.providerMetadata")) or {}
    openai = metadata.get("openai")
    if isinstance(openai, dict) and openai.get("serviceTier") is not None:
        found["service_tier"] = openai["serviceTier"]
    return parameters_of(found) or None


def _prompt(span: Span, _scope: Scope) -> tuple[str, int] | None:
    sent = json_object(span.attributes.get(METADATA + "langfusePrompt"))
    if not sent:
        return None
    name, version = sent.get("name"), prompt_version(sent.get("version"))
    return (name, version) if isinstance(name, str) and name and version is not None else None


def _tools(span: Span, _scope: Scope) -> Json:
    return first(span.attributes, ("ai.prompt.tools",))


CONVENTION = Convention(
    name="vercel",
    scope_names=("ai",),
    keys=("operation.name",),
    prefixes=("ai.",),
    read_name=_name,
    user_id=(METADATA + "userId",),
    session_id=(METADATA + "sessionId",),
    tags=(METADATA + "tags",),
    model=_MODELS,
    repeats_usage=_repeats_usage,
    payload=(PayloadRule(rank=3, read=_payload),),
    types=(TypeRule(rank=5, read=_type),),
    usage=(UsageRule(rank=3, read=_usage),),
    read_parameters=_parameters,
    read_prompt=_prompt,
    first_token_ms=("ai.response.msToFirstChunk", "ai.stream.msToFirstChunk"),
    tool_definitions=_tools,
    metadata_prefixes=(METADATA,),
    metadata_skips=(
        METADATA + "userId",
        METADATA + "sessionId",
        METADATA + "tags",
        METADATA + "langfusePrompt",
    ),
    payload_keys=(*_INPUT, *_OUTPUT),
    announces_trace=(METADATA + "userId", METADATA + "sessionId", METADATA + "tags"),
)
