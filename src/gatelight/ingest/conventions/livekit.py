"""LiveKit Agents (scope `livekit-agents`, `lk.*`): voice agents with many small spans."""

from __future__ import annotations

from gatelight.ingest.conventions.convention import Convention, PayloadRule, Scope, TypeRule
from gatelight.ingest.otlp.model import Span

SCOPE = "livekit-agents"
TYPES = {"agent_turn": "AGENT", "start_agent_activity": "AGENT", "function_tool": "TOOL"}
NOISE = frozenset(
    {
        "drain_agent_activity",
        "eou_detection",
        "llm_request_run",
        "on_enter",
        "on_exit",
        "tts_request_run",
    }
)
"""Spans of the machinery inside a turn: shown only at level DEBUG."""


def _type(span: Span, scope: Scope) -> str | None:
    return TYPES.get(span.name) if scope.name == SCOPE else None


def _level(span: Span, scope: Scope) -> str | None:
    return "DEBUG" if scope.name == SCOPE and span.name in NOISE else None


CONVENTION = Convention(
    name="livekit",
    scopes=(SCOPE,),
    prefixes=("lk.",),
    payload=(
        PayloadRule(
            rank=10,
            input=(
                "lk.input_text",
                "lk.user_transcript",
                "lk.chat_ctx",
                "lk.function_tool.arguments",
                "lk.pii.input_text",
                "lk.pii.user_transcript",
                "lk.pii.chat_ctx",
                "lk.pii.function_tool.arguments",
            ),
            output=(
                "lk.function_tool.output",
                "lk.response.text",
                "lk.pii.function_tool.output",
                "lk.pii.response.text",
            ),
        ),
    ),
    types=(TypeRule(rank=9, read=_type),),
    read_level=_level,
)
