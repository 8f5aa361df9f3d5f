"""LiteLLM's spans: the announcement, and the plumbing spans that are folded away.

The repairs of what LiteLLM gets wrong are in `litellm`; they serve JSON batches too.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from gatelight.ingest.conventions.convention import Convention, Scope
from gatelight.ingest.conventions.values import cost
from gatelight.ingest.otlp.model import Span

SCOPE = "litellm"
_FRAMEWORK_SCOPES = ("fastapi", "starlette", "opentelemetry.instrumentation.")
_CALL_MARKS = (
    "gen_ai.request.model",
    "llm.model_name",
    "openinference.span.kind",
    "langfuse.observation.type",
)
_KEPT = frozenset({"litellm_request", "Failed Proxy Server Request"})
_PLUMBING = frozenset(
    {
        "auth",
        "proxy_pre_call",
        "router",
        "self",
        "raw_gen_ai_request",
        "Received Proxy Server Request",
        "redis",
        "postgres",
        "batch_write_to_db",
        "reset_budget_job",
        "pod_lock_manager",
    }
)


def is_proxy(scope: Scope) -> bool:
    """Whether the spans come from a LiteLLM proxy's own tracer or web framework."""
    return scope.name == SCOPE or (
        scope.resource.get("service.name") == SCOPE and scope.name.startswith(_FRAMEWORK_SCOPES)
    )


def is_plumbing(span: Span, scope: Scope) -> bool:
    """Whether a span of a proxy (`is_proxy`) says nothing about a model call.

    `langfuse_otel` sends the payload a second time in a child (`raw_gen_ai_request`, or the call's
    own name with nothing but `llm.<provider>.*`); the generic `otel` callback sends up to eleven
    spans of routing, and its web framework one trace per health check.
    """
    if scope.name != SCOPE:
        return True
    if span.name in _KEPT and not _is_raw(span):
        return False
    return span.name in _PLUMBING or _is_raw(span)


def _is_raw(span: Span) -> bool:
    attributes = span.attributes
    if not span.parent_id or any(mark in attributes for mark in _CALL_MARKS):
        return False
    return any(key.startswith("llm.") for key in attributes)


def is_generic_call(span: Span) -> bool:
    """A model call of the generic `otel` callback: its parent is plumbing, also when that parent
    arrives in another export."""
    return span.name == "litellm_request" and not any(
        key.startswith(("langfuse.", "openinference.")) for key in span.attributes
    )


def _cost(span: Span, _scope: Scope) -> Mapping[str, Decimal] | None:
    amount = cost(span.attributes.get("gen_ai.cost.total_cost"))
    return {"total": amount} if amount else None


_METADATA = "langfuse.observation.metadata."

CONVENTION = Convention(
    name="litellm",
    scopes=(SCOPE,),
    keys=(
        "litellm.call_id",
        _METADATA + "litellm_call_id",
        _METADATA + "litellm_response_cost",
    ),
    prefixes=(_METADATA + "user_api_key_", "metadata.user_api_key_"),
    read_cost=_cost,
    metadata_prefixes=("metadata.", "litellm."),
)
