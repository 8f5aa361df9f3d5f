"""The system prompt of Anthropic calls: LiteLLM logs it as a model parameter, not as input."""

from __future__ import annotations

import ast

from gatelight.core.json import Json, to_text
from gatelight.core.observation import ObservationFields
from gatelight.ingest.conventions.values import json_object

MAX_SYSTEM = 1_000_000
"""Characters of a system prompt that are read; a longer one stays where it is."""


def restore_system_prompt(fields: ObservationFields) -> None:
    """The system prompt leads the messages of the input, as a model sees it."""
    parameters = fields.get("model_parameters")
    if not parameters or "system" not in parameters:
        return
    system = _read(parameters["system"])
    told = json_object(fields.get("input"))
    messages = told.get("messages") if told else None
    if not system or told is None or not isinstance(messages, list):
        return
    fields["model_parameters"] = {k: v for k, v in parameters.items() if k != "system"}
    leading = {"role": "system", "content": system}
    fields["input"] = to_text({**told, "messages": [leading, *messages]})


def _read(sent: Json) -> Json:
    """Text or content blocks; blocks come as Python writes them. None for anything else."""
    if isinstance(sent, list):
        return sent
    if not isinstance(sent, str) or len(sent) > MAX_SYSTEM:
        return None
    if not sent.startswith("[{"):
        return sent
    try:
        blocks = ast.literal_eval(sent)
    except (ValueError, SyntaxError, MemoryError, RecursionError):
        return sent
    return blocks if isinstance(blocks, list) else sent
