"""Langfuse's own attributes (`langfuse.*`), sent by its SDKs and by anyone who sets them.

Applies to every span: any instrumentation may carry a `user.id` or a `langfuse.trace.name`.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gatelight.core.json import Json
from gatelight.core.observation import LEVELS
from gatelight.ingest.conventions.convention import (
    Convention,
    PayloadRule,
    Scope,
    TypeRule,
    UsageRule,
)
from gatelight.ingest.conventions.values import cost, first, json_object, parameters_of
from gatelight.ingest.otlp.model import Span

SDK_SCOPE = "langfuse-sdk"
LEVEL = "langfuse.observation.level"
USAGE = "langfuse.observation.usage_details"
COST = "langfuse.observation.cost_details"
PARAMETERS = "langfuse.observation.model.parameters"

TYPES = {
    name: name.upper()
    for name in (
        "span",
        "generation",
        "event",
        "embedding",
        "agent",
        "tool",
        "chain",
        "retriever",
        "guardrail",
        "evaluator",
    )
}

LEVEL_ALIASES = {
    **{level: level for level in LEVELS},
    **dict.fromkeys(("TRACE", "VERBOSE"), "DEBUG"),
    **dict.fromkeys(("INFO", "LOG", "NOTICE", "OK", "SUCCESS"), "DEFAULT"),
    "WARN": "WARNING",
    **dict.fromkeys(("FATAL", "CRITICAL"), "ERROR"),
}

_GENERATION_ONLY = (
    "langfuse.observation.model.name",
    USAGE,
    COST,
    "langfuse.observation.completion_start_time",
    "langfuse.observation.prompt.name",
)
_LAST_UNTYPED = (3, 3)


def sdk_version(scope: Scope) -> tuple[int, int]:
    """Major and minor version of the SDK by its scope; (0, 0) when it names none."""
    parts = scope.version.split(".")
    try:
        return int(parts[0]), int(parts[1]) if len(parts) > 1 else 0
    except ValueError:
        return 0, 0


def is_python(scope: Scope) -> bool:
    return (
        scope.resource.get("telemetry.sdk.language") == "python" or "public_key" in scope.attributes
    )


def _old_python_generation(span: Span, scope: Scope) -> str | None:
    """Python SDKs up to 3.3 typed generations started as a span `span`: what only a generation
    has tells them apart."""
    if scope.name != SDK_SCOPE or not scope.version or not is_python(scope):
        return None
    if span.attributes.get("langfuse.observation.type") != "span":
        return None
    if not (0, 0) < sdk_version(scope) <= _LAST_UNTYPED:
        return None
    return "GENERATION" if first(span.attributes, _GENERATION_ONLY) is not None else None


def _usage(span: Span, _scope: Scope) -> Mapping[str, Json] | None:
    return json_object(span.attributes.get(USAGE)) or None


def _cost(span: Span, _scope: Scope) -> Mapping[str, Decimal] | None:
    sent = json_object(span.attributes.get(COST))
    if not sent:
        return None
    costs = {key: cost(value) for key, value in sent.items()}
    return {key: value for key, value in costs.items() if value is not None} or None


def _parameters(span: Span, _scope: Scope) -> dict[str, Json] | None:
    sent = json_object(span.attributes.get(PARAMETERS))
    return parameters_of(sent) if sent else None


def _prompt(span: Span, _scope: Scope) -> tuple[str, int] | None:
    for prefix in ("langfuse.observation.prompt", "langfuse.prompt"):
        name = span.attributes.get(prefix + ".name")
        version = span.attributes.get(prefix + ".version")
        if name and isinstance(name, str) and (number := prompt_version(version)) is not None:
            return name, number
    return None


def prompt_version(value: Json) -> int | None:
    """A prompt's version: a number from 0 up to what its column holds, also as text."""
    if isinstance(value, str) and value.isascii() and value.isdigit() and len(value) < 11:
        value = int(value)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value < 2**31 else None


CONVENTION = Convention(
    name="langfuse",
    always=True,
    trace_name=("langfuse.trace.name",),
    user_id=(
        "langfuse.user.id",
        "user.id",
        "langfuse.observation.metadata.langfuse_user_id",
        "langfuse.trace.metadata.langfuse_user_id",
    ),
    session_id=(
        "langfuse.session.id",
        "session.id",
        "langfuse.observation.metadata.langfuse_session_id",
        "langfuse.trace.metadata.langfuse_session_id",
    ),
    tags=(
        "langfuse.trace.tags",
        "langfuse.tags",
        "langfuse.observation.metadata.langfuse_tags",
        "langfuse.trace.metadata.langfuse_tags",
        "tag.tags",
    ),
    public=("langfuse.trace.public", "langfuse.public"),
    model=("langfuse.observation.model.name",),
    marks_generation=("langfuse.observation.model.name",),
    payload=(
        PayloadRule(
            rank=1,
            input=("langfuse.observation.input",),
            output=("langfuse.observation.output",),
        ),
    ),
    types=(
        TypeRule(rank=0, read=_old_python_generation),
        TypeRule(rank=1, attribute="langfuse.observation.type", values=TYPES),
    ),
    usage=(UsageRule(rank=1, read=_usage),),
    read_cost=_cost,
    read_parameters=_parameters,
    read_prompt=_prompt,
    completion_start=("langfuse.observation.completion_start_time",),
    metadata=("langfuse.observation.metadata", "langfuse.metadata"),
    metadata_prefixes=("langfuse.observation.metadata.", "langfuse.metadata."),
    payload_keys=("langfuse.trace.input", "langfuse.trace.output"),
    payload_prefixes=("langfuse.trace.metadata",),
    announces_trace=(
        "langfuse.trace.name",
        "langfuse.trace.input",
        "langfuse.trace.output",
        "langfuse.trace.metadata",
        "langfuse.trace.public",
        "langfuse.trace.tags",
        "user.id",
        "session.id",
        "langfuse.user.id",
        "langfuse.session.id",
        "langfuse.observation.metadata.langfuse_user_id",
        "langfuse.observation.metadata.langfuse_session_id",
        "langfuse.observation.metadata.langfuse_tags",
        "tag.tags",
    ),
)
