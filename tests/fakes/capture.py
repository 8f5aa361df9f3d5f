"""A tracing server that keeps what LiteLLM exports and can be waited on."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route


@dataclass(frozen=True, slots=True)
class CapturedSpan:
    """One exported span; ids are hex."""

    trace_id: str
    span_id: str
    parent_id: str
    name: str
    attributes: dict[str, Any] = field(hash=False)


class CaptureServer:
    """`app` is the ASGI app; `hits` lists (method, path, body) of every request, `administered` the
    paths that were asked for with the master key."""

    def __init__(self, public_key: str = "pk-lf-test", secret_key: str = "sk-lf-test") -> None:
        self.public_key, self.secret_key = public_key, secret_key
        self.url = ""
        self.hits: list[tuple[str, str, bytes]] = []
        self.administered: list[str] = []
        self.spans: list[CapturedSpan] = []
        self._changed = threading.Condition()
        self.app = Starlette(
            routes=[
                Route("/api/public/otel/v1/traces", self.traces, methods=["POST"]),
                Route("/api/public/traces/{trace_id}", self.trace, methods=["GET", "DELETE"]),
                Route("/{path:path}", self.anything, methods=["GET", "POST", "PUT", "DELETE"]),
            ]
        )

    async def anything(self, request: Request) -> Response:
        self.hits.append((request.method, request.url.path, await request.body()))
        if "x-gatelight-master-key" in request.headers:
            self.administered.append(request.url.path)
        return JSONResponse({"data": [{"id": "project"}]})

    async def traces(self, request: Request) -> Response:
        raw = await request.body()
        self.hits.append(("POST", request.url.path, raw))
        exported = ExportTraceServiceRequest.FromString(raw)
        found = [
            CapturedSpan(
                span.trace_id.hex(),
                span.span_id.hex(),
                span.parent_span_id.hex(),
                span.name,
                {item.key: _value(item.value) for item in span.attributes},
            )
            for resource in exported.resource_spans
            for scope in resource.scope_spans
            for span in scope.spans
        ]
        with self._changed:
            self.spans += found
            self._changed.notify_all()
        return Response(status_code=200)

    async def trace(self, request: Request) -> Response:
        wanted = request.path_params["trace_id"]
        self.hits.append((request.method, request.url.path, b""))
        if any(span.trace_id == wanted for span in self.spans):
            return JSONResponse({"id": wanted})
        return JSONResponse({"message": "not found"}, status_code=404)

    def wait_for(self, trace_id: str, count: int = 1, seconds: float = 90) -> list[CapturedSpan]:
        """The spans of a trace as soon as there are `count`; fails after `seconds`."""
        deadline = time.monotonic() + seconds

        def found() -> list[CapturedSpan]:
            return [span for span in self.spans if span.trace_id == trace_id]

        with self._changed:
            while len(found()) < count:
                left = deadline - time.monotonic()
                known = sorted({span.trace_id for span in self.spans})
                assert left > 0, f"trace {trace_id} did not arrive; arrived: {known[-5:]}"
                self._changed.wait(left)
            return found()


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    if kind == "array_value":
        return [_value(item) for item in value.array_value.values]
    return getattr(value, kind) if kind else None
