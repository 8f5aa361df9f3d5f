"""OpenLLMetry (Traceloop): `traceloop.*`, and messages spread over `gen_ai.prompt.N.*`."""

from __future__ import annotations

from gatelight.ingest.conventions.convention import (
    Convention,
    Payload,
    PayloadRule,
    Scope,
    TypeRule,
)
from gatelight.ingest.conventions.values import nested
from gatelight.ingest.otlp.model import Span

_ASSOCIATION = "traceloop.association.properties."
_REQUEST = "llm.request.type"  # of releases before `gen_ai.operation.name`
_REQUEST_TYPES = {"chat": "GENERATION", "completion": "GENERATION", "embedding": "EMBEDDING"}


def _numbered(span: Span, _scope: Scope) -> Payload | None:
    given = nested(span.attributes, "gen_ai.prompt")
    produced = nested(span.attributes, "gen_ai.completion")
    if given is None:
        given = span.attributes.get("gen_ai.prompt") or None
    if produced is None:
        produced = span.attributes.get("gen_ai.completion") or None
    return None if given is None and produced is None else Payload(given, produced)


CONVENTION = Convention(
    name="openllmetry",
    keys=(_REQUEST,),
    prefixes=("traceloop.", "gen_ai.prompt", "gen_ai.completion"),
    user_id=(_ASSOCIATION + "user_id",),
    session_id=(_ASSOCIATION + "session_id",),
    payload=(
        PayloadRule(
            rank=13, input=("traceloop.entity.input",), output=("traceloop.entity.output",)
        ),
        PayloadRule(rank=18, read=_numbered),
    ),
    types=(
        TypeRule(rank=3.5, attribute=_REQUEST, values=_REQUEST_TYPES),
        TypeRule(
            rank=8.5,
            attribute="traceloop.span.kind",
            values={"agent": "AGENT", "tool": "TOOL"},
        ),
    ),
    payload_prefixes=("gen_ai.prompt", "gen_ai.completion"),
    announces_trace=(_ASSOCIATION + "user_id", _ASSOCIATION + "session_id"),
)
