"""Pydantic AI and Logfire. Logfire names spans by `logfire.msg`; agents carry the whole
conversation, model calls write `gen_ai.*` (see genai)."""

from __future__ import annotations

from gatelight.ingest.conventions.convention import Convention, Payload, PayloadRule, Scope
from gatelight.ingest.conventions.genai import with_instructions
from gatelight.ingest.conventions.values import first
from gatelight.ingest.otlp.model import Span


def _conversation(span: Span, scope: Scope) -> Payload | None:
    if scope.name != "pydantic-ai":
        return None
    given = first(span.attributes, ("pydantic_ai.all_messages",))
    produced = first(span.attributes, ("final_result",))
    if given is None and produced is None:
        return None
    instructions = first(span.attributes, ("gen_ai.system_instructions",))
    if given is not None and instructions is not None:
        given = with_instructions(given, instructions)
    return Payload(given, produced)


CONVENTION = Convention(
    name="pydantic_ai",
    scopes=("pydantic-ai", "logfire"),
    keys=("prompt", "all_messages_events"),
    prefixes=("logfire.", "pydantic_ai."),
    observation_name=("gen_ai.tool.name", "logfire.msg"),
    payload=(
        PayloadRule(rank=9, input=("prompt",), output=("all_messages_events",)),
        PayloadRule(rank=16, read=_conversation),
    ),
    payload_keys=("pydantic_ai.all_messages", "final_result"),
)
