"""Plain names that several senders share: Pipecat, older Pydantic AI, hand-written spans."""

from __future__ import annotations

from gatelight.core.json import Json
from gatelight.ingest.conventions.convention import Convention, PayloadRule, Scope
from gatelight.ingest.conventions.values import json_object, parameters_of
from gatelight.ingest.otlp.model import Span


def _parameters(span: Span, _scope: Scope) -> dict[str, Json] | None:
    sent = json_object(span.attributes.get("model_config"))
    return parameters_of(sent) or None if sent else None


CONVENTION = Convention(
    name="generic",
    keys=("input", "output", "model", "model_config", "tool_arguments", "tool_response"),
    model=("model",),
    marks_generation=("model",),
    payload=(
        PayloadRule(rank=15, input=("input",), output=("output",)),
        PayloadRule(rank=17, input=("tool_arguments",), output=("tool_response",)),
    ),
    read_parameters=_parameters,
)
