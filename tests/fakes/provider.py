"""A model provider that speaks the OpenAI and Anthropic APIs and fails on demand.

The model name decides what happens: `…-500`, `…-429`, `…-401` answer that status, `…-cut` closes
the connection in the middle of a stream, everything else answers. Token counts are fixed.
"""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

WORDS = ["Ciao", ", ", "mondo", "!"]
TEXT = "".join(WORDS)
PROMPT_TOKENS, CACHED_TOKENS, OUTPUT_TOKENS, REASONING_TOKENS = 20, 5, 7, 2
CACHE_WRITE_TOKENS = 3


class Provider:
    """`app` is the ASGI app; `calls` lists (path, body) of every call it got."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.app = Starlette(
            routes=[
                Route("/v1/chat/completions", self.chat, methods=["POST"]),
                Route("/v1/completions", self.chat, methods=["POST"]),
                Route("/v1/embeddings", self.embeddings, methods=["POST"]),
                Route("/v1/responses", self.responses, methods=["POST"]),
                Route("/v1/messages", self.messages, methods=["POST"]),
                Route("/v1/audio/transcriptions", self.transcribe, methods=["POST"]),
                Route("/v1/models", self.models),
            ]
        )

    async def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = await request.json()
        self.calls.append((request.url.path, body))
        return body

    async def models(self, _request: Request) -> Response:
        return JSONResponse({"object": "list", "data": []})

    async def chat(self, request: Request) -> Response:
        body = await self._body(request)
        if error := _failure(body, anthropic=False):
            return error
        if body.get("stream"):
            return _events(_chat_stream(body))
        return JSONResponse(_chat(body, TEXT) | {"usage": _chat_usage()})

    async def embeddings(self, request: Request) -> Response:
        body = await self._body(request)
        if error := _failure(body, anthropic=False):
            return error
        usage = {"prompt_tokens": PROMPT_TOKENS, "total_tokens": PROMPT_TOKENS}
        data = [{"object": "embedding", "index": 0, "embedding": [0.1, 0.2]}]
        return JSONResponse(
            {"object": "list", "model": body["model"], "data": data, "usage": usage}
        )

    async def responses(self, request: Request) -> Response:
        body = await self._body(request)
        if error := _failure(body, anthropic=False):
            return error
        if body.get("stream"):
            return _events(_responses_stream(body))
        return JSONResponse(_response(body, "completed"))

    async def messages(self, request: Request) -> Response:
        body = await self._body(request)
        if error := _failure(body, anthropic=True):
            return error
        if body.get("stream"):
            return _events(_messages_stream(body))
        message = _message(body) | {
            "content": [{"type": "text", "text": TEXT}],
            "stop_reason": "end_turn",
            "usage": _anthropic_usage() | {"output_tokens": OUTPUT_TOKENS},
        }
        return JSONResponse(message)

    async def transcribe(self, request: Request) -> Response:
        self.calls.append((request.url.path, {"bytes": len(await request.body())}))
        return JSONResponse({"text": TEXT})


def _failure(body: dict[str, Any], *, anthropic: bool) -> Response | None:
    status = next((s for s in (500, 429, 401) if body["model"].endswith(f"-{s}")), None)
    if status is None:
        return None
    error: dict[str, Any] = {"type": "api_error", "message": f"the provider says {status}"}
    return JSONResponse(
        {"type": "error", "error": error} if anthropic else {"error": error}, status_code=status
    )


def _events(lines: AsyncIterator[str]) -> Response:
    return StreamingResponse(lines, media_type="text/event-stream")


def _event(data: dict[str, Any] | str, name: str | None = None) -> str:
    text = data if isinstance(data, str) else json.dumps(data)
    return (f"event: {name}\n" if name else "") + f"data: {text}\n\n"


def _cut(body: dict[str, Any]) -> None:
    if body["model"].endswith("-cut"):
        raise ConnectionResetError("cut on purpose")


def _chat(body: dict[str, Any], text: str) -> dict[str, Any]:
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-fake",
        "object": "chat.completion",
        "created": 1_700_000_000,
        "model": body["model"],
        "choices": [{"index": 0, "message": message, "finish_reason": "stop"}],
    }


def _chat_usage() -> dict[str, Any]:
    return {
        "prompt_tokens": PROMPT_TOKENS,
        "completion_tokens": OUTPUT_TOKENS,
        "total_tokens": PROMPT_TOKENS + OUTPUT_TOKENS,
        "prompt_tokens_details": {"cached_tokens": CACHED_TOKENS},
        "completion_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
    }


async def _chat_stream(body: dict[str, Any]) -> AsyncIterator[str]:
    base = {
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": body["model"],
    }
    for index, word in enumerate(WORDS):
        delta = {"role": "assistant", "content": word} if index == 0 else {"content": word}
        yield _event(base | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        _cut(body)
    yield _event(base | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
    if (body.get("stream_options") or {}).get("include_usage"):
        yield _event(base | {"choices": [], "usage": _chat_usage()})
    yield _event("[DONE]")


def _response(body: dict[str, Any], status: str) -> dict[str, Any]:
    done = status == "completed"
    content = {"type": "output_text", "text": TEXT, "annotations": []}
    item = {
        "type": "message",
        "id": "msg_fake",
        "status": status,
        "role": "assistant",
        "content": [content],
    }
    usage = {
        "input_tokens": PROMPT_TOKENS,
        "input_tokens_details": {"cached_tokens": CACHED_TOKENS},
        "output_tokens": OUTPUT_TOKENS,
        "output_tokens_details": {"reasoning_tokens": REASONING_TOKENS},
        "total_tokens": PROMPT_TOKENS + OUTPUT_TOKENS,
    }
    return {
        "id": "resp_fake",
        "object": "response",
        "created_at": 1_700_000_000,
        "status": status,
        "model": body["model"],
        "output": [item] if done else [],
        "usage": usage if done else None,
        "error": None,
        "incomplete_details": None,
        "instructions": None,
        "metadata": {},
        "parallel_tool_calls": True,
        "temperature": 1.0,
        "tool_choice": "auto",
        "tools": [],
        "top_p": 1.0,
    }


async def _responses_stream(body: dict[str, Any]) -> AsyncIterator[str]:
    number = 0

    def event(kind: str, **fields: Any) -> str:
        nonlocal number
        number += 1
        return _event({"type": kind, "sequence_number": number, **fields}, kind)

    place = {"item_id": "msg_fake", "output_index": 0, "content_index": 0}
    yield event("response.created", response=_response(body, "in_progress"))
    for word in WORDS:
        yield event("response.output_text.delta", delta=word, **place)
        _cut(body)
    yield event("response.output_text.done", text=TEXT, **place)
    yield event("response.completed", response=_response(body, "completed"))


def _message(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": "msg_fake",
        "type": "message",
        "role": "assistant",
        "model": body["model"],
        "content": [],
        "stop_reason": None,
        "stop_sequence": None,
    }


def _anthropic_usage() -> dict[str, Any]:
    return {
        "input_tokens": PROMPT_TOKENS - CACHED_TOKENS - CACHE_WRITE_TOKENS,
        "cache_read_input_tokens": CACHED_TOKENS,
        "cache_creation_input_tokens": CACHE_WRITE_TOKENS,
        "output_tokens": 1,
    }


async def _messages_stream(body: dict[str, Any]) -> AsyncIterator[str]:
    def event(kind: str, **fields: Any) -> str:
        return _event({"type": kind, **fields}, kind)

    yield event("message_start", message=_message(body) | {"usage": _anthropic_usage()})
    yield event("content_block_start", index=0, content_block={"type": "text", "text": ""})
    for word in WORDS:
        yield event("content_block_delta", index=0, delta={"type": "text_delta", "text": word})
        _cut(body)
    yield event("content_block_stop", index=0)
    yield event(
        "message_delta",
        delta={"stop_reason": "end_turn", "stop_sequence": None},
        usage={"output_tokens": OUTPUT_TOKENS},
    )
    yield event("message_stop")
