"""OpenInference (Arize): `openinference.span.kind`, `input.value`, `llm.*`."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import (
    Convention,
    Payload,
    PayloadRule,
    Scope,
    TypeRule,
    UsageRule,
)
from gatelight.ingest.conventions.token_usage import attribute_usage
from gatelight.ingest.conventions.values import cost, first, json_object, nested, parameters_of
from gatelight.ingest.otlp.model import Span

KIND = "openinference.span.kind"
KINDS = {
    "llm": "GENERATION",
    "chain": "CHAIN",
    "retriever": "RETRIEVER",
    "embedding": "EMBEDDING",
    "agent": "AGENT",
    "tool": "TOOL",
    "guardrail": "GUARDRAIL",
    "evaluator": "EVALUATOR",
}


def _messages(span: Span, _scope: Scope) -> Payload | None:
    given = nested(span.attributes, "llm.input_messages")
    produced = nested(span.attributes, "llm.output_messages")
    return None if given is None and produced is None else Payload(given, produced)


def _cost(span: Span, _scope: Scope) -> Mapping[str, Decimal] | None:
    amount = cost(first(span.attributes, ("llm.cost.total",)))
    return {"total": amount} if amount else None


def _parameters(span: Span, _scope: Scope) -> dict[str, Json] | None:
    sent = json_object(span.attributes.get("llm.invocation_parameters"))
    return parameters_of(sent) or None if sent else None


def _tools(span: Span, _scope: Scope) -> Json:
    listed = nested(span.attributes, "llm.tools")
    if not isinstance(listed, list):
        return None
    return [
        tool["tool"].get("json_schema")
        for tool in listed
        if isinstance(tool, dict) and isinstance(tool.get("tool"), dict)
    ]


CONVENTION = Convention(
    name="openinference",
    scopes=("openinference.",),
    keys=("input.value", "output.value", "metadata"),
    prefixes=("openinference.", "llm.", "embedding."),
    model=("llm.response.model", "llm.model_name", "embedding.model_name"),
    marks_generation=("llm.model_name",),
    payload=(
        PayloadRule(rank=14, input=("input.value",), output=("output.value",)),
        PayloadRule(rank=19, read=_messages),
    ),
    types=(TypeRule(rank=2, attribute=KIND, values=KINDS),),
    usage=(UsageRule(rank=9, read=attribute_usage),),
    read_cost=_cost,
    read_parameters=_parameters,
    tool_definitions=_tools,
    metadata=("metadata",),
    payload_prefixes=("llm.input_messages", "llm.output_messages"),
)
