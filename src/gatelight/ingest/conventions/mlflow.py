"""MLflow tracing: `mlflow.spanInputs`, `mlflow.spanOutputs`, every value JSON text."""

from __future__ import annotations

from collections.abc import Mapping

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import (
    Convention,
    PayloadRule,
    Scope,
    TypeRule,
    UsageRule,
)
from gatelight.ingest.conventions.token_usage import exclusive
from gatelight.ingest.conventions.values import count, json_object, parsed
from gatelight.ingest.otlp.model import Span

TYPES = {
    "LLM": "GENERATION",
    "CHAT_MODEL": "GENERATION",
    "CHAIN": "CHAIN",
    "AGENT": "AGENT",
    "TOOL": "TOOL",
    "RETRIEVER": "RETRIEVER",
    "EMBEDDING": "EMBEDDING",
    "EVALUATOR": "EVALUATOR",
    "GUARDRAIL": "GUARDRAIL",
}


def _type(span: Span, _scope: Scope) -> str | None:
    kind = parsed(span.attributes.get("mlflow.spanType"))
    return TYPES.get(kind) if isinstance(kind, str) else None


def _usage(span: Span, _scope: Scope) -> Mapping[str, Json] | None:
    sent = json_object(span.attributes.get("mlflow.chat.tokenUsage"))
    if not sent:
        return None
    counts = {key: count(value) for key, value in sent.items()}
    return exclusive({key: value for key, value in counts.items() if value is not None}) or None


CONVENTION = Convention(
    name="mlflow",
    prefixes=("mlflow.",),
    payload=(PayloadRule(rank=12, input=("mlflow.spanInputs",), output=("mlflow.spanOutputs",)),),
    types=(TypeRule(rank=8.6, read=_type),),
    usage=(UsageRule(rank=8, read=_usage),),
)
