"""ASGI middleware around LiteLLM: the guard, the trace id, and the header that names it."""

from __future__ import annotations

import contextlib
import json
import re
import uuid
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from . import guard, trace_ids
from .administration import administrate, is_administration
from .answers import error_body, refusal_answer
from .calls import Call, current_call
from .server import Server

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

# Calls that LiteLLM's callbacks log. Others (models, health, keys) get no trace header.
_TRACED = re.compile(
    r"/(chat/completions|completions|embeddings|v1/messages|responses|rerank|moderations"
    r"|images/(generations|edits|variations)|audio/(transcriptions|translations|speech)"
    r"|[^/]+:(generateContent|streamGenerateContent)|converse(-stream)?|invoke[^/]*)/?$"
)
CALL_ID = b"x-litellm-call-id"
WARNING = b"x-gatelight-budget-warning"
_FORMS = ("application/x-www-form-urlencoded", "multipart/form-data")
# LiteLLM's pass-through to Langfuse would let any gateway key read and write the whole project.
_CLOSED = re.compile(r"/+langfuse(/|$)", re.IGNORECASE)


class RejectedError(Exception):
    """An answer given here instead of by LiteLLM: `status`, and the `param` at fault if any."""

    def __init__(self, status: int, message: str, param: str | None = None) -> None:
        super().__init__(message)
        self.status = status
        self.param = param


