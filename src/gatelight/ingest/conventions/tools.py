"""Tools a model was offered and tools it called, found in inputs and outputs of every shape.

Shapes: OpenAI (`tools[].function`, `tool_calls[].function`, Responses `function_call` items),
Anthropic (`tools[].input_schema`, `tool_use` blocks), semantic conventions (`tool_call` parts),
Vercel (`toolName`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from gatelight.core.json import Json, to_text
from gatelight.core.observation import ObservationFields
from gatelight.ingest.conventions.convention import Scope
from gatelight.ingest.conventions.values import json_list, parsed, text_of
from gatelight.ingest.otlp.model import Span

MAX_TOOLS = 10_001
_MAX_DEPTH = 12
_OFFERED = ('"tools"', '"functions"')
_CALL_TYPES = frozenset({"tool_use", "tool_call", "function_call", "tool-call"})
_CALLED = ('"tool_calls"', '"toolName"', *(f'"{kind}"' for kind in sorted(_CALL_TYPES)))


def set_tools(
    fields: ObservationFields,
    span: Span,
    scope: Scope,
    readers: tuple[Callable[[Span, Scope], Json], ...],
) -> None:
    """Set `tool_definitions`, `tool_calls` and `tool_call_names` of a span, where there are any."""
    offered: Json = None
    for read in readers:
        offered = read(span, scope)
        if offered is not None:
            break
    set_tools_of_payload(fields, offered)


def set_tools_of_payload(fields: ObservationFields, offered: Json = None) -> None:
    """The same from the payload alone; `offered` are tool definitions found elsewhere."""
    given = fields.get("input", "")
    if offered is None and _mentions(given, _OFFERED):
        request = parsed(given)
        if isinstance(request, dict):
            offered = request.get("tools") or request.get("functions")
    if offered is not None and (definitions := _definitions(offered)):
        fields["tool_definitions"] = definitions
    produced = fields.get("output", "")
    if _mentions(produced, _CALLED):
        calls = list(_calls(parsed(produced), 0))[:MAX_TOOLS]
        if calls:
            fields["tool_calls"] = [to_text(call) for call in calls]
            fields["tool_call_names"] = [call["name"] for call in calls]


def _mentions(text: str, marks: tuple[str, ...]) -> bool:
    """Whether a JSON text can hold one of `marks`; spares parsing most payloads."""
    return (
        text[:1] in "{["
        and ("tool" in text or "function" in text)
        and any(mark in text for mark in marks)
    )


def _definitions(offered: Json) -> dict[str, str]:
    """Definition text by tool name."""
    listed = json_list(offered)
    if listed is None:
        listed = [offered]
    found: dict[str, str] = {}
    for item in listed[:MAX_TOOLS]:
        tool = parsed(item)
        if not isinstance(tool, dict):
            continue
        inner = tool.get("function")
        tool = inner if isinstance(inner, dict) else tool
        name = tool.get("name")
        if isinstance(name, str) and name:
            schema = next(
                (tool[key] for key in _SCHEMAS if tool.get(key) is not None),
                None,
            )
            found[name] = to_text(
                {"description": text_of(tool.get("description")), "parameters": schema}
            )
    return found


_SCHEMAS = ("parameters", "input_schema", "inputSchema", "json_schema")


def _calls(value: Json, depth: int) -> Iterator[dict[str, Any]]:
    """Calls in reading order, as `{id, name, arguments, type, index}`."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for item in value:
            yield from _calls(item, depth + 1)
    if not isinstance(value, dict):
        return
    kind = value.get("type")
    if isinstance(kind, str) and kind in _CALL_TYPES and (call := _call(value, 0)):
        yield call
        return
    listed = value.get("tool_calls")
    for index, item in enumerate(json_list(listed) or []):
        if isinstance(item, dict) and (call := _call(item, index)):
            yield call
    for key, inner in value.items():
        if key != "tool_calls" and isinstance(inner, list | dict):
            yield from _calls(inner, depth + 1)


def _call(item: dict[str, Any], index: int) -> dict[str, Any] | None:
    inner = item.get("function")
    source = inner if isinstance(inner, dict) else item
    name = source.get("name") or source.get("toolName")
    if not isinstance(name, str) or not name:
        return None
    arguments = next(
        (source[key] for key in ("arguments", "input", "args") if source.get(key) is not None), ""
    )
    return {
        "id": text_of(item.get("id") or item.get("call_id") or item.get("toolCallId")),
        "name": name,
        "arguments": text_of(arguments),
        "type": text_of(item.get("type")) or "function",
        "index": index,
    }
