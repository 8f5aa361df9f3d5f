"""Firebase Genkit (scope `genkit-tracer`): request and response in `genkit:input/output`."""

from __future__ import annotations

from collections.abc import Mapping

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import (
    Convention,
    Payload,
    PayloadRule,
    Scope,
    TypeRule,
    UsageRule,
)
from gatelight.ingest.conventions.values import count, json_object, parameters_of
from gatelight.ingest.otlp.model import Span

SCOPE = "genkit-tracer"
SUBTYPE = "genkit:metadata:subtype"
SUBTYPES = {
    "model": "GENERATION",
    "background-model": "GENERATION",
    "embedder": "EMBEDDING",
    "tool": "TOOL",
    "tool.v2": "TOOL",
    "retriever": "RETRIEVER",
    "evaluator": "EVALUATOR",
}


def _payload(span: Span, scope: Scope) -> Payload | None:
    if scope.name != SCOPE:
        return None
    given = span.attributes.get("genkit:input")
    produced = span.attributes.get("genkit:output")
    request, response = json_object(given), json_object(produced)
    if request and request.get("messages"):
        given = request["messages"]
    if response and response.get("message"):
        produced = response["message"]
    return Payload(given or None, produced or None)


def _model(span: Span, _scope: Scope) -> str | None:
    name = span.attributes.get("genkit:name")
    is_model = span.attributes.get(SUBTYPE) == "model"
    return name if is_model and isinstance(name, str) else None


def _usage(span: Span, scope: Scope) -> Mapping[str, Json] | None:
    if scope.name != SCOPE:
        return None
    sent = (json_object(span.attributes.get("genkit:output")) or {}).get("usage")
    if not isinstance(sent, dict) or span.attributes.get(SUBTYPE) not in SUBTYPES:
        return None
    output = count(sent.get("outputTokens"))
    thoughts = count(sent.get("thoughtsTokens"))
    usage = {
        "input": count(sent.get("inputTokens")),
        "output": None if output is None else max(0, output - (thoughts or 0)),
        "output_reasoning": thoughts,
        "total": count(sent.get("totalTokens")),
    }
    return {kind: number for kind, number in usage.items() if number is not None} or None


def _parameters(span: Span, scope: Scope) -> dict[str, Json] | None:
    if scope.name != SCOPE:
        return None
    request = json_object(span.attributes.get("genkit:input")) or {}
    config = request.get("config")
    if not isinstance(config, dict):
        response = json_object(span.attributes.get("genkit:output")) or {}
        sent = response.get("request")
        config = sent.get("config") if isinstance(sent, dict) else None
    return parameters_of(config) or None if isinstance(config, dict) else None


CONVENTION = Convention(
    name="genkit",
    scopes=(SCOPE,),
    prefixes=("genkit:",),
    observation_name=("genkit:name",),
    read_model=_model,
    payload=(PayloadRule(rank=2, read=_payload),),
    types=(TypeRule(rank=4, attribute=SUBTYPE, values=SUBTYPES),),
    usage=(UsageRule(rank=2, read=_usage),),
    read_parameters=_parameters,
    payload_keys=("genkit:input", "genkit:output"),
)
