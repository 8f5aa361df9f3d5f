"""A model provider that speaks the OpenAI and Anthropic APIs and fails on demand.

The model name decides what happens: `…-500`, `…-429`, `…-401` answer that status, `…-cut` closes
the connection in the middle of a stream, everything else answers. A tool named `weather` is called
once for Paris before there is an answer (tests/fakes/tool_call.py, for Anthropic's API
tests/fakes/claude.py). Token counts are fixed.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from tests.fakes import claude, tool_call
from tests.fakes.tokens import CACHED_TOKENS, OUTPUT_TOKENS, PROMPT_TOKENS, REASONING_TOKENS

WORDS = ["Ciao", ", ", "mondo", "!"]
TEXT = "".join(WORDS)
COUNTED_TOKENS = 4321


class Provider:
    """`app` is the ASGI app; `calls` lists (path, body) of every call it got, `headers` the headers
    of each."""

    def __init__(self) -> None:
        self.url = ""
        self.calls: list[tuple[str, dict[str, Any]]] = []
        self.headers: list[dict[str, str]] = []
        self.app = Starlette(
            routes=[
                Route("/v1/chat/completions", self.chat, methods=["POST"]),
                Route("/v1/completions", self.chat, methods=["POST"]),
                Route("/v1/embeddings", self.embeddings, methods=["POST"]),
                Route("/v1/responses", self.responses, methods=["POST"]),
                Route("/v1/messages", self.messages, methods=["POST"]),
                Route("/v1/messages/count_tokens", self.count_tokens, methods=["POST"]),
                Route("/v1/audio/transcriptions", self.transcribe, methods=["POST"]),
                Route("/v1/models", self.models),
            ]
        )

    async def _body(self, request: Request) -> dict[str, Any]:
        body: dict[str, Any] = await request.json()
        self.calls.append((request.url.path, body))
        self.headers.append(dict(request.headers))
        return body

    async def models(self, _request: Request) -> Response:
        return JSONResponse({"object": "list", "data": []})

    async def chat(self, request: Request) -> Response:
        body = await self._body(request)
        if error := _failure(body, anthropic=False):
            return error
        wants_weather = tool_call.is_due(body, "messages")
        if body.get("stream"):
            return _events(_chat_stream(body, wants_weather))
        choices = {"choices": [tool_call.CHAT_CHOICE]} if wants_weather else {}
        return JSONResponse(_chat(body, TEXT) | choices | {"usage": _chat_usage()})

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
        answer = _response(body, "completed")
        if tool_call.is_due(body, "input"):
            answer["output"] = [tool_call.RESPONSE_ITEM]
        return JSONResponse(answer)

    async def messages(self, request: Request) -> Response:
        body = await self._body(request)
        if error := _failure(body, anthropic=True):
            return error
        if body.get("stream"):
            return _events(claude.stream(body, WORDS, _cut))
        return JSONResponse(claude.message(body, TEXT))

    async def count_tokens(self, request: Request) -> Response:
        await self._body(request)
        return JSONResponse({"input_tokens": COUNTED_TOKENS})

    async def transcribe(self, request: Request) -> Response:
        self.calls.append((request.url.path, {"bytes": len(await request.body())}))
        self.headers.append(dict(request.headers))
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
    return claude.event(data, name)


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


async def _chat_stream(body: dict[str, Any], wants_weather: bool) -> AsyncIterator[str]:
    base = {
        "id": "chatcmpl-fake",
        "object": "chat.completion.chunk",
        "created": 1_700_000_000,
        "model": body["model"],
    }
    deltas = [tool_call.CHAT_DELTA] if wants_weather else [{"content": word} for word in WORDS]
    for index, delta in enumerate(deltas):
        role = {"role": "assistant"} if index == 0 else {}
        choice = {"index": 0, "delta": role | delta, "finish_reason": None}
        yield _event(base | {"choices": [choice]})
        _cut(body)
    reason = "tool_calls" if wants_weather else "stop"
    yield _event(base | {"choices": [{"index": 0, "delta": {}, "finish_reason": reason}]})
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