class GatelightMiddleware:
    """Wraps LiteLLM's app. `max_body` is in bytes; `on_started` runs once the app is up,
    `on_answered` with each model call and the status it was answered with."""

    def __init__(
        self,
        app: App,
        max_body: int,
        server: Server | None = None,
        on_started: Callable[[], None] | None = None,
        on_answered: Callable[[Call, int], None] | None = None,
    ) -> None:
        self.app = app
        self.server = server or Server.from_environment()
        self.on_answered = on_answered
        self.max_body = max_body
        self.on_started = on_started

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self.app(scope, receive, self._watching_start(send))
        elif scope["type"] == "websocket":
            await self._websocket(scope, receive, send)
        else:
            await self._http(scope, receive, send)

    def _watching_start(self, send: Send) -> Send:
        async def watch(message: Message) -> None:
            await send(message)
            if message["type"] == "lifespan.startup.complete" and self.on_started:
                self.on_started()

        return watch

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            guard.check_headers(scope["headers"])
            guard.check_query(scope.get("query_string", b""))
        except guard.RefusedError:
            await send({"type": "websocket.close", "code": 1008})
            return
        await self.app(scope, receive, send)

    async def _http(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            body, parsed = await self._inspect(scope, receive)
        except RejectedError as rejection:
            await _answer(scope, send, rejection)
            return
        if is_administration(scope["path"]):
            await self._administrate(scope, send, body or b"")
            return
        if body is not None:
            receive = _replay(body, receive)
        traced = scope["method"] == "POST" and _TRACED.search(scope["path"]) is not None
        call = Call(
            trace_ids.choose_trace(scope["headers"], parsed) if traced else None,
            str(uuid.uuid4()),
            body_bytes=len(body or b""),
        )
        headers = list(scope["headers"])
        if call.trace is not None:
            # The id that costs are booked under is ours to choose: callers who could repeat one
            # would pay once.
            headers = [(k, v) for k, v in headers if k != CALL_ID]
            headers = [
                *trace_ids.pin_trace(headers, call.trace),
                (CALL_ID, call.call_id.encode()),
            ]
        token = current_call.set(call)
        try:
            await self._answered({**scope, "headers": headers}, receive, send, call)
        finally:
            current_call.reset(token)

    async def _answered(self, scope: Scope, receive: Receive, send: Send, call: Call) -> None:
        status = 0

        async def named(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                if call.refusal is not None:
                    status = call.refusal.status
                    await self._refuse(scope, send, call)
                    return
                message = {**message, "headers": [*message.get("headers", ()), *_names(call)]}
            elif call.refusal is not None:
                return  # LiteLLM's own words for it
            await send(message)

        try:
            await self.app(scope, receive, named)
        except Exception:
            # Answered here so that even an unexpected failure names its trace; the server above
            # still logs the error.
            if not status:
                await _answer(scope, named, RejectedError(500, "Internal server error"))
            raise
        finally:
            if self.on_answered is not None and call.admitted:
                self.on_answered(call, status or 500)

    async def _administrate(self, scope: Scope, send: Send, body: bytes) -> None:
        status, answer = await administrate(
            self.server,
            scope["method"],
            scope["path"],
            scope.get("query_string", b""),
            dict(scope["headers"]),
            body,
        )
        await _send_json(send, status, answer)

    async def _refuse(self, scope: Scope, send: Send, call: Call) -> None:
        assert call.refusal is not None
        headers, body = refusal_answer(scope["path"], call.refusal)
        start = {
            "type": "http.response.start",
            "status": call.refusal.status,
            "headers": headers + _names(call),
        }
        await send(start)
        await send({"type": "http.response.body", "body": body})

    async def _inspect(
        self, scope: Scope, receive: Receive
    ) -> tuple[bytes | None, dict[str, Any] | None]:
        """The buffered body (None when not read) and its parsed form when it had to be parsed."""
        if _CLOSED.match(scope["path"]):
            raise RejectedError(
                403, "Not available on the gateway: use the Langfuse API of the server"
            )
        try:
            guard.check_headers(scope["headers"])
            guard.check_query(scope.get("query_string", b""))
            if scope["method"] in ("GET", "HEAD", "OPTIONS"):
                return None, None
            body = await _read(receive, self.max_body)
            return body, await _parse(scope, body)
        except guard.RefusedError as refused:
            raise RejectedError(400, str(refused), refused.name) from None


async def _read(receive: Receive, limit: int) -> bytes:
    chunks = bytearray()
    while True:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise RejectedError(
                400, "The client closed the connection before the body was complete"
            )
        chunks += message.get("body", b"")
        if len(chunks) > limit:
            raise RejectedError(413, f"The request body is larger than {limit} bytes")
        if not message.get("more_body"):
            return bytes(chunks)


async def _parse(scope: Scope, body: bytes) -> dict[str, Any] | None:
    """Check `body`; return it as an object when it was parsed. Raises `guard.RefusedError`."""
    content_type = next((v for n, v in scope["headers"] if n == b"content-type"), b"")
    form = content_type.decode("latin-1").split(";", 1)[0].strip().lower() in _FORMS
    looks_like_object = body.lstrip()[:1] == b"{"
    if not form and body and not looks_like_object and _TRACED.search(scope["path"]):
        # LiteLLM fails with 500 on JSON that is no object.
        raise RejectedError(400, "The request body must be a JSON object")
    parsed: Any = None
    if looks_like_object and (
        guard.may_name_destination(body) or any(mark in body for mark in trace_ids.BODY_MARKS)
    ):
        with contextlib.suppress(ValueError):  # LiteLLM reads it the same way and answers 400
            parsed = guard.parse_json(body)
        guard.check_body(parsed)
    if form:
        parsed = await _parse_form(scope, body)
        guard.check_body(parsed)
    return parsed if isinstance(parsed, dict) else None


async def _parse_form(scope: Scope, body: bytes) -> dict[str, Any]:
    """Text fields of a form, read with the reader LiteLLM uses; JSON metadata is parsed."""
    from starlette.requests import Request

    async def nothing_more() -> Message:
        return {"type": "http.disconnect"}

    try:
        form = await Request(scope, _replay(body, nothing_more)).form()
    except Exception as error:
        raise RejectedError(400, f"Invalid form: {error}") from None
    guard.check_form_names(form.keys())
    fields: dict[str, Any] = {k: v for k, v in form.multi_items() if isinstance(v, str)}
    await form.close()
    for name in ("metadata", "litellm_metadata"):
        try:
            fields[name] = json.loads(fields.get(name, ""))
        except ValueError:
            continue
    return fields


def _replay(body: bytes, receive: Receive) -> Receive:
    """A `receive` that hands out `body` once, then what the client does next."""
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _names(call: Call) -> list[tuple[bytes, bytes]]:
    """Headers that every answer gets: the trace, and budgets above their soft limit."""
    headers = []
    if call.trace is not None:
        headers.append((trace_ids.RESPONSE_HEADER, call.trace.trace_id.encode()))
    warnings = (warning.encode("ascii", "backslashreplace") for warning in call.warnings)
    return [*headers, *((WARNING, warning) for warning in warnings)]


async def _answer(scope: Scope, send: Send, rejection: RejectedError) -> None:
    """An error body in the shape of the API that was called (Anthropic's or OpenAI's)."""
    body = error_body(
        scope["path"],
        rejection.status,
        str(rejection),
        param=rejection.param,
        code=str(rejection.status),
    )
    await _send_json(send, rejection.status, body)


async def _send_json(send: Send, status: int, body: bytes) -> None:
    headers = [
        (b"content-type", b"application/json"),
        (b"content-length", str(len(body)).encode()),
    ]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": body})
