"""OpenTelemetry's semantic conventions for generative AI (`gen_ai.*`), all three ways of content:
span attributes, one details event, one event per message."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

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
from gatelight.ingest.conventions.values import cost, first, json_list, parameters_of, parsed
from gatelight.ingest.otlp.model import Span

OPERATION = "gen_ai.operation.name"
DETAILS_EVENT = "gen_ai.client.inference.operation.details"
_MESSAGE_EVENTS = {
    f"gen_ai.{role}.message": role for role in ("system", "user", "assistant", "tool")
}
_REPEATING = ("invoke_agent", "agent_step")
_PARAMETERS = ("gen_ai.request.", "llm.invocation_parameters.")

OPERATION_TYPES = {
    **dict.fromkeys(
        ("chat", "completion", "text_completion", "generate_content", "generate"), "GENERATION"
    ),
    "embeddings": "EMBEDDING",
    "invoke_agent": "AGENT",
    "create_agent": "AGENT",
    "execute_tool": "TOOL",
}


def messages_payload(attributes: Mapping[str, Any]) -> Payload | None:
    """`gen_ai.input.messages` / `.output.messages`, else a tool call's arguments and result.

    System instructions travel apart from the messages; they become the first one.
    """
    given = first(attributes, ("gen_ai.input.messages",))
    produced = first(attributes, ("gen_ai.output.messages",))
    instructions = first(attributes, ("gen_ai.system_instructions",))
    if instructions is not None:
        given = with_instructions(given, instructions)
    if given is None and produced is None:
        given = first(attributes, ("gen_ai.tool.call.arguments",))
        produced = first(attributes, ("gen_ai.tool.call.result",))
    return None if given is None and produced is None else Payload(given, produced)


def with_instructions(messages: Json, instructions: Json) -> Json:
    """`messages` led by a system message, unless they have one or are no list of messages."""
    if messages is None:
        found: list[Json] = []
    else:
        listed = json_list(messages)
        if listed is None:
            return messages
        found = listed
    if any(isinstance(item, dict) and item.get("role") == "system" for item in found):
        return messages
    content = parsed(instructions)
    key = "parts" if isinstance(content, list) else "content"
    return [{"role": "system", key: content}, *found]


def _from_details_event(span: Span, _scope: Scope) -> Payload | None:
    for event in span.events:
        if event.name == DETAILS_EVENT and (found := messages_payload(event.attributes)):
            return found
    return None


def _from_message_events(span: Span, _scope: Scope) -> Payload | None:
    given: list[Json] = []
    choices: list[Json] = []
    for event in span.events:
        if role := _MESSAGE_EVENTS.get(event.name):
            given.append({"role": role, **event.attributes})
        elif event.name == "gen_ai.choice":
            choices.append(event.attributes)
    if not given and not choices:
        return None
    produced = choices[0] if len(choices) == 1 else choices
    return Payload(given or None, produced or None)


def _from_content_events(span: Span, _scope: Scope) -> Payload | None:
    given = produced = None
    for event in span.events:
        if event.name == "gen_ai.content.prompt":
            given = first(event.attributes, ("gen_ai.prompt",)) or event.attributes or None
        elif event.name == "gen_ai.content.completion":
            produced = first(event.attributes, ("gen_ai.completion",)) or event.attributes or None
    return None if given is None and produced is None else Payload(given, produced)


def _from_events_attribute(span: Span, _scope: Scope) -> Payload | None:
    items = json_list(span.attributes.get("events"))
    if not items:
        return None
    given = [i for i in items if not (isinstance(i, dict) and i.get("event.name") == _CHOICE)]
    choices = [i for i in items if isinstance(i, dict) and i.get("event.name") == _CHOICE]
    return Payload(given or None, (choices[0] if len(choices) == 1 else choices) or None)


_CHOICE = "gen_ai.choice"


def _from_messages(span: Span, _scope: Scope) -> Payload | None:
    return messages_payload(span.attributes)


def _tool_type(span: Span, _scope: Scope) -> str | None:
    named = first(span.attributes, ("gen_ai.tool.name", "gen_ai.tool.call.id"))
    return "TOOL" if named is not None else None


def repeats_usage(span: Span, _scope: Scope) -> bool:
    """Agent spans repeat the usage of the model calls below them."""
    return span.attributes.get(OPERATION) in _REPEATING


def _cost(span: Span, _scope: Scope) -> Mapping[str, Decimal] | None:
    amount = cost(first(span.attributes, ("gen_ai.usage.cost",)))
    # Senders without a price for the model write 0: that is no statement about the cost.
    return {"total": amount} if amount else None


def _parameters(span: Span, _scope: Scope) -> dict[str, Json] | None:
    found = {
        key.removeprefix(_PARAMETERS[0]).removeprefix(_PARAMETERS[1]): value
        for key, value in span.attributes.items()
        if key.startswith(_PARAMETERS) and key != "gen_ai.request.model"
    }
    return parameters_of(found) or None if found else None


def _tools(span: Span, _scope: Scope) -> Json:
    return first(span.attributes, ("gen_ai.tool.definitions", "gen_ai.request.tools"))


CONVENTION = Convention(
    name="genai",
    prefixes=("gen_ai.", "llm.invocation_parameters."),
    observation_name=("gen_ai.tool.name",),
    session_id_of_root=("gen_ai.conversation.id",),
    model=("gen_ai.response.model", "gen_ai.request.model"),
    marks_generation=("gen_ai.request.model", "gen_ai.response.model"),
    repeats_usage=repeats_usage,
    payload=(PayloadRule(rank=20, read=_from_messages),),
    types=(
        TypeRule(rank=3, attribute=OPERATION, values=OPERATION_TYPES),
        TypeRule(rank=7, read=_tool_type),
    ),
    usage=(UsageRule(rank=9, read=attribute_usage),),
    read_cost=_cost,
    read_parameters=_parameters,
    tool_definitions=_tools,
    payload_keys=(
        "gen_ai.input.messages",
        "gen_ai.output.messages",
        "gen_ai.system_instructions",
        "gen_ai.tool.call.arguments",
        "gen_ai.tool.call.result",
    ),
)

EVENTS = Convention(
    name="genai_events",
    keys=("events",),
    payload=(
        PayloadRule(rank=5, read=_from_details_event),
        PayloadRule(rank=6, read=_from_message_events),
        PayloadRule(rank=7, read=_from_content_events),
        PayloadRule(rank=11, read=_from_events_attribute),
    ),
    payload_keys=("events",),
)
"""Content in span events; the mapper adds it to spans that have events."""

CONTENT_EVENTS = frozenset(
    {
        *_MESSAGE_EVENTS,
        _CHOICE,
        DETAILS_EVENT,
        "gen_ai.content.prompt",
        "gen_ai.content.completion",
    }
)
"""Events whose attributes are inputs and outputs."""
