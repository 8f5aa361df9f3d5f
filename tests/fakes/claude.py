"""Anthropic's answers of the stand-in provider: thinking where it is asked for, one call of the
tool `weather` where it is offered, else text."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Callable, Sequence
from typing import Any

from tests.fakes.tokens import CACHE_WRITE_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS, PROMPT_TOKENS

THOUGHT, SIGNATURE = "The user wants Italian.", "c2lnbmVk"
TOOL_USE = {"type": "tool_use", "id": "toolu_fake", "name": "weather", "input": {"city": "Paris"}}

Body = dict[str, Any]


def event(data: Body | str, name: str | None = None) -> str:
    """One server-sent event."""
    text = data if isinstance(data, str) else json.dumps(data)
    return (f"event: {name}\n" if name else "") + f"data: {text}\n\n"


def message(body: Body, text: str) -> Body:
    """A whole answer."""
    blocks = [*_thinking(body), TOOL_USE if _calls_tool(body) else {"type": "text", "text": text}]
    return _head(body) | {
        "content": blocks,
        "stop_reason": "tool_use" if _calls_tool(body) else "end_turn",
        "usage": _usage() | {"output_tokens": OUTPUT_TOKENS},
    }


async def stream(
    body: Body, words: Sequence[str], cut: Callable[[Body], None]
) -> AsyncIterator[str]:
    """The same as events; `cut` may end them after a word."""

    def say(kind: str, **fields: Any) -> str:
        return event({"type": kind, **fields}, kind)

    def block(index: int, empty: Body, deltas: Sequence[Body]) -> list[str]:
        return [
            say("content_block_start", index=index, content_block=empty),
            *(say("content_block_delta", index=index, delta=delta) for delta in deltas),
            say("content_block_stop", index=index),
        ]

    yield say("message_start", message=_head(body) | {"usage": _usage()})
    index = 0
    for thought in _thinking(body):
        deltas = [
            {"type": "thinking_delta", "thinking": thought["thinking"]},
            {"type": "signature_delta", "signature": thought["signature"]},
        ]
        for each in block(index, thought | {"thinking": "", "signature": ""}, deltas):
            yield each
        index += 1
    if _calls_tool(body):
        given = json.dumps(TOOL_USE["input"])
        deltas = [
            {"type": "input_json_delta", "partial_json": part} for part in (given[:4], given[4:])
        ]
        for each in block(index, TOOL_USE | {"input": {}}, deltas):
            yield each
    else:
        yield say("content_block_start", index=index, content_block={"type": "text", "text": ""})
        for word in words:
            delta = {"type": "text_delta", "text": word}
            yield say("content_block_delta", index=index, delta=delta)
            cut(body)
        yield say("content_block_stop", index=index)
    reason = "tool_use" if _calls_tool(body) else "end_turn"
    yield say(
        "message_delta",
        delta={"stop_reason": reason, "stop_sequence": None},
        usage={"output_tokens": OUTPUT_TOKENS},
    )
    yield say("message_stop")


def _head(body: Body) -> Body:
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _usage() -> Body:
    return {
        "input_tokens": PROMPT_TOKENS - CACHED_TOKENS - CACHE_WRITE_TOKENS,
        "cache_read_input_tokens": CACHED_TOKENS,
        "cache_creation_input_tokens": CACHE_WRITE_TOKENS,
        "output_tokens": 1,
    }


def _thinking(body: Body) -> list[Body]:
    wanted = (body.get("thinking") or {}).get("type") in ("enabled", "adaptive")
    return [{"type": "thinking", "thinking": THOUGHT, "signature": SIGNATURE}] if wanted else []


def _calls_tool(body: Body) -> bool:
    """Whether the tool is offered and has not answered yet."""
    answered = "tool_result" in json.dumps(body.get("messages"))
    return not answered and any(tool.get("name") == "weather" for tool in body.get("tools") or ())
