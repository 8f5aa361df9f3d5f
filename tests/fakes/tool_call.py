"""What the stand-in provider answers when it may call the tool `weather`: one call, for Paris."""

from __future__ import annotations

import json
from typing import Any

NAME = "weather"
ARGUMENTS = json.dumps({"city": "Paris"})
CALL_ID = "call_fake"

_FUNCTION = {"name": NAME, "arguments": ARGUMENTS}
_CHAT_CALL = {"id": CALL_ID, "type": "function", "function": _FUNCTION}
CHAT_CHOICE: dict[str, Any] = {
    "index": 0,
    "message": {"role": "assistant", "content": None, "tool_calls": [_CHAT_CALL]},
    "finish_reason": "tool_calls",
}
CHAT_DELTA: dict[str, Any] = {"tool_calls": [{"index": 0, **_CHAT_CALL}]}
RESPONSE_ITEM: dict[str, Any] = {
    "type": "function_call",
    "id": "fc_fake",
    "call_id": CALL_ID,
    "status": "completed",
    **_FUNCTION,
}


def is_due(body: dict[str, Any], said: str) -> bool:
    """Whether the tool is offered and has not answered yet; `said` names the list of messages
    (chat) or items (responses)."""
    items = body.get(said)
    answered = isinstance(items, list) and any(
        isinstance(item, dict)
        and (item.get("role") == "tool" or item.get("type") == "function_call_output")
        for item in items
    )
    return not answered and any(
        NAME in (tool.get("name"), (tool.get("function") or {}).get("name"))
        for tool in body.get("tools") or ()
        if isinstance(tool, dict)
    )
