"""Flue (scope `@flue/opentelemetry`): turns, tools, tasks and workflows."""

from __future__ import annotations

from gatelight.ingest.conventions.convention import Convention, PayloadRule, Scope, TypeRule
from gatelight.ingest.conventions.values import first
from gatelight.ingest.otlp.model import Span


def _type(span: Span, _scope: Scope) -> str | None:
    if first(span.attributes, ("flue.tool.name", "flue.tool.call_id")) is not None:
        return "TOOL"
    if first(span.attributes, ("flue.task.id", "flue.task.agent")) is not None:
        return "AGENT"
    return None


CONVENTION = Convention(
    name="flue",
    scopes=("@flue/opentelemetry",),
    prefixes=("flue.",),
    payload=(
        PayloadRule(
            rank=4,
            input=(
                "flue.turn.input",
                "flue.tool.arguments",
                "flue.task.prompt",
                "flue.workflow.payload",
            ),
            output=(
                "flue.turn.output",
                "flue.tool.result",
                "flue.task.result",
                "flue.operation.result",
                "flue.workflow.result",
            ),
        ),
    ),
    types=(TypeRule(rank=8, read=_type),),
)
